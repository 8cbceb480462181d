import Diagnostics
import Foundation

extension KitSources {
  /// A module of the author's own, made of all Swift files below a folder.
  struct Library: Sendable {
    var name: String
    var files: [File]
  }

  /// These with libraries, each of which may import those before it.
  ///
  /// - Parameter folders: absolute paths; the last part of each is its module's name.
  func adding(libraries folders: [String]) throws(SnippetFailure) -> KitSources {
    var libraries: [Library] = []
    for folder in folders { libraries.append(try Self.library(in: folder)) }
    return libraries.isEmpty ? self : KitSources(noteKit: noteKit, c: c, libraries: libraries)
  }

  private static func library(in folder: String) throws(SnippetFailure) -> Library {
    let name = (folder as NSString).lastPathComponent
    let isName = name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil
    guard isName, name != "NoteKit" else { throw .libraryMissing(path: folder) }
    let paths = (FileManager.default.subpaths(atPath: folder) ?? []).filter { $0.hasSuffix(".swift") }
      .sorted()
    var files: [File] = []
    for path in paths {
      var facts = stat()
      // A pipe would never end.
      guard stat(folder + "/" + path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
        let bytes = FileManager.default.contents(atPath: folder + "/" + path)
      else { continue }
      files.append(File(name: path, bytes: [UInt8](bytes)))
    }
    guard !files.isEmpty else { throw .libraryMissing(path: folder) }
    return Library(name: name, files: files)
  }
}

extension KitSources.Library {
  /// Puts the sources below a folder, each by its own path, and says what compiles them into `Name.swiftmodule`
  /// and `Name.o` there.
  func compilation(in folder: String, _ toolchain: Toolchain, cache: Cache) throws(SnippetFailure) -> Tool {
    for file in files {
      let path = "\(folder)/\(name)/\(file.name)"
      try Cache.makeFolder((path as NSString).deletingLastPathComponent)
      try Cache.createFile(path, file.bytes)
    }
    return Tool(
      path: toolchain.frontend,
      arguments: ["-frontend", "-c"] + files.map { "\(name)/\($0.name)" } + [
        "-module-name", name, "-package-name", "libraries", "-parse-as-library", "-swift-version", "5",
        "-Onone", "-whole-module-optimization", "-gline-tables-only", "-target", toolchain.triple,
        "-resource-dir", toolchain.resources, "-module-cache-path", cache.modules(of: toolchain),
        "-suppress-warnings", "-no-color-diagnostics", "-diagnostic-style", "llvm", "-I", ".",
        "-emit-module-path", "\(name).swiftmodule", "-o", "\(name).o", "-file-compilation-dir", ".",
      ], folder: folder)
  }
}
