import Trees
import Typesetting

// `a \equiv b \pmod{m}`: what the modulus says of the statement before it.

extension Parser {
  /// `\pmod{m}` behind a congruence.
  package mutating func modulus() throws(ParseError) -> Tree? {
    let body: [Lexeme]
    switch current?.kind {
    case .open("("):
      guard case .sign("mod")? = peek()?.kind else { return nil }
      body = try takeBracketed().2
    case .fenced("(", ")", let inside):
      guard case .sign("mod")? = inside.first?.kind else { return nil }
      next += 1
      body = inside
    case .sign("mod"):
      next += 1
      return try sum()
    default: return nil
    }
    return try whole(Array(body.dropFirst()), end: place.lowerBound) { parser throws(ParseError) in
      try parser.sum()
    }
  }
}

extension Tree {
  /// `a = b ≡ c` as one statement for each sign, ≡ meaning that m divides the difference.
  package func congruent(modulo modulus: Tree) -> Tree {
    guard case .relation(let terms, let relations) = self else { return self }
    let links = relations.indices.map { index -> Tree in
      guard relations[index] == .identical else {
        return .relation([terms[index], terms[index + 1]], [relations[index]])
      }
      let difference: Tree = .sum([terms[index], .negate(terms[index + 1])])
      return .relation([.apply(.modulo, [difference, modulus]), .number(0)], [.equal])
    }
    return links.count == 1 ? links[0] : .logic(.and, links)
  }
}
