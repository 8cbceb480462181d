import Foundation
import Notes
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
    // A toolchain whose clang refuses more than one page at a time.
    let files = FileManager.default
    let bin = workshop.root + "/usr/bin"
    try files.createDirectory(atPath: bin, withIntermediateDirectories: true)
    for tool in try files.contentsOfDirectory(atPath: real.binaries) where tool != "clang" {
      symlink(real.binaries + "/" + tool, bin + "/" + tool)
    }
    symlink((real.resources as NSString).deletingLastPathComponent, workshop.root + "/usr/lib")
    let refusal =
      "[ $(echo \"$*\" | grep -o 'page_[0-9a-f]*/page.o' | wc -l) -lt 2 ] || { echo 'ld.lld: error: no' >&2; exit 1; }"
    try "#!/bin/sh\n\(refusal)\nexec \"\(real.binaries)/clang\" \"$@\"\n".write(
      toFile: bin + "/clang", atomically: true, encoding: .utf8)
    let compiler = workshop.root + "/swiftc"
    try
      "#!/bin/sh\n\"\(real.binaries)/swiftc\" \"$@\" | sed 's#\"/[^\"]*/lib/swift\"#\"\(workshop.root)/usr/lib/swift\"#'\n"
      .write(
        toFile: compiler, atomically: true, encoding: .utf8)
    for path in [bin + "/clang", compiler] { chmod(path, 0o755) }
    workshop.options.swiftc = compiler
    let runs = try await workshop.runner.run((1...3).map { page("p\($0)", "```swift\nprint(\($0))\n```\n") })
    #expect(
      (1...3).map { runs["p\($0)"]?.texts ?? [] } == [["1\n"], ["2\n"], ["3\n"]],
      "\(runs.values.map(\.findings))")
    let programs = try files.contentsOfDirectory(atPath: workshop.options.cacheFolder + "/v1/programs")
    #expect(programs.count == 3)
  }
}
