import Formulas
import LaTeX
import Basics
import Arithmetic
import Diagnostics
import Trees
import Notes
import Snippets

/// Finds out what can be checked on a page, and says what cannot and why.
struct CheckPlanner: Sendable {
  let notebook: Notebook
  let formulaIndex: FormulaIndex
  let options: CheckOptions
  private let uses: PageDependencies
  var diagnostics: [Diagnostic] = []
  /// Why a formula with code is not compared with it, by the formula's index.
  var reasons: [Int: Message] = [:]
  /// Text of the page that a formula or fence without an end has swallowed.
  private var torn: [String] = []

  init(_ notebook: Notebook, _ formulaIndex: FormulaIndex, _ options: CheckOptions) {
    self.notebook = notebook
    self.formulaIndex = formulaIndex
    self.options = options
    uses = PageDependencies(notebook)
  }

  func closure(of document: Document) -> [Document] { uses.closure(of: document) }

  mutating func plan(_ document: Document, declarations: [String: Declarations]) -> CheckPlan {
    let uses = uses.closure(of: document)
    let environment = SwiftForm.Environment(
      declared: (uses + [document]).compactMap { declarations[$0.page] })
    let functions = environment.functions
    var plan = CheckPlan(
      document: document, uses: uses, formulas: formulaIndex.pages[document.page] ?? [],
      functions: functions,
      environment: environment,
      isStrict: document.isStrict(in: notebook.configuration))
    reasons = [:]
    torn = document.torn.map(\.text)
    if options.includes(document.file) { diagnostics += sharedNames(document, uses: uses, functions) }
    var binder = Binder(functions: functions + environment.members)
    binder.values = plan.formulas.valuesByName
    binder.declared = plan.formulas.declaredMeanings
    binder.page = document.page
    binder.definitions = formulaIndex.definitions
    binder.speaksOfHulls = document.speaksOfHulls
    binder.speaksOfMeans = document.speaksOfMeans
    binder.named = named(plan.formulas, binder.functions)
    let code = CodeForm(environment: plan.environment)
    binder.taken = taken(by: plan.formulas, binder)
    for (index, formula) in plan.formulas.enumerated() {
      binder.latest.take(formula)
      guard options.includes(formula.sourceFormula.range) else { continue }
      let before = plan.definitions.count
      binder.behind = Self.blockBehind(formula, in: document)?.index
      for reading in formula.computedReadings {
        guard
          let bound = self.plan(
            index, formula, reading, of: document.page, binder: binder, code: code, isStrict: plan.isStrict)
        else {
          continue
        }
        plan.definitions.append(bound)
      }
      if let name = formula.codeName, plan.definitions.count == before, reasons[index] == nil {
        refuse(name, of: formula, at: index, binder.functions)
      }
    }
    planNeighbours(&plan, binder, code)
    return plan
  }

  /// Tries what stands behind formulas that nothing is named after.
  private mutating func planNeighbours(_ plan: inout CheckPlan, _ binder: Binder, _ code: CodeForm) {
    var binder = binder
    let bound = Set(plan.definitions.map(\.binding.function.identity)).union(binder.named)
    var tried: [DefinitionPlan] = []
    binder.latest = [:]
    for (index, formula) in plan.formulas.enumerated() {
      binder.latest.take(formula)
      guard formula.sourceFormula.isDisplay, formula.sourceFormula.directive == nil, reasons[index] == nil
      else { continue }
      guard options.includes(formula.sourceFormula.range),
        !plan.definitions.contains(where: { $0.formula == formula.sourceFormula.id })
      else { continue }
      binder.behind = Self.blockBehind(formula, in: plan.document)?.index
      let near = Self.neighbours(
        of: formula, in: plan.document, among: binder.functions, bound: bound)
      let supposed = formula.computedReadings.compactMap { reading in
        reading.supposed(formula, on: plan.document.page)
          ?? reading.furtherMethod(formula, among: plan.formulas, in: plan.document)
          ?? reading.besideCode(formula, among: plan.formulas, in: plan.document)
      }
      for definition in supposed {
        let definition = definition.seenWhole(formulaIndex.definitions)
        var misfit: (misses: Int, message: Message)?
        for function in near.filter({ $0.mayCompute(definition) }).prefix(6) {
          let pairing = binder.pairing(definition, to: function)
          guard let binding = pairing.binding else {
            if let problem = pairing.problem, misfit.map({ pairing.misses < $0.misses }) ?? true {
              misfit = (pairing.misses, .misfit(function, problem.message))
            }
            continue
          }
          let own = (diagnostics, reasons)
          let form = code.body(of: binding)
          let made = compare(index, binding, code, form: form, isStrict: false)
          if made == nil, let why = reasons[index] { misfit = (0, .misfit(function, why)) }
          (diagnostics, reasons) = own
          guard var made else { continue }
          made.formula = formula.sourceFormula.id
          made.isTentative = true
          tried.append(made)
        }
        if let misfit, plan.unpaired[formula.sourceFormula.id] == nil {
          plan.unpaired[formula.sourceFormula.id] = misfit.message
        }
      }
    }
    plan.definitions += tried
  }

  /// `<!-- code: name -->` on what cannot be compared with code must not pass for a comparison.
  private mutating func refuse(
    _ name: String, of formula: Formula, at index: Int, _ functions: [SwiftFunction]
  ) {
    // What cannot be read says why by itself.
    if formula.reading == nil, formula.problems.contains(where: { $0.severity == .error }) {
      reasons[index] = formula.problems[0].message
      return
    }
    let isThere = functions.contains { [$0.name, $0.signature, $0.qualifiedName].contains(name) }
    let near = NearestName.of(name, among: functions.map(\.name))
    let problem: Diagnostic =
      isThere
      ? .codeNotCompared(name, isRead: formula.reading != nil, at: formula.sourceFormula.range)
      : .noFunction(name, near: functions.filter { $0.name == near }, at: formula.sourceFormula.range)
    diagnostics.append(problem)
    reasons[index] = problem.message
  }

  /// Functions that a definition of the page is named like, or that a directive names.
  private func named(_ formulas: [Formula], _ functions: [SwiftFunction]) -> Set<SwiftFunction.Identity> {
    let names = Set(formulas.flatMap { $0.computedReadings.compactMap(\.definition?.name) })
    let codes = Set(formulas.compactMap(\.codeName))
    return Set(
      functions.filter { function in
        codes.contains(function.name) || names.contains { $0.swiftSpellings.contains(function.name) }
      }.map(\.identity))
  }

  /// Functions that fit an overload exactly are no failed tries of the other ones.
  private func taken(by formulas: [Formula], _ binder: Binder) -> Set<SwiftFunction.Identity> {
    var names: [Name: Int] = [:]
    let definitions = formulas.flatMap { formula in
      formula.computedReadings.compactMap { reading -> (Definition, String?)? in
        if case .restatement = reading { return nil }
        return reading.definition.map { ($0, formula.codeName) }
      }
    }
    for (definition, _) in definitions { names[definition.name, default: 0] += 1 }
    var taken = Set<SwiftFunction.Identity>()
    for (definition, code) in definitions where names[definition.name] ?? 0 > 1 {
      if case .bound(let binding) = binder.bind(definition, code: code, lengths: definition.lengths) {
        taken.insert(binding.function.identity)
      }
    }
    return taken
  }

  private mutating func plan(
    _ index: Int, _ formula: Formula, _ reading: Reading, of page: String, binder: Binder, code: CodeForm,
    isStrict: Bool
  ) -> DefinitionPlan? {
    let name = formula.code(of: reading, among: binder.functions)
    guard
      let definition = reading.computed(by: name, of: formula, on: page)?.seenWhole(
        formulaIndex.definitions)
    else { return nil }
    // A restatement shares its first form's name; the code belongs to that one, unless named here.
    if case .restatement = reading, name == nil { return nil }
    var binder = binder
    var whole = binder
    whole.taken = []
    if case .bound(let own) = whole.bind(definition, code: name, lengths: definition.lengths) {
      binder.taken.remove(own.function.identity)
    }
    let outcome = binder.bind(definition, code: name, lengths: definition.lengths)
    switch outcome {
    case .none: return nil
    case .failed(let problems):
      diagnostics += problems
      reasons[index] = Message(zh: "没有能比较的 Swift 函数", en: "no Swift function to compare with")
      return nil
    case .bound(let binding), .lacking(let binding, _):
      let form = code.body(of: binding)
      guard var plan = compare(index, binding, code, form: form, isStrict: isStrict) else {
        return nil
      }
      plan.formula = formula.sourceFormula.id
      plan.kind = reading.kind == .unchecked ? .definition : reading.kind
      if case .lacking(_, let problem) = outcome { plan.lack = problem }
      return plan
    }
  }

  /// Whether a symbol is declared in text that is torn: that has its own message.
  private func isTorn(_ name: Name) -> Bool {
    torn.contains { $0.contains(name.latex) || $0.contains(name.base) }
  }

  private mutating func compare(
    _ index: Int, _ binding: Binding, _ code: CodeForm, form: Tree?, isStrict: Bool, assumed: [Name] = []
  ) -> DefinitionPlan? {
    let definition = binding.definition
    let evaluation = Evaluation(
      definitions: formulaIndex.definitions, declaresZeroLogZero: definition.declaresZeroLogZero)
    let names = (definition.inputs.filter { !binding.isSpread($0) } + binding.arguments.map(\.name)).uniqued
    var (space, missing) = SampleSpace.of(names, meanings: definition.meanings, evaluation)
    // What the formula does not depend on may be anything.
    for name in missing where !definition.inputs.contains(name) {
      space.axes.append(SampleSpace.Axis(name: name, kind: .scalar(.finite([.number(1)]))))
    }
    missing.removeAll { !definition.inputs.contains($0) }
    if !missing.isEmpty, assumed.isEmpty, !missing.contains(where: isTorn),
      let assuming = binding.assuming(missing, definitions: formulaIndex.definitions)
    {
      return compare(index, assuming, code, form: form, isStrict: isStrict, assumed: missing)
    }
    // Formula and code are held value by value.
    space.unread.removeAll(where: PremiseWords.isOfChance)
    guard missing.isEmpty else {
      let problem = Diagnostic.noDomain(
        missing, definition.name, at: definition.range, samples: missing.map(binding.sampleDomain))
      if isStrict, !missing.contains(where: isTorn) { diagnostics.append(problem) }
      reasons[index] = problem.message
      return nil
    }
    diagnostics += binding.differingDefaults(evaluation)
    space.addCriticalValues(of: [definition.body], evaluation)
    space.farthestInteger = 1e6
    space.ask(for: binding, form: form, in: code, evaluation)
    space.fix(options.fixedPoint)
    let bound = space.bound
    var points = space.points(options, for: definition.id, evaluation).compactMap {
      binding.representable($0, in: space, bound: bound)
    }.uniqued.filter { point in assumed.allSatisfy { point[$0]?.isOrdinary ?? true } }
    var counting = evaluation
    counting.budget = Budget()
    points = counting.affordable(points, share: 1) { point in
      let tree = binding.spread?.whole(definition.body, at: point, in: space, count: nil) ?? definition.body
      if binding.spread == nil || tree != definition.body { _ = counting.enclose(tree, at: point) }
    }
    var comparison = Comparison(
      evaluation: evaluation, formula: definition.body, rows: definition.equalRows, form: form,
      format: binding.format, holdsIntegers: binding.result.scalar == .int, space: space,
      spread: binding.spread)
    comparison.isOfAssumedDomain = !assumed.isEmpty
    var plan = DefinitionPlan(
      formula: index, kind: .definition, definition: definition, binding: binding, space: space,
      points: points, comparison: comparison)
    plan.assumed = assumed
    return plan
  }
}

extension Binding {
  /// What might be said of a symbol, after the type that the code takes for it.
  func sampleDomain(_ name: Name) -> String? {
    guard let type = arguments.first(where: { $0.name == name })?.type, !type.isFunction else { return nil }
    let members = type.scalar == .int ? "\\{0, 1, \\ldots, 10\\}" : nil
    switch type.rank {
    case 0: return "\\in " + (members ?? "(0, 1)")
    case 1: return "\\in " + (members ?? "[-1, 1]") + "^n"
    case 2: return "\\in " + (members ?? "[-1, 1]") + "^{m \\times n}"
    default: return nil
    }
  }

  /// Whether the formula's name runs over what the function gives at once.
  func isSpread(_ name: Name) -> Bool {
    if case .elements(let indices, _)? = spread { indices.contains(name) } else { false }
  }

  /// What the function computes in.
  var format: RoundingArithmetic.Format {
    result.scalar == .float || arguments.contains { $0.type.scalar == .float } ? .single : .double
  }
}

extension Definition {
  /// Rows behind the first that a chain of equalities joins to it.
  fileprivate var equalRows: [Tree] {
    rows.dropFirst().prefix { $0.relation == .equal }.map(\.value)
  }

  /// Symbols that are shapes of arrays.
  var lengths: Set<Name> { Set(meanings.values.filter { $0.role == .length }.map(\.name)) }
}

extension SampleSpace {
  mutating func addCriticalValues(of trees: [Tree], _ evaluation: Evaluation, switchesOnly: Bool = false) {
    let found = CriticalValues.of(
      trees, definitions: evaluation.definitions, switchesOnly: switchesOnly
    ).found
    let scalars = Set(axes.filter(\.isScalar).map(\.name))
    for index in axes.indices {
      let values = found[axes[index].name] ?? []
      axes[index].critical = values.compactMap(evaluation.exactValue).filter(\.isFinite).uniqued
      axes[index].pins = values.filter { value in
        let names = value.freeSymbols
        return !names.isEmpty && scalars.isSuperset(of: names)
      }
    }
  }

  /// `--at p=0.5`: that value alone.
  mutating func fix(_ values: [(name: String, value: PointValue)]) {
    for (name, value) in values {
      for index in axes.indices where axes[index].name.isSpelled(name) {
        guard case .scalar = axes[index].kind else { continue }
        axes[index].kind = .scalar(.finite([value]))
        axes[index].conditions = []
      }
    }
  }

  func points(
    _ options: CheckOptions, for identity: String, meeting premises: [Tree] = [], _ evaluation: Evaluation
  ) -> [Point] {
    Sampling.points(
      of: self, meeting: premises,
      Sampling.Size(budget: options.points, smallestLayer: options.smallestLayer),
      generator: SplitMix64(seed: options.seed, for: identity), evaluation)
  }
}

extension CheckOptions {
  func includes(_ range: SourceRange) -> Bool { focus?.includes(range) ?? true }
  func includes(_ file: SourceFile) -> Bool { focus?.includes(file) ?? true }
}

extension Diagnostic {
  /// - Parameter samples: what the code's types suggest for each.
  static func noDomain(
    _ names: [Name], _ subject: Name, at range: SourceRange, samples: [String?] = []
  ) -> Diagnostic {
    let known = zip(names, samples).compactMap { name, sample in sample.map { "$\(name.latex) \($0)$" } }
    if !known.isEmpty, known.count == names.count {
      let list = names.map(\.plain).joined(separator: ", ")
      let lines = known.joined(separator: ", ")
      return Diagnostic(
        .error, "no-domain",
        Message(zh: "\(list) 没有取值范围", en: "\(list) has no domain"), at: range, consequence: .malformed,
        help: [Message(zh: "在本节写明, 如 \(lines)", en: "say it in this section: \(lines)")])
    }
    let list = names.map(\.plain).joined(separator: ", ")
    return Diagnostic(
      .error, "no-domain",
      Message(zh: "\(list) 没有取值范围", en: "\(list) has no domain"), at: range, consequence: .malformed,
      help: [
        Message(
          zh:
            "在本节写明, 如 $\(names[0].latex) \\in (0, 1)$; 函数写 $\(names[0].latex): \\mathbb{R} \\to \\mathbb{R}$",
          en:
            "say it in this section: $\(names[0].latex) \\in (0, 1)$, for a function $\(names[0].latex): \\mathbb{R} \\to \\mathbb{R}$"
        )
      ])
  }
}
