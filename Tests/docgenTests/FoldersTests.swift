import Foundation
import TestSupport
import Testing

/// docgen removes and replaces what it wrote itself, and nothing else.
@Suite("Folders that hold more than docgen's files")
struct FoldersTests {
  private static func build(_ workshop: TestFolder, _ more: String...) throws -> TestFolder.Outcome {
    try workshop.docgen(["build", "--cache", "cache"] + more, input: Data())
  }

  private static func git(_ workshop: TestFolder, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=docgen", "-c", "user.email=docgen@example.com", "-C", "site"] + arguments
    process.currentDirectoryURL = workshop.folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return said
  }

  @Test(
    "a site in a git working copy is rebuilt 20 times with pages coming and going; nothing foreign changes")
  func workingCopy() throws {
    let workshop = try TestFolder()
    let foreign = [
      "CNAME": "notes.example.com\n", ".nojekyll": "", ".hidden/deep/file": "x",
      ".gitignore": "assets/katex/\n",
    ]
    for (path, text) in foreign { try workshop.write(text, to: "site/" + path) }
    _ = try Self.git(workshop, "init", "-q")
    var random = Seeded()
    let seed = random.seed
    var pages: Set<Int> = []
    for round in 0..<20 {
      let page = Int.random(in: 0..<6, using: &random)
      if pages.remove(page) != nil {
        try workshop.remove("docs/part\(page % 2)/page\(page).md")
      } else {
        pages.insert(page)
        try workshop.write("# 第 \(page) 页\n\n第 \(round) 次。\n", to: "docs/part\(page % 2)/page\(page).md")
      }
      try workshop.write("# 首页\n\n\(round)\n", to: "docs/index.md")
      let outcome = try Self.build(workshop)
      #expect(outcome.status == 0, "seed \(seed), round \(round): \(outcome.all)")
      for (path, text) in foreign {
        #expect(try workshop.read("site/" + path) == text, "round \(round): \(path)")
      }
      #expect(try Self.git(workshop, "fsck").isEmpty)
      if round % 6 == 1 {
        let fresh = try Self.build(workshop, "--site", "fresh")
        #expect(fresh.status == 0, "\(fresh.all)")
        let expected = try workshop.snapshot("fresh")
        let own = try workshop.snapshot("site").filter {
          !$0.key.hasPrefix(".git/") && !$0.key.hasPrefix("mine/") && foreign[$0.key] == nil
        }
        #expect(own == expected, "seed \(seed), round \(round)")
      }
      _ = try Self.git(workshop, "add", "-A")
      _ = try Self.git(workshop, "commit", "-q", "-m", "round")
      if round == 10 { try workshop.write("手写的一页", to: "site/mine/page.html") }
    }
    #expect(try workshop.read("site/mine/page.html") == "手写的一页")
    let left = try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path + "/site")
    #expect(left.allSatisfy { !$0.hasPrefix(".docgen-") || $0 == ".docgen-site" }, "\(left)")
  }

  @Test(
    "a page that somebody changed, or wrote first, is an error that names both files; --overwrite replaces it"
  )
  func changed() throws {
    let workshop = try TestFolder.with("# 甲\n", at: "docs/a.md")
    try workshop.write("# 乙\n", to: "docs/b.md")
    #expect(try Self.build(workshop).status == 0)
    try workshop.write("改过", to: "site/a.html")
    try workshop.write("别人的", to: "site/c.html")
    try workshop.write("# 丙\n", to: "docs/c.md")
    let before = try workshop.snapshot("site")
    let refused = try Self.build(workshop)
    #expect(refused.status == 3 && refused.output.contains("[site-file-foreign]"), "\(refused.all)")
    for name in ["site/a.html", "docs/a.md", "site/c.html", "docs/c.md"] {
      #expect(refused.output.contains(name), "\(name): \(refused.output)")
    }
    #expect(try workshop.snapshot("site") == before)
    let forced = try Self.build(workshop, "--overwrite")
    #expect(forced.status == 0, "\(forced.all)")
    #expect(try workshop.read("site/c.html").contains("丙"))
    #expect(try Self.build(workshop).output.contains("没有变化"))
    // What belongs to no page any more, and was changed, stays.
    try workshop.write("改过", to: "site/b.html")
    try workshop.remove("docs/b.md")
    let kept = try Self.build(workshop)
    #expect(kept.status == 0 && kept.output.contains("site/b.html"), "\(kept.all)")
    #expect(try workshop.read("site/b.html") == "改过")
  }

  @Test("a list of files that came with a repository never leads out of the site")
  func hostileList() throws {
    let workshop = try TestFolder.with("# 甲\n", at: "docs/a.md")
    #expect(try Self.build(workshop).status == 0)
    try workshop.write("重要", to: "precious.txt")
    try workshop.write("重要", to: "elsewhere/precious.txt")
    // The sum of those bytes, as docgen itself would list it.
    try workshop.write("重要", to: "docs/precious.txt")
    #expect(try Self.build(workshop).status == 0)
    try workshop.remove("docs/precious.txt")
    let list = try workshop.read("site/.docgen-site")
    let line = try #require(list.split(separator: "\n").first { $0.hasSuffix(" precious.txt") })
    let sum = line.prefix(16)
    try workshop.write(
      list + "\(sum) ../precious.txt\n\(sum) link/precious.txt\n\(sum) /precious.txt\n",
      to: "site/.docgen-site")
    try FileManager.default.createSymbolicLink(
      atPath: workshop.folder.path + "/site/link", withDestinationPath: "../elsewhere")
    let outcome = try Self.build(workshop)
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(!workshop.exists("site/precious.txt"))
    #expect(try workshop.read("precious.txt") == "重要")
    #expect(try workshop.read("elsewhere/precious.txt") == "重要")
  }

  @Test("a site that is a link is written through")
  func linked() throws {
    let workshop = try TestFolder.with("# 甲\n", at: "docs/a.md")
    try FileManager.default.createSymbolicLink(
      atPath: workshop.folder.path + "/site", withDestinationPath: "www/notes")
    for round in 0..<2 {
      try workshop.write("# 甲 \(round)\n", to: "docs/a.md")
      let outcome = try Self.build(workshop)
      #expect(outcome.status == 0, "\(outcome.all)")
      #expect(try workshop.read("www/notes/a.html").contains("甲 \(round)"))
      let kind = try FileManager.default.attributesOfItem(atPath: workshop.folder.path + "/site")[.type]
      #expect(kind as? FileAttributeType == .typeSymbolicLink)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path + "/www") == ["notes"])
  }

  @Test("a site and a cache below the notes are no notes")
  func below() throws {
    let workshop = try TestFolder.with("# 甲\n", at: "docs/a.md")
    var counts: Set<Int> = []
    for round in 0..<3 {
      try workshop.write("# 甲 \(round)\n", to: "docs/a.md")
      let outcome = try workshop.docgen("build", "--site", "docs/site", "--cache", "docs/cache")
      #expect(outcome.status == 0, "\(outcome.all)")
      counts.insert(try workshop.snapshot("docs/site").count)
    }
    #expect(counts.count == 1, "\(counts)")
    #expect(!workshop.exists("docs/site/site") && !workshop.exists("docs/site/cache"))
    let again = try workshop.docgen("build", "--site", "docs/site", "--cache", "docs/cache")
    #expect(again.output.contains("没有变化"), "\(again.all)")
  }

  @Test("a folder of something else is no site and no cache, and stays as it is")
  func refused() throws {
    let workshop = try TestFolder.with("# 甲\n", at: "docs/a.md")
    try workshop.write("日记", to: "site/diary.txt")
    let site = try Self.build(workshop)
    #expect(site.status == 3 && site.output.contains("[not-a-site]"), "\(site.all)")
    #expect(try workshop.snapshot("site").keys.sorted() == ["diary.txt"])
    let docs = try Self.build(workshop, "--site", "docs")
    #expect(docs.status == 3 && docs.output.contains("[site-is-docs]"), "\(docs.all)")
    // Marked by hand, others' files stay.
    try workshop.write("", to: "site/.docgen-site")
    #expect(try Self.build(workshop).status == 0)
    #expect(try workshop.read("site/diary.txt") == "日记" && workshop.exists("site/a.html"))
    let cache = try workshop.docgen("build", "--cache", "docs")
    #expect(cache.status == 3 && cache.output.contains("[not-a-cache]"), "\(cache.all)")
    #expect(try workshop.docgen("clean", "--cache", "docs").status == 3)
    #expect(try workshop.snapshot("docs").keys.sorted() == ["a.md"])
  }

  @Test("clean removes what docgen put in its cache; other programs' caches and files stay")
  func clean() throws {
    let workshop = try TestFolder.with("# 甲\n", at: "docs/a.md")
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n"
    try workshop.write(tag, to: "target/CACHEDIR.TAG")
    try workshop.write("x", to: "target/debug/out")
    let other = try workshop.docgen("clean", "--cache", "target")
    #expect(other.status == 3 && other.output.contains("[not-a-cache]"), "\(other.all)")
    #expect(try workshop.snapshot("target").count == 2)
    #expect(try Self.build(workshop).status == 0)
    #expect(workshop.exists("cache/.docgen-cache") && workshop.exists("cache/CACHEDIR.TAG"))
    try workshop.write("我的", to: "cache/mine.md")
    try workshop.write("外面的", to: "outside/file")
    try? workshop.remove("cache/builds")
    try FileManager.default.createSymbolicLink(
      atPath: workshop.folder.path + "/cache/builds", withDestinationPath: "../outside")
    let cleaned = try workshop.docgen("clean", "--cache", "cache")
    #expect(cleaned.status == 0 && cleaned.output.contains("mine.md"), "\(cleaned.all)")
    #expect(try workshop.read("cache/mine.md") == "我的" && workshop.read("outside/file") == "外面的")
    #expect(!workshop.exists("cache/v1") && !workshop.exists("cache/typeset"))
  }

  private static let claim =
    "# 断言\n\n其中 $x \\in [0, 1]$.\n\n<!-- claim C1: prove -->\n$$\n\\forall x: x^2 \\ge 0\n$$\n"

  @Test("prove touches its own files, and no link leads it out of the notes")
  func prove() throws {
    let workshop = try TestFolder.with(Self.claim)
    try workshop.write("{\"mine\": 1}", to: "docs/proofs/other.json")
    let proved = try workshop.docgen("prove", "--cache", "cache")
    #expect(proved.status == 0 && workshop.exists("docs/proofs/C1.json"), "\(proved.all)")
    // Whatever lies among the proofs and is none is said, and left.
    let checked = try workshop.docgen("prove", "--check", "--cache", "cache", "--lang", "en")
    #expect(checked.status == 1 && checked.output.contains("docs/proofs/other.json"), "\(checked.all)")
    #expect(checked.output.contains("it is not docgen's"), "\(checked.all)")
    // A claim that is no more takes its file with it.
    let proof = try workshop.read("docs/proofs/C1.json")
    try workshop.write(proof, to: "docs/proofs/C9.json")
    #expect(try workshop.docgen("prove", "--cache", "cache").status == 0)
    #expect(!workshop.exists("docs/proofs/C9.json"))
    #expect(try workshop.read("docs/proofs/other.json") == "{\"mine\": 1}")
    // Somebody else's file of that name.
    try workshop.write("{}", to: "docs/proofs/C1.json")
    let foreign = try workshop.docgen("prove", "--cache", "cache")
    #expect(foreign.status == 3 && foreign.output.contains("[proof-file-foreign]"), "\(foreign.all)")
    #expect(
      foreign.output.contains("docs/proofs/C1.json") && foreign.output.contains("C1"), "\(foreign.output)")
    #expect(try workshop.read("docs/proofs/C1.json") == "{}")
    try workshop.remove("docs/proofs")
    try workshop.write(proof, to: "outside/C7.json")
    try FileManager.default.createSymbolicLink(
      atPath: workshop.folder.path + "/docs/proofs", withDestinationPath: "../outside")
    let linked = try workshop.docgen("prove", "--cache", "cache")
    #expect(linked.status == 3 && linked.output.contains("[link-leads-out]"), "\(linked.all)")
    #expect(try workshop.snapshot("outside").keys.sorted() == ["C7.json"])
  }

  @Test("a lock file that is a link is neither read nor written through")
  func linkedLock() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    try workshop.write("秘密\n", to: "secret")
    for target in ["../secret", "/proc/self/environ"] {
      try FileManager.default.createSymbolicLink(
        atPath: workshop.folder.path + "/docs/formulas.lock", withDestinationPath: target)
      let check = try workshop.docgen(
        ["check", "--cache", "cache", "--locked"], input: Data(), environment: ["DOCGEN_SECRET": "密语"])
      #expect(check.status != 0, "\(check.all)")
      #expect(!check.all.contains("秘密") && !check.all.contains("密语"), "\(check.all)")
      let accept = try workshop.docgen("accept", "--cache", "cache")
      #expect(accept.status == 3 && accept.output.contains("[link-leads-out]"), "\(accept.all)")
      try workshop.remove("docs/formulas.lock")
    }
    #expect(try workshop.read("secret") == "秘密\n")
  }
}
