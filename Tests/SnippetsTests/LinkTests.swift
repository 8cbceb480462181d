import Foundation
import Notes
import TestSupport
import Testing

@testable import Snippets

/// Pages share one executable, and none may feel it.
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

  @Test func pagesThatShareALinkDoNotMeet() async throws {
    let workshop = try Workshop()
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
    let workshop = try Workshop()
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

  /// Where a link of several pages fails for a reason that their source does not show, each is linked by itself.
  @Test func failedCommonLinkHurtsNobody() async throws {
    var workshop = try Workshop()
    defer { workshop.remove() }
    let real = try await Toolchain.find(
      Toolchain.Search(nil), cache: Cache(folder: workshop.options.cacheFolder)
    )
    .toolchain
    // A toolchain whose linker refuses more than one page at a time.
    let files = FileManager.default
    let bin = workshop.root + "/usr/bin"
    try files.createDirectory(atPath: bin, withIntermediateDirectories: true)
    for tool in try files.contentsOfDirectory(atPath: real.binaries)
    where !["clang", "ld.lld"].contains(tool) {
      symlink(real.binaries + "/" + tool, bin + "/" + tool)
    }
    symlink((real.resources as NSString).deletingLastPathComponent, workshop.root + "/usr/lib")
    let refusal =
      "[ $(grep -c 'page_[0-9a-f]*/page.o' \(Linker.inputs)) -lt 2 ] || { echo 'ld.lld: error: no' >&2; exit 1; }"
    try "#!/bin/sh\n\(refusal)\nexec \"\(real.binaries)/ld.lld\" \"$@\"\n".write(
      toFile: bin + "/ld.lld", atomically: true, encoding: .utf8)
    // Clang names its own linker; this one names ours.
    try
      "#!/bin/sh\n\"\(real.binaries)/clang\" \"$@\" 2> \"\(bin)/err\"; code=$?\nsed 's#\"[^\"]*/ld.lld\"#\"\(bin)/ld.lld\"#' \"\(bin)/err\" >&2; exit $code\n"
      .write(toFile: bin + "/clang", atomically: true, encoding: .utf8)
    let compiler = workshop.root + "/swiftc"
    try
      "#!/bin/sh\n\"\(real.binaries)/swiftc\" \"$@\" | sed 's#\"/[^\"]*/lib/swift\"#\"\(workshop.root)/usr/lib/swift\"#'\n"
      .write(
        toFile: compiler, atomically: true, encoding: .utf8)
    for path in [bin + "/clang", bin + "/ld.lld", compiler] { chmod(path, 0o755) }
    workshop.options.swiftc = compiler
    let runs = try await workshop.runner.run((1...3).map { page("p\($0)", "```swift\nprint(\($0))\n```\n") })
    #expect(
      (1...3).map { runs["p\($0)"]?.texts ?? [] } == [["1\n"], ["2\n"], ["3\n"]],
      "\(runs.values.map(\.findings))")
    let programs = try files.contentsOfDirectory(atPath: workshop.options.cacheFolder + "/v1/programs")
    #expect(programs.count == 3)
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
    let workshop = try Workshop()
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
      let result = try await tool.run(in: cache, timeout: 60)
      #expect(result.ending == .exited(0), "\(result.errors)")
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: object)))
    let flags = try String(contentsOfFile: workshop.root + "/x.flags", encoding: .utf8).split(separator: "\n")
    let entries = try #require(AutolinkEntries.all(in: bytes))
    #expect(entries.contains("-lFoundation"))
    #expect(Set(entries) == Set(flags.map(String.init)))
    #expect(AutolinkEntries.all(in: []) == nil && AutolinkEntries.all(in: Array("!<arch>\n".utf8)) == nil)
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
      _ = AutolinkEntries.all(in: broken)
    }
  }
}
