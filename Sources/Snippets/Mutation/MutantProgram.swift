import Notes
import SwiftSyntax

/// A page's program with all the mutants of its functions in it: which of them is in force is a number
/// that each call is given, so that all are compiled once and run together (mutant schemata: Untch,
/// Offutt, Harrold 1993).
package struct MutantProgram: Sendable {
  /// The page, with a probe for each function that is asked.
  package var program: PageProgram
  package var mutants: [SwiftMutant]

  package init(program: PageProgram, mutants: [SwiftMutant]) {
    self.program = program
    self.mutants = mutants
  }

  static let variable = "_docgenMutant"
  private static let mark = "// docgen mutant "

  /// The program to compile, without those mutants that were refused.
  func woven(without refused: Set<Int>) -> PageProgram {
    var woven = program
    woven.document = changed(program.document, refused)
    woven.uses = program.uses.map { changed($0, refused) }
    let first = woven.uses.first { !$0.snippets.isEmpty } ?? woven.document
    // The number is declared before everything else that is woven.
    if first.page == woven.document.page {
      woven.document = Self.declaring(woven.document)
    } else if let index = woven.uses.firstIndex(where: { $0.page == first.page }) {
      woven.uses[index] = Self.declaring(woven.uses[index])
    }
    for index in woven.probes.indices { woven.probes[index].selector = Self.variable }
    return woven
  }

  private static func declaring(_ document: Document) -> Document {
    var document = document
    let runs = document.snippets.firstIndex { $0.attributes.expectation == .runs }
    guard let runs else { return document }
    document.snippets[runs].code = "nonisolated(unsafe) var \(variable) = 0\n" + document.snippets[runs].code
    return document
  }

  private func changed(_ document: Document, _ refused: Set<Int>) -> Document {
    var document = document
    for index in document.snippets.indices {
      let snippet = document.snippets[index]
      let numbers = mutants.indices.filter {
        mutants[$0].function.page == document.page && mutants[$0].function.snippet == snippet.index
          && mutants[$0].parameter == nil && !refused.contains($0)
      }
      if !numbers.isEmpty { document.snippets[index].code = code(of: snippet, numbers) }
    }
    // Text that a snippet is expected to fail with, and inline values, are no part of it.
    document.inlineValues = []
    return document
  }

  /// The snippet with each mutated function's body made into a choice among bodies.
  private func code(of snippet: Snippet, _ numbers: [Int]) -> String {
    let file = SwiftText.parse(snippet.code)
    var text = Array(snippet.code.utf8)
    let functions = Dictionary(grouping: numbers) { mutants[$0].function.range }
    let places = functions.compactMap { range, numbers -> (FunctionDeclSyntax, [Int])? in
      mutants[numbers[0]].function.declaration(in: file, snippet).map { ($0, numbers) }
    }.sorted { $0.0.position > $1.0.position }
    for (declaration, numbers) in places {
      guard let body = declaration.body else { continue }
      text.replaceSubrange(body.bytes, with: Array(choice(declaration, body, numbers).utf8))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func choice(_ declaration: FunctionDeclSyntax, _ body: CodeBlockSyntax, _ numbers: [Int]) -> String
  {
    let effects = declaration.signature.effectSpecifiers?.trimmedDescription ?? ""
    let type = declaration.signature.returnClause?.trimmedDescription ?? ""
    let call =
      "return " + (effects.contains("throws") ? "try " : "") + (effects.contains("async") ? "await " : "")
      + "_docgenBody()"
    func inner(_ body: String) -> String { "func _docgenBody() \(effects) \(type) \(body)\n\(call)" }
    let origin = declaration.positionAfterSkippingLeadingTrivia.utf8Offset
    var text = "{\nswitch \(Self.variable) {\n"
    for number in numbers {
      let mutant = mutants[number]
      let changed = Array(mutant.source.utf8)
      let growth = changed.count - mutant.function.source.utf8.count
      let part = changed[body.bytes.lowerBound - origin..<body.bytes.upperBound - origin + growth]
      text +=
        "\(Self.mark)\(number)\ncase \(number + 1):\n" + inner(String(decoding: part, as: UTF8.self)) + "\n"
    }
    return text + "\(Self.mark)end\ndefault:\n" + inner(body.trimmedDescription) + "\n}\n}"
  }

  /// The mutants that stand on the given lines (from 1) of a woven text.
  static func numbers(on lines: Set<Int>, of text: String) -> Set<Int> {
    var found: Set<Int> = []
    var current: Int?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix(mark) { current = Int(line.dropFirst(mark.count)) }
      if lines.contains(index + 1), let current { found.insert(current) }
    }
    return found
  }
}
