import Diagnostics

/// What a mathematician sees: names, numbers, operators, brackets, scripts.
struct Lexeme: Sendable {
  indirect enum Kind: Sendable {
    case number(Number)
    /// `isWord`: upright, of several letters: `\mathrm{IoU}`, `\text{loss}`.
    case name(Name, isWord: Bool)
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
  }

  enum Big: Sendable { case fold(Tree.Fold.Kind), limit, integral, argument, supremum(Tree.Fold.Kind) }
  enum Keyword: Sendable { case `if`, otherwise, and, or }

  var kind: Kind
  var range: Range<Int>
}

extension Range<Int> {
  /// From here to the end of what follows; nothing, where a macro put what follows before this.
  func through(_ other: Range<Int>) -> Range<Int> {
    lowerBound..<Swift.max(lowerBound, other.upperBound)
  }
}

/// A formula that cannot be read, at its place in the LaTeX (UTF-8 bytes).
struct Misreading: Error {
  var identifier: String
  var message: Message
  var range: Range<Int>

  init(_ identifier: String, zh: String, en: String, at range: Range<Int>) {
    self.identifier = identifier
    message = Message(zh: zh, en: en)
    self.range = range
  }
}
