import Browser
import Foundation
import Testing

extension InBrowser {
  /// The site's own words are of the language that the notes say.
  struct LanguageTests {
    /// Every word on a page that a reader sees, hears or hovers over, its scripts' too.
    static let foreign = """
      (() => {
        document.querySelector("[data-open-search]")?.click();
        const said = [document.title];
        const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ALL);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          if (node.nodeType === 3 && node.parentElement.tagName !== "SCRIPT") said.push(node.data);
          for (const name of ["title", "aria-label", "placeholder", "alt", "data-tip"])
            if (node.getAttribute?.(name)) said.push(node.getAttribute(name));
        }
        return said.filter((words) => /\\p{Script=Han}/u.test(words));
      })()
      """

    static func note() throws -> String {
      let file = BuiltSite.repository.appending(path: "Tests/Cases/pages/english.md")
      return try String(contentsOf: file, encoding: .utf8)
    }

    @Test("a site in English says nothing in Chinese")
    func english() async throws {
      let site = try BuiltSite(files: [
        "docgen.yml": "lang: en\nrun: true\n", "index.md": try Self.note(),
        "other.md": "---\naliases: [old/way]\n---\n\n# Other\n\nText.\n",
      ])
      #expect(try site.text("old/way.html").contains("This page has moved to"))
      try await Browser.withPage { page in
        for name in site.pages where name != "old/way.html" {
          try await page.open(site, name)
          #expect(try await page.evaluate(Self.foreign, as: [String].self) == [], "\(name)")
          #expect(try await page.evaluate("document.documentElement.lang", as: String.self) == "en")
        }
      }
    }

    @Test("a page has its own language beside the others")
    func mixed() async throws {
      let site = try BuiltSite(files: [
        "index.md": "# 首页\n\n文字。\n", "en.md": "---\nlang: en-GB\n---\n\n# English\n\nText.\n",
      ])
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        #expect(
          try await page.evaluate("document.querySelector('.skip').textContent", as: String.self) == "跳到正文")
        try await page.open(site, "en.html")
        #expect(
          try await page.evaluate("document.querySelector('.skip').textContent", as: String.self)
            == "Skip to the text")
        #expect(
          try await page.evaluate("document.querySelector('[data-theme-switch]').title", as: String.self)
            == "as the system")
      }
    }
  }
}
