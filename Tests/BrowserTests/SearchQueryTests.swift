import Browser
import Foundation
import Testing

extension InBrowser {
  /// Queries that were written down with the page that each means, before the ranking was made.
  struct SearchQueryTests {
    static let queries: [(query: String, pages: [String])] = {
      let file = BuiltSite.repository.appending(path: "Tests/Cases/search/queries.txt")
      let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
      return lines.compactMap { line in
        let parts = line.components(separatedBy: " | ")
        guard parts.count == 2, !line.hasPrefix("# ") else { return nil }
        return (parts[0], parts[1].components(separatedBy: ", ").map { $0 + ".html" })
      }
    }()

    @Test("of what readers type nine in ten pages come first, and hardly any behind the third")
    func order() async throws {
      #expect(Self.queries.count >= 200)
      let site = try BuiltSite(notes: BuiltSite.repository.appending(path: "docs").path, status: 0...3)
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        try await page.evaluate("docgenSearch.warm()")
        var (first, three, missed) = (0, 0, [String]())
        for (query, pages) in Self.queries {
          let found = try await page.call(
            "async (query) => (await docgenSearch.find(query)).slice(0, 3).map((r) => r.url)", .string(query))
          let urls = found.array?.compactMap(\.string) ?? []
          let place = urls.firstIndex { pages.contains($0.hasSuffix("/") ? $0 + "index.html" : $0) }
          if place == 0 { first += 1 }
          if place != nil { three += 1 } else { missed.append(query) }
        }
        let all = Double(Self.queries.count)
        #expect(Double(first) / all >= 0.9)
        #expect(Double(three) / all >= 0.98, "\(missed)")
        expectQuiet(page, within: site)
      }
    }
  }
}
