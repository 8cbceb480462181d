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
  /// - Parameters:
  ///   - folders: absolute paths; the last part of each is its module's name.
  ///   - repository: where they must lie; nil: anywhere.
  ///   - elsewhere: those that may lie elsewhere.
  func adding(libraries folders: [String], repository: String? = nil, elsewhere: [String] = [])
    throws(SnippetFailure) -> KitSources
  {
    func real(_ path: String) -> String { Self.real(path) }
    var libraries: [Library] = []
    for folder in folders {
      let isInside = repository.map { (real(folder) + "/").hasPrefix(real($0) + "/") } ?? true
      guard isInside || elsewhere.map(real).contains(real(folder)) else {
        throw .libraryElsewhere(path: folder, repository: repository ?? "")
      }
      libraries.append(try Self.library(in: folder, within: isInside ? repository ?? folder : folder))
    }
    return libraries.isEmpty ? self : KitSources(noteKit: noteKit, c: c, libraries: libraries)
  }

  private static func real(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// - Parameter root: what no link may lead out of: what it holds stands in the site, and in the compiler's words.
  private static func library(in folder: String, within root: String) throws(SnippetFailure) -> Library {
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
      guard (real(folder + "/" + path) + "/").hasPrefix(real(root) + "/") else {
        throw .libraryLink(path: folder + "/" + path, root: root)
      }
      files.append(File(name: path, bytes: [UInt8](bytes)))
    }
    guard !files.isEmpty else { throw .libraryMissing(path: folder) }
    return Library(name: name, files: files)
  }
}

extension KitSources.Library {
  /// Compiles the sources behind the walls into `Name.swiftmodule` and `Name.o` of a folder, in a folder of their
  /// own: nothing else of the kit can be written from there.
  func compile(into folder: String, _ toolchain: Toolchain, _ walls: Walls, cache: Cache)
    async throws(SnippetFailure)
  {
    let own = "\(folder)/\(name).library"
    for file in files {
      let path = "\(own)/\(name)/\(file.name)"
      try Cache.makeFolder((path as NSString).deletingLastPathComponent)
      try Cache.createFile(path, file.bytes)
    }
    let result = try await Tool(
      path: toolchain.frontend,
      arguments: ["-frontend", "-c"] + files.map { "\(name)/\($0.name)" } + [
        "-module-name", name, "-package-name", "libraries", "-parse-as-library", "-swift-version", "5",
        "-Onone", "-whole-module-optimization", "-gline-tables-only", "-target", toolchain.triple,
        "-resource-dir", toolchain.resources, "-module-cache-path", cache.modules(of: toolchain),
        "-suppress-warnings", "-no-color-diagnostics", "-diagnostic-style", "llvm", "-I", folder,
        "-emit-module-path", "\(name).swiftmodule", "-o", "\(name).o", "-file-compilation-dir", ".",
      ], folder: own
    ).behind(walls, toolchain, reading: [folder, cache.modules(of: toolchain)])
      .compile(modules: cache.modules(of: toolchain), in: cache, timeout: 120)
    guard result.ending == .exited(0) else {
      throw .libraryBroken(name: name, output: result.errors + "\(result.ending)")
    }
    for made in ["\(name).swiftmodule", "\(name).o"] {
      do { try Cache.move(own + "/" + made, to: folder + "/" + made) } catch {
        throw .disk(path: folder + "/" + made, reason: error.localizedDescription)
      }
    }
  }
}
