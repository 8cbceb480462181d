import Browser
import Foundation
import Testing

extension InBrowser {
  /// `docgen serve` as an author has it open: the page follows the note, and the reader's place is kept.
  struct ServeTests {
    /// A page with enough text to scroll, evidence to open, and a table.
    private static let note: String = {
      let filler = (1...30).map { "第 \($0) 段：" + String(repeating: "损失函数决定模型把力气用在哪里。", count: 6) }
      return """
        ---
        strict: true
        run: true
        ---

        # 面积

        其中 $r \\in [0, 10]$ 是半径。

        $$
        \\mathrm{area}(r) = \\pi r^2
        $$

        ```swift
        func area(r: Double) -> Double { .pi * r * r }
        ```

        ## 文字

        \(filler.joined(separator: "\n\n"))

        ## 末节

        末句在此。

        """
    }()

    private func seen(_ page: Page, _ text: String) async throws {
      try await page.wait(
        until: "document.querySelector('article').textContent.includes('\(text)')",
        seconds: 60)
    }

    @Test("a saved sentence is seen; scroll, open evidence and focus are kept")
    func prose() async throws {
      let notes = try ServedNotes(["index.md": Self.note])
      try notes.start()
      defer { notes.stop() }
      try await Browser.withPage { page in
        try await page.open(notes.address())
        try await page.wait(until: "document.querySelector('.docgen-live')?.dataset.state === 'fine'")
        try await page.evaluate("document.querySelector('details.evidence').open = true")
        try await page.evaluate(
          "document.querySelector('article').lastElementChild.scrollIntoView({ behavior: 'instant' })")
        try await page.evaluate("document.querySelector('a.anchor').focus({ preventScroll: true })")
        try await page.evaluate("globalThis.survives = true")
        let place =
          "Math.round(document.querySelector('article h2:last-of-type').getBoundingClientRect().top)"
        let before = try await page.evaluate(place)
        let focus = "document.activeElement.outerHTML"
        let focused = try await page.evaluate(focus)
        for number in 1...5 {
          try notes.edit("index.md", "第 3 段：", "第 3 段：改\(number)。")
          try await seen(page, "改\(number)。")
          #expect(try await page.evaluate(place) == before, "the reader's place")
          #expect(try await page.evaluate("document.querySelector('details.evidence').open") == true)
          #expect(try await page.evaluate(focus) == focused)
        }
        #expect(try await page.evaluate("globalThis.survives") == true, "the page was never loaded anew")
      }
    }

    @Test("errors stand at their place and in the list, and go when they are mended")
    func errors() async throws {
      let notes = try ServedNotes(["index.md": Self.note])
      try notes.start()
      defer { notes.stop() }
      try await Browser.withPage { page in
        try await page.open(notes.address())
        try await page.wait(until: "document.querySelector('.docgen-live')?.dataset.state === 'fine'")
        try notes.edit("index.md", "\\pi r^2", "\\pi r^2 + \\frac{")
        try await page.wait(
          until: "document.querySelector('.docgen-live').dataset.state === 'error'", seconds: 60)
        let report =
          try await page.evaluate("document.querySelector('pre.docgen-finding').textContent").string ?? ""
        #expect(
          report.contains("docs/index.md:11:") && report.contains("^"), "as the terminal says it: \(report)")
        try await seen(page, "末句在此。")
        try await page.evaluate("document.querySelector('.docgen-live details').open = true")
        try await page.click(".docgen-live li a")
        try await page.wait(
          until: "document.querySelector('pre.docgen-finding').getBoundingClientRect().top < innerHeight")
        try notes.edit("index.md", " + \\frac{", "")
        try await page.wait(
          until: "document.querySelector('.docgen-live').dataset.state === 'fine'", seconds: 60)
        #expect(try await page.evaluate("document.querySelector('pre.docgen-finding')") == .null)
      }
    }

    @Test("what takes long is told while it is waited for, and the page stays")
    func busy() async throws {
      let notes = try ServedNotes(["index.md": Self.note])
      try notes.start()
      defer { notes.stop() }
      try await Browser.withPage { page in
        try await page.open(notes.address())
        try await page.wait(until: "document.querySelector('.docgen-live')?.dataset.state === 'fine'")
        // A time of its own: what an earlier run of the tests found is recalled, and takes none.
        let time = "2.\(UInt32.random(in: 100_000...999_999))"
        try notes.edit(
          "index.md", "func area", "import Foundation\nThread.sleep(forTimeInterval: \(time))\nfunc area")
        try await page.wait(
          until: "document.querySelector('.docgen-live').dataset.state === 'busy'", seconds: 60)
        #expect(
          try await page.evaluate("document.querySelector('.docgen-live summary').textContent") == "checking…"
        )
        try await seen(page, "末句在此。")
        try await page.wait(
          until: "document.querySelector('.docgen-live').dataset.state === 'fine'", seconds: 60)
        try await seen(page, "Thread.sleep")
      }
    }

    @Test("a page that is open finds the server again after a restart")
    func restart() async throws {
      let notes = try ServedNotes(["index.md": Self.note])
      try notes.start()
      defer { notes.stop() }
      try await Browser.withPage { page in
        try await page.open(notes.address())
        try await page.wait(until: "document.querySelector('.docgen-live')?.dataset.state === 'fine'")
        let port = notes.port
        notes.stop()
        try await page.wait(until: "document.querySelector('.docgen-live').dataset.state === 'away'")
        try notes.edit("index.md", "末句在此。", "末句改过了。")
        try notes.start(port: port)
        try await seen(page, "末句改过了。")
      }
    }
  }
}
