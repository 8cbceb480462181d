import Checks
import Diagnostics
import LaTeX
import Notes
import Pages

/// What keeps a run from being made at all, whichever room it came from.
struct MachineFailure: Error {
  var diagnostic: Diagnostic

  init(_ failure: NotesFailure) {
    diagnostic = Diagnostic(.error, "notes-unreadable", failure.message, consequence: .machine)
  }

  init(_ failure: TypesetterFailure) { diagnostic = failure.diagnostic }
  init(_ failure: CheckFailure) { diagnostic = failure.diagnostic }
  init(_ failure: CacheFailure) { diagnostic = failure.diagnostic }

  init(_ failure: SiteFailure) {
    switch failure {
    case .notASite(let folder):
      diagnostic = Diagnostic(
        .error, "not-a-site",
        Message(
          zh: "\(folder) 里有别的东西，不是 docgen 写的网站，未改动",
          en: "\(folder) holds something that is no site of docgen's; it stays as it is"),
        consequence: .machine,
        help: [Message(zh: "用 --site 指定空的文件夹", en: "name an empty folder with --site")])
    case .unwritable(let folder, let reason):
      diagnostic = Diagnostic(
        .error, "site-unwritable",
        Message(zh: "网站写不了: \(folder): \(reason)", en: "the site cannot be written: \(folder): \(reason)"),
        consequence: .machine)
    }
  }
}
