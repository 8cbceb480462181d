import Typesetting
import Basics
import Checks
import Diagnostics
import Foundation
import Notes
import Pages

/// What keeps a run from being made at all, whichever room it came from.
struct MachineFailure: Error {
  var diagnostic: Diagnostic

  init(diagnostic: Diagnostic) { self.diagnostic = diagnostic }

  init(_ failure: NotesFailure) {
    var help: [Message] = []
    if case .folderMissing = failure {
      help = [
        Message(
          zh: "到笔记文件夹的上一层去，或用 --docs 指明它；还没有笔记: docgen new 文件夹",
          en: "go to the folder above the notes, or name theirs with --docs; to begin: docgen new FOLDER")
      ]
    }
    diagnostic = Diagnostic(.error, "notes-unreadable", failure.message, consequence: .machine, help: help)
  }

  /// A link among the notes, where docgen would write through it.
  init(leadsOut path: String) {
    diagnostic = Diagnostic(
      .error, "link-leads-out",
      Message(
        zh: "\(path) 是链接，docgen 不经它写到笔记之外",
        en: "\(path) is a link: docgen does not write through it, out of the notes"),
      consequence: .machine, help: [Message(zh: "删去这个链接", en: "remove the link")])
  }

  init(foreignProof path: String, claim: String) {
    diagnostic = Diagnostic(
      .error, "proof-file-foreign",
      Message(
        zh: "\(path) 不是 docgen 写的，断言 \(claim) 的证明要写在这里",
        en: "\(path) is not docgen's; the proof of claim \(claim) is to be written there"),
      consequence: .machine, help: [Message(zh: "把它移走", en: "move it")])
  }

  init(_ failure: TypesetterFailure) { diagnostic = failure.diagnostic }
  init(_ failure: CheckFailure) { diagnostic = failure.diagnostic }
  init(_ failure: CacheFailure) { diagnostic = failure.diagnostic }

  /// - Parameter notebook: whose site it is, to name the note that wants a file.
  init(_ failure: SiteFailure, of notebook: Notebook? = nil) {
    switch failure {
    case .foreign(let folder, let files): diagnostic = .foreignInSite(folder, files, notebook)
    case .busy(let folder):
      diagnostic = Diagnostic(
        .error, "site-busy",
        Message(
          zh: "另一个 docgen 正在写 \(folder)", en: "another docgen is writing \(folder)"), consequence: .machine)
    case .notASite(let folder):
      diagnostic = Diagnostic(
        .error, "not-a-site",
        Message(
          zh: "\(folder) 里有别的东西，不是 docgen 写的网站，未改动",
          en: "\(folder) holds something that is no site of docgen's; it stays as it is"),
        consequence: .machine,
        help: [
          Message(
            zh: "用 --site 指定空的文件夹；确要写在这里，先在其中建空文件 \(FolderMark.site.rawValue)，别的文件会留下",
            en:
              "name an empty folder with --site; to write there all the same, make an empty file \(FolderMark.site.rawValue) in it: others' files stay"
          )
        ])
    case .unwritable(let folder, let reason):
      diagnostic = Diagnostic(
        .error, "site-unwritable",
        Message(zh: "网站写不了: \(folder): \(reason)", en: "the site cannot be written: \(folder): \(reason)"),
        consequence: .machine)
    }
  }
}

extension Diagnostic {
  static func diskFull(_ folder: String, _ room: UInt64) -> Diagnostic {
    Diagnostic(
      .error, "disk-full",
      Message(
        zh: "\(folder) 所在的磁盘满了（还有 \(room >> 10) KB）",
        en: "the disk of \(folder) is full (\(room >> 10) KB are left)"),
      consequence: .machine,
      help: [Message(zh: "腾出地方，或用 --cache 指定别处", en: "make room, or name another place with --cache")])
  }

  /// Files in the way of a site, each with what was to be written there.
  fileprivate static func foreignInSite(_ folder: String, _ files: [ForeignFile], _ notebook: Notebook?)
    -> Diagnostic
  {
    let facts = files.prefix(20).map { file in
      let note = notebook.flatMap { Site.source(of: file.wanted, in: $0) } ?? "docgen"
      return Message("\(folder)/\(file.standing)  ←  \(note) (\(file.wanted))")
    }
    let more = files.count - facts.count
    let rest = more > 0 ? [Message(zh: "还有 \(more) 个", en: "\(more) more")] : []
    return Diagnostic(
      .error, "site-file-foreign",
      Message(
        zh: "\(folder) 里有不是 docgen 写的、或写后被人改过的文件，正好占了要写的名字；网站未改动",
        en:
          "\(folder) holds files that docgen did not write, or that were changed since, where it would write; the site stays"
      ),
      consequence: .machine, facts: facts + rest,
      help: [
        Message(
          zh: "把它们移走，或者用 docgen build --overwrite 覆盖",
          en: "move them, or replace them: docgen build --overwrite")
      ])
  }
}
