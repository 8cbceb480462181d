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
    if let index = definition.captured {
      let finding = Diagnostic.indexCaptured(definition, index)
      diagnostics.append(finding)
      guard definition.rows.count > 1 else { return }
      var item = derivation("\(definition.id):rows", formula, about: [definition.name.plain])
      item.differ(because: finding.message)
      evidence.append(item)
      return
    }
    if let row = definition.rows.first, let found = MeanCount.mistake(in: row.value) {
      diagnostics.append(.meanCount(found, at: row.range))
    }
    guard definition.rows.count > 1 else { return }
    // Where Swift computes the first row, that one is broken against the code.
    let isComputed = verdicts.contains { $0.plan.definition.id == definition.id }
    var key = key("rows", definition, trees)
    key.add("\(isComputed) \(approaches(definition.rows.map(\.relation), formula))")
    let item = derivation("\(definition.id):rows", formula, about: [definition.name.plain])
    recalling(key, item) {
      $0.checkRows(definition, trees, skips: isComputed ? [0] : [], item, formula, evaluation)
    }
  }

  private mutating func checkRows(
    _ definition: Definition, _ trees: [Tree], skips: Set<Int>, _ item: Evidence, _ formula: Formula,
    _ evaluation: Evaluation
  ) {
    let names = (definition.inputs + trees.flatMap { $0.dependencies(formulaIndex.definitions) }).uniqued
    var chain = Chain(
      terms: trees, relations: definition.rows.dropFirst().map(\.relation),
      places: definition.rows.map(\.range), names: names, meanings: meanings(definition.meanings, trees),
      skips: skips)
    if !definition.parameters.isEmpty { chain.parameters = Set(definition.parameters) }
    chain.head = definition.name
    hold(chain, item, formula, evaluation) { definition.domains(of: $0) }
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
      let generic = assumptions(definition, original)
      item.finding = .agrees(.derived, generic.words)
      let (statistics, names, meetings) = compare(
        definition, with: original, generic, identity: item.id, formula, evaluation, &item)
      if let failure = statistics?.failure {
        item.differ(
          failure.counterexample(
            names, Message(zh: "定义", en: "definition"), Message(zh: "这一写法", en: "this form")),
          because: generic.words)
        var finding = Diagnostic.restatementDiffers(definition, of: original, failure, names: names)
        finding.facts += meetings.map(\.words)
        if let words = generic.words {
          finding.severity = .warning
          finding.facts.append(words)
        }
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

  /// What both of two forms speak of, and nothing declares.
  private func assumptions(_ definition: Definition, _ original: Definition) -> Generic {
    let trees = [call(original, as: definition), definition.body]
    let shared = Set(trees[1].dependencies(formulaIndex.definitions))
    let names = trees[0].dependencies(formulaIndex.definitions).filter(shared.contains)
    return Generic(meanings(definition.meanings, trees), plan.isStrict ? [] : names, start: names)
  }

  mutating func compare(
    _ definition: Definition, with original: Definition, _ generic: Generic? = nil, identity: String,
    _ formula: Formula,
    _ evaluation: Evaluation, _ item: inout Evidence
  ) -> (LinkTally?, [Name], [AgreementPoint]) {
    let left = call(original, as: definition)
    let trees = [left, definition.body]
    let names =
      (definition.inputs + definition.parameters
      + trees.flatMap { $0.dependencies(formulaIndex.definitions) })
      .uniqued
    let all = generic?.meanings ?? meanings(definition.meanings, trees)
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
  /// `P(x) = …`; a P without arguments may be a power, a price, a covariance.
  fileprivate var isProbability: Bool {
    ["P", "Pr", "ℙ"].contains(name.base) && name.label == nil && name.primes == 0 && !parameters.isEmpty
  }

  /// What the prose declares of its value, or what a probability's name says.
  fileprivate var promisedRange: Tree? {
    if let domain = meanings[name]?.domain, domain.shape.isEmpty {
      switch domain.base {
      case .interval, .finite: return domain.base.asSet
      case .reals, .integers, .function, .filtered: break
      }
    }
    guard isProbability, let first = parameters.first else { return nil }
    // A density may be larger than 1.
    switch meanings[first]?.domain?.base {
    case .finite, .integers: break
    default: return nil
    }
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

extension Diagnostic {
  /// A left side for one i, a right side summed over i.
  static func indexCaptured(_ definition: Definition, _ index: Name) -> Diagnostic {
    let i = index.plain
    return Diagnostic(
      .warning, "index-captured",
      Message(
        zh: "左边说的是某一个 \(i)，这一行却对 \(i) 求和，与左边的 \(i) 无关",
        en:
          "the left side is about one \(i), and this row runs over \(i): it does not hang on the left side's"),
      at: definition.rows[0].range, consequence: .content,
      help: [
        Message(
          zh: "去掉求和，或从左边去掉 \(i)，或换一个求和的字母",
          en: "drop the sum, or \(i) on the left, or sum over another letter")
      ])
  }
}

extension Message {
  /// Said of a derivation whose other rows hold.
  static func undefinedSymbol(_ names: [Name], besides rows: RowsCheck) -> Message {
    let words = undefinedSymbol(names)
    return Message(zh: words.zh + "；其余各行成立", en: words.en + "; the other rows hold")
  }

  static func undefinedSymbol(_ names: [Name]) -> Message {
    // A conditional probability is a function of its own.
    let list = names.map { $0.plain.replacing("∣", with: "(·|·)") }.joined(separator: ", ")
    return Message(zh: "\(list) 在页上没有定义，也没有取值范围", en: "\(list): neither defined nor declared on the page")
  }
}
