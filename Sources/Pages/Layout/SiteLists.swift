import Notes

/// What tells other programs which pages a site has: a search engine's map, and a feed of what changed.
struct SiteLists: Sendable {
  let pages: [PageEntry]
  /// The site's address, with its last `/`.
  let base: String
  /// When each note was last changed, by its path: `2026-11-30`.
  let dates: [String: String]

  /// So many changes stand in the feed.
  private static let most = 30

  private func address(_ page: PageEntry) -> String { escaped(base + encodedPath(page.output)) }

  var sitemap: String {
    var out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    for page in pages {
      let date = dates[page.document.notePath].map { "<lastmod>\($0)</lastmod>" } ?? ""
      out += "<url><loc>\(address(page))</loc>\(date)</url>\n"
    }
    return out + "</urlset>\n"
  }

  /// Atom (RFC 4287), the newest first; nil where nobody knows when anything changed.
  func feed(title: String) -> String? {
    let changed = pages.enumerated().compactMap { place, page in
      dates[page.document.notePath].map { (date: $0, place: place, page: page) }
    }
    let newest = changed.sorted { ($1.date, $0.place) < ($0.date, $1.place) }.prefix(Self.most)
    guard let last = newest.first else { return nil }
    var out = """
      <?xml version="1.0" encoding="UTF-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom">
      <title>\(escaped(title))</title>
      <id>\(escaped(base))</id>
      <link href="\(escaped(base))"/>
      <link rel="self" href="\(escaped(base))feed.xml"/>
      <updated>\(Self.moment(last.date))</updated>
      <author><name>\(escaped(title))</name></author>

      """
    for (date, _, page) in newest {
      let summary = page.document.frontMatter.description.map { "<summary>\(escaped($0))</summary>" } ?? ""
      // A page that changes again is news again.
      out += "<entry><title>\(escaped(page.title))</title><id>\(address(page))?\(date)</id>"
      out += "<link href=\"\(address(page))\"/><updated>\(Self.moment(date))</updated>\(summary)</entry>\n"
    }
    return out + "</feed>\n"
  }

  private static func moment(_ date: String) -> String { date + "T00:00:00Z" }
}
