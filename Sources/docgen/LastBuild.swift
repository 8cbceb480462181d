import Diagnostics
import Formulas
import Foundation
import Snippets

/// What the last build without errors said, kept under everything that went into it and came out of it:
/// while neither changes, a build starts no compiler and no JavaScript, and says the same again.
///
/// The key holds the bytes of every file below docs, the options, the languages of the messages, and the
/// identity (path, size, time) of docgen, KaTeX and the compiler. The site is held by its own bytes.
struct LastBuild: Codable {
  private var inputs: String
  private var site: String
  /// The libraries that pages import, by their folders, with what was in them.
  private var libraries: [String: String]
  var files: Int
  /// The findings as they were printed.
  var report: String
  /// The line about the formulas.
  var summary: String

  /// - Returns: nil where anything changed, or where nothing or rubbish is kept.
  static func recall(_ build: Build) -> LastBuild? {
    guard let data = FileManager.default.contents(atPath: path(build)),
      let last = try? JSONDecoder().decode(LastBuild.self, from: data), last.inputs == digest(of: build),
      let now = Folder(build.site), last.site == now.digest,
      last.libraries.allSatisfy({ Folder($0.key)?.digest == $0.value })
    else { return nil }
    return last
  }

  /// Keeps what was said; that it cannot be kept costs only time.
  static func keep(_ build: Build, libraries: [String], report: String, summary: String) {
    guard let inputs = digest(of: build), let site = Folder(build.site) else { return }
    let last = LastBuild(
      inputs: inputs, site: site.digest,
      libraries: Dictionary(libraries.map { ($0, Folder($0)?.digest ?? "none") }) { $1 }, files: site.count,
      report: report, summary: summary)
    guard let data = try? JSONEncoder().encode(last) else { return }
    let folder = build.cache.folder + "/builds"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? data.write(to: URL(fileURLWithPath: path(build)), options: .atomic)
  }

  private static func path(_ build: Build) -> String {
    return build.cache.folder + "/builds/"
      + SHA256.hex(fields: [absolute(build.notes.docs), absolute(build.site)]) + ".json"
  }

  private static func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  private static func digest(of build: Build) -> String? {
    guard let docs = Folder(build.notes.docs) else { return nil }
    let environment = ProcessInfo.processInfo.environment
    let compiler = SnippetOptions.compiler(named: build.notes.swiftc)
    // What a version manager's proxy stands for is known by asking it alone.
    if let compiler, !compiler.isPlain { return nil }
    let notes = build.notes
    let fields = [
      "build 1", docs.digest, "\(notes.strict) \(notes.run) \(notes.timeout) \(notes.isolation)",
      "\(build.output.format) \(build.output.lang)", environment["NO_COLOR"] ?? "",
      environment["CLICOLOR_FORCE"] ?? "",
      isatty(STDOUT_FILENO) == 1 ? environment["TERM"] ?? "" : "pipe", environment["DOCGEN_KATEX"] ?? "",
      identity("/proc/self/exe"), compiler.map { identity($0.path) } ?? "no compiler",
      identity(KaTeXPlaces.script ?? ""), identity(KaTeXPlaces.style ?? ""),
    ]
    return SHA256.hex(fields: fields)
  }

  /// Path, size and time of a file behind its links.
  private static func identity(_ path: String) -> String {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    var status = stat()
    guard stat(real, &status) == 0 else { return "\(path) absent" }
    let (size, time) = (status.st_size, status.st_mtim)
    return "\(real) \(size) \(time.tv_sec).\(time.tv_nsec)"
  }
}

/// All files below a folder, by their bytes.
private struct Folder {
  var digest: String
  var count: Int

  init?(_ path: String) {
    guard let names = FileManager.default.enumerator(atPath: path) else { return nil }
    var files: [String] = []
    for case let name as String in names
    where names.fileAttributes?[.type] as? FileAttributeType != .typeDirectory {
      files.append(name)
    }
    var hash = SHA256()
    for name in files.sorted() {
      hash.update(field: name)
      // What is no plain file might never end, and no note is read from it.
      var status = stat()
      let isPlain = stat(path + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      let data = isPlain ? FileManager.default.contents(atPath: path + "/" + name) : nil
      hash.update(field: data ?? Data("unreadable".utf8))
    }
    guard !files.isEmpty else { return nil }
    digest = hash.hexDigest()
    count = files.count
  }
}
