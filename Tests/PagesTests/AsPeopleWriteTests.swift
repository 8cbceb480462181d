import Testing

@testable import Pages

/// Markdown as people write it, on the page.
@Suite("What people write stands on the page") struct AsPeopleWriteTests {
  @Test("a title with a formula is a title everywhere")
  func titles() {
    let site = RenderedSite([
      "a": "# $\\sigma$-代数\n\n文", "b": "# $L^2$\n\n[甲](a.md)", "c": "# Array<Element>\n",
      "d": "<h1>函数 $\\beta$</h1>\n",
    ])
    let front = RenderedSite(["a": "---\ntitle: $\\theta$ 与 5$\n---\n\n文\n"]).text("a.html")
    #expect(front.contains("<title>θ 与 5$ · 笔记</title>"))
    #expect(front.contains("<h1>θ 与 5$</h1>"))
    #expect(site.text("a.html").contains("<title>σ-代数 · 笔记</title>"))
    #expect(site.text("a.html").contains(">L^2</a>"), "the sidebar's link can be clicked")
    #expect(site.text("b.html").contains(">σ-代数</a>"))
    #expect(site.text("c.html").contains("<title>Array&lt;Element&gt; · 笔记</title>"))
    #expect(site.text("d.html").contains("<title>函数 β · 笔记</title>"))
  }

  @Test("what looks like a tag and is none is text")
  func unknownTags() {
    let page = RenderedSite(["a": "类型 `x` 的 Array<Element>、<name> 与 <video>。\n\n<Foo>\n文\n</Foo>\n"]).text(
      "a.html")
    #expect(page.contains("Array&lt;Element&gt;、&lt;name&gt; 与 &lt;video&gt;。"))
    #expect(page.contains("&lt;Foo&gt;\n文\n&lt;/Foo&gt;"))
  }

  @Test("HTML that is left out is said, and frames go without a word")
  func leftOut() {
    let site = RenderedSite(["a": "<script>\npwn()\n</script>\n\n<section>\n文 <b>字</b>\n</section>\n"])
    #expect(site.diagnostics.map(\.identifier) == ["html-left-out"])
    #expect(!site.text("a.html").contains("pwn()"))
    #expect(site.text("a.html").contains("data-finding=\"html-left-out\""))
    #expect(site.text("a.html").contains("\n文 <b>字</b>\n"))
    #expect(!site.text("a.html").contains("section&gt;"))
  }

  @Test("formulas stand in HTML and in captions")
  func formulasInHTML() {
    let site = RenderedSite(
      [
        "a":
          "<details><summary>看 $x_1$</summary>\n<p>$$\n a \\\\ b\n$$</p></details>\n\n![图](p.png \"图 1：$\\gamma \\\\ 1$\")\n"
      ], assets: ["p.png"])
    let page = site.text("a.html")
    #expect(
      page.contains("<summary>看 <code class=\"formula-broken\">x_1</code></summary>"), "no typesetter here")
    #expect(page.contains("<code class=\"formula-broken\">a \\\\ b</code>"))
    #expect(
      page.contains("<figcaption>图 1：<code class=\"formula-broken\">\\gamma \\\\ 1</code></figcaption>"))
  }

  @Test("code that turns its direction stands as it runs")
  func directions() {
    for language in ["swift", "python", ""] {
      let page = RenderedSite(["a": "```\(language)\nlet a = 1 /* \u{202E} } \u{2066}// */\n```\n"]).text(
        "a.html")
      #expect(page.contains("‹U+202E›") && page.contains("‹U+2066›"), "\(page)")
      #expect(!page.unicodeScalars.contains { [0x202E, 0x2066].contains($0.value) })
    }
  }

  @Test("an anchor is found in any case, and written as it is")
  func anchors() {
    let site = RenderedSite(["a": "[跳](#RF和GBDT) [无](#rf和)\n\n## RF和GBDT\n", "b": "[那](a.md#Rf和gbdt)\n"])
    #expect(site.text("a.html").contains("href=\"#rf和gbdt\""))
    #expect(site.text("b.html").contains("href=\"a.html#rf和gbdt\""))
    #expect(site.diagnostics.map(\.identifier) == ["dead-anchor"])
  }

  @Test("a name with a sharp is offered as it has to be written")
  func encodedNames() {
    let site = RenderedSite(["a": "[x](c#.md)\n", "c#": "# C\n"])
    #expect(site.diagnostics.flatMap(\.help).map(\.zh) == ["是不是 c%23.md？"])
  }

  @Test("every ending of a note leads to its page")
  func endings() throws {
    #expect(RenderedSite(["a": "## 🎉\n\n[上](#section)\n"]).diagnostics.isEmpty)
  }

  @Test("what was let stand stands behind its block, in order, once")
  func remarks() {
    let site = RenderedSite(["a": "# 甲\n\n- 一 $$ 二\n- 三\n\n文\n"], remarksAreShown: true)
    #expect(site.diagnostics.isEmpty)
    let broken = RenderedSite(
      ["a": "---\ntitel: 甲\n---\n\n- 一 $\\alpha 二\n- 三\n\n$$\n$$\n\n文[^x]\n"], remarksAreShown: true)
    let page = broken.text("a.html")
    let marks = page.matches(of: #/data-finding="([a-z-]+)"/#).map { String($0.1) }
    #expect(marks == ["unknown-key", "unclosed-formula", "empty-formula", "unknown-footnote"])
    #expect(page.contains("二<p class=\"error\" data-finding=\"unclosed-formula\">第 5 行："), "within its item")
  }
}
