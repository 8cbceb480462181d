import Formulas
import Diagnostics
import Trees
import Proofs
import Proving

extension FormulaIndex {
  /// A claim of the notes and the file of its proof; nil where it has none.
  package struct ClaimedProof: Sendable {
    package var id: String
    package var range: SourceRange
    package var file: ProofFile?
  }

  /// Proves the notes' claims anew, in the pages' order; no Swift is run, no point is tried.
  ///
  /// - Parameters:
  ///   - wanted: the claims' ids; empty for all.
  ///   - budgets: how many times the usual work a page asks for.
  package func proofs(of wanted: Set<String> = [], budgets: [String: Double] = [:]) -> [ClaimedProof] {
    var found: [ClaimedProof] = []
    for page in pages.keys.sorted() {
      for formula in pages[page] ?? [] {
        guard case .claim(let name, let duty, let times)? = formula.sourceFormula.directive, duty != .refuted
        else {
          continue
        }
        for (row, reading) in formula.readings.enumerated() {
          guard case .statement(let statement) = reading else { continue }
          let id = (name ?? "\(page):claim:\(formula.sourceFormula.id)") + (row > 0 ? ".\(row + 1)" : "")
          guard wanted.isEmpty || wanted.contains(id) else { continue }
          let prover = Prover(times: times ?? budgets[page] ?? 1)
          let file = proof(of: statement, id: id, page: page, latex: formula.sourceFormula.latex, prover)
          found.append(ClaimedProof(id: id, range: formula.sourceFormula.range, file: file))
        }
      }
    }
    return found
  }

  private func proof(of statement: Statement, id: String, page: String, latex: String, _ prover: Prover)
    -> ProofFile?
  {
    let form = ClaimForm(statement, definitions: definitions)
    let called = (form.premises + [form.conclusion, statement.proposition]).flatMap {
      $0.calledDefinitions(definitions)
    }
    var file = ProofFile(
      claim: id, page: page, latex: latex, statement: statement,
      definitions: Dictionary(called.map { ($0.id, $0) }) { first, _ in first }, proofs: [])
    guard let goals = file.goals, !goals.isEmpty else { return nil }
    var prover = prover
    for goal in goals {
      guard let proof = prover.prove(goal), Kernel.accepts(proof, of: goal) else { return nil }
      file.proofs.append(proof)
    }
    return file
  }
}
