import Typesetting
import Diagnostics
import Trees

/// The chances that the page gives value by value: `P(X = k) = (1 - p)^{k-1} p, \quad k = 1, 2, \ldots`,
/// `P(X = x, Y = y) = \ldots`.
struct MassFunction {
  package var variables: [Name]
  package var letters: [Name]
  package var ranges: [Tree.Fold.Range]
  package var weight: Tree

  /// Nil for a definition of anything else, or where nothing says what the letters run over.
  init?(_ definition: Definition) {
    guard Custom.isProbability(definition.name), definition.parameters.isEmpty,
      let text = definition.name.mark,
      text.hasPrefix("("), text.hasSuffix(")")
    else { return nil }
    var pairs: [(Name, Name)] = []
    for part in text.dropFirst().dropLast().split(separator: ",") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2,
        sides.allSatisfy({ $0.unicodeScalars.count == 1 && $0.allSatisfy(\.isLetter) })
      else {
        return nil
      }
      pairs.append((Name(String(sides[0])), Name(String(sides[1]))))
    }
    guard !pairs.isEmpty, pairs.allSatisfy({ $0.0.isCapital && !$0.1.isCapital }) else {
      return nil
    }
    variables = pairs.map(\.0)
    letters = pairs.map(\.1)
    ranges = []
    for letter in letters {
      guard let range = Self.range(of: letter, definition) else { return nil }
      ranges.append(range)
    }
    weight = definition.body
  }

  private static func range(of letter: Name, _ definition: Definition) -> Tree.Fold.Range? {
    if let set = definition.ranges[letter] {
      guard case .set(.intersection(let parts)) = set, parts.count == 2,
        parts[0] == .set(.integers),
        case .set(.interval(let from, let to, true, _)) = parts[1]
      else { return .set(set) }
      return .integers(from, to)
    }
    guard let domain = definition.meanings[letter]?.domain, domain.rank == 0 else { return nil }
    switch domain.values {
    case .finite(let members): return .set(.set(.finite(members)))
    case .integers(let from?, let to?): return .integers(from, to)
    case .integers(let from?, nil): return .integers(from, .constant(.infinity))
    default: return nil
    }
  }

  /// Of one variable that takes whole numbers in a row.
  package func law() -> Law? {
    guard letters.count == 1, case .integers(let from, let to) = ranges[0] else { return nil }
    var law = Law(
      weight: weight.substituting([letters[0]: .symbol(variables[0])]), range: .integers(from, to))
    law.variable = variables[0]
    return law
  }

  private var isFinite: Bool {
    ranges.allSatisfy { range in
      switch range {
      case .integers(_, let to): to != .constant(.infinity)
      default: true
      }
    }
  }

  /// What a value that hangs on the variables comes to on the whole.
  func total(_ value: Tree) -> Tree? {
    guard isFinite else { return nil }
    let fresh = letters.indices.map { Name("x", primes: 5 + $0) }
    var replaced: [Name: Tree] = [:]
    for (letter, name) in zip(letters, fresh) { replaced[letter] = .symbol(name) }
    var values: [Name: Tree] = [:]
    for (variable, name) in zip(variables, fresh) { values[variable] = .symbol(name) }
    var tree = Parser.product([weight.substituting(replaced), value.substituting(values)])
    for (name, range) in zip(fresh, ranges).reversed() {
      tree = .fold(.init(.sum, name, range, tree))
    }
    return tree
  }
}

extension Scope {
  var massFunctions: [MassFunction] {
    definitions.values.compactMap { $0.last.flatMap { MassFunction($0) } }
  }
}

extension Parser {
  /// Whether a mass function of several variables knows all the variables in here.
  func knowsJointly(_ body: [Lexeme]) -> Bool {
    let names = Set(body.names.filter { $0.isCapital && !knows($0) })
    return !names.isEmpty
      && scope.massFunctions.contains { $0.variables.count > 1 && names.isSubset(of: $0.variables) }
  }

  /// `\operatorname{Cov}(X, Y)`, `E[X \mid Y = y]`, `P(X = x \mid Y = y)` under a mass function that knows all of its variables.
  mutating func jointValue(isChance: Bool, isMean: Bool, isCovariance: Bool, _ body: [Lexeme])
    throws(ParseError) -> Tree?
  {
    let names = Set(body.names.filter { $0.isCapital && !knows($0) })
    guard !names.isEmpty, !names.contains(where: bound.contains),
      let mass = scope.massFunctions.first(where: { names.isSubset(of: $0.variables) })
    else { return nil }
    let sides = body.split(maxSplits: 1, whereSeparator: \.isBar).map { Array($0) }
    guard mass.variables.count > 1 || sides.count > 1 || mass.law() == nil else { return nil }
    var inner = self
    inner.bound += mass.variables
    let end = place.upperBound
    func condition(_ lexemes: [Lexeme]) throws(ParseError) -> Tree {
      var reader = inner.part(lexemes, end: end)
      var parts = [try reader.condition()]
      while reader.isPunctuation(",") {
        reader.next += 1
        parts.append(try reader.condition())
      }
      try reader.expectEnd()
      return .apply(.indicator, [Tree.all(parts) ?? parts[0]])
    }
    func expression(_ lexemes: [Lexeme]) throws(ParseError) -> Tree {
      var reader = inner.part(lexemes, end: end)
      let tree = try reader.sum()
      try reader.expectEnd()
      return tree
    }
    let given = sides.count > 1 ? try condition(sides[1]) : nil
    func mean(_ value: Tree) -> Tree? {
      guard let given else { return mass.total(value) }
      guard let above = mass.total(Self.product([value, given])), let below = mass.total(given)
      else { return nil }
      return .quotient(above, below)
    }
    let value: Tree?
    if isChance {
      value = mean(try condition(sides[0]))
    } else if isCovariance {
      let parts = sides[0].splitAtCommas
      guard parts.count == 2 else { return nil }
      let (a, b) = (try expression(parts[0]), try expression(parts[1]))
      guard let both = mean(Self.product([a, b])), let first = mean(a), let second = mean(b) else {
        return nil
      }
      value = .sum([both, .negate(.product([first, second]))])
    } else {
      let tree = try expression(sides[0])
      if isMean {
        value = mean(tree)
      } else {
        guard let square = mean(.power(tree, .number(2))), let middle = mean(tree) else {
          return nil
        }
        value = .sum([square, .negate(.power(middle, .number(2)))])
      }
    }
    guard let value else { return nil }
    _ = takeArguments()
    return try scripted(value)
  }
}
