@testable import Formulas
@testable import Typesetting
import Diagnostics
import Foundation
import Testing

@testable import Checks
@testable import Trees
@testable import Proofs
import Proving

/// `Tests/Cases/checks/proving.txt`: definitions, domains, and claims with the verdict that each must get.
struct ClaimTable {
  enum Verdict: String {
    /// True, and to be proved.
    case proved
    /// True, and beyond the prover: it must not say that it is false.
    case open
    /// Never to be proved.
    case wrong = "false"
  }

  struct Claim: CustomTestStringConvertible, Sendable {
    var latex: String
    var verdict: Verdict
    var line: Int
    var testDescription: String { "line \(line): \(latex)" }
  }

  var definitions: [String] = []
  var declarations: [(name: String, domain: String)] = []
  var claims: [Claim] = []

  static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Cases/checks/proving.txt")

  static let standard: ClaimTable = {
    var table = ClaimTable()
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let parts = line.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2 else { continue }
      switch parts[0] {
      case "define": table.definitions.append(parts[1])
      case "domain":
        let pair = parts[1].split(separator: " ", maxSplits: 1).map(String.init)
        if pair.count == 2 { table.declarations.append((pair[0], pair[1])) }
      default:
        if let verdict = Verdict(rawValue: parts[0]) {
          table.claims.append(Claim(latex: parts[1], verdict: verdict, line: number + 1))
        }
      }
    }
    return table
  }()

  /// The claim as a note states it, with the definitions before it.
  func read(_ claim: String) throws -> ProofFile {
    var text = ""
    var sourceFormulas: [SourceFormula] = []
    var ranges: [Range<Int>] = []
    for latex in definitions + [claim] {
      ranges.append(text.utf8.count..<(text.utf8.count + latex.utf8.count))
      text += latex + "\n"
    }
    let file = SourceFile(path: "claims.md", text: text)
    for (index, latex) in (definitions + [claim]).enumerated() {
      sourceFormulas.append(
        SourceFormula(
          id: index, latex: latex, range: SourceRange(file: file, bytes: ranges[index]), isDisplay: true,
          directive: index == definitions.count ? .claim(id: "C", .prove) : nil))
    }
    let pageFormulas = PageFormulas(
      page: "claims", file: file, declarations: declarations, sourceFormulas: sourceFormulas, isStrict: true)
    let formulaIndex = try FormulaIndex.read([pageFormulas])
    for problem in formulaIndex.diagnostics where problem.severity == .error {
      Issue.record("\(problem.message.en)")
    }
    guard case .statement(let statement)? = formulaIndex.pages["claims"]?.last?.reading else {
      throw Kernel.Refusal(reason: "no statement: \(claim)")
    }
    return ProofFile(
      claim: "C", page: "claims", latex: claim, statement: statement, definitions: formulaIndex.definitions,
      proofs: [])
  }

  /// - Returns: nil where the claim stays open; the point that the search thinks false, if there is one.
  static func prove(_ file: ProofFile) -> (file: ProofFile?, suspect: [Name: Double]?) {
    guard let goals = file.goals, !goals.isEmpty else { return (nil, nil) }
    var file = file
    var prover = Prover()
    for goal in goals {
      guard let proof = prover.prove(goal) else { return (nil, prover.suspect) }
      do throws(Kernel.Refusal) {
        try Kernel().check(proof, of: goal)
      } catch {
        Issue.record("the kernel refuses what the prover found: \(error.reason), \(error.path)")
        return (nil, nil)
      }
      file.proofs.append(proof)
    }
    return (file, nil)
  }
}
