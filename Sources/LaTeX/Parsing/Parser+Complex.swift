import Typesetting
import Diagnostics
import Trees

/// Complex numbers, held as a real and an imaginary part; without the second a number is real.
struct ComplexParts {
  var real: Tree
  package var imaginary: Tree?

  private static func add(_ a: Tree?, _ b: Tree?) -> Tree? {
    guard let a else { return b }
    guard let b else { return a }
    return .sum([a, b])
  }

  private static func plus(_ a: ComplexParts, _ b: ComplexParts) -> ComplexParts {
    ComplexParts(real: .sum([a.real, b.real]), imaginary: add(a.imaginary, b.imaginary))
  }

  private static func times(_ a: ComplexParts, _ b: ComplexParts) -> ComplexParts {
    var real = Parser.product([a.real, b.real])
    if let x = a.imaginary, let y = b.imaginary {
      real = .sum([real, .negate(Parser.product([x, y]))])
    }
    return ComplexParts(
      real: real,
      imaginary: add(
        b.imaginary.map { Parser.product([a.real, $0]) },
        a.imaginary.map { Parser.product([$0, b.real]) }))
  }

  private static func over(_ a: ComplexParts, _ b: ComplexParts) -> ComplexParts {
    guard let y = b.imaginary else {
      return ComplexParts(
        real: .quotient(a.real, b.real), imaginary: a.imaginary.map { .quotient($0, b.real) })
    }
    let top = times(a, ComplexParts(real: b.real, imaginary: .negate(y)))
    let square = b.squaredLength
    return ComplexParts(
      real: .quotient(top.real, square), imaginary: top.imaginary.map { .quotient($0, square) })
  }

  /// e raised to it: e^a (cos b + i sin b), exactly at quarter turns.
  private var exponential: ComplexParts {
    guard let angle = imaginary else { return ComplexParts(real: .power(.constant(.e), real)) }
    let (cosine, sine) = Self.turn(by: angle)
    guard real.normalForm != Tree.number(0) else {
      return ComplexParts(real: cosine, imaginary: sine)
    }
    let length = Tree.power(.constant(.e), real)
    return ComplexParts(real: .product([length, cosine]), imaginary: .product([length, sine]))
  }

  private static func turn(by angle: Tree) -> (Tree, Tree) {
    if let opposite = angle.opposite {
      let (cosine, sine) = turn(by: opposite)
      return (cosine, .negate(sine))
    }
    let pi = Tree.constant(.pi)
    let quarters: [(Tree, Tree, Tree)] = [
      (pi, .negate(.number(1)), .number(0)),
      (.product([.number(2), pi]), .number(1), .number(0)),
      (.quotient(pi, .number(2)), .number(0), .number(1)),
    ]
    for (known, cosine, sine) in quarters where known.normalForm == angle.normalForm {
      return (cosine, sine)
    }
    return (.apply(.cos, [angle]), .apply(.sin, [angle]))
  }

  var squaredLength: Tree {
    let square = Tree.power(real, .number(2))
    return imaginary.map { .sum([square, .power($0, .number(2))]) } ?? square
  }

  /// Nil where something complex stands in it that is not split: a logarithm, a power that is not whole.
  init?(_ tree: Tree, unit: Name, whole: Set<Name> = []) {
    guard tree.isFree(unit) else {
      self.init(real: tree)
      return
    }
    func parts(_ tree: Tree) -> ComplexParts? { ComplexParts(tree, unit: unit, whole: whole) }
    func all(_ trees: [Tree]) -> [ComplexParts]? {
      let found = trees.compactMap(parts)
      return found.count == trees.count ? found : nil
    }
    let result: ComplexParts?
    switch tree {
    case .symbol(unit): result = ComplexParts(real: .number(0), imaginary: .number(1))
    case .negate(let a):
      result = parts(a).map {
        ComplexParts(real: .negate($0.real), imaginary: $0.imaginary.map { .negate($0) })
      }
    case .sum(let terms): result = all(terms).flatMap { $0.dropFirst().reduce($0[0], Self.plus) }
    case .product(let factors):
      result = all(factors).flatMap { $0.dropFirst().reduce($0[0], Self.times) }
    case .quotient(let a, let b): result = all([a, b]).map { Self.over($0[0], $0[1]) }
    case .apply(.exp, let inside): result = parts(inside[0])?.exponential
    case .power(.constant(.e), let exponent): result = parts(exponent)?.exponential
    case .power(let base, let exponent): result = Self.power(base, exponent, unit: unit, whole: whole)
    case .fold(let fold) where fold.kind == .sum:
      let (index, body) = fold.scope.opened(avoiding: [unit])
      result = ComplexParts(body, unit: unit, whole: whole.union([index])).map { part in
        ComplexParts(
          real: .fold(.init(.sum, index, fold.range, part.real)),
          imaginary: part.imaginary.map { .fold(.init(.sum, index, fold.range, $0)) })
      }
    default: result = nil
    }
    guard let result else { return nil }
    self = result
  }

  init(real: Tree, imaginary: Tree? = nil) {
    self.real = real
    self.imaginary = imaginary
  }

  private static func power(_ base: Tree, _ exponent: Tree, unit: Name, whole: Set<Name>)
    -> ComplexParts?
  {
    guard !exponent.isFree(unit) else { return nil }
    let angle: Tree? =
      switch base {
      case .power(.constant(.e), let angle): angle
      case .apply(.exp, let inside): inside.first
      default: nil
      }
    if let angle {
      // (e^w)^n is e^{nw} for whole n.
      guard exponent.isWhole(whole) else { return nil }
      return ComplexParts(.product([exponent, angle]), unit: unit, whole: whole)?.exponential
    }
    guard let part = ComplexParts(base, unit: unit, whole: whole) else { return nil }
    switch exponent {
    case .number(let number):
      guard let count = number.integer, (1...16).contains(count) else { return nil }
      return (1..<count).reduce(part) { total, _ in times(total, part) }
    case .negate(.number(let number)):
      return power(base, .number(number), unit: unit, whole: whole).map {
        over(ComplexParts(real: .number(1)), $0)
      }
    default: return nil
    }
  }
}

extension Tree {
  /// a of −a, also where the sign stands in a factor or over a line.
  fileprivate var opposite: Tree? {
    switch self {
    case .negate(let a): return a
    case .quotient(let a, let b): return a.opposite.map { .quotient($0, b) }
    case .product(let factors):
      guard let place = factors.firstIndex(where: { $0.opposite != nil }), let other = factors[place].opposite
      else { return nil }
      var rest = factors
      rest[place] = other
      return .product(rest)
    default: return nil
    }
  }

  /// Made of whole numbers and of letters that run over them.
  fileprivate func isWhole(_ names: Set<Name>) -> Bool {
    switch self {
    case .number(let number): number.integer != nil
    case .symbol(let name): names.contains(name)
    case .negate(let a): a.isWhole(names)
    case .sum(let parts), .product(let parts): parts.allSatisfy { $0.isWhole(names) }
    default: false
    }
  }
}

extension Parser {
  /// The parts of what the imaginary unit stands in, by itself or in what is called; nil for what is real, or not split.
  func complexParts(of tree: Tree) -> ComplexParts? {
    guard let unit = scope.imaginary, !bound.contains(unit), local[unit] == nil else { return nil }
    let all = Dictionary(
      scope.definitions.values.joined().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }
    )
    let involved = all.filter { $0.value.body.involves(unit, all) }
    guard
      tree.isFree(unit)
        || tree.contains(where: { part in
          if case .call(let call) = part {
            involved[call.definition] != nil || call.arguments.contains { $0.isFree(unit) }
          } else {
            false
          }
        }), let plain = try? tree.inlining(all)
    else { return nil }
    return ComplexParts(plain, unit: unit)
  }

  /// `|z|` of something complex.
  package func modulus(of tree: Tree) -> Tree? {
    guard let parts = complexParts(of: tree), parts.imaginary != nil else { return nil }
    return .apply(.sqrt, [parts.squaredLength])
  }

  /// `\operatorname{Re}(z)`, `\operatorname{Im}(z)`.
  mutating func complexPart(_ name: Name) throws(ParseError) -> Tree? {
    guard scope.imaginary != nil, ["Re", "Im", "ℜ", "ℑ"].contains(name.base), !knows(name),
      let body = argumentsAhead()
    else { return nil }
    var probe = self
    let range = probe.takeArguments()
    let arguments = try probe.list(body, end: range.upperBound - 1)
    guard arguments.count == 1 else { return nil }
    guard let parts = complexParts(of: arguments[0]) else {
      guard !arguments[0].freeSymbols.contains(where: { $0 == scope.imaginary }) else { return nil }
      self = probe
      return try scripted(["Re", "ℜ"].contains(name.base) ? arguments[0] : .number(0))
    }
    self = probe
    return try scripted(
      ["Re", "ℜ"].contains(name.base) ? parts.real : parts.imaginary ?? .number(0))
  }

  /// An equality of complex numbers as two of real ones, with the sides that are real for certain.
  package func splitComplex(_ proposition: Tree) -> (proposition: Tree, sides: [Tree])? {
    guard let unit = scope.imaginary, case .relation(let terms, let relations) = proposition,
      relations.allSatisfy({ $0 == .equal || $0 == .approximately })
    else { return nil }
    let parts = terms.map { complexParts(of: $0) ?? ComplexParts(real: $0) }
    guard parts.contains(where: { $0.imaginary != nil }), !parts.contains(where: { $0.real.isFree(unit) })
    else {
      return nil
    }
    let imaginary = parts.map { part in part.imaginary.flatMap { $0.isIdentical(to: .number(0)) ? nil : $0 } }
    let reals = Tree.relation(parts.map(\.real), relations)
    guard imaginary.contains(where: { $0 != nil }) else { return (reals, parts.map(\.real)) }
    let others = Tree.relation(imaginary.map { $0 ?? .number(0) }, relations)
    let sides = parts.indices.map { imaginary[$0] == nil ? parts[$0].real : terms[$0] }
    return (.logic(.and, [reals, others]), sides)
  }
}

extension Tree {
  fileprivate func involves(_ unit: Name, _ definitions: [String: Definition], depth: Int = 0)
    -> Bool
  {
    if isFree(unit) { return true }
    guard depth < 8 else { return false }
    return contains { part in
      guard case .call(let call) = part, let definition = definitions[call.definition] else {
        return false
      }
      return definition.body.involves(unit, definitions, depth: depth + 1)
    }
  }
}
