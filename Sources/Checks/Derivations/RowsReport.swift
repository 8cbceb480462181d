import Diagnostics
import Trees
import LaTeX
import Proofs

extension PageReport {
  /// Rows of a definition behind the first, and the range that its name promises.
  mutating func writeRows(_ definition: Definition, _ formula: Formula) {
    let evaluation = evaluation(definition.declaresZeroLogZero)
    let trees = definition.rows.map(\.value)
    recalling(key("range", definition, trees), nil) { $0.checkRange(definition, formula, evaluation) }
    guard definition.rows.count > 1 else { return }
    // Where Swift computes the first row, that one is broken against the code.
    let isComputed = verdicts.contains { $0.plan.definition.id == definition.id }
    var key = key("rows", definition, trees)
    key.add("\(isComputed)")
    let item = derivation("\(definition.id):rows", formula, about: [definition.name.plain])
    recalling(key, item) {
      $0.checkRows(definition, trees, skips: isComputed ? [0] : [], item, formula, evaluation)
    }
  }

  private mutating func checkRows(
    _ definition: Definition, _ trees: [Tree], skips: Set<Int>, _ item: Evidence, _ formula: Formula,
    _ evaluation: Evaluation
  ) {
    var item = item
    var trees = trees
    var names = (definition.inputs + trees.flatMap { $0.dependencies(formulaIndex.definitions) }).uniqued
    let generic = generic(meanings(definition.meanings, trees), names, start: trees[0])
    let later = leaveOut(&trees, &names, generic)
    guard trees.count > 1 else {
      item.undecide(.undefinedSymbol(later))
      evidence.append(item)
      return
    }
    let (space, points, missing) = sample(
      trees, meanings: generic.meanings, names: names, identity: item.id, evaluation)
    guard missing.isEmpty else {
      item.undecide(say(missing: missing, subject: definition.name, formula))
      evidence.append(item)
      return
    }
    item.domains = definition.domains(of: space.names)
    let rows = RowsCheck(
      evaluation: evaluation, space: space, points: points, terms: trees,
      relations: definition.rows.dropFirst().prefix(trees.count - 1).map(\.relation),
      places: definition.rows.map(\.range),
      held: Set(names).subtracting(definition.parameters.isEmpty ? names : definition.parameters))
    conclude(rows, skips: skips, &item, generic, later)
  }

  /// What a page that asks for nothing leaves undeclared counts as generic; strict pages declare it.
  func generic(_ meanings: [Name: Meaning], _ names: [Name], start: Tree) -> Generic {
    Generic(meanings, plan.isStrict ? [] : names, start: start.dependencies(formulaIndex.definitions))
  }

  /// Cuts a derivation before the first row that speaks of what the page never defines.
  ///
  /// - Returns: those symbols.
  func leaveOut(_ trees: inout [Tree], _ names: inout [Name], _ generic: Generic) -> [Name] {
    guard !plan.isStrict else { return [] }
    let open = Set(names.filter { generic.meanings[$0]?.domain == nil && generic.meanings[$0]?.value == nil })
    guard
      let row = trees.firstIndex(where: { tree in
        tree.dependencies(formulaIndex.definitions).contains(where: open.contains)
      }), row > 0
    else { return [] }
    let later = trees[row].dependencies(formulaIndex.definitions).filter(open.contains)
    trees.removeSubrange(row...)
    let kept = Set(trees.flatMap { $0.dependencies(formulaIndex.definitions) })
    names = names.filter(kept.contains)
    return later
  }

  /// Keeps rows for the audit, and says of the evidence which state of them a record must be of.
  mutating func keep(_ rows: RowsCheck, skips: Set<Int>, _ item: inout Evidence) {
    guard item.verdict == .agrees || item.verdict == .proved else { return }
    let audit = RowAudit(rows: rows, skips: skips)
    item.auditKey = audit.key
    if options.keepsRows { rowAudits.append((item.id, item.range, audit)) }
  }

  func derivation(_ id: String, _ formula: Formula, about: [String]) -> Evidence {
    var item = Evidence(
      id: id, kind: .derivation, page: page, formula: formula.sourceFormula.id,
      range: formula.sourceFormula.range, finding: .agrees(.derived, nil))
    item.about = about
    return item
  }

  /// Symbols that only called functions speak of take their meaning from there.
  func meanings(_ own: [Name: Meaning], _ trees: [Tree]) -> [Name: Meaning] {
    var all = own
    for tree in trees {
      for definition in tree.calledDefinitions(formulaIndex.definitions) {
        for (name, meaning) in definition.meanings where all[name] == nil { all[name] = meaning }
      }
    }
    return all
  }

  mutating func conclude(
    _ rows: RowsCheck, skips: Set<Int> = [], _ item: inout Evidence, _ generic: Generic? = nil,
    _ later: [Name] = []
  ) {
    let names = rows.space.names
    switch rows.run() {
    case .holds(let points, let excluded):
      item.sample.points = points
      item.sample.excluded = excluded
      if later.isEmpty {
        item.finding = .agrees(.derived, generic?.words)
      } else {
        item.undecide(.undefinedSymbol(later))
      }
    case .breaks(let link, _) where !vanishing(generic, rows, link).isEmpty:
      item.undecide(.undefinedSymbol(vanishing(generic, rows, link)))
    case .breaks(let link, let failure):
      item.differ(
        failure.counterexample(names, Message(zh: "前一式", en: "before"), Message(zh: "这一式", en: "here")),
        because: generic?.words)
      var finding = Diagnostic.derivationBreaks(rows, link: link, failure)
      let check = RelationCheck(
        evaluation: rows.evaluation, left: rows.terms[link], relation: rows.relations[link],
        right: rows.terms[link + 1])
      finding.facts += check.meetings(rows.space, rows.points).map(\.words)
      if let words = generic?.words {
        // Nobody said that it holds for all of them.
        finding.severity = .warning
        finding.facts.append(words)
      }
      diagnostics.append(finding)
    case .faulty(_, _, let reason) where generic?.words != nil: item.undecide(reason.words)
    case .faulty(let link, let point, let reason):
      item.differ(because: reason.words)
      diagnostics.append(
        .formulaFaulty(reason, at: point, in: rows.space, range: rows.place(link + 1)))
    case .undecided(_, let reason):
      item.undecide(reason)
      diagnostics.append(
        .undecided(
          Message(zh: "推导", en: "the derivation"), reason: reason, at: item.range, isStrict: plan.isStrict))
    }
    keep(rows, skips: skips, &item)
    evidence.append(item)
  }

  /// Undeclared symbols that a row no longer speaks of: what stands for them now, the page says nowhere.
  private func vanishing(_ generic: Generic?, _ rows: RowsCheck, _ link: Int) -> [Name] {
    guard let generic, link + 1 < rows.terms.count else { return [] }
    let kept = Set(rows.terms[link + 1].dependencies(formulaIndex.definitions))
    let before = Set(rows.terms[link].dependencies(formulaIndex.definitions))
    return generic.assumed.filter { before.contains($0) && !kept.contains($0) }
  }

  // MARK: Restatements

  mutating func writeRestatement(_ definition: Definition, of id: String, _ formula: Formula) {
    var item = Evidence(
      id: definition.id, kind: .restatement, page: page, formula: formula.sourceFormula.id,
      range: definition.range, finding: .agrees(.derived, nil))
    item.about = [definition.name.plain]
    let trees = formulaIndex.definitions[id].map { [call($0, as: definition), definition.body] } ?? []
    recalling(key("restatement", definition, trees), item) {
      $0.checkRestatement(definition, of: id, item, formula)
    }
    writeRows(definition, formula)
  }

  private mutating func checkRestatement(
    _ definition: Definition, of id: String, _ item: Evidence, _ formula: Formula
  ) {
    var item = item
    let evaluation = evaluation(definition.declaresZeroLogZero)
    if let original = formulaIndex.definitions[id] {
      let (statistics, names, meetings) = compare(
        definition, with: original, identity: item.id, formula, evaluation, &item)
      if let failure = statistics?.failure {
        item.differ(
          failure.counterexample(
            names, Message(zh: "定义", en: "definition"), Message(zh: "这一写法", en: "this form")))
        var finding = Diagnostic.restatementDiffers(definition, of: original, failure, names: names)
        finding.facts += meetings.map(\.words)
        diagnostics.append(finding)
      } else if let statistics, statistics.held == 0 {
        let reason = statistics.obstacle?.words ?? Message(zh: "没有一个可比较的点", en: "no point could be compared")
        item.undecide(reason)
        diagnostics.append(
          .undecided(
            Message(definition.name.plain), reason: reason, at: definition.range, isStrict: plan.isStrict))
      }
    } else {
      item.undecide(Message(zh: "找不到它重述的定义", en: "the definition that it restates is not there"))
    }
    evidence.append(item)
  }

  /// Holds a definition's body against another definition of the same arguments.
  func call(_ original: Definition, as definition: Definition) -> Tree {
    guard original.parameters.count == definition.parameters.count else { return original.body }
    return .call(
      Tree.Call(
        original.name, definition: original.id, arguments: definition.parameters.map { .symbol($0) }))
  }

  mutating func compare(
    _ definition: Definition, with original: Definition, identity: String, _ formula: Formula,
    _ evaluation: Evaluation, _ item: inout Evidence
  ) -> (LinkTally?, [Name], [AgreementPoint]) {
    let left = call(original, as: definition)
    let trees = [left, definition.body]
    let names =
      (definition.inputs + definition.parameters
      + trees.flatMap { $0.dependencies(formulaIndex.definitions) })
      .uniqued
    let all = meanings(definition.meanings, trees)
    // A parameter that neither side uses needs no domain.
    let used = names.filter {
      all[$0]?.domain != nil || all[$0]?.value != nil || definition.body.freeSymbols.contains($0)
    }
    let (space, points, missing) = sample(trees, meanings: all, names: used, identity: identity, evaluation)
    guard missing.isEmpty else {
      item.undecide(say(missing: missing, subject: definition.name, formula))
      return (nil, [], [])
    }
    // Arguments that only the head names still need a value at the call.
    let filled = points.map { point in
      var point = point
      for name in definition.parameters where point[name] == nil { point[name] = .number(1) }
      return point
    }
    let check = RelationCheck(evaluation: evaluation, left: left, relation: .equal, right: definition.body)
    let statistics = check.statistics(filled, in: space)
    if item.kind == .restatement, statistics.failure == nil, statistics.held > 0 {
      let rows = RowsCheck(
        evaluation: evaluation, space: space, points: filled, terms: trees, relations: [.equal],
        places: [original.range, definition.rows[0].range])
      keep(rows, skips: [0], &item)
    }
    item.sample.points = statistics.held
    item.sample.excluded = statistics.excluded
    item.domains = definition.domains(of: space.names)
    return (statistics, space.names, statistics.failure == nil ? [] : check.meetings(space, filled))
  }

  // MARK: Ranges

  /// A probability stays in [0, 1]; what the prose declares of a function's value holds.
  private mutating func checkRange(_ definition: Definition, _ formula: Formula, _ evaluation: Evaluation) {
    if let failure = rangeViolation(definition, formula, evaluation) {
      say(
        .outOfRange(definition, range: failure.range, failure.failure, names: failure.names), of: definition,
        Message(zh: "值越出 \(failure.range.zh)", en: "it leaves \(failure.range.en)"))
    } else if definition.isProbability, let variable = definition.parameters.first {
      let (space, points, missing) = sampleBody(definition, evaluation)
      let distribution = Distribution(evaluation: evaluation, body: definition.body, variable: variable)
      guard missing.isEmpty, let failure = distribution.failure(space, points) else { return }
      say(
        .sumIsNotOne(definition, over: variable, failure, names: space.names), of: definition,
        Message(zh: "对 \(variable.plain) 求和不是 1", en: "its sum over \(variable.plain) is not 1"))
    }
  }

  private mutating func say(_ finding: Diagnostic, of definition: Definition, _ reason: Message) {
    var finding = finding
    // Notes that ask for nothing build as they are.
    if !plan.isStrict { finding.severity = .warning }
    diagnostics.append(finding)
    for index in evidence.indices where evidence[index].id == definition.id {
      evidence[index].differ(evidence[index].counterexample, because: reason)
    }
  }

  private func sampleBody(_ definition: Definition, _ evaluation: Evaluation) -> (
    space: SampleSpace, points: [Point], missing: [Name]
  ) {
    let body = definition.body
    let names = (definition.inputs + body.dependencies(formulaIndex.definitions)).uniqued
    return sample(
      [body], meanings: meanings(definition.meanings, [body]), names: names,
      identity: definition.id + ":range", evaluation)
  }

  func rangeViolation(
    _ definition: Definition, _ formula: Formula, _ evaluation: Evaluation
  ) -> (failure: LinkTally.Failure, range: Message, names: [Name])? {
    guard let set = definition.promisedRange else { return nil }
    let (space, points, missing) = sampleBody(definition, evaluation)
    guard missing.isEmpty else { return nil }
    let check = RelationCheck(evaluation: evaluation, left: definition.body, relation: .in, right: set)
    let statistics = check.statistics(points, in: space)
    return statistics.failure.map { ($0, Message(set.plain), space.names) }
  }
}

extension Definition {
  fileprivate var isProbability: Bool { ["P", "Pr", "ℙ"].contains(name.base) && name.label == nil }

  /// What the prose declares of its value, or what a probability's name says.
  fileprivate var promisedRange: Tree? {
    if let domain = meanings[name]?.domain, domain.shape.isEmpty {
      switch domain.base {
      case .interval, .finite: return domain.base.asSet
      case .reals, .integers, .function, .filtered: break
      }
    }
    guard isProbability else { return nil }
    return .set(.interval(.number(0), .number(1), closedBelow: true, closedAbove: true))
  }
}

extension LinkTally.Failure {
  func counterexample(_ names: [Name], _ left: Message, _ right: Message) -> Evidence.Counterexample {
    Evidence.Counterexample(
      point: point.assignments(names), left: Evidence.Side(left, self.left.text),
      right: Evidence.Side(right, self.right.text))
  }
}

extension Message {
  static func undefinedSymbol(_ names: [Name]) -> Message {
    let list = names.map(\.plain).joined(separator: ", ")
    return Message(zh: "\(list) 在页上没有定义，也没有取值范围", en: "\(list): neither defined nor declared on the page")
  }
}
