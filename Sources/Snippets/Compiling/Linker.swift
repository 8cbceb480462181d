import Foundation

/// The linker as clang would call it: the driver is asked once for a kit, since to start it costs as much as the
/// link itself.
struct Linker: Sendable, Codable {
  var path: String
  /// They name no file of docgen's but `inputs` and `output`, in the folder where it runs.
  var arguments: [String]
  /// What the kit's own objects ask for.
  var entries: [String]

  /// Names in the folder in which it runs: the list of what is linked, and what comes of it.
  static let inputs = "inputs"
  static let output = "program"

  /// Asks clang how it would link.
  static func find(_ toolchain: Toolchain, kit objects: [String], cache: Cache)
    async throws(SnippetFailure) -> Linker
  {
    let clang = Tool(
      path: toolchain.binaries + "/clang",
      arguments: [
        "-###", "-fuse-ld=lld", "-o", output, toolchain.startObject, "-Xlinker", "@" + inputs, "-L",
        toolchain.libraries, "-Wl,-rpath," + toolchain.libraries,
        "-Wl,--build-id=none",
      ])
    let result = try await clang.run(in: cache, timeout: 60)
    let line = result.errors.split(separator: "\n").last { $0.hasPrefix(" \"") }
    var words = line.map(quotedWords) ?? []
    guard result.ending == .exited(0), words.count > 1 else {
      throw .compilerBroken(path: clang.path, output: result.errors + "\(result.ending)")
    }
    let path = words.removeFirst()
    var entries: [String] = []
    for object in objects {
      guard
        let asked = FileManager.default.contents(atPath: object).flatMap({
          ObjectFile(Array($0))?.linkerArguments
        })
      else {
        throw .compilerBroken(path: toolchain.frontend, output: object)
      }
      entries += asked
    }
    return Linker(path: path, arguments: words, entries: entries.uniqued)
  }

  /// `"-o" "a \"b\""`, as clang prints a command.
  static func quotedWords(_ line: Substring) -> [String] {
    var words: [String] = []
    var word: String?
    var isEscape = false
    for character in line {
      guard let open = word else {
        if character == "\"" { word = "" }
        continue
      }
      if isEscape {
        word = open + String(character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else if character == "\"" {
        words.append(open)
        word = nil
      } else {
        word = open + String(character)
      }
    }
    return words
  }

  /// Whether what clang named is still there: another version of the system's C library may have other files.
  var isThere: Bool {
    ([path] + arguments.filter { $0.hasPrefix("/") && $0.hasSuffix(".o") }).allSatisfy {
      access($0, R_OK) == 0
    }
  }

  /// A program of these objects in a folder.
  ///
  /// - Returns: nil if all is well, else the linker's words.
  func link(
    _ objects: [String], entries: [String], in folder: String, behind walls: Walls, _ toolchain: Toolchain,
    cache: Cache
  ) async throws(SnippetFailure) -> String? {
    let words = (objects + (self.entries + entries).uniqued).map { word in
      "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"\n"
    }
    try Cache.createFile(folder + "/" + Self.inputs, words.joined().utf8)
    let result = try await Tool(path: path, arguments: arguments, folder: folder)
      .behind(walls, toolchain, reading: objects).run(in: cache, timeout: 120)
    return result.ending == .exited(0) ? nil : Self.words(result.errors)
  }

  /// `undefined symbol: f` out of `ld.lld: error: undefined symbol: f`.
  static func words(_ errors: String) -> String {
    let mark = "error: "
    let line = errors.split(separator: "\n").first { $0.contains(mark) }
    return line.flatMap { line in line.range(of: mark).map { String(line[$0.upperBound...]) } }
      ?? "the linker failed"
  }
}
