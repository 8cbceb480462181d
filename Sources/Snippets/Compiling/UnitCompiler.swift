import Basics
import Diagnostics
import Foundation
import Notes

/// A program to be compiled, and the name of everything that goes into it.
struct ProgramUnit: Sendable {
  var woven: WovenProgram
  var key: String
  /// Only type-checked: a block that is to fail.
  var isOnlyChecked = false
  /// An expression of which the type checker makes nothing within a second is an error: mutants that do
  /// not type-check cost it many seconds each.
  var isHasty = false

  /// - Parameter kit: the kit's key, which names the compiler too.
  init(_ woven: WovenProgram, kit: String, isOnlyChecked: Bool = false, isHasty: Bool = false) {
    self.woven = woven
    self.isOnlyChecked = isOnlyChecked
    self.isHasty = isHasty
    key = SHA256.hex(
      fields: [
        "unit 3", kit, UnitCompiler.flags.joined(separator: " "), String(isOnlyChecked),
      ] + woven.fields + (isHasty ? ["hasty"] : []))
  }

  /// What stands in all names of the module, and in nobody else's.
  var mark: String { String(key.prefix(16)) }
  var module: String { "page_" + mark }
}

/// Compiles programs, each by one call of the frontend and one of the linker.
///
/// Nothing of one page is linked with another's: what a page defines for others than itself (`@_cdecl("exp")`, a
/// protocol for somebody else's type, a constructor) cannot reach them.
struct UnitCompiler: Sendable {
  var options: SnippetOptions
  var toolchain: Toolchain
  var kit: Kit
  var cache: Cache

  /// Language mode 5: a top-level `var` that a function changes is an error in 6.
  static let flags = [
    "-swift-version", "5", "-Onone", "-gline-tables-only", "-no-color-diagnostics", "-diagnostic-style",
    "llvm",
  ]

  /// What `start.c` calls.
  static let entries = ["page_main", "page_questions"]

  /// Seconds; a page of expressions that nobody can type-check must not hold the build.
  static let longestCompilation = 120.0

  /// The object of one unit, or the messages why there is none.
  struct Compiled: Sendable {
    var unit: ProgramUnit
    var messages: [CompilerMessage]
    var object: String?
    /// The compiler itself failed (killed, out of time): true today, perhaps not tomorrow.
    var isDoubtful = false
  }

  func compile(_ units: [ProgramUnit], report: @escaping @Sendable (ProgramUnit, Double) -> Void)
    async throws(SnippetFailure)
    -> [String: LinkedUnit]
  {
    let workspace = try cache.makeWorkspace()
    defer { try? FileManager.default.removeItem(atPath: workspace) }
    let results = try await concurrently(units, atOnce: options.jobs) { unit throws(SnippetFailure) in
      let clock = ContinuousClock.now
      let compiled = try await compile(unit, in: workspace)
      let linked = try await link(compiled, in: workspace)
      report(unit, clock.duration(to: .now) / .seconds(1))
      if !compiled.isDoubtful { try cache.write(.units, unit.key, linked) }
      return linked
    }
    return Dictionary(zip(units.map(\.key), results)) { first, _ in first }
  }

  private func compile(_ unit: ProgramUnit, in workspace: String) async throws(SnippetFailure) -> Compiled {
    let folder = workspace + "/" + unit.module
    try Cache.makeFolder(folder)
    let files = unit.woven.files
    for file in files { try Cache.createFile(folder + "/" + file.name, file.text.utf8) }
    let result = try await Tool(
      path: toolchain.frontend,
      arguments: [
        "-frontend", unit.isOnlyChecked ? "-typecheck" : "-c",
      ] + (files.count == 1 ? ["-primary-file"] : ["-whole-module-optimization"]) + files.map(\.name)
        + ["-module-name", unit.module] + Self.flags
        // Clang's modules are named by every flag that reaches clang: one that differs from page to page
        // (`-file-prefix-map`) would build all of libc's modules anew for each.
        + [
          "-target", toolchain.triple, "-resource-dir", toolchain.resources, "-module-cache-path",
          cache.modules(of: toolchain), "-serialize-diagnostics-path", "page.dia", "-I", kit.folder,
          "-file-compilation-dir", ".",
        ] + (unit.isHasty ? ["-solver-expression-time-threshold=1"] : [])
        + (unit.isOnlyChecked ? [] : ["-entry-point-function-name", Self.entries[0], "-o", "page.o"]),
      folder: folder
    ).behind(kit.walls, toolchain, reading: [kit.folder, cache.modules(of: toolchain)]).compile(
      modules: cache.modules(of: toolchain), in: cache, timeout: Self.longestCompilation)
    let serialized = FileManager.default.contents(atPath: folder + "/page.dia")
    var messages =
      serialized.flatMap { SerializedDiagnostics(Array($0), files: files.map(\.name)) }?.messages ?? []
    messages.removeAll { $0.severity == .remark }
    let isSound = result.ending == .exited(0)
    if !isSound, !messages.contains(where: { $0.severity == .error }) {
      let what =
        result.ending == .timedOut
        ? "the compiler took longer than \(Int(Self.longestCompilation)) s"
        : "the compiler failed: \(result.ending)"
      messages.append(.ofPage(what))
    }
    let object = isSound && !unit.isOnlyChecked ? folder + "/page.o" : nil
    let isDoubtful = result.ending != .exited(0) && result.ending != .exited(1)
    return Compiled(unit: unit, messages: messages, object: object, isDoubtful: isDoubtful)
  }

  private func link(_ compiled: Compiled, in workspace: String) async throws(SnippetFailure) -> LinkedUnit {
    var result = LinkedUnit(messages: compiled.messages, program: nil)
    guard let path = compiled.object else { return result }
    guard let object = FileManager.default.contents(atPath: path).flatMap({ ObjectFile(Array($0)) }) else {
      result.messages.append(.ofPage("no object of the compiler"))
      return result
    }
    result.foreign = object.foreign(mark: compiled.unit.mark, entries: Self.entries)
    let key = SHA256.hex(fields: ["program 4", compiled.unit.key])
    let folder = workspace + "/" + key
    try Cache.makeFolder(folder)
    // Of what two define alike the linker takes the first: the kit's own stands before the page's.
    let failure = try await kit.linker.link(
      [kit.start] + kit.objects + [path], entries: object.linkerArguments, in: folder,
      behind: kit.walls, toolchain, cache: cache)
    let output = folder + "/" + Linker.output
    guard failure == nil, let bytes = FileManager.default.contents(atPath: output) else {
      result.messages.append(.ofPage("the program does not link: \(failure ?? "no program")"))
      return result
    }
    // Whoever it runs as.
    chmod(output, 0o755)
    do { try Cache.move(output, to: cache.path(.programs, key)) } catch {
      throw .disk(path: cache.path(.programs, key), reason: error.localizedDescription)
    }
    result.program = .init(key: key, digest: SHA256.hex(bytes))
    return result
  }

  /// The program if its executable is in the cache and undamaged.
  func isUsable(_ unit: LinkedUnit) -> Bool {
    guard let program = unit.program else { return true }
    guard let bytes = FileManager.default.contents(atPath: cache.path(.programs, program.key)) else {
      return false
    }
    return SHA256.hex(bytes) == program.digest
  }
}
