import Basics
import Diagnostics
import Foundation
import Notes
import Synchronization
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
      let help = Document.helper(SourceFile(path: "docs/help.swift", text: helper), page: "help.swift")
      return [
        PageProgram(document: a), PageProgram(document: b, uses: [a]), page("c", c, uses: [a, b]),
        page(nameOfD, d),
        page("e", e), page("f", f, uses: [help]),
      ]
    }
  }

  @Test func editsRunWhatTheyMust() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    try FileManager.default.createDirectory(
      atPath: workshop.options.docsFolder + "/data", withIntermediateDirectories: true)
    func write(_ text: String) throws {
      try text.write(toFile: workshop.options.docsFolder + "/data/x.csv", atomically: true, encoding: .utf8)
    }
    try write("1")
    var book = Book()
    /// The pages that the last run compiled.
    var compiled = ""
    let log = Steps()
    /// The pages that ran, and what all print.
    func run() async throws -> (ran: String, said: String) {
      let runs = try await workshop.runner.run(book.programs, progress: log.take)
      let inOrder = book.programs.compactMap { runs[$0.document.page] }
      compiled = log.compiled()
      #expect(inOrder.flatMap(\.findings).isEmpty)
      return (
        inOrder.filter { !$0.isFromCache }.map(\.page).joined(),
        inOrder.flatMap(\.texts).joined().replacing("\n", with: ";")
      )
    }
    var result = try await run()
    #expect(result == ("abcdef", "a 1;b 2;c 3;d;e 1;f 5;"))
    #expect(compiled == "abcdef")
    result = try await run()
    #expect(result == ("", "a 1;b 2;c 3;d;e 1;f 5;") && compiled == "")

    book.d = "别的散文, 更长.\n\n新的一段.\n\n```swift\nprint(\"d\")\n```\n\n又一段 `= 1 + 1`\n"
    #expect(try await run().ran == "" && compiled == "")
    book.d = book.d.replacing("print(\"d\")", with: "print(\"D\")")
    #expect(try await run() == ("d", "a 1;b 2;c 3;D;e 1;f 5;"))
    book.c = book.c.replacing("let x = two()", with: "let x = two() * 2")
    #expect(try await run() == ("c", "a 1;b 2;c 5;D;e 1;f 5;"))
    book.b = book.b.replacing("one() + 1", with: "one() + 2")
    #expect(try await run() == ("bc", "a 1;b 3;c 7;D;e 1;f 5;"))
    book.a = book.a.replacing("{ 1 }", with: "{ 10 }")
    #expect(try await run() == ("abc", "a 10;b 12;c 25;D;e 1;f 5;") && compiled == "abc")
    try write("2")
    #expect(try await run() == ("e", "a 10;b 12;c 25;D;e 2;f 5;") && compiled == "")
    book.helper = book.helper.replacing("5", with: "6")
    #expect(try await run() == ("f", "a 10;b 12;c 25;D;e 2;f 6;"))
    book.nameOfD = "renamed"
    #expect(try await run().ran == "" && compiled == "")
    // Back again: what was known once still is.
    book = Book()
    try write("1")
    #expect(try await run() == ("e", "a 1;b 2;c 3;d;e 1;f 5;"))
  }

  @Test func damagedEntriesAreRebuilt() async throws {
    let workshop = try TestFolder()
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

  /// A compiler behind a proxy may be another at any time; a NoteKit that differs by a comment is another.
  @Test func anotherCompilerOrKitRunsAll() async throws {
    var workshop = try TestFolder()
    defer { workshop.remove() }
    let real = try #require(SnippetOptions.compiler(named: nil))
    let proxy = workshop.root + "/swiftc"
    func install(_ version: String) throws {
      let script =
        "#!/bin/sh\n\"\(real.path)\" \"$@\" | sed 's/Swift version [0-9.]*/Swift version \(version)/'\n"
      try script.write(toFile: proxy, atomically: true, encoding: .utf8)
      chmod(proxy, 0o755)
    }
    workshop.options.swiftc = proxy
    let programs = (1...2).map { page("p\($0)", "```swift\nprint(\($0))\n```\n") }
    func ran() async throws -> Int {
      let runs = try await workshop.runner.run(programs)
      #expect(runs["p1"]?.texts == ["1\n"] && runs["p2"]?.texts == ["2\n"], "\(runs)")
      return runs.values.filter { !$0.isFromCache }.count
    }
    try install("9.1")
    #expect(try await ran() == 2)
    #expect(try await ran() == 0)
    try install("9.2")
    #expect(try await ran() == 2)
    try install("9.1")
    #expect(try await ran() == 0)
    var kit = KitSources.embedded.noteKit
    kit[0].bytes += Array("// another\n".utf8)
    workshop.options.sources = KitSources(noteKit: kit, c: KitSources.embedded.c)
    #expect(try await ran() == 2)
    #expect(try await ran() == 0)
    workshop.options.sources = .embedded
    #expect(try await ran() == 0)
    workshop.options.isolation = .off
    #expect(try await ran() == 2)
  }

  /// What is read past NoteKit depends on all of the docs folder.
  @Test func filesReadByFoundationAreSeen() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let file = workshop.options.docsFolder + "/x.txt"
    let program = page(
      "p", "```swift\nprint(try String(contentsOfFile: \"\(file)\", encoding: .utf8))\n```\n")
    for text in ["一", "二二", "三三三"] {
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      let run = try #require(try await workshop.run(program)["p"])
      #expect(run.texts == [text + "\n"] && !run.isFromCache, "\(run.findings)")
    }
    #expect(try await workshop.run(program)["p"]?.isFromCache == true)
  }

  /// A snippet may forge what it has read: docgen opens nothing but plain files of the docs folder.
  @Test func forgedFilesAreNotOpened() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    let docs = workshop.options.docsFolder
    mkfifo(docs + "/pipe", 0o600)
    symlink("/dev/zero", docs + "/zero")
    for path in ["pipe", "zero", "../../../../../../dev/zero", "", ".", "no\u{0}thing"] {
      #expect(DataFiles.digest(path, in: docs) == "none")
    }
    let junk =
      "let junk = \"file 0 spipe\\nfile 0 szero\\nfile 0 s../../../../../../dev/zero\\n\"\nwrite(4, junk, junk.utf8.count)"
    let program = page("p", "```swift\n\(junk)\nprint(1)\n```\n")
    #expect(try await workshop.run(program)["p"]?.texts == ["1\n"])
    #expect(try await workshop.run(program)["p"]?.isFromCache == true)
  }

  @Test func leastRecentlyUsedEntriesGo() throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    // Kits are shared by all tests and must stay.
    unlink(workshop.options.cacheFolder + "/v1/kit")
    unlink(workshop.options.cacheFolder + "/v1/modules")
    var cache = try Cache(folder: workshop.options.cacheFolder)
    let text = String(repeating: "x", count: 10_000)
    for number in 0..<20 {
      try cache.write(.runs, "entry\(number)", text)
      var times = [timeval](repeating: timeval(tv_sec: 1_000_000 + number, tv_usec: 0), count: 2)
      utimes(cache.path(.runs, "entry\(number)"), &times)
    }
    for (kit, time) in [("old", 10), ("new", 3_000_000)] {
      try Cache.makeFolder(cache.kits + "/" + kit)
      try Data(text.utf8).write(to: URL(fileURLWithPath: cache.kits + "/\(kit)/sums"))
      var times = [timeval](repeating: timeval(tv_sec: time, tv_usec: 0), count: 2)
      utimes(cache.kits + "/\(kit)/sums", &times)
    }
    cache.limit = 1 << 20
    cache.trim()
    #expect(cache.read(.runs, "entry3", as: String.self) == text)
    // Read just now, it is the youngest.
    cache.limit = 120_000
    cache.trim()
    let left = (0..<20).filter { access(cache.path(.runs, "entry\($0)"), F_OK) == 0 }
    #expect(left == [3] + Array(12..<20))
    #expect(access(cache.kits + "/old", F_OK) != 0 && access(cache.kits + "/new", F_OK) == 0)
  }

  /// Each page's own flags must not reach clang: it would build the C library's modules for each page anew.
  @Test func clangsModulesAreBuiltOnce() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    // Not those that all tests share, nor the kit that they were built with: pages may write none.
    for part in ["kit", "modules"] { unlink(workshop.options.cacheFolder + "/v1/" + part) }
    func modules() -> [String] {
      FileManager.default.subpaths(atPath: workshop.options.cacheFolder + "/v1/modules/")?.filter {
        $0.hasSuffix(".pcm")
      } ?? []
    }
    _ = try await workshop.run(page("one", "```swift\nprint(\"模块一\", sin(0.5))\n```\n"))
    let first = modules()
    _ = try await workshop.run(page("two", "```swift\nprint(\"模块二\", cos(0.5))\n```\n"))
    #expect(modules().count == first.count && !first.isEmpty)
  }

  @Test func anotherKitOrCompilerIsAnotherName() throws {
    let one = Toolchain(binaries: "/a", version: "6.3", triple: "t", resources: "r", libraries: "l")
    var two = one
    two.version = "6.4"
    let woven = WovenProgram(page("p", "```swift\nprint(1)\n```\n"), .whole)
    let kits = [one, two].map { KitSources.embedded.key($0) }
    #expect(kits[0] != kits[1] && kits[0].count == 64)
    #expect(ProgramUnit(woven, kit: kits[0]).key == ProgramUnit(woven, kit: kits[0]).key)
    #expect(ProgramUnit(woven, kit: kits[0]).key != ProgramUnit(woven, kit: kits[1]).key)
  }

  @Test func sha256IsTheStandards() {
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(SHA256.hex("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256.hex(fields: ["a", "bc"]) != SHA256.hex(fields: ["ab", "c"]))
  }
}

/// The pages that were compiled, in the notes' order.
private final class Steps: Sendable {
  private let pages = Mutex<[String]>([])

  func take(_ step: SnippetProgress) {
    if step.step == .compiled { pages.withLock { $0.append(step.page) } }
  }
  func compiled() -> String {
    pages.withLock { pages in
      defer { pages = [] }
      return pages.sorted().joined()
    }
  }
}
