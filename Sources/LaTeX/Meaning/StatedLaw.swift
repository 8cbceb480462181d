import Typesetting
import Diagnostics
import Trees

/// How the page says that a symbol is distributed: `X \sim B(n, p)`.
package struct StatedLaw {
  package var name: Name
  /// The law's name with what stands in its brackets.
  package var written: [Lexeme]
  package var section: [Int]

  package init(name: Name, written: [Lexeme], section: [Int]) {
    self.name = name
    self.written = written
    self.section = section
  }

  /// What holds in a section: what it says itself, else the nearest section around it. Two laws for one letter in one
  /// section leave it without.
  package static func inForce(_ laws: [StatedLaw], in section: [Int]) -> [Name: [Lexeme]] {
    var found: [Name: [Lexeme]] = [:]
    for (name, entries) in Dictionary(grouping: laws.filter { section.starts(with: $0.section) }, by: \.name)
    {
      let depth = entries.map(\.section.count).max() ?? 0
      let nearest = entries.filter { $0.section.count == depth }
      guard let first = nearest.first, nearest.allSatisfy({ $0.written.isSame(as: first.written) }) else {
        continue
      }
      found[name] = first.written
    }
    return found
  }
}

extension [Lexeme] {
  /// `X \sim \mathcal{N}(\mu, \sigma^2)` and nothing else.
  package var statedLaw: (name: Name, written: [Lexeme])? {
    guard let sign = firstIndex(where: \.isSimilar), sign > 0, sign + 2 < count,
      let name = Parser.spelledName(Array(self[..<sign])), case .name = self[sign + 1].kind,
      bracketBody(at: sign + 2) != nil, behindBracket(sign + 2) == count
    else { return nil }
    return (name, Array(self[(sign + 1)...]))
  }
}

extension Rows.Statement {
  /// Without the law at its end: `t = \frac{\bar X - \mu}{S / \sqrt n} \sim t(n - 1)` says what t is, and how it is distributed.
  package var withoutLaw: (Rows.Statement, isOfLaw: Bool) {
    guard let sign = lexemes.lastIndex(where: \.isSimilar), sign > 0, !lexemes.contains(where: \.isConnective)
    else { return (self, false) }
    let left = Array(lexemes[..<sign])
    let law = Array(lexemes[(sign + 1)...])
    let isValue: Bool
    if left.contains(where: { if case .relation(.equal) = $0.kind { true } else { false } }) {
      isValue = law.isLaw
    } else {
      // `\frac{(n - 1) S^2}{\sigma^2} \sim \chi^2(n - 1)`
      isValue = law.isDistribution && left.contains(where: \.isFractionOrSign)
    }
    guard isValue else { return (self, false) }
    var copy = self
    copy.lexemes = Rows.trimmed(Array(lexemes[..<sign]))
    copy.end = copy.lexemes.last?.range.upperBound ?? end
    return (copy, true)
  }
}

extension [Lexeme] {
  /// A law by its customary name: what stands before `\sim` is distributed so, and does not grow so.
  package var isDistribution: Bool {
    let body = Rows.trimmed(self)
    guard body.isLaw, case .name(let name, _)? = body.first?.kind else { return false }
    return [
      "t", "F", "N", "U", "B", "Exp", "Beta", "Gamma", "Poisson", "Bernoulli", "χ", "Ber", "Dir", "Γ", "Bin",
    ]
    .contains(name.base)
  }

  /// `t(n - 1)`, `\mathcal{N}(0, 1)`, `\chi^2(n)`, `F_{m, n}`: a letter or a word with its parameters and nothing else.
  var isLaw: Bool {
    guard case .name? = first?.kind else { return false }
    let open = dropFirst().firstIndex { !$0.isScript } ?? count
    guard open < count else { return count > 1 }
    return bracketBody(at: open) != nil && behindBracket(open) == count
  }
}

extension Lexeme {
  fileprivate var isConnective: Bool { if case .connective = kind { true } else { false } }

  fileprivate var isFractionOrSign: Bool {
    switch kind {
    case .fraction, .sign("+"), .sign("-"), .sign("/"): true
    default: false
    }
  }
}
