import Typesetting
import Diagnostics
import Trees

/// Definitions for every index: `h_i^j(x) = …`, `\\hat y_j = …`, used at another index or under a sum.
extension Parser {
  /// A member of a family that the page defines by a head with letters for indices.
  mutating func familyMember(_ first: Name) throws(ParseError) -> Tree? {
    guard let families = scope.families[first], peek()?.isScript == true else { return nil }
    if let member = try familyMember(first, of: families, isRaised: false) { return member }
    let hasMarks = families.contains { !$0.upper.isEmpty }
    return !hasMarks && isPower(behind: first)
      ? try familyMember(first, of: families, isRaised: true) : nil
  }

  /// `b_i^2`, `b_i^{x_i}` of the b_i that the page defines: powers, where no family carries anything above.
  private func isPower(behind name: Name) -> Bool {
    guard case .subscript? = peek()?.kind, case .superscript(let script)? = peek(2)?.kind, !script.isLoneT,
      let text = Self.scriptText(script)
    else { return false }
    let isNumber = script.allSatisfy { lexeme in
      switch lexeme.kind {
      case .number, .name, .subscript, .sign("+"), .sign("-"): true
      default: false
      }
    }
    return isNumber && !scope.definitions.keys.contains { $0.bare == name && $0.mark == text }
      && !scope.values.byName.keys.contains { $0.bare == name && $0.mark == text }
  }

  /// - Parameter isRaised: what stands above is a power and tells no member.
  private mutating func familyMember(
    _ first: Name, of families: [Family], isRaised: Bool
  ) throws(ParseError) -> Tree? {
    var probe = self
    probe.next += 1
    let counts = Set(families.map(\.lower.count))
    if isRaised { probe.lexemes = Array(lexemes[...(next + 1)]) }
    let hasUpper = families.contains { !$0.upper.isEmpty }
    guard
      let scripts = try probe.memberScripts(
        lowerCount: counts.count == 1 ? counts.first : nil, hasUpper: hasUpper)
    else { return nil }
    var exact = first
    exact.label = scripts.label
    exact.mark = scripts.mark
    exact.primes += scripts.primes
    // `H(\mathbf{p}) = \sum_i p_i …`: what the head is given is meant, and no function of its letter.
    if local[arrayName(first)] ?? 0 > 0, lexemes.bracketBody(at: probe.next) == nil { return nil }
    let isBound = scripts.letters.binds(Set(bound))
    // `w_{10} = 19` of a sequence that begins with w_1 is said to follow, and is not what that member is.
    let isLater = families.contains { $0.definition.isLaterMember(at: scripts.lower) }
    if !isBound, knows(exact), !isLater { return nil }
    for family in families
    where family.lower.count == scripts.lower.count && family.upper.count == scripts.upper.count
      && family.pattern == scripts.pattern && first.primes + scripts.primes == family.definition.name.primes
    {
      var settings: [Tree.Setting] = []
      for (position, (letter, value)) in zip(family.lower + family.upper, scripts.lower + scripts.upper)
        .enumerated()
      {
        let offset = position < family.offsets.count ? family.offsets[position] : 0
        let place = offset == 0 ? value : Tree.sum([value, .whole(-offset)]).foldingIntegers
        settings.append(.init(letter, place))
      }
      let start = next
      next = probe.next
      return try apply(family.definition, settings, from: start)
    }
    return nil
  }

  /// M where the page says what each M_{ij} is, and how far i and j run: all of them, row by row.
  @inline(never)
  func definedByElements(_ name: Name) -> Tree? {
    guard name == name.bare, !bound.contains(name),
      let family = scope.families[name]?.first(where: {
        $0.upper.isEmpty && $0.offsets.allSatisfy { $0 == 0 }
      }),
      family.definition.parameters.isEmpty, family.definition.name.mark == nil,
      (1...2).contains(family.lower.count)
    else { return nil }
    let counts = family.lower.compactMap { family.length(of: $0) { self.count($0) } }
    guard counts.count == family.lower.count, counts.allSatisfy({ (1...64).contains($0) }) else { return nil }
    func members(_ settings: [Tree.Setting], _ rest: ArraySlice<(Name, Int)>) -> Tree {
      guard let (letter, count) = rest.first else {
        return .call(
          .init(
            family.definition.name, definition: family.definition.id, arguments: [], settings: settings))
      }
      return .tuple(
        (1...count).map { members(settings + [.init(letter, .whole($0))], rest.dropFirst()) })
    }
    return members([], Array(zip(family.lower, counts))[...])
  }

  /// A length as a number, where it is written or given.
  private func count(_ tree: Tree) -> Int? {
    switch tree {
    case .number(let number): number.integer
    case .symbol(let name): scope.values.byName[name]?.integer
    default: nil
    }
  }

  private mutating func apply(
    _ definition: Definition, _ settings: [Tree.Setting], from start: Int
  ) throws(ParseError) -> Tree {
    guard !definition.parameters.isEmpty else {
      return try scripted(
        .call(.init(definition.name, definition: definition.id, arguments: [], settings: settings)))
    }
    guard let current, lexemes.bracketBody(at: next) != nil else {
      let own = definition.parameters.map { Tree.symbol($0) }
      return try scripted(
        .call(.init(definition.name, definition: definition.id, arguments: own, settings: settings)))
    }
    _ = current
    let body = lexemes.bracketBody(at: next) ?? []
    let range = takeArguments()
    let (arguments, more, bar) = try arguments(body, end: range.upperBound - 1)
    guard arguments.count == definition.parameters.count, bar == definition.bar else {
      throw ParseError(
        "wrong-argument-count",
        zh: "\(definition.name.plain) 有 \(definition.parameters.count) 个参数，这里给了 \(arguments.count) 个",
        en:
          "\(definition.name.plain) takes \(definition.parameters.count) arguments, \(arguments.count) are given",
        at: lexemes[start].range.through(range))
    }
    return try scripted(
      .call(
        .init(definition.name, definition: definition.id, arguments: arguments, settings: settings + more)))
  }

  /// `f_k(y, x)` where the page defines `f_1(y, x)`, `f_2(y, x)`, …: the one that the index tells.
  mutating func numberedFunction(_ name: Name, _ indices: [Tree]) throws(ParseError) -> Tree? {
    guard indices.count == 1, let body = argumentsAhead(), scope.values.byName[name] == nil else {
      return nil
    }
    let numbered = scope.definitions.compactMap { other, definitions -> (Int, Definition)? in
      guard other.bare == name.bare, other.mark == name.mark, other.primes == name.primes,
        let number = other.label.flatMap({ Int($0) }), number >= 0,
        let definition = definitions.last(where: { !$0.parameters.isEmpty })
      else { return nil }
      return (number, definition)
    }
    guard !numbered.isEmpty else { return nil }
    let range = place
    let (arguments, settings, bar) = try self.arguments(body, end: range.upperBound - 1)
    guard settings.isEmpty,
      numbered.allSatisfy({ $0.1.parameters.count == arguments.count && $0.1.bar == bar })
    else { return nil }
    _ = takeArguments()
    return try scripted(
      .cases(
        numbered.sorted { $0.0 < $1.0 }.map { number, definition in
          .init(
            .call(.init(definition.name, definition: definition.id, arguments: arguments)),
            if: .relation([indices[0], .whole(number)], [.equal]))
        }))
  }

  /// The scripts at `next` as single indices.
  private mutating func memberScripts(lowerCount: Int?, hasUpper: Bool) throws(ParseError) -> (
    lower: [Tree], upper: [Tree], label: String?, mark: String?, primes: Int, letters: [Lexeme],
    pattern: String
  )? {
    var lower: [Tree] = []
    var upper: [Tree] = []
    var label: String?
    var mark: String?
    var letters: [Lexeme] = []
    var primes = 0
    var pattern = ""
    while let lexeme = current, lexeme.isScript {
      switch lexeme.kind {
      // `F_n^2`
      case .superscript(let script) where !hasUpper && !lower.isEmpty && script.isNumber:
        return (lower, upper, label, mark, primes, letters, pattern)
      case .subscript(let written):
        let isDotted = written.count == 2 && written.count(where: \.isWholeRange) == 1
        let script = isDotted ? written.filter { !$0.isWholeRange } : written
        if isDotted {
          pattern = String(written.map { $0.isWholeRange ? Self.label([$0])?.first ?? "·" : "_" })
        }
        guard script.indexNames != nil || script.holdsTablePlaces else { return nil }
        lower = try indices(script, lexeme.range, count: lowerCount)
        label = Self.label(written)
        letters += script
      case .superscript(let script):
        let inside = script.unbracketed
        guard inside.indexNames != nil else { return nil }
        upper = try indices(inside, lexeme.range)
        mark = Self.scriptText(script)
        letters += script
      case .primes(let count): primes += count
      default: return nil
      }
      next += 1
    }
    return (lower, upper, label, mark, primes, letters, pattern)
  }
}

extension Parser {
  package static let familyIndices: Set<String> = customaryIndices.union(["t", "s"]).subtracting(["c"])
}

extension [Lexeme] {
  fileprivate var isNumber: Bool {
    if count == 1, case .number = self[0].kind { true } else { false }
  }

  /// Without the brackets that stand around all of it.
  var unbracketed: [Lexeme] {
    if count == 1, case .fenced("(", ")", let inside) = self[0].kind { return inside }
    guard count >= 3, case .open("(") = self[0].kind, case .close(")") = self[count - 1].kind else {
      return self
    }
    return Array(self[1..<(count - 1)])
  }
}

extension Tree {
  /// Whether an array stands in here with a name at one of its places: `n_{v1}` of the letter v.
  func indexes(with name: Name) -> Bool {
    contains { part in
      guard case .element(_, let places) = part else { return false }
      return places.contains(.symbol(name))
    }
  }
}

extension Definition {
  /// Whether it goes back to itself, and a number is none of the places with which it begins.
  fileprivate func isLaterMember(at places: [Tree]) -> Bool {
    guard isRecursive, places.count == 1, case .number = places[0], case .cases(let branches) = body else {
      return false
    }
    let starts = branches.compactMap { branch -> Tree? in
      guard case .relation(let sides, [.equal])? = branch.condition else { return nil }
      return sides[1]
    }
    return !starts.isEmpty && !starts.contains(places[0])
  }

  /// Whether it calls itself.
  package var isRecursive: Bool {
    rows.contains { row in
      row.value.contains { if case .call(let call) = $0 { call.definition == id } else { false } }
    }
  }
}

extension Name {
  /// The name under which a value by `\leftarrow` is kept.
  package var assigned: Name {
    var copy = self
    copy.mark = (mark ?? "") + "←"
    return copy
  }

  var unprimed: Name {
    var copy = self
    copy.primes = 0
    return copy
  }

  /// A conditional P(·|·) is a function of its own beside P(·).
  func conditional(_ bar: Int?) -> Name {
    guard bar != nil else { return self }
    var copy = self
    copy.base += "∣"
    return copy
  }
}

extension ParseError {
  /// A name beside a bracket, where nothing decides between a function's value and a product.
  static func ambiguousApplication(_ name: Name, _ evidence: [RoleObservation], at range: Range<Int>)
    -> ParseError
  {
    let zh =
      evidence.isEmpty ? "" : "（" + evidence.map(\.reason.zh).uniqued.joined(separator: "；") + "）"
    let en =
      evidence.isEmpty ? "" : " (" + evidence.map(\.reason.en).uniqued.joined(separator: "; ") + ")"
    return ParseError(
      "ambiguous-application",
      zh: "\(name.plain)(…) 有两种读法：函数 \(name.plain) 的值，或 \(name.plain) 与括号相乘\(zh)；"
        + "正文里写“函数 $\(name.latex)$”或“$\(name.latex) \\in \\mathbb{R}$”即可判定",
      en: "\(name.plain)(…) has two readings: the value of a function \(name.plain), or a product\(en); "
        + "“function $\(name.latex)$” or “$\(name.latex) \\in \\mathbb{R}$” in the prose decides", at: range)
  }

  static func withoutDistribution(_ name: Name, at range: Range<Int>) -> ParseError {
    name.base == "O"
      ? ParseError(
        "asymptotic", zh: "O(·) 说的是增长的阶，没有值", en: "O(·) tells an order of growth and has no value", at: range)
      : ParseError(
        "no-distribution", zh: "期望要写明对哪个有限分布取：E_{i \\sim p}[x_i] 或 E_p[x]",
        en: "a mean must name its finite distribution: E_{i \\sim p}[x_i] or E_p[x]", at: range)
  }
}
