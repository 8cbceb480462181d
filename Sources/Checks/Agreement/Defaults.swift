import Diagnostics
import Trees

extension Binding {
  /// Default values in Swift, each held against the value that the prose states.
  func differingDefaults(_ evaluation: Evaluation) -> [Diagnostic] {
    arguments.compactMap { argument in
      let parameter = function.parameters[argument.parameter]
      guard let text = parameter.defaultValue, let value = Self.literal(text),
        let meaning = definition.meanings[argument.name], let stated = meaning.value,
        let range = evaluation.closed(stated)
      else { return nil }
      let tolerance = 2 * value.ulp
      if range.lowerBound - tolerance <= value, value <= range.upperBound + tolerance { return nil }
      return .defaultDiffers(argument.name, parameter, stated: stated.plain, meaning: meaning)
    }
  }

  /// `0.25`, `-1`, `1_000`, `1.0 / 3`.
  private static func literal(_ text: String) -> Double? {
    var bare = text.filter { !$0.isWhitespace && $0 != "_" }
    if bare.hasPrefix("("), bare.hasSuffix(")") { bare = String(bare.dropFirst().dropLast()) }
    let parts = bare.split(separator: "/", omittingEmptySubsequences: false)
    let values = parts.compactMap { Double($0) }
    guard values.count == parts.count else { return nil }
    switch values.count {
    case 1: return values[0]
    // Two integers would divide as integers.
    case 2 where bare.contains("."): return values[0] / values[1]
    default: return nil
    }
  }
}
