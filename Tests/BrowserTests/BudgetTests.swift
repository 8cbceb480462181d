import Browser
import Foundation
import Testing

extension InBrowser {
  /// What a reader's machine has to fetch and do. Sizes and shifts are judged, times are printed.
  struct BudgetTests {
    /// Bytes after gzip, as a server would send them.
    static func compressed(_ text: String, on page: Page) async throws -> Int {
      let size = try await page.call(
        """
        async (text) => (await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")))
          .arrayBuffer()).byteLength
        """, .string(text))
      return Int(size.number ?? .infinity)
    }

    @Test("script and style are at most 20 KB each, compressed")
    func theme() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let script = try await Self.compressed(
          try site.text("assets/script.js") + site.text("assets/theme.js"), on: page)
        let style = try await Self.compressed(try site.text("assets/style.css"), on: page)
        #expect(script <= 20_000)
        #expect(style <= 20_000)
        Figures.print("script \(script) bytes, style \(style) bytes, compressed")
      }
    }

    /// Fifteen hundred formulas such as notes have, no two alike.
    static let formulas: String = {
      let forms = [
        "-\\alpha_{%} (1 - p)^{\\gamma} \\log p", "x_{%}", "\\gamma = %", "\\hat y_{%} = \\sigma(W h + b)",
        "\\frac{\\partial L}{\\partial \\theta_{%}}", "p_t^{%}", "\\sum_{i=1}^{N} x_i^{%}",
        "y \\in \\{0, %\\}",
      ]
      var text = "# 公式\n\n"
      for number in 0..<1500 {
        if number % 100 == 0 { text += "\n\n## 小节 \(number / 100)\n\n" }
        let formula = forms[number % forms.count].replacingOccurrences(of: "%", with: "\(number)")
        text += "损失随 $\(formula)$ 变化。\(number % 5 == 4 ? "\n\n" : "")"
      }
      return text
    }()

    @Test("a page with 1,500 formulas is at most 100 KB compressed, and nothing on it jumps")
    func manyFormulas() async throws {
      let site = try BuiltSite(files: ["index.md": "# 首页\n\n文\n", "many.md": Self.formulas])
      try await Browser.withPage { page in
        try await Self.watch(page)
        try await page.open(site, "many.html")
        #expect(try await page.evaluate("document.querySelectorAll('.katex').length") == 1500)
        let size = try await Self.compressed(try site.text("many.html"), on: page)
        #expect(size <= 100_000)
        let (shift, readable) = try await Self.measures(page)
        #expect(shift <= 0.1)
        Figures.print(
          "1,500 formulas: \(size) bytes compressed, shift \(shift), readable after \(readable) ms")
      }
    }

    @Test("nothing jumps while a page loads, on a slow machine, at any width", arguments: [1440, 834, 390])
    func shift(width: Int) async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await Self.watch(page)
        try await page.viewport(width, 900)
        try await page.slowDown(4)
        for name in ["loss.html", "text.html", "index.html"] {
          try await page.open(site, name)
          let (shift, readable) = try await Self.measures(page)
          #expect(shift <= 0.1, "\(name)")
          Figures.print("\(name) at \(width), 4 times slower: readable after \(readable) ms, shift \(shift)")
        }
      }
    }

    /// Layout shifts that no hand of the reader's caused, from the first moment.
    static func watch(_ page: Page) async throws {
      try await page.beforeScripts(
        """
        globalThis.shifts = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        globalThis.largest = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) largest = entry.startTime; })
          .observe({ type: "largest-contentful-paint", buffered: true });
        """)
    }

    /// The sum of the shifts, and when the largest piece of text stood, in ms.
    static func measures(_ page: Page) async throws -> (shift: Double, readable: Int) {
      try await page.evaluate("document.fonts.ready.then(() => true)")
      try await page.evaluate(
        "new Promise((r) => setTimeout(() => requestAnimationFrame(() => r(true)), 200))")
      let found = try await page.evaluate("[shifts, largest]").array ?? []
      return (found.first?.number ?? .infinity, Int(found.last?.number ?? .infinity))
    }
  }
}
