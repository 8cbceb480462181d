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

  /// `: 题注` in a paragraph of its own before a table.
  static func caption(_ block: Block?) -> String? {
    guard case .paragraph(let inlines)? = block?.kind, inlines.count == 1,
      case .text(let text, _) = inlines[0],
      text.hasPrefix(":"), text.count > 1
    else { return nil }
    return DirectiveParser.trimmed(String(text.dropFirst()))
  }

  /// The name that stands right below a table, where Markdown takes it for a row.
  static func takenLast(from table: inout Table) -> String? {
    guard let row = table.rows.last, row.dropFirst().allSatisfy(\.isEmpty), let cell = row.first,
      cell.count == 2, case .text(let sign, _) = cell[0], beforeLabel(sign)?.isEmpty == true,
      case .code(let name) = cell[1]
    else { return nil }
    table.rows.removeLast()
    return name
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
    // `\label{eq:my label}` may hold spaces.
    !text.isEmpty && text.allSatisfy { isSign($0) || $0 == "/" || $0 == "#" || $0 == " " }
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
        var (block, own) = (block, waiting)
        if case .table(var table) = block.kind, let name = ForeignNames.takenLast(from: &table) {
          block.kind = .table(table)
          let caption = ForeignNames.caption(result.last)
          if caption != nil { result.removeLast() }
          own.append(.label(name, caption: caption, block.range))
        }
        result.append(block)
        label(&result, own)
        waiting = []
        continue
      }
      var lines = inlines
      if let (name, others) = ForeignNames.ofNext(inlines) {
        waiting.append(.label(name, caption: nil, block.range))
        lines = others
        if lines.isEmpty { continue }
      }
      var (rest, names) = ForeignNames.taken(from: lines)
      if let name = nameBehindFormula(rest) {
        rest.removeLast()
        names.append(name)
      }
      if var other = paragraph(rest, block.range) {
        other.directives = block.directives
        result.append(other)
      }
      label(&result, waiting + names.map { .label($0, caption: nil, block.range) })
      waiting = []
    }
    return result
  }

  /// `$$ … $$ (eq-a)`: the name behind a display formula.
  private func nameBehindFormula(_ inlines: [Inline]) -> String? {
    guard inlines.count == 2, case .formula(let index) = inlines[0], document.formulas[index].isDisplay,
      case .text(let text, _) = inlines[1]
    else { return nil }
    let name = text.drop(while: \.isWhitespace)
    guard name.first == "(", name.last == ")", PartName.isOne(name.dropFirst().dropLast()),
      // `(3)` is a number, and `(x)` may be words.
      name.contains(where: { "-_:".contains($0) })
    else { return nil }
    return String(name.dropFirst().dropLast())
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

  /// Text with `[@name]` or `\eqref{name}` in it as text and references.
  mutating func referring(_ text: String, _ range: SourceRange?) -> [Inline] {
    guard text.contains("[@") || text.contains("ref{") else { return [.text(text, range)] }
    // Escapes and character references: the text's places are not the note's.
    let isPlain = range?.bytes.count == text.utf8.count
    func place(_ part: Substring) -> SourceRange? {
      guard isPlain else { return range }
      let start = text.utf8.distance(from: text.startIndex, to: part.startIndex)
      return range?.part(start..<start + part.utf8.count)
    }
    var inlines: [Inline] = []
    var plain = text.startIndex
    for match in text.matches(of: /\[@([^\[\]\s]+)\]|\\(?:eq|auto|c)?ref\{([^{}\s](?:[^{}\n]*[^{}\s])?)\}/) {
      guard let name = match.1 ?? match.2, PartName.isReference(name) else { continue }
      if plain < match.range.lowerBound {
        let before = text[plain..<match.range.lowerBound]
        inlines.append(.text(String(before), place(before)))
      }
      inlines.append(refer(to: String(name), place(text[match.range])))
      plain = match.range.upperBound
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
