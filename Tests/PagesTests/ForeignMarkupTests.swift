import Notes
import Testing

@testable import Pages

/// Boxes as other tools write them are boxes here.
struct ForeignMarkupTests {
  @Test(
    "each way of writing a box is one, with its title and what stands in it",
    arguments: [
      (":::tip 标题\n内容 $x$\n:::\n\n后文", "tip", "标题"), ("::: warning\n内容 $x$\n:::", "warning", nil),
      (":::{note}\n内容 $x$\n:::", "note", nil), ("```{note} 标题\n内容 $x$\n```\n\n后文", "note", "标题"),
      ("```{warning}\n内容 $x$\n```", "warning", nil), ("!!! note \"标题\"\n    内容 $x$\n\n后文", "note", "标题"),
      ("!!! danger\n\n    内容 $x$\n", "caution", "danger"),
      ("=== \"标签\"\n\n    内容 $x$\n", "note", "标签"),
      ("> 引文\n\n::: {.tip}\n内容 $x$\n:::\n", "tip", nil),
    ] as [(String, String, String?)])
  func box(note: String, kind: String, title: String?) {
    let html = RenderedSite(["index": "# 甲\n\n" + note]).text("index.html")
    guard let start = html.firstRange(of: "<div class=\"alert \(kind)\"") else {
      Issue.record("no box: \(html)")
      return
    }
    let rest = html[start.upperBound...]
    let box = rest[..<(rest.firstRange(of: "</div>")?.lowerBound ?? rest.endIndex)]
    #expect(box.contains("内容"))
    #expect(!box.contains("后文") && !box.contains(":::") && !box.contains("<pre"))
    if let title { #expect(box.contains("class=\"label\">\(title)</")) }
    #expect(!html.contains("<hr>"), "no mark of ours is left")
  }

  @Test(
    "what its author folded is folded",
    arguments: [
      ("??? info\n    内容 $x$", "<details class=\"alert note\"><summary class=\"label\">说明</summary>"),
      ("???+ tip \"标题\"\n    内容", "<details class=\"alert tip\" open><summary class=\"label\">标题</summary>"),
      ("::: details 点开\n内容\n:::", "<details class=\"alert note\"><summary class=\"label\">点开</summary>"),
    ])
  func folded(note: String, head: String) {
    let html = RenderedSite(["index": "# 甲\n\n" + note]).text("index.html")
    #expect(html.contains(head) && html.contains("内容") && html.contains("</details>"))
  }

  @Test("a division is what stands in it; pictures, code and formulas of MyST are what they are")
  func directives() {
    let note = """
      # 甲

      ::: {.center}
      居中
      :::

      ```{math}
      :label: eq-a

      a = b
      ```

      $$ c = d $$ (eq-b)

      ```{figure} a.svg
      :name: fig-a
      :alt: 替代

      题注
      ```

      :::{figure} a.svg
      :name: fig-b
      另一个题注
      :::

      ```{code-block} python
      :emphasize-lines: 2
      x
      y
      ```

      : 表的题注

      |甲|
      |--|
      |一|
      :label:`tab_a`

      见 :numref:`fig-a`，{numref}`fig-b`，:numref:`tab_a`，\\ref{fig-a}。
      """
    let site = RenderedSite(["index": note], assets: ["a.svg"])
    let html = site.text("index.html")
    let said = site.diagnostics.filter { $0.identifier != "asset-unreadable" }
    #expect(said.isEmpty, "\(said.map(\.message.en))")
    #expect(html.contains("<p>居中</p>") && !html.contains(":::") && !html.contains(":label:"))
    #expect(html.contains("图\u{A0}1</b>\u{2003}题注") && html.contains("图\u{A0}2</b>\u{2003}另一个题注"))
    #expect(html.contains("alt=\"替代\"") && html.contains("<span class=\"language\">python</span>"))
    #expect(html.contains("<mark class=\"line\">y</mark>") && !html.contains("emphasize"))
    #expect(html.components(separatedBy: "href=\"#fig-a\"").count == 3)
    #expect(html.contains("表\u{A0}1</b>\u{2003}表的题注"))
    #expect(html.contains("href=\"#tab_a\"") && !html.contains("(eq-b)"))
  }

  @Test("display maths and lists in a box are what they are", arguments: ["!!! note\n", "::: note\n"])
  func inside(head: String) {
    let isIndented = head.hasPrefix("!")
    let body = ["- 甲", "- 乙", "", "$$", "x = 1", "$$"].map { isIndented && !$0.isEmpty ? "    " + $0 : $0 }
    let note = "# 甲\n\n" + head + "\n" + body.joined(separator: "\n") + "\n" + (isIndented ? "" : "\n:::\n")
    let html = RenderedSite(["index": note]).text("index.html")
    #expect(html.contains("<div class=\"alert note\"") && html.contains("<li>甲</li>"))
    #expect(html.contains("class=\"formula\"") && !html.contains("$$"))
  }

  @Test("what is no box stays what it is")
  func others() {
    let html = RenderedSite(["index": "# 甲\n\n```js\n:::tip\n```\n\n惊讶!!! 真的\n\n---\n\n=== 不是\n"]).text(
      "index.html")
    #expect(!html.contains("class=\"alert"))
    #expect(html.contains(":::tip") && html.contains("<hr>"))
  }

  @Test("a heading keeps the id that its author gave, and a page's former paths lead to it")
  func names() {
    let site = RenderedSite([
      "index": "# 甲\n\n[TOC]\n\n## 标题 {#own-id}\n\n文\n",
      "b": "---\naliases: [old/b, 又名, C]\n---\n\n# 乙\n\n文\n",
      "d": "---\naliases: [old/b, d.html]\n---\n\n# 丁\n\n文\n",
    ])
    let html = site.text("index.html")
    #expect(html.contains("<h2 id=\"own-id\">标题<a"))
    #expect(html.contains("<ul class=\"toc\"><li class=\"l2\"><a href=\"#own-id\">标题</a>"))
    #expect(site.text("old/b.html").contains("url=../b.html"))
    // Another name is for the search: no page is made of it.
    #expect(site.text("又名.html").isEmpty && site.text("C.html").isEmpty)
    #expect(site.text("search/pages.js").contains("[\"b.html\",\"乙\",0,[\"old/b\",\"又名\",\"C\"]]"))
  }
}
