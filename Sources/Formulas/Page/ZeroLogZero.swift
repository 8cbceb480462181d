import LaTeX
import Typesetting
import Trees

/// The convention that 0 · log 0 is 0, as pages state it: `约定 $0 \log 0 = 0$`, `规定：若 $p = 0$，则 $p \log p = 0$`.
extension PageReader {
  /// The formulas of the sentences that state it.
  func zeroLogZeroConvention(_ scope: Scope) -> Set<Int> {
    var lefts: [Int: Tree] = [:]
    for index in lexed.indices { lefts[index] = leftOfConvention(index, scope) }
    if lefts.isEmpty { return [] }
    var found: Set<Int> = []
    for sentence in sentences {
      let formulas = sentence.compactMap(\.formula)
      var words = ""
      for token in sentence {
        if case .words(let more) = token { words += more + "\n" }
        guard let formula = token.formula, let left = lefts[formula], !Self.denies(words)
        else { continue }
        if left.freeSymbols.isEmpty {
          found.insert(formula)
        } else if Self.sets(words), case .product(let factors) = left {
          found.formUnion(formulas.filter { $0 == formula || $0 < formula && isZero(factors[0], $0, scope) })
        }
      }
    }
    for (index, left) in lefts where left.freeSymbols.isEmpty {
      let sourceFormula = pageFormulas.sourceFormulas[index]
      if sourceFormula.isDisplay, sourceFormula.directive == nil { found.insert(index) }
    }
    return found
  }

  private static func sets(_ words: String) -> Bool {
    ["约定", "规定", "定义", "视为", "视作", "认为", "convention", "define"].contains { words.contains($0) }
  }

  private static func denies(_ words: String) -> Bool {
    ["不", "没", "未", "无", "错", "not "].contains { words.contains($0) }
  }

  /// The left side of `0 \log 0 = 0`, `p \ln p = 0` or `0^0 = 1`.
  private func leftOfConvention(_ index: Int, _ scope: Scope) -> Tree? {
    guard let sides = equation(index, scope) else { return nil }
    switch (sides[0], sides[1]) {
    case (.product(let factors), .number(0)) where factors.count == 2:
      guard case .apply(let function, let inside) = factors[1], [.log, .logBase].contains(function),
        inside.last == factors[0], !factors[0].freeSymbols.isEmpty || factors[0] == .number(0)
      else { return nil }
      return sides[0]
    case (.power(.number(0), .number(0)), .number(1)): return sides[0]
    default: return nil
    }
  }

  /// Whether a formula says that something is 0.
  private func isZero(_ tree: Tree, _ index: Int, _ scope: Scope) -> Bool {
    equation(index, scope).map { $0 == [tree, .number(0)] } ?? false
  }

  /// Both sides of a formula that is one equation.
  private func equation(_ index: Int, _ scope: Scope) -> [Tree]? {
    let lexemes = Rows.trimmed(lexed[index].lexemes)
    // `… = 0` or `0^0 = 1`: all else need not be parsed to know that it is none.
    guard lexemes.count > 1, case .relation(.equal) = lexemes[lexemes.count - 2].kind,
      case .number = lexemes[lexemes.count - 1].kind
    else { return nil }
    var parser = Parser(lexemes, end: pageFormulas.sourceFormulas[index].latex.utf8.count, scope: scope)
    guard let parts = try? parser.parts(), parts.count == 1,
      case .relation(let sides, [.equal]) = parts[0]
    else { return nil }
    return sides
  }
}
