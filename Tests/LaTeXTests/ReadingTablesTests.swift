@testable import Formulas
@testable import Typesetting
import Diagnostics
import Foundation
import Testing

@testable import Trees
@testable import Arithmetic

/// Walks the tables of `Tests/Cases/formulas`: LaTeX, declarations, points, and values that mpmath worked out.
@Suite struct ReadingTablesTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../Cases/formulas"
  )
  .standardizedFileURL

  static func tables(_ suffix: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted()
  }

  static func rows(_ table: String) throws -> [(line: Int, columns: [String])] {
    let text = try String(contentsOf: folder.appending(path: table), encoding: .utf8)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      guard !line.isEmpty, !line.hasPrefix("# ") else { return nil }
      return (index + 1, line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
  }

  static func declarations(_ text: String) -> [(name: String, domain: String)] {
    text.split(separator: ";").compactMap { pair in
      let parts = pair.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
      return parts.count == 2 ? (name: parts[0], domain: parts[1]) : nil
    }
  }

  @Test(arguments: tables(".tsv"))
  func everyValueIsTheTruth(_ table: String) throws {
    let explainer = Explainer()
    for (line, columns) in try Self.rows(table) {
      try #require(
        columns.count == 5, "\(table):\(line) has \(columns.count) columns; make.py fills the fifth")
      let isStatement = columns[4].contains("true") || columns[4].contains("false")
      let explanation = try explainer.explain(
        columns[0], declaring: Self.declarations(columns[1]), values: try Self.values(columns[2]),
        as: isStatement ? .claim(id: nil, .holds) : nil)
      let errors = explanation.problems.filter { $0.severity == .error }
      guard errors.isEmpty, let tree = explanation.tree else {
        Issue.record("\(table):\(line): \(columns[0]): \(errors.map(\.message.zh))")
        continue
      }
      for (point, wanted) in zip(
        columns[2].split(separator: "|", omittingEmptySubsequences: false), columns[4].split(separator: "|"))
      {
        if let difference = Self.difference(tree, explanation, String(point), String(wanted).trimmed) {
          Issue.record("\(table):\(line): \(columns[0]) at \(point): \(difference); read as \(tree.plain)")
        }
      }
    }
  }

  /// What a row's points tell of their symbols.
  static func values(_ points: String) throws -> [GivenValue] {
    let first = points.split(separator: "|", omittingEmptySubsequences: false).first ?? ""
    return try first.split(separator: " ").map { pair in
      guard let equals = pair.lastIndex(of: "=") else { throw BadCell(text: String(pair)) }
      var cell = Cell(rest: pair[pair.index(after: equals)...])
      let value = try cell.read()
      return GivenValue(name: String(pair[..<equals]), lengths: lengths(value), integer: nil)
    }
  }

  private static func lengths(_ value: ExactValue) -> [Int] {
    guard case .array(let members) = value else { return [] }
    return [members.count] + (members.first.map(lengths) ?? [])
  }

  /// What is found instead of the wanted value; nil where it is that.
  private static func difference(
    _ tree: Tree, _ explanation: Explainer.Explanation, _ at: String, _ wanted: String
  ) -> String? {
    do {
      let evaluator = ExactEvaluator(definitions: explanation.definitions)
      let point = try self.point(at, explanation.names.union(tree.freeSymbols))
      if wanted == "true" || wanted == "false" {
        let truth = try evaluator.truth(of: tree, at: point)
        return truth == (wanted == "true" ? .yes : .no) ? nil : "\(truth), wanted \(wanted)"
      }
      let found = try evaluator.value(of: tree, at: point, relativeBits: 60).flattened.map { ball in
        let (lower, upper) = ball.bounds
        return lower == upper ? lower : lower / 2 + upper / 2
      }
      let values = wanted.filter { !"[]".contains($0) }.split(separator: ",").map { Double($0) ?? .nan }
      let isEqual = found.count == values.count && zip(found, values).allSatisfy(isNear)
      return isEqual ? nil : "\(found), wanted \(values)"
    } catch {
      return "\(error)"
    }
  }

  /// Equal but for the rounding of the last decimal; a 0 may be enclosed and not known.
  private static func isNear(_ found: Double, _ wanted: Double) -> Bool {
    if found == wanted { return true }
    return abs(found - wanted) <= max(4 * wanted.ulp, 1e-40)
  }

  /// `x=0.5 y=[1,2]`, each coordinate under the name that it spells.
  static func point(_ text: String, _ names: Set<Name>) throws -> [Name: ExactValue] {
    var point: [Name: ExactValue] = [:]
    for pair in text.split(separator: " ") {
      guard let equals = pair.lastIndex(of: "=") else { throw BadCell(text: text) }
      let spelling = String(pair[..<equals])
      var value = Cell(rest: pair[pair.index(after: equals)...])
      let exact = try value.read()
      let exactly = names.filter { $0.plain == spelling }
      let fitting = exactly.isEmpty ? names.filter { $0.isSpelled(spelling) } : exactly
      for name in fitting.isEmpty ? [Name(spelling)] : fitting { point[name] = exact }
    }
    return point
  }

  struct BadCell: Error { var text: String }

  private struct Cell {
    var rest: Substring

    mutating func read() throws -> ExactValue {
      guard rest.first == "[" else {
        let number = rest.prefix { !",]".contains($0) }
        rest = rest.dropFirst(number.count)
        guard Double(number) != nil else { throw BadCell(text: String(number)) }
        return .decimal(String(number))
      }
      rest.removeFirst()
      var members: [ExactValue] = []
      while let next = rest.first, next != "]" {
        if next == "," { rest.removeFirst() }
        members.append(try read())
      }
      rest = rest.dropFirst()
      return .array(members)
    }
  }
}

extension Explainer.Explanation {
  /// Every name that a point may have to give.
  var names: Set<Name> {
    var names = Set(formula.symbols.map(\.name))
    for definition in definitions.values { names.formUnion(definition.meanings.keys) }
    return names
  }
}
