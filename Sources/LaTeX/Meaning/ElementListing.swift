import Typesetting
import Trees

/// `x_1, x_2, \dots, x_n`, `r_0, \dots, r_{T-1}`: an array, by its elements.
package struct ElementListing {
  /// The array's name as it stands in the formula, and as a name.
  package var name: Lexeme
  package var spelled: Name
  /// Whether its first element bears the number 0.
  package var isFromZero: Bool
  /// The last element's index.
  package var length: [Lexeme]
  /// What stands behind: `\in \mathbb{R}`, `> 0`.
  package var rest: ArraySlice<Lexeme>

  package init?(_ lexemes: [Lexeme]) {
    let inner = Self.tuple(lexemes)
    var listed = (inner ?? lexemes)[...]
    guard let (first, start) = Self.element(&listed), case .name(let spelled, _) = first.kind,
      start.count == 1, case .number(let one) = start[0].kind, one.integer == 1 || one.integer == 0
    else { return nil }
    var hasDots = false
    var last: [Lexeme]?
    while case .punctuation(let mark)? = listed.first?.kind, [",", "，", "、"].contains(mark) {
      listed.removeFirst()
      if case .ellipsis? = listed.first?.kind {
        guard !hasDots else { return nil }
        hasDots = true
        listed.removeFirst()
        continue
      }
      guard let (other, index) = Self.element(&listed), case .name(spelled, _) = other.kind else {
        return nil
      }
      last = index
    }
    guard hasDots, let last, inner == nil || listed.isEmpty else { return nil }
    (name, self.spelled, length, rest) = (first, spelled, last, listed)
    isFromZero = one.integer == 0
  }

  /// The elements of `p = (p_1, \dots, p_n)`.
  private static func tuple(_ lexemes: [Lexeme]) -> [Lexeme]? {
    guard lexemes.count > 2, case .name(let name, _) = lexemes[0].kind,
      case .relation(.equal) = lexemes[1].kind
    else {
      return nil
    }
    var inner = Array(lexemes[2...])
    if case .superscript? = inner.last?.kind { inner.removeLast() }
    if inner.count == 1, case .fenced("(", ")", let body) = inner[0].kind {
      inner = body
    } else {
      guard case .open("(")? = inner.first?.kind, case .close(")")? = inner.last?.kind else { return nil }
      inner = Array(inner.dropFirst().dropLast())
    }
    guard case .name(let element, _)? = inner.first?.kind, element.isElement(of: name) else { return nil }
    return inner
  }

  /// Takes `x_i` off.
  private static func element(_ lexemes: inout ArraySlice<Lexeme>) -> (name: Lexeme, index: [Lexeme])? {
    guard lexemes.count >= 2, let name = lexemes.first, case .name = name.kind,
      case .subscript(let index) = lexemes[lexemes.startIndex + 1].kind
    else { return nil }
    lexemes.removeFirst(2)
    return (name, index)
  }
}

extension Name {
  /// Whether the elements of an array may bear this letter: p of p, of **p** and of P.
  fileprivate func isElement(of array: Name) -> Bool {
    self == array || self == bare && array == array.bare && base == array.base.lowercased()
  }
}

extension Tree {
  /// n + 1; of k − 1 it is k.
  package var plusOne: Tree {
    guard case .sum(let terms) = self else { return .sum([self, .number(1)]) }
    guard terms.last == .negate(.number(1)) else { return .sum(terms + [.number(1)]) }
    let rest = Array(terms.dropLast())
    return rest.count == 1 ? rest[0] : .sum(rest)
  }
}
