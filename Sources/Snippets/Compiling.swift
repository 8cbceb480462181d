import Foundation
import Notes
import SwiftParser
import SwiftSyntax

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
        "unit 2", woven.text, kit, Compiling.flags.joined(separator: " "), String(isOnlyChecked),
      ] + (isHasty ? ["hasty"] : []))
  }

  var module: String { "page_" + key.prefix(16) }
  var entry: String { module + "_main" }
}

/// Compiles programs, each by one frontend call, and links those that were compiled at once together.
struct Compiling: Sendable {
  var options: SnippetOptions
  var toolchain: Toolchain
  var kit: Kit
  var cache: Cache

  /// Language mode 5: a top-level `var` that a function changes is an error in 6.
  static let flags = [
    "-swift-version", "5", "-Onone", "-gline-tables-only", "-no-color-diagnostics", "-diagnostic-style",
    "llvm",
  ]

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
    let compiled = try await concurrently(units, atOnce: options.jobs) { unit throws(SnippetFailure) in
      let clock = ContinuousClock.now
      let result = try await compile(unit, in: workspace)
      report(unit, clock.duration(to: .now) / .seconds(1))
      return result
    }
    var linked = try await link(compiled, in: workspace)
    for result in compiled where linked[result.unit.key] == nil {
      linked[result.unit.key] = LinkedUnit(messages: result.messages, program: nil)
    }
    let doubtful = Set(compiled.filter(\.isDoubtful).map(\.unit.key))
    for (key, unit) in linked where !doubtful.contains(key) { try cache.write(.units, key, unit) }
    return linked
  }

  private func compile(_ unit: ProgramUnit, in workspace: String) async throws(SnippetFailure) -> Compiled {
    let folder = workspace + "/" + unit.module
    try Cache.makeFolder(folder)
    try Cache.createFile(folder + "/page.swift", unit.woven.text.utf8)
    let result = try await Tool(
      path: toolchain.frontend,
      arguments: [
        "-frontend", unit.isOnlyChecked ? "-typecheck" : "-c", "-primary-file", "page.swift",
        "-module-name", unit.module,
      ] + Self.flags
        // Clang's modules are named by every flag that reaches clang: one that differs from page to page
        // (`-file-prefix-map`) would build all of libc's modules anew for each.
        + [
          "-target", toolchain.triple, "-resource-dir", toolchain.resources, "-module-cache-path",
          cache.modules(of: toolchain), "-serialize-diagnostics-path", "page.dia", "-I", kit.folder,
          "-file-compilation-dir", ".",
        ] + (unit.isHasty ? ["-solver-expression-time-threshold=1"] : [])
        + (unit.isOnlyChecked ? [] : ["-entry-point-function-name", unit.entry, "-o", "page.o"]),
      folder: folder
    ).compile(modules: cache.modules(of: toolchain), in: cache, timeout: Self.longestCompilation)
    let serialized = FileManager.default.contents(atPath: folder + "/page.dia")
    var messages = serialized.flatMap { SerializedDiagnostics(Array($0), file: "page.swift") }?.messages ?? []
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

  /// One link for all that may share it, alone for each that may not or when the common link fails.
  private func link(_ compiled: [Compiled], in workspace: String) async throws(SnippetFailure) -> [String:
    LinkedUnit]
  {
    let objects = compiled.filter { $0.object != nil }
    let sociable = objects.filter { Self.maySharePrograms($0.unit.woven.text) }
    var alone = objects.filter { !Self.maySharePrograms($0.unit.woven.text) }.map { [$0] }
    var linked: [String: LinkedUnit] = [:]
    if !sociable.isEmpty {
      if let units = try await link(together: sociable, in: workspace).units {
        linked = units
      } else {
        alone += sociable.map { [$0] }
      }
    }
    let singles = try await concurrently(alone, atOnce: options.jobs) { group throws(SnippetFailure) in
      try await link(together: group, in: workspace)
    }
    for (group, result) in zip(alone, singles) {
      for unit in group {
        linked[unit.unit.key] =
          result.units?[unit.unit.key]
          ?? LinkedUnit(
            messages: unit.messages + [.ofPage("the program does not link: \(result.failure)")], program: nil)
      }
    }
    return linked
  }

  /// What one link gave: units by key, or the linker's words.
  private struct Linked: Sendable {
    var units: [String: LinkedUnit]?
    var failure = ""
  }

  private func link(together group: [Compiled], in workspace: String) async throws(SnippetFailure) -> Linked {
    let objects = group.compactMap(\.object)
    let key = SHA256.hex(
      fields: ["program 3", options.sources.key(toolchain)] + group.map(\.unit.key).sorted())
    var entries: [String] = []
    for object in objects {
      let bytes = FileManager.default.contents(atPath: object)
      guard let asked = bytes.flatMap({ AutolinkEntries.all(in: Array($0)) }) else {
        return Linked(units: nil, failure: "no object of the compiler")
      }
      entries += asked
    }
    let folder = workspace + "/" + key
    try Cache.makeFolder(folder)
    if let failure = try await kit.linker.link(
      [kit.start] + objects + kit.objects, entries: entries, in: folder, cache: cache)
    {
      return Linked(units: nil, failure: failure)
    }
    let output = folder + "/" + Linker.output
    guard let bytes = FileManager.default.contents(atPath: output) else {
      return Linked(units: nil, failure: "no program")
    }
    let digest = SHA256.hex(bytes)
    do { try Cache.move(output, to: cache.path(.programs, key)) } catch {
      throw .disk(path: cache.path(.programs, key), reason: error.localizedDescription)
    }
    var units: [String: LinkedUnit] = [:]
    for unit in group {
      units[unit.unit.key] = LinkedUnit(
        messages: unit.messages, program: .init(key: key, digest: digest, entry: unit.unit.entry))
    }
    return Linked(units: units)
  }

  /// Whether a page's program may stand in one executable with others: what it declares must not reach them.
  static func maySharePrograms(_ source: String) -> Bool {
    for word in ["@_cdecl", "@c", "@_silgen_name", "@_expose", "@retroactive", "@_dynamicReplacement"]
    where source.contains(word) {
      return false
    }
    guard source.contains("extension") else { return true }
    return !RetroactiveConformances(Parser.parse(source: source)).isAny
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

/// Extensions that give a protocol to a type which the page does not declare.
private struct RetroactiveConformances {
  var isAny = false

  init(_ file: SourceFileSyntax) {
    var declared = Set<String>()
    var extended: [String] = []
    for item in file.statements {
      if let declaration = item.item.asProtocol((any NamedDeclSyntax).self) {
        declared.insert(declaration.name.text)
      }
      if let part = item.item.as(ExtensionDeclSyntax.self), part.inheritanceClause != nil {
        extended.append(String(part.extendedType.trimmedDescription.prefix { $0 != "." }))
      }
    }
    isAny = extended.contains { !declared.contains($0) }
  }
}
