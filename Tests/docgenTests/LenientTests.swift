import Foundation
import Testing

/// Without strict every tree of notes gives a site; strict turns what was found into errors.
@Suite("A site for everybody") struct LenientTests {
  /// Notes with something wrong that is no fault of running code, with the finding that says so.
  static let mistakes: [(finding: String, note: String)] = [
    ("control-character", "文\u{1}字\u{2}\n"),
    ("nul-byte", "文\u{0}字\n"),
    ("empty-formula", "$$\n$$\n"),
    ("unclosed-formula", "> $$\n> x\n\n文\n"),
    ("formula-opens-in-line", "行中 $$ x\n- y $$\n"),
    ("broken-formula", "$$\n\\frac{1\n$$\n"),
    ("malformed-yaml", "---\ntitle: [\n---\n\n文\n"),
    ("unclosed-front-matter", "---\ntitle: 甲\n\n正文\n"),
    ("unopened-front-matter", "title: 甲\nstrict: true\n---\n\n正文\n"),
    ("unknown-key", "---\nlayout: post\n---\n\n文\n"),
    ("wrong-setting", "---\norder: 甲\n---\n\n文\n"),
    ("unknown-page", "---\nuses: [nowhere]\n---\n\n文\n"),
    ("uses-in-circle", "---\nuses: [note]\n---\n\n文\n"),
    ("unknown-directive", "<!-- clame C1 -->\n\n文\n"),
    ("dangling-directive", "<!-- code: f -->\n"),
    ("misplaced-directive", "<!-- code: f -->\n\n文\n"),
    ("malformed-attribute", "```swift norun\nlet a = 1\n```\n"),
    ("unknown-footnote", "文[^a]\n"),
    ("unused-footnote", "文\n\n[^a]: 注\n"),
    ("dead-link", "[甲](nowhere.md)\n"),
    ("dead-anchor", "[甲](#nowhere)\n"),
    ("missing-image", "![甲](nowhere.png)\n"),
    ("unsafe-link", "[甲](javascript:x)\n"),
    ("unknown-label", "$\\eqref{nowhere}$\n"),
    ("duplicate-label", "$$\nx \\label{a}\n$$\n\n$$\ny \\label{a}\n$$\n"),
    ("claim-refuted", "设 $x \\in [0, 1]$。\n\n<!-- claim C1 -->\n$$\nx^2 \\ge x\n$$\n"),
    (
      "derivation-breaks",
      "设 $x \\in [0, 1]$。\n\n$$\n\\begin{aligned} x + x &= 2x \\\\ &= 3x \\end{aligned}\n$$\n"
    ),
    ("no-implementation", "设 $x \\in [0, 1]$。\n\n<!-- code: nowhere -->\n$$\nf(x) = x\n$$\n"),
    ("unreadable-markdown", String(repeating: "> ", count: 200) + "文\n"),
    ("braced-language", "```{swift}\nlet a = 1\n```\n"),
  ]

  @Test("a finding is a warning on the page, and an error under strict", arguments: mistakes)
  func mistake(finding: String, note: String) throws {
    let workshop = try TestFolder.with(note)
    let lenient = try workshop.docgen("build", "--format", "plain")
    #expect(lenient.status == 0, "\(lenient.all)")
    let said = lenient.lines.filter { $0.hasSuffix("[\(finding)]") }
    #expect(said.contains { $0.contains(" warning: ") }, "\(lenient.output)")
    #expect(!lenient.output.contains(" error: "))
    #expect(workshop.exists("site/note.html"))
    let strict = try workshop.docgen("check", "--strict", "--format", "plain")
    #expect(strict.status == 1 || strict.status == 2, "\(strict.all)")
    #expect(
      strict.lines.contains { $0.hasSuffix("[\(finding)]") && $0.contains(" error: ") }, "\(strict.output)")
    // What a claim or a row comes to is its formula's mark; a link's is at the link.
    let page = try workshop.read("site/note.html")
    let ownMarks = [
      "claim-refuted": "class=\"mark bad\"", "derivation-breaks": "class=\"mark bad\"",
      "broken-formula": "class=\"error\"",
      "dead-link": "class=\"dead\"", "missing-image": "class=\"missing\"", "unsafe-link": "class=\"dead\"",
      "dead-anchor": "href=\"#nowhere\"",
    ]
    #expect(page.contains(ownMarks[finding] ?? "data-finding=\"\(finding)\""), "\(page)")
  }

  @Test("all of them together give a site with every page")
  func together() throws {
    let workshop = try TestFolder()
    for (index, mistake) in Self.mistakes.enumerated() {
      try workshop.write(mistake.note, to: "docs/m\(index).md")
    }
    let outcome = try workshop.docgen("build", "--format", "plain")
    #expect(outcome.status == 0, "\(outcome.all)")
    for index in Self.mistakes.indices { #expect(workshop.exists("site/m\(index).html")) }
  }

  @Test("code that ran and is wrong stops the build, strict or not")
  func codeStops() throws {
    let notes = [
      "formula-differs":
        "设 $x \\in [0, 1]$。\n\n$$\nf(x) = x^3\n$$\n\n```swift\nfunc f(x: Double) -> Double { x * x }\n```\n",
      "swift-error": "```swift\nlet a: Int = \"甲\"\n```\n",
      "snippet-trapped": "```swift\nlet a = [1]\nprint(a[1])\n```\n",
      "check-failed": "```swift\ncheck(1 == 2)\n```\n",
    ]
    for (finding, note) in notes {
      let workshop = try TestFolder.with("---\nrun: true\n---\n\n" + note)
      let outcome = try workshop.docgen("build", "--format", "plain")
      #expect(outcome.status == 1, "\(finding): \(outcome.all)")
      #expect(outcome.output.contains("[\(finding)]"), "\(outcome.output)")
      #expect(!workshop.exists("site"))
    }
  }

  @Test(
    "a slip in the settings is an error everywhere: it may be what turns strict off",
    arguments: [
      ("title: [\nstrict: true\n", "malformed-yaml"), ("strct: true\n", "unknown-key"),
      ("strict: ja\n", "wrong-setting"), ("conventions: [0div0]\n", "unknown-convention"),
    ])
  func settings(yaml: String, finding: String) throws {
    let workshop = try TestFolder.with("# 甲\n\n文\n", at: "docs/a.md")
    try workshop.write(yaml, to: "docs/docgen.yml")
    let outcome = try workshop.docgen("build", "--format", "plain")
    #expect(outcome.status == 2 && outcome.output.contains("[\(finding)]"), "\(outcome.all)")
    #expect(!workshop.exists("site"))
  }

  @Test("a page says for itself whether it is strict; the command line says it for all")
  func pages() throws {
    let workshop = try TestFolder.with("---\nstrict: true\n---\n\n[甲](nowhere.md)\n", at: "docs/a.md")
    try workshop.write("---\nstrict: false\n---\n\n[甲](nowhere.md)\n", to: "docs/b.md")
    func places(_ arguments: String...) throws -> [String] {
      let outcome = try workshop.docgen(["check", "--format", "plain"] + arguments, input: Data())
      return outcome.lines.filter { $0.hasSuffix("[dead-link]") && $0.contains(" error: ") }.map {
        String($0.prefix(9))
      }
    }
    #expect(try places() == ["docs/a.md"])
    #expect(try places("--strict") == ["docs/a.md", "docs/b.md"])
    try workshop.write("strict: true\n", to: "docs/docgen.yml")
    #expect(try places() == ["docs/a.md"])
  }

  @Test("one page checked says what the whole check says of it")
  func onePage() throws {
    let note =
      "---\nstrict: true\nrun: true\n---\n\n实测 3.1415 秒。[甲](nowhere.md)\n\n```swift\nvalue(\"x\", 2.5)\n```\n"
    let workshop = try TestFolder.with(note, at: "docs/a.md")
    try workshop.write("[乙](elsewhere.md)\n", to: "docs/b.md")
    let whole = try workshop.docgen("check", "--format", "plain")
    let one = try workshop.docgen("check", "docs/a.md", "--format", "plain")
    func findings(_ outcome: TestFolder.Outcome) -> [Substring] {
      outcome.lines.filter { $0.hasPrefix("docs/a.md") }
    }
    #expect(findings(whole) == findings(one))
    #expect(findings(one).count == 2, "\(one.output)")
    #expect(!one.output.contains("docs/b.md"))
    #expect(try workshop.docgen("check", "docs/a.md:abc").status == 64)
    #expect(try workshop.docgen("check", "docs/a.md:6:1:2").status == 64)
  }

  @Test("strict notes with code that nobody ran say so")
  func notRun() throws {
    let note =
      "设 $x \\in [0, 1]$。\n\n$$\nf(x) = x^3\n$$\n\n```swift\nfunc f(x: Double) -> Double { x * x }\n```\n"
    let strict = try TestFolder.with("---\nstrict: true\n---\n\n" + note).docgen("check", "--format", "plain")
    #expect(strict.status == 2, "\(strict.all)")
    #expect(strict.output.contains("[code-not-run]"))
    #expect(strict.output.contains("run: true"))
    #expect(try TestFolder.with(note).docgen("check").status == 0)
  }

  @Test("two used pages that give one name say so, unless one of them uses the other")
  func sharedNames() throws {
    let give = "设 $x \\in [0, 1]$。\n\n$$\ng(x) = x\n$$\n\n```swift\nfunc g(x: Double) -> Double { x }\n```\n"
    let workshop = try TestFolder.with(give, at: "docs/a.md")
    try workshop.write(give, to: "docs/b.md")
    try workshop.write("---\nuses: [a, b]\nstrict: true\n---\n\n文\n", to: "docs/c.md")
    let outcome = try workshop.docgen("check", "--format", "plain")
    #expect(outcome.status == 2)
    #expect(
      outcome.lines.count { $0.hasPrefix("docs/c.md:2:8: error: ") && $0.hasSuffix("[shared-name]") } == 1)
    try workshop.write("---\nuses: [a]\n---\n\n" + give, to: "docs/b.md")
    #expect(try !workshop.docgen("check", "--format", "plain").output.contains("[shared-name]"))
  }

  @Test("a display formula among HTML's tags has its evidence, where a block may stand")
  func evidenceInHTML() throws {
    let display = "$$\na + b\n$$"
    let blocks = [
      "<details><summary>看</summary>\n\(display)\n</details>", "<div align=\"center\">\n\(display)\n</div>",
      "<table><tr><td>\n\(display)\n</td></tr></table>", "<p>\(display)</p>",
    ]
    // A heading holds text alone.
    let workshop = try TestFolder.with(blocks.joined(separator: "\n\n") + "\n\n<h2>\(display)</h2>\n")
    let outcome = try workshop.docgen("build", "--format", "plain")
    #expect(outcome.status == 0, "\(outcome.all)")
    let page = try workshop.read("site/note.html")
    #expect(page.components(separatedBy: "<details class=\"evidence\">").count - 1 == blocks.count, "\(page)")
    #expect(page.components(separatedBy: "class=\"katex-display\"").count - 1 == blocks.count + 1, "\(page)")
  }

  @Test("what stands on no page and takes part in a function's values is in its evidence")
  func hidden() throws {
    let workshop = try TestFolder.with(
      """
      ---
      run: true
      ---

      其中 $x \\in [0, 2]$。

      $$
      f(x) = x^2 + 1
      $$

      ```swift hidden
      func square(_ a: Double) -> Double { a * a }
      func other(_ x: Double) -> Double { x }
      ```

      ```swift
      func f(x: Double) -> Double { square(x) + 1 }
      ```
      """)
    let outcome = try workshop.docgen("build", "--format", "plain")
    #expect(outcome.status == 0, "\(outcome.all)")
    let page = try workshop.read("site/note.html")
    #expect(page.contains("<dt>隐藏的代码</dt><dd>以下 1 处没有印在页上，但参与求值</dd>"), "\(page)")
    #expect(page.contains("note.md，第 12 行") && !page.contains("第 13 行"))
    let evidence = try workshop.read("site/evidence.json")
    #expect(evidence.contains("\"hidden\": \"docs/note.md:12\""), "\(evidence)")
  }

  @Test("a picture whose name holds a sharp is offered as it has to be written")
  func encodedNames() throws {
    let workshop = try TestFolder.with("![甲](f#.png)\n")
    try workshop.write("图", to: "docs/f#.png")
    #expect(try workshop.docgen("check", "--format", "plain").output.contains("是不是 f%23.png？"))
  }

  @Test(
    "settings that begin no note are said; text between breaks, and a heading of any other words, is none")
  func unopened() throws {
    for (note, isSaid) in [
      ("title: 甲\n---\n\n文\n", true), ("\n\n---\ntitle: 甲\nuses:\n- a\n---\n\n文\n", true),
      ("注意: 甲\n---\n\n文\n", false), ("title\n---\n\n文\n", false), ("---\n\n文\n\n---\n", false),
      ("# 甲\n\ntitle: 甲\n---\n", false), ("title: 甲\n\n文\n\n---\n", false),
    ] {
      let outcome = try TestFolder.with(note).docgen("check", "--format", "plain")
      #expect(outcome.status == 0 && outcome.output.contains("[unopened-front-matter]") == isSaid, "\(note)")
    }
  }

  @Test("a label with spaces is referred to from formulas and from words")
  func labels() throws {
    let note = "$$\nx = 1 \\label{eq:my label}\n$$\n\n见 \\eqref{eq:my label} 与 $\\eqref{eq:my label}$。\n"
    let workshop = try TestFolder.with(note)
    let outcome = try workshop.docgen("build", "--format", "plain")
    #expect(outcome.status == 0 && !outcome.output.contains("unknown-"), "\(outcome.all)")
    let page = try workshop.read("site/note.html")
    #expect(page.components(separatedBy: "href=\"#eq-my-label\"").count == 3, "\(page)")
  }

  @Test("notes end in .md and .markdown, in any case")
  func endings() throws {
    let workshop = try TestFolder.with("# 甲\n\n[乙](b.markdown) [丙](c.MD)\n", at: "docs/a.md")
    try workshop.write("# 乙\n", to: "docs/b.markdown")
    try workshop.write("# 丙\n", to: "docs/c.MD")
    for ending in ["mdown", "mkdn", "mkd"] { try workshop.write("# 丁\n", to: "docs/\(ending).\(ending)") }
    let outcome = try workshop.docgen("build", "--strict", "--format", "plain")
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(workshop.exists("site/b.html") && workshop.exists("site/c.html"))
    #expect(!workshop.exists("site/c.MD") && !workshop.exists("site/mkd.mkd"))
    for ending in ["mdown", "mkdn", "mkd"] { #expect(workshop.exists("site/\(ending).html")) }
    #expect(try workshop.read("site/a.html").contains("href=\"c.html\""))
  }
}
