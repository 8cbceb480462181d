import Diagnostics

/// Names that other tools give parts of a note, and how they refer to them: `:label:`name``, `(name)=`, `:numref:`name``,
/// `{eq}`name``.
enum ForeignNames {
  private static let labels = [":label:", ":eqlabel:", "{label}"]
  private static let references = [
    ":numref:", ":eqref:", ":ref:", "{numref}", "{eq}", "{ref}", "{prf:ref}",
  ]

  /// What stands before the sign that makes the code behind a text a name of the part before it.
  static func beforeLabel(_ text: String) -> Substring? { before(labels, text) }

  /// What stands before the sign that makes the code behind a text a reference.
  static func beforeReference(_ text: String) -> Substring? { before(references, text) }

  private static func before(_ signs: [String], _ text: String) -> Substring? {
    guard text.hasSuffix(":") || text.hasSuffix("}") else { return nil }
    return signs.first { text.hasSuffix($0) }.map { text.dropLast($0.count) }
  }

  /// The name of what follows, `(name)=` in a line of its own, and what stands in the paragraph's other lines.
  static func ofNext(_ inlines: [Inline]) -> (name: String, rest: [Inline])? {
    guard case .text(let text, _)? = inlines.first, text.hasPrefix("("), text.hasSuffix(")="),
      inlines.count == 1 || Inline?.some(inlines[1]).isBreak
    else { return nil }
    let name = text.dropFirst().dropLast(2)
    return PartName.isOne(name) ? (String(name), Array(inlines.dropFirst(2))) : nil
  }

  /// A paragraph without the names in it, and these.
  static func taken(from inlines: [Inline]) -> (rest: [Inline], names: [String]) {
    var rest: [Inline] = []
    var names: [String] = []
    for inline in inlines {
      guard case .code(let name) = inline, case .text(let text, let range)? = rest.last,
        let before = beforeLabel(text)
      else {
        rest.append(inline)
        continue
      }
      names.append(name)
      rest.removeLast()
      if !before.allSatisfy(\.isWhitespace) { rest.append(.text(String(before), range)) }
    }
    guard !names.isEmpty else { return (inlines, []) }
    while rest.last.isBreak { rest.removeLast() }
    return (rest, names)
  }
}

/// A name that an author gives a part of a note.
enum PartName {
  static func isOne(_ text: some StringProtocol) -> Bool { !text.isEmpty && text.allSatisfy(isSign) }

  /// Of a reference: the name alone, or behind its page's path.
  static func isReference(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.allSatisfy { isSign($0) || $0 == "/" || $0 == "#" }
  }

  private static func isSign(_ sign: Character) -> Bool {
    sign.isLetter || sign.isNumber || "-_.:".contains(sign)
  }
}

extension DocumentReader {
  /// Blocks with the names that other tools' marks give them.
  mutating func named(_ blocks: [Block]) -> [Block] {
    var result: [Block] = []
    var waiting: [Directive] = []
    for block in blocks {
      guard case .paragraph(let inlines) = block.kind else {
        result.append(block)
        label(&result, waiting)
        waiting = []
        continue
      }
      var lines = inlines
      if let (name, others) = ForeignNames.ofNext(inlines) {
        waiting.append(.label(name, caption: nil, block.range))
        lines = others
        if lines.isEmpty { continue }
      }
      let (rest, names) = ForeignNames.taken(from: lines)
      if var other = paragraph(rest, block.range) {
        other.directives = block.directives
        result.append(other)
      }
      label(&result, waiting + names.map { .label($0, caption: nil, block.range) })
      waiting = []
    }
    return result
  }

  /// Gives names to the last block.
  private mutating func label(_ blocks: inout [Block], _ labels: [Directive]) {
    guard !labels.isEmpty, let last = blocks.indices.last else { return }
    blocks[last].directives += labels
    bindLabel(of: blocks[last])
  }

  /// A name that stands before a formula is its label.
  mutating func bindLabel(of block: Block) {
    guard let label = block.label, let index = formula(of: block), document.formulas[index].isDisplay else {
      return
    }
    document.formulas[index].label = label.name
  }

  /// Text with `[@name]` in it as text and references.
  mutating func referring(_ text: String, _ range: SourceRange?) -> [Inline] {
    guard text.contains("[@") else { return [.text(text, range)] }
    // Escapes and character references: the text's places are not the note's.
    let isPlain = range?.bytes.count == text.utf8.count
    func place(_ part: Substring) -> SourceRange? {
      guard isPlain else { return range }
      let start = text.utf8.distance(from: text.startIndex, to: part.startIndex)
      return range?.part(start..<start + part.utf8.count)
    }
    var inlines: [Inline] = []
    var rest = text[...]
    var plain = text.startIndex
    while let open = rest.firstRange(of: "[@"), let close = rest[open.upperBound...].firstIndex(of: "]") {
      let name = rest[open.upperBound..<close]
      let end = text.index(after: close)
      rest = text[end...]
      guard PartName.isReference(name) else {
        rest = text[open.upperBound...]
        continue
      }
      if plain < open.lowerBound {
        let before = text[plain..<open.lowerBound]
        inlines.append(.text(String(before), place(before)))
      }
      inlines.append(refer(to: String(name), place(text[open.lowerBound..<end])))
      plain = end
    }
    if plain < text.endIndex { inlines.append(.text(String(text[plain...]), place(text[plain...]))) }
    return inlines
  }

  mutating func refer(to name: String, _ range: SourceRange?) -> Inline {
    document.references.append(name)
    return .reference(name, range)
  }

  /// Inlines with references in place of other tools' ways to refer.
  mutating func withForeignReferences(_ inlines: [Inline]) -> [Inline] {
    var result: [Inline] = []
    result.reserveCapacity(inlines.count)
    for inline in inlines {
      guard case .code(let name) = inline, case .text(let text, let range)? = result.last,
        let before = ForeignNames.beforeReference(text)
      else {
        result.append(inline)
        continue
      }
      result.removeLast()
      if !before.isEmpty {
        let isPlain = range?.bytes.count == text.utf8.count
        result.append(.text(String(before), isPlain ? range?.part(0..<before.utf8.count) : range))
      }
      result.append(refer(to: name, range))
    }
    return result
  }
}

extension Block {
  /// The name that its author gives it, and its caption.
  package var label: (name: String, caption: String?)? {
    for case .label(let name, let caption, _) in directives { return (name, caption) }
    return nil
  }
}

extension Inline? {
  /// A line's end, or white space.
  fileprivate var isBreak: Bool {
    switch self {
    case .softBreak?, .hardBreak?: true
    case .text(let text, _)?: text.allSatisfy(\.isWhitespace)
    default: false
    }
  }
}
