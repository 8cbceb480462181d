import Foundation

/// Where the tests find their files.
enum Project {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// What others have measured or collected; stands beside the project where it is at all.
  static let shared = root.deletingLastPathComponent().appending(path: "shared")

  static func hasShared(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: shared.appending(path: path).path)
  }
}
