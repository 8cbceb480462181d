import Browser
import Foundation
import Testing

extension InBrowser {
  /// A reader moves a parameter; what follows is what Swift computes, or nothing moves at all.
  struct SliderTests {
    static let note = #"""
      # Sliders

      $p \in (0, 1)$, $q \in [0, 1]$, $\gamma \in [0, 5]$.

      $$
      \mathrm{FL}(p) = -(1 - p)^\gamma \log p
      $$

      $$
      \mathrm{MAL}(p, q) = -(q^\gamma \log p + (1 - q^\gamma) \log (1 - p))
      $$

      ```swift
      func FL(p: Double, γ: Double = 2) -> Double { -pow(1 - p, γ) * log(p) }
      func MAL(p: Double, q: Double, γ: Double = 1.5) -> Double {
          -(pow(q, γ) * log(p) - expm1(γ * log(q)) * log1p(-p))
      }

      plot("curves", x: .axis("p", 0...1), y: .axis("loss", 0...4), vary: .parameter("γ", 0...5, at: 2),
          line("FL", over: 0.02...0.999) { p, γ in FL(p: p, γ: γ) },
          line("γ = 0", over: 0.02...0.999, dashed: true) { p in FL(p: p, γ: 0) },
          marker(0.5, "half") { p, γ in FL(p: p, γ: γ) })
      plot("map", x: .axis("p", 0...1), y: .axis("q", 0...1), vary: .parameter("γ", 1...2, at: 1.5),
          heatmap(x: 0.01...0.99, y: 0.01...0.99, contours: [0.3, 0.6, 1, 2]) { p, q, γ in
              MAL(p: p, q: q, γ: γ)
          },
          line("valley", over: 0.01...0.98, dashed: true) { p, γ in pow(p, 1 / γ) })
      plot("log", x: .log("x", 0.01...100), y: .log("y", 0.01...100), vary: .parameter("k", 0.5...2, at: 1),
          line("power", over: 0.01...100) { x, k in pow(x, k) })
      ```
      """#

    static func site() throws -> BuiltSite { try BuiltSite(files: ["index.md": note], "--run") }

    /// Everything that a slider draws, as text.
    private static let drawn = """
      JSON.stringify([...document.querySelectorAll(".chart")].map((chart) =>
        [...chart.querySelectorAll("path[data-k], .heat path, .contour, .level, text[data-n], g[data-m] *")]
          .filter((one) => one.getAttribute("d") !== "")
          .map((one) => ["d", "x", "y", "cx", "cy"].map((name) => one.getAttribute(name)).join() + one.textContent)))
      """

    /// Moves every slider, and waits until the pictures have followed.
    private func move(_ page: Page, to share: Double) async throws {
      try await page.evaluate(
        """
        for (const knob of document.querySelectorAll(".knobs p:first-child input")) {
          knob.value = Number(knob.min) + \(share) * (knob.max - knob.min);
          knob.dispatchEvent(new Event("input"));
        }
        new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))
        """)
    }

    @Test("curve, table and value follow, and come back to the very picture that Swift drew")
    func follows() async throws {
      let site = try Self.site()
      try await Browser.withPage { page in
        try await page.scripts(false)
        try await page.open(site, "index.html")
        try await page.scripts(true)
        let still = try Data(contentsOf: URL(fileURLWithPath: site.path("index.html")))
        #expect(String(decoding: still, as: UTF8.self).contains("data-k=\"0\""))
        try await page.open(site, "index.html")
        let before = try await page.evaluate(Self.drawn).string
        try await move(page, to: 0.9)
        let after = try await page.evaluate(Self.drawn).string
        #expect(before != after)
        let value = try await page.evaluate(
          "Number(document.querySelector('.readings output').title)"
        ).number
        let expected = -pow(0.5, 4.5) * log(0.5)
        #expect(abs((value ?? 0) - expected) < 1e-14)
        let cell = try await page.evaluate(
          """
          (() => { const row = document.querySelector("table[data-k='0'] tbody").rows[40];
            return [Number(row.cells[0].dataset.value), Number(row.cells[1].dataset.value)]; })()
          """, as: [Double].self)
        #expect(abs(cell[1] - -pow(1 - cell[0], 4.5) * log(cell[0])) < 1e-13)
        try await page.evaluate(
          """
          for (const [index, start] of [2, 1.5, 1].entries()) {
            const knob = document.querySelectorAll(".slider")[index].querySelector("input");
            knob.value = start;
            knob.dispatchEvent(new Event("input"));
          }
          new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))
          """)
        #expect(try await page.evaluate(Self.drawn).string == before)
        expectQuiet(page, within: site)
      }
    }

    @Test("a reader drags it, or uses the keys")
    func hands() async throws {
      let site = try Self.site()
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let knob = ".knobs input"
        let path = "document.querySelector(\"path[data-k='0']\").getAttribute('d')"
        let first = try await page.evaluate(path).string
        try await page.evaluate(
          "document.querySelector('.slider').scrollIntoView({block: 'center', behavior: 'instant'})")
        try await page.drag(knob, from: 0.4, to: 0.8)
        try await page.wait(until: "Number(document.querySelector('.knobs input').value) > 3")
        let second = try await page.evaluate(path).string
        #expect(second != first)
        try await page.press(.right)
        try await page.wait(until: "\(path) !== \(try quoted(second))")
        let box = try await page.box(".chart")
        try await page.click(x: box.x + box.width * 0.3, y: box.y + box.height / 2)
        try await page.wait(until: "Math.abs(document.querySelectorAll('.knobs input')[1].value - 0.5) > 0.1")
        try await page.evaluate(
          "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
        let asked = try await page.evaluate(
          """
          (() => { const [knob, asking] = document.querySelectorAll(".knobs input");
            return [Number(knob.value), Number(asking.value),
              Number(document.querySelector(".readings output").title)]; })()
          """, as: [Double].self)
        #expect(abs(asked[2] - -pow(1 - asked[1], asked[0]) * log(asked[1])) < 1e-13)
      }
    }

    private func quoted(_ text: String?) throws -> String {
      String(decoding: try JSONEncoder().encode(text ?? ""), as: UTF8.self)
    }

    /// One change in what the build wrote: of a function, of an embedded value, a function that throws.
    static let faults: [(find: String, put: String)] = [
      ("Math.log(", "Math.log2("), ("tests:[[", "tests:[[0.25,2,0.5,1e-15],["), ("Math.pow(", "Math.power("),
    ]

    @Test("what is broken on purpose is refused, and the still picture stays", arguments: faults.indices)
    func refused(_ index: Int) async throws {
      let fault = Self.faults[index]
      let site = try Self.site()
      let file = site.path("assets/sliders/index.js")
      let script = try site.text("assets/sliders/index.js")
      let place = try #require(script.range(of: fault.find))
      try script.replacingCharacters(in: place, with: fault.put).write(
        toFile: file, atomically: true, encoding: .utf8)
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let sliders = "[...document.querySelectorAll('.slider')]"
        let refused = try await page.evaluate(
          "\(sliders).map((one) => one.classList.contains('refused'))", as: [Bool].self)
        #expect(refused == [true, false, false])
        #expect(
          try await page.evaluate("\(sliders)[0].querySelector('.held').textContent").string?.contains("滑块停用")
            == true)
        #expect(try await page.evaluate("\(sliders)[0].querySelector('input').offsetWidth") == 0)
        let still = try await page.evaluate("document.querySelector(\"path[data-k='0']\").getAttribute('d')")
          .string
        #expect(try site.text("index.html").contains("d=\"\(still ?? "?")\""))
        expectQuiet(page, within: site)
      }
    }

    @Test("without script the still picture and its parameter stand")
    func withoutScript() async throws {
      let site = try Self.site()
      try await Browser.withPage { page in
        try await page.scripts(false)
        try await page.open(site, "index.html")
        // What is asked here is asked by the test, not by the page.
        try await page.scripts(true)
        let words = try await page.evaluate("document.querySelector('.slider').innerText").string ?? ""
        #expect(words.contains("γ") && words.contains("2"))
        #expect(try await page.evaluate("document.querySelector('.slider input').offsetWidth") == 0)
        #expect(
          try await page.evaluate("document.querySelector('.chart').getBoundingClientRect().height > 100")
            == true)
      }
    }
  }
}
