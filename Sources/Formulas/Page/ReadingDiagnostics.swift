import Typesetting
import Trees
import Diagnostics

extension Diagnostic {
  /// A formula that was typeset and not understood. Without strict it is a remark beside the formula, but of a claim, of
  /// which the author asks whether it holds.
  static func unreadable(_ error: ParseError, _ sourceFormula: SourceFormula, isStrict: Bool) -> Diagnostic {
    let severity: Severity =
      switch sourceFormula.directive {
      case _ where sourceFormula.isExempt: .note
      case _ where isStrict: .error
      case .claim: .warning
      default: .note
      }
    return Diagnostic(severity, error.identifier, error.message, at: sourceFormula.place(error.range))
  }

  /// A reading that another reader might not share.
  static func doubtful(_ warning: ParseError, _ sourceFormula: SourceFormula) -> Diagnostic {
    Diagnostic(.warning, warning.identifier, warning.message, at: sourceFormula.place(warning.range))
  }

  /// A formula that KaTeX cannot typeset.
  package static func broken(
    _ sourceFormula: SourceFormula, position: Int?, message: String, isStrict: Bool
  ) -> Diagnostic {
    let units = sourceFormula.latex.utf16
    var byte = 0
    if let position, position <= units.count {
      byte = sourceFormula.latex.utf8.distance(
        from: sourceFormula.latex.startIndex,
        to: units.index(units.startIndex, offsetBy: position).samePosition(in: sourceFormula.latex.utf8)
          ?? sourceFormula.latex.endIndex)
    }
    let end = sourceFormula.latex.utf8.count
    let range = position == nil ? 0..<end : min(byte, end)..<min(byte + 1, end)
    let (reason, help) = KaTeXWords.message(message)
    return Diagnostic(
      isStrict ? .error : .warning, "broken-formula",
      Message(zh: "公式无法排版：\(reason.zh)", en: "the formula cannot be typeset: \(reason.en)"),
      at: sourceFormula.place(range), help: help.map { [$0] } ?? [])
  }

  /// A formula of a length that no reader meets: it is shown as far as its beginning and not typeset.
  static func tooLong(_ sourceFormula: SourceFormula) -> Diagnostic {
    let (length, most) = (sourceFormula.latex.utf8.count, TypesetPlan.Entry.mostBytes)
    return Diagnostic(
      .error, "formula-too-long",
      Message(
        zh: "公式太长：\(length) 字节，至多 \(most)；拆成几个，或写成 \\sum",
        en: "the formula is too long: \(length) bytes, at most \(most); split it, or write a \\sum"),
      at: sourceFormula.place(0..<1))
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

  static func circularUse(_ pageFormulas: PageFormulas, _ page: String) -> Diagnostic {
    Diagnostic(
      .error, "uses-in-circle",
      Message(
        zh: "uses 成环：\(pageFormulas.page) → \(page)",
        en: "uses goes in a circle: \(pageFormulas.page) → \(page)"),
      at: pageFormulas.file.range(0..<0))
  }

  static func unknownPage(_ pageFormulas: PageFormulas, _ page: String, known: [String]) -> Diagnostic {
    let near = known.sorted().first { $0.split(separator: "/").last == page.split(separator: "/").last }
    return Diagnostic(
      .error, "unknown-page", Message(zh: "uses 所指的页面不存在：\(page)", en: "uses names no page: \(page)"),
      at: pageFormulas.file.range(0..<0),
      help: near.map { [Message(zh: "是否指 \($0)？", en: "did you mean \($0)?")] } ?? [])
  }

  static func unreadableDeclaration(
    _ pageFormulas: PageFormulas, _ name: String, _ domain: String
  ) -> Diagnostic {
    Diagnostic(
      .error, "unreadable-declaration",
      Message(
        zh: "看不懂 front matter 里的定义域：\(name): \(domain)",
        en: "the front matter's domain is not understood: \(name): \(domain)"),
      at: pageFormulas.file.range(0..<0))
  }
}
