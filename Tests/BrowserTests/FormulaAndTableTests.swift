import Browser
import Foundation
import Testing

extension InBrowser {
  /// What a reader's hand finds in formulas and tables.
  struct FormulaAndTableTests {
    static let note = #"""
      # Hands

      $p \in (0, 1)$, $\gamma \in [0, 5]$.

      ## One

      设$p$是概率，则

      $$
      w(p) = p (1 - p)^\gamma
      $$

      ```swift
      func w(p: Double, γ: Double) -> Double { p * pow(1 - p, γ) }

      table("weights", rows: [0.5, 0.125, 0.9, -2],
          column("p") { p in p },
          column("w", format: "%.4f") { p in w(p: p, γ: 2) })
      ```

      ## Two

      Here $p$ is another section's.
      """#

    static func site() throws -> BuiltSite { try BuiltSite(files: ["index.md": note], "--run") }

    @Test("a symbol under the pointer says what it is, and lights up in its section alone")
    func symbols() async throws {
      let site = try Self.site()
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let place = try await page.evaluate(
          """
          (() => { const one = [...document.querySelectorAll(".stated .katex-html .mord")]
              .find((letter) => letter.textContent === "p" && !letter.querySelector(".mord"));
            one.scrollIntoView({ block: "center", behavior: "instant" });
            const box = one.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2]; })()
          """, as: [Double].self)
        try await page.move(x: place[0], y: place[1])
        try await page.wait(until: "document.querySelector('.tip-box:not([hidden])') !== null")
        let tip = try await page.evaluate("document.querySelector('.tip-box').textContent").string
        #expect(tip == "p：变量，p ∈ (0, 1)")
        let lit = try await page.evaluate(
          """
          [...document.querySelectorAll(".lit")].map((one) => {
            let block = one;
            while (!/^H2$/.test(block.tagName)) block = block.previousElementSibling ?? block.parentElement;
            return block.id; })
          """, as: [String].self)
        #expect(lit.count == 4, "p of the paragraph and three of the formula: \(lit)")
        #expect(Set(lit) == ["one"])
        try await page.move(x: 2, y: 2)
        try await page.wait(until: "document.querySelector('.lit') === null")
        expectQuiet(page, within: site)
      }
    }

    @Test("a formula is copied as its LaTeX, once")
    func copying() async throws {
      let site = try Self.site()
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let copied =
          try await page.evaluate(
            """
            (() => { let text = null;
              document.addEventListener("copy", (event) => { text = event.clipboardData.getData("text/plain"); });
              const range = document.createRange();
              range.setStartBefore(document.querySelector("#one").nextElementSibling);
              range.setEndAfter(document.querySelector(".stated .formula"));
              getSelection().removeAllRanges();
              getSelection().addRange(range);
              document.execCommand("copy");
              return text; })()
            """
          ).string ?? ""
        #expect(copied.contains("设$p$是概率，则"))
        #expect(
          copied.contains("$$") && copied.components(separatedBy: "w(p) = p (1 - p)^\\gamma").count == 2)
        #expect(!copied.contains("γ"), "neither MathML nor the visual HTML comes along: \(copied)")
      }
    }

    @Test("a formula right at a Han letter keeps its distance, by style alone")
    func spacing() async throws {
      let site = try Self.site()
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let margins = try await page.evaluate(
          """
          (() => { const style = getComputedStyle(document.querySelector("#one + p .katex"));
            return [parseFloat(style.marginLeft), parseFloat(style.marginRight)]; })()
          """, as: [Double].self)
        #expect(margins.allSatisfy { 1...5 ~= $0 })
        #expect(
          try await page.evaluate("document.querySelector('#one + p').textContent").string?.hasPrefix("设")
            == true)
      }
    }

    @Test("digits stand at the point; a column sorts; CSV has all digits; a number says where it is from")
    func tables() async throws {
      let site = try Self.site()
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let points = try await page.evaluate(
          """
          [...document.querySelectorAll(".numbers tbody tr")].slice(0, 3).map((row) => {
            const text = row.cells[0].firstChild, range = document.createRange();
            range.setStart(text, text.data.indexOf("."));
            range.setEnd(text, text.data.indexOf(".") + 1);
            return range.getBoundingClientRect().left; })
          """, as: [Double].self)
        #expect(points.count == 3 && (points.max() ?? 0) - (points.min() ?? 9) < 0.6, "\(points)")
        let column = """
          [...document.querySelectorAll(".numbers tbody tr")].map((row) => Number(row.cells[0].dataset.value))
          """
        for wanted: [Double] in [[-2, 0.125, 0.5, 0.9], [0.9, 0.5, 0.125, -2], [0.5, 0.125, 0.9, -2]] {
          try await page.click(".numbers th button")
          #expect(try await page.evaluate(column, as: [Double].self) == wanted)
        }
        let csv = try await page.evaluate(
          """
          (() => { let text = null;
            Object.defineProperty(navigator, "clipboard", { value: { writeText: (all) => { text = all; return Promise.resolve(); } } });
            document.querySelector(".numbers .csv").click();
            return text; })()
          """
        ).string
        #expect(csv?.hasPrefix("p,w\n0.5,0.125\n0.125,0.095703125\n") == true, "\(csv ?? "nothing")")
        try await page.click(".numbers tbody tr:nth-child(2) td:nth-child(2)")
        let origin =
          try await page.evaluate("document.querySelector('.numbers .origin').textContent").string ?? ""
        #expect(
          origin.contains("0.095703125") && origin.contains("与公式相差") && origin.contains("w(p: p, γ: 2)"))
        expectQuiet(page, within: site)
      }
    }

    @Test("each meaning of a symbol has its row, and on a telephone its card")
    func symbolCards() async throws {
      let body = "。\n\n$$\nf(p) = p^2\n$$\n\n```swift\nfunc f(p: Double) -> Double { p * p }\n```\n"
      let site = try BuiltSite(files: [
        "index.md": "# 甲\n\n设 $p \\in (0, 1)$ 是概率" + body, "b.md": "# 乙\n\n设 $p \\in [0, 9]$ 是压强" + body,
      ])
      try await Browser.withPage { page in
        try await page.viewport(390, 900)
        try await page.open(site, "symbols.html")
        let rows = try await page.evaluate(
          "[...document.querySelectorAll('.symbols tbody tr')].map((row) => row.textContent)",
          as: [String].self)
        #expect(
          rows.contains { $0.contains("概率") && $0.contains("甲") && !$0.contains("乙") && !$0.contains("9") })
        #expect(
          rows.contains { $0.contains("压强") && $0.contains("乙") && !$0.contains("甲") && $0.contains("9") })
        for width in [320, 390, 834] {
          try await page.viewport(width, 900)
          #expect(
            try await page.evaluate(
              "(() => { const box = document.querySelector('.scroll'); return box.scrollWidth <= box.clientWidth + 1; })()"
            )
              == true, "\(width)")
        }
        #expect(
          try await page.evaluate("getComputedStyle(document.querySelector('.symbols tr')).display")
            == "table-row")
        expectQuiet(page, within: site)
      }
    }
  }
}
