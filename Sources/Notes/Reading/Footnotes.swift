import Basics
import Diagnostics

extension DocumentReader {
  /// A definition's label, as written: cmark keeps only its number.
  func label(of definition: MarkdownNode) -> String {
    let line = text.range(ofLine: definition.startLine)
    guard let start = line.first(where: { text.bytes[$0] == Byte.bracketOpen }),
      let label = Self.label(in: text.bytes[start..<line.upperBound])
    else { return "" }
    return text.restored(label, as: .text)
  }

  /// `[^label]:` at the start.
  private static func label(in bytes: ArraySlice<UInt8>) -> String? {
    let start = bytes.drop { $0 == Byte.space }
    guard start.starts(with: "[^".utf8), let end = start.firstIndex(of: Byte.bracketClose),
      end + 1 < start.endIndex,
      start[end + 1] == UInt8(ascii: ":"), end - start.startIndex > 2
    else { return nil }
    return String(decoding: start[start.startIndex + 2..<end], as: UTF8.self)
  }

  /// Definitions that nothing refers to: cmark drops them, which must not happen in silence.
  mutating func reportUnusedFootnotes(_ nodes: [MarkdownNode]) {
    guard text.bytes.withUnsafeBufferPointer({ $0.place(of: Byte.caret) }) != nil else { return }
    var isCovered = [Bool](repeating: false, count: text.lineStarts.count + 1)
    for node in nodes {
      let lines = lineSpan(of: node)
      for line in lines where line < isCovered.count { isCovered[line] = true }
    }
    let used = Dictionary(
      nodes.compactMap { node -> (String, SourceRange)? in
        guard case .footnoteDefinition = node.kind else { return nil }
        return (label(of: node).lowercased(), place(text.range(ofLine: node.startLine)))
      }
    ) { first, _ in first }
    for line in isCovered.indices.dropFirst() where !isCovered[line] {
      let range = text.range(ofLine: line)
      guard let label = Self.label(in: text.bytes[range]) else { continue }
      let shown = text.restored(label, as: .text)
      let place = place(range.lowerBound..<range.lowerBound + label.utf8.count + 4)
      if let first = used[shown.lowercased()] {
        diagnostics.append(.secondFootnote(shown, at: place, first: first))
      } else {
        diagnostics.append(.unusedFootnote(shown, at: place))
      }
    }
  }

  /// `[^label]` that was left as text: no footnote of that label exists.
  mutating func reportUnknownFootnotes(in string: String, at range: SourceRange?) {
    guard string.utf8.withContiguousStorageIfAvailable({ $0.place(of: Byte.caret) == nil }) != true else {
      return
    }
    let bytes = Array(string.utf8)
    for mark in Self.marks(in: bytes) {
      let exact = range.map { $0.bytes.count == bytes.count ? $0.part(mark) : $0 }
      let label = String(decoding: bytes[mark.lowerBound + 2..<mark.upperBound - 1], as: UTF8.self)
      unknownFootnotes += 1
      // A guess for each of a million would take for ever.
      let isGuessed = unknownFootnotes <= 50 && label.count > 1
      let nearest = isGuessed ? NearestName.of(label, among: labelsOfFootnotes()) : nil
      diagnostics.append(.unknownFootnote(label, nearest: nearest, at: exact))
    }
  }

  /// Each `[^label]`, whose label is not empty and holds no space.
  private static func marks(in bytes: [UInt8]) -> [Range<Int>] {
    var marks: [Range<Int>] = []
    var start: Int?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case Byte.caret where index > 0 && bytes[index - 1] == Byte.bracketOpen && start == nil:
        start = index - 1
      case Byte.bracketClose:
        if let first = start, index - first > 2 { marks.append(first..<index + 1) }
        start = nil
      case _ where Byte.isSpace(byte): start = nil
      default: continue
      }
    }
    return marks
  }

  /// Labels of all definitions, those too that nothing refers to.
  private mutating func labelsOfFootnotes() -> [String] {
    if let known = footnoteLabels { return known }
    let labels = text.lineStarts.indices.compactMap { index in
      Self.label(in: text.bytes[text.range(ofLine: index + 1)]).map { text.restored($0, as: .text) }
    }
    footnoteLabels = labels
    return labels
  }
}

extension Diagnostic {
  static func unusedFootnote(_ label: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unused-footnote",
      Message(
        zh: "没有引用脚注 “\(label)”，它不会出现", en: "the footnote '\(label)' is never referred to and is left out"),
      at: range)
  }

  static func secondFootnote(_ label: String, at range: SourceRange, first: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "duplicate-footnote",
      Message(
        zh: "脚注 “\(label)” 写了两次，这一条不会出现",
        en: "the footnote '\(label)' is defined twice: this one is left out"),
      at: range, notes: [.init(Message(zh: "第一条在此", en: "the first is here"), at: first)],
      help: [Message(zh: "换一个名字，或合成一条", en: "give it another name, or make them one")])
  }

  static func unknownFootnote(_ label: String, nearest: String?, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .error, "unknown-footnote",
      Message(zh: "没有脚注 “\(label)”", en: "no footnote '\(label)'"), at: range,
      help: nearest.map { [Message(zh: "是不是 [^\($0)]？", en: "did you mean [^\($0)]?")] } ?? [])
  }
}
