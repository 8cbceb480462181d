import Formulas
import Diagnostics
import Trees

/// Whether a definition's value stays where its name or the prose says: a probability in [0, 1] and with the sum 1,
/// everything else in what is declared of it.
struct RangeCheck: Sendable {
  let context: PageContext
  let definition: Definition

  struct Violation {
    var diagnostic: Diagnostic
    /// In the words of the definition's evidence.
    var reason: Message
  }

  /// A place where the value leaves its range.
  struct Exit {
    var failure: LinkTally.Failure
    var range: Message
    var names: [Name]
  }

  func violation() -> Violation? {
    let evaluation = context.evaluation(definition.declaresZeroLogZero)
    let key = context.key("range", definition, definition.rows.map(\.value))
    return context.recalling(key) { violation(evaluation) }.map { violation in
      var violation = violation
      // Notes that ask for nothing build as they are.
      if !context.isStrict { violation.diagnostic.severity = .warning }
      return violation
    }
  }

  private func violation(_ evaluation: Evaluation) -> Violation? {
    if let exit = exit(evaluation) {
      return Violation(
        diagnostic: .outOfRange(definition, range: exit.range, exit.failure, names: exit.names),
        reason: Message(zh: "值越出 \(exit.range.zh)", en: "it leaves \(exit.range.en)"))
    }
    guard definition.isProbability, let variable = definition.parameters.first else { return nil }
    let (space, points, missing) = sampleBody(evaluation)
    let distribution = Distribution(evaluation: evaluation, body: definition.body, variable: variable)
    guard missing.isEmpty, let failure = distribution.failure(space, points) else { return nil }
    return Violation(
      diagnostic: .sumIsNotOne(definition, over: variable, failure, names: space.names),
      reason: Message(zh: "对 \(variable.plain) 求和不是 1", en: "its sum over \(variable.plain) is not 1"))
  }

  func exit(_ evaluation: Evaluation) -> Exit? {
    guard let set = definition.promisedRange else { return nil }
    let (space, points, missing) = sampleBody(evaluation)
    guard missing.isEmpty else { return nil }
    let check = RelationCheck(evaluation: evaluation, left: definition.body, relation: .in, right: set)
    let statistics = check.statistics(points, in: space)
    return statistics.failure.map { Exit(failure: $0, range: Message(set.plain), names: space.names) }
  }

  private func sampleBody(_ evaluation: Evaluation) -> (
    space: SampleSpace, points: [Point], missing: [Name]
  ) {
    let body = definition.body
    let names = (definition.inputs + body.dependencies(context.definitions)).uniqued
    return context.sample(
      [body], meanings: context.meanings(definition.meanings, [body]), names: names,
      identity: definition.id + ":range", evaluation)
  }
}

extension Definition {
  /// `P(x) = …`; a P without arguments may be a power, a price, a covariance.
  fileprivate var isProbability: Bool {
    ["P", "Pr", "ℙ"].contains(name.base) && name.label == nil && name.primes == 0 && !parameters.isEmpty
  }

  /// What the prose declares of its value, or what a probability's name says.
  fileprivate var promisedRange: Tree? {
    // The η of another section is a number, and no η(t).
    let isOther =
      !parameters.isEmpty && meanings[name]?.origin == .page && name.base.unicodeScalars.count == 1
    if !isOther, let domain = meanings[name]?.domain, domain.shape.isEmpty {
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
