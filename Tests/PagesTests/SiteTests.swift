import Formulas
import Checks
import Diagnostics
import Notes
import Testing

@testable import Pages

/// Whole sites, made of Markdown.
struct SiteTests {
  @Test("links between notes lead to their pages")
  func links() {
    let site = RenderedSite([
      "index": "# 首页\n\n[去](deim/mal.md#一-节)\n", "deim/mal": "# MAL\n\n## 一 节\n\n[回](../index.md)\n",
    ])
    #expect(site.diagnostics.isEmpty)
    #expect(site.text("index.html").contains("href=\"deim/mal.html#一-节\""))
    #expect(site.text("deim/mal.html").contains("href=\"../index.html\""))
  }

  @Test("what is missing is said, with the nearest name")
  func deadLinks() {
    let site = RenderedSite([
      "index": "# 首页\n\n[去](deim/mall.md) [节](deim/mal.md#没有) ![图](a.png)\n", "deim/mal": "# MAL\n",
    ])
    #expect(Set(site.diagnostics.map(\.identifier)) == ["dead-link", "dead-anchor", "missing-image"])
    #expect(
      site.diagnostics.first { $0.identifier == "dead-link" }?.help.first?.zh.contains("deim/mal.md") == true)
  }

  @Test("the same notes give the same bytes")
  func deterministic() {
    let notes = ["index": "# 首页\n\n一些**文字**与 $x$。\n", "a": "# 甲\n\n- [x] 做完\n- [ ] 没做\n"]
    #expect(RenderedSite(notes).files == RenderedSite(notes).files)
  }

  @Test("one miss is said alike whether the site is written or not")
  func proofread() {
    let notes = ["index": "# 首页\n\n[去](nirgends.md)\n"]
    let configuration = Configuration()
    let document = Document.parse(
      SourceFile(path: "docs/index.md", text: notes["index"] ?? ""), page: "index",
      configuration: configuration)
    let notebook = Notebook(
      documents: [document.value], configuration: configuration, assets: [], folder: "/nowhere")
    let said = Site.render(
      notebook, FormulaIndex(pages: [:], definitions: [:], diagnostics: []), Findings())
    #expect(said.map(\.identifier) == ["dead-link"])
    #expect(RenderedSite(notes).diagnostics.map(\.identifier) == ["dead-link"])
  }
}
