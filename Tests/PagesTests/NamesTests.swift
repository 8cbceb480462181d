import Diagnostics
import Notes
import Testing

@testable import Pages

/// Names that meet, names that mislead, and names in either of Unicode's forms.
struct NamesTests {
  private static let composed = "\u{E9}"
  private static let decomposed = "e\u{301}"

  @Test(
    "two files that cannot both be in a site are an error that names both",
    arguments: [
      (["a", "A"], [], "docs/a.md", "A.html"),
      (["a\u{E9}", "ae\u{301}"], [], "docs/a\u{E9}.md", "ae\u{301}.html"),
      (["d"], ["d.html/x.png"], "docs/d.md", "d.html/x.png"),
      (["x"], ["index.html/y.png"], "docgen", "index.html/y.png"),
      (["x"], ["assets"], "assets", "docgen"), (["x"], ["search"], "search", "docgen"),
      (["x"], ["img/a.png", "img/A.PNG"], "img/a.png", "img/A.PNG"),
      (["x", "Formulas"], [], "docs/Formulas.md", "docgen"),
      (["x"], ["x.html"], "docs/x.md", "x.html"),
    ] as [([String], [String], String, String)])
  func collisions(pages: [String], assets: [String], one: String, other: String) {
    let site = RenderedSite(Dictionary(pages.map { ($0, "# 页\n") }) { $1 }, assets: assets, spelled: pages)
    let found = site.diagnostics.filter { $0.identifier == "site-name-collision" }
    #expect(!found.isEmpty && found.allSatisfy { $0.severity == .error })
    #expect(
      found.contains { $0.message.en.utf8.contains(one.utf8) && $0.message.en.utf8.contains(other.utf8) },
      "\(found)")
    // Two that look the same are told apart.
    let formsAreTold = found.contains { $0.message.en.contains("(NFC)") && $0.message.en.contains("(NFD)") }
    #expect(formsAreTold == (pages == ["a\u{E9}", "ae\u{301}"]), "\(found)")
  }

  @Test("folders that differ in case alone, and a note for docgen's own page, meet nothing")
  func noCollision() {
    let site = RenderedSite(
      ["Teil/a": "# a\n", "index": "# i\n", "formulas": "# f\n", "404": "# 4\n"],
      assets: ["teil/b.png", "assets/c.png", "search/d.png"])
    #expect(!site.diagnostics.contains { $0.identifier.hasPrefix("site-name") }, "\(site.diagnostics)")
  }

  @Test("an author's file never stands in for one of docgen's")
  func taken() {
    let assets = [
      "evidence.json", "assets/style.css", "search/t-3.js", "Assets/Script.js", "assets/sliders/x.js",
    ]
    let site = RenderedSite(["x": "# x\n"], assets: assets)
    let found = site.diagnostics.filter { $0.identifier == "site-name-taken" }
    #expect(found.compactMap { $0.range?.file.path }.sorted() == assets.map { "/nowhere/" + $0 }.sorted())
  }

  @Test("a link finds a file in either form of its letters, and writes the one that is there")
  func forms() {
    for (there, written) in [(Self.composed, Self.decomposed), (Self.decomposed, Self.composed)] {
      let site = RenderedSite(
        [
          "index":
            "# i\n\n![p](bild\(written).png) [s](seite\(written).md) [k](seite\(written).md#kap\(written))\n",
          "seite\(there)": "# s\n\n## kap\(there)\n",
        ], assets: ["bild\(there).png"])
      #expect(
        !site.diagnostics.contains { $0.identifier.contains("dead") || $0.identifier == "missing-image" })
      let page = Array(site.text("index.html").utf8)
      for part in ["bild\(there).png", "seite\(there).html", "seite\(there).html#kap\(there)"] {
        #expect(page.contains(Array(part.utf8)), "\(part)")
      }
      #expect(!page.contains(Array("bild\(written).png".utf8)))
      #expect(site.files.contains { Array($0.key.utf8) == Array("seite\(there).html".utf8) })
    }
  }

  @Test("a file's name is never an address")
  func addresses() {
    let names = ["javascript:alert(1);x", "https:/evil.example/y", "data:text,z"]
    let site = RenderedSite(
      Dictionary((names + ["index", "teil/a"]).map { ($0, "# 页 $x$\n\n[l](javascript%3Aalert(1);x.md)\n") }) {
        $1
      })
    for (path, bytes) in site.files where path.hasSuffix(".html") || path == "search/pages.js" {
      let text = String(decoding: bytes, as: UTF8.self)
      for name in names {
        for opening in ["href=\"", "[\""] {
          #expect(!text.contains(opening + name.prefix(8)), "\(path): \(name)")
        }
      }
    }
    #expect(site.text("index.html").contains("href=\"./javascript:alert(1);x.html\""))
  }

  @Test("no id comes twice, whatever headings, HTML and claims are called")
  func ids() {
    let headings = [
      "main", "Main", "fn-1", "Note 1", "formula-0", "Formula-0", "code-1", "top", "c1", "plot-1",
    ]
    let note =
      headings.map { "## \($0)\n\n<a id=\"\($0)\"></a>\n" }.joined(separator: "\n") + """

        文[^1]和$x$。<a id="Main"></a><a id="Formula-0"></a><a id="Note-1"></a>

        <!-- claim c1 -->
        $$
        x^2 \\ge 0
        $$

        ```swift
        let a = 1
        ```

        [^1]: 注
        """
    let site = RenderedSite(["a": note])
    let ids = site.text("a.html").matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    let twice = Dictionary(grouping: ids) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    #expect(ids.count > 12 && twice.isEmpty, "\(ids)")
    #expect(site.diagnostics.contains { $0.identifier == "repeated-anchor" })
  }
}
