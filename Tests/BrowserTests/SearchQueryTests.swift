import Browser
import Foundation
import Testing

extension InBrowser {
  /// Queries that were written down with the page that each means, before the ranking was made.
  struct SearchQueryTests {
    struct List: Sendable {
      let file: String
      /// Shares of the queries whose page comes first, and among the first three.
      let first: Double
      let three: Double

      var queries: [(query: String, pages: [String])] {
        let path = BuiltSite.repository.appending(path: "Tests/Cases/search/" + file)
        let lines = (try? String(contentsOf: path, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.compactMap { line in
          let parts = line.components(separatedBy: " | ")
          guard parts.count == 2, !line.hasPrefix("# ") else { return nil }
          return (parts[0], parts[1].components(separatedBy: ", ").map { $0 + ".html" })
        }
      }
    }

    static let lists = [
      List(file: "queries.txt", first: 0.9, three: 0.98),
      List(file: "strangers.txt", first: 0.82, three: 0.94),
    ]

    @Test("of what readers type nine in ten pages come first, and hardly any behind the third")
    func order() async throws {
      let site = try BuiltSite(notes: BuiltSite.repository.appending(path: "docs").path, status: 0...3)
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        try await page.evaluate("docgenSearch.warm()")
        for list in Self.lists { try await ask(list, on: page) }
        expectQuiet(page, within: site)
      }
    }

    private func ask(_ list: List, on page: Page) async throws {
      let queries = list.queries
      #expect(queries.count >= 200)
      var (first, three, missed) = (0, 0, [String]())
      for (query, pages) in queries {
        let found = try await page.call(
          "async (query) => (await docgenSearch.find(query)).slice(0, 3).map((r) => r.url)", .string(query))
        let urls = found.array?.compactMap(\.string) ?? []
        let place = urls.firstIndex { pages.contains($0.hasSuffix("/") ? $0 + "index.html" : $0) }
        if place == 0 { first += 1 }
        if place != nil { three += 1 } else { missed.append(query) }
      }
      let all = Double(queries.count)
      #expect(Double(first) / all >= list.first, "\(list.file)")
      #expect(Double(three) / all >= list.three, "\(list.file): \(missed)")
    }
  }
}
