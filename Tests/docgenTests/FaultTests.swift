import Foundation
import Testing

/// Machines and inputs that are not as they should be: a clear word in a short time, never a crash or a hang.
@Suite("Faults")
struct FaultTests {
  /// Runs docgen by a shell, within seconds; 124 for what would not end.
  private static func template(_ workshop: TestFolder, _ script: String) throws -> TestFolder.Outcome {
    try workshop.template("docgen() { timeout 60 '\(TestFolder.binary.path)' \"$@\"; }; " + script)
  }

  @Test(
    "closed descriptors close nothing else", arguments: [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
  func closed(redirection: String) throws {
    let workshop = try TestFolder.with(TestFolder.area)
    let outcome = try Self.template(workshop, "docgen build --cache cache \(redirection)")
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(try workshop.read("site/note.html").contains("面积"))
    #expect(try workshop.snapshot("site").values.allSatisfy { !$0.starts(with: Data("运行".utf8)) })
  }

  @Test(
    "what could not be said is no success",
    arguments: ["check", "explain 'x^2'", "--help", "check --format json"])
  func full(command: String) throws {
    let workshop = try TestFolder.with("# 甲\n\n[链接](none.md)\n")
    let outcome = try Self.template(workshop, "docgen \(command) > /dev/full")
    #expect(outcome.status == 3 && outcome.progress.contains("No space left"), "\(outcome.all)")
  }

  @Test("no control character reaches a terminal, from text, YAML, a file's name or a check")
  func controls() throws {
    let escape = "\u{1B}]0;x\u{07}\u{9B}31m\u{202E}"
    let workshop = try TestFolder.with(
      "---\nrun: true\n---\n\n# 甲 \(escape)\n\n[链\(escape)](none\(escape).md) [^\(escape)]\n\n"
        + "```swift\ncheck(1 > 2, \"\\u{1B}[31m\\u{202E}\\u{7}\")\n```\n")
    try workshop.write(
      "---\nrun: true\n---\n\n```swift\nfatalError(\"\\u{1B}[31m\\u{202E}\\u{7}\")\n```\n",
      to: "docs/b\(escape).md")
    try workshop.write("\"k\\e[31m\\a\": \"\\u202e\"\n", to: "docs/docgen.yml")
    for format in ["text", "plain", "github", "json", "sarif"] {
      for command in ["check", "build"] {
        let outcome = try workshop.docgen(command, "--cache", "cache", "--format", format)
        #expect(outcome.status != 0, "\(outcome.all)")
        let bad = outcome.all.unicodeScalars.filter { scalar in
          scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || 0x7F...0x9F ~= scalar.value
            || 0x202A...0x202E ~= scalar.value || 0x2066...0x2069 ~= scalar.value
        }
        #expect(bad.isEmpty, "\(format) \(command): \(bad.map(\.value))")
        #expect(outcome.output.contains("snippet-trapped"), "\(outcome.output)")
      }
    }
    let argument = try workshop.docgen("check", "--\(escape)")
    #expect(argument.status == 64 && !argument.all.contains("\u{1B}"))
  }

  @Test("large files, deep folders and names that are not UTF-8 each get a word, and the rest its site")
  func large() throws {
    let workshop = try TestFolder.with("# 甲\n\n![大](large.bin)\n")
    var deep = "docs"
    for _ in 0..<70 { deep += "/d" }
    try workshop.write("# 深\n", to: deep + "/x.md")
    let outcome = try Self.template(
      workshop,
      "truncate -s 2G docs/large.bin; truncate -s 20M docs/large.md; printf '# x' > docs/$(printf 'n\\377.md'); docgen build --cache cache"
    )
    #expect(outcome.status == 0, "\(outcome.all)")
    for word in ["asset-too-large", "note-too-large", "folder-too-deep", "name-not-utf8"] {
      #expect(outcome.output.contains("[\(word)]"), "\(word): \(outcome.output)")
    }
    try workshop.remove("docs/large.md")
    let rest = try Self.template(workshop, "docgen build --cache cache")
    #expect(rest.status == 0 && workshop.exists("site/note.html"), "\(rest.all)")
    let configuration = try Self.template(
      workshop, "truncate -s 1G docs/docgen.yml; docgen check --cache cache")
    #expect(
      configuration.status == 2 && configuration.output.contains(" error: ")
        && configuration.output.contains("[configuration-too-large]"),
      "\(configuration.all)")
  }

  @Test("a file that the page's user may not read is said to be one", .enabled(if: geteuid() == 0))
  func unreadable() throws {
    let workshop = try TestFolder.with(
      "---\nrun: true\n---\n\n```swift\nimport NoteKit\nprint(try text(of: \"data.txt\"))\n```\n")
    try workshop.write("1", to: "docs/data.txt")
    chmod(workshop.folder.path + "/docs/data.txt", 0o600)
    let outcome = try workshop.docgen("check", "--cache", "cache", "--lang", "en")
    // Without walls, or in a container that has no other user, root itself reads it.
    guard outcome.status != 0 else { return }
    #expect(
      outcome.output.contains("cannot read data.txt below the docs folder by user 65534"), "\(outcome.all)")
    #expect(outcome.output.contains("chmod a+r"), "\(outcome.all)")
    chmod(workshop.folder.path + "/docs/data.txt", 0o644)
    #expect(try workshop.docgen("check", "--cache", "cache").status == 0)
  }

  /// Whether a small disk can be had here: a mount of one's own.
  private static let hasMounts: Bool = {
    let probe = Process()
    probe.executableURL = URL(filePath: "/usr/bin/env")
    probe.arguments = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    probe.standardError = FileHandle.nullDevice
    guard (try? probe.run()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }()

  @Test("a full disk is said to be one", .enabled(if: hasMounts), arguments: ["cache", "site"])
  func fullDisk(folder: String) throws {
    // A compiler fills the cache; pages fill the site.
    let workshop = try TestFolder.with(folder == "cache" ? TestFolder.area : "# 页\n")
    for index in 0..<40 {
      try workshop.write(String(repeating: "字", count: 9000), to: "docs/p\(index).md")
    }
    try workshop.write("", to: folder + "/.docgen-" + folder)
    let outcome = try workshop.template(
      "unshare -rm bash -c 'mount -t tmpfs -o size=400k tmpfs \(folder) && '\(TestFolder.binary.path)' build --cache cache'"
    )
    let isSaid = ["No space left", "[disk-full]"].contains { outcome.output.contains($0) }
    #expect(outcome.status == 3 && isSaid, "\(outcome.all)")
    #expect(!outcome.output.contains("compiler-broken"), "\(outcome.all)")
  }

  @Test("a bit that turned in a cache never gives another site")
  func flipped() throws {
    let note = TestFolder.area + "\n\n```python\nprint('高亮')\n```\n\n另见 [自己](note.md) `= area(r: 1); %.3f`。\n"
    let workshop = try TestFolder.with(note)
    // Pygments may lie where the walls let nothing be read.
    let build = ["build", "--cache", "cache", "--isolation", "off"]
    #expect(try workshop.docgen(build, input: Data()).status == 0)
    let expected = try workshop.snapshot("site")
    let files = try workshop.snapshot("cache").filter { name, data in
      // What the compiler and docgen's own library left is known by its sums as a whole.
      !data.isEmpty && !name.hasPrefix("v1/kit/") && !name.hasPrefix("v1/modules/")
        && !name.hasPrefix("v1/tmp/")
        && name != "CACHEDIR.TAG"
    }
    #expect(
      files.keys.contains { $0.hasPrefix("highlighted/") } && files.keys.contains { $0.hasPrefix("builds/") })
    for part in Set(files.keys.map { $0.split(separator: "/").dropLast().joined(separator: "/") }).sorted() {
      for (name, data) in files where name.hasPrefix(part + "/") {
        var bytes = data
        let place = bytes.startIndex + bytes.count * 3 / 4
        bytes[place] ^= 1
        try bytes.write(to: workshop.folder.appending(path: "cache/" + name))
      }
      // A flipped run of the whole would hide the rest.
      if part != "builds" { try? workshop.remove("cache/builds") }
      let outcome = try workshop.docgen(build, input: Data())
      #expect(outcome.status == 0, "\(part): \(outcome.all)")
      #expect(try workshop.snapshot("site") == expected, "\(part)")
    }
  }

  @Test("what runs script when it is opened is no part of the site, unless the notes say so")
  func active() throws {
    let workshop = try TestFolder.with("# 甲\n\n[页](evil.html) ![图](good.svg) ![图](evil.svg)\n")
    try workshop.write("<script>alert(1)</script>", to: "docs/evil.html")
    let hostile = [
      "<svg><script>1</script></svg>", "<svg onload='x()'/>", "<svg><a href=\"java&#115;cript:x\"/></svg>",
      "<svg xmlns:s='http://www.w3.org/2000/svg'><s:script/></svg>", "<svg><g\nonclick =\"x\"/></svg>",
      "<svg><a href='java\nscript:x'/></svg>", "<svg><foreignObject/></svg>",
      "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
    ]
    for (index, text) in hostile.enumerated() { try workshop.write(text, to: "docs/evil\(index).svg") }
    try workshop.write(hostile[0], to: "docs/evil.svg")
    let good = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/><text>on time = now</text></svg>"
    try workshop.write(good.replacing("on time = now", with: "one line"), to: "docs/good.svg")
    let outcome = try workshop.docgen("build", "--cache", "cache")
    #expect(outcome.status == 0 && outcome.output.contains("[asset-active]"), "\(outcome.all)")
    let files = try workshop.snapshot("site").keys.filter { $0.hasSuffix(".svg") || $0.hasPrefix("evil") }
    #expect(files == ["good.svg"], "\(files)")
    try workshop.write("activeAssets: true\n", to: "docs/docgen.yml")
    #expect(try workshop.docgen("build", "--cache", "cache").status == 0)
    #expect(workshop.exists("site/evil.html") && workshop.exists("site/evil7.svg"))
  }
}
