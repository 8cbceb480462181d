import Typesetting
import Trees
import Diagnostics

extension Parser {
  /// `1 \le i \le n`, `1 \le i < j \le n`
  ///
  /// - Parameter ofNumbers: a maximum over `a \le x \le b` is over all that lies between, where x is no place.
  mutating func chainedHeader(
    _ item: [Lexeme], _ range: Range<Int>, ofNumbers: Bool
  ) throws(ParseError) -> Header? {
    var inner = part(item, end: range.upperBound)
    guard let chain = try? inner.chain(), inner.isAtEnd, case .relation(let terms, let relations) = chain,
      terms.count >= 3, relations.allSatisfy({ $0 == .less || $0 == .lessOrEqual })
    else { return nil }
    func shifted(_ tree: Tree, by relation: Tree.Relation, up: Bool) -> Tree {
      relation == .less ? .sum([tree, up ? .number(1) : .negate(.number(1))]) : tree
    }
    if ofNumbers, terms.count == 3, case .symbol(let name) = terms[1],
      !Self.familyIndices.contains(name.base), !scope.isInteger(name)
    {
      let span = Tree.SetForm.interval(
        terms[0], terms[2], closedBelow: relations[0] == .lessOrEqual,
        closedAbove: relations[1] == .lessOrEqual)
      var header = Header()
      header.indices = [(name, .set(.set(span)))]
      return header
    }
    let last = shifted(terms[terms.count - 1], by: relations[relations.count - 1], up: false)
    var header = Header()
    for position in 1..<(terms.count - 1) {
      guard case .symbol(let index) = terms[position] else { throw unreadableRange(range) }
      let first = shifted(terms[position - 1], by: relations[position - 1], up: true)
      header.indices.append((index, .integers(first, last)))
    }
    return header
  }
}
