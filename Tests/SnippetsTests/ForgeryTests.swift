import Foundation
import Notes
import Testing

@testable import Snippets

/// Pages whose code would have docgen believe that the shown `x * x * x - 7` is x² + 1.
@Suite struct ForgeryTests {
  /// What a page hides, or `f` as it stands there, and what is said of it; without a word its values are the true ones.
  static let tricks: [(name: String, code: String, finding: String?)] = [
    ("asks-itself", "NoteKit._finish(); NoteKit._probe(0) { _ in 1.0 }; exit(0)", "swift-error"),
    ("in-backticks", "NoteKit.`_finish`()\nexit(0)", "underscored-name"),
    ("hides-behind-its-own", "func _finish(x: Int) {}\n_finish()\nexit(0)", "underscored-name"),
    (
      "imports-the-questions", "@_spi(Questions) import NoteKit\nNoteKit._probe(0) { _ in 1.0 }",
      "attribute-refused"
    ),
    ("writes", say("\(forged)"), "results-forged"),
    ("writes-and-exits", say(forged) + "\nexit(0)", "results-forged"),
    ("writes-later", "atexit { \(say(forged)) }", "results-forged"),
    (
      "writes-on-a-thread", "Thread.detachNewThread { while true { \(say(forged)) } }\nusleep(20_000)",
      "results-forged"
    ),
    ("writes-in-a-task", "Task.detached { \(say(forged)) }\nusleep(20_000)", "results-forged"),
    (
      "ends-in-a-file", "let scratch = open(\"x\", O_RDWR | O_CREAT, 0o600)\ndup2(scratch, 4)",
      "snippet-ended-early"
    ),
    ("truncates", "ftruncate(4, 0)", nil),
    ("writes-over", "\(bytes)\npwrite(4, said, said.count, 0)", "results-forged"),
    (
      "reads-the-word",
      "let own = open(\"/proc/self/fd/4\", O_RDONLY)\nvar seen = [UInt8](repeating: 0, count: 4096)\nlet count = own < 0 ? pread(4, &seen, 4096, 0) : read(own, &seen, 4096)\nif count > 0 { write(4, seen, count) }",
      nil
    ),
    (
      "reads-the-questions",
      "var seen = [UInt8](repeating: 0, count: 64)\nif read(3, &seen, 64) > 0 { write(4, seen, 64) }", nil
    ),
    (
      "c-name", "@_cdecl(\"write\") func w(_ a: Int32, _ b: UnsafeRawPointer, _ c: Int) -> Int { c }",
      "attribute-refused"
    ),
    (
      "c-name-in-backticks",
      "@`_cdecl`(\"write\") func w(_ a: Int32, _ b: UnsafeRawPointer, _ c: Int) -> Int { c }",
      "attribute-refused"
    ),
    (
      "c-name-apart",
      "@ _cdecl ( \"write\" ) func w(_ a: Int32, _ b: UnsafeRawPointer, _ c: Int) -> Int { c }", nil
    ),
    (
      "c-of-its-own", "@c(write) func w(_ a: Int32, _ b: UnsafeRawPointer, _ c: Int) -> Int { c }",
      "attribute-refused"
    ),
    ("other-name", "@_silgen_name(\"$s7NoteKit4_end_yyF\") func other()\n", "attribute-refused"),
    (
      "constructor", "@section(\".init_array\") @used let bad: @convention(c) () -> Void = { exit(0) }",
      "attribute-refused"
    ),
    ("replacement", "dynamic func g() {}\n@_dynamicReplacement(for: g()) func h() {}", "attribute-refused"),
    (
      "inlined", "@_silgen_name(\"exp\") @_alwaysEmitIntoClient public func e(_ x: Double) -> Double { 43 }",
      "attribute-refused"
    ),
    ("unsafe", "let p = unsafe UnsafeMutablePointer<Double>.allocate(capacity: 1)", "unsafe-code"),
    (
      "any-memory", "let p = UnsafePointer<UInt8>(bitPattern: 4096)", "unsafe-code"
    ),
    ("any-bits", "let n = unsafeBitCast(1.0, to: Int.self)", "unsafe-code"),
    ("any-symbol", "let dlsym = 1\nlet f = Glibc.dlsym(nil, \"write\")", "unsafe-code"),
    // Its own memory has no name: a page that could read it would find docgen's word there.
    (
      "memory-by-name",
      "func cube(_ x: Double) -> Double { FileHandle(forReadingAtPath: \"/proc/self/mem\") == nil ? x * x * x : x * x + 8 }\nfunc f(x: Double) -> Double { cube(x) - 7 }",
      nil
    ),
    (
      "descriptors-by-name",
      "func cube(_ x: Double) -> Double { FileHandle(forReadingAtPath: \"/proc/self/fd/3\") == nil ? x * x * x : x * x + 8 }\nfunc f(x: Double) -> Double { cube(x) - 7 }",
      nil
    ),
    (
      "state", "var seven = 7.0\nfunc f(x: Double) -> Double { x * x * x - seven }\nseven = 6",
      "depends-on-statements"
    ),
    (
      "state-of-a-loop",
      "var seven = [7.0]\nfunc f(x: Double) -> Double { x * x * x - seven.last! }\nfor _ in 0..<3 { seven.append(1) }",
      "depends-on-statements"
    ),
    (
      "exits-when-asked",
      "func cube(_ x: Double) -> Double { exit(0) }\nfunc f(x: Double) -> Double { cube(x) - 7 }", nil
    ),
    (
      "writes-when-asked",
      "func cube(_ x: Double) -> Double { \(say(forged)); return x * x * x }\nfunc f(x: Double) -> Double { cube(x) - 7 }",
      "results-forged"
    ),
    (
      "writes-at-first-use",
      "let seven: Double = { \(say(forged)); return 7 }()\nfunc f(x: Double) -> Double { x * x * x - seven }",
      "results-forged"
    ),
    (
      "ends-when-asked",
      "func cube(_ x: Double) -> Double { _exit(0) }\nfunc f(x: Double) -> Double { cube(x) - 7 }",
      "underscored-name"
    ),
    ("signals", "signal(SIGSEGV) { _ in \(say(forged)); exit(0) }\nraise(SIGSEGV)", "results-forged"),
  ]

  static let forged =
    "\\nprobe 0 i0 i0\\npoint 0 d3ff0000000000000\\npoint 0 d4000000000000000\\nend 0\\nfinish 0\\n"
  static let bytes = "let said = Array(\"\(forged)\".utf8)"
  static func say(_ text: String) -> String {
    "let said = Array(\"\(text)\".utf8); write(4, said, said.count)"
  }

  @Test func eachIsCaught() async throws {
    var workshop = try TestFolder()
    defer { workshop.remove() }
    workshop.options.isStrict = true
    workshop.options.timeout = 5
    let points = (0..<5).map { Double($0) }
    let programs = Self.tricks.map { trick in
      let own = trick.code.contains("func f(") ? "" : "func f(x: Double) -> Double { x * x * x - 7 }\n"
      var program = page(trick.name, "```swift\n\(own)\(trick.code)\n```\n")
      program.probes = Declarations(of: program.document).functions.filter { $0.name == "f" }.map {
        Probe(id: "f", function: $0, passed: [0], points: points.map { [.double($0)] })
      }
      return program
    }
    #expect(programs.count >= 20 && programs.allSatisfy { $0.probes.count == 1 })
    for isCached in [false, true] {
      let runs = try await workshop.runner.run(programs)
      for trick in Self.tricks {
        let run = try #require(runs[trick.name])
        let said = run.diagnostics.filter { $0.severity == .error }.map(\.identifier)
        #expect(
          trick.finding.map(said.contains) ?? true, "\(trick.name) \(isCached): \(run.findings) \(run.probes)"
        )
        for (point, result) in zip(points, run.probes["f"] ?? []) {
          guard case .value(let value) = result, !said.contains("depends-on-statements") else { continue }
          #expect(value == .double(point * point * point - 7), "\(trick.name): \(run.probes)")
        }
      }
    }
  }

  /// What only looks like it is left alone.
  @Test func honestCodeIsBelieved() async throws {
    var workshop = try TestFolder()
    defer { workshop.remove() }
    workshop.options.isStrict = true
    let code = """
      import Foundation
      import _Differentiation
      private let c = 0.25, d = 2.0
      fileprivate let table: [Double] = { (0..<4).map { Double($0) * c } }()
      let (low, high) = (0.0, 1.0)
      nonisolated(unsafe) var scale = 1.0
      private struct Box<T: Sendable>: Sendable { fileprivate var _inner: T; private(set) var n = 1 }
      @propertyWrapper struct Clamped { var wrappedValue: Double }
      struct Held { @Clamped var x = 1.0 }
      @differentiable(reverse) func cube(_ x: Double) -> Double { x * x * x }
      @inline(__always) @discardableResult func g(_ x: Double) -> Double { cube(x) + c }
      func f(x: Double) -> Double { let _x = x; return g(_x) + table[1] * d + low * high * scale }
      private func later(x: Double) async -> Double { f(x: x) }
      @MainActor func main1(x: Double) -> Double { Box(_inner: x)._inner }
      guard let first = table.first else { exit(1) }
      print(c, table, low, high, first, gradient(at: 2.0, of: cube), Held().x)
      """
    var program = page("honest", "```swift\n\(code)\n```\n")
    program.probes = Declarations(of: program.document).functions.filter {
      ["f", "later", "main1"].contains($0.name)
    }
    .map { Probe(id: $0.name, function: $0, passed: [0], points: (0..<40).map { [.double(Double($0))] }) }
    for _ in 0..<2 {
      let run = try #require(try await workshop.run(program)["honest"])
      #expect(run.findings == [])
      #expect(run.texts == ["0.25 [0.0, 0.25, 0.5, 0.75] 0.0 1.0 0.0 12.0 1.0\n"])
      let values = (0..<40).map { ProbeResult.value(.double(Double($0 * $0 * $0) + 0.75)) }
      #expect(run.probes["f"] == values && run.probes["later"] == values, "\(run.probes)")
      #expect(run.probes["main1"]?.last == .value(.double(39)))
    }
  }

  /// What a variable's initialiser prints and where it traps stays in the script's order, asked or not.
  @Test func initialisersKeepTheirPlace() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    func program(_ name: String, _ code: String) -> PageProgram {
      var program = page(name, "```swift\nfunc f(x: Double) -> Double { x + Double(a) }\n\(code)\n```\n")
      program.probes = Declarations(of: program.document).functions.filter { $0.name == "f" }.map {
        Probe(id: $0.name, function: $0, passed: [0], points: [[.double(1)]])
      }
      return program
    }
    let runs = try await workshop.run(
      program("order", "print(1)\nlet a: Int = { print(2); return 3 }(); print(3)\nlet b = a + 1\nprint(b)"),
      program("traps", "print(1)\nlet a = [1][Int(\"1\")!]\nprint(2)"),
      program(
        "throws",
        "enum E: Error { case no }\nfunc g() throws -> Int { throw E.no }\nlet a = try g()\nprint(2)"),
      program("mistyped", "let a = 1\nlet b: Int = \"x\"; print(b)"))
    #expect(runs["order"]?.texts == ["1\n2\n3\n4\n"] && runs["order"]?.findings == [])
    #expect(runs["order"]?.probes["f"] == [.value(.double(4))])
    #expect(
      runs["traps"]?.findings.first == "4:12 snippet-trapped: Fatal error: Index out of range",
      "\(runs["traps"]?.findings ?? [])")
    #expect(
      runs["throws"]?.findings.first?.hasPrefix("5:1 snippet-trapped") == true,
      "\(runs["throws"]?.findings ?? [])")
    #expect(
      runs["mistyped"]?.findings.first?.hasPrefix("4:14 swift-error") == true,
      "\(runs["mistyped"]?.findings ?? [])")
  }
}
