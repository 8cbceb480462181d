import Browser
import Foundation
import Testing

extension InBrowser {
  /// No formula is cut: whatever the width, it breaks at its joints, gets a little smaller, and stands whole.
  struct FormulaWidthTests {
    static let widths = [320, 390, 834, 1440, 1920]

    enum Setting: String, CaseIterable, Sendable { case light, dark, forced, print }

    /// What is wider than its box, set too small, painted over an edge or over its neighbour, or scrolls the page.
    static let cut = """
      (() => {
        const said = [], name = (box) => (box.closest("[id]")?.id ?? "") + " " + box.textContent.slice(-60);
        if (document.documentElement.scrollWidth > innerWidth) said.push("the page scrolls sideways");
        for (const box of document.querySelectorAll(".formula > .scroll")) {
          const outer = box.getBoundingClientRect();
          if (box.scrollWidth > box.clientWidth + 1) said.push("wider than its box: " + name(box));
          for (const piece of box.querySelectorAll(".katex-html .term, .katex-html .number, .katex-html .rel")) {
            const inner = piece.getBoundingClientRect();
            if (inner.width && (inner.left < outer.left - 1 || inner.right > outer.right + 1))
              said.push("beside its box: " + name(box));
          }
          for (const row of box.querySelectorAll(".row")) {
            const cells = [...row.querySelectorAll(".cell")].map((cell) => {
              const ink = document.createRange();
              ink.selectNodeContents(cell);
              return ink.getBoundingClientRect();
            }).filter((ink) => ink.width);
            cells.slice(1).forEach((ink, index) => {
              const before = cells[index];
              const beside = Math.min(ink.bottom, before.bottom) - Math.max(ink.top, before.top) > 2;
              if (beside && ink.left < before.right - 1) said.push("one on another: " + name(box));
            });
          }
          const share = parseFloat(getComputedStyle(box.firstElementChild).fontSize) / parseFloat(getComputedStyle(box).fontSize);
          if (share < 0.7499) said.push("set too small: " + share + " " + name(box));
        }
        return said;
      })()
      """

    struct Sign: Decodable {
      var sign: String
      var left: Double
      var bottom: Double
    }

    static func settle(_ page: Page) async throws {
      try await page.evaluate("document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 80)))")
    }

    static func set(_ page: Page, _ setting: Setting) async throws {
      switch setting {
      case .light: try await page.theme(.light)
      case .dark: try await page.theme(.dark)
      case .forced: try await page.theme(.light, forcedColors: true)
      case .print: try await page.theme(.light, print: true)
      }
    }

    static func wideNote() throws -> BuiltSite {
      let file = BuiltSite.repository.appending(path: "Tests/Cases/pages/wide.md")
      return try BuiltSite(files: ["index.md": String(contentsOf: file, encoding: .utf8)])
    }

    @Test("no display formula is wider than its box, cut, or set too small", arguments: Setting.allCases)
    func whole(setting: Setting) async throws {
      let sites = [(try Self.wideNote(), "index.html"), (try await BuiltSite.sample, "loss.html")]
      try await Browser.withPage { page in
        try await Self.set(page, setting)
        // No sheet of paper is as narrow as a window between a phone and a tablet.
        for width in Self.widths + (setting == .print ? [] : [500]) {
          try await page.viewport(width, 900)
          for (site, name) in sites {
            try await page.open(site, name)
            try await Self.settle(page)
            let cut = try await page.evaluate(Self.cut, as: [String].self)
            #expect(cut.isEmpty, "\(name) at \(width), \(setting)")
          }
        }
      }
    }

    @Test("a line breaks before a relation, and relations stand under each other")
    func joints() async throws {
      let note = #"""
        # 行

        $$
        p(a, b, c, d) = p(a)\,p(b \mid a)\,p(c \mid a, b)\,p(d \mid a, b, c) \le p(a)\,p(b \mid a) \le 1
        $$

        $$
        \forall x \in (0, 1), y \in (0, 1), z \in (0, 1), w \in (0, 1), v \in (0, 1): x y z w v \ge x + y + z + w + v - 4
        $$
        """#
      let site = try BuiltSite(files: ["index.md": note])
      try await Browser.withPage { page in
        try await page.viewport(390, 900)
        try await page.open(site, "index.html")
        try await Self.settle(page)
        let signs = try await page.evaluate(
          """
          [...document.querySelectorAll(".formula")].map((formula) =>
            [...formula.querySelectorAll(".katex-html .part")].map((part) => {
              const sign = part.querySelector(".rel"), box = sign.getBoundingClientRect();
              return { sign: sign.textContent, left: Math.round(box.left), bottom: Math.round(box.bottom) }; }))
          """, as: [[Sign]].self)
        try #require(signs.count == 2)
        #expect(signs[0].map(\.sign) == ["=", "≤", "≤"])
        #expect(signs[0][0].left == signs[0][1].left, "under each other: \(signs[0])")
        #expect(signs[0][0].bottom < signs[0][1].bottom, "on lines of their own: \(signs[0])")
        // The quantifier's ∈ is no joint.
        #expect(signs[1].map(\.sign) == ["≥"])
        expectQuiet(page, within: site)
      }
    }

    @Test("without script lines break by themselves")
    func withoutScript() async throws {
      let site = try Self.wideNote()
      try await Browser.withPage { page in
        try await page.scripts(false)
        try await page.viewport(834, 900)
        try await page.open(site, "index.html")
        #expect(try await page.evaluate(Self.cut, as: [String].self).isEmpty)
        // A telephone may have to scroll the widest, but nothing stands on another thing or outside of what scrolls.
        try await page.viewport(390, 900)
        try await page.open(site, "index.html")
        let cut = try await page.evaluate(Self.cut, as: [String].self)
        #expect(!cut.contains { $0.hasPrefix("one on another") || $0.hasPrefix("the page") }, "\(cut)")
        let wide = cut.filter { $0.hasPrefix("wider than its box") }.count
        #expect(wide <= 4, "\(cut)")
        try await page.scripts(true)
      }
    }

    @Test("where the typesetter's letters are missing, MathML breaks at the same joints")
    func mathML() async throws {
      let site = try Self.wideNote()
      try FileManager.default.removeItem(atPath: site.path("assets/katex"))
      try await Browser.withPage { page in
        try await page.viewport(390, 900)
        try await page.open(site, "index.html")
        let lines = try await page.evaluate(
          """
          (() => { const parts = [...document.querySelectorAll("#Formula-0 ~ * math .part, .stated math .part")];
            return new Set(parts.map((part) => Math.round(part.getBoundingClientRect().top))).size; })()
          """
        ).number
        #expect((lines ?? 0) > 3)
      }
    }
  }
}
