import Typesetting
import Typesetting
import Basics
import Diagnostics

/// Reads an HTML comment's text as one of docgen's directives.
enum DirectiveParser {
  enum Reading {
    case directive(Directive)
    /// Looks like a directive and is none.
    case malformed(Diagnostic)
    /// A comment like any other.
    case comment
  }

  static let names = ["code", "claim", "erratum", "unchecked", "given", "cites", "label"]

  /// - Parameter range: of the whole comment, `<!--` to `-->`.
  static func read(_ comment: String, at range: SourceRange) -> Reading {
    let text = trimmed(comment)
    let word = String(text.prefix { $0.isLetter && $0.isASCII })
    guard !word.isEmpty else { return .comment }
    let rest = trimmed(String(text.dropFirst(word.count)))
    guard names.contains(word) else {
      guard let near = NearestName.of(word, among: names), hasShape(near, text: text, word: word) else {
        return .comment
      }
      return .malformed(.unknownDirective(word, near: near, at: range))
    }
    if let directive = directive(word, rest, range) { return .directive(directive) }
    return hasShape(word, text: text, word: word) || rest.isEmpty
      ? .malformed(.malformedDirective(word, at: range)) : .comment
  }

  /// Whether what follows the word is what follows it in a directive, so that prose is not taken for one.
  private static func hasShape(_ name: String, text: String, word: String) -> Bool {
    let behind = text.dropFirst(word.count)
    let rest = trimmed(String(behind))
    if let first = rest.first, first == ":" || first == "：" { return true }
    switch name {
    case "claim", "cites":
      return rest.isEmpty
        || rest.prefix { !$0.isWhitespace && $0 != ":" && $0 != "," }.contains(where: \.isNumber)
    case "erratum": return rest.isEmpty || rest.hasPrefix("of ")
    default: return false
    }
  }

  private static func directive(_ word: String, _ rest: String, _ range: SourceRange) -> Directive? {
    let (head, tail) = split(rest)
    switch word {
    case "code":
      guard head.isEmpty, let name = tail, isWord(name) else { return nil }
      return .formula(.code(name), range)
    case "claim":
      guard head.isEmpty || isWord(head) else { return nil }
      guard let asked = Asked(tail) else { return nil }
      return .formula(.claim(id: head.isEmpty ? nil : head, asked.duty, budget: asked.budget), range)
    case "erratum":
      guard let reason = tail, !reason.isEmpty else { return nil }
      let words = head.split(separator: " ").map(String.init)
      if words.count == 2, words[0] == "of" {
        return .formula(.erratum(of: words[1], as: nil, reason: reason), range)
      }
      guard words.count == 4, words[0] == "of", words[2] == "as" else { return nil }
      return .formula(.erratum(of: words[1], as: words[3], reason: reason), range)
    case "unchecked":
      guard head.isEmpty, let reason = tail, !reason.isEmpty else { return nil }
      return .formula(.unchecked(reason: reason), range)
    case "label":
      // `label: name` as `code: name`.
      let (name, caption) = head.isEmpty ? (tail ?? "", nil) : (head, tail)
      guard PartName.isOne(name) else { return nil }
      return .label(name, caption: caption, range)
    case "given":
      guard head.isEmpty, let source = tail, !source.isEmpty else { return nil }
      return .given(source: source, range)
    default:
      let ids = rest.split { $0.isWhitespace || ",，、".contains($0) }.map(String.init)
      guard !ids.isEmpty, ids.allSatisfy(isWord) else { return nil }
      return .cites(ids, range)
    }
  }

  /// What a claim asks for: `prove`, `refuted`, `budget: 4`, two of them with a comma between.
  private struct Asked {
    var duty = FormulaDirective.Duty.holds
    var budget: Double?

    init?(_ text: String?) {
      guard let text else { return }
      var hasDuty = false
      for part in text.split(whereSeparator: { $0 == "," || $0 == "，" }).map({ trimmed(String($0)) }) {
        if let duty = FormulaDirective.Duty(rawValue: part), !hasDuty {
          (self.duty, hasDuty) = (duty, true)
        } else if part.hasPrefix("budget"), budget == nil {
          let (_, number) = split(part)
          guard let times = number.flatMap(Double.init), times > 0, times <= 1000 else { return nil }
          budget = times
        } else {
          return nil
        }
      }
      guard hasDuty || budget != nil else { return nil }
    }
  }

  /// What stands before the first colon (`:` or `：`), and behind it.
  private static func split(_ text: String) -> (head: String, tail: String?) {
    guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return (text, nil) }
    return (trimmed(String(text[..<colon])), trimmed(String(text[text.index(after: colon)...])))
  }

  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty && !text.contains(where: \.isWhitespace)
  }

  static func trimmed(_ text: String) -> String {
    let text = text.drop(while: \.isWhitespace)
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(text[...last])
  }
}

extension Diagnostic {
  static func unknownDirective(_ word: String, near: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unknown-directive", Message(zh: "不认识的指令 “\(word)”", en: "unknown directive '\(word)'"),
      at: range,
      help: [Message(zh: "是否想写 “\(near)”？", en: "did you mean '\(near)'?")])
  }

  static func malformedDirective(_ word: String, at range: SourceRange) -> Diagnostic {
    let forms = [
      "code": "<!-- code: focalLoss -->", "claim": "<!-- claim C42: prove -->",
      "erratum": "<!-- erratum of MAL as MAL_printed: 原因 -->", "unchecked": "<!-- unchecked: 原因 -->",
      "given": "<!-- given: 来源 -->", "cites": "<!-- cites C35, C36 -->",
      "label": "<!-- label fig-loss: 题注 -->",
    ]
    return Diagnostic(
      .error, "unknown-directive",
      Message(zh: "指令 “\(word)” 写得不完整", en: "the directive '\(word)' is malformed"), at: range,
      help: forms[word].map { [Message(zh: "写法：\($0)", en: "write: \($0)")] } ?? [])
  }

  static func danglingDirective(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "dangling-directive",
      Message(zh: "指令之后没有它所指的内容", en: "nothing follows that this directive could belong to"), at: range)
  }

  static func misplacedDirective(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "misplaced-directive",
      Message(zh: "这条指令之后应是公式", en: "this directive belongs before a formula"), at: range)
  }

  static func labelInLine(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "misplaced-directive",
      Message(zh: "label 不写在句子里", en: "a label does not stand within a sentence"), at: range,
      help: [
        Message(
          zh: "单独占一行，写在图、表、公式、代码块或标题之前",
          en: "put it on a line of its own, before a picture, table, formula, block of code or heading")
      ])
  }

  static func secondDirective(at range: SourceRange, first: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "second-directive",
      Message(zh: "一个公式只能有一条指令", en: "a formula takes one directive"), at: range,
      notes: [.init(Message(zh: "第一条在此", en: "the first is here"), at: first)])
  }

  static func directiveNotAlone(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "misplaced-directive",
      Message(zh: "行首的指令之后不能再有文字", en: "text behind a directive at a line's start is not read as Markdown"),
      at: range,
      help: [Message(zh: "把指令单独放一行，或放到文字之后", en: "put the directive on its own line, or behind the text")])
  }
}
