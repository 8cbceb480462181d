import Browser
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Notes in a folder of their own, served by the real binary.
final class ServedNotes {
  let folder: String
  private(set) var port = 0
  private var process: Process?
  private var output = ""

  /// - Parameter files: notes by path below `docs`.
  init(_ files: [String: String]) throws {
    setenv("DOCGEN_ISOLATION", "available", 0)
    folder = NSTemporaryDirectory() + "docgen-served-\(UUID().uuidString)"
    Leftovers.remove(atExit: folder)
    for (path, text) in files { try write(text, to: path) }
  }

  deinit { stop() }

  func place(_ path: String) -> String { folder + "/docs/" + path }

  func write(_ text: String, to path: String) throws {
    let file = URL(filePath: place(path))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ path: String) throws -> String { try String(contentsOfFile: place(path), encoding: .utf8) }

  /// Exchanges a stretch of a note that must be there.
  func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    let range = try #require(text.range(of: old), "\(path) does not hold \(old)")
    try write(text.replacingCharacters(in: range, with: new), to: path)
  }

  /// Starts `docgen serve` and waits until the first build is shown.
  ///
  /// - Parameter port: 0 for a free one.
  func start(port wanted: Int = 0) throws {
    let process = Process()
    process.executableURL = BuiltSite.binary
    process.arguments = [
      "serve", "--docs", "docs", "--port", "\(wanted)", "--cache", BuiltSite.cache, "--lang", "en",
    ]
    process.currentDirectoryURL = URL(filePath: folder)
    let output = folder + "/said.txt"
    FileManager.default.createFile(atPath: output, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: output)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    self.process = process
    self.output = output
    let end = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < end, process.isRunning {
      if let found = said.firstMatch(of: #/http://127\.0\.0\.1:([0-9]+)/#), let port = Int(found.1) {
        self.port = port
        return
      }
      usleep(20_000)
    }
    throw BuiltSite.Failure(description: "docgen serve did not come up:\n\(said)")
  }

  /// Builds the notes as they are now into a folder of their own.
  func build() throws -> String {
    let process = Process()
    process.executableURL = BuiltSite.binary
    process.arguments = ["build", "--docs", "docs", "--site", "built", "--cache", BuiltSite.cache]
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BuiltSite.Failure(description: "docgen build ended with \(process.terminationStatus)")
    }
    return folder + "/built"
  }

  /// What it has said so far.
  var said: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

  /// How many times it has built.
  var builds: Int { said.matches(of: #/(?m)^\d\d:\d\d:\d\d /#).count }

  func stop() {
    guard let process, process.isRunning else { return }
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    self.process = nil
  }

  var processIdentifier: Int32 { process?.processIdentifier ?? 0 }

  func address(_ path: String = "") -> String { "http://127.0.0.1:\(port)/\(path)" }

  /// A file as it is served.
  func served(_ path: String) async throws -> Data {
    try await URLSession.shared.data(from: try #require(URL(string: address(path)))).0
  }
}
