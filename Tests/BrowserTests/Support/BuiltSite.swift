import Browser
import Foundation
import Testing

/// A site that the real binary built in a folder of its own.
struct BuiltSite: Sendable {
  let folder: String
  /// What the binary said.
  let report: String

  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The sample site in `Tests/Cases/pages/site`, built once a run.
  static var sample: BuiltSite {
    get async throws { try await building.value }
  }

  private static let building = Task {
    try BuiltSite(notes: repository.appending(path: "Tests/Cases/pages/site").path)
  }

  /// - Parameter status: the exit codes that the build may have; warnings alone are 0.
  init(notes: String, options: [String] = [], status: ClosedRange<Int32> = 0...0) throws {
    setenv("DOCGEN_ISOLATION", "available", 0)
    folder = try Self.newFolder() + "/site"
    let (code, said) = try Self.docgen(
      ["build", "--docs", notes, "--site", folder, "--cache", Self.cache, "--lang", "en"] + options)
    guard status.contains(code) else { throw Failure(description: "docgen ended with \(code):\n\(said)") }
    report = said
  }

  /// A site of notes by path, as `["index.md": "# 首页"]`, and of files that stand elsewhere.
  init(
    files: [String: String], _ options: String..., assets: [String: URL] = [:],
    status: ClosedRange<Int32> = 0...0
  ) throws {
    let notes = try Self.newFolder() + "/notes"
    for (path, text) in files {
      let file = URL(filePath: notes).appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    for (path, asset) in assets {
      try FileManager.default.copyItem(at: asset, to: URL(filePath: notes).appending(path: path))
    }
    try self.init(notes: notes, options: options, status: status)
  }

  /// A site that stands somewhere already.
  init(at folder: String) {
    self.folder = folder
    report = ""
  }

  struct Failure: Error, CustomStringConvertible { var description: String }

  /// Paths of its pages, relative.
  var pages: [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".html") }.sorted()
  }

  func path(_ page: String) -> String { folder + "/" + page }

  func text(_ path: String) throws -> String {
    try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
  }

  private static func newFolder() throws -> String {
    let folder = NSTemporaryDirectory() + "docgen-pages-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    Leftovers.remove(atExit: folder)
    return folder
  }

  /// Kept for the next run: docgen's cache is keyed by every input.
  static let cache = NSTemporaryDirectory() + "docgen-test-cache/pages"

  /// Built beside the test bundle.
  static var binary: URL {
    let products = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let beside = products ?? URL(filePath: CommandLine.arguments[0])
    return beside.deletingLastPathComponent().appending(path: "docgen")
  }

  static func docgen(_ arguments: [String]) throws -> (status: Int32, said: String) {
    let output = try newFolder() + "/said.txt"
    FileManager.default.createFile(atPath: output, contents: nil)
    let handle = try FileHandle(forWritingTo: URL(filePath: output))
    let process = Process()
    process.executableURL = ProcessInfo.processInfo.environment["DOCGEN"].map { URL(filePath: $0) } ?? binary
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOfFile: output, encoding: .utf8))
  }
}
