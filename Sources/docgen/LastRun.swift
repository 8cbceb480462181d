import Typesetting
import Basics
import Diagnostics
import Foundation
import Notes
import Pages
import Snippets

/// What a command was asked, as far as its answer depends on it.
struct RunIdentity {
  /// `build`, `check`.
  var command: String
  var notes: NotesOptions
  var cache: CacheOptions
  var output: OutputOptions
  /// The site's folder, where one is written.
  var site: String?
  /// What is asked beyond the common options.
  var options: [String] = []
}

/// What a command said the last time, kept under everything that went into it and came out of it: while
/// neither changes, no compiler and no JavaScript is started, and the same is said again.
///
/// The key holds the bytes of every file below docs, the options, the languages of the messages, and the
/// identity (path, size, time) of docgen, KaTeX and the compiler. A site is held by its own bytes. A build
/// with errors writes no site and is not kept.
struct LastRun: Codable {
  private var inputs: String
  private var site: String
  /// The libraries that pages import, by their folders, with what was in them.
  private var libraries: [String: String]
  /// The history that pages show dates of.
  private var history: String?
  var files: Int
  /// The findings as they were printed.
  var report: String
  /// The lines behind them, without the time that it took.
  var summary: [String]
  var exitCode: Int32

  /// - Returns: nil where anything changed, or where nothing or rubbish is kept.
  static func recall(_ identity: RunIdentity) -> LastRun? {
    guard let data = SealedFile.payload(ofFile: path(identity)),
      let last = try? JSONDecoder().decode(LastRun.self, from: data), last.inputs == digest(of: identity),
      last.libraries.allSatisfy({ (FolderSum(of: $0.key)?.digest ?? "none") == $0.value }),
      last.history == nil || last.history == NoteDates.state(of: identity.notes.docs) ?? "none"
    else { return nil }
    guard let site = identity.site else { return last }
    return SiteDraft.state(of: site)?.digest == last.site ? last : nil
  }

  /// Keeps what was said of the notes as they were read; that it cannot be kept costs only time.
  ///
  /// - Parameter said: all findings: what the machine lacks now it may have the next time, and is not kept.
  static func keep(
    _ identity: RunIdentity, _ outcome: Pipeline.Outcome, _ said: Report, report: String, summary: [String],
    exitCode: Int32, site: (digest: String, files: Int)? = nil
  ) {
    guard !said.diagnostics.contains(where: { ["code-not-highlighted", "no-dates"].contains($0.identifier) })
    else { return }
    let notes = outcome.notebook.documents.map { ($0.notePath, $0.file.bytes) }
    guard let inputs = digest(of: identity, knowing: Dictionary(notes) { $1 }) else { return }
    let libraries = outcome.options.snippets.libraries
    let held = Dictionary(libraries.map { ($0, FolderSum(of: $0)?.digest ?? "none") }) { $1 }
    let history =
      outcome.notebook.configuration.showsDates ? NoteDates.state(of: identity.notes.docs) ?? "none" : nil
    let last = LastRun(
      inputs: inputs, site: site?.digest ?? "", libraries: held, history: history, files: site?.files ?? 0,
      report: report,
      summary: summary, exitCode: exitCode)
    guard let data = try? JSONEncoder().encode(last) else { return }
    let folder = identity.cache.folder + "/builds"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = Disk.replace(path(identity), by: [UInt8](SealedFile.sealed(data)))
  }

  private static func path(_ identity: RunIdentity) -> String {
    let names = [identity.command, absolute(identity.notes.docs), identity.site.map(absolute) ?? ""]
    return identity.cache.folder + "/builds/" + SHA256.hex(fields: names + identity.options) + ".json"
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  private static func digest(of run: RunIdentity, knowing known: [String: [UInt8]] = [:]) -> String? {
    guard let docs = FolderSum(of: run.notes.docs, areNotes: true, knowing: known)?.digest else { return nil }
    let environment = ProcessInfo.processInfo.environment
    let compiler = SnippetOptions.compiler(named: run.notes.swiftc)
    // What a version manager's proxy stands for is known by asking it alone.
    if let compiler, !compiler.isPlain { return nil }
    let notes = run.notes
    let fields = [
      "run 6", docs, "\(notes.strict) \(notes.run) \(notes.timeout)",
      "\(notes.isolation.map { $0.rawValue } ?? "") \(notes.library)", environment["DOCGEN_ISOLATION"] ?? "",
      "\(run.output.format) \(run.output.lang.map(\.rawValue) ?? "")", environment["NO_COLOR"] ?? "",
      environment["CLICOLOR_FORCE"] ?? "",
      isatty(STDOUT_FILENO) == 1 ? environment["TERM"] ?? "" : "pipe", environment["DOCGEN_KATEX"] ?? "",
      docgen,
      compiler.map { identity($0.path) } ?? "no compiler",
      identity(KaTeXPlaces.script ?? ""), identity(KaTeXPlaces.style ?? ""),
    ]
    return SHA256.hex(fields: fields + run.options)
  }

  /// The docgen that runs.
  static var docgen: String { identity(Bundle.main.executablePath ?? CommandLine.arguments[0]) }

  /// Path, size and time of a file behind its links.
  private static func identity(_ path: String) -> String {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    var status = stat()
    guard stat(real, &status) == 0 else { return "\(path) absent" }
    let (size, time) = (status.st_size, status.st_mtim)
    return "\(real) \(size) \(time.tv_sec).\(time.tv_nsec)"
  }
}
