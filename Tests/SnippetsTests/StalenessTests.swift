import Diagnostics
import Foundation
import Notes
import Testing

@testable import Snippets

/// What an edit runs again, and what it leaves alone.
@Suite struct StalenessTests {
  /// Pages of a small book: `c` uses `b` uses `a`; `d` stands alone; `e` reads a file; `f` uses a helper.
  struct Book {
    var a = "```swift\nfunc one() -> Int { 1 }\nprint(\"a\", one())\n```\n"
    var b = "```swift\nfunc two() -> Int { one() + 1 }\nprint(\"b\", two())\n```\n"
    var c = "```swift\nlet x = two()\n```\n\n```swift\nprint(\"c\", x + 1)\n```\n"
    var d = "散文.\n\n```swift\nprint(\"d\")\n```\n\n`= 1 + 1`\n"
    var e = "```swift\nprint(\"e\", try text(of: \"data/x.csv\"))\n```\n"
    var f = "```swift\nprint(\"f\", helped())\n```\n"
    var helper = "func helped() -> Int { 5 }\n"
    var nameOfD = "d"

    var programs: [PageProgram] {
      let (a, b) = (document("a", a), document("b", b))
      let help = Document.swiftHelper(SourceFile(path: "docs/help.swift", text: helper), page: "help.swift")
      return [
        PageProgram(document: a), PageProgram(document: b, uses: [a]), page("c", c, uses: [a, b]),
        page(nameOfD, d),
        page("e", e), page("f", f, uses: [help]),
      ]
    }
  }

  @Test func editsRunWhatTheyMust() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    try FileManager.default.createDirectory(
      atPath: workshop.options.docsFolder + "/data", withIntermediateDirectories: true)
    func write(_ text: String) throws {
      try text.write(toFile: workshop.options.docsFolder + "/data/x.csv", atomically: true, encoding: .utf8)
    }
    try write("1")
    var book = Book()
    /// The pages that ran, and what all print.
    func run() async throws -> (ran: String, said: String) {
      let runs = try await workshop.runner.run(book.programs)
      let inOrder = book.programs.compactMap { runs[$0.document.page] }
      #expect(inOrder.flatMap(\.findings).isEmpty)
      return (
        inOrder.filter { !$0.isFromCache }.map(\.page).joined(),
        inOrder.flatMap(\.texts).joined().replacing("\n", with: ";")
      )
    }
    var result = try await run()
    #expect(result == ("abcdef", "a 1;b 2;c 3;d;e 1;f 5;"))
    result = try await run()
    #expect(result == ("", "a 1;b 2;c 3;d;e 1;f 5;"))

    book.d = "别的散文, 更长.\n\n新的一段.\n\n```swift\nprint(\"d\")\n```\n\n又一段 `= 1 + 1`\n"
    #expect(try await run().ran == "")
    book.d = book.d.replacing("print(\"d\")", with: "print(\"D\")")
    #expect(try await run() == ("d", "a 1;b 2;c 3;D;e 1;f 5;"))
    book.c = book.c.replacing("let x = two()", with: "let x = two() * 2")
    #expect(try await run() == ("c", "a 1;b 2;c 5;D;e 1;f 5;"))
    book.b = book.b.replacing("one() + 1", with: "one() + 2")
    #expect(try await run() == ("bc", "a 1;b 3;c 7;D;e 1;f 5;"))
    book.a = book.a.replacing("{ 1 }", with: "{ 10 }")
    #expect(try await run() == ("abc", "a 10;b 12;c 25;D;e 1;f 5;"))
    try write("2")
    #expect(try await run() == ("e", "a 10;b 12;c 25;D;e 2;f 5;"))
    book.helper = book.helper.replacing("5", with: "6")
    #expect(try await run() == ("f", "a 10;b 12;c 25;D;e 2;f 6;"))
    book.nameOfD = "renamed"
    #expect(try await run().ran == "")
    // Back again: what was known once still is.
    book = Book()
    try write("1")
    #expect(try await run() == ("e", "a 1;b 2;c 3;d;e 1;f 5;"))
  }

  @Test func damagedEntriesAreRebuilt() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let program = page("p", "```swift\nprint(1 + 1)\nfunc f(x: Double) -> Double { x }\n```\n")
    #expect(try await workshop.run(program)["p"]?.texts == ["2\n"])
    for kind in ["runs", "units", "programs", "toolchains"] {
      let folder = workshop.root + "/cache/v1/" + kind
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let path = folder + "/" + name
        var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
        bytes[bytes.count * 3 / 4] ^= 0x40
        try Data(bytes).write(to: URL(fileURLWithPath: path))
      }
      if kind == "programs" { try FileManager.default.removeItem(atPath: workshop.root + "/cache/v1/runs") }
      let run = try #require(try await workshop.run(program)["p"])
      #expect(run.texts == ["2\n"] && run.findings.isEmpty, "\(kind)")
    }
    for kind in ["runs", "units", "programs"] {
      let folder = workshop.root + "/cache/v1/" + kind
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        truncate(folder + "/" + name, 10)
      }
    }
    #expect(try await workshop.run(program)["p"]?.texts == ["2\n"])
  }

  @Test func anotherKitOrCompilerIsAnotherName() throws {
    let one = Toolchain(binaries: "/a", version: "6.3", triple: "t", resources: "r", libraries: "l")
    var two = one
    two.version = "6.4"
    let woven = WovenProgram(page("p", "```swift\nprint(1)\n```\n"), .whole)
    #expect(ProgramUnit(woven, toolchain: one).key == ProgramUnit(woven, toolchain: one).key)
    #expect(ProgramUnit(woven, toolchain: one).key != ProgramUnit(woven, toolchain: two).key)
    #expect(Kit.key(one) != Kit.key(two) && Kit.key(one).count == 64)
  }

  @Test func sha256IsTheStandards() {
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(SHA256.hex("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hex(fields: ["a", "bc"]) != SHA256.hex(fields: ["ab", "c"]))
  }
}
