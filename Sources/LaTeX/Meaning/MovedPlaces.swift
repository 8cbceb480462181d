import Trees

extension Tree {
  /// t and 1 of t + 1.
  var letterAndShift: (Name, Int)? {
    if case .symbol(let name) = self { return (name, 0) }
    guard case .sum(let terms) = self, terms.count == 2, case .symbol(let name) = terms[0] else { return nil }
    return terms[1].wholeNumber.map { (name, $0) }
  }

  var wholeNumber: Int? {
    switch self {
    case .number(let number): number.integer
    case .negate(.number(let number)): number.integer.map { -$0 }
    default: nil
    }
  }

  /// A length and so many more, or fewer.
  func adding(_ count: Int) -> Tree {
    guard count != 0 else { return self }
    var terms = [self]
    if case .sum(let own) = self { terms = own }
    let total = terms.compactMap(\.wholeNumber).reduce(count, +)
    terms.removeAll { $0.wholeNumber != nil }
    let number = Tree.number(Number(UInt(total.magnitude)))
    if total != 0 { terms.append(total < 0 ? .negate(number) : number) }
    return terms.count == 1 ? terms[0] : .sum(terms)
  }

  var isSymbol: Bool { if case .symbol = self { true } else { false } }
}
