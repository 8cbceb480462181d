import LaTeX
import Typesetting

extension PageReader {
  /// The laws that the page's formulas state, in prose and on display.
  func statedLaws() -> [StatedLaw] {
    var found: [StatedLaw] = []
    for (sourceFormula, lexed) in zip(pageFormulas.sourceFormulas, lexed)
    where sourceFormula.directive == nil && lexed.lexemes.contains(where: \.isSimilar) {
      let rows = Rows(Rows.trimmed(lexed.lexemes), end: sourceFormula.latex.utf8.count)
      for statement in rows.statements.flatMap(\.separated) {
        guard let (name, written) = Rows.trimmed(statement.lexemes).statedLaw else { continue }
        found.append(StatedLaw(name: name, written: written, section: sourceFormula.section))
      }
    }
    return found
  }
}
