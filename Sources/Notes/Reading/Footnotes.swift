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
    for match in string.matches(of: /\[\^([^\]\s]+)\]/) {
      let offset = string.utf8.distance(from: string.startIndex, to: match.range.lowerBound)
      let length = match.output.0.utf8.count
      let exact = range.map { $0.bytes.count == string.utf8.count ? $0.part(offset..<offset + length) : $0 }
      let label = String(match.output.1)
      unknownFootnotes += 1
      // A guess for each of a million would take for ever.
      let isGuessed = unknownFootnotes <= 50 && label.count > 1
      let nearest = isGuessed ? NearestName.of(label, among: definedFootnotes) : nil
      diagnostics.append(.unknownFootnote(label, nearest: nearest, at: exact))
    }
  }

  /// Labels of all definitions, those too that nothing refers to.
  private var definedFootnotes: [String] {
    text.lineStarts.indices.compactMap { index in
      Self.label(in: text.bytes[text.range(ofLine: index + 1)]).map { text.restored($0, as: .text) }
    }
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
