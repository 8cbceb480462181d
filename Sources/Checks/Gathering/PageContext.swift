import Formulas
import LaTeX
import Diagnostics
import Trees
import Snippets

/// What the checks of one page look at; none of them changes it.
struct PageContext: Sendable {
  let plan: CheckPlan
  let run: PageRun
  let verdicts: [DefinitionVerdict]
  let formulaIndex: FormulaIndex
  let options: CheckOptions
  /// The page's Swift as trees, with every function that implements a formula.
  let code: CodeForm

  var page: String { plan.document.page }
  var isStrict: Bool { plan.isStrict }
  var definitions: [String: Definition] { formulaIndex.definitions }

  /// What tells the truth about trees, within a bound on the work.
  ///
  /// - Parameter times: how many times the usual work; nil for as many as the page asks for.
  func evaluation(_ declaresZeroLogZero: Bool, times: Double? = nil) -> Evaluation {
    Evaluation(
      definitions: definitions, declaresZeroLogZero: declaresZeroLogZero,
      budget: Budget(times: times ?? plan.document.frontMatter.budget ?? 1))
  }

  /// Space and points for some trees; the names without a domain, if there are any.
  func sample(
    _ trees: [Tree], meanings: [Name: Meaning], names: [Name], identity: String,
    meeting premises: [Tree] = [], _ evaluation: Evaluation
  ) -> (space: SampleSpace, points: [Point], missing: [Name]) {
    let lengths = Set(meanings.values.filter { $0.role == .length }.map(\.name))
    let wanted = names.filter { !lengths.contains($0) }
    var (space, missing) = SampleSpace.of(wanted, meanings: meanings, evaluation)
    guard missing.isEmpty else { return (space, [], missing) }
    space.addLooseLengths(lengths.filter(names.contains).sorted())
    space.addCriticalValues(of: trees, evaluation)
    space.narrowCounts(of: trees + premises, evaluation)
    space.fix(options.fixedPoint)
    space.setAsideUndecidable(for: identity, options, evaluation)
    let points = space.points(options, for: identity, meeting: premises, evaluation)
    return (space, points, [])
  }

  /// Evidence that is undecided for want of domains; strict notes are told to declare them.
  func undecide(_ item: inout Evidence, missing: [Name], subject: Name, _ formula: Formula) -> CheckResult {
    let problem = Diagnostic.noDomain(missing, subject, at: formula.sourceFormula.range)
    item.undecide(problem.message)
    return isStrict ? .saying(problem) : CheckResult()
  }

  /// Symbols that only called functions speak of take their meaning from there.
  func meanings(_ own: [Name: Meaning], _ trees: [Tree]) -> [Name: Meaning] {
    var all = own
    for tree in trees {
      for definition in tree.calledDefinitions(definitions) {
        for (name, meaning) in definition.meanings where all[name] == nil { all[name] = meaning }
      }
    }
    return all
  }

  func approaches(_ relations: [Tree.Relation], _ formula: Formula) -> [Approach] {
    relations.contains(where: { [.approximately, .tendsTo].contains($0) })
      ? formula.sourceFormula.approaches : []
  }

  /// Where an output or a value of a snippet stands in the note.
  func snippetRange(_ index: Int, line: Int) -> SourceRange {
    let file = plan.document.file
    let bytes = file.range(ofLine: line)
    if !bytes.isEmpty { return file.range(bytes) }
    return plan.document.snippets.first { $0.index == index }?.range ?? file.range(0..<0)
  }
}

extension SampleSpace {
  /// Lengths that no array here has (`N` by itself) are integers of their own.
  mutating func addLooseLengths(_ names: [Name]) {
    for name in names where !lengths.contains(where: { $0.name == name }) && axis(name) == nil {
      axes.append(Axis(name: name, kind: .scalar(.integers(0, 100))))
    }
  }
}
