import Foundation

/// Whose notes these are, as far as the file system tells; nothing that stands in the notes is asked.
struct NotesOrigin {
  /// The folder of the repository that they belong to: the nearest one above with `.git` or a `Package.swift`, else
  /// their own.
  let repository: String
  /// They are the `docs` of the package that this docgen was built from and still stands in: whoever built it has run
  /// that package's code already. A docgen that was copied elsewhere has no notes of its own.
  let isOwn: Bool

  init(docs: String) {
    self.init(docs: docs, source: #filePath, executable: Bundle.main.executablePath ?? "")
  }

  /// - Parameters:
  ///   - source: this file's path when it was compiled.
  ///   - executable: the docgen that runs.
  init(docs: String, source: String, executable: String) {
    let docs = Self.real(docs)
    let package = Self.real(source).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let isInPlace = Self.real(executable).path.hasPrefix(package.appending(path: ".build").path + "/")
    let isPackage = FileManager.default.fileExists(atPath: package.appending(path: "Package.swift").path)
    isOwn = isInPlace && isPackage && docs.path == package.appending(path: "docs").path
    repository = Self.repository(of: docs).path
  }

  private static func repository(of docs: URL) -> URL {
    var folder = docs
    while folder.path != "/" {
      for name in [".git", "Package.swift"]
      where FileManager.default.fileExists(atPath: folder.appending(path: name).path) {
        return folder
      }
      folder.deleteLastPathComponent()
    }
    return docs
  }

  private static func real(_ path: String) -> URL {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
  }
}
