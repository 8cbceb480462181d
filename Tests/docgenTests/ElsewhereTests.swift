import Foundation
import Testing

@Suite("The binary away from home, and machines that lack something")
struct ElsewhereTests {
  private static let note = """
    ---
    run: true
    ---

    # 远方

    ```swift
    print("到了", 6 * 7)
    check(1 + 1 == 2)
    ```
    """

  /// A binary that was copied has no checkout and no build folder; NoteKit is in it.
  @Test("copied to an empty folder it builds a note there")
  func copied() throws {
    let workshop = try TestFolder.with(Self.note)
    let binary = workshop.folder.appending(path: "docgen")
    // By a process of its own: a child of another test would hold this one's open file and make it busy.
    let copying = try Process.run(
      URL(filePath: "/bin/cp"), arguments: [TestFolder.binary.path, binary.path])
    copying.waitUntilExit()
    let process = Process()
    process.executableURL = binary
    process.arguments = ["build"]
    process.currentDirectoryURL = workshop.folder
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    process.environment = ["PATH": path, "HOME": workshop.folder.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(try workshop.read("site/note.html").contains("到了 42"))
    #expect(workshop.exists(".cache/docgen/v1/kit"))
  }

  /// A file stands where a folder would have to be, which not even root can write into.
  @Test("where the home cannot be written the cache is among the temporary files, and it says so")
  func unwritableHome() throws {
    let workshop = try TestFolder.with(Self.note)
    let temporary = workshop.folder.appending(path: "temporary").path
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let environment = ["XDG_CACHE_HOME": "/dev/null/none", "TMPDIR": temporary]
    let outcome = try workshop.docgen(["build"], input: Data(), environment: environment)
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.progress.contains("\(temporary)/docgen-\(getuid())"), "\(outcome.all)")
    #expect(workshop.exists("temporary/docgen-\(getuid())/CACHEDIR.TAG"))
  }

  @Test("doctor tells where each was found, what is lacking without one, and what to type")
  func doctor() throws {
    let workshop = try TestFolder.with(Self.note)
    let all = try workshop.docgen("doctor")
    #expect(all.status == 0, "\(all.all)")
    for name in [
      "Swift ", "bubblewrap ", "libseccomp", "KaTeX ", "Pygments ", "libflint", "libjavascriptcoregtk",
      "libcmark-gfm", "cache ",
    ] {
      #expect(all.output.contains("\n" + name) || all.output.hasPrefix(name), "\(name): \(all.all)")
    }
    // A container may forbid walls.
    let lacking = all.lines.filter { $0.contains("没有找到") && !$0.hasPrefix("bubblewrap") }
    #expect(lacking.isEmpty, "\(all.all)")
    #expect(try workshop.docgen("parts").output == all.output, "its earlier name")
    let none = try workshop.docgen(
      "--lang", "en", "doctor",
      environment: ["DOCGEN_KATEX": "/nonexistent/katex.min.js", "PATH": "/nonexistent", "SWIFTC": ""])
    #expect(none.status == 3, "\(none.all)")
    #expect(none.output.contains("name swiftc in SWIFTC"), "\(none.all)")
    #expect(none.output.contains("name katex.min.js in DOCGEN_KATEX"), "\(none.all)")
    #expect(none.output.contains("code of others' notes does not run"), "\(none.all)")
    #expect(none.output.contains("type (Debian): apt-get install"), "\(none.all)")
  }

  @Test("another's folder among the temporary files is not taken for the cache")
  func foreignTemporary() throws {
    let workshop = try TestFolder.with(Self.note)
    let temporary = workshop.folder.appending(path: "temporary")
    let trap = workshop.folder.appending(path: "trap")
    for folder in [temporary, trap] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try FileManager.default.createSymbolicLink(
      at: temporary.appending(path: "docgen-\(getuid())"), withDestinationURL: trap)
    let environment = ["XDG_CACHE_HOME": "/dev/null/none", "TMPDIR": temporary.path]
    let outcome = try workshop.docgen(["build"], input: Data(), environment: environment)
    #expect(outcome.status == 3, "\(outcome.all)")
    #expect(outcome.output.contains("[cache-not-writable]"), "\(outcome.all)")
    #expect(!workshop.exists("trap/CACHEDIR.TAG"))
  }

  @Test("without a compiler it says so once and exits 3")
  func noCompiler() throws {
    let workshop = try TestFolder.with(Self.note)
    try workshop.write(Self.note, to: "docs/other.md")
    let outcome = try workshop.docgen(
      ["build", "--cache", "cache"], input: Data(), environment: ["PATH": "/nonexistent", "SWIFTC": ""])
    #expect(outcome.status == 3, "\(outcome.all)")
    #expect(outcome.output.components(separatedBy: "[no-compiler]").count == 2, "\(outcome.all)")
    #expect(!workshop.exists("site"))
    // Notes whose Swift does not run need none.
    try workshop.write("# 无\n\n```swift\nprint(1)\n```\n", to: "plain/note.md")
    let plain = try workshop.docgen(
      ["build", "--docs", "plain", "--site", "plain-site", "--cache", "cache"], input: Data(),
      environment: ["PATH": "/nonexistent", "SWIFTC": ""])
    #expect(plain.status == 0, "\(plain.all)")
  }

  @Test("an older major version is one error")
  func oldCompiler() throws {
    let workshop = try TestFolder.with(Self.note)
    try workshop.write(
      """
      #!/bin/sh
      echo '{"compilerVersion": "Swift version 5.9", "target": {"triple": "t"}, "paths": {"runtimeLibraryPaths": [], \
      "runtimeResourcePath": "/x/lib/swift"}}'
      """, to: "swiftc")
    chmod(workshop.folder.path + "/swiftc", 0o755)
    let outcome = try workshop.docgen(
      "build", "--cache", "cache", "--swiftc", workshop.folder.path + "/swiftc")
    #expect(outcome.status == 3, "\(outcome.all)")
    #expect(outcome.output.components(separatedBy: "[compiler-too-old]").count == 2, "\(outcome.all)")
  }

  @Test("what is unchanged needs no compiler any more; what is new does")
  func compilerGone() throws {
    let workshop = try TestFolder.with(Self.note)
    #expect(try workshop.docgen("build", "--cache", "cache").status == 0)
    let before = try workshop.snapshot("site")
    let gone = ["PATH": "/nonexistent", "SWIFTC": ""]
    let check = try workshop.docgen(["check", "--cache", "cache"], input: Data(), environment: gone)
    #expect(check.status == 0, "\(check.all)")
    let build = try workshop.docgen(["build", "--cache", "cache"], input: Data(), environment: gone)
    #expect(build.status == 0, "\(build.all)")
    #expect(try workshop.snapshot("site") == before)
    try workshop.edit("docs/note.md", replace: "6 * 7", with: "6 * 8")
    let edited = try workshop.docgen(["build", "--cache", "cache"], input: Data(), environment: gone)
    #expect(edited.status == 3 && edited.output.contains("no-compiler"), "\(edited.all)")
  }

  @Test("somebody else's code runs only when it is asked to")
  func foreign() throws {
    let workshop = try TestFolder.with("# 客\n\n```swift\nprint(\"跑了\", 6 * 7)\n```\n")
    let still = try workshop.docgen("build", "--cache", "cache")
    #expect(still.status == 0 && still.output.contains("未运行 1 页"), "\(still.all)")
    #expect(try !workshop.read("site/note.html").contains("跑了 42"))
    #expect(!workshop.exists("cache/v1/programs"))
    let asked = try workshop.docgen("build", "--cache", "cache", "--run")
    #expect(asked.status == 0, "\(asked.all)")
    #expect(try workshop.read("site/note.html").contains("跑了 42"))
  }

  @Test("without KaTeX a note with a formula is one clear error, a note without builds")
  func noKaTeX() throws {
    let workshop = try TestFolder.with(Self.note)
    let environment = ["DOCGEN_KATEX": "/nonexistent/katex.min.js"]
    let plain = try workshop.docgen(["build", "--cache", "cache"], input: Data(), environment: environment)
    #expect(plain.status == 0, "\(plain.all)")
    try workshop.write("# 式\n\n$x^2$\n", to: "docs/formula.md")
    let formula = try workshop.docgen(["build", "--cache", "cache"], input: Data(), environment: environment)
    #expect(formula.status == 3, "\(formula.all)")
    #expect(formula.output.components(separatedBy: "[no-katex]").count == 2, "\(formula.all)")
  }

  @Test("timings name the stages and the slowest pages")
  func timings() throws {
    let workshop = try TestFolder.with(Self.note)
    let outcome = try workshop.docgen("check", "--timings", "--cache", "cache", "--lang", "en")
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.output.contains(/\d+\.\d{3} s  running and checking/), "\(outcome.all)")
    #expect(
      outcome.output.contains(/\d+\.\d{3} s  note \(compiled in \d+\.\d{3}, ran \d+\.\d{3}\)/),
      "\(outcome.all)")
  }

  @Test("pages share a Swift file of the notes' folder, and follow its edits")
  func helpers() throws {
    let workshop = try TestFolder.with(
      """
      ---
      run: true
      strict: true
      uses: [lib/area.swift]
      ---

      # 面积

      其中 $r \\in [0, 10]$ 是半径。

      $$
      \\mathrm{area}(r) = \\pi r^2
      $$

      单位圆的面积约 `= area(r: 1); %.2f`。
      """)
    try workshop.write("func area(r: Double) -> Double {\n  .pi * r * r\n}\n", to: "docs/lib/area.swift")
    let first = try workshop.docgen("build", "--cache", "cache")
    #expect(first.status == 0, "\(first.all)")
    #expect(try workshop.read("site/note.html").contains("3.14"))
    try workshop.edit("docs/lib/area.swift", replace: ".pi", with: "2 * .pi")
    let drift = try workshop.docgen("build", "--cache", "cache", "--format", "plain")
    #expect(drift.status == 1 && drift.output.contains("docs/note.md:12:20: error:"), "\(drift.all)")
    #expect(drift.output.contains("docs/lib/area.swift:1:6: note:"), "\(drift.all)")
    try workshop.edit("docs/lib/area.swift", replace: "2 * .pi * r", with: "\"二\"")
    let broken = try workshop.docgen("build", "--cache", "cache", "--format", "plain")
    #expect(broken.status == 1 && broken.output.contains("docs/lib/area.swift:2:"), "\(broken.all)")
  }

  @Test("pages import the author's own libraries, and follow their edits")
  func libraries() throws {
    let workshop = try TestFolder()
    try workshop.write("public func base() -> Int { 40 }\n", to: "Sources/Base/base.swift")
    try workshop.write(
      "import Base\npublic struct Loss {\n  public init() {}\n  public var value: Int { base() + 2 }\n}\n",
      to: "Sources/Losses/inner/loss.swift")
    try workshop.write("run: true\nlibraries: [../Sources/Base, ../Sources/Losses]\n", to: "docs/docgen.yml")
    try workshop.write(
      "# 库\n\n```swift\nimport Losses\nprint(\"得\", Loss().value)\n```\n", to: "docs/note.md")
    // Notes cannot publish what lies outside their repository; who builds them can.
    let outside = try workshop.docgen("build", "--cache", "cache")
    #expect(outside.status == 2 && outside.output.contains("library-elsewhere"), "\(outside.all)")
    let named = try workshop.docgen(
      "build", "--cache", "cache", "--library", "Sources/Base", "--library", "Sources/Losses")
    #expect(named.status == 0, "\(named.all)")
    try workshop.write("ref: refs/heads/main\n", to: ".git/HEAD")
    let first = try workshop.docgen("build", "--cache", "cache")
    #expect(first.status == 0, "\(first.all)")
    #expect(try workshop.read("site/note.html").contains("得 42"))
    #expect(try workshop.docgen("build", "--cache", "cache").output.contains("未启动编译器"))
    try workshop.edit("Sources/Base/base.swift", replace: "40", with: "50")
    let second = try workshop.docgen("build", "--cache", "cache")
    #expect(second.status == 0, "\(second.all)")
    #expect(try workshop.read("site/note.html").contains("得 52"))
    try workshop.edit("Sources/Base/base.swift", replace: "50", with: "\"五\"")
    let broken = try workshop.docgen("build", "--cache", "cache")
    #expect(broken.status == 1 && broken.output.contains("library-broken"), "\(broken.all)")
    #expect(broken.output.contains("base.swift:1:"), "\(broken.all)")
    try workshop.write("run: true\nlibraries: [../Sources/None]\n", to: "docs/docgen.yml")
    let missing = try workshop.docgen("build", "--cache", "cache")
    #expect(missing.status == 2 && missing.output.contains("library-missing"), "\(missing.all)")
  }

  /// What a compiler says of a file's lines would tell what stands in it.
  @Test("a link in a library leads nowhere out of the notes' repository")
  func linkedLibrary() throws {
    let workshop = try TestFolder.with("# 库\n\n```swift\nimport Losses\nprint(base())\n```\n")
    try workshop.write("run: true\nlibraries: [Losses]\n", to: "docs/docgen.yml")
    try workshop.write("public func base() -> Int { 40 }\n", to: "docs/Losses/base.swift")
    try workshop.write("密语\n", to: "secret.swift")
    let link = workshop.folder.path + "/docs/Losses/other.swift"
    for target in ["/proc/self/environ", "../../secret.swift"] {
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
      for more in [[], ["--library", "docs/Losses"]] {
        let outcome = try workshop.docgen(
          ["build", "--cache", "cache"] + more, input: Data(), environment: ["DOCGEN_SECRET": "密语"])
        #expect(outcome.status == 2 && outcome.output.contains("[library-elsewhere]"), "\(outcome.all)")
        #expect(!outcome.all.contains("密语"))
      }
      try workshop.remove("docs/Losses/other.swift")
    }
    // One that stays in it is as good as the file.
    try workshop.write("public func more() -> Int { 1 }\n", to: "docs/more.swift")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "../more.swift")
    let inside = try workshop.docgen("build", "--cache", "cache")
    #expect(inside.status == 0, "\(inside.all)")
  }

  /// Somebody else's notes run behind all walls or not at all; docgen's own, which `swift run` has run already, go on.
  @Test("where a wall is missing, others' notes are refused, and its own are built")
  func missingWall() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    // A path that holds everything but bubblewrap.
    let bin = workshop.folder.appending(path: "bin").path
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for folder in path.split(separator: ":").map(String.init) {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name != "bwrap" {
        symlink(folder + "/" + name, bin + "/" + name)
      }
    }
    let poor = ["PATH": bin, "DOCGEN_ISOLATION": ""]
    let refused = try workshop.docgen("check", "--cache", "cache", "--lang", "en", environment: poor)
    #expect(refused.status == 3, "\(refused.all)")
    #expect(
      refused.output.contains(
        "error: the notes' code was not run: a wall is missing: bubblewrap (bwrap: not found)")
        && refused.output.contains("--isolation available"), "\(refused.all)")
    let agreed = try workshop.docgen(
      "check", "--cache", "cache", "--lang", "en", "--isolation", "available", environment: poor)
    #expect(agreed.status == 0 && agreed.output.contains("isolation-partial"), "\(agreed.all)")
    #expect(
      try workshop.docgen("check", "--cache", "cache", "--isolation", "off", environment: poor).status == 0)
    // What others' text reaches is refused with it: no colours, and a word that says so.
    try workshop.write("```python\nprint(1)\n```\n", to: "plain/note.md")
    let plain = try workshop.docgen(
      "build", "--docs", "plain", "--site", "plain-site", "--cache", "cache", "--lang", "en",
      environment: poor)
    #expect(
      plain.status == 0 && plain.output.contains("[code-not-highlighted]")
        && plain.output.contains("a wall is missing: bubblewrap"), "\(plain.all)")
    // Its own notes, without a wall: one warning.
    let own = try workshop.docgen(
      "check", "--docs", TestFolder.repository.appending(path: "docs").path, "--cache", "own-cache", "--lang",
      "en", environment: poor)
    #expect(own.status == 0, "\(own.all)")
    #expect(own.output.components(separatedBy: "[isolation-partial]").count == 2, "\(own.all)")
    // A copy of them elsewhere is not its own.
    let copy = try TestFolder.withNotes()
    let other = try copy.docgen("check", "--cache", "cache", "--lang", "en", environment: poor)
    #expect(other.status == 3 && other.output.contains("isolation-missing"), "\(other.all)")
  }
}
