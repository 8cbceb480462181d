import Trees
import Diagnostics

extension Diagnostic {
  /// A formula that was typeset and not understood. Without strict it is a remark beside the formula.
  static func unreadable(_ error: Misreading, _ occurrence: Occurrence, isStrict: Bool) -> Diagnostic {
    Diagnostic(
      isStrict && !occurrence.isExempt ? .error : .note, error.identifier, error.message,
      at: occurrence.place(error.range))
  }

  /// A reading that another reader might not share.
  static func doubtful(_ warning: Misreading, _ occurrence: Occurrence) -> Diagnostic {
    Diagnostic(.warning, warning.identifier, warning.message, at: occurrence.place(warning.range))
  }

  /// A formula that KaTeX cannot typeset.
  static func broken(
    _ occurrence: Occurrence, position: Int?, message: String, isStrict: Bool
  ) -> Diagnostic {
    let units = occurrence.latex.utf16
    var byte = 0
    if let position, position <= units.count {
      byte = occurrence.latex.utf8.distance(
        from: occurrence.latex.startIndex,
        to: units.index(units.startIndex, offsetBy: position).samePosition(in: occurrence.latex.utf8)
          ?? occurrence.latex.endIndex)
    }
    let end = occurrence.latex.utf8.count
    let range = position == nil ? 0..<end : min(byte, end)..<min(byte + 1, end)
    let reason = message.replacing("KaTeX parse error: ", with: "")
    return Diagnostic(
      isStrict ? .error : .warning, "broken-formula",
      Message(zh: "公式无法排版：\(reason)", en: "the formula cannot be typeset: \(reason)"),
      at: occurrence.place(range))
  }

  /// One symbol with two domains in one section.
  static func conflictingDomains(_ second: Meaning, _ first: Meaning, isStrict: Bool) -> Diagnostic {
    Diagnostic(
      isStrict ? .error : .note, "conflicting-domains",
      Message(
        zh: "\(second.name.plain) 在同一节里有两个不同的定义域",
        en: "\(second.name.plain) has two different domains in one section"),
      at: second.source,
      notes: [.init(Message(zh: "先前的定义域在此", en: "the earlier domain is here"), at: first.source)])
  }

  static func duplicateLabel(_ label: String, _ occurrence: Occurrence, _ first: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "duplicate-label",
      Message(zh: "\\label{\(label)} 已经用过", en: "\\label{\(label)} is already taken"),
      at: occurrence.place(of: label),
      notes: [.init(Message(zh: "先前的在此", en: "the earlier one is here"), at: first)])
  }

  static func unknownLabel(_ label: String, _ occurrence: Occurrence, known: [String]) -> Diagnostic {
    let near = known.first { $0.hasSuffix(label) || label.hasSuffix($0) }
    return Diagnostic(
      .error, "unknown-label",
      Message(zh: "没有公式带 \\label{\(label)}", en: "no formula carries \\label{\(label)}"),
      at: occurrence.place(of: label),
      help: near.map { [Message(zh: "是否指 \($0)？", en: "did you mean \($0)?")] } ?? [])
  }

  static func circularUse(_ manuscript: Manuscript, _ page: String) -> Diagnostic {
    Diagnostic(
      .error, "uses-in-circle",
      Message(
        zh: "uses 成环：\(manuscript.page) → \(page)", en: "uses goes in a circle: \(manuscript.page) → \(page)"),
      at: manuscript.file.range(0..<0))
  }

  static func unknownPage(_ manuscript: Manuscript, _ page: String, known: [String]) -> Diagnostic {
    let near = known.sorted().first { $0.split(separator: "/").last == page.split(separator: "/").last }
    return Diagnostic(
      .error, "unknown-page", Message(zh: "uses 所指的页面不存在：\(page)", en: "uses names no page: \(page)"),
      at: manuscript.file.range(0..<0),
      help: near.map { [Message(zh: "是否指 \($0)？", en: "did you mean \($0)?")] } ?? [])
  }

  static func unreadableDeclaration(
    _ manuscript: Manuscript, _ name: String, _ domain: String
  ) -> Diagnostic {
    Diagnostic(
      .error, "unreadable-declaration",
      Message(
        zh: "看不懂 front matter 里的定义域：\(name): \(domain)",
        en: "the front matter's domain is not understood: \(name): \(domain)"),
      at: manuscript.file.range(0..<0))
  }
}

extension Occurrence {
  /// Where a word stands in the formula.
  fileprivate func place(of word: String) -> SourceRange {
    guard let found = latex.firstRange(of: word) else { return range }
    let utf8 = latex.utf8
    let lower = utf8.distance(from: utf8.startIndex, to: found.lowerBound)
    return place(lower..<(lower + word.utf8.count))
  }
}
