import SwiftSyntax

/// What a function's source asks whether something is equal to: `y == 1`, `0 == k`.
package struct SwiftEqualities: Sendable, Hashable {
  /// Whole numbers that are written out.
  package private(set) var numbers: Set<Int> = []
  /// Whether it compares with anything else as well.
  package private(set) var hasOthers = false

  package init(of function: SwiftFunction) {
    guard function.source.contains("==") else { return }
    let walker = EqualityWalker(viewMode: .sourceAccurate)
    walker.walk(SwiftText.parse(function.source))
    numbers = walker.numbers
    hasOthers = walker.hasOthers
  }
}

private final class EqualityWalker: SyntaxVisitor {
  var numbers: Set<Int> = []
  var hasOthers = false

  override func visit(_ node: SequenceExprSyntax) -> SyntaxVisitorContinueKind {
    let elements = Array(node.elements)
    for position in elements.indices.dropFirst().dropLast()
    where elements[position].as(BinaryOperatorExprSyntax.self)?.operator.text == "==" {
      let sides = [elements[position - 1], elements[position + 1]]
      let numbers = sides.compactMap { $0.as(IntegerLiteralExprSyntax.self)?.representedLiteralValue }
      self.numbers.formUnion(numbers)
      if numbers.isEmpty { hasOthers = true }
    }
    return .visitChildren
  }
}
