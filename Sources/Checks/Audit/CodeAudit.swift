import Diagnostics
import Trees
import Arithmetic
import Notes
import Snippets

/// Breaks the Swift functions of a page, token by token, and holds what each mutant computes against the
/// formulas. All mutants of a page are compiled as one program.
struct CodeAudit {
  let plan: CheckPlan
  /// The page's definitions that are computed by Swift, compared with it already.
  let verdicts: [DefinitionVerdict]
  let runner: SnippetRunner
  let code: CodeForm

  /// A mutant, the definitions whose values it may change, and what became of it.
  private struct Trial {
    var mutant: SwiftMutant
    var asked: [Int]
    var fate: MutantOutcome?
  }

  struct Outcome {
    /// By definition, in the order of `verdicts`.
    var counts: [Audit.Count]
    var survivors: [Audit.Survivor] = []
    /// Branches that no point enters.
    var unreached: [SourceRange] = []
  }

  func run() async throws(CheckFailure) -> Outcome {
    var outcome = Outcome(counts: verdicts.map { _ in Audit.Count() })
    var trials = self.trials
    judgeDefaults(&trials)
    do throws(SnippetFailure) {
      try await judge(&trials)
    } catch { throw .snippets(error) }
    for trial in trials {
      guard let fate = trial.fate else { continue }
      if trial.mutant.isBranch {
        if fate == .open { outcome.unreached.append(trial.mutant.range) }
        continue
      }
      outcome.counts[trial.asked[0]].count(fate)
      guard fate == .open else { continue }
      outcome.survivors.append(
        Audit.Survivor(
          range: trial.mutant.range, before: trial.mutant.before,
          after: trial.mutant.after.isEmpty ? "∅" : trial.mutant.after, isCode: true))
    }
    return outcome
  }

  // MARK: What is broken

  /// Mutants of every function that some definition rests on: its own, and those that only others compute.
  private var trials: [Trial] {
    var trials: [Trial] = []
    for (function, asked) in functions {
      guard let document = ([plan.document] + plan.uses).first(where: { $0.page == function.page }) else {
        continue
      }
      trials += function.branchProbes(in: document).map { Trial(mutant: $0, asked: asked) }
      for mutant in function.mutants(in: document) {
        // A default that is always passed, or that no formula knows, changes nothing here.
        if let parameter = mutant.parameter, !isBound(parameter, of: function, asked) { continue }
        trials.append(Trial(mutant: mutant, asked: asked))
      }
    }
    return trials
  }

  private func isBound(_ parameter: Int, of function: SwiftFunction, _ asked: [Int]) -> Bool {
    asked.contains { index in
      let binding = verdicts[index].plan.binding
      return binding.function.range == function.range
        && binding.arguments.contains { $0.parameter == parameter }
    }
  }

  /// Functions with the definitions by which they are judged.
  private var functions: [(SwiftFunction, [Int])] {
    let bound = Set(code.bindings.keys)
    var found: [(function: SwiftFunction, asked: [Int])] = []
    for (index, verdict) in verdicts.enumerated() {
      var reached = [verdict.plan.binding.function]
      var next = 0
      while next < reached.count {
        for helper in plan.functions
        where !bound.contains(helper.range) && !reached.contains(helper)
          && reached[next].source.mentions(helper.name)
        {
          reached.append(helper)
        }
        next += 1
      }
      for function in reached {
        if let known = found.firstIndex(where: { $0.function.range == function.range }) {
          found[known].asked.append(index)
        } else {
          found.append((function, [index]))
        }
      }
    }
    return found.map { ($0.function, $0.asked) }
  }

  // MARK: Defaults

  /// A default value is held against the one that the prose states.
  private func judgeDefaults(_ trials: inout [Trial]) {
    for index in trials.indices {
      guard let parameter = trials[index].mutant.parameter else { continue }
      let isCaught = trials[index].asked.contains { asked in
        var binding = verdicts[asked].plan.binding
        guard binding.function.range == trials[index].mutant.function.range else { return false }
        let old = binding.function.parameters[parameter].defaultValue ?? ""
        binding.function.parameters[parameter].defaultValue =
          old == trials[index].mutant.before ? trials[index].mutant.after : old + "?"
        return !binding.differingDefaults(verdicts[asked].plan.comparison.evaluation).isEmpty
      }
      trials[index].fate = isCaught ? .caught : .open
    }
  }

  // MARK: Bodies

  private func judge(_ trials: inout [Trial]) async throws(SnippetFailure) {
    let open = trials.indices.filter { trials[$0].fate == nil }
    guard !open.isEmpty else { return }
    var program = plan.program
    program.probes = verdicts.compactMap { $0.plan.probe }
    guard program.probes.count == verdicts.count else { return }
    let mutants = MutantProgram(program: program, mutants: open.map { trials[$0].mutant })
    guard let compiled = try await runner.compile(mutants) else { return }
    let compiling = open.indices.filter { !compiled.refused.contains($0) }
    // A few points first, all of them for what is left.
    try await judge(&trials, open, numbers: compiling, compiled: compiled) {
      FormulaAudit.spread($0, over: 40)
    }
    for number in compiling where trials[open[number]].fate == nil && isEquivalent(trials[open[number]]) {
      trials[open[number]].fate = .equivalent
    }
    let rest = compiling.filter { trials[open[$0]].fate == nil }
    try await judge(&trials, open, numbers: rest, compiled: compiled) { Array(0..<$0) }
    for number in rest where trials[open[number]].fate == nil { trials[open[number]].fate = .open }
  }

  private func judge(
    _ trials: inout [Trial], _ open: [Int], numbers: [Int], compiled: CompiledMutants,
    points: (Int) -> [Int]
  ) async throws(SnippetFailure) {
    var questions: [MutantQuestion] = []
    var subjects: [(number: Int, definition: Int, indices: [Int])] = []
    for number in numbers {
      for definition in trials[open[number]].asked {
        let plan = verdicts[definition].plan
        let indices = points(plan.points.count)
        subjects.append((number, definition, indices))
        questions.append(
          MutantQuestion(
            probe: definition, mutant: number,
            points: indices.compactMap { plan.binding.row(plan.points[$0]) }))
      }
    }
    guard !questions.isEmpty else { return }
    let answers = try await runner.ask(compiled, questions)
    var truths = TruthMemory(verdicts)
    for ((number, definition, indices), results) in zip(subjects, answers)
    where trials[open[number]].fate == nil {
      let form = mutatedForm(trials[open[number]].mutant, definition)
      if isNoticed(results, definition, indices, form: form, truths: &truths) {
        trials[open[number]].fate = .caught
      }
    }
  }

  /// The changed code as a tree: its own rounding is what a check would allow it.
  private func mutatedForm(_ mutant: SwiftMutant, _ definition: Int) -> Tree? {
    var own = code
    own.environment.functions = own.environment.functions.map { function in
      guard function.range == mutant.function.range else { return function }
      var changed = function
      changed.source = mutant.source
      return changed
    }
    var binding = verdicts[definition].plan.binding
    if binding.function.range == mutant.function.range { binding.function.source = mutant.source }
    return own.body(of: binding)
  }

  private func isNoticed(
    _ results: [ProbeResult], _ definition: Int, _ indices: [Int], form: Tree?, truths: inout TruthMemory
  ) -> Bool {
    let plan = verdicts[definition].plan
    var comparison = plan.comparison
    comparison.form = form
    for (index, result) in zip(indices, results) {
      let value = CodeValue(result)
      // Where the code gave a value and the mutant none, no check is needed.
      if case .trapped = result, case .numbers = plan.codes[index] { return true }
      if value == plan.codes[index] { continue }
      if comparison.spread != nil {
        if case .differs = comparison.compare(value, at: plan.points[index]) { return true }
        continue
      }
      let truth = truths.value(definition, index)
      if case .differs = comparison.compare(value, at: plan.points[index], truth: truth) { return true }
    }
    return false
  }

  private func isEquivalent(_ trial: Trial) -> Bool {
    guard !trial.mutant.isBranch else { return false }
    return trial.asked.allSatisfy { definition in
      let plan = verdicts[definition].plan
      guard let old = code.body(of: plan.binding), let new = mutatedForm(trial.mutant, definition) else {
        return false
      }
      return Equivalence(plan.space, plan.comparison.evaluation).holds(old, new)
    }
  }
}

/// The formulas' values at their points, each worked out once.
private struct TruthMemory {
  private let verdicts: [DefinitionVerdict]
  private var known: [[Int: Result<Value<Ball>, Undefined>]]

  init(_ verdicts: [DefinitionVerdict]) {
    self.verdicts = verdicts
    known = verdicts.map { _ in [:] }
  }

  mutating func value(_ definition: Int, _ index: Int) -> Result<Value<Ball>, Undefined> {
    if let value = known[definition][index] { return value }
    let plan = verdicts[definition].plan
    let value = plan.comparison.evaluation.enclose(plan.comparison.formula, at: plan.points[index])
    known[definition][index] = value
    return value
  }
}

extension String {
  /// Whether a name stands in this source as a word of its own.
  fileprivate func mentions(_ name: String) -> Bool {
    var rest = self[...]
    while let range = rest.range(of: name) {
      let before = range.lowerBound == startIndex ? " " : self[index(before: range.lowerBound)]
      let after = range.upperBound == endIndex ? " " : self[range.upperBound]
      func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
      }
      if !isPart(before), !isPart(after) { return true }
      rest = self[range.upperBound...]
    }
    return false
  }
}
