import Basics
import ArgumentParser
import Diagnostics
import Foundation
import Notes

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "新建一个笔记文件夹，或其中一页 (begin a folder of notes, or one more page)。",
    discussion: """
        docgen new 笔记               # 两篇笔记、.gitignore、GitHub 与 GitLab 的流水线
        docgen new notes --lang en    # in English
        docgen new page losses/mal    # docs/losses/mal.md

      写出来的笔记从严也成立；不覆盖任何文件。What it writes holds under --strict; no file is replaced.
      """,
    subcommands: [NewFolder.self, NewPage.self], defaultSubcommand: NewFolder.self)
}

struct NewFolder: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "folder", abstract: "新建一个笔记文件夹 (a folder of notes)。")

  @Argument(help: ArgumentHelp("新的文件夹 (the new folder)", valueName: "文件夹"))
  var folder: String
  @Option(help: ArgumentHelp("笔记与消息的语言 (language of the notes and messages): zh 或 en", valueName: "语言"))
  var lang = Language.zh

  func run() throws {
    let console = Console(language: lang, format: .text)
    let files = StarterFiles.all(in: lang)
    let place = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    if let taken = files.first(where: { Disk.kind(of: place + "/" + $0.path) != nil }) {
      try console.fail([.fileExists(place + "/" + taken.path)])
    }
    for file in files { try console.write(file, below: place) }
    let names = files.map(\.path).joined(separator: ", ")
    console.say(Message(zh: "\(place): 写出 \(names)", en: "\(place): wrote \(names)"))
    console.say(Message(zh: "接下来:", en: "next:"))
    if place != "." { console.say(Message("  cd \(place)")) }
    console.say(Message("  docgen serve --open"))
  }
}

struct NewPage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page", abstract: "在笔记文件夹里新建一页 (one more page)。")

  @Argument(help: ArgumentHelp("页的名字，如 losses/mal (the page's name)", valueName: "名字"))
  var name: String
  @Option(help: ArgumentHelp("笔记所在的文件夹 (folder of the notes)", valueName: "文件夹"))
  var docs = "docs"
  @Option(help: .messagesLanguage)
  var lang: Language?

  func run() throws {
    let language = lang ?? .ofNotes(in: docs)
    let console = Console(language: language, format: .text)
    var page = name
    if page.hasSuffix(".md") { page.removeLast(3) }
    let parts = page.split(separator: "/", omittingEmptySubsequences: false)
    guard let last = parts.last, !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else {
      throw ValidationError("\(name): 应写作 losses/mal 这样的名字 (write a name such as losses/mal)")
    }
    let file = StarterFile(
      path: page + ".md", text: StarterFiles.page(titled: String(last), in: language))
    let place = docs + "/" + file.path
    guard Disk.kind(of: docs) == .folder else { try console.fail([.noFolder(docs)]) }
    guard Disk.kind(of: place) == nil else { try console.fail([.fileExists(place)]) }
    try console.write(file, below: docs)
    console.say(Message(zh: "写出 \(place)", en: "wrote \(place)"))
  }
}

extension Console {
  /// Writes a file that is not there, with the folders above it.
  fileprivate func write(_ file: StarterFile, below folder: String) throws {
    let path = folder + "/" + file.path
    let above = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    var problem = Disk.makeFolder(above)
    if problem == 0 { problem = Disk.write(Array(file.text.utf8), to: path) }
    if problem != 0 { try fail([.cannotWrite(path, reason: Disk.words(for: problem))]) }
  }
}

extension Diagnostic {
  fileprivate static func fileExists(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, "file-exists",
      Message(zh: "\(path) 已经存在，没有写任何文件", en: "\(path) exists: nothing is written"),
      consequence: .machine, help: [Message(zh: "换一个名字", en: "take another name")])
  }

  fileprivate static func noFolder(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, "no-docs-folder", Message(zh: "找不到笔记文件夹 \(path)", en: "no folder of notes: \(path)"),
      consequence: .machine,
      help: [
        Message(
          zh: "先 docgen new 文件夹，或用 --docs 指明", en: "begin with docgen new FOLDER, or name it with --docs")
      ])
  }

  fileprivate static func cannotWrite(_ path: String, reason: String) -> Diagnostic {
    Diagnostic(
      .error, "not-writable", Message(zh: "不能写 \(path): \(reason)", en: "cannot write \(path): \(reason)"),
      consequence: .machine)
  }
}
