import Browser
import Foundation
import Testing

extension InBrowser {
  /// Fifty edits, one after the other, as an author's hour has them; what is served in the end is what a build writes.
  struct ServeEditsTests {
    private static let index: String = {
      let filler = (1...24).map { "第 \($0) 段：" + String(repeating: "损失函数决定模型把力气用在哪里。", count: 6) }
      return """
        ---
        strict: true
        run: true
        ---

        # 面积

        其中 $r \\in [0, 10]$ 是半径。见[体积](b.md)与[别处](c.md#引用)。

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
    private static let volume = """
      ---
      strict: true
      run: true
      uses: [index]
      ---

      # 体积

      其中 $r \\in [0, 10]$，$h \\in [0, 10]$。

      $$
      \\begin{equation}
      \\mathrm{vol}(r, h) = h \\cdot \\mathrm{area}(r) \\label{vol}
      \\end{equation}
      $$

      ```swift
      func vol(r: Double, h: Double) -> Double { h * area(r: r) }
      table(rows: [1.0, 2.0], column("r") { r in r }, column("vol") { r in vol(r: r, h: 1) })
      ```

      乙句在此。

      """
    private static let elsewhere = """
      # 别处

      ## 引用

      见 $\\eqref{vol}$ 与 $a_{0}$。丙句在此。

      """

    /// What one edit does, and where its words are to be seen.
    private enum Edit {
      case change(String, String, String)
      /// By a file beside it that takes its place, as many editors save.
      case renamed(String, String, String)
      /// In two strokes, the file empty in between.
      case inTwoStrokes(String, String, String)
      case add(String, String)
      case remove(String)
    }

    /// Edits with the page and the words that show them; nil where an error is to be shown.
    private static func script(_ round: Int) -> [(edit: Edit, page: String, words: String?)] {
      let last = round - 1
      return [
        (.change("index.md", "第 3 段：", "第 3 段：甲\(round)。"), "index.html", "甲\(round)。"),
        (.renamed("b.md", "乙句在此。", "乙句在此。乙\(round)。"), "b.html", "乙\(round)。"),
        (.inTwoStrokes("index.md", "第 5 段：", "第 5 段：戊\(round)。"), "index.html", "戊\(round)。"),
        (.change("c.md", "$a_{\(last)}$", "$a_{\(round)}$"), "c.html", "a_{\(round)}"),
        (.change("index.md", "## 末节", "## 末节\n\n### 小节 \(round)"), "index.html", "小节 \(round)"),
        (
          .change("b.md", "func vol(", "/// 第 \(round) 次\nfunc vol("), "b.html", "第 \(round) 次"
        ),
        (.change("index.md", "\\pi r^2", "\\pi r^2 +"), "index.html", nil),
        (.change("index.md", "\\pi r^2 +", "\\pi r^2"), "index.html", "末句在此。"),
        (.change("index.md", "{ .pi * r", "{ 3 * r"), "index.html", nil),
        (.change("index.md", "{ 3 * r", "{ .pi * r"), "index.html", "末句在此。"),
        (
          .add("d\(round).md", "# 新页 \(round)\n\n丁句。\n"), "d\(round).html", "丁句。"
        ),
        (.remove("d\(round).md"), "index.html", "末句在此。"),
      ]
    }

    private func make(_ edit: Edit, in notes: ServedNotes) async throws {
      switch edit {
      case .change(let path, let old, let new): try notes.edit(path, old, new)
      case .renamed(let path, let old, let new):
        let text = try notes.read(path)
        let range = try #require(text.range(of: old))
        try notes.write(text.replacingCharacters(in: range, with: new), to: path + ".tmp~")
        #expect(rename(notes.place(path + ".tmp~"), notes.place(path)) == 0)
      case .inTwoStrokes(let path, let old, let new):
        let text = try notes.read(path)
        let range = try #require(text.range(of: old))
        let file = try FileHandle(forWritingTo: URL(filePath: notes.place(path)))
        try file.truncate(atOffset: 0)
        let bytes = Data(text.replacingCharacters(in: range, with: new).utf8)
        try file.write(contentsOf: bytes.prefix(200))
        try await Task.sleep(for: .milliseconds(30))
        try file.write(contentsOf: bytes.dropFirst(200))
        try file.close()
      case .add(let path, let text): try notes.write(text, to: path)
      case .remove(let path): try FileManager.default.removeItem(atPath: notes.place(path))
      }
    }

    @Test(
      "fifty edits are seen, with the reader's place kept; the end is what a build writes",
      .timeLimit(.minutes(20)))
    func fifty() async throws {
      let notes = try ServedNotes(["index.md": Self.index, "b.md": Self.volume, "c.md": Self.elsewhere])
      try notes.start()
      defer { notes.stop() }
      let state = "document.querySelector('.docgen-live').dataset.state"
      try await Browser.withPage { page in
        try await page.open(notes.address())
        try await page.wait(
          until: "document.querySelector('.docgen-live')?.dataset.state === 'fine'", seconds: 60)
        try await page.evaluate("document.querySelector('details.evidence').open = true")
        try await page.evaluate(
          "[...document.querySelectorAll('article p')].find((p) => p.textContent.startsWith('第 12 段')).scrollIntoView({ behavior: 'instant' })"
        )
        try await page.evaluate(
          "document.querySelector('article h2 a.anchor').focus({ preventScroll: true })")
        try await page.evaluate("globalThis.survives = true")
        let place =
          "Math.round([...document.querySelectorAll('article p')].find((p) => p.textContent.startsWith('第 12 段')).getBoundingClientRect().top)"
        let before = try await page.evaluate(place)
        var edits = 0
        for round in 1...5 {
          for (edit, file, words) in Self.script(round) where edits < 50 {
            edits += 1
            let old =
              try await page.evaluate("document.querySelector('.docgen-live').dataset.edition").string ?? ""
            try await make(edit, in: notes)
            if let words {
              try await page.wait(
                until:
                  "\(state) === 'fine' && document.querySelector('.docgen-live').dataset.edition !== '\(old)'",
                seconds: 60)
              let see =
                file == "index.html"
                ? "document.querySelector('article').textContent.includes('\(words)')"
                : "(await (await fetch('/\(file)')).text()).includes('\(words)')"
              let isSeen = try await page.evaluate("(async () => \(see))()")
              #expect(isSeen == true, "edit \(edits): \(words) in \(file)")
            } else {
              try await page.wait(until: "\(state) === 'error'", seconds: 60)
              let report = try await page.evaluate("document.querySelector('pre.docgen-finding').textContent")
                .string
              #expect(report?.contains("docs/index.md:") == true, "edit \(edits)")
            }
            let now = try await page.evaluate(place)
            // A browser scrolls by whole pixels; blocks are not whole pixels high.
            #expect(
              abs((now.number ?? .infinity) - (before.number ?? 0)) <= 1,
              "edit \(edits): the reader's place, \(before) before, \(now) now")
            #expect(
              try await page.evaluate("document.activeElement.matches('article h2 a.anchor')") == true,
              "edit \(edits): the focus")
            if words != nil {
              #expect(
                try await page.evaluate("document.querySelector('details.evidence').open") == true,
                "edit \(edits): open evidence")
            }
          }
        }
        #expect(edits == 50)
        #expect(try await page.evaluate("globalThis.survives") == true, "the page was never loaded anew")
      }
      try await compareWithBuild(notes)
    }

    /// Every file that a build writes is served, byte for byte but for what serve adds to pages.
    private func compareWithBuild(_ notes: ServedNotes) async throws {
      let site = try notes.build()
      let names = FileManager.default.enumerator(atPath: site)?.compactMap { $0 as? String } ?? []
      let added = [
        "<link rel=\"stylesheet\" href=\"/.docgen/live.css\" data-docgen-live><script src=\"/.docgen/live.js\" defer data-docgen-live></script>",
        "connect-src 'self'; ",
      ]
      var compared = 0
      for name in names where !name.hasSuffix(".docgen-site") {
        let place = URL(filePath: site + "/" + name)
        guard try place.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
        var served = try await notes.served(name)
        if name.hasSuffix(".html") {
          served = Data(
            added.reduce(String(decoding: served, as: UTF8.self)) { $0.replacing($1, with: "") }.utf8)
        }
        #expect(try served == Data(contentsOf: place), "\(name)")
        compared += 1
      }
      #expect(compared > 20)
    }

    @Test("a thousand files that change at once are few changes: one more for each second of writing")
    func thousand() async throws {
      var files = ["index.md": "# 首页\n\n甲。\n"]
      for number in 0..<1000 { files["p/\(number).md"] = "# 第 \(number) 页\n\n旧 $x_{\(number % 9)}$。\n" }
      let notes = try ServedNotes(files)
      try notes.start()
      defer { notes.stop() }
      let before = notes.builds
      let begin = ContinuousClock.now
      for number in 0..<1000 {
        try notes.write("# 第 \(number) 页\n\n新 $x_{\(number % 9)}$。\n", to: "p/\(number).md")
      }
      let writing = Int((ContinuousClock.now - begin).components.seconds)
      let end = ContinuousClock.now + .seconds(120)
      while ContinuousClock.now < end {
        let last = String(decoding: try await notes.served("p/999.html"), as: UTF8.self)
        if last.contains("新 ") { break }
        try await Task.sleep(for: .milliseconds(50))
      }
      for number in [0, 1, 500, 998, 999] {
        let page = String(decoding: try await notes.served("p/\(number).html"), as: UTF8.self)
        #expect(page.contains("新 ") && !page.contains("旧 "), "page \(number)")
      }
      #expect(notes.builds - before <= 2 + writing, "\(notes.said)")
    }
  }
}
