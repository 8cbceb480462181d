@testable import Formulas
@testable import LaTeX
@testable import Typesetting
import Diagnostics
import Foundation
import Testing
import Trees

/// What a symbol is taken for, and from which evidence: `Tests/Cases/formulas/roles.cases`.
@Suite struct RolesTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var line: Int
    var latex: String
    var given: [String]
    var declarations: [(name: String, domain: String)]
    var values: [GivenValue]
    /// A reading in plain text, or `!` and the identifier of the refusal.
    var wanted: String
    var testDescription: String { "\(line): \(latex)" }
  }

  static let cases: [Case] = {
    let path = ReadingTablesTests.folder.appending(path: "roles.cases")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      guard !line.isEmpty, !line.hasPrefix("# ") else { return nil }
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count == 5 else { return nil }
      return Case(
        line: index + 1, latex: columns[0], given: parts(columns[1], " ;; "),
        declarations: ReadingTablesTests.declarations(columns[2]), values: values(columns[3]),
        wanted: columns[4])
    }
  }()

  private static func parts(_ text: String, _ separator: String) -> [String] {
    text.isEmpty ? [] : text.components(separatedBy: separator)
  }

  /// `x=[1,2] m=3`: only the shapes matter here.
  private static func values(_ text: String) -> [GivenValue] {
    parts(text, " ").compactMap { pair in
      guard let equals = pair.lastIndex(of: "=") else { return nil }
      let value =
        (try? JSONSerialization.jsonObject(
          with: Data(pair[pair.index(after: equals)...].utf8), options: .fragmentsAllowed))
      return GivenValue(name: String(pair[..<equals]), lengths: lengths(value), integer: value as? Int)
    }
  }

  private static func lengths(_ value: Any?) -> [Int] {
    guard let members = value as? [Any] else { return [] }
    return [members.count] + lengths(members.first)
  }

  private static func reading(
    _ one: Case, with explainer: Explainer, ignoring: Set<RoleObservation.Kind> = [],
    values: [GivenValue]? = nil
  ) throws -> String {
    let explanation = try explainer.explain(
      one.latex, declaring: one.declarations, given: one.given, values: values ?? one.values,
      ignoring: ignoring)
    if let reading = explanation.formula.reading { return reading.plainText }
    let start = explanation.formula.sourceFormula.range.bytes.lowerBound
    let problem = explanation.problems.first { ($0.range?.bytes.lowerBound ?? 0) >= start }
    return "!" + (problem?.identifier ?? "nothing")
  }

  @Test func everyNameIsReadByItsEvidence() throws {
    #expect(Self.cases.count > 40)
    let explainer = Explainer()
    for one in Self.cases {
      let found = try Self.reading(one, with: explainer)
      #expect(found == one.wanted, "roles.cases:\(one.line): \(one.latex)")
    }
  }

  /// Whatever kind of evidence is missing, a formula becomes ambiguous or stays as it is read.
  @Test(arguments: [RoleObservation.Kind.head, .noun, .use, .font, .custom])
  func lessEvidenceNeverMakesAnotherReading(_ kind: RoleObservation.Kind) throws {
    let explainer = Explainer()
    for one in Self.cases where !one.wanted.hasPrefix("!") {
      let found = try Self.reading(one, with: explainer, ignoring: [kind])
      #expect(found == one.wanted || found.hasPrefix("!"), "without \(kind): \(one.latex)")
    }
  }

  @Test func withoutValuesAProductOfUnknownNamesIsAmbiguous() throws {
    let explainer = Explainer()
    for latex in ["c(u + v)", "|M|", "M^{-1} M", "D^T D", "v^T v"] {
      let one = try #require(Self.cases.first { $0.latex == latex })
      let found = try Self.reading(one, with: explainer, values: [])
      #expect(found.hasPrefix("!ambiguous"), "\(latex): \(found)")
    }
  }

  // MARK: Renaming

  /// Letters that are renamed together, each to the next; words, commands and what custom alone decides stay.
  private static let cycles = ["uxyzwv", "acb", "mn", "jk", "fgh", "MVD", "rs"]

  private static let renamed: [Character: Character] = {
    var map: [Character: Character] = [:]
    for cycle in cycles {
      let letters = Array(cycle)
      for (position, letter) in letters.enumerated() { map[letter] = letters[(position + 1) % letters.count] }
    }
    for (from, to) in map {
      if let a = Name(String(from), isBold: true).plain.first,
        let b = Name(String(to), isBold: true).plain.first
      {
        map[a] = b
      }
    }
    return map
  }()

  static func rename(_ text: String) -> String {
    var result = ""
    var run = ""
    func flush() {
      // One letter, or letters side by side that make a product.
      if run.count == 1 || run == "kml" || run.count == 2 && run.first == "d" {
        run = String(run.map { renamed[$0] ?? $0 })
      }
      result += run
      run = ""
    }
    for character in text {
      if character.isLetter || character == "\\" {
        if character == "\\" { flush() }
        run.append(character)
      } else {
        flush()
        result.append(character)
      }
    }
    flush()
    return result
  }

  @Test func namesAreOnlyNames() throws {
    let explainer = Explainer()
    for one in Self.cases {
      var other = one
      other.latex = Self.rename(one.latex)
      other.given = one.given.map(Self.rename)
      other.declarations = one.declarations.map { (Self.rename($0.name), Self.rename($0.domain)) }
      other.values = one.values.map {
        GivenValue(name: Self.rename($0.name), lengths: $0.lengths, integer: $0.integer)
      }
      other.wanted = one.wanted.hasPrefix("!") ? one.wanted : Self.rename(one.wanted)
      let found = try Self.reading(other, with: explainer)
      #expect(found == other.wanted, "\(one.latex) as \(other.latex)")
    }
  }
}

extension Reading {
  /// As `explain` prints it.
  fileprivate var plainText: String {
    switch self {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      let head =
        definition.parameters.isEmpty
        ? definition.name.plain
        : definition.name.plain + "(" + definition.parameters.map(\.plain).joined(separator: ", ") + ")"
      return head + " = " + definition.body.plain
    case .statement(let statement): return statement.proposition.plain
    case .declaration(let meanings): return "declares " + meanings.map(\.name.plain).joined(separator: ", ")
    case .several(let readings): return readings.map(\.plainText).joined(separator: "; ")
    case .expression(let tree): return tree.plain
    case .symbol(let name): return name.plain
    case .ornament: return ""
    }
  }
}
