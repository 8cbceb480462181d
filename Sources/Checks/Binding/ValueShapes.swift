import Snippets
import Trees

extension Tree {
  /// How long a value is along each of its sides, as what is declared of its symbols tells; nil where that does not.
  func shape(_ meanings: [Name: Meaning], _ definitions: [String: Definition]) -> [Tree]? {
    switch self {
    case .symbol(let name): return (meanings[name]?.domain ?? meanings[name]?.generic)?.shape
    case .number: return []
    case .element(let array, let places):
      return array.shape(meanings, definitions).flatMap { shape in
        shape.count >= places.count ? Array(shape.dropFirst(places.count)) : nil
      }
    case .sum(let parts), .product(let parts): return Self.widest(parts, meanings, definitions)
    case .quotient(let above, let below): return Self.widest([above, below], meanings, definitions)
    case .negate(let inside), .power(let inside, _): return inside.shape(meanings, definitions)
    case .apply(.matrixProduct, let factors): return Self.product(factors, meanings, definitions)
    case .apply(.hadamard, let parts): return Self.widest(parts, meanings, definitions)
    case .apply(let function, let arguments) where function.isElementwise && arguments.count == 1:
      return arguments[0].shape(meanings, definitions)
    case .call(let call):
      guard let called = definitions[call.definition], called.parameters.isEmpty else { return nil }
      return called.body.shape(called.meanings.merging(meanings) { own, _ in own }, definitions)
    default: return nil
    }
  }

  private static func widest(
    _ parts: [Tree], _ meanings: [Name: Meaning], _ definitions: [String: Definition]
  ) -> [Tree]? {
    let shapes = parts.compactMap { $0.shape(meanings, definitions) }
    return shapes.count == parts.count ? shapes.max { $0.count < $1.count } : nil
  }

  /// The first side of a matrix, and the last of what it is multiplied with.
  private static func product(
    _ factors: [Tree], _ meanings: [Name: Meaning], _ definitions: [String: Definition]
  ) -> [Tree]? {
    guard let first = factors.first?.shape(meanings, definitions), first.count == 2,
      let last = factors.last?.shape(meanings, definitions), (1...2).contains(last.count)
    else { return nil }
    return [first[0]] + last.dropFirst()
  }
}

extension SwiftFunction {
  /// Whether one of its parameters, or of the fields of those that are structs, is called this and is such an array.
  func takes(_ name: Name, ofRank rank: Int) -> Bool {
    slotTypes.contains { label, type in
      type.rank == rank && (name.likeness(to: label) ?? .withoutIndex) <= .customary
    }
  }
}
