import Diagnostics
import Foundation
import Notes

/// Blocks that are to fail: each must, and say what it should.
enum Expectations {
  static func failing(_ snippet: Snippet, _ unit: ProgramUnit, _ result: LinkedUnit?) -> [Diagnostic] {
    guard case .failsToCompile(let expected) = snippet.attributes.expectation else { return [] }
    let syntax = SyntaxErrors.errors(in: snippet)
    let errors = (result?.messages ?? []).filter { $0.severity == .error }
    // An error before the block is the page's own, and reported there.
    let own = errors.filter { unit.woven.origin(ofLine: $0.line)?.snippet == snippet.index }
    let texts = own.map(\.text) + syntax.map(\.message.en)
    if texts.contains(where: { $0.contains(expected) }) { return [] }
    return texts.isEmpty
      ? [missing(snippet, expected, Message(zh: "编译通过", en: "it compiles"))]
      : [differs(snippet, expected, texts)]
  }

  static func trapping(_ snippet: Snippet, _ unit: ProgramUnit, _ entry: LinkedUnit, run: RawRun?)
    -> [Diagnostic]
  {
    guard case .traps(let expected) = snippet.attributes.expectation else { return [] }
    guard let run else {
      return entry.messages.filter {
        $0.severity == .error && unit.woven.origin(ofLine: $0.line)?.snippet == snippet.index
      }
      .compactMap { $0.diagnostic(in: unit.woven) }
    }
    if run.ending == .exited(0) {
      return [missing(snippet, expected, Message(zh: "正常结束", en: "it runs to its end"))]
    }
    let words = TrapWords(run).text.en
    let errors = String(decoding: run.errors.prefix(1 << 16), as: UTF8.self)
    if words.contains(expected) || errors.contains(expected) { return [] }
    return [differs(snippet, expected, [words])]
  }

  private static func missing(_ snippet: Snippet, _ expected: String, _ instead: Message) -> Diagnostic {
    Diagnostic(
      .error, "expected-failure-missing",
      Message(zh: "这段代码应当失败, 却\(instead.zh)", en: "this block is to fail, but \(instead.en)"),
      at: snippet.firstLineRange, consequence: .content,
      facts: [Message(zh: "应当: \(expected)", en: "expected: \(expected)")])
  }

  private static func differs(_ snippet: Snippet, _ expected: String, _ texts: [String]) -> Diagnostic {
    Diagnostic(
      .error, "expected-failure-differs",
      Message(zh: "这段代码失败了, 但原因不是所写的", en: "this block fails, but says something else"),
      at: snippet.firstLineRange, consequence: .content,
      facts: [Message(zh: "应当: \(expected)", en: "expected: \(expected)")]
        + texts.map { Message(zh: "实际: \($0)", en: "actual: \($0)") })
  }
}

extension Snippet {
  /// The code's first line in the note, without its indentation.
  var firstLineRange: SourceRange {
    let first = lines.first { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } } ?? []
    let before = lines.prefix { $0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }.reduce(0) { $0 + $1.count + 1 }
    let indent = first.prefix { $0 == 0x20 || $0 == 0x09 }.count
    return place(before + indent..<before + max(first.count, indent + 1))
  }
}
