import Trees

/// An S-expression: a word or a list.
package indirect enum Expression: Sendable, Hashable {
  case word(String)
  case list([Expression])

  /// - Returns: nil where the text is none, or nests deeper than any claim.
  package init?(_ text: String) {
    var stack: [[Expression]] = [[]]
    var word = ""
    func flush() {
      if !word.isEmpty { stack[stack.count - 1].append(.word(word)) }
      word = ""
    }
    for character in text {
      switch character {
      case "(":
        flush()
        guard stack.count < 500 else { return nil }
        stack.append([])
      case ")":
        flush()
        guard stack.count > 1, let list = stack.popLast() else { return nil }
        stack[stack.count - 1].append(.list(list))
      case " ", "\n": flush()
      default: word.append(character)
      }
    }
    flush()
    guard stack.count == 1, stack[0].count == 1 else { return nil }
    self = stack[0][0]
  }

  var word: String? { if case .word(let word) = self { word } else { nil } }
  var list: [Expression]? { if case .list(let list) = self { list } else { nil } }

  /// A list's first word and the rest of it.
  var form: (head: String, rest: ArraySlice<Expression>)? {
    guard let list, let head = list.first?.word else { return nil }
    return (head, list.dropFirst())
  }
}

extension Tree {
  package init?(text: String) {
    guard let expression = Expression(text), let tree = Tree(expression) else { return nil }
    self = tree
  }

  init?(_ expression: Expression) {
    if let word = expression.word {
      if word.hasPrefix("#") {
        guard let constant = Constant(rawValue: String(word.dropFirst())) else { return nil }
        self = .constant(constant)
      } else if let first = word.unicodeScalars.first, 48...57 ~= first.value {
        guard let number = Number(word) else { return nil }
        self = .number(number)
      } else {
        guard let name = Name(text: word) else { return nil }
        self = .symbol(name)
      }
      return
    }
    guard let (head, rest) = expression.form, let tree = Tree.read(head, rest) else { return nil }
    self = tree
  }

  private static func all(_ parts: ArraySlice<Expression>) -> [Tree]? {
    let trees = parts.compactMap { Tree($0) }
    return trees.count == parts.count ? trees : nil
  }

  private static func read(_ head: String, _ rest: ArraySlice<Expression>) -> Tree? {
    switch head {
    case "fn":
      guard let name = rest.first?.word, let function = Function(rawValue: name),
        let parts = all(rest.dropFirst())
      else { return nil }
      return .apply(function, parts)
    case "rel":
      guard let names = rest.first?.word, let parts = all(rest.dropFirst()) else { return nil }
      let relations = names.split(separator: ",").compactMap { Relation(rawValue: String($0)) }
      return relations.count + 1 == parts.count ? .relation(parts, relations) : nil
    case "logic":
      guard let name = rest.first?.word, let connective = Connective(rawValue: name),
        let parts = all(rest.dropFirst())
      else { return nil }
      return .logic(connective, parts)
    case "call", "fold", "cases", "quantified", "d", "integral", "limit":
      return binder(head, Array(rest))
    case "interval", "filtered": return SetForm(head, Array(rest)).map(Tree.set)
    default:
      // Each child is read once, whatever the head turns out to be.
      guard let parts = all(rest) else { return nil }
      if let set = SetForm(head, of: parts) { return .set(set) }
      switch (head, parts.count) {
      case ("applied", 1...): return .applied(parts[0], Array(parts.dropFirst()))
      case ("at", 2...): return .element(parts[0], Array(parts.dropFirst()))
      case ("neg", 1): return .negate(parts[0])
      case ("+", 1...): return .sum(parts)
      case ("*", 1...): return .product(parts)
      case ("/", 2): return .quotient(parts[0], parts[1])
      case ("^", 2): return .power(parts[0], parts[1])
      case ("tuple", _): return .tuple(parts)
      default: return nil
      }
    }
  }

  private static func binder(_ head: String, _ rest: [Expression]) -> Tree? {
    switch head {
    case "call": return call(rest)
    case "fold": return fold(rest)
    case "cases":
      var branches: [Branch] = []
      for part in rest {
        guard let (head, parts) = part.form, head == "case", let trees = all(parts), 1...2 ~= trees.count
        else {
          return nil
        }
        branches.append(Branch(trees[0], if: trees.count == 2 ? trees[1] : nil))
      }
      return branches.isEmpty ? nil : .cases(branches)
    case "quantified":
      guard rest.count >= 2, let name = rest[0].word, let quantifier = Quantifier(rawValue: name),
        let body = rest.last.flatMap({ Tree($0) })
      else { return nil }
      var bindings: [Binding] = []
      for part in rest[1..<(rest.count - 1)] {
        guard let (head, parts) = part.form, head == "bind", let symbol = parts.first?.word,
          let name = Name(text: symbol), let sets = all(parts.dropFirst()), sets.count <= 1
        else { return nil }
        bindings.append(Binding(name, in: sets.first))
      }
      return .quantified(quantifier, bindings, body)
    case "d":
      guard rest.count == 4, let name = rest[0].word.flatMap({ Name(text: $0) }),
        let order = rest[1].word.flatMap({ Int($0) }), let parts = all(rest[2...])
      else { return nil }
      return .derivative(Scope(name, parts[1]), at: parts[0], order: order)
    case "integral":
      guard rest.count == 4, let name = rest[0].word.flatMap({ Name(text: $0) }), let parts = all(rest[1...])
      else { return nil }
      return .integral(parts[2], over: name, from: parts[0], to: parts[1])
    default:
      guard rest.count == 4, let name = rest[0].word.flatMap({ Name(text: $0) }),
        let side = rest[1].word.flatMap({ Side(rawValue: $0) }), let parts = all(rest[2...])
      else { return nil }
      return .limit(parts[1], of: name, to: parts[0], from: side)
    }
  }

  private static func call(_ rest: [Expression]) -> Tree? {
    guard rest.count >= 2, let name = rest[0].word.flatMap({ Name(text: $0) }), let id = rest[1].word,
      id.hasPrefix("'")
    else { return nil }
    var arguments: [Tree] = []
    var settings: [Setting] = []
    var captured: [Setting] = []
    for part in rest.dropFirst(2) {
      if let (head, parts) = part.form, head == "set" || head == "capture" {
        guard parts.count == 2, let name = parts.first?.word.flatMap({ Name(text: $0) }),
          let value = parts.last.flatMap({ Tree($0) })
        else { return nil }
        if head == "set" {
          settings.append(Setting(name, value))
        } else {
          captured.append(Setting(name, value))
        }
      } else {
        guard let argument = Tree(part) else { return nil }
        arguments.append(argument)
      }
    }
    return .call(
      Call(
        name, definition: String(id.dropFirst()).unescaped, arguments: arguments, settings: settings,
        captured: captured))
  }

  private static func fold(_ rest: [Expression]) -> Tree? {
    guard rest.count == 4, let kind = rest[0].word.flatMap({ Fold.Kind(rawValue: $0) }),
      let index = rest[1].word.flatMap({ Name(text: $0) }), let (over, ends) = rest[2].form,
      let bounds = all(ends), let body = Tree(rest[3])
    else { return nil }
    switch (over, bounds.count) {
    case ("to", 2): return .fold(Fold(kind, index, .integers(bounds[0], bounds[1]), body))
    case ("over", 1): return .fold(Fold(kind, index, .set(bounds[0]), body))
    case ("whole", 0): return .fold(Fold(kind, index, .whole, body))
    default: return nil
    }
  }
}

extension Tree.SetForm {
  fileprivate init?(_ head: String, _ parts: [Expression]) {
    if head == "interval" {
      guard parts.count == 4, let lower = Tree(parts[2]), let upper = Tree(parts[3]),
        let below = parts[0].isClosed, let above = parts[1].isClosed
      else { return nil }
      self = .interval(lower, upper, closedBelow: below, closedAbove: above)
      return
    }
    guard 2...3 ~= parts.count, let name = parts[0].word.flatMap({ Name(text: $0) }),
      let condition = Tree(parts[1])
    else { return nil }
    let whole = parts.count == 3 ? Tree(parts[2]) : nil
    guard parts.count == 2 || whole != nil else { return nil }
    self = .filtered(in: whole, Tree.Scope(name, condition))
  }

  /// A set of which everything but its head is trees.
  fileprivate init?(_ head: String, of members: [Tree]) {
    switch (head, members.count) {
    case ("set", _): self = .finite(members)
    case ("reals", 0): self = .reals
    case ("positive-reals", 0): self = .positiveReals
    case ("nonnegative-reals", 0): self = .nonnegativeReals
    case ("integers", 0): self = .integers
    case ("naturals", 0): self = .naturals
    case ("rationals", 0): self = .rationals
    case ("arrays", 1...): self = .arrays(members[0], lengths: Array(members.dropFirst()))
    case ("functions", 2): self = .functions(from: members[0], to: members[1])
    case ("union", _): self = .union(members)
    case ("intersection", _): self = .intersection(members)
    case ("difference", 2): self = .difference(members[0], members[1])
    default: return nil
    }
  }
}

extension Expression {
  var isClosed: Bool? { word == "closed" ? true : word == "open" ? false : nil }
}
