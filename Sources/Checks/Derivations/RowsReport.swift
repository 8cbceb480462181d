import Diagnostics
import Formulas
import Proofs

extension PageReport {
  /// Rows of a definition behind the first, and the range that its name promises.
  mutating func writeRows(_ definition: Definition, _ formula: Formula) {
    let evaluation = evaluation(definition.declaresZeroLogZero)
    checkRange(definition, formula, evaluation)
    guard definition.rows.count > 1 else { return }
    let trees = definition.rows.map(\.value)
    let names = (definition.inputs + trees.flatMap { $0.dependencies(understanding.definitions) }).uniqued
    var item = derivation("\(definition.id):rows", formula, about: [definition.name.plain])
    let (space, points, missing) = sample(
      trees, meanings: meanings(definition.meanings, trees), names: names, identity: item.id, evaluation)
    guard missing.isEmpty else {
      item.undecide(say(missing: missing, subject: definition.name, formula))
      evidence.append(item)
      return
    }
    item.domains = definition.domains(of: space.names)
    let rows = RowsCheck(
      evaluation: evaluation, space: space, points: points, terms: trees,
      relations: definition.rows.dropFirst().map(\.relation), places: definition.rows.map(\.range))
    conclude(rows, &item)
  }

  func derivation(_ id: String, _ formula: Formula, about: [String]) -> Evidence {
    var item = Evidence(
      id: id, kind: .derivation, page: page, formula: formula.occurrence.id, range: formula.occurrence.range,
      level: .derived, verdict: .agrees)
    item.about = about
    return item
  }

  /// Symbols that only called functions speak of take their meaning from there.
  func meanings(_ own: [Name: Meaning], _ trees: [Tree]) -> [Name: Meaning] {
    var all = own
    for tree in trees {
      for definition in tree.calledDefinitions(understanding.definitions) {
        for (name, meaning) in definition.meanings where all[name] == nil { all[name] = meaning }
      }
    }
    return all
  }

  mutating func conclude(_ rows: RowsCheck, _ item: inout Evidence) {
    let names = rows.space.names
    switch rows.run() {
    case .holds(let points, let excluded):
      item.points = points
      item.excluded = excluded
    case .breaks(let link, let failure):
      item.fail(.differs, nil)
      item.counterexample = failure.counterexample(
        names, Message(zh: "第 \(link + 1) 行", en: "row \(link + 1)"),
        Message(zh: "第 \(link + 2) 行", en: "row \(link + 2)"))
      diagnostics.append(.derivationBreaks(rows, link: link, failure))
    case .faulty(let link, let point, let reason):
      item.fail(.differs, reason.words)
      diagnostics.append(
        .formulaFaulty(reason, at: point, names: names, range: rows.place(link + 1)))
    case .undecided(_, let reason):
      item.undecide(reason)
      diagnostics.append(
        .undecided(
          Message(zh: "推导", en: "the derivation"), reason: reason, at: item.range, isStrict: plan.isStrict))
    }
    evidence.append(item)
  }

  // MARK: Restatements

  mutating func writeRestatement(_ definition: Definition, of id: String, _ formula: Formula) {
    let evaluation = evaluation(definition.declaresZeroLogZero)
    var item = Evidence(
      id: definition.id, kind: .restatement, page: page, formula: formula.occurrence.id,
      range: definition.range,
      level: .derived, verdict: .agrees)
    item.about = [definition.name.plain]
    if let original = understanding.definitions[id] {
      let (tally, names) = compare(definition, with: original, identity: item.id, formula, evaluation, &item)
      if let failure = tally?.failure {
        item.fail(.differs, nil)
        item.counterexample = failure.counterexample(
          names, Message(zh: "定义", en: "definition"), Message(zh: "这一写法", en: "this form"))
        diagnostics.append(.restatementDiffers(definition, of: original, failure, names: names))
      } else if let tally, tally.held == 0 {
        let reason = tally.obstacle?.words ?? Message(zh: "没有一个可比较的点", en: "no point could be compared")
        item.undecide(reason)
        diagnostics.append(
          .undecided(
            Message(definition.name.plain), reason: reason, at: definition.range, isStrict: plan.isStrict))
      }
    } else {
      item.undecide(Message(zh: "找不到它重述的定义", en: "the definition that it restates is not there"))
    }
    evidence.append(item)
    writeRows(definition, formula)
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
  ) -> (LinkTally?, [Name]) {
    let left = call(original, as: definition)
    let trees = [left, definition.body]
    let names =
      (definition.inputs + definition.parameters
      + trees.flatMap { $0.dependencies(understanding.definitions) })
      .uniqued
    let all = meanings(definition.meanings, trees)
    // A parameter that neither side uses needs no domain.
    let used = names.filter {
      all[$0]?.domain != nil || all[$0]?.value != nil || definition.body.freeSymbols.contains($0)
    }
    let (space, points, missing) = sample(trees, meanings: all, names: used, identity: identity, evaluation)
    guard missing.isEmpty else {
      item.undecide(say(missing: missing, subject: definition.name, formula))
      return (nil, [])
    }
    // Arguments that only the head names still need a value at the call.
    let filled = points.map { point in
      var point = point
      for name in definition.parameters where point[name] == nil { point[name] = .number(1) }
      return point
    }
    let check = RelationCheck(evaluation: evaluation, left: left, relation: .equal, right: definition.body)
    let tally = LinkTally.of(check, filled, names: space.names)
    item.points = tally.held
    item.excluded = tally.excluded
    item.domains = definition.domains(of: space.names)
    return (tally, space.names)
  }

  // MARK: Ranges

  /// A probability stays in [0, 1]; what the prose declares of a function's value holds.
  private mutating func checkRange(_ definition: Definition, _ formula: Formula, _ evaluation: Evaluation) {
    guard let failure = rangeViolation(definition, formula, evaluation) else { return }
    var finding = Diagnostic.outOfRange(
      definition, range: failure.range, failure.failure, names: failure.names)
    // Notes that ask for nothing build as they are.
    if !plan.isStrict { finding.severity = .warning }
    diagnostics.append(finding)
    for index in evidence.indices where evidence[index].id == definition.id {
      evidence[index].fail(
        .differs, Message(zh: "值越出 \(failure.range.zh)", en: "it leaves \(failure.range.en)"))
    }
  }

  func rangeViolation(
    _ definition: Definition, _ formula: Formula, _ evaluation: Evaluation
  ) -> (failure: LinkTally.Failure, range: Message, names: [Name])? {
    guard let set = definition.promisedRange else { return nil }
    let body = definition.body
    let names = (definition.inputs + body.dependencies(understanding.definitions)).uniqued
    let (space, points, missing) = sample(
      [body], meanings: meanings(definition.meanings, [body]), names: names,
      identity: definition.id + ":range", evaluation)
    guard missing.isEmpty else { return nil }
    let check = RelationCheck(evaluation: evaluation, left: body, relation: .in, right: set)
    let tally = LinkTally.of(check, points, names: space.names)
    return tally.failure.map { ($0, Message(set.plain), space.names) }
  }
}

extension Definition {
  /// What the prose declares of its value, or what a probability's name says.
  fileprivate var promisedRange: Tree? {
    if let domain = meanings[name]?.domain, let set = domain.set, set != .set(.reals) { return set }
    guard name.base == "P" || name.base == "Pr" || name.base == "ℙ", name.label == nil else { return nil }
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

extension Evidence {
  mutating func undecide(_ reason: Message) {
    level = .understood
    verdict = .undecided
    isAsExpected = false
    self.reason = reason
  }
}
