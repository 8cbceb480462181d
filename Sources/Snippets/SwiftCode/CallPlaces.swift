import Diagnostics
import Notes
import SwiftSyntax

/// Where a page's blocks call NoteKit: a record names a line, the syntax tree its columns.
struct CallPlaces {
  let documents: [Document]
  init(_ program: PageProgram) { documents = [program.document] + program.uses }

  /// The call of a function on a line of the note.
  func place(of name: String, at origin: WovenProgram.Origin?) -> Diagnostics.SourceRange? {
    guard let (snippet, calls) = calls(of: name, at: origin), let call = calls.first else { return nil }
    return snippet.place(call.bytes)
  }

  /// The closures of the columns of the `table` on a line, as source.
  func columnSources(at origin: WovenProgram.Origin?) -> [String?] {
    guard let (_, calls) = calls(of: "table", at: origin), let table = calls.first else { return [] }
    return table.arguments.compactMap { argument -> String?? in
      guard let column = argument.expression.as(FunctionCallExprSyntax.self),
        column.calledExpression.trimmedDescription == "column"
      else { return nil }
      let last = column.arguments.last.flatMap {
        $0.label == nil && column.arguments.count > 1 ? $0.expression : nil
      }
      return .some(column.trailingClosure?.trimmedDescription ?? last?.trimmedDescription)
    }
  }

  /// A closure at the end of a call, as source, and the call's place in the note.
  struct Closure {
    var source: String
    var range: Diagnostics.SourceRange
  }

  /// The closure of the mark of that title on a line.
  func closure(of name: String, title: String, at origin: WovenProgram.Origin?) -> Closure? {
    guard let (snippet, calls) = calls(of: name, at: origin) else { return nil }
    let named = calls.first { call in
      call.arguments.contains {
        $0.expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue == title
      }
    }
    guard let call = named ?? (calls.count == 1 ? calls.first : nil),
      let source = call.trailingClosure?.trimmedDescription
        ?? call.arguments.last?.expression.as(ClosureExprSyntax.self)?.trimmedDescription
    else { return nil }
    return Closure(source: source, range: snippet.place(call.bytes))
  }

  private func calls(of name: String, at origin: WovenProgram.Origin?) -> (Snippet, [FunctionCallExprSyntax])?
  {
    guard let origin, let document = documents.first(where: { $0.file == origin.file }),
      let snippet = document.snippets.last(where: { $0.firstLine <= origin.line })
    else { return nil }
    let tree = SwiftText.parse(snippet.code)
    let finder = CallFinder(name: name, line: origin.line - snippet.firstLine + 1, tree: tree)
    finder.walk(tree)
    return (snippet, finder.found)
  }
}

private final class CallFinder: SyntaxVisitor {
  let name: String
  let line: Int
  let converter: SourceLocationConverter
  var found: [FunctionCallExprSyntax] = []

  init(name: String, line: Int, tree: SourceFileSyntax) {
    self.name = name
    self.line = line
    converter = SourceLocationConverter(fileName: "", tree: tree)
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    // `#line` as a default argument is the line on which the call's argument list opens.
    let start = converter.location(for: node.calledExpression.positionAfterSkippingLeadingTrivia).line
    if node.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text == name, start == line {
      found.append(node)
    }
    return .visitChildren
  }
}
