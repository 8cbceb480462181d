import Basics
import Diagnostics

/// The search index as scripts that a page loads one by one, from `file://` too.
///
/// `search/pages.js` lists every page; `search/t-N.js` holds the terms of a shard, each with its pages
/// and what it weighs there (7 title, 6 definition, 5 heading, 4 and 3 opening, else text); `search/x-N.js` holds the pages' texts,
/// by which a find is verified and its context shown. A browser loads what a query needs and no more.
struct SearchIndex: Sendable {
  /// What one page adds: made apart from the others.
  struct Entry: Sendable {
    /// `["url","title"`, to which the number of the text's file and the aliases are added.
    fileprivate let head: [UInt8]
    /// `["text",[["heading","slug"],…]]`
    fileprivate let text: [UInt8]
    /// `,["alias",…]`, where its author gave the page other names.
    fileprivate let aliases: [UInt8]
    fileprivate let terms: [(term: SearchTerm, weight: Int)]

    init(_ text: PageText, url: String) {
      head = [0x5B] + SearchIndex.quoted(url) + [0x2C] + SearchIndex.quoted(text.title)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.body.utf8.count + text.body.utf8.count / 8 + 64)
      bytes.append(UInt8(ascii: "["))
      SearchIndex.quote(text.body, into: &bytes)
      bytes += ",[".utf8
      for (index, heading) in text.headings.enumerated() {
        bytes += (index == 0 ? "[" : ",[").utf8
        SearchIndex.quote(heading.text, into: &bytes)
        bytes.append(UInt8(ascii: ","))
        SearchIndex.quote(heading.slug, into: &bytes)
        bytes.append(UInt8(ascii: "]"))
      }
      bytes += "]]".utf8
      self.text = bytes
      var terms = SearchTerms()
      terms.add(text.body, .text)
      terms.add(text.opening, .opening)
      for name in text.definitions + text.aliases { terms.add(name, .definition) }
      // A page's address is a name that readers see, in Latin letters where its title has none.
      terms.add(Self.slug(of: url), .definition)
      for heading in text.headings { terms.add(heading.text, .heading) }
      terms.add(text.title, .title)
      self.terms = terms.all
      aliases =
        text.aliases.isEmpty
        ? []
        : Array(",[".utf8) + text.aliases.map(SearchIndex.quoted).joined(separator: [0x2C]) + Array("]".utf8)
    }

    /// `softmax` of `everyday/softmax.html`, `guide` of `guide/index.html`.
    private static func slug(of url: String) -> String {
      let parts = url.split(separator: "/").filter { $0 != "index.html" }
      return parts.last.map { String($0.hasSuffix(".html") ? $0.dropLast(5) : $0) } ?? ""
    }
  }

  /// Where the texts' files go as soon as they are full.
  private let sink: any SiteOutput
  /// The list of pages, as it grows.
  private var list: [UInt8] = []
  private var count = 0
  private var postings: [SearchTerm: Posting] = [:]
  private var openText: [UInt8] = []
  private var textFiles = 0

  init(into sink: any SiteOutput) { self.sink = sink }

  /// The whole index of pages that are at hand.
  static func write(_ pages: [FinishedPage], into sink: any SiteOutput) {
    var index = SearchIndex(into: sink)
    for entry in concurrentMap(pages, \.searchEntry) { index.add(entry) }
    index.finish()
  }

  /// Pages of one term: differences of `page × 8 + weight`, five bits a letter.
  private struct Posting: Sendable {
    var last = 0
    var letters: [UInt8] = []

    mutating func add(page: Int, weight: Int) {
      let value = page * 8 + weight
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
    if openText.count > Self.textBytes { closeText() }
    openText += "\(openText.isEmpty ? "" : ",")\n\(count):".utf8
    openText += entry.text
    list += (count == 0 ? "\n" : ",\n").utf8
    list += entry.head
    list += ",\(textFiles)".utf8
    list += entry.aliases
    list += "]".utf8
    for (term, weight) in entry.terms { postings[term, default: Posting()].add(page: count, weight: weight) }
    count += 1
  }

  private mutating func closeText() {
    guard !openText.isEmpty else { return }
    let head = Array("docgenSearch.texts(\(textFiles),{".utf8)
    sink.put("search/x-\(textFiles).js", head + openText + Array("})\n".utf8))
    textFiles += 1
    openText.removeAll(keepingCapacity: true)
  }

  /// Writes what is still in memory: the last texts, the list, the terms.
  mutating func finish() {
    closeText()
    let size = postings.reduce(0) { $0 + $1.key.text.utf8.count + $1.value.letters.count + 6 }
    var shards = 1
    while shards * Self.termBytes < size, shards < 1024 { shards *= 2 }
    let head = Array("docgenSearch.pages({shards:\(shards),pages:[".utf8)
    sink.put("search/pages.js", head + list + Array("]})\n".utf8))
    writeTerms(shards)
  }

  private func writeTerms(_ count: Int) {
    var shards = Array(repeating: [SearchTerm](), count: count)
    for term in postings.keys { shards[SearchTerms.shard(of: term, among: count)].append(term) }
    _ = concurrentMap(Array(shards.enumerated())) { [postings, sink] number, terms in
      var out = Array("docgenSearch.terms(\(number),{".utf8)
      for (index, term) in terms.sorted().enumerated() {
        out += (index == 0 ? "\n" : ",\n").utf8
        Self.quote(term.text, into: &out)
        out += ":\"".utf8
        out += postings[term]?.letters ?? []
        out.append(UInt8(ascii: "\""))
      }
      sink.put("search/t-\(number).js", out + Array("})\n".utf8))
    }
  }

  static func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    quote(text, into: &bytes)
    return bytes
  }

  /// A JavaScript string that no reader of scripts or of HTML can misread.
  static func quote(_ text: String, into out: inout [UInt8]) {
    var text = text
    out.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      var start = 0
      var index = 0
      while index < bytes.count {
        guard mayNeedEscape(bytes[index]), let (length, sign) = escape(at: index, in: bytes) else {
          index += 1
          continue
        }
        out += UnsafeBufferPointer(rebasing: bytes[start..<index])
        out += sign.utf8
        index += length
        start = index
      }
      out += UnsafeBufferPointer(rebasing: bytes[start...])
    }
    out.append(UInt8(ascii: "\""))
  }

  /// False of most bytes, and quick to say.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    byte > UInt8(ascii: "\\")
      ? byte == 0xE2
      : byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "\\")
  }

  /// What stands for the bytes at a place, and how many those are; nil where they stand for themselves.
  private static func escape(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (Int, String)? {
    switch bytes[index] {
    case UInt8(ascii: "\""): (1, "\\\"")
    case UInt8(ascii: "\\"): (1, "\\\\")
    case UInt8(ascii: "\n"): (1, "\\n")
    case UInt8(ascii: "\t"): (1, "\\t")
    case UInt8(ascii: "<"): (1, "\\x3C")
    case 0..<32: (1, " ")
    // U+2028 and U+2029 end a line of script.
    case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] | 1 == 0xA9:
      (3, bytes[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
    default: nil
    }
  }
}
