import Checks
import Diagnostics
import Trees
import Notes
import Testing

@testable import Pages

/// What stands around the text, and what links may say.
struct DetailTests {
  @Test("GitHub's slugs, with suffixes for repeats, which links reach")
  func slugs() {
    let site = RenderedSite([
      "index": """
      # 首页

      ## Focal Loss（定义）

      ## 代码

      ## 代码

      ## 代码-1

      ## `f(x)` 与 $p_t$

      [甲](#focal-loss定义) [乙](#代码) [丙](#代码-1) [丁](#代码-1-1)
      """
    ])
    #expect(site.diagnostics.isEmpty, "\(site.diagnostics.map(\.message.en))")
    let page = site.text("index.html")
    for id in ["focal-loss定义", "代码", "代码-1", "代码-1-1"] { #expect(page.contains("id=\"\(id)\""), "\(id)") }
  }

  @Test(
    "small LaTeX stands on one line, and what it cannot say is not said wrongly",
    arguments: [
      (#"p \in (0, 1)"#, "p ∈ (0, 1)"), (#"q \in (0, 10^{-6}]"#, "q ∈ (0, 10^−6]"),
      (#"x \in [-10, 10]"#, "x ∈ [−10, 10]"),
      (
        #"\forall p \in [0.9, 1): \mathrm{FL}(p, 1; \gamma = 2) \le 0.0003"#,
        "∀ p ∈ [0.9, 1): FL(p, 1; γ = 2) ≤ 0.0003"
      ),
      (#"\frac{1 - q}{2 p} - \frac{1}{2} y"#, "(1−q)/(2p) − 1/2 y"),
      (#"\frac{\partial}{\partial p} \mathrm{FL}(p, 1) \le 0"#, "∂/∂p FL(p, 1) ≤ 0"),
      (#"\frac{4}{3\sqrt{p}} \cdot x"#, "4/(3√p) · x"), (#"\lfloor s \rfloor \le 8"#, "⌊s⌋ ≤ 8"),
      (#"a < b \Rightarrow -\log a > -\log b"#, "a < b ⇒ −log a > −log b"),
      (#"\arg\min_{p \in (0,1)} f(p) = t"#, "arg min_p ∈ (0, 1) f(p) = t"),
      (#"L = \sum_{i=1}^{N} p_i"#, "L = ∑_i = 1^N p_i"), (#"\max(a, b)"#, "max (a, b)"),
      (#"\begin{cases} 1 \end{cases}"#, nil), (#"\unheard{p}"#, nil),
      (String(repeating: #"\sqrt"#, count: 100_000), nil),
      (String(repeating: #"\sum_"#, count: 100_000), nil),
    ] as [(String, String?)])
  func smallLaTeX(latex: String, text: String?) {
    #expect(InlineMath.known(latex).map { _ in InlineMath.text(latex) } == text)
  }

  @Test(
    "a miss of any kind is reported once, with the nearest name",
    arguments: [
      ("[x](deim/mall.md)", "dead-link", "deim/mal.md"), ("[x](deim/mal)", nil, nil), ("[x](deim)", nil, nil),
      ("[x](deim/mal.html)", nil, nil), ("[x](/deim/mal.md)", nil, nil),
      ("[x](deim/mal.md?a=b#一节)", nil, nil),
      ("[x](deim/mal.md#一结节)", "dead-anchor", "#一节"), ("[x](#没有)", "dead-anchor", nil),
      ("[x](%64eim/mal.md)", nil, nil), ("[x](../secret.md)", "dead-link", nil),
      ("[x](deim/MAL.md)", "dead-link", "deim/mal.md"),
      ("![x](pictures/dto.png)", "missing-image", "pictures/dot.png"),
      ("![x](pictures/dot.png)", nil, nil),
      ("<img src=\"pictures/dto.png\">", "missing-image", "pictures/dot.png"),
      ("<a href=\"deim/mall.md\">x</a>", "dead-link", "deim/mal.md"),
      ("![x](https://a.b/c.png)", "foreign-image", nil),
      ("[x](javascript:f())", "unsafe-link", nil), ("[x](https://a.b)", nil, nil),
      ("[x](mailto:a@b.c)", nil, nil),
      ("文[^retinet]\n\n再[^retinanet]\n\n[^retinanet]: 注", "unknown-footnote", "[^retinanet]"),
      ("文\n\n[^a]: 注", "unused-footnote", nil), ("[x][none]", nil, nil),
    ] as [(String, String?, String?)])
  func misses(note: String, identifier: String?, nearest: String?) {
    let site = RenderedSite(
      ["index": "# 首页\n\n\(note)\n", "deim/mal": "# MAL\n\n## 一节\n", "deim/README": "# DEIM\n"],
      assets: ["pictures/dot.png"])
    // The picture's bytes are not there, in this notebook of no folder.
    let found = site.diagnostics.filter { $0.identifier != "asset-unreadable" }
    #expect(found.map(\.identifier) == (identifier.map { [$0] } ?? []), "\(found.map(\.message.en))")
    if let nearest { #expect(found.first?.help.first?.en.contains(nearest) == true, "\(found)") }
  }

  @Test("under strict a miss is an error")
  func strict() {
    let site = RenderedSite(["index": "# 首页\n\n[x](none.md) ![x](a.png) [^n]\n"]) { $0.strict = true }
    #expect(site.diagnostics.count == 3)
    #expect(site.diagnostics.allSatisfy { $0.severity == .error })
  }

  @Test("a feed of what changed, the newest first, where git knows when; none without an address")
  func feed() {
    let notes = [
      "index": "# 甲 & 乙\n", "old": "---\ndescription: 旧的 <页>\n---\n\n# 旧\n", "sub/new": "# 新\n",
      "none": "# 无\n",
    ]
    let dates = ["index.md": "2026-01-02", "old.md": "2025-03-04", "sub/new.md": "2026-05-06"]
    let site = RenderedSite(notes, dates: dates) { $0.siteURL = "https://example.org/notes/" }
    let feed = site.text("feed.xml")
    let titles = feed.split(separator: "\n").filter { $0.hasPrefix("<entry>") }.map {
      $0.dropFirst("<entry><title>".count).prefix { $0 != "<" }
    }
    #expect(titles == ["新", "甲 &amp; 乙", "旧"])
    #expect(feed.contains("<updated>2026-05-06T00:00:00Z</updated>\n<author>"))
    #expect(feed.contains("<link href=\"https://example.org/notes/sub/new.html\"/>"))
    #expect(feed.contains("<summary>旧的 &lt;页&gt;</summary>"))
    #expect(
      site.text("sub/new.html").contains(
        "type=\"application/atom+xml\" title=\"甲 &amp; 乙\" href=\"../feed.xml\""))
    #expect(!site.text("none.html").contains("atom+xml"))
    #expect(RenderedSite(notes, dates: dates).files["feed.xml"] == nil)
    #expect(RenderedSite(notes) { $0.siteURL = "https://example.org/" }.files["feed.xml"] == nil)
  }

  @Test("sitemap, canonical address, edit link, breadcrumb, favicon, neighbours, 404")
  func frame() {
    let site = RenderedSite(["index": "# 首页\n", "损失/README": "# 损失\n", "损失/a&b": "# 甲\n\n## 一\n\n## 二\n"]) {
      $0.siteURL = "https://example.org/notes"
      $0.editURL = "https://example.org/edit"
      $0.title = "站"
    }
    let map = site.text("sitemap.xml")
    #expect(map.contains("<loc>https://example.org/notes/损失/a&amp;b.html</loc>"))
    #expect(map.components(separatedBy: "<url>").count == 4)
    let page = site.text("损失/a&b.html")
    for part in [
      "<link rel=\"canonical\" href=\"https://example.org/notes/损失/a&amp;b.html\">",
      "<a href=\"https://example.org/edit/损失/a&amp;b.md\" rel=\"external\">编辑此页</a>",
      "<nav class=\"trail\" aria-label=\"位置\"><ol><li><a href=\"../index.html\">首页</a></li><li><a href=\"index.html\">损失</a></li></ol></nav>",
      "<link rel=\"icon\" href=\"data:image/svg+xml,", "rel=\"prev\" href=\"index.html\"", "读完约 1 分钟",
      "<html lang=\"zh-Hans\" data-root=\"../\">", "<title>甲 · 站</title>",
    ] { #expect(page.contains(part), "\(part)") }
    let missing = site.text("404.html")
    #expect(missing.contains("没有这一页") && missing.contains("href=\"index.html\""))
    #expect(!missing.contains("canonical") && !missing.contains("katex.css"))
  }

  @Test(
    "minutes to read: 400 Han or 220 words a minute, at least one",
    arguments: [(0, 0, 1), (400, 0, 1), (4000, 0, 10), (0, 2200, 10), (2000, 1100, 10), (650, 0, 2)])
  func minutes(han: Int, words: Int, minutes: Int) {
    let text = String(repeating: "汉", count: han) + "\n\n" + String(repeating: "word ", count: words)
    let document = Document.parse(
      SourceFile(path: "a.md", text: text + "\n"), page: "a", configuration: Configuration()
    ).value
    #expect(PageText(document, title: "").minutes == minutes)
  }

  @Test("of 2,000 pages each shows its neighbours and no more, so that a site grows by its pages alone")
  func largeSite() {
    var notes: [String: String] = [:]
    for number in 0..<2000 { notes["f\(number / 500)/p\(number)"] = "# 第 \(number) 页\n" }
    let site = RenderedSite(notes)
    let page = site.text("f2/p1250.html")
    #expect(page.components(separatedBy: "<li>").count < 80)
    #expect(page.contains("第 1251 页") && page.contains("aria-current=\"page\">第 1250 页"))
  }
}
