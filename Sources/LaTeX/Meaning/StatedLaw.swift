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
