/// Boxes as other tools write them, which public notes are full of: `:::tip`, `!!! note "Title"`, `???+ info`,
/// `=== "Tab"`, ```` ```{note} ````.
///
/// Their marking lines are swapped for Markdown's own of the same length, so that all places stay: a box of indented
/// lines becomes a quote, a box between two lines stands between two breaks. What each swapped line meant is kept by
/// its place.
struct ForeignMarkup: Sendable {
  struct Mark: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
      case alert(Alert)
      /// `::: {.center}`: what is in it, as if it stood outside.
      case division
      /// `:::{figure} path`
      case figure(String)
      case end
    }

    var kind: Kind
  }

  /// By the offset of the line's first sign in the body.
  private(set) var marks: [Int: Mark] = [:]
  private(set) var bytes: [UInt8]
  /// Where four spaces became a quote's sign: behind a blank line a box goes on in another quote.
  private var signs: Set<Int> = []

  private static let kinds: [String: String] = [
    "note": "note", "info": "note", "abstract": "note", "summary": "note", "tldr": "note", "quote": "note",
    "cite": "note", "example": "note", "question": "note", "faq": "note", "details": "note",
    "seealso": "note",
    "definition": "note", "theorem": "note", "lemma": "note", "proof": "note", "remark": "note",
    "admonition": "note", "success": "tip", "check": "tip", "done": "tip", "tip": "tip", "hint": "tip",
    "important": "important", "warning": "warning", "attention": "warning", "caution": "caution",
    "danger": "caution", "error": "caution", "failure": "caution", "bug": "caution",
  ]
  /// Kinds that say more than their alert does: without a title their own name stands.
  private static let plain: Set<String> = [
    "note", "info", "tip", "hint", "important", "warning", "caution", "admonition",
  ]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    guard Self.mayHold(bytes) else { return }
    var at = 0
    /// The fence of code that is open: its sign and length.
    var fence: (sign: UInt8, length: Int)?
    /// Boxes between lines: what closes each.
    var open: [(sign: UInt8, length: Int)] = []
    /// The indentation of boxes of indented lines.
    var indents: [Int] = []
    while at < bytes.count {
      let end = bytes[at...].firstIndex(of: Byte.newline) ?? bytes.count
      let indent = bytes[at..<end].prefix { $0 == Byte.space }.count
      let line = bytes[(at + indent)..<end]
      defer { at = end + 1 }
      guard !line.allSatisfy(Byte.isSpace) else { continue }
      if fence == nil { while let last = indents.last, indent < last + 4 { indents.removeLast() } }
      for level in indents where level + 4 <= indent {
        // Four spaces of a box's line: a quote's sign, and three that it takes in.
        self.bytes[at + level] = UInt8(ascii: ">")
        signs.insert(at + level)
      }
      let run = Self.run(line)
      if let inside = fence {
        if run.sign == inside.sign, run.length >= inside.length, Self.rest(line, run.length).isEmpty {
          fence = nil
        }
        continue
      }
      guard indent < 4 || !indents.isEmpty || !open.isEmpty else { continue }
      if run.length >= 3 {
        if let last = open.last, last.sign == run.sign, run.length >= last.length,
          Self.rest(line, run.length).isEmpty
        {
          open.removeLast()
          close(at + indent..<end)
          continue
        }
        if let mark = Self.box(line, run) {
          open.append(run)
          marks[at + indent] = mark
          swap(at + indent..<end, for: "***")
          continue
        }
        if run.sign != UInt8(ascii: ":") { fence = run }
        continue
      }
      if let mark = Self.indentedBox(line), Self.isFollowed(bytes, from: end, by: indent + 4) {
        marks[at + indent] = mark
        swap(at + indent..<end, for: ">")
        indents.append(indent)
      }
    }
  }

  private static func mayHold(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      let text = UnsafeRawBufferPointer(bytes)
      return [":::", "!!!", "???", "=== ", "```{", "~~~{"].contains { sign in
        var from = 0
        let first = sign.utf8.first ?? 0
        while let found = bytes.place(of: first, from: from) {
          if found + sign.utf8.count <= bytes.count,
            zip(text[found..<found + sign.utf8.count], sign.utf8).allSatisfy({ $0 == $1 })
          {
            return true
          }
          from = found + 1
        }
        return false
      }
    }
  }

  private mutating func close(_ line: Range<Int>) {
    marks[line.lowerBound] = Mark(kind: .end)
    swap(line, for: "***")
  }

  private mutating func swap(_ line: Range<Int>, for sign: String) {
    let sign = Array(sign.utf8)
    for (offset, place) in line.enumerated() where bytes[place] != 13 {
      bytes[place] = offset < sign.count ? sign[offset] : Byte.space
    }
  }

  /// `:::`, three grave accents or tildes at a line's beginning.
  private static func run(_ line: ArraySlice<UInt8>) -> (sign: UInt8, length: Int) {
    guard let first = line.first, [UInt8(ascii: ":"), UInt8(ascii: "`"), UInt8(ascii: "~")].contains(first)
    else {
      return (0, 0)
    }
    return (first, line.prefix { $0 == first }.count)
  }

  private static func rest(_ line: ArraySlice<UInt8>, _ length: Int) -> Substring {
    trimmed(Substring(decoding: line.dropFirst(length), as: UTF8.self))
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// `::: tip 标题`, `:::{note}`, ```` ```{note} Title ````; between colons anything is a box, or a division.
  private static func box(_ line: ArraySlice<UInt8>, _ run: (sign: UInt8, length: Int)) -> Mark? {
    var rest = rest(line, run.length)
    let isBraced = rest.first == "{"
    guard isBraced || run.sign == UInt8(ascii: ":") else { return nil }
    if isBraced { rest = rest.dropFirst() }
    let name = rest.drop { $0 == "." }.prefix { $0.isLetter || $0 == "-" }
    let kind = kinds[name.lowercased()]
    guard kind != nil || run.sign == UInt8(ascii: ":") && !rest.isEmpty else { return nil }
    rest = rest.drop { $0 == "." }.dropFirst(name.count)
    if isBraced {
      guard let close = rest.firstIndex(of: "}") else { return nil }
      rest = rest[close...].dropFirst()
    }
    if isBraced, name == "figure" || name == "image" { return Mark(kind: .figure(String(trimmed(rest)))) }
    guard let kind else { return Mark(kind: .division) }
    let isFolded = name.lowercased() == "details" ? true : nil
    return Mark(kind: .alert(Alert(kind, title: title(of: name, trimmed(rest)), isFolded: isFolded)))
  }

  /// `!!! note "Title"`, `???+ info`, `=== "Tab"`.
  private static func indentedBox(_ line: ArraySlice<UInt8>) -> Mark? {
    let text = trimmed(Substring(decoding: line, as: UTF8.self))
    if text.hasPrefix("=== \"") {
      return Mark(kind: .alert(Alert("note", title: unquoted(text.dropFirst(4)))))
    }
    guard let sign = ["!!!", "???+", "???"].first(where: { text.hasPrefix($0 + " ") }) else { return nil }
    let rest = trimmed(text.dropFirst(sign.count))
    let name = rest.prefix { $0.isLetter || $0 == "-" }
    guard !name.isEmpty else { return nil }
    let more = trimmed(rest[(rest.firstIndex(of: "\"") ?? rest.endIndex)...])
    let isFolded = sign == "!!!" ? nil : sign == "???"
    let kind = kinds[name.lowercased()] ?? "note"
    return Mark(kind: .alert(Alert(kind, title: title(of: name, more), isFolded: isFolded)))
  }

  private static func title(of name: Substring, _ written: Substring) -> String {
    let title = unquoted(written)
    if !title.isEmpty { return title }
    return plain.contains(name.lowercased()) ? "" : String(name)
  }

  private static func unquoted(_ text: Substring) -> String {
    let text = trimmed(text)
    return String(
      text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1 ? text.dropFirst().dropLast() : text)
  }

  /// Whether the next line with words is indented as a box's.
  private static func isFollowed(_ bytes: [UInt8], from end: Int, by indent: Int) -> Bool {
    var at = end + 1
    while at < bytes.count {
      let next = bytes[at...].firstIndex(of: Byte.newline) ?? bytes.count
      if !bytes[at..<next].allSatisfy(Byte.isSpace) {
        return bytes[at..<next].prefix { $0 == Byte.space }.count >= indent
      }
      at = next + 1
    }
    return false
  }
}

extension ForeignMarkup {
  /// Blocks with what stands between two swapped lines in a box, and swapped quotes as boxes.
  ///
  /// - Parameter base: the file's offset of the body.
  func boxed(_ blocks: [Block], base: Int) -> [Block] {
    guard !marks.isEmpty else { return blocks }
    var levels: [(mark: Mark?, start: Block?, blocks: [Block])] = [(nil, nil, [])]
    func close() {
      let level = levels.removeLast()
      guard let mark = level.mark, var block = level.start else { return }
      switch mark.kind {
      case .alert(let alert):
        block.kind = .alert(alert, level.blocks)
        levels[levels.count - 1].blocks.append(block)
      case .figure(let path):
        levels[levels.count - 1].blocks += Figure(path, level.blocks, standingIn: block).blocks
      case .division, .end: levels[levels.count - 1].blocks += level.blocks
      }
    }
    for block in blocks {
      let mark = marks[block.range.bytes.lowerBound - base]
      switch (block.kind, mark) {
      case (.thematicBreak, let mark?) where mark.kind != .end: levels.append((mark, block, []))
      case (.thematicBreak, _?):
        if levels.count > 1 { close() }
      case (.quote(let inside), let mark?):
        var box = block
        if case .alert(let alert) = mark.kind { box.kind = .alert(alert, inside) }
        levels[levels.count - 1].blocks.append(box)
      case (.quote(let inside), nil) where signs.contains(block.range.bytes.lowerBound - base):
        let last = levels.count - 1
        guard var box = levels[last].blocks.last, case .alert(let kind, let before) = box.kind else {
          levels[last].blocks.append(block)
          continue
        }
        box.kind = .alert(kind, before + inside)
        levels[last].blocks[levels[last].blocks.count - 1] = box
      default: levels[levels.count - 1].blocks.append(block)
      }
    }
    while levels.count > 1 { close() }
    return levels[0].blocks
  }
}
