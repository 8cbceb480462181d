import Basics

/// Findings as a compiler prints them: `file:line:column: severity: message [identifier]`, the line with a
/// caret, then `=` facts, notes and help. Columns count UTF-8 bytes from 1; the caret stands by display width.
struct TextPrinter {
  var language: Language
  var hasExcerpts: Bool
  var isColored: Bool

  func print(_ report: Report) -> String {
    var text = ""
    var counts: [Kind: Int] = [:]
    for diagnostic in report.diagnostics {
      let kind = Kind(path: diagnostic.range?.file.path ?? "", identifier: diagnostic.identifier)
      counts[kind, default: 0] += 1
      if !hasExcerpts || counts[kind, default: 0] <= Self.mostOfOneKind { print(diagnostic, to: &text) }
    }
    for (kind, count) in counts.sorted(by: { $0.key < $1.key })
    where hasExcerpts && count > Self.mostOfOneKind {
      text += more(count - Self.mostOfOneKind, of: kind)
    }
    return text
  }

  /// Nobody reads thousands of excerpts of one kind out of one file; the other formats have them all.
  private static let mostOfOneKind = 500

  private struct Kind: Hashable, Comparable {
    var path: String
    var identifier: String

    static func < (left: Kind, right: Kind) -> Bool {
      (left.path, left.identifier) < (right.path, right.identifier)
    }
  }

  private func more(_ count: Int, of kind: Kind) -> String {
    let message = Message(
      zh: "还有 \(count) 处 [\(kind.identifier)]，--format plain 全部列出",
      en: "\(count) more of [\(kind.identifier)]; --format plain lists all")
    let place = kind.path.isEmpty ? "docgen" : TerminalText.shown(kind.path)
    return painted(place + ": ", .place) + message.text(in: language) + "\n"
  }

  private func print(_ diagnostic: Diagnostic, to text: inout String) {
    text += headline(
      diagnostic.severity, diagnostic.message, at: diagnostic.range, identifier: diagnostic.identifier)
    var gutter = 3
    if let range = diagnostic.range, hasExcerpts {
      let excerpt = Excerpt(of: range)
      gutter = max(gutter, String(excerpt.line).count + 1)
      print(excerpt, gutter: gutter, style: style(of: diagnostic.severity), to: &text)
    }
    let margin = String(repeating: " ", count: gutter)
    for fact in diagnostic.facts { text += indented(fact, behind: margin + painted("=", .margin) + " ") }
    for note in diagnostic.notes { text += headline(.note, note.message, at: note.range) }
    for help in diagnostic.help { text += indented(help, behind: margin + painted("help", .help) + ": ") }
  }

  private func headline(
    _ severity: Severity, _ message: Message, at range: SourceRange?, identifier: String? = nil
  ) -> String {
    var place = "docgen: "
    if let range {
      let start = range.start
      place = "\(oneLine(range.file.path)):\(start.line):\(start.column): "
    }
    let said = oneLine(message.text(in: language))
    let label = identifier.map { painted(" [\($0)]", .margin) } ?? ""
    return painted(place, .place) + painted(severity.rawValue + ":", style(of: severity)) + " "
      + painted(said, .place) + label + "\n"
  }

  private func print(_ excerpt: Excerpt, gutter: Int, style: Style, to text: inout String) {
    let number = String(excerpt.line)
    let bar = painted("|", .margin)
    let margin = String(repeating: " ", count: gutter) + bar
    let pad = String(repeating: " ", count: gutter - 1 - number.count)
    text += margin + "\n"
    text += pad + painted(number, .margin) + " " + bar + " " + excerpt.text + "\n"
    text += margin + " " + painted(excerpt.caretLine, style) + "\n"
  }

  /// Further lines of a fact stand under its first word.
  private func indented(_ message: Message, behind lead: String) -> String {
    let lines = TerminalText.shown(message.text(in: language)).split(
      separator: "\n", omittingEmptySubsequences: false)
    let hanging = "\n     "
    return lead + lines.joined(separator: hanging) + "\n"
  }

  private func oneLine(_ text: String) -> String {
    TerminalText.shown(text.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  private enum Style: String {
    case error = "1;31"
    case warning = "1;33"
    case note = "1;36"
    case help = "1;32"
    case margin = "2"
    case place = "1"
  }

  private func style(of severity: Severity) -> Style {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }

  private func painted(_ text: String, _ style: Style) -> String {
    isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
