import Browser
import Foundation
import Testing

extension InBrowser {
  /// What the page's script adds, each used as a reader would.
  struct ComfortTests {
    @Test("the theme turns from system to light to dark, and stays when the page is opened again")
    func theme() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        let paper = "getComputedStyle(document.body).backgroundColor"
        try await page.theme(.dark)
        try await page.open(site, "index.html")
        let dark = try await page.evaluate(paper)
        try await page.click("[data-theme-switch]")
        #expect(try await page.evaluate("document.documentElement.dataset.theme") == "light")
        let light = try await page.evaluate(paper)
        #expect(light != dark)
        try await page.open(site, "loss.html")
        #expect(try await page.evaluate(paper) == light)
        try await page.click("[data-theme-switch]")
        #expect(try await page.evaluate(paper) == dark)
        try await page.click("[data-theme-switch]")
        #expect(try await page.evaluate("document.documentElement.dataset.theme ?? null") == .null)
        expectQuiet(page, within: site)
      }
    }

    @Test("contents follow the scroll")
    func contents() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.viewport(1440, 500)
        try await page.open(site, "text.html")
        try await page.evaluate("document.getElementById('代码').scrollIntoView({ behavior: 'instant' })")
        try await page.wait(until: "document.querySelector('.contents .here')?.textContent === '代码'")
        #expect(try await page.evaluate("document.querySelectorAll('.contents [aria-current]').length") == 1)
        try await page.click(".contents li:first-child a")
        try await page.wait(until: "document.querySelector('.contents .here')?.textContent === '表格'")
      }
    }

    @Test("code, tables and formulas are copied as what they are, once")
    func copying() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "loss.html")
        // What the page puts into the clipboard, by whichever way it takes.
        try await page.evaluate(
          """
          globalThis.taken = [];
          navigator.clipboard.writeText = (text) => { taken.push(text); return Promise.resolve(); };
          addEventListener("copy", (event) => taken.push(event.clipboardData.getData("text/plain")));
          """)
        try await page.click(".code .copy")
        try await page.wait(until: "taken.length === 1")
        let code = try await page.evaluate("taken[0]").string ?? ""
        #expect(code.hasPrefix("func FL(p: Double, y: Int, γ: Double = 2) -> Double {\n    y == 1 ?"))
        #expect(try await page.evaluate("document.querySelector('.code .copy').textContent") == "已复制")
        try await page.click(".numbers .csv")
        try await page.wait(until: "taken.length === 2")
        let lines = (try await page.evaluate("taken[1]").string ?? "").split(separator: "\n")
        #expect(lines.first == "p,FL,交叉熵")
        #expect(lines.count == 4 && lines[1].hasPrefix("0.1,1.865"))
        try await page.evaluate(
          """
          const range = document.createRange();
          range.selectNodeContents(document.querySelector(".stated .formula"));
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          document.execCommand("copy");
          """)
        let formula = try await page.evaluate("taken[2]").string ?? ""
        #expect(formula.contains("\\mathrm{FL}(p, y) = \\begin{cases}"))
        #expect(formula.components(separatedBy: "begin{cases}").count == 2, "once")
      }
    }

    @Test("evidence opens by its mark and by a link to its formula")
    func evidence() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "loss.html")
        #expect(try await page.evaluate("document.querySelectorAll('details.evidence[open]').length") == 0)
        try await page.click("details.evidence summary")
        try await page.wait(until: "document.querySelector('details.evidence').open")
        let card =
          try await page.evaluate("document.querySelector('details.evidence').innerText").string ?? ""
        #expect(card.contains("γ") && card.contains("0"))
        try await page.open(site, "formulas.html")
        try await page.loading { try await page.click(".index .name[href^='loss.html']") }
        try await page.wait(until: "document.querySelector(':target').querySelector('.evidence').open")
        expectQuiet(page, within: site)
      }
    }

    @Test("a table of numbers sorts by its columns, up, down and back")
    func sorting() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "loss.html")
        let column =
          "[...document.querySelectorAll('.numbers tbody tr')].map((r) => r.cells[0].textContent.trim()).join()"
        let before = try await page.evaluate(column)
        try await page.click(".numbers th:nth-child(2) button")
        #expect(try await page.evaluate(column) == "0.9,0.5,0.1")
        #expect(
          try await page.evaluate("document.querySelector('.numbers th:nth-child(2)').ariaSort")
            == "ascending")
        try await page.click(".numbers th:nth-child(2) button")
        try await page.click(".numbers th:nth-child(2) button")
        #expect(try await page.evaluate(column) == before)
      }
    }

    @Test("a symbol under the pointer says what it is")
    func symbols() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "loss.html")
        try await page.evaluate(
          """
          [...document.querySelectorAll(".stated .katex-html .mord.mathnormal")]
            .find((e) => e.textContent === "γ").id = "here"
          """)
        let box = try await page.box("#here")
        try await page.move(x: box.x + box.width / 2, y: box.y + box.height / 2)
        try await page.wait(until: "document.querySelector('.tip-box')?.hidden === false")
        let words = try await page.evaluate("document.querySelector('.tip-box').textContent").string ?? ""
        #expect(words.contains("γ") && words.contains("[0, 5]"))
        #expect(try await page.evaluate("document.querySelectorAll('.lit').length").number ?? 0 > 1)
      }
    }

    @Test(
      "? lists the keys, and a picture that is shown smaller opens at its own size; Escape gives the focus back"
    )
    func dialogs() async throws {
      let site = try BuiltSite(files: [
        "index.md": "# 图\n\n![宽图](wide.svg)\n\n![小图](small.svg)\n\n文。\n",
        "wide.svg":
          "<svg xmlns='http://www.w3.org/2000/svg' width='3000' height='900'><rect width='3000' height='900'/></svg>",
        "small.svg":
          "<svg xmlns='http://www.w3.org/2000/svg' width='30' height='9'><rect width='30' height='9'/></svg>",
      ])
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        try await page.wait(until: "document.querySelectorAll('article img.zooms').length === 1")
        #expect(
          try await page.evaluate("document.querySelector('img.zooms').getAttribute('aria-label')") == "放大：宽图"
        )
        try await page.evaluate("document.querySelector('img.zooms').focus()")
        try await page.press(.enter)
        try await page.wait(until: "document.querySelector('dialog.zoom[open] img')?.clientWidth === 3000")
        try await page.press(.escape)
        try await page.wait(until: "!document.querySelector('dialog.zoom')")
        #expect(try await page.evaluate("document.activeElement.matches('img.zooms')") == true)
        try await page.press(.character("?"))
        try await page.wait(until: "document.querySelectorAll('dialog.keys[open] tr').length >= 5")
        try await page.press(.escape)
        try await page.wait(until: "!document.querySelector('dialog.keys')")
        expectQuiet(page, within: site)
      }
    }

    @Test(
      "with script off all text, formulas, tables and plots stand", arguments: ["loss.html", "text.html"])
    func withoutScript(name: String) async throws {
      let site = try await BuiltSite.sample
      let seen = """
        ({
          text: [...document.querySelectorAll("article :is(p, li, h1, h2, h3, td, figcaption, caption, summary)")]
            .filter((e) => e.checkVisibility()).map((e) => e.textContent.trim()),
          formulas: [...document.querySelectorAll(".katex-html")].map((e) => e.getBoundingClientRect().width > 0),
          plots: [...document.querySelectorAll("svg.chart path.s")].map((e) => e.getTotalLength() > 0),
          tables: document.querySelectorAll("table tbody tr").length,
          buttons: [...document.querySelectorAll("button")].filter((e) => e.checkVisibility()).length,
        })
        """
      try await Browser.withPage { page in
        try await page.open(site, name)
        let with = try await page.evaluate(seen)
        try await page.scripts(false)
        try await page.open(site, name)
        let without = try await page.evaluate(seen)
        for key in ["text", "formulas", "plots", "tables"] { #expect(with[key] == without[key], "\(key)") }
        #expect(with["formulas"].array?.allSatisfy { $0 == true } == true)
        #expect(without["buttons"] == 0, "a button that does nothing")
        #expect(name != "loss.html" || (with["plots"].array?.count ?? 0) >= 2)
        expectQuiet(page, within: site)
      }
    }
  }
}
