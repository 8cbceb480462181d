import Diagnostics
import Notes
import SwiftSyntax

/// What takes part in the values of a page's functions and stands on no page: declarations of hidden blocks, and of
/// plain Swift files among the notes.
///
/// A reader who sees `x * x` sees nothing of a hidden `func *`. So whatever a function's code may come to by a name,
/// an operator or the meaning of a literal is found here, rather too much than too little.
package struct HiddenParts: Sendable {
  private let items: [Item]

  fileprivate struct Item: Sendable {
    var range: Diagnostics.SourceRange
    var isHidden: Bool
    /// It may change what code means that does not name it: an extension, a literal's type, another module.
    var isEverywhere: Bool
    var declared: Set<String>
    var used: Set<String>
  }

  package init(_ program: PageProgram) {
    let documents = program.uses + [program.document]
    func isHidden(_ snippet: Snippet, _ document: Document) -> Bool {
      // Of a plain Swift file no page is written.
      snippet.attributes.isHidden || document.blocks.isEmpty
    }
    guard documents.contains(where: { document in document.snippets.contains { isHidden($0, document) } })
    else {
      items = []
      return
    }
    items = documents.flatMap { document in
      document.snippets.filter { $0.attributes.expectation == .runs }.flatMap { snippet in
        SwiftText.parse(snippet.code).statements.map { item in
          Item(item, in: snippet, isHidden: isHidden(snippet, document))
        }
      }
    }
  }

  /// Those that a function may come to, in the page's order; not the function itself.
  package func of(_ function: SwiftFunction) -> [Diagnostics.SourceRange] {
    guard !items.isEmpty else { return [] }
    var isReached = items.map { $0.isHidden && $0.isEverywhere }
    var names = Names(of: SwiftText.parse(function.source)).used
    for index in items.indices where isReached[index] { names.formUnion(items[index].used) }
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for index in items.indices where !isReached[index] && !items[index].declared.isDisjoint(with: names) {
        isReached[index] = true
        isGrowing = true
        names.formUnion(items[index].used)
      }
    }
    return items.indices.compactMap { index in
      let item = items[index]
      let isItself =
        item.range.file == function.range.file && item.range.bytes.contains(function.range.bytes.lowerBound)
      return isReached[index] && item.isHidden && !isItself ? item.range : nil
    }
  }
}

fileprivate extension HiddenParts.Item {
  init(_ item: CodeBlockItemSyntax, in snippet: Snippet, isHidden: Bool) {
    range = snippet.place(item.bytes)
    self.isHidden = isHidden
    declared = OuterNames(of: item).found
    used = Names(of: item).used
    let declaration = item.item.as(DeclSyntax.self)
    let module = declaration?.as(ImportDeclSyntax.self)?.path.first?.name.text
    isEverywhere =
      declaration.map {
        $0.is(ExtensionDeclSyntax.self) || $0.is(OperatorDeclSyntax.self)
          || $0.is(PrecedenceGroupDeclSyntax.self)
      } == true || module.map { !Self.ordinary.contains($0) } == true
      || declared.contains { $0.hasSuffix("LiteralType") }
  }

  /// Modules that a page has anyhow, or that bring the language's own features.
  private static let ordinary: Set<String> = [
    "Foundation", "NoteKit", "Swift", "Glibc", "Darwin", "Musl", "Synchronization", "_Differentiation",
    "_Concurrency", "_StringProcessing", "Dispatch", "FoundationEssentials",
  ]
}

/// Every name and operator that stands in code.
private final class Names: SyntaxVisitor {
  private(set) var used: Set<String> = []

  init(of tree: some SyntaxProtocol) {
    super.init(viewMode: .sourceAccurate)
    walk(tree)
  }

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    switch token.tokenKind {
    case .identifier: used.insert(token.identifierText)
    case .binaryOperator(let name), .prefixOperator(let name), .postfixOperator(let name): used.insert(name)
    default: break
    }
    return .skipChildren
  }
}

/// What a declaration can be named by from outside: functions, types, variables, members, cases.
private final class OuterNames: SyntaxVisitor {
  private(set) var found: Set<String> = []

  init(of tree: some SyntaxProtocol) {
    super.init(viewMode: .sourceAccurate)
    walk(tree)
  }

  private func add(_ token: TokenSyntax, _ kind: SyntaxVisitorContinueKind) -> SyntaxVisitorContinueKind {
    found.insert(token.identifierText)
    return kind
  }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name, .skipChildren)
  }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name, .visitChildren)
  }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { add(node.name, .visitChildren) }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { add(node.name, .visitChildren) }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { add(node.name, .visitChildren) }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name, .visitChildren)
  }
  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name, .skipChildren)
  }
  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    add(node.name, .skipChildren)
  }
  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    add(node.identifier, .skipChildren)
  }
  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: AccessorBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: InitializerDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: SubscriptDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}
