import Snippets
import Trees

/// Points that the Swift code asks for: where it may do something else than the formula.
extension SampleSpace {
  private static let mostAsked = 12
  private static let mostLengths = 14

  /// - Parameters:
  ///   - form: the function's body as a tree, if it could be read.
  ///   - code: the functions and constants around it.
  mutating func ask(for binding: Binding, form: Tree?, in code: CodeForm, _ evaluation: Evaluation) {
    let thresholds = code.thresholds(of: binding.function)
    let found = form.map { CriticalValues.of([$0], definitions: evaluation.definitions) }
    for index in axes.indices {
      var values = (found?.found[axes[index].name] ?? []).filter(\.freeSymbols.isEmpty)
        .compactMap(evaluation.exactValue)
      // Both signs: what is compared may be a size.
      values += thresholds.flatMap { $0 == 0 ? [.number(0)] : [.number($0), .number(-$0)] }
      let known = Set(axes[index].critical)
      axes[index].asked = Array(values.uniqued.filter { !known.contains($0) }.prefix(Self.mostAsked))
      let scalars = Set(axes.filter(\.isScalar).map(\.name))
      let pins = (found?.found[axes[index].name] ?? []).filter { value in
        !value.freeSymbols.isEmpty && scalars.isSuperset(of: value.freeSymbols)
      }
      axes[index].pins = (axes[index].pins + pins).uniqued
    }
    askedTogether = (found?.together ?? []).map { $0.compactMapValues(evaluation.exactValue) }
    let counts = thresholds.compactMap { Int(exactly: $0) }.filter { (0...200).contains($0) }
    askedLengths = Array(counts.flatMap { [$0, $0 + 1, $0 - 1, 2 * $0] }.uniqued.prefix(Self.mostLengths))
  }
}

extension CodeForm {
  /// Of a function and of those of the page that it calls, constants' values put in.
  fileprivate func thresholds(of function: SwiftFunction) -> [Double] {
    var values: [Double] = []
    var reached = [function]
    var next = 0
    while next < reached.count, next < 8 {
      let found = SwiftThresholds(of: reached[next])
      values += found.values
      for name in found.names {
        values +=
          environment.constants[name].map { SwiftThresholds(source: "let value = " + $0).values } ?? []
      }
      for helper in environment.functions
      where found.names.contains(helper.name) && !reached.contains(where: { $0.range == helper.range }) {
        reached.append(helper)
      }
      next += 1
    }
    return values.uniqued
  }
}
