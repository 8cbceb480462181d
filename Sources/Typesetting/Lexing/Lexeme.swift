import Trees
import Diagnostics

/// What a mathematician sees: names, numbers, operators, brackets, scripts.
package struct Lexeme: Sendable {
  package indirect enum Kind: Sendable {
    case number(Number)
    /// `isWord`: upright, of several letters: `\mathrm{IoU}`, `\text{loss}`.
    case name(Name, isWord: Bool)
    /// Letters close together that may be one name or a product: `TP`.
    case undecidedWord(String, [Lexeme])
    /// `\mathbb{R}` without its scripts.
    case blackboard(String)
    case function(Tree.Function)
    case big(Big)
    case open(String)
    case close(String)
    /// `|` or `‖`, which opens and closes alike.
    case bar(String)
    case punctuation(String)
    case sign(String)
    case relation(Tree.Relation)
    case connective(Tree.Connective)
    case quantifier(Tree.Quantifier)
    case superscript([Lexeme])
    case `subscript`([Lexeme])
    case primes(Int)
    case fraction([Lexeme], [Lexeme])
    case binomial([Lexeme], [Lexeme])
    case root([Lexeme], index: [Lexeme]?)
    case fenced(String, String, [Lexeme])
    case grid(environment: String, rows: [[[Lexeme]]])
    /// An accent over more than a letter.
    case accented(String, [Lexeme])
    case constant(Tree.Constant)
    /// A word of a condition: `if`, `otherwise`.
    case keyword(Keyword)
    case prose(String)
    case ellipsis
    /// A sign that means nothing by itself: `\star`, `\square`.
    case ornament(String)
    case partial
    case transposeMark
    /// `\leftarrow`: the name at its left gets a new value.
    case assignment
    /// `\\\\` outside an environment.
    case rowBreak
  }

  /// The environment of what stands in two layers without a bar.
  package static let stack = "atop"

  package enum Big: Sendable {
    case fold(Tree.Fold.Kind), limit, integral, argument, supremum(Tree.Fold.Kind)
  }
  /// `where` brings in what a symbol stands for, and, before a condition, what `if` does.
  package enum Keyword: Sendable { case `if`, `where`, otherwise, and, or }

  package var kind: Kind
  package var range: Range<Int>
  /// A wide space stands before it: `\quad`.
  package var isApart = false

  package init(kind: Kind, range: Range<Int>, isApart: Bool = false) {
    self.isApart = isApart
    self.kind = kind
    self.range = range
  }

  /// A sign that by itself means nothing: `\star`, `\to`, `\sum`.
  package var isOrnament: Bool {
    switch kind {
    case .ornament, .sign, .relation, .connective, .ellipsis, .prose, .quantifier, .keyword, .partial,
      .function, .big, .punctuation, .blackboard, .transposeMark, .assignment, .rowBreak:
      true
    default: false
    }
  }
}

extension Lexeme {
  /// A word that a condition follows: `if`, `where`.
  package var leadsCondition: Bool {
    switch kind {
    case .keyword(.if), .keyword(.where): true
    default: false
    }
  }
}

extension Range<Int> {
  /// From here to the end of what follows; nothing, where a macro put what follows before this.
  package func through(_ other: Range<Int>) -> Range<Int> {
    lowerBound..<Swift.max(lowerBound, other.upperBound)
  }
}

/// A formula that cannot be read, at its place in the LaTeX (UTF-8 bytes).
package struct ParseError: Error {
  package var identifier: String
  package var message: Message
  package var range: Range<Int>
  /// Further mistakes in other rows of the same formula.
  package var others: [ParseError] = []

  package init(_ identifier: String, zh: String, en: String, at range: Range<Int>) {
    self.identifier = identifier
    message = Message(zh: zh, en: en)
    self.range = range
  }

  package static func unknownOperator(_ name: String, at range: Range<Int>) -> ParseError {
    ParseError(
      "unknown-operator", zh: "算符 \(name) 没有约定的含义", en: "operator \(name) has no meaning here",
      at: range)
  }

  /// All mistakes of rows that were read one by one: the first carries the others.
  package static func together(_ errors: [ParseError]) -> ParseError? {
    guard var first = errors.first else { return nil }
    first.others += errors.dropFirst()
    return first
  }

  package var all: [ParseError] { [self] + others.flatMap(\.all) }
}

extension Lexeme {
  /// How a message names it: short pieces as they are written, larger ones by their kind.
  package var described: Message {
    switch kind {
    case .number(let number): Message(number.digits)
    case .name(let name, _): Message(name.plain)
    case .undecidedWord(let text, _): Message(text)
    case .blackboard(let text): Message("𝔹 \(text)")
    case .function(let function): Message(Tree.plainName(function))
    case .big(let big): Message(big.sign)
    case .open(let text), .close(let text), .bar(let text), .punctuation(let text), .sign(let text):
      Message(zh: "“\(text)”", en: "‘\(text)’")
    case .relation(let relation): Message(zh: "“\(relation.rawValue)”", en: "‘\(relation.rawValue)’")
    case .connective, .quantifier: Message(zh: "逻辑符号", en: "a logical sign")
    case .superscript: Message(zh: "上标", en: "a superscript")
    case .subscript: Message(zh: "下标", en: "a subscript")
    case .primes: Message(zh: "撇号", en: "a prime")
    case .fraction: Message(zh: "分式", en: "a fraction")
    case .binomial: Message(zh: "二项式系数", en: "a binomial coefficient")
    case .root: Message(zh: "根式", en: "a root")
    case .fenced(let left, let right, _):
      left.isEmpty ? Message(zh: "花括号", en: "a group") : Message("\(left)…\(right)")
    case .grid: Message(zh: "多行结构", en: "an array")
    case .accented: Message(zh: "带帽的式子", en: "an accented expression")
    case .constant(let constant): Message(Tree.letter(constant))
    case .keyword: Message(zh: "条件的连接词", en: "a word of a condition")
    case .prose(let text): Message(zh: "文字“\(text)”", en: "the words “\(text)”")
    case .ellipsis: Message(zh: "省略号", en: "an ellipsis")
    case .ornament(let text): Message(text)
    case .partial: Message("∂")
    case .transposeMark: Message("⊤")
    case .assignment: Message(zh: "“←”", en: "‘←’")
    case .rowBreak: Message(zh: "换行", en: "a line break")
    }
  }
}

extension Lexeme.Big {
  fileprivate var sign: String {
    switch self {
    case .fold(.product): "∏"
    case .fold: "∑"
    case .limit: "lim"
    case .integral: "∫"
    case .argument: "arg"
    case .supremum(let kind): kind.rawValue
    }
  }
}
