import Typesetting
import Trees

/// Formulas in sentences that say what a symbol stands for, where the page says it nowhere else:
/// `其中 $m = \max_k z_k$`, `取 $f(x) = x^2$`.
package struct ProseDefinitions {
  /// What the page binds or has from elsewhere: a sentence about it defines nothing.
  package var spoken: Set<Name>
  /// The sections that declare a name: nor does one in these about it.
  package var declared: [Name: [[Int]]]
  /// What some display heads.
  package var displayed: Set<Name>
  private var introductions = Introductions()
  /// The formulas that define a name, in the page's order.
  package private(set) var found: [Name: [Int]] = [:]

  package init(spoken: Set<Name>, declared: [Name: [[Int]]], displayed: Set<Name>) {
    self.spoken = spoken
    self.declared = declared
    self.displayed = displayed
  }

  package mutating func add(_ sourceFormula: SourceFormula, at index: Int, _ lexemes: [Lexeme]) {
    let declares = lexemes.contains { if case .relation(.in) = $0.kind { true } else { false } }
    let (introduction, words) = introductions.next(sourceFormula, declares: declares)
    guard !sourceFormula.isDisplay, sourceFormula.directive == nil,
      introduction != .supposed || lexemes.isByCases,
      Self.isOfFunction(words.text, sourceFormula.trailingText.trimmed, lexemes)
        || !Self.asking.contains(where: words.text.hasSuffix)
          && !Self.solved.contains(where: sourceFormula.trailingText.trimmed.hasPrefix)
    else { return }
    let statements = Rows.Statement(lexemes: lexemes, end: sourceFormula.latex.utf8.count).separated
    let heads = statements.map { head($0, introduction, in: sourceFormula.section) }
    guard !heads.isEmpty, heads.allSatisfy({ $0 != nil }) else { return }
    for head in heads.compactMap({ $0 }) { found[head.name.unmarked, default: []].append(index) }
  }

  package var functions: Set<Name> = []

  /// `求 $g(x) = x^3 - x - 1$ 的根`: what is asked for belongs to the function, of which the formula says what it is.
  private static func isOfFunction(_ before: String, _ behind: String, _ lexemes: [Lexeme]) -> Bool {
    guard before.hasSuffix("求"), belonging.contains(where: behind.hasPrefix) else { return false }
    let parser = Parser(lexemes, end: 0, scope: Scope())
    guard let head = Head(parser), head.hasArguments else { return false }
    let body = [Lexeme](lexemes[head.next...].dropFirst())
    return body.contains { if case .sign(let sign) = $0.kind { sign == "+" || sign == "-" } else { false } }
      && head.parameters.allSatisfy(body.names.contains) && !body.applies(head.name)
  }

  private static let belonging = [
    "的根", "的零点", "的极值", "的极小", "的极大", "的最小", "的最大", "的导数", "的积分", "在",
  ]
  private static let asking = ["求", "解", "求解", "方程", "方程组", "不等式", "是否", "证明", "solve", "prove", "whether"]
  private static let solved = ["的根", "的解", "的不动点", "的零点", "的充要条件", "当且仅当", "意味着"]

  private mutating func head(
    _ statement: Rows.Statement, _ introduction: Introduction, in section: [Int]
  ) -> Head? {
    let parser = Parser(statement.lexemes, end: statement.end, scope: Scope())
    guard let head = Head(parser) else { return nil }
    let body = Array(statement.lexemes[head.next...].dropFirst())
    // A chain claims something; a letter alone, or a product without letters, is no formula for another.
    guard !body.hasRelation, !body.isEmpty, !body.isPlainName else { return nil }
    let isIndexed = head.name.label?.isOfIndices == true
    guard !body.isNumber || isIndexed && introduction == .required else { return nil }
    // `g_t = \nabla_\theta L(\theta_{t-1})` of an L that the page never gives says what g is called.
    guard !body.hasSlope || !displayed.isDisjoint(with: body.names.map(\.unmarked)) else { return nil }
    let names = [head.name] + (isIndexed ? [head.name.bare] : [])
    guard names.allSatisfy({ !isSpoken($0, in: section) && !displayed.contains($0) }),
      head.hasArguments || !body.names.contains(head.name)
    else { return nil }
    if head.hasArguments { functions.insert(head.name) }
    return head
  }
}

extension ProseDefinitions {
  private func isSpoken(_ name: Name, in section: [Int]) -> Bool {
    spoken.contains(name) || declared[name]?.contains { section.starts(with: $0) } == true
  }
}

extension [Lexeme] {
  /// Whether it ends in cases behind a brace, which say themselves when they hold.
  fileprivate var isByCases: Bool {
    guard case .fenced("{", ".", let body)? = last?.kind, case .grid? = body.first?.kind else { return false }
    return true
  }

  /// A letter or word with its index.
  fileprivate var isPlainName: Bool {
    guard count == 1 || count == 2, case .name = self[0].kind else { return false }
    guard count == 2 else { return true }
    if case .subscript = self[1].kind { return true }
    return false
  }

  /// Whether a ∇ or ∂ stands in it.
  fileprivate var hasSlope: Bool {
    contains { lexeme in
      switch lexeme.kind {
      case .partial, .ornament("\\nabla"), .ornament("∇"): true
      default: false
      }
    } || parts.contains(where: \.hasSlope)
  }

  /// Nothing but a number, however it is written.
  fileprivate var isNumber: Bool {
    !isEmpty && names.isEmpty
      && allSatisfy { lexeme in
        switch lexeme.kind {
        case .function, .big, .blackboard, .grid: false
        default: true
        }
      }
  }
}

extension Name {
  /// Without what stands above it.
  package var unmarked: Name {
    var copy = self
    copy.mark = nil
    return copy
  }
}
