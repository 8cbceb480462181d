import Diagnostics
import Notes
import SwiftSyntax

/// A function with one token changed, and what was changed into what.
package struct SwiftMutant: Sendable, Hashable {
  /// The function as it stands in the note.
  package var function: SwiftFunction
  /// Where the change is in `function.source`, in UTF-8 bytes.
  package var bytes: Range<Int>
  package var before: String
  package var after: String
  /// The place of the change in the note.
  package var range: Diagnostics.SourceRange
  /// The parameter whose default value is changed; nil for a change of the body.
  package var parameter: Int?
  /// Whether it only stops where it enters a branch.
  package var isBranch = false

  /// The whole declaration, changed.
  package var source: String {
    let text = Array(function.source.utf8)
    return String(
      decoding: text[..<bytes.lowerBound] + Array(after.utf8) + text[bytes.upperBound...], as: UTF8.self)
  }
}

extension SwiftFunction {
  /// Every change of a single token of the body or of a default value: a literal, an operator, a sign, a
  /// function's name, an identifier, a branch, the order of arguments. Not all of them compile.
  package func mutants(in document: Document) -> [SwiftMutant] {
    guard let snippet = document.snippets.first(where: { $0.index == self.snippet }),
      let found = declaration(in: SwiftText.parse(snippet.code), snippet)
    else { return [] }
    let origin = found.positionAfterSkippingLeadingTrivia.utf8Offset
    var seen: Set<String> = [source]
    func mutant(_ edit: TokenEdit, parameter: Int?) -> SwiftMutant? {
      let bytes = edit.bytes.lowerBound - origin..<edit.bytes.upperBound - origin
      guard bytes.lowerBound >= 0, bytes.upperBound <= source.utf8.count else { return nil }
      let mutant = SwiftMutant(
        function: self, bytes: bytes, before: edit.before, after: edit.after,
        range: snippet.place(edit.bytes),
        parameter: parameter)
      return seen.insert(mutant.source).inserted ? mutant : nil
    }
    var mutants: [SwiftMutant] = []
    for (index, parameter) in found.signature.parameterClause.parameters.enumerated() {
      guard let value = parameter.defaultValue?.value else { continue }
      mutants += TokenEdits.of(value, peers: Peers()).compactMap { mutant($0, parameter: index) }
    }
    if let body = found.body {
      mutants += TokenEdits.of(body, peers: Peers(parameters)).compactMap { mutant($0, parameter: nil) }
    }
    return mutants
  }

  /// This function's declaration in the code of its snippet.
  func declaration(in file: SourceFileSyntax, _ snippet: Snippet) -> FunctionDeclSyntax? {
    file.statements.lazy.compactMap { $0.item.as(FunctionDeclSyntax.self) }.first {
      snippet.place($0.name.bytes) == range
    }
  }
}
