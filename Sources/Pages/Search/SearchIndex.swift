/// The search index as scripts that a page loads one by one, from `file://` too.
///
/// `search/pages.js` lists every page; `search/t-N.js` holds the terms of a shard, each with its pages
/// and where the term stands in them (2 title, 1 heading, 0 text); `search/x-N.js` holds the pages' texts,
/// by which a find is verified and its context shown. A browser loads what a query needs and no more.
struct SearchIndex {
  private var titles: [(url: String, title: String)] = []
  private var texts: [PageText] = []
  private var postings: [String: Posting] = [:]

  /// Pages of one term: differences of `page × 3 + rank`, five bits a letter.
  private struct Posting {
    var last = 0
    var letters: [UInt8] = []

    mutating func add(page: Int, rank: Int) {
      let value = page * 3 + rank
      var rest = value - last
      last = value
      while rest >= 32 {
        letters.append(SearchIndex.alphabet[32 + rest % 32])
        rest /= 32
      }
      letters.append(SearchIndex.alphabet[rest])
    }
  }

  /// 32 letters that end a number, 32 that go on.
  static let alphabet = Array("0123456789abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ!$()*.".utf8)
  /// Bytes of postings that a shard should have, and of text.
  private static let termBytes = 48_000
  private static let textBytes = 32_000

  mutating func add(_ text: PageText, url: String) {
    let page = titles.count
    titles.append((url, text.title))
    texts.append(text)
    var ranks: [String: Int] = [:]
    for term in SearchTerms.of(text.body) { ranks[term] = 0 }
    for heading in text.headings { for term in SearchTerms.of(heading.text) { ranks[term] = 1 } }
    for term in SearchTerms.of(text.title) { ranks[term] = 2 }
    for (term, rank) in ranks { postings[term, default: Posting()].add(page: page, rank: rank) }
  }

  /// The index's files, by path.
  var files: [(path: String, text: String)] {
    let size = postings.reduce(0) { $0 + $1.key.utf8.count + $1.value.letters.count + 6 }
    var count = 1
    while count * Self.termBytes < size, count < 1024 { count *= 2 }
    let (textFiles, fileOfPage) = textShards()
    return [pages(shards: count, fileOfPage)] + termShards(count) + textFiles
  }

  private func pages(shards: Int, _ fileOfPage: [Int]) -> (String, String) {
    var out = "docgenSearch.pages({shards:\(shards),pages:["
    for (index, page) in titles.enumerated() {
      out +=
        "\(index == 0 ? "" : ",")\n[\(Self.quoted(page.url)),\(Self.quoted(page.title)),\(fileOfPage[index])]"
    }
    return ("search/pages.js", out + "]})\n")
  }

  private func termShards(_ count: Int) -> [(String, String)] {
    var shards = Array(repeating: [String](), count: count)
    for term in postings.keys { shards[SearchTerms.shard(of: term, among: count)].append(term) }
    return shards.enumerated().map { number, terms in
      var out = "docgenSearch.terms(\(number),{"
      for (index, term) in terms.sorted().enumerated() {
        let letters = String(decoding: postings[term]?.letters ?? [], as: UTF8.self)
        out += "\(index == 0 ? "" : ",")\n\(Self.quoted(term)):\"\(letters)\""
      }
      return ("search/t-\(number).js", out + "})\n")
    }
  }

  private func textShards() -> (files: [(String, String)], fileOfPage: [Int]) {
    var files: [(String, String)] = []
    var fileOfPage: [Int] = []
    var current = ""
    func close() {
      guard !current.isEmpty else { return }
      files.append(("search/x-\(files.count).js", "docgenSearch.texts(\(files.count),{\(current)})\n"))
      current = ""
    }
    for (page, text) in texts.enumerated() {
      if current.utf8.count > Self.textBytes { close() }
      fileOfPage.append(files.count)
      let headings = text.headings.map { "[\(Self.quoted($0.text)),\(Self.quoted($0.slug))]" }
      current +=
        "\(current.isEmpty ? "" : ",")\n\(page):[\(Self.quoted(text.body)),[\(headings.joined(separator: ","))]]"
    }
    close()
    return (files, fileOfPage)
  }

  /// A JavaScript string that no reader of scripts or of HTML can misread.
  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n": bytes += "\\n".utf8
      case "\t": bytes += "\\t".utf8
      case "<": bytes += "\\x3C".utf8
      case "\u{2028}": bytes += "\\u2028".utf8
      case "\u{2029}": bytes += "\\u2029".utf8
      case let control where control.value < 32: bytes += " ".utf8
      default: bytes += UTF8.encode(scalar)!
      }
    }
    bytes.append(0x22)
    return String(decoding: bytes, as: UTF8.self)
  }
}
