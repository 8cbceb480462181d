import Browser
import Foundation
import TestSupport
import Testing

extension InBrowser {
  struct SearchTests {
    struct Found: Decodable {
      var url: String
      var title: String
      var text: String
      var heading: String?
    }

    private func find(_ query: String, on page: Page) async throws -> [Found] {
      let found = try await page.call(
        """
        async (query) => (await docgenSearch.find(query)).map((r) => ({ url: r.url, title: r.title,
          text: r.text.slice(r.at, r.at + r.length), heading: r.heading && r.heading[0] }))
        """, .string(query))
      return try JSONDecoder().decode([Found].self, from: JSONEncoder().encode(found))
    }

    @Test(
      "mixed terms, LaTeX, symbols and code find their pages, with what was found",
      arguments: [
        ("Focal Loss", "loss.html", "focal loss"), ("focal loss 写作", "loss.html", nil),
        ("VFL损失", "text.html", "vfl损失"), ("\\gamma", "loss.html", nil), ("γ", "loss.html", nil),
        ("\\mathrm", "loss.html", "\\mathrm"), ("p_t", "index.html", "p_t"), ("聚焦指数", "index.html", "聚焦指数"),
        ("望远镜", "deep/page.html", "望远镜"), ("脚注的文字", "text.html", "脚注的文字"), ("强调 删除", "text.html", nil),
        ("def f", "text.html", "def f"), ("交叉熵", "loss.html", "交叉熵"), ("虚线是交叉熵", "loss.html", "虚线是交叉熵"),
        ("重点说明", "text.html", "重点（说"), ("望远在抽屉", "deep/page.html", nil), ("zzzz", nil, nil),
        ("__proto__", nil, nil),
      ] as [(String, String?, String?)])
    func terms(query: String, url: String?, text: String?) async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let found = try await find(query, on: page)
        guard let url else {
          #expect(found.isEmpty, "\(found)")
          return
        }
        let hit = try #require(found.first { $0.url == url }, "\(found.map(\.url))")
        if let text { #expect(hit.text.lowercased() == text) }
        expectQuiet(page, within: site)
      }
    }

    @Test("a title comes before a heading, a heading before text")
    func order() async throws {
      let site = try BuiltSite(files: [
        "a.md": "# 甲\n\n文中说到显微镜。\n", "b.md": "# 乙\n\n## 显微镜的构造\n\n文。\n",
        "c.md": "# 显微镜\n\n文。\n", "d.md": "# 丁\n\n微镜与显微，不在一处。\n", "index.md": "# 首页\n\n文。\n",
      ])
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        let found = try await find("显微镜", on: page)
        #expect(found.map(\.url) == ["c.html", "b.html", "a.html"])
        #expect(found.dropFirst().first?.heading == "显微镜的构造")
      }
    }

    @Test("the keyboard alone: open, type, choose, go; escape closes and gives the focus back")
    func keyboard() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "deep/page.html")
        try await page.evaluate("document.querySelector('.turns a').focus()")
        try await page.press(.character("/"))
        try await page.wait(until: "document.querySelector('dialog.search').open")
        #expect(try await page.evaluate("document.activeElement.getAttribute('role')") == "combobox")
        try await page.type("损失")
        try await page.wait(until: "document.querySelectorAll('.search [role=option]').length >= 2")
        let chosen = "document.querySelector('.search [aria-selected=true]').id"
        let first = try await page.evaluate(chosen)
        #expect(
          try await page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == first)
        try await page.press(.down)
        #expect(try await page.evaluate(chosen) != first)
        try await page.press(.up)
        #expect(try await page.evaluate(chosen) == first)
        #expect(
          try await page.evaluate("document.querySelector('.search [role=status]').textContent.length > 0")
            == true)
        try await page.press(.escape)
        try await page.wait(until: "!document.querySelector('dialog.search').open")
        #expect(try await page.evaluate("document.activeElement.matches('.turns a')") == true)
        try await page.press(.character("/"))
        try await page.wait(until: "document.querySelectorAll('.search [role=option]').length >= 2")
        try await page.loading { try await page.press(.enter) }
        #expect(try await page.evaluate("document.querySelector('h1').textContent") == "损失")
        expectQuiet(page, within: site)
      }
    }

    /// Pages of words that are made up of a few hundred characters, so that pairs and words recur everywhere.
    static func corpus(pages: Int, seed: UInt64) -> [String: String] {
      var random = Seeded(seed: seed)
      let letters = (0..<700).map { _ in
        Character(Unicode.Scalar(UInt32.random(in: 0x4E00...0x9FA5, using: &random)) ?? "文")
      }
      let words = (0..<1500).map { _ in
        String(
          (0..<Int.random(in: 1...3, using: &random)).map { _ in letters.randomElement(using: &random) ?? "文"
          })
      }
      func sentence(_ random: inout Seeded) -> String {
        (0..<Int.random(in: 5...14, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
          .joined()
      }
      var notes = ["index.md": "# 首页\n\n文。\n"]
      for number in 0..<pages {
        var text = "# \(sentence(&random).prefix(8))\n\n"
        for _ in 0..<6 {
          text += "## \(sentence(&random).prefix(10))\n\n"
          for _ in 0..<4 {
            let parts = (0..<5).map { _ in sentence(&random) }
            // With marks, words of Latin, bold text, formulas and line breaks between the Han.
            text +=
              "\(parts[0])，**\(parts[1])**\(parts[2])\n\(parts[3]) Focal $x_{\(number)}$ \(parts[4])。\n\n"
          }
        }
        notes["n\(number / 50)/p\(number).md"] = text
      }
      return notes
    }

    struct Question: Encodable {
      var query: String
      var url: String
    }
    struct Answers: Decodable {
      var missed: [String]
      var slowest: Double
      var middle: Double
    }

    /// Stretches of 2 to 8 Han of the pages' paragraphs, each with its page.
    static func questions(_ notes: [String: String], count: Int, seed: UInt64) -> [Question] {
      var random = Seeded(seed: seed)
      let pages = notes.filter { $0.key != "index.md" }.sorted { $0.key < $1.key }.map { path, text in
        let lines = text.replacingOccurrences(of: "**", with: "").split(separator: "\n\n")
          .map { $0.replacingOccurrences(of: "\n", with: "") }
        let runs = lines.flatMap { $0.split { !("\u{4E00}"..."\u{9FA5}" ~= $0) }.map(Array.init) }
        return (path.replacingOccurrences(of: ".md", with: ".html"), runs.filter { $0.count >= 2 })
      }
      return (0..<count).compactMap { _ in
        guard let (url, runs) = pages.randomElement(using: &random),
          let run = runs.randomElement(using: &random)
        else { return nil }
        let length = min(Int.random(in: 2...8, using: &random), run.count)
        let start = Int.random(in: 0...(run.count - length), using: &random)
        return Question(query: String(run[start..<start + length]), url: url)
      }
    }

    static func ask(_ questions: [Question], of site: BuiltSite) async throws -> Answers {
      let list = String(decoding: try JSONEncoder().encode(questions), as: UTF8.self)
      return try await Browser.withPage { page in
        try await page.open(site, "index.html")
        return try await page.evaluate(
          """
          (async () => {
            const missed = [], times = [];
            await docgenSearch.warm();
            for (const { query, url } of \(list)) {
              const start = performance.now();
              const first = await docgenSearch.find(query);
              times.push(performance.now() - start);
              if (first.some((r) => r.url === url)) continue;
              // Behind 「显示更多」.
              const whole = first.more ? await docgenSearch.find(query, Infinity) : first;
              if (!whole.some((r) => r.url === url)) missed.push(query + " " + url);
            }
            times.sort((a, b) => a - b);
            return { missed, slowest: times.at(-1), middle: times[times.length >> 1] };
          })()
          """, as: Answers.self)
      }
    }

    @Test("10,000 random stretches of Han on 200 pages: each finds its page")
    func substrings() async throws {
      let seed = ProcessInfo.processInfo.environment["SEARCH_SEED"].flatMap(UInt64.init) ?? 20_260_101
      let notes = Self.corpus(pages: 200, seed: seed)
      let site = try BuiltSite(files: notes)
      let answers = try await Self.ask(Self.questions(notes, count: 10_000, seed: seed + 1), of: site)
      #expect(answers.missed.isEmpty, "seed \(seed)")
      Figures.print(
        "search, 10,000 queries on 200 pages: median \(answers.middle) ms, slowest \(answers.slowest) ms")
    }
  }
}

/// Times and sizes that a test saw: printed, never judged, since machines differ.
enum Figures {
  static func print(_ words: String) { Swift.print("figure: \(words)") }
}
