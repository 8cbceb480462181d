import Foundation
import Notes
import TestSupport
import Testing

@testable import Snippets

/// Each page is a program of its own, whatever the others are.
@Suite struct LinkTests {
  static let pages: [(name: String, code: String, prints: String)] = [
    // A conformance of somebody else's type to somebody else's protocol is the whole program's.
    (
      "conformance-a",
      "extension Bool: @retroactive Comparable { public static func < (a: Bool, b: Bool) -> Bool { !a && b } }\nprint([true, false].sorted())",
      "[false, true]\n"
    ),
    (
      "conformance-b",
      "extension Bool: @retroactive Comparable { public static func < (a: Bool, b: Bool) -> Bool { a && !b } }\nprint([true, false].sorted())",
      "[true, false]\n"
    ),
    // So is a name of C's.
    ("cdecl-a", "@_cdecl(\"same\") func a() -> Int32 { 1 }\nprint(a())", "1\n"),
    ("cdecl-b", "@_cdecl(\"same\") func a() -> Int32 { 2 }\nprint(a())", "2\n"),
    (
      "foreign-a", "@_silgen_name(\"abs\") func f(_ x: Int32) -> Int32\nprint(f(-3))", "3\n"
    ),
    (
      "overrides-libc", "@_cdecl(\"puts\") func p(_ s: UnsafePointer<CChar>) -> Int32 { 7 }\nprint(\"own\")",
      "own\n"
    ),
    // What may be the same in all.
    (
      "same-a",
      "struct S { var x = 1 }\ninfix operator +++\nfunc +++ (a: Int, b: Int) -> Int { a * 10 + b }\nprint(S().x +++ 2)",
      "12\n"
    ),
    (
      "same-b",
      "struct S { var x = 3 }\ninfix operator +++: AdditionPrecedence\nfunc +++ (a: Int, b: Int) -> Int { a * 100 + b }\nprint(S().x +++ 2)",
      "302\n"
    ),
    (
      "own-conformance",
      "protocol P { var n: Int { get } }\nextension Int: P { var n: Int { self + 1 } }\nprint((1 as any P).n)",
      "2\n"
    ),
    (
      "own-conformance-2",
      "protocol P { var n: Int { get } }\nextension Int: P { var n: Int { self + 2 } }\nprint((1 as any P).n)",
      "3\n"
    ),
    ("glibc", "import Glibc\nprint(Glibc.hypot(3.0, 4.0))", "5.0\n"),
    (
      "gradient",
      "import _Differentiation\n@differentiable(reverse) func f(_ x: Double) -> Double { x * x * x }\nprint(gradient(at: 2.0, of: f))",
      "12.0\n"
    ),
    (
      "async",
      "func f() async throws -> Int { try await Task.sleep(nanoseconds: 1); return 5 }\nprint(try await f())",
      "5\n"
    ),
    (
      "actor",
      "actor A { var n = 0; func up() -> Int { n += 1; return n } }\nlet a = A()\nprint(await a.up())", "1\n"
    ),
    ("generic", "func twice<T: Numeric>(_ x: T) -> T { x + x }\nprint(twice(2), twice(1.5))", "4 3.0\n"),
    ("regex", "print(\"a1b22\".matches(of: #/[0-9]+/#).map { String($0.output) })", "[\"1\", \"22\"]\n"),
    (
      "top-level-state", "var n = 0\nfunc up() { n += 1 }\nup(); up()\ndefer { print(\"end\") }\nprint(n)",
      "2\nend\n"
    ),
  ]

  @Test func pagesDoNotMeet() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let programs = Self.pages.map { page($0.name, "```swift\n" + $0.code + "\n```\n") }
    let runs = try await workshop.runner.run(programs)
    for entry in Self.pages {
      let run = try #require(runs[entry.name])
      #expect(run.texts.joined() == entry.prints, "\(entry.name): \(run.findings)")
      #expect(run.status == .ran, "\(entry.name): \(run.findings)")
    }
  }

  /// What cannot be linked is the fault of one page, said there with the linker's words.
  @Test func failedLinkIsOnePagesOwn() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let runs = try await workshop.run(
      page("good", "```swift\nprint(1)\n```\n"),
      page(
        "bad", "```swift\nlet x = 1\n@_silgen_name(\"no_such_function\") func f() -> Int\nprint(f())\n```\n"))
    #expect(runs["good"]?.texts == ["1\n"])
    let run = try #require(runs["bad"])
    #expect(run.status == .failedToCompile)
    #expect(
      run.findings.count == 1 && run.findings[0].contains("undefined symbol: no_such_function"),
      "\(run.findings)")
  }

  /// Good pages give the same beside pages that mean no good: together, apart, in any order, and out of the cache.
  @Test func hostilePagesChangeNobody() async throws {
    let good = [
      page(
        "exp",
        "```swift\nfunc f(x: Double) -> Double { exp(x) + 1 }\nprint(f(x: 0.5), sqrt(2.0))\n```\n`= exp(1.0)`\n"
      ),
      page("sorted", "```swift\nprint([3, 1, 2].sorted(), \"b\" < \"a\", String(describing: 1.5))\n```\n"),
    ].map { program in
      var program = program
      program.probes = Declarations(of: program.document).functions.map {
        Probe(id: $0.name, function: $0, passed: [0], points: (0..<20).map { [.double(Double($0) / 4)] })
      }
      return program
    }
    let hostile = [
      "@`_cdecl`(\"exp\") func e(_ x: Double) -> Double { 41 }\nprint(1)",
      "@_cdecl(\"sqrt\") public func s(_ x: Double) -> Double { 41 }\nprint(2)",
      "@`_silgen_name`(\"exp\") func e(_ x: Double) -> Double { 42 }\nprint(3)",
      "@section(\".init_array\") @used let bad: Int = 7\nprint(4)",
      "@_silgen_name(\"exp\") @_alwaysEmitIntoClient public func e(_ x: Double) -> Double { 43 }\nprint(5)",
      "extension Int: @retroactive CustomDebugStringConvertible { public var debugDescription: String { \"no\" } }\nprint(6)",
      "extension Double: @retroactive TextOutputStreamable { public func write<T: TextOutputStream>(to t: inout T) { t.write(\"no\") } }\nprint(7)",
    ].enumerated().map { page("hostile\($0)", "```swift hidden\n\($1)\n```\n") }
    func facts(_ runs: [String: PageRun]) -> [String] {
      good.map { program in
        let run = runs[program.document.page]
        return "\(run?.texts ?? []) \(run?.inlineValues ?? [:]) \(run?.probes ?? [:]) \(run?.findings ?? [])"
      }
    }
    let alone = try TestFolder()
    defer { alone.remove() }
    let truth = facts(try await alone.runner.run(good))
    for programs in [good + hostile, hostile.reversed() + good.reversed()] {
      let workshop = try TestFolder()
      defer { workshop.remove() }
      for _ in 0..<2 { #expect(facts(try await workshop.runner.run(programs)) == truth) }
      #expect(facts(try await workshop.runner.run(good)) == truth)
    }
  }

  /// The linker's words out of what clang prints, whatever stands in a path.
  @Test func commandOfClangIsRead() {
    #expect(
      Linker.quotedWords(#" "/a b/ld.lld" "-o" "say \"x\" \\ \$" """#) == [
        "/a b/ld.lld", "-o", #"say "x" \ $"#, "",
      ])
    #expect(Linker.words("ld.lld: error: undefined symbol: f\n>>> by page.o") == "undefined symbol: f")
    #expect(Linker.words("") == "the linker failed")
    var linker = Linker(path: "/bin/sh", arguments: ["-o", "/nonexistent"], entries: [])
    #expect(linker.isThere)
    linker.arguments.append("/nonexistent/crt1.o")
    #expect(!linker.isThere)
  }

  /// What an object asks for is read as the toolchain's own tool reads it; no broken object ends docgen.
  @Test func autolinkEntriesAreRead() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let cache = try Cache(folder: workshop.options.cacheFolder)
    let toolchain = try await Toolchain.find(Toolchain.Search(nil), cache: cache).toolchain
    let object = workshop.root + "/x.o"
    try Cache.createFile(workshop.root + "/x.swift", "import Foundation\nprint(Date())\n".utf8)
    for tool in [
      Tool(
        path: toolchain.frontend,
        arguments: ["-frontend", "-c", "-primary-file", "x.swift", "-module-name", "x", "-o", "x.o"],
        folder: workshop.root),
      Tool(
        path: toolchain.binaries + "/swift-autolink-extract", arguments: ["x.o", "-o", "x.flags"],
        folder: workshop.root),
    ] {
      let result = try await tool.run(in: cache, timeout: 600)
      #expect(result.ending == .exited(0), "\(result.errors)")
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: object)))
    let flags = try String(contentsOfFile: workshop.root + "/x.flags", encoding: .utf8).split(separator: "\n")
    let file = try #require(ObjectFile(bytes))
    let entries = file.linkerArguments
    #expect(entries.contains("-lFoundation"))
    #expect(Set(entries) == Set(flags.map(String.init)))
    #expect(file.foreign(mark: "1x", entries: ["main"]) == [])
    #expect(file.foreign(mark: "1x", entries: []) == ["main"])
    #expect(ObjectFile([]) == nil && ObjectFile(Array("!<arch>\n".utf8)) == nil)
    var random = Seeded()
    for _ in 0..<2000 {
      var broken = Array(
        bytes.prefix(Bool.random(using: &random) ? bytes.count : .random(in: 0...bytes.count, using: &random))
      )
      // The file's head is where its own tables are named.
      for _ in 0..<4 where !broken.isEmpty {
        let place = Int.random(
          in: 0..<min(broken.count, Bool.random(using: &random) ? 64 : broken.count), using: &random)
        broken[place] = .random(in: 0...255, using: &random)
      }
      _ = ObjectFile(broken)?.foreign(mark: "", entries: [])
    }
  }
}
