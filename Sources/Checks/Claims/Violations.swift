import Formulas
import Diagnostics
import Proofs
import Trees

extension Findings {
  /// A formula that differs from its code, and what goes wrong with it: said in one place.
  ///
  /// What calls the formula, wherever it stands, is no error of its own until the formula is mended: it is counted
  /// under the cause, and keeps its verdict.
  mutating func noteViolations(_ formulaIndex: FormulaIndex) {
    let drifted = evidence.filter {
      $0.kind == .definition && $0.verdict == .differs && !$0.isAsExpected
        && !errors(of: $0).isEmpty
    }
    guard !drifted.isEmpty else { return }
    let followers = followers(of: drifted, formulaIndex)
    var folded = Set<Int>()
    for follower in followers { folded.formUnion(errors(of: follower.item)) }
    let causes = drifted.compactMap { root -> (error: Int, facts: [Message])? in
      let own = followers.filter { $0.root == root.id }.map(\.item)
      guard !own.isEmpty, let error = errors(of: root).first else { return nil }
      return (error, Consequences(own, formulaIndex).facts)
    }
    for cause in causes { diagnostics[cause.error].facts += cause.facts }
    diagnostics = diagnostics.indices.filter { !folded.contains($0) }.map { diagnostics[$0] }
  }

  /// The errors about something, by index.
  private func errors(of item: Evidence) -> [Int] {
    let names = item.errorNames
    return diagnostics.indices.filter { index in
      guard names.contains(diagnostics[index].identifier), let place = diagnostics[index].range else {
        return false
      }
      return place.file.path == item.range.file.path
        && (place == item.range || item.range.bytes.contains(place.bytes.lowerBound))
    }
  }

  /// What fails and calls one that differs; where two things at one place fail and one has another reason, neither.
  private func followers(of drifted: [Evidence], _ formulaIndex: FormulaIndex)
    -> [(item: Evidence, root: String)]
  {
    var found: [(item: Evidence, root: String)] = []
    var others = Set<SourceRange>()
    for item in evidence where !item.isAsExpected && !item.errorNames.isEmpty {
      let calls = formulaIndex.calls(of: item)
      // The innermost: what it calls does not differ.
      let roots = drifted.filter { root in
        root.id != item.id && calls.contains(root.id)
          && formulaIndex.calls(of: root).isDisjoint(with: drifted.map(\.id))
      }
      if let root = roots.first(where: { $0.page == item.page }) ?? roots.first {
        found.append((item, root.id))
      } else {
        others.insert(item.range)
      }
    }
    return found.filter { !others.contains($0.item.range) }
  }
}

extension Evidence {
  /// The errors that say of it that it fails.
  fileprivate var errorNames: Set<String> {
    switch kind {
    case .claim: ["claim-refuted", "claim-not-refuted", "claim-unproved"]
    case .definition: ["formula-differs"]
    case .derivation: ["derivation-breaks"]
    case .restatement: ["restatement-differs"]
    case .erratum: ["erratum-agrees"]
    case .table, .value: [isSlider ? "slider-differs" : "value-differs"]
    case .snippet, .unchecked: []
    }
  }

  fileprivate var isSlider: Bool { id.hasPrefix("\(page):slider:") }
}

extension FormulaIndex {
  /// Definitions on which it stands, by id.
  fileprivate func calls(of item: Evidence) -> Set<String> {
    guard item.kind != .definition else {
      return Set(definitions[item.id]?.body.calledDefinitions(definitions).map(\.id) ?? [])
    }
    return item.calls.union(readings(of: item).flatMap(calls))
  }

  private func calls(_ reading: Reading) -> [String] {
    switch reading {
    case .statement(let statement): called(statement.proposition)
    case .definition(let definition): [definition.id] + definition.rows.flatMap { called($0.value) }
    case .restatement(let definition, let id), .erratum(let definition, let id, _):
      [id] + definition.rows.flatMap { called($0.value) }
    case .several(let readings): readings.flatMap(calls)
    case .declaration, .expression, .symbol, .ornament: []
    }
  }

  private func called(_ tree: Tree) -> [String] { tree.calledDefinitions(definitions).map(\.id) }

  fileprivate func readings(of item: Evidence) -> [Reading] {
    guard let id = item.formula else { return [] }
    return pages[item.page]?.first { $0.sourceFormula.id == id }?.readings ?? []
  }
}

/// What goes wrong with one formula.
private struct Consequences {
  private let items: [Evidence]
  private let formulaIndex: FormulaIndex
  private static let shownClaims = 3

  init(_ items: [Evidence], _ formulaIndex: FormulaIndex) {
    self.items = items
    self.formulaIndex = formulaIndex
  }

  /// The first claims by what they say, then how many of each kind, then where, page by page.
  var facts: [Message] {
    let claims = items.filter { $0.kind == .claim }.prefix(Self.shownClaims).map { claim in
      let text = conclusion(of: claim) ?? claim.id
      return Message(zh: "同时违反: \(text)", en: "violated too: \(text)")
    }
    return claims + [Message(zh: "随之不成立: \(counts.zh)", en: "wrong with it: \(counts.en)")] + places
  }

  private var counts: (zh: String, en: String) {
    let kinds: [(zh: String, en: String, isOf: (Evidence) -> Bool)] = [
      ("个公式", "formula", { $0.kind == .definition || $0.kind == .restatement }),
      ("个断言", "claim", { $0.kind == .claim }),
      ("处推导", "derivation", { $0.kind == .derivation }),
      ("条滑块曲线", "slider curve", \.isSlider),
      ("个数", "computed number", { ($0.kind == .table || $0.kind == .value) && !$0.isSlider }),
    ]
    var zh: [String] = []
    var en: [String] = []
    for kind in kinds {
      let count = items.count(where: kind.isOf)
      guard count > 0 else { continue }
      zh.append("\(count) \(kind.zh)")
      en.append("\(count) \(kind.en)\(count == 1 ? "" : "s")")
    }
    return (zh.joined(separator: "、"), en.joined(separator: ", "))
  }

  private var places: [Message] {
    items.map(\.range.file.path).uniqued.map { path in
      let lines = Set(items.filter { $0.range.file.path == path }.map(\.range.start.line)).sorted()
      let text = "\(path):\(lines.map(String.init).joined(separator: ", "))"
      return Message(zh: "在 \(text)", en: "at \(text)")
    }
  }

  /// What a claim says, without its quantifiers: `MAL(p, q, y) ≥ 0`.
  private func conclusion(of claim: Evidence) -> String? {
    for case .statement(let statement) in formulaIndex.readings(of: claim) {
      return ClaimForm(statement, definitions: formulaIndex.definitions).conclusion.plain
    }
    return nil
  }
}
