@testable import Formulas
@testable import LaTeX
@testable import Typesetting
import Foundation
import Testing

@testable import Arithmetic
@testable import Trees

/// The field's notation: each side of each formula against the value that a person worked out, `field.cases`.
@Suite struct FieldTests {
  struct Case: Sendable {
    var file: String
    var line: Int
    var latex: String
    var given: [String]
    var declarations: [(name: String, domain: String)]
    var point: [(name: String, value: ExactValue)]
    /// One for each side, nil for what has none; nil where no value may be claimed at all.
    var wanted: [String?]?
    /// Of what is not read, the refusal with its column.
    var refusal: String?
  }

  static let cases = [
    "field", "field-second", "field-third", "field-fourth", "field-fifth", "field-sixth", "field-seventh",
    "field-eighth", "field-ninth", "field-subjects",
  ].flatMap { read($0 + ".cases") }

  private static func read(_ file: String) -> [Case] {
    let path = ReadingTablesTests.folder.appending(path: file)
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
      index, line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard !line.hasPrefix("#"), columns.count >= 5 else { return nil }
      let isRead = columns[4] != "!"
      let sides = isRead && columns.count > 5 ? columns[5].components(separatedBy: " | ") : []
      return Case(
        file: file, line: index + 1, latex: columns[0],
        given: columns[1].isEmpty ? [] : columns[1].components(separatedBy: " ;; "),
        declarations: ReadingTablesTests.declarations(columns[2]), point: point(columns[3]),
        wanted: isRead ? sides.map { $0.trimmed == "_" ? nil : $0.trimmed } : nil,
        refusal: isRead || columns.count < 6 ? nil : columns[5])
    }
  }

  private static func point(_ text: String) -> [(name: String, value: ExactValue)] {
    var name = ""
    return text.split(separator: " ").compactMap { pair in
      // A name may hold spaces: `\mathbf x=[1,2]`.
      guard let equals = pair.lastIndex(of: "=") else {
        name += pair + " "
        return nil
      }
      var rest = pair[pair.index(after: equals)...]
      defer { name = "" }
      return read(&rest).map { (name + pair[..<equals], $0) }
    }
  }

  private static func read(_ rest: inout Substring) -> ExactValue? {
    guard rest.first == "[" else {
      let number = rest.prefix { !",]".contains($0) }
      rest = rest.dropFirst(number.count)
      return .decimal(String(number))
    }
    rest.removeFirst()
    var members: [ExactValue] = []
    while let next = rest.first, next != "]" {
      if next == "," { rest.removeFirst() }
      guard let member = read(&rest) else { return nil }
      members.append(member)
    }
    rest = rest.dropFirst()
    return .array(members)
  }

  private static func lengths(_ value: ExactValue) -> [Int] {
    guard case .array(let members) = value else { return [] }
    return [members.count] + (members.first.map(lengths) ?? [])
  }

  private static func explain(
    _ one: Case, _ explainer: Explainer, ignoring: Set<RoleObservation.Kind> = []
  ) throws -> Explainer.Explanation {
    let values = one.point.map { name, value in
      var integer: Int?
      if case .decimal(let text) = value { integer = Int(text) }
      return GivenValue(name: name, lengths: lengths(value), integer: integer)
    }
    return try explainer.explain(
      one.latex, declaring: one.declarations, given: one.given, values: values, ignoring: ignoring)
  }

  /// Each side's numbers; nil where it has no value.
  private static func sides(_ one: Case, _ explanation: Explainer.Explanation) -> [[Ball]?] {
    var environment: [Name: ExactValue] = [:]
    for (name, spelled) in explanation.values {
      environment[name] = one.point.first { $0.name == spelled }?.value
    }
    for name in explanation.names where environment[name] == nil {
      environment[name] = one.point.first { name.isSpelled($0.name) }?.value
    }
    for name in explanation.names where environment[name] == nil {
      environment[name] = element(name, one, explanation)
    }
    let evaluator = ExactEvaluator(definitions: explanation.definitions)
    return explanation.sides.map { tree in
      tree.flatMap { try? evaluator.value(of: $0, at: environment, relativeBits: 60).flattened }
    }
  }

  /// `x_i` from an array x, where i is given.
  private static func element(
    _ name: Name, _ one: Case, _ explanation: Explainer.Explanation
  ) -> ExactValue? {
    guard let label = name.label else { return nil }
    var array = name
    array.label = nil
    func value(_ name: Name) -> ExactValue? {
      explanation.values[name].flatMap { spelled in one.point.first { $0.name == spelled }?.value }
    }
    guard case .array(let members)? = value(array), case .decimal(let text)? = value(Name(label)),
      let index = Int(text), members.indices.contains(index - 1)
    else { return nil }
    return members[index - 1]
  }

  @Test func everySideIsTheTruth() throws {
    #expect(Self.cases.count > 530)
    let explainer = Explainer()
    for one in Self.cases {
      let found = Self.sides(one, try Self.explain(one, explainer))
      guard let wanted = one.wanted else {
        #expect(found.allSatisfy { $0 == nil }, "\(one.file):\(one.line): \(one.latex) has no value to claim")
        continue
      }
      #expect(found.count == wanted.count, "\(one.file):\(one.line): \(one.latex)")
      for (side, value) in zip(found, wanted) {
        guard let value else { continue }
        let numbers = value.filter { !"[]".contains($0) }.split(separator: ",").map { Double($0) ?? .nan }
        let isTrue =
          side.map { balls in
            balls.count == numbers.count && zip(balls, numbers).allSatisfy { Self.holds($0, $1) }
          } ?? false
        #expect(isTrue, "\(one.file):\(one.line): \(one.latex): \(value)")
      }
    }
  }

  /// What is not read is refused for the reason that stands there.
  @Test func everyRefusalStandsThere() throws {
    let explainer = Explainer()
    for one in Self.cases {
      guard let refusal = one.refusal else { continue }
      let explanation = try Self.explain(one, explainer)
      let start = one.given.reduce(0) { $0 + $1.utf8.count + 1 }
      let errors = explanation.problems.filter {
        $0.severity == .error && ($0.range?.bytes.lowerBound ?? 0) >= start
      }
      let found = errors.first.map { "\(($0.range?.bytes.lowerBound ?? 0) - start + 1): \($0.message.zh)" }
      #expect(found == refusal, "\(one.file):\(one.line): \(one.latex)")
    }
  }

  /// Enclosed, and no wider than a millionth.
  private static func holds(_ ball: Ball, _ value: Double) -> Bool {
    let (lower, upper) = ball.bounds
    let slack = abs(value) * 1e-9 + 1e-12
    return lower - slack <= value && value <= upper + slack && upper - lower <= abs(value) * 1e-6 + 1e-9
  }

  /// Whatever kind of evidence is missing, a formula becomes ambiguous or keeps its values.
  @Test(arguments: [RoleObservation.Kind.head, .noun, .use, .font, .custom])
  func lessEvidenceNeverMakesAnotherValue(_ kind: RoleObservation.Kind) throws {
    let explainer = Explainer()
    for one in Self.cases {
      guard let wanted = one.wanted else { continue }
      let found = Self.sides(one, try Self.explain(one, explainer, ignoring: [kind]))
      guard found.count == wanted.count else { continue }
      for (side, value) in zip(found, wanted) {
        guard let side, let value else { continue }
        let numbers = value.filter { !"[]".contains($0) }.split(separator: ",").map { Double($0) ?? .nan }
        let isSame = side.count == numbers.count && zip(side, numbers).allSatisfy { Self.holds($0, $1) }
        #expect(isSame, "without \(kind): \(one.file):\(one.line): \(one.latex)")
      }
    }
  }

  // MARK: Other letters

  private static let letters: [Character: Character] = [
    "f": "g", "g": "f", "x": "u", "u": "x", "y": "z", "z": "y", "a": "b", "b": "a", "w": "v", "v": "w",
  ]

  /// Commands, and what stands in upright words, keep their letters.
  private static func renamed(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      if let word = rest.prefixMatch(
        of: /\\(?:mathrm|text|operatorname\*?|begin|end|mathsf)\s*\{[^{}]*\}|\\[A-Za-z]+/)
      {
        result += word.output
        rest = rest[word.range.upperBound...]
      } else {
        result.append(letters[first] ?? first)
        rest.removeFirst()
      }
    }
    return result
  }

  /// Which letters a formula is written in makes next to no difference, and never another value: only custom knows some
  /// letters better than others.
  @Test func otherLettersSayTheSame() throws {
    let explainer = Explainer()
    var (right, asked) = (0, 0)
    for one in Self.cases {
      guard let wanted = one.wanted else { continue }
      let texts = [one.latex] + one.given + one.point.map(\.name)
      // A word in bare letters is known as that word.
      guard !texts.contains(where: { $0.replacing(/\\[A-Za-z]+/, with: " ").contains(/[A-Za-z]{3}/) }) else {
        continue
      }
      var other = one
      other.latex = Self.renamed(one.latex)
      other.given = one.given.map(Self.renamed)
      other.declarations = one.declarations.map {
        (Self.renamed($0.name), $0.domain.count < 4 ? Self.renamed($0.domain) : $0.domain)
      }
      other.point = one.point.map { (Self.renamed($0.name), $0.value) }
      let found = Self.sides(other, try Self.explain(other, explainer))
      asked += 1
      guard found.count == wanted.count else { continue }
      var isRight = true
      for (side, value) in zip(found, wanted) {
        guard let value else { continue }
        guard let side else {
          isRight = false
          continue
        }
        let numbers = value.filter { !"[]".contains($0) }.split(separator: ",").map { Double($0) ?? .nan }
        let isSame = side.count == numbers.count && zip(side, numbers).allSatisfy { Self.holds($0, $1) }
        #expect(isSame, "\(one.file):\(one.line): \(other.latex)")
        if !isSame { isRight = false }
      }
      if isRight { right += 1 }
    }
    #expect(asked > 240)
    #expect(right * 100 >= asked * 97, "\(right) of \(asked)")
  }
}
