import Diagnostics
import Notes
import SwiftDiagnostics
import SwiftParser
import SwiftParserDiagnostics
import SwiftSyntax

/// Syntax errors of a page and of what it uses, block by block and value by value: a brace left open would spill
/// into what is woven behind it.
struct SyntaxErrors: Sendable {
  func errors(of program: PageProgram) -> [Diagnostics.Diagnostic] {
    let blocks = (program.uses + [program.document]).flatMap(\.snippets)
    // Of what is to fail, too, no word is compiled that was not read.
    return
      blocks.filter { $0.attributes.expectation == .runs || SwiftText.isTooDeep($0.code) }
      .flatMap { Self.errors(in: $0) }
      + program.document.inlineValues.flatMap { Self.errors(in: $0) }
  }

  static func errors(in snippet: Snippet) -> [Diagnostics.Diagnostic] {
    if SwiftText.isTooDeep(snippet.code) {
      return [.codeTooDeep(at: snippet.place(0..<min(1, snippet.code.utf8.count)))]
    }
    return errors(in: SwiftText.parse(snippet.code)) { snippet.place($0) }
  }

  private static func errors(in value: InlineValue) -> [Diagnostics.Diagnostic] {
    if SwiftText.isTooDeep(value.expression) { return [.codeTooDeep(at: value.range)] }
    let tree = SwiftText.parse(value.expression)
    func place(_ bytes: Range<Int>) -> Diagnostics.SourceRange {
      let start = value.range.bytes.lowerBound + value.offset
      let end = value.range.bytes.upperBound
      return value.range.file.range(
        min(start + bytes.lowerBound, end - 1)..<min(start + bytes.upperBound, end))
    }
    if tree.hasError { return errors(in: tree, at: place) }
    if tree.statements.count == 1, case .expr? = tree.statements.first?.item { return [] }
    return [.inlineIsNoExpression(at: place(0..<value.expression.utf8.count))]
  }

  private static func errors(
    in tree: SourceFileSyntax, at place: (Range<Int>) -> Diagnostics.SourceRange
  ) -> [Diagnostics.Diagnostic] {
    guard tree.hasError else { return [] }
    return ParseDiagnosticsGenerator.diagnostics(for: tree).map { finding in
      let start = finding.position.utf8Offset
      let length = finding.highlights.first.map { $0.trimmedLength.utf8Length } ?? 1
      return Diagnostic(
        finding.diagMessage.severity == .error ? .error : .warning, "swift-error", Message(finding.message),
        at: place(start..<start + max(1, length)).onOneLine, consequence: .content,
        notes: finding.notes.map { note in
          let position = note.position.utf8Offset
          return .init(Message(note.message), at: place(position..<position + 1).onOneLine)
        },
        help: finding.fixIts.map { Message($0.message.message) })
    }
  }
}

extension InlineValue {
  /// How many bytes of the note stand before the expression: the quote and `= `.
  var offset: Int {
    let text = range.text
    guard let start = text.range(of: expression)?.lowerBound else { return 0 }
    return text.utf8.distance(from: text.startIndex, to: start)
  }
}

extension Diagnostics.SourceRange {
  /// Cut at the end of its first line.
  var onOneLine: Diagnostics.SourceRange {
    let end = file.range(ofLine: start.line).upperBound
    return file.range(bytes.lowerBound..<max(bytes.lowerBound, min(bytes.upperBound, end)))
  }
}

extension Diagnostics.Diagnostic {
  static func codeTooDeep(at range: Diagnostics.SourceRange) -> Diagnostics.Diagnostic {
    Diagnostic(
      .error, "code-too-deep",
      Message(
        zh: "这段代码太长, 括号又嵌套太深: 没有读它",
        en: "this code is too long and its brackets stand too deep: it is not read"),
      at: range, consequence: .content,
      help: [Message(zh: "拆成几段, 给嵌套的部分起名字", en: "split it, and give its nested parts names")])
  }

  static func inlineIsNoExpression(at range: Diagnostics.SourceRange) -> Diagnostics.Diagnostic {
    Diagnostic(
      .error, "inline-no-expression",
      Message(zh: "行内的值不是一个表达式", en: "the inline value is not one expression"), at: range,
      consequence: .content,
      help: [Message(zh: "声明与语句写在代码块里", en: "declarations and statements belong in a block of code")])
  }
}
