import Browser
import Foundation
import Testing

extension InBrowser {
  /// Figures as a reader measures them.
  struct FigureTests {
    static let note = #"""
      # 图

      ```swift
      let t = [1.0, 2, 3, 4]
      plot("曲线", x: .axis("$x$", 0...1), y: .axis("$y = x^k$", 0...1),
          line("$x^2$", over: 0...1) { x in x * x },
          line("$x^{2.05}$", over: 0...1) { x in pow(x, 2.05) },
          line("名字很长的一条曲线", over: 0...1) { x in pow(x, 2.1) },
          marker(0.5, 0.25, "这里是一半"), marker(0.51, 0.26, "紧挨着的另一点"), marker(0.95, 0.9, "靠右的点"))
      plot("带", x: .axis("t"), y: .axis("y"),
          band("带", x: t, low: [0, 1, 2, 3], high: [1, 2, 3, 4]),
          points("测量", x: t, y: [0.5, 1.5, 2.5, 3.5], error: [0.2, 0.3, 0.2, 0.3]))
      plot("柱", x: .axis(""), y: .axis("个"), bars(["甲组", "乙组", "丙组"], [3, 5, 4]))
      plot("分布", x: .axis("x"), y: .axis("个"), histogram("", [1, 2, 2, 3, 3, 3, 4, 4, 5], bins: 5))
      plot("箱", x: .axis(""), y: .axis("x"), boxes(["甲", "乙"], [[1, 2, 3, 4, 9], [2, 3, 3, 4, 5]]))
      plot("等高线", x: .axis("x"), y: .axis("y"),
          heatmap(x: -1...1, y: -1...1, contours: [0.1, 0.2, 0.4, 0.8, 1.2]) { x, y in x * x + y * y },
          marker(0, 0, "谷底"))
      ```
      """#

    /// Letters of one picture that lie on others, or outside it.
    static let collisions = """
      [...document.querySelectorAll(".chart")].flatMap((chart) => {
        const frame = chart.getBoundingClientRect(), said = [];
        const texts = [...chart.querySelectorAll("text")].filter((text) => text.textContent.trim())
          .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
        for (const { text, box } of texts) {
          if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
            said.push("outside: " + text);
        }
        texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
          const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          if (width > 1 && height > 3) said.push("on each other: " + a.text + " | " + b.text);
        }));
        return said;
      })
      """

    @Test("no label lies on another or outside its figure", arguments: [390, 834, 1440])
    func labels(width: Int) async throws {
      let sites = [
        (try BuiltSite(files: ["index.md": Self.note], "--run"), "index.html"),
        (try await BuiltSite.sample, "loss.html"),
      ]
      try await Browser.withPage { page in
        try await page.viewport(width, 900)
        for (site, name) in sites {
          try await page.open(site, name)
          try await page.evaluate("document.fonts.ready.then(() => true)")
          let found = try await page.evaluate(Self.collisions, as: [String].self)
          #expect(found.isEmpty, "\(name) at \(width)")
        }
      }
    }

    @Test("formulas stand in titles and labels; each kind of mark is drawn; areas lie between their levels")
    func marks() async throws {
      let site = try BuiltSite(files: ["index.md": Self.note], "--run")
      let text = try site.text("index.html")
      #expect(!text.contains(">$x"), "no label shows its LaTeX")
      for part in ["class=\"band", "error\"", "class=\"b box", "甲组</text>", "data-heat", "evenodd"] {
        #expect(text.contains(part), "\(part)")
      }
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        // Five levels part six areas, in the map and in its scale alike.
        let counts = try await page.evaluate(
          "[...document.querySelectorAll('.heat')].map((g) => g.querySelectorAll('path').length)",
          as: [Int].self)
        #expect(counts == [6, 6])
        let box = try await page.box(".plot .chart")
        try await page.move(x: box.x + box.width * 0.4, y: box.y + box.height * 0.5)
        try await page.wait(
          until:
            "[...document.querySelectorAll('.tip-box')].some((tip) => !tip.hidden && tip.textContent.includes('x = '))"
        )
        expectQuiet(page, within: site)
      }
    }

    @Test("code that only draws closes under its figure; other code stands before what it gives")
    func folding() async throws {
      let note = """
        # 甲

        ```swift
        plot("图", x: .axis("x"), y: .axis("y"), line("f", over: 0...1) { x in x })
        ```

        ```swift
        let a = 2.0
        show(a)
        ```
        """
      let site = try BuiltSite(files: ["index.md": note], "--run")
      let text = try site.text("index.html")
      let figure = try #require(text.firstRange(of: "<figure class=\"plot\""))
      let fold = try #require(text.firstRange(of: "<details class=\"fold drawing\">"))
      #expect(figure.lowerBound < fold.lowerBound)
      let code = try #require(text.firstRange(of: "id=\"Code-1\""))
      let output = try #require(text.firstRange(of: "class=\"output\""))
      #expect(code.lowerBound < output.lowerBound)
    }
  }
}
