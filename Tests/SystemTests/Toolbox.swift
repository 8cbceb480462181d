import Foundation
import Testing

/// The repository's own scripts, run in surroundings that a test makes up.
struct Toolbox: ~Copyable {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "docgen-system-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "bin"), withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var path: String { folder.appending(path: "bin").path }

  /// A program of the machine, under its own name.
  func borrow(_ names: String...) throws {
    for name in names {
      let places = ["/usr/bin/", "/bin/", "/usr/sbin/"].map { $0 + name }
      let place = try #require(places.first { access($0, X_OK) == 0 }, "\(name)")
      try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: place)
    }
  }

  /// A program that a test writes, for the shell or for Python.
  func program(_ name: String, _ script: String, interpreter: String = "/bin/sh") throws {
    try write("#!\(interpreter)\n\(script)\n", to: "bin/" + name)
    #expect(chmod(path + "/" + name, 0o755) == 0)
  }

  func write(_ text: String, to name: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: folder.appending(path: name).path)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  struct Outcome {
    var status: Int32
    /// Both streams, as they would stand on a screen.
    var text: String
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": path].merging(environment) { $1 }
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
  }

  /// The toolchain's own clang.
  static func clang() throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["swiftc", "-print-target-info"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    struct Info: Decodable {
      struct Paths: Decodable { var runtimeResourcePath: String }
      var paths: Paths
    }
    let resources = try JSONDecoder().decode(Info.self, from: data).paths.runtimeResourcePath
    return URL(filePath: resources).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "bin/clang").path
  }
}
