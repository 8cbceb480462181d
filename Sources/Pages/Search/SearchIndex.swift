import Diagnostics

/// The search index as scripts that a page loads one by one, from `file://` too.
///
/// `search/pages.js` lists every page; `search/t-N.js` holds the terms of a shard, each with its pages
/// and where the term stands in them (2 title, 1 heading, 0 text); `search/x-N.js` holds the pages' texts,
/// by which a find is verified and its context shown. A browser loads what a query needs and no more.
struct SearchIndex {
  /// What one page adds: made apart from the others.
  struct Entry: Sendable {
    /// `["url","title"`, to which the number of the text's file is added.
    fileprivate let head: String
    /// `["text",[["heading","slug"],…]]`
    fileprivate let text: String
    fileprivate let ranks: [SearchTerm: Int]

    init(_ text: PageText, url: String) {
      head = "[\(SearchIndex.quoted(url)),\(SearchIndex.quoted(text.title))"
      let headings = text.headings.map { "[\(SearchIndex.quoted($0.text)),\(SearchIndex.quoted($0.slug))]" }
      self.text = "[\(SearchIndex.quoted(text.body)),[\(headings.joined(separator: ","))]]"
      var ranks: [SearchTerm: Int] = [:]
      for term in SearchTerms.of(text.body) { ranks[term] = 0 }
      for heading in text.headings { for term in SearchTerms.of(heading.text) { ranks[term] = 1 } }
      for term in SearchTerms.of(text.title) { ranks[term] = 2 }
      self.ranks = ranks
    }
  }

  /// The list of pages, as it grows.
  private var list = ""
  private var count = 0
  private var postings: [SearchTerm: Posting] = [:]
  private var texts: [(path: String, text: String)] = []
  private var openText = ""

  /// Pages of one term: differences of `page × 3 + rank`, five bits a letter.
  private struct Posting: Sendable {
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

  mutating func add(_ entry: Entry) {
    if openText.utf8.count > Self.textBytes { closeText() }
    openText += "\(openText.isEmpty ? "" : ",")\n\(count):\(entry.text)"
    list += "\(count == 0 ? "" : ",")\n\(entry.head),\(texts.count)]"
    for (term, rank) in entry.ranks { postings[term, default: Posting()].add(page: count, rank: rank) }
    count += 1
  }

  private mutating func closeText() {
    guard !openText.isEmpty else { return }
    texts.append(("search/x-\(texts.count).js", "docgenSearch.texts(\(texts.count),{\(openText)})\n"))
    openText = ""
  }

  /// The index's files, by path.
  var files: [(path: String, text: String)] {
    let size = postings.reduce(0) { $0 + $1.key.text.utf8.count + $1.value.letters.count + 6 }
    var shards = 1
    while shards * Self.termBytes < size, shards < 1024 { shards *= 2 }
    var whole = self
    whole.closeText()
    let pages = ("search/pages.js", "docgenSearch.pages({shards:\(shards),pages:[\(list)]})\n")
    return [pages] + termShards(shards) + whole.texts
  }

  private func termShards(_ count: Int) -> [(path: String, text: String)] {
    var shards = Array(repeating: [SearchTerm](), count: count)
    for term in postings.keys { shards[SearchTerms.shard(of: term, among: count)].append(term) }
    return concurrentMap(Array(shards.enumerated())) { [postings] number, terms in
      var out = "docgenSearch.terms(\(number),{"
      for (index, term) in terms.sorted().enumerated() {
        let letters = String(decoding: postings[term]?.letters ?? [], as: UTF8.self)
        out += "\(index == 0 ? "" : ",")\n\(Self.quoted(term.text)):\"\(letters)\""
      }
      return ("search/t-\(number).js", out + "})\n")
    }
  }

  /// A JavaScript string that no reader of scripts or of HTML can misread.
  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    bytes.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case UInt8(ascii: "\t"): bytes += "\\t".utf8
      case UInt8(ascii: "<"): bytes += "\\x3C".utf8
      case 0..<32: bytes.append(32)
      // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
      case 0xA8 where bytes.suffix(2) == [0xE2, 0x80], 0xA9 where bytes.suffix(2) == [0xE2, 0x80]:
        bytes.removeLast(2)
        bytes += (byte == 0xA8 ? "\\u2028" : "\\u2029").utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(0x22)
    return String(decoding: bytes, as: UTF8.self)
  }
}
