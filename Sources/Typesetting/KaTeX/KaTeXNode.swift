import Trees

/// One thing that KaTeX typesets, with its place: the reader's alphabet.
struct KaTeXNode {
  package indirect enum Kind {
    /// A letter in math italics: `p`, `\alpha`.
    case letter(String)
    /// A digit or another ordinary sign: `1`, `\infty`, `\partial`, `|`.
    case ordinary(String)
    /// `bin rel open close punct inner middle ord`
    case atom(String, String)
    case scripts(base: [KaTeXNode], superscript: [KaTeXNode]?, subscript: [KaTeXNode]?)
    case fraction([KaTeXNode], [KaTeXNode], hasBar: Bool, left: String, right: String)
    case root([KaTeXNode], index: [KaTeXNode]?)
    /// `\left … \right`
    case fenced(left: String, right: String, [KaTeXNode])
    case grid(environment: String, rows: [[[KaTeXNode]]])
    /// `\log`, `\sum`; `@erf` for `\operatorname{erf}`.
    case named(String)
    case text(String)
    case font(String, [KaTeXNode])
    /// `\mathbin{…}` and such: the class, its text, its content.
    case classed(String, String, [KaTeXNode])
    case accent(String, [KaTeXNode])
    /// `\underbrace`, `\overbrace`: the braced part; a script on it is a remark.
    case braced([KaTeXNode])
    case space
    case rowBreak
    case unknown(String)
  }
  package var kind: Kind
  /// UTF-8 bytes of the formula.
  package var range: Range<Int>
}

/// Reads what `TypesetterScript` writes.
struct GlyphDecoder {
  private let tree: [UInt8]
  /// Where the next field begins.
  private var next = 0
  /// UTF-8 offset of each UTF-16 unit.
  private let offsets: [Int]
  private let end: Int
  private let latex: [UInt8]

  init(_ tree: [UInt8], latex: String) {
    self.tree = tree
    self.latex = Array(latex.utf8)
    end = self.latex.count
    if latex.utf8.allSatisfy({ $0 < 0x80 }) {
      offsets = []
    } else {
      var map: [Int] = []
      map.reserveCapacity(latex.utf16.count + 1)
      var byte = 0
      for scalar in latex.unicodeScalars {
        for _ in 0..<UTF16.width(scalar) { map.append(byte) }
        byte += UTF8.width(scalar)
      }
      map.append(byte)
      offsets = map
    }
  }

  mutating func decode() -> [KaTeXNode] {
    var glyphs = list()
    var cursor = 0
    fill(&glyphs, from: &cursor, to: end)
    return glyphs
  }

  private mutating func field() -> ArraySlice<UInt8> {
    guard next < tree.count else { return [] }
    var stop = next
    while stop < tree.count, tree[stop] != 1 { stop += 1 }
    defer { next = stop + 1 }
    return tree[next..<stop]
  }

  private mutating func text() -> String { String(decoding: field(), as: UTF8.self) }

  private mutating func number() -> Int {
    let digits = field()
    var value = 0
    for byte in digits where byte != 0x2D { value = value &* 10 &+ Int(byte &- 0x30) }
    return digits.first == 0x2D ? -value : value
  }

  private func byte(_ unit: Int) -> Int {
    guard unit >= 0 else { return -1 }
    return offsets.isEmpty ? min(unit, end) : offsets[min(unit, offsets.count - 1)]
  }

  private mutating func list() -> [KaTeXNode] {
    let count = number()
    guard (0...tree.count).contains(count) else { return [] }
    var glyphs: [KaTeXNode] = []
    glyphs.reserveCapacity(count)
    for _ in 0..<count { glyphs.append(glyph()) }
    return glyphs
  }

  private mutating func option() -> [KaTeXNode]? { number() == 1 ? list() : nil }

  private mutating func glyph() -> KaTeXNode {
    let kind = field().first ?? 0
    let start = byte(number())
    let stop = byte(number())
    // An unknown place is −1 until `fill`; a range cannot hold it, so it is kept as empty at `end + 1`.
    let range = start < 0 ? (end + 1)..<(end + 1) : start..<max(start, stop)
    return KaTeXNode(kind: content(kind), range: range)
  }

  private mutating func content(_ kind: UInt8) -> KaTeXNode.Kind {
    switch Character(Unicode.Scalar(kind)) {
    case "l": return .letter(text())
    case "o": return .ordinary(text())
    case "a":
      let family = text()
      return .atom(family, text())
    case "s":
      let base = option() ?? []
      let superscript = option()
      return .scripts(base: base, superscript: superscript, subscript: option())
    case "f":
      let hasBar = number() == 1
      let left = text()
      let right = text()
      let numerator = list()
      return .fraction(numerator, list(), hasBar: hasBar, left: left, right: right)
    case "r":
      let body = list()
      return .root(body, index: option())
    case "d":
      let left = text()
      let right = text()
      return .fenced(left: left, right: right, list())
    case "g":
      let environment = text()
      let rows = number()
      var grid: [[[KaTeXNode]]] = []
      for _ in 0..<min(max(rows, 0), tree.count) {
        let cells = number()
        var row: [[KaTeXNode]] = []
        for _ in 0..<min(max(cells, 0), tree.count) { row.append(list()) }
        grid.append(row)
      }
      return .grid(environment: environment, rows: grid)
    case "p": return .named(text())
    case "t": return .text(text())
    case "n":
      let font = text()
      return .font(font, list())
    case "m":
      let name = text()
      let words = text()
      return .classed(name, words, list())
    case "c":
      let label = text()
      return .accent(label, list())
    case "b": return .braced(list())
    case "_": return .space
    case "k": return .rowBreak
    default: return .unknown(text())
    }
  }

  /// Gives every glyph without a place one: the hull of its parts, or the gap between its neighbours.
  ///
  /// - Parameter limit: where what stands behind this list begins.
  private func fill(_ glyphs: inout [KaTeXNode], from cursor: inout Int, to limit: Int) {
    for index in glyphs.indices {
      let isKnown = glyphs[index].range.upperBound <= end
      let following = firstPlace(in: glyphs[(index + 1)...]) ?? limit
      let start =
        isKnown ? max(glyphs[index].range.lowerBound, 0) : beginning(from: cursor, to: following)
      let stop = max(start, isKnown ? glyphs[index].range.upperBound : following)
      var inner = start
      glyphs[index].kind = filled(glyphs[index].kind, from: &inner, to: stop)
      if !isKnown { glyphs[index].range = start..<(inner == start ? stop : max(start, min(inner, stop))) }
      cursor = max(cursor, glyphs[index].range.upperBound)
    }
  }

  /// Behind what no glyph begins with: spaces, braces, the mark between two cells.
  private func beginning(from start: Int, to limit: Int) -> Int {
    guard start < min(limit, end) else { return start }
    return latex[start..<min(limit, end)].firstIndex { !" \t\r\n&{}".utf8.contains($0) } ?? start
  }

  /// Where the first glyph that has a place begins.
  private func firstPlace(in glyphs: ArraySlice<KaTeXNode>) -> Int? {
    // A plain loop: a lazy chain asks each nested list again and again, twice for every level.
    for glyph in glyphs {
      if glyph.range.upperBound <= end { return glyph.range.lowerBound }
      switch glyph.kind {
      case .scripts(let base, let upper, let lower):
        if let place = firstPlace(in: base[...]) { return place }
        let scripts = [upper, lower].compactMap { $0.flatMap { firstPlace(in: $0[...]) } }
        if let place = scripts.min() { return place }
      case .font(_, let body):
        if let place = firstPlace(in: body[...]) { return place }
      default: break
      }
    }
    return nil
  }

  private func filled(_ kind: KaTeXNode.Kind, from cursor: inout Int, to limit: Int) -> KaTeXNode.Kind {
    func filled(_ glyphs: [KaTeXNode], to stop: Int? = nil) -> [KaTeXNode] {
      var copy = glyphs
      fill(&copy, from: &cursor, to: stop ?? limit)
      return copy
    }
    switch kind {
    case .scripts(let base, let superscript, let sub):
      let scripts = [superscript, sub].compactMap { $0.flatMap { firstPlace(in: $0[...]) } }
      let base = filled(base, to: scripts.min().map { max(cursor, $0) })
      let start = cursor
      let superscript = superscript.map { filled($0) }
      if sub != nil { cursor = start }
      return .scripts(base: base, superscript: superscript, subscript: sub.map { filled($0) })
    case .fraction(let a, let b, let hasBar, let left, let right):
      let a = filled(a)
      return .fraction(a, filled(b), hasBar: hasBar, left: left, right: right)
    case .root(let body, let index):
      let index = index.map { filled($0) }
      return .root(filled(body), index: index)
    case .fenced(let left, let right, let body):
      return .fenced(left: left, right: right, filled(body))
    case .grid(let environment, let rows):
      return .grid(environment: environment, rows: rows.map { row in row.map { filled($0) } })
    case .font(let font, let body): return .font(font, filled(body))
    case .classed(let name, let words, let body): return .classed(name, words, filled(body))
    case .accent(let label, let body): return .accent(label, filled(body))
    case .braced(let body): return .braced(filled(body))
    default: return kind
    }
  }
}
