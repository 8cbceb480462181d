import Diagnostics
import Trees
import LaTeX
import Proofs

extension Findings {
  /// A formula that differs from its code, and what fails with it: said in one place.
  ///
  /// Claims and formulas that stand on it keep their errors, which point to it. A computed number that
  /// differs because of it is the same drift at one more point, and is only counted there.
  mutating func noteViolations(_ formulaIndex: FormulaIndex) {
    let drifted = evidence.filter {
      $0.kind == .definition && $0.verdict == .differs && !$0.isAsExpected && !errors(of: $0).isEmpty
    }
    guard !drifted.isEmpty else { return }
    for item in drifted {
      let claims = evidence.filter { $0.isBrokenClaim && !Set($0.about).isDisjoint(with: item.about) }
      explain(item) { diagnostic in
        diagnostic.facts += claims.map { claim in
          let text = formulaIndex.conclusion(of: claim) ?? claim.id
          return Message(zh: "同时违反: \(text)", en: "violated too: \(text)")
        }
      }
    }
    pointToRoots(drifted, formulaIndex)
    foldValues(drifted)
  }

  /// The errors of a formula that differs from its code, by index.
  private func errors(of item: Evidence) -> [Int] {
    diagnostics.indices.filter { index in
      guard diagnostics[index].identifier == "formula-differs", let place = diagnostics[index].range else {
        return false
      }
      return place.file.path == item.range.file.path && item.range.bytes.contains(place.bytes.lowerBound)
    }
  }

  private mutating func explain(_ item: Evidence, _ change: (inout Diagnostic) -> Void) {
    for index in errors(of: item) { change(&diagnostics[index]) }
  }

  /// What stands on a formula that differs from its code says so.
  private mutating func pointToRoots(_ drifted: [Evidence], _ formulaIndex: FormulaIndex) {
    let definitions = formulaIndex.definitions
    func root(under called: [Definition]) -> Evidence? {
      drifted.first { item in called.contains { $0.id == item.id } }
    }
    for item in drifted {
      guard let definition = definitions[item.id],
        let root = root(under: definition.body.calledDefinitions(definitions)), root.id != item.id
      else { continue }
      let hint = lookFirst(at: root)
      explain(item) { $0.facts.append(hint) }
    }
    for item in evidence where item.isBrokenClaim {
      guard let root = drifted.first(where: { !Set($0.about).isDisjoint(with: item.about) }) else { continue }
      for index in diagnostics.indices
      where diagnostics[index].identifier == "claim-refuted" && diagnostics[index].range == item.range {
        diagnostics[index].facts.append(lookFirst(at: root))
      }
    }
  }

  /// Said where something else stands on this formula.
  private func lookFirst(at root: Evidence) -> Message {
    let name = root.about.first ?? root.id
    let range = errors(of: root).first.flatMap { diagnostics[$0].range } ?? root.range
    let place = "\(range.file.path):\(range.start.line)"
    return Message(
      zh: "其中的 \(name) 与它的代码不一致: 先看 \(place)",
      en: "\(name) in it differs from its own code: look at \(place) first")
  }

  private mutating func foldValues(_ drifted: [Evidence]) {
    var counts: [SourceRange: (root: Evidence, count: Int)] = [:]
    var order: [SourceRange] = []
    var others = Set<SourceRange>()
    for item in evidence where (item.kind == .table || item.kind == .value) && item.verdict == .differs {
      let roots = drifted.filter { !Set($0.about).isDisjoint(with: item.about) }
      guard let root = roots.first(where: { $0.page == item.page }) ?? roots.first else {
        others.insert(item.range)
        continue
      }
      if counts[item.range] == nil { order.append(item.range) }
      counts[item.range, default: (root, 0)].count += 1
    }
    // Where one number differs for another reason, all keep their errors.
    let folded = order.filter { !others.contains($0) }
    let ranges = Set(folded)
    diagnostics.removeAll { $0.identifier == "value-differs" && $0.range.map(ranges.contains) == true }
    for range in folded {
      guard let (root, count) = counts[range] else { continue }
      let place = "\(range.file.path):\(range.start.line)"
      explain(root) {
        $0.facts.append(
          Message(
            zh: "因此也不一致: \(place) 算出的 \(count) 个数",
            en: "and so are wrong: \(count) computed number\(count == 1 ? "" : "s") at \(place)"))
      }
    }
  }
}

extension Evidence {
  fileprivate var isBrokenClaim: Bool { kind == .claim && verdict == .refuted && !isAsExpected }
}

extension FormulaIndex {
  /// What a claim says, without its quantifiers: `MAL(p, q, y) ≥ 0`.
  fileprivate func conclusion(of claim: Evidence) -> String? {
    guard let formula = pages[claim.page]?.first(where: { $0.sourceFormula.id == claim.formula }) else {
      return nil
    }
    for case .statement(let statement) in formula.readings {
      return ClaimForm(statement, definitions: definitions).conclusion.plain
    }
    return nil
  }
}
