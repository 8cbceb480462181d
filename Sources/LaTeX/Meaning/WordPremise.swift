import Diagnostics
import Trees

/// What a clause requires in words of the symbols in it: `$a$ 不大于 $b$`, `$n$ 为素数`.
struct WordPremise {
  /// What the words speak of, each as it stands in its formula.
  var subjects: [[Lexeme]] = []
  /// Nothing where the words are not read.
  var predicates: [Predicate] = []
  /// The formula that the last predicate compares with.
  var object: [Lexeme]?
  /// Every name in the clause.
  var names: [Name]
  /// The clause as it stands in the note, its formulas between dollars.
  var text: String
  /// The formula whose introduction brings it in, and the last one in it.
  var first: Int
  var last: Int
  /// The formulas of its sentence.
  var sentence: ClosedRange<Int>
  /// Whether it opens its sentence.
  var isOpening = false
  /// Names that it declares for want of another declaration.
  var declares: Set<Name> = []
  /// 时 behind it.
  var isSupposed: Bool { predicates.contains(where: \.isSupposed) }

  /// What it says as formulas; nil where it cannot be said of such symbols.
  ///
  /// - Parameters:
  ///   - rank: how many indices a name takes.
  ///   - isDeclared: whether it is said where the name lies.
  func relations(
    _ parser: Parser, rank: @escaping (Name) -> Int, isDeclared: @escaping (Name) -> Bool
  ) -> [Tree]? {
    guard !predicates.isEmpty else { return nil }
    func tree(_ lexemes: [Lexeme]) -> Tree? {
      var parser = parser
      parser.lexemes = lexemes
      parser.isDeclaration = true
      guard let parts = try? parser.parts(), parts.count == 1, !parts[0].isProposition else { return nil }
      return parts[0]
    }
    let terms = subjects.compactMap(tree)
    guard terms.count == subjects.count, !terms.isEmpty else { return nil }
    var found: [Tree] = []
    for predicate in predicates {
      var requirements = predicate.requirements
      if let relation = predicate.pending {
        guard let other = object.flatMap(tree) else { return nil }
        requirements = [.compares(relation, other)]
      }
      let made = Saying(terms: terms, subject: predicate.subject, rank: rank, isDeclared: isDeclared)
      for requirement in requirements {
        guard let relations = made.relations(requirement) else { return nil }
        found += relations
      }
    }
    return found
  }
}

/// What is said of some terms, as relations.
private struct Saying {
  var terms: [Tree]
  var subject: Predicate.Subject
  var rank: (Name) -> Int
  var isDeclared: (Name) -> Bool

  func relations(_ requirement: Predicate.Requirement) -> [Tree]? {
    if requirement.isMutual { return mutual(requirement) }
    if requirement == .distribution { return distribution }
    guard let sides = sides(for: requirement) else { return nil }
    var found: [Tree] = []
    for side in sides {
      if requirement == .real, !isFree(side) { continue }
      guard let relation = relation(of: side, requirement) else { return nil }
      found.append(relation)
    }
    return found
  }

  /// A symbol that nothing else says where to look for.
  private func isFree(_ term: Tree) -> Bool {
    if case .symbol(let name) = term { !isDeclared(name) } else { false }
  }

  private func isArray(_ term: Tree) -> Bool { rank(of: term) > 0 }

  private func rank(of term: Tree) -> Int {
    if case .symbol(let name) = term { rank(name) } else { 0 }
  }

  private var distribution: [Tree]? {
    guard subject == .each, terms.allSatisfy({ rank(of: $0) == 1 }) else { return nil }
    return terms.flatMap { term -> [Tree] in
      guard let element = element(of: term), let total = total(of: term) else { return [] }
      return [
        .relation([element, .number(0)], [.greaterOrEqual]), .relation([total, .number(1)], [.equal]),
      ]
    }
  }

  /// What each requirement is said of.
  private func sides(for requirement: Predicate.Requirement) -> [Tree]? {
    switch subject {
    // What is said of an array as a whole is said of each element only where it orders them.
    case .each:
      return terms.map { term in
        guard isArray(term) else { return term }
        return requirement.orders && rank(of: term) == 1 ? element(of: term) : nil
      }.unwrapped
    case .elements: return terms.map(element).unwrapped
    case .elementSum: return terms.map(total).unwrapped
    case .sum, .product, .difference:
      guard terms.count > 1, !terms.contains(where: isArray) else { return nil }
      if subject == .sum { return [.sum(terms)] }
      if subject == .product { return [.product(terms)] }
      return terms.count == 2 ? [.sum([terms[0], .negate(terms[1])])] : nil
    }
  }

  private func element(of term: Tree) -> Tree? {
    guard case .symbol(let name) = term, rank(name) > 0 else { return nil }
    return .element(term, (0..<rank(name)).map { .symbol(Self.index($0, besides: name)) })
  }

  private func total(of term: Tree) -> Tree? {
    guard case .symbol(let name) = term, rank(name) == 1 else { return nil }
    let index = Self.index(0, besides: name)
    return .fold(Tree.Fold(.sum, index, .whole, .element(term, [.symbol(index)])))
  }

  private static func index(_ place: Int, besides name: Name) -> Name {
    let letters = ["i", "j", "k", "l", "m"].filter { $0 != name.base }
    return Name(letters[place % letters.count])
  }

  private func relation(of side: Tree, _ requirement: Predicate.Requirement) -> Tree? {
    switch requirement {
    case .compares(let relation, let other): return .relation([side, other], [relation])
    case .real: return .relation([side, .set(.reals)], [.in])
    case .whole:
      if case .element = side { return nil }
      if isFree(side) { return .relation([side, .set(.integers)], [.in]) }
      return .relation([.apply(.floor, [side]), side], [.equal])
    case .broken:
      if case .element = side { return nil }
      return .relation([.apply(.floor, [side]), side], [.unequal])
    case .remainder(let rest):
      if case .element = side { return nil }
      return .relation([.apply(.modulo, [side, .number(2)]), .number(Number(UInt(rest)))], [.equal])
    case .distinct, .equal, .coprime, .distribution: return nil
    }
  }

  private func mutual(_ requirement: Predicate.Requirement) -> [Tree]? {
    guard subject == .each, terms.count > 1, !terms.contains(where: isArray) else { return nil }
    var found: [Tree] = []
    for (place, left) in terms.enumerated() {
      for right in terms[(place + 1)...] {
        switch requirement {
        case .distinct: found.append(.relation([left, right], [.unequal]))
        case .equal where place == 0: found.append(.relation([left, right], [.equal]))
        case .coprime where terms.count == 2:
          found.append(.relation([.apply(.gcd, [left, right]), .number(1)], [.equal]))
        case .equal: continue
        default: return nil
        }
      }
    }
    return found
  }
}

extension Predicate.Requirement {
  fileprivate var orders: Bool {
    guard case .compares(let relation, _) = self else { return self == .real }
    return [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(relation)
  }
}

extension [Tree?] {
  /// All of them, if none is missing.
  fileprivate var unwrapped: [Tree]? {
    let all = compactMap { $0 }
    return all.count == count ? all : nil
  }
}
