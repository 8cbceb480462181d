import Foundation
import Testing

/// A folder of its own in which the real binary is run.
///
/// Results are kept in one cache for all tests: what is under test is what docgen says, and its cache
/// is keyed by every input.
final class TestFolder {
  let folder: URL

  struct Outcome {
    var status: Int32
    var output: String
    var progress: String
    var all: String { output + progress }
    var lines: [Substring] { output.split(separator: "\n") }
  }

  init() throws {
    // The tests hold in a container without user namespaces too; what the walls keep out has tests of its own.
    setenv("DOCGEN_ISOLATION", "available", 0)
    folder = FileManager.default.temporaryDirectory.appending(path: "docgen-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Shared by all tests of a run and of the next, and no user's own.
  private static let cache =
    FileManager.default.temporaryDirectory.appending(path: "docgen-test-cache").path

  /// Built beside the test bundle.
  static var binary: URL {
    let products = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let beside = products ?? URL(filePath: CommandLine.arguments[0])
    return beside.deletingLastPathComponent().appending(path: "docgen")
  }

  /// A workshop with this repository's notes in `docs`.
  static func withNotes() throws -> TestFolder {
    let workshop = try TestFolder()
    try FileManager.default.copyItem(
      at: repository.appending(path: "docs"), to: workshop.folder.appending(path: "docs"))
    return workshop
  }

  /// A note with one formula and the Swift that computes it.
  static let area = """
    ---
    strict: true
    run: true
    ---

    # 面积

    其中 $r \\in [0, 10]$ 是半径。

    $$
    \\mathrm{area}(r) = \\pi r^2
    $$

    ```swift
    func area(r: Double) -> Double { .pi * r * r }
    ```
    """

  /// A workshop with one note.
  static func with(_ note: String, at path: String = "docs/note.md") throws -> TestFolder {
    let workshop = try TestFolder()
    try workshop.write(note, to: path)
    return workshop
  }

  func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: path).path)
  }

  func remove(_ path: String) throws {
    try FileManager.default.removeItem(at: folder.appending(path: path))
  }

  /// Exchanges a stretch of a file that must be there, once.
  func edit(
    _ path: String, replace old: String, with new: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = try read(path)
    let range = try #require(
      text.range(of: old), "\(path) does not hold \(old)", sourceLocation: sourceLocation)
    try write(text.replacingCharacters(in: range, with: new), to: path)
  }

  /// Bytes of every file below a folder, by path.
  func snapshot(_ path: String) throws -> [String: Data] {
    let root = folder.appending(path: path)
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let file = root.appending(path: name)
      let isFolder = try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
      if !isFolder { files[name] = try Data(contentsOf: file) }
    }
    return files
  }

  /// Starts docgen, whose words go nowhere, and does not wait for it.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @discardableResult
  func docgen(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> Outcome {
    try docgen(arguments, input: Data(input.utf8), environment: environment)
  }

  func docgen(_ arguments: [String], input: Data, environment: [String: String] = [:]) throws -> Outcome {
    try run(Self.binary, arguments, input: input, environment: environment)
  }

  /// Runs a line of the shell's, where descriptors are closed or files are strange.
  func template(_ script: String) throws -> Outcome {
    try run(URL(filePath: "/bin/bash"), ["-c", script], input: Data(), environment: [:])
  }

  private func run(_ program: URL, _ arguments: [String], input: Data, environment: [String: String]) throws
    -> Outcome
  {
    let streams = folder.appending(path: ".streams-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    func stream(_ name: String, _ data: Data = Data()) throws -> URL {
      let file = streams.appending(path: name)
      try data.write(to: file)
      return file
    }
    let (inFile, outFile, errFile) = try (stream("in", input), stream("out"), stream("err"))
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no", "XDG_CACHE_HOME": Self.cache]) { $1 }.merging(environment) {
        $1
      }
    process.standardInput = try FileHandle(forReadingFrom: inFile)
    process.standardOutput = try FileHandle(forWritingTo: outFile)
    process.standardError = try FileHandle(forWritingTo: errFile)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outFile), as: UTF8.self),
      progress: String(decoding: try Data(contentsOf: errFile), as: UTF8.self))
  }
}
