import Formulas
import Diagnostics
import Trees
import Notes
import Snippets

/// A page with what is to be checked on it.
struct CheckPlan: Sendable {
  var document: Document
  var uses: [Document]
  var formulas: [Formula]
  /// Functions of the page and of those that it uses, the page's own first.
  var functions: [SwiftFunction]
  /// What names mean in the page's Swift.
  var environment: SwiftForm.Environment
  var isStrict: Bool
  var definitions: [DefinitionPlan] = []
  /// Why code that stands behind a formula cannot be held against it, by the formula.
  var unpaired: [Int: Message] = [:]

  var program: PageProgram {
    PageProgram(document: document, uses: uses, probes: definitions.compactMap(\.probe))
  }
}

/// A definition that Swift computes, with the points at which both are asked.
struct DefinitionPlan: Sendable {
  /// `SourceFormula.id` on the page.
  var formula: Int
  var kind: Evidence.Kind
  var definition: Definition
  var binding: Binding
  var space: SampleSpace
  var points: [Point]
  var comparison: Comparison
  var codes: [CodeValue] = []
  /// What the code is not given though the formula depends on it: said in place of every difference.
  var lack: Diagnostic?
  /// Whether the code only stands behind the formula, and is to agree before it counts.
  var isTentative = false
  /// Symbols whose domains nobody declares.
  var assumed: [Name] = []

  /// What its points are asked under: several functions may be tried for one formula.
  var probeID: String { isTentative ? "\(definition.id) \(binding.function.signature)" : definition.id }

  var probe: Probe? {
    guard !points.isEmpty else { return nil }
    var probe = Probe(
      id: probeID, function: binding.function, passed: binding.passed,
      points: points.compactMap(binding.row))
    probe.omitted = binding.omitted
    return probe
  }

  /// Symbols as a reader meets them: arguments, then what is implicit.
  var names: [Name] { space.names }
}

extension Formula {
  /// What it reads as, row by row where its rows are statements of their own.
  var readings: [Reading] {
    if case .several(let readings)? = reading { return readings }
    return reading.map { [$0] } ?? []
  }

  /// What code may be held against: of several definitions in one display under one `<!-- code: name -->` the one that
  /// the others are parts of; of what a sentence says for the reader nothing.
  var computedReadings: [Reading] {
    guard sourceFormula.isDisplay || sourceFormula.directive != nil else { return [] }
    let readings = readings
    guard codeName != nil, readings.count > 1 else { return readings }
    let used = Set(readings.flatMap { $0.definition?.calledDefinitions ?? [] })
    let whole = readings.filter { reading in reading.definition.map { !used.contains($0.id) } ?? false }
    return whole.count == 1 ? whole : readings
  }

  /// `<!-- code: name -->`
  var codeName: String? {
    if case .code(let name)? = sourceFormula.directive { return name }
    return nil
  }
}

extension Definition {
  /// The definitions that its rows call.
  fileprivate var calledDefinitions: Set<String> {
    var found: Set<String> = []
    for row in rows {
      _ = row.value.contains { tree in
        if case .call(let call) = tree { found.insert(call.definition) }
        return false
      }
    }
    return found
  }
}

extension Reading {
  /// The definition that it gives, whatever its part on the page.
  var definition: Definition? {
    switch self {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      definition
    case .statement, .declaration, .expression, .symbol, .several, .ornament: nil
    }
  }

  /// The definition that it makes, where it is the first of its name.
  var newDefinition: Definition? {
    if case .definition(let definition) = self { definition } else { nil }
  }

  /// The evidence's kind by its part on the page.
  var kind: Evidence.Kind {
    switch self {
    case .definition: .definition
    case .restatement: .restatement
    case .erratum: .erratum
    case .statement, .declaration, .expression, .symbol, .several, .ornament: .unchecked
    }
  }
}
