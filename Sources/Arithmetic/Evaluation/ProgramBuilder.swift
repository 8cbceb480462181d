import Trees

/// Compiles a tree into a `Program`.
struct ProgramBuilder {
  /// What a name means at a place in the tree.
  struct Binding {
    /// Where to look, nearest first; nil is the point itself.
    var places: [Program.Place]?
    /// A definition's default, where no place holds anything.
    var standard: Tree?
  }

  var program: Program
  var scope: [Name: Binding] = [:]
  /// What a called function's body sees: arguments and settings of the calls around, nothing that a scope binds.
  var shared: [Name: Binding] = [:]
  var zeroWins: Bool
  /// Definitions whose bodies are being compiled, outermost first.
  var callers: [String] = []
  private var freePlaces: [Name: Program.Place] = [:]
  private let known: [Name: Int]

  /// Copies of called bodies beyond this are compiled when they are reached.
  static let mostNodes = 20_000

  init(
    _ tree: Tree, _ definitions: [String: Definition], declaresZeroLogZero: Bool, symbols: [Name],
    ranks: [Name: Int], depth: Int
  ) {
    program = Program(
      tree: tree, definitions: definitions, declaresZeroLogZero: declaresZeroLogZero, depth: depth)
    zeroWins = declaresZeroLogZero
    known = ranks.merging(tree.arrays) { given, _ in given }
    for name in symbols { _ = place(ofFree: name) }
  }

  mutating func finished() -> Program {
    program.root = node(program.tree)
    return program
  }

  // MARK: Nodes

  mutating func add(_ node: Program.Node, rank: Int, _ tree: Tree) -> Int {
    program.nodes.append(node)
    program.ranks.append(rank)
    program.trees.append(tree)
    return program.nodes.count - 1
  }

  mutating func operands(_ list: [Int]) -> Program.Operands {
    let start = program.operands.count
    program.operands += list
    return Program.Operands(start: Int32(start), count: Int32(list.count))
  }

  mutating func nodes(_ trees: [Tree]) -> [Int] {
    var list: [Int] = []
    for tree in trees { list.append(node(tree)) }
    return list
  }

  mutating func failure(_ error: Undefined, _ tree: Tree) -> Int {
    program.failures.append(error)
    return add(.failure(program.failures.count - 1), rank: Program.unknownRank, tree)
  }

  /// 0 if all are numbers, else unknown.
  func common(_ nodes: [Int]) -> Int { nodes.allSatisfy(program.isNumber) ? 0 : Program.unknownRank }

  func rank(_ node: Int) -> Int { program.ranks[node] }

  // MARK: Slots

  mutating func newPlace(_ name: Name, isNumber: Bool) -> Program.Place {
    if isNumber {
      program.numberNames.append(name)
      return .number(program.numberNames.count - 1)
    }
    program.valueNames.append(name)
    return .value(program.valueNames.count - 1)
  }

  mutating func place(ofFree name: Name) -> Program.Place {
    if let place = freePlaces[name] { return place }
    let place = newPlace(name, isNumber: (known[name] ?? 0) == 0)
    freePlaces[name] = place
    program.symbols.append(name)
    program.places.append(place)
    if case .value = place { program.assumedRanks[name] = known[name] }
    return place
  }

  /// Compiles with a name bound to a place.
  mutating func binding<Result>(
    _ name: Name, to place: Program.Place, _ body: (inout ProgramBuilder) -> Result
  ) -> Result {
    let outer = scope[name]
    scope[name] = Binding(places: [place])
    defer { scope[name] = outer }
    return body(&self)
  }

  mutating func symbol(_ name: Name, _ tree: Tree) -> Int {
    let binding = scope[name]
    let places = binding?.places ?? [place(ofFree: name)]
    if places.count == 1, binding?.standard == nil { return read(places[0], name, tree) }
    let otherwise = binding?.standard.map { closed($0) } ?? -1
    var choices: [Int] = []
    for place in places { choices.append(read(place, name, tree)) }
    let rank = common(otherwise >= 0 ? choices + [otherwise] : choices)
    return add(.firstOf(operands(choices), otherwise: otherwise), rank: rank, tree)
  }

  private mutating func read(_ place: Program.Place, _ name: Name, _ tree: Tree) -> Int {
    switch place {
    case .number(let slot): return add(.number(slot), rank: 0, tree)
    case .value(let slot):
      let rank = freePlaces[name] == place ? known[name] : nil
      return add(.value(slot), rank: rank.map { max($0, 1) } ?? Program.unknownRank, tree)
    }
  }

  /// A default holds no symbol.
  private mutating func closed(_ tree: Tree) -> Int {
    let outer = (scope, shared)
    (scope, shared) = ([:], [:])
    defer { (scope, shared) = outer }
    return node(tree)
  }

  // MARK: Trees

  mutating func node(_ tree: Tree) -> Int {
    switch tree {
    case .number(let number): return constant(.number(number), tree)
    case .constant(let constant): return self.constant(.named(constant), tree)
    case .symbol(let name): return symbol(name, tree)
    case .element(let array, let indices): return element(array, indices, tree)
    case .negate(let a):
      let child = node(a)
      return add(.negate(child), rank: rank(child), tree)
    case .sum(let terms):
      let list = nodes(terms)
      return add(.sum(operands(list)), rank: common(list), tree)
    case .product(let factors): return product(factors, tree)
    case .quotient(let a, let b):
      let (above, below) = (node(a), node(b))
      return add(.quotient(above, below), rank: common([above, below]), tree)
    case .power(let a, let b):
      let (base, exponent) = (node(a), node(b))
      return add(
        .power(base, exponent, zeroToZeroIsOne: zeroWins), rank: common([base, exponent]), tree)
    case .apply(let function, let arguments): return apply(function, arguments, tree)
    case .call(let call): return self.call(call, tree)
    case .applied(let function, let arguments): return applied(function, arguments, tree)
    case .bound: return failure(.unsupported(tree.brief), tree)
    case .fold(let fold): return self.fold(fold, tree)
    case .cases(let branches): return cases(branches, tree)
    case .tuple(let members):
      let list = nodes(members)
      let inner = list.first.map(rank) ?? 0
      let isEven = inner >= 0 && list.allSatisfy { rank($0) == inner }
      return add(.tuple(operands(list)), rank: isEven ? inner + 1 : Program.unknownRank, tree)
    case .derivative, .integral, .limit: return calculus(tree)
    case .relation, .logic, .quantified, .set: return statement(tree)
    }
  }

  private mutating func constant(_ constant: Program.Constant, _ tree: Tree) -> Int {
    program.constants.append(constant)
    return add(.constant(program.constants.count - 1), rank: 0, tree)
  }

  private mutating func element(_ array: Tree, _ indices: [Tree], _ tree: Tree) -> Int {
    let base = node(array)
    let list = nodes(indices)
    let rest = rank(base) - indices.count
    return add(.element(base, operands(list)), rank: rest >= 0 ? rest : Program.unknownRank, tree)
  }

  private mutating func product(_ factors: [Tree], _ tree: Tree) -> Int {
    let list = nodes(factors)
    // 0 · log 0: only a factor that is infinite by a logarithm gives way to 0.
    let from = zeroWins ? factors.firstIndex(where: \.isInfiniteOnlyByLogarithm) ?? .max : .max
    return add(.product(operands(list), zeroWinsFrom: from), rank: common(list), tree)
  }

  private mutating func cases(_ branches: [Tree.Branch], _ tree: Tree) -> Int {
    var list: [Int] = []
    var values: [Int] = []
    for branch in branches {
      let condition = branch.condition.map { node($0) } ?? -1
      let value = node(branch.value)
      list += [condition, value]
      values.append(value)
    }
    return add(.cases(operands(list)), rank: common(values), tree)
  }

  private mutating func apply(_ function: Tree.Function, _ arguments: [Tree], _ tree: Tree) -> Int {
    let list = nodes(arguments)
    if function == .length, list.count == 1, case .set = program.nodes[list[0]] {
      return add(.count(list[0]), rank: 0, tree)
    }
    if function == .indicator, list.count == 1 { return add(.indicator(list[0]), rank: 0, tree) }
    let areNumbers = common(list) == 0
    if areNumbers, let arity = function.scalarArity, arity.contains(list.count) {
      if list.count == 1 { return add(.unary(function, list[0]), rank: 0, tree) }
      if list.count == 2 { return add(.binary(function, list[0], list[1]), rank: 0, tree) }
    }
    let rank: Int
    switch function {
    case .min, .max: rank = list.count == 1 || areNumbers ? 0 : Program.unknownRank
    case .norm, .norm1, .normInfinity, .length, .inner, .expectation, .variance, .entropy,
      .kl, .determinant:
      rank = 0
    case .eigenvalues, .singularValues, .vectorized: rank = 1
    case .softmax: rank = list.count == 1 && self.rank(list[0]) != 1 ? Program.unknownRank : 1
    default: rank = areNumbers && function.scalarArity != nil ? 0 : Program.unknownRank
    }
    return add(.apply(function, operands(list), zeroWins: zeroWins), rank: rank, tree)
  }
}

extension Tree {
  /// Free symbols that the tree itself shows to be arrays, with the most indices that they carry.
  fileprivate var arrays: [Name: Int] {
    var found: [Name: Int] = [:]
    collectArrays(into: &found)
    return found
  }

  private func collectArrays(into found: inout [Name: Int]) {
    if case .element(.symbol(let name), let indices) = self {
      found[name] = Swift.max(found[name] ?? 0, indices.count)
    }
    // A function is no number either.
    if case .applied(.symbol(let name), _) = self { found[name] = 1 }
    for child in children { child.collectArrays(into: &found) }
  }
}
