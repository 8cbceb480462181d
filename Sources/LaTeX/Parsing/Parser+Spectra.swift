import Diagnostics
import Trees
import Typesetting

/// Eigenvalues and singular values of a matrix, by the letters that custom has for them.
extension Parser {
  /// `\lambda_{\max}(A)`, `\sigma_1(A)`, `\rho(A)` of what is a matrix; eigenvalues are those of a symmetric one.
  @inline(never)
  mutating func spectrum(of name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard ["λ", "σ", "ρ"].contains(name.base), name.mark == nil, name.primes == 0, name.accents.isEmpty,
      body.splitAtCommas.count == 1, name.base == "ρ" ? name.label == nil : name.label != nil
    else { return nil }
    var probe = self
    let range = probe.takeArguments()
    let matrix = try probe.whole(body, end: range.upperBound - 1) { parser throws(ParseError) in
      try parser.sum()
    }
    guard isMatrix(matrix), let value = Self.spectral(name, of: matrix) else { return nil }
    self = probe
    return try scripted(value)
  }

  /// What is known to be a matrix, or is a capital that a head is given: nothing else has a greatest eigenvalue.
  private func isMatrix(_ tree: Tree) -> Bool {
    if shape(of: tree) == .matrix { return true }
    guard case .symbol(let name) = tree else { return false }
    return name.isCapital && local[name] != nil
  }

  private static func spectral(_ name: Name, of matrix: Tree) -> Tree? {
    let values = Tree.apply(name.base == "σ" ? .singularValues : .eigenvalues, [matrix])
    if name.base == "ρ" { return .apply(.max, [.apply(.abs, [values])]) }
    switch name.label {
    case "max":
      if name.base == "λ", let factor = matrix.grammian {
        // The greatest eigenvalue of XᵀX is the square of X's greatest singular value.
        return .power(.apply(.max, [.apply(.singularValues, [factor])]), .number(2))
      }
      return .apply(.max, [values])
    case "min": return .apply(.min, [values])
    case let label?:
      guard let place = Int(label), place > 0 else { return nil }
      return .element(values, [.whole(place)])
    case nil: return nil
    }
  }

  /// `\lambda_i(A)` under a sign that binds i.
  @inline(never)
  mutating func spectralElement(_ first: Name) throws(ParseError) -> Tree? {
    guard first == Name("λ") || first == Name("σ"), !knows(first), (scope.rank(first) ?? 0) == 0,
      case .subscript(let script)? = peek()?.kind, script.binds(Set(bound)),
      let body = lexemes.bracketBody(at: next + 2), body.splitAtCommas.count == 1
    else { return nil }
    var probe = self
    probe.next += 2
    let place = try probe.whole(script, end: lexemes[next + 1].range.upperBound) {
      parser throws(ParseError) in try parser.sum()
    }
    let range = probe.takeArguments()
    let matrix = try probe.whole(body, end: range.upperBound - 1) { parser throws(ParseError) in
      try parser.sum()
    }
    guard shape(of: matrix) == .matrix else { return nil }
    self = probe
    return try scripted(
      .element(.apply(first == Name("λ") ? .eigenvalues : .singularValues, [matrix]), [place]))
  }
}

extension Tree {
  /// X of XᵀX.
  fileprivate var grammian: Tree? {
    guard case .apply(.matrixProduct, let factors) = self, factors.count == 2 else { return nil }
    if factors[0] == .apply(.transpose, [factors[1]]) { return factors[1] }
    if factors[1] == .apply(.transpose, [factors[0]]) { return factors[0] }
    return nil
  }
}
