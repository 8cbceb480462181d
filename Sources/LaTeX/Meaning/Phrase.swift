import Trees

/// Words as they are taken off from the left.
struct Phrase {
  package private(set) var rest: Substring

  init(_ words: String) {
    rest = words.lowercased()[...]
    trim()
    skipFillers()
  }

  package var isEmpty: Bool { rest.isEmpty }

  private mutating func trim() {
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
  }

  private mutating func skipFillers() {
    while take(PremiseWords.fillers) != nil || take(PremiseWords.englishFillers) != nil {}
  }

  /// Takes the first of some words off; letters of a longer word do not make one.
  package mutating func take(_ words: [String]) -> String? {
    for word in words where rest.hasPrefix(word) {
      let behind = rest.dropFirst(word.count)
      if let last = word.last, last.isASCII, last.isLetter, let next = behind.first, next.isASCII,
        next.isLetter
      {
        continue
      }
      rest = behind
      trim()
      return word
    }
    return nil
  }

  mutating func predicate() -> Predicate? {
    var predicate = Predicate()
    skipFillers()
    takeSubject(&predicate)
    skipFillers()
    takeQuantity(&predicate)
    if take(PremiseWords.elementSumsInEnglish) != nil, let number = number() {
      predicate.subject = .elementSum
      predicate.requirements = [.compares(.equal, number)]
      return finish(predicate)
    }
    if let says = requirements(),
      predicate.subject == .each || predicate.subject == .elements
        || !says.contains(where: \.isMutual)
    {
      predicate.requirements = says
      return finish(predicate)
    }
    let isEqual = take(PremiseWords.copulas) != nil
    skipFillers()
    if let says = requirements() {
      predicate.requirements = says
      return finish(predicate)
    }
    if let word = take(PremiseWords.comparisons.map(\.text)),
      let relation = PremiseWords.comparisons.first(where: { $0.text == word })?.relation
    {
      return compared(&predicate, relation)
    }
    guard isEqual else { return nil }
    // 为 before a letter may begin anything: 为 n 阶矩阵.
    if rest.isEmpty, predicate.subject == .each || predicate.subject == .elements { return nil }
    return compared(&predicate, .equal)
  }

  /// 至少有一个, 不全: what follows is said of some alone. 至少有一个 before nothing else says how many there are.
  private mutating func takeQuantity(_ predicate: inout Predicate) {
    var other = self
    if other.take(PremiseWords.someOf) != nil, !other.isEmpty {
      predicate.quantity = .some
    } else if other.take(PremiseWords.notEveryOf) != nil, !other.isEmpty {
      predicate.quantity = .notEvery
    } else {
      return
    }
    self = other
    skipFillers()
  }

  private mutating func takeSubject(_ predicate: inout Predicate) {
    if take(PremiseWords.elementSums) != nil {
      predicate.subject = .elementSum
    } else if take(PremiseWords.elements) != nil {
      predicate.subject = .elements
    } else if take(["之和", "的和", "的总和", "总和"]) != nil || takeBareSum() {
      predicate.subject = .sum
    } else if take(["之积", "的积", "的乘积", "乘积"]) != nil {
      predicate.subject = .product
    } else if take(["之差", "的差"]) != nil {
      predicate.subject = .difference
    }
  }

  private mutating func takeBareSum() -> Bool {
    guard Self.isBareSum(rest) else { return false }
    rest.removeFirst()
    trim()
    return true
  }

  /// 和为, 和不超过; not 和 before another symbol.
  static func isBareSum(_ rest: Substring) -> Bool {
    rest.hasPrefix("和")
      && ["为", "等于", "是", "不", "小于", "大于", "恒"].contains(where: rest.dropFirst().hasPrefix)
  }

  private mutating func compared(_ predicate: inout Predicate, _ relation: Tree.Relation) -> Predicate? {
    if rest.isEmpty {
      predicate.pending = relation
      return predicate
    }
    guard let number = number() else { return nil }
    predicate.requirements = [.compares(relation, number)]
    return finish(predicate)
  }

  private mutating func requirements() -> [Predicate.Requirement]? {
    for entry in PremiseWords.plain {
      var other = self
      guard other.take([entry.text]) != nil else { continue }
      var noun = other.take(PremiseWords.numbers)
      // 同号的非零实数: two sayings in one.
      if noun == "的", !other.isAtBreak, let more = other.requirements() {
        self = other
        return entry.says + more
      }
      if noun != nil { noun = other.take(PremiseWords.numbers) ?? noun }
      guard other.isAtBreak else { continue }
      self = other
      let isWhole = noun == "整数" || noun?.hasPrefix("integer") == true
      return (isWhole && !entry.says.contains(.whole) ? [.whole] : []) + entry.says
    }
    return nil
  }

  /// Nothing more, 时, or another saying.
  private var isAtBreak: Bool {
    rest.isEmpty || Self.supposing.contains(String(rest))
      || PremiseWords.conjunctions.contains(where: rest.hasPrefix)
  }

  private static let supposing = ["的时候", "的情形", "的情况", "时"]

  private mutating func finish(_ predicate: Predicate) -> Predicate? {
    guard isAtBreak else { return nil }
    var predicate = predicate
    if Self.supposing.contains(String(rest)) {
      predicate.isSupposed = true
      rest = ""
    }
    return predicate
  }

  private mutating func number() -> Tree? {
    var digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    var other = rest
    let isNegative = rest.hasPrefix("-") || rest.hasPrefix("−")
    if isNegative {
      other.removeFirst()
      digits = other.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    }
    if !digits.isEmpty, let number = Number(String(digits)) {
      other.removeFirst(digits.count)
      rest = other
      trim()
      return isNegative ? .negate(.number(number)) : .number(number)
    }
    for numeral in PremiseWords.numerals where take([numeral.text]) != nil {
      return .number(Number(numeral.value))
    }
    return nil
  }
}
