import Trees

/// Places at which a formula changes its branch, meets the end of its domain, or touches what it is
/// compared with: `q = 0`, `x = y`, a denominator's zero.
///
/// Random points never hit an equality, so these are tried on purpose.
struct CriticalValues {
  /// Terms that a symbol is put equal to, by symbol: closed ones and terms over other symbols.
  private(set) var found: [Name: [Tree]] = [:]
  /// What is put equal together: the conditions of one branch, each solved for one symbol.
  private(set) var together: [[Name: Tree]] = []
  private let definitions: [String: Definition]
  private let switchesOnly: Bool
  private var pending: Set<String> = []
  /// Definitions that call each other twice and more would be visited without end.
  private var remaining = 20_000
  private static let mostOfASymbol = 24

  /// - Parameter switchesOnly: only where a branch changes, not where a domain ends or sides meet.
  static func of(
    _ trees: [Tree], definitions: [String: Definition], switchesOnly: Bool = false
  ) -> CriticalValues {
    var search = CriticalValues(definitions, switchesOnly)
    for tree in trees { search.visit(tree, renamed: [:]) }
    return search
  }

  private init(_ definitions: [String: Definition], _ switchesOnly: Bool) {
    self.definitions = definitions
    self.switchesOnly = switchesOnly
  }

  /// - Parameter renamed: what the called function's parameters are at the call.
  private mutating func visit(_ tree: Tree, renamed: [Name: Tree]) {
    remaining -= 1
    guard remaining > 0 else { return }
    switch tree {
    case .cases(let branches):
      for branch in branches {
        guard let condition = branch.condition else { continue }
        note(condition, renamed)
        noteTogether(condition, renamed)
      }
    case .relation where !switchesOnly: note(tree, renamed)
    case .apply(.indicator, let conditions): conditions.forEach { note($0, renamed) }
    case .apply(let function, let arguments): note(function, arguments, renamed)
    case .quotient(_, let divisor) where !switchesOnly: equate(divisor, .number(0), renamed)
    case .power(let base, let exponent) where !switchesOnly && !exponent.isWholeNumber:
      equate(base, .number(0), renamed)
    case .call(let call): enter(call, renamed)
    default: break
    }
    // What a binder binds has no value at a point.
    for child in tree.children where !child.isLoose { visit(child, renamed: renamed) }
  }

  private mutating func note(_ function: Tree.Function, _ arguments: [Tree], _ renamed: [Name: Tree]) {
    guard let first = arguments.first else { return }
    switch function {
    case .abs, .relu, .sign: equate(first, .number(0), renamed)
    case _ where switchesOnly: break
    case .sqrt, .norm, .norm1, .normInfinity: equate(first, .number(0), renamed)
    case .log:
      equate(first, .number(0), renamed)
      equate(first, .number(1), renamed)
    case .floor, .ceiling:
      for value in [0, 1, 2] as [UInt] { equate(first, .number(Number(value)), renamed) }
      equate(first, .negate(.number(1)), renamed)
    case .min, .max:
      for (index, a) in arguments.enumerated() {
        for b in arguments[(index + 1)...] { equate(a, b, renamed) }
      }
    case .arcsin, .arccos, .artanh:
      equate(first, .number(1), renamed)
      equate(first, .negate(.number(1)), renamed)
    default: break
    }
  }

  private mutating func enter(_ call: Tree.Call, _ renamed: [Name: Tree]) {
    guard let definition = definitions[call.definition], pending.insert(definition.id).inserted else {
      return
    }
    defer { pending.remove(definition.id) }
    var inner: [Name: Tree] = [:]
    for (parameter, argument) in zip(definition.parameters, call.arguments) {
      inner[parameter] = argument.substituting(renamed)
    }
    for setting in call.captured + call.settings { inner[setting.name] = setting.value.substituting(renamed) }
    visit(definition.body, renamed: inner)
  }

  private mutating func note(_ condition: Tree, _ renamed: [Name: Tree]) {
    switch condition {
    case .logic(_, let parts): parts.forEach { note($0, renamed) }
    case .relation(let terms, let relations):
      for (index, relation) in relations.enumerated() where index + 1 < terms.count {
        if relation == .in || relation == .notIn {
          noteMembership(terms[index], terms[index + 1], renamed)
        } else {
          equate(terms[index], terms[index + 1], renamed)
        }
      }
    default: break
    }
  }

  private mutating func noteMembership(_ term: Tree, _ set: Tree, _ renamed: [Name: Tree]) {
    switch set {
    case .set(.finite(let members)): members.forEach { equate(term, $0, renamed) }
    case .set(.interval(let lower, let upper, _, _)):
      equate(term, lower, renamed)
      equate(term, upper, renamed)
    default: break
    }
  }

  private mutating func equate(_ left: Tree, _ right: Tree, _ renamed: [Name: Tree]) {
    guard !left.isNoNumber, !right.isNoNumber else { return }
    let (a, b) = (left.substituting(renamed), right.substituting(renamed))
    guard a.size + b.size <= 200 else { return }
    for name in Tree.sum([a, b]).freeSymbols {
      for value in Isolation.solutions(a, b, for: name) { record(name, value) }
    }
    // |x − a| < r speaks of a as much as of a ± r.
    for case .apply(.abs, let inner) in [a, b] { inner.forEach { centre($0) } }
  }

  private mutating func centre(_ tree: Tree) {
    for name in tree.freeSymbols {
      for value in Isolation.solutions(tree, .number(0), for: name) { record(name, value) }
    }
  }

  private mutating func record(_ name: Name, _ value: Tree) {
    guard found[name, default: []].count < Self.mostOfASymbol, value.size <= 120,
      found[name]?.contains(value) != true
    else { return }
    found[name, default: []].append(value)
  }

  /// `|x − a| < r ∧ |y − b| < r`: a and b at once.
  private mutating func noteTogether(_ condition: Tree, _ renamed: [Name: Tree]) {
    var values: [Name: Tree] = [:]
    collect(condition, renamed, into: &values)
    if values.count > 1, together.count < 12 { together.append(values) }
  }

  private func collect(_ condition: Tree, _ renamed: [Name: Tree], into values: inout [Name: Tree]) {
    switch condition {
    case .logic(.and, let parts): parts.forEach { collect($0, renamed, into: &values) }
    case .relation(let terms, _):
      for (left, right) in zip(terms, terms.dropFirst()) {
        var (a, b) = (left.substituting(renamed), right.substituting(renamed))
        if case .apply(.abs, let inner) = a, let first = inner.first { (a, b) = (first, .number(0)) }
        for name in Tree.sum([a, b]).freeSymbols where values[name] == nil {
          if let value = Isolation.solutions(a, b, for: name).first(where: \.freeSymbols.isEmpty) {
            values[name] = value
          }
        }
      }
    default: break
    }
  }
}

extension Tree {
  fileprivate var isWholeNumber: Bool {
    if case .number(let number) = self { number.integer != nil } else { false }
  }

  /// What has several numbers for a value, or none.
  fileprivate var isNoNumber: Bool {
    switch self {
    case .tuple, .set, .relation, .logic, .quantified: true
    default: false
    }
  }
}
