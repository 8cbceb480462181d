import Typesetting
import Trees
import Diagnostics

/// What the names at one place of a page mean: declarations and definitions, nearest first.
package struct Scope {
  /// Declarations in force, by name; the nearest wins.
  package var meanings: [Name: Meaning] = [:]
  /// Numbers whose letters, with an index, the page declares as arrays too: μ beside `\mu_k`.
  package var numbers: [Name: Meaning] = [:]
  /// Names that only sections beside this one declare.
  package var foreign: Set<Name> = []
  /// Those of them that only sections further down declare.
  package var later: Set<Name> = []
  /// Words that restrict a name, and that were not read.
  package var unread: [Name: [String]] = [:]
  /// Orders between numbers some of which nothing declares.
  package var orders: [Order] = []

  package struct Order {
    package var relation: Tree
    /// As it stands in the note.
    package var text: String

    package init(relation: Tree, text: String) {
      self.relation = relation
      self.text = text
    }
  }
  /// Definitions by name, earliest first.
  package private(set) var definitions: [Name: [Definition]] = [:]
  /// Their ids.
  package private(set) var taken: Set<String> = []
  /// `X \sim B(n, p)`: what the page says of how a symbol is distributed.
  package var laws: [Name: [Lexeme]] = [:]
  /// The letter that the page uses for the root of −1.
  package var imaginary: Name?
  /// `$p = p(x)$`: p depends on x.
  package var dependencies: [Name: [Name]] = [:]
  /// Names that some formula of the page indexes under a binder: arrays by use.
  package var indexed: Set<Name> = []
  /// Names that some definition of the page heads with arguments, also further down.
  package var heads: Set<Name> = []
  /// Functions that some formula of the page defines by their own values.
  package var recurrent: Set<Name> = []
  /// Names that some ∑, ∏ or min of the page binds.
  package var binders: Set<Name> = []
  /// Values that come from outside.
  package var values = GivenValues()
  /// What the page's evidence says of names that no declaration speaks of.
  package var roles = Roles()

  /// Whether recurrences may begin with what sentences say of first values: `$x_0 > 0$`, `$F_1 = 1$`.
  package var takesStarts = false

  /// Definitions for every index, by their head without scripts; the nearest first.
  private(set) var families: [Name: [Family]] = [:]

  package init() {}

  package mutating func add(_ definition: Definition) {
    if let family = Family(definition, besides: families) {
      families[definition.name.bare.unprimed, default: []].insert(family, at: 0)
    }
    definitions[definition.name, default: []].append(definition)
    taken.insert(definition.id)
  }

  /// A definition while its own body is read.
  package mutating func add(_ recurrence: Recurrence) {
    let definition = recurrence.provisional
    if !recurrence.indices.isEmpty {
      families[definition.name.bare.unprimed, default: []].insert(Family(recurrence), at: 0)
    }
    definitions[definition.name, default: []].append(definition)
  }

  /// A definition's first row while the rows behind it are read: `Q_{n+1} = \frac1n \sum_i R_i = Q_n + \ldots`.
  package mutating func addFirstRow(of definition: Definition) {
    guard let family = Family(ofFirstRow: definition) else { return }
    families[definition.name.bare.unprimed, default: []].insert(family, at: 0)
    definitions[definition.name, default: []].append(definition)
  }

  /// Leaves definitions out, also as families.
  package mutating func drop(_ ids: Set<String>) {
    guard !ids.isEmpty else { return }
    for (name, list) in definitions where list.contains(where: { ids.contains($0.id) }) {
      definitions[name] = list.filter { !ids.contains($0.id) }
    }
    for (name, list) in families { families[name] = list.filter { !ids.contains($0.definition.id) } }
  }

  package mutating func set(_ list: [Definition], for name: Name) { definitions[name] = list }

  package func isFunction(_ name: Name) -> Bool {
    if let meaning = meanings[name], meaning.role == .function { return true }
    return definitions[name]?.contains { !$0.parameters.isEmpty } == true || heads.contains(name)
  }

  /// Declared with a domain or a role that is no function.
  func isVariable(_ name: Name) -> Bool {
    guard let meaning = meanings[name] else { return values.byName[name] != nil }
    return meaning.role != .function
  }

  /// Declared as `$y_i \in S$` only: what the elements are, and no word of the array.
  func isKnownByElements(_ name: Name) -> Bool {
    guard let shape = meanings[name]?.domain?.shape, !shape.isEmpty else { return false }
    return shape.allSatisfy { length in
      if case .symbol(let index) = length { Parser.customaryIndices.contains(index.base) } else { false }
    }
  }

  /// Declared to be one of some whole numbers.
  package func isInteger(_ name: Name) -> Bool {
    switch meanings[name]?.domain?.values {
    case .integers: true
    case .finite(let members):
      members.allSatisfy { if case .number(let number) = $0 { number.integer != nil } else { false } }
    default: false
    }
  }

  /// Named in the declared shape of some array: N in `x \in \mathbb{R}^N`.
  func isLength(_ name: Name) -> Bool {
    meanings.values.contains { meaning in
      meaning.domain?.shape.contains { $0.freeSymbols.contains(name) } == true
    }
  }

  /// What a call of a quantity without arguments stands for.
  func body(of call: Tree.Call) -> Tree? {
    guard call.arguments.isEmpty, call.settings.isEmpty else { return nil }
    return definitions[call.name]?.first { $0.id == call.definition }?.body
  }

  package func rank(_ name: Name) -> Int? {
    if let declared = meanings[name]?.domain, declared.openLengths == 0 || values.byName[name] == nil {
      return declared.rank
    }
    return values.rank(name) ?? step(beside: name)?.domain?.rank ?? roles.role(name)?.rank
  }

  /// `$m_t \in [-3, 3]$` speaks of m_{t-1} as well.
  func step(beside name: Name) -> Meaning? {
    guard let bare = name.withoutIndex, let label = name.label, let letter = label.first,
      label.contains(where: { "+-−".contains($0) })
    else { return nil }
    var current = bare
    current.label = String(letter)
    guard var meaning = meanings[current], meaning.domain != nil else { return nil }
    meaning.name = name
    meaning.value = nil
    return meaning
  }
}

extension Scope {
  /// First values of a letter's sequence, as sentences say what they are or where they lie.
  func starts(of letter: Name) -> [Name] {
    guard takesStarts else { return [] }
    return meanings.values.filter { meaning in
      let name = meaning.name
      return name.bare == letter.bare && name != letter && definitions[name] == nil
        && values.byName[name] == nil && !foreign.contains(name)
        && (meaning.value != nil || meaning.domain != nil) && meaning.domain?.rank ?? 0 == 0
    }.map(\.name).sorted()
  }
}

extension Tree {
  /// How many indices a value of this tree still takes, as far as the scope knows.
  package func rank(in scope: LaTeX.Scope, local: [Name: Int]) -> Int {
    switch self {
    case .symbol(let name):
      if let known = local[name] ?? scope.rank(name) { return known }
      guard name.isBold else { return 0 }
      // A bold capital is a matrix by custom, a bold small letter a vector.
      return name.base.unicodeScalars.first?.properties.isUppercase == true ? 2 : 1
    case .element(let array, let indices):
      return max(0, array.rank(in: scope, local: local) - indices.count)
    case .negate(let a), .power(let a, _): return a.rank(in: scope, local: local)
    // A number over a vector goes through it element by element.
    case .quotient(let a, let b):
      return max(a.rank(in: scope, local: local), b.rank(in: scope, local: local) == 1 ? 1 : 0)
    case .fold(let fold):
      let (index, body) = fold.scope.opened
      return body.rank(in: scope, local: local.merging([index: 0]) { $1 })
    case .sum(let terms), .product(let terms):
      return terms.map { $0.rank(in: scope, local: local) }.max() ?? 0
    case .tuple(let members): return 1 + (members.first?.rank(in: scope, local: local) ?? 0)
    case .apply(.matrixProduct, let factors):
      guard let first = factors.first, let last = factors.last else { return 0 }
      let end = last.rank(in: scope, local: local)
      // A row is a transposed vector, of rank 2: row times vector is a number.
      if first.isRow(in: scope, local: local) { return end == 1 ? 0 : 2 }
      return end == 1 ? 1 : 2
    case .apply(.stacked, let arguments):
      guard case .tuple(let lines)? = arguments.first else { return 2 }
      let isColumn = lines.allSatisfy { line in
        guard case .tuple(let cells) = line else { return false }
        return cells.count == 1 && cells[0].rank(in: scope, local: local) < 2
      }
      return isColumn ? 1 : 2
    case .apply(let function, let arguments):
      return Self.rank(of: function, arguments.map { $0.rank(in: scope, local: local) })
    case .cases(let branches): return branches.first?.value.rank(in: scope, local: local) ?? 0
    case .call(let call):
      guard let definition = scope.definitions[call.name]?.first(where: { $0.id == call.definition }) else {
        return 0
      }
      // A function of numbers goes through an array element by element.
      let excess =
        zip(definition.ranks, call.arguments).map { $1.rank(in: scope, local: local) - $0 }.max() ?? 0
      return definition.rank == 0 ? max(0, excess) : definition.rank
    default: return 0
    }
  }

  private func isRow(in scope: LaTeX.Scope, local: [Name: Int]) -> Bool {
    switch self {
    case .apply(.transpose, let inside): return inside.first?.rank(in: scope, local: local) == 1
    case .apply(.matrixProduct, let factors):
      return factors.first?.isRow(in: scope, local: local) == true
        && factors.last?.rank(in: scope, local: local) == 2
    case .negate(let a), .quotient(let a, _): return a.isRow(in: scope, local: local)
    default: return false
    }
  }

  /// Whether the tree is an array by more than custom: by a declaration, a value or another array in it.
  func isSureArray(in scope: LaTeX.Scope, local: [Name: Int]) -> Bool {
    switch self {
    case .symbol(let name): return (local[name] ?? scope.rank(name) ?? 0) > 0
    default: return rank(in: scope, local: local) > 0
    }
  }

  private static func rank(of function: Function, _ ranks: [Int]) -> Int {
    switch function {
    case .softmax: return max(1, ranks.first ?? 1)
    case .diagonal: return ranks.first == 2 ? 1 : 2
    case .eigenvalues, .singularValues, .vectorized: return 1
    case .kronecker: return ranks.max() ?? 2
    case .identity: return 2
    case .ones: return 1
    case .transpose, .outer: return ranks.first == 0 ? 0 : 2
    case .hadamard: return ranks.max() ?? 0
    // Of several values of which one is an array, element by element.
    case .min, .max: return ranks.count > 1 ? ranks.max() ?? 0 : 0
    case .norm, .norm1, .normInfinity, .inner, .length, .indicator, .expectation, .variance,
      .entropy, .kl, .determinant:
      return 0
    case .matrixPower, .inverse: return 2
    default: return ranks.count == 1 ? ranks[0] : 0
    }
  }
}
