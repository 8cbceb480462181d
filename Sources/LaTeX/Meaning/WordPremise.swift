import Typesetting
import Diagnostics
import Trees

/// What a clause requires in words of the symbols in it: `$a$ 不大于 $b$`, `$n$ 为素数`.
package struct WordPremise {
  /// What the words speak of, each as it stands in its formula.
  var subjects: [[Lexeme]] = []
  /// Nothing where the words are not read.
  var predicates: [Predicate] = []
  /// The formula that the last predicate compares with.
  var object: [Lexeme]?
  /// How large the subjects are said to be, by the first lexemes of each: n of `x_1, …, x_n` and of `n` 维向量.
  var sizes: [Name: [[Lexeme]]] = [:]
  /// Arrays of which it says how long they are.
  package var sized: Set<Name> { Set(sizes.keys) }
  /// Every name in the clause.
  package var names: [Name]
  /// The clause as it stands in the note, its formulas between dollars.
  package var text: String
  /// The formula whose introduction brings it in, and the last one in it.
  package var first: Int
  package var last: Int
  /// The formulas of its sentence.
  package var sentence: ClosedRange<Int>
  /// Whether it opens its sentence.
  var isOpening = false
  /// Names that it declares for want of another declaration.
  package var declares: Set<Name> = []
  /// Whether nothing else says where what it speaks of lies.
  var declaresAll: Bool { !predicates.isEmpty && names.allSatisfy(declares.contains) }
  /// 时 behind it.
  var isSupposed: Bool { predicates.contains(where: \.isSupposed) }

  /// What it says as formulas; nil where it cannot be said of such symbols.
  ///
  /// - Parameter domain: where a name is said to lie.
  package func relations(_ parser: Parser, domain: @escaping (Name) -> Domain?) -> [Tree]? {
    guard !predicates.isEmpty || !sizes.isEmpty else { return nil }
    func tree(_ lexemes: [Lexeme]) -> Tree? {
      var parser = parser
      parser.lexemes = lexemes
      parser.isDeclaration = true
      guard let parts = try? parser.parts(), parts.count == 1, !parts[0].isProposition else { return nil }
      return parts[0]
    }
    func isSized(_ term: Tree) -> Bool {
      if case .symbol(let name) = term { sizes[name] != nil && domain(name) == nil } else { false }
    }
    let terms = subjects.compactMap(tree)
    guard terms.count == subjects.count, !terms.isEmpty else { return nil }
    var found: [Tree] = []
    var shapes: [Name: [Tree]] = [:]
    let isWhole = predicates.contains { $0.quantity == .every && $0.requirements.contains(.whole) }
    for (name, lengths) in sizes.sorted(by: { $0.key.plain < $1.key.plain }) where domain(name) == nil {
      let shape = lengths.compactMap(tree)
      guard shape.count == lengths.count else { return nil }
      shapes[name] = shape
      let set = Tree.set(.arrays(.set(isWhole ? .integers : .reals), lengths: shape))
      found.append(.relation([.symbol(name), set], [.in]))
    }
    for predicate in predicates {
      var requirements = predicate.requirements
      if let relation = predicate.pending {
        guard let other = object.flatMap(tree) else { return nil }
        requirements = [.compares(relation, other)]
      }
      let made = Saying(
        terms: terms, subject: predicate.subject, quantity: predicate.quantity,
        rank: { shapes[$0]?.count ?? domain($0)?.rank ?? 0 },
        length: { name in (shapes[name] ?? domain(name)?.shape)?.first },
        isDeclared: { shapes[$0] != nil || domain($0) != nil })
      for requirement in requirements where !(requirement == .whole && terms.allSatisfy(isSized)) {
        guard let relations = made.relations(requirement) else { return nil }
        found += relations
      }
    }
    return found
  }
}
