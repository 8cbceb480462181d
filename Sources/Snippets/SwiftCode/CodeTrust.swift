import Diagnostics
import Notes
import SwiftSyntax

/// What in a page's code reaches behind the language: past it no value of the page is evidence.
///
/// Attributes are those of a list, since each new one of the compiler's may be another way to put code where it is
/// not looked for; names that begin with an underscore are the page's own; memory is read and written by its types
/// alone.
final class CodeTrust: SyntaxVisitor {
  struct Finding: Sendable {
    enum Kind: Sendable { case attribute, underscored, unsafe }
    var kind: Kind
    var name: String
    var range: Diagnostics.SourceRange
  }

  /// Attributes that say nothing of how, when or under what name code runs.
  private static let attributes: Set<String> = [
    "available", "backDeployed", "discardableResult", "warn_unqualified_access", "inlinable", "inline",
    "frozen", "usableFromInline", "escaping", "autoclosure", "Sendable", "MainActor", "unknown",
    "propertyWrapper", "resultBuilder", "dynamicMemberLookup", "dynamicCallable", "globalActor",
    "differentiable", "derivative", "transpose", "noDerivative", "retroactive", "unchecked",
    "preconcurrency", "concurrent", "nonisolated", "isolated", "indirect", "diagnose",
  ]

  /// Modules that the language's own features ask for.
  private static let modules: Set<String> = ["_Differentiation", "_Concurrency", "_StringProcessing"]

  private(set) var findings: [Finding] = []
  private let snippet: Snippet
  private let declared: Set<String>

  /// Findings in everything that runs of a page and of the pages that it uses, in order.
  static func findings(in program: PageProgram) -> [Finding] {
    let snippets = (program.uses + [program.document]).flatMap(\.snippets)
      .filter { $0.attributes.expectation == .runs }
    let suspects = snippets.map {
      $0.code.utf8.contains(0x40) || $0.code.contains("_") || $0.code.contains("nsafe")
        || memory.contains(where: $0.code.contains)
    }
    guard suspects.contains(true) else { return [] }
    let trees = snippets.map { SwiftText.parse($0.code) }
    let names = trees.reduce(into: Set<String>()) { $0.formUnion(DeclaredNames(of: $1).found) }
    return zip(snippets, trees).flatMap { snippet, tree in
      let visitor = CodeTrust(snippet, declared: names)
      visitor.walk(tree)
      return visitor.findings
    }
  }

  private init(_ snippet: Snippet, declared: Set<String>) {
    self.snippet = snippet
    self.declared = declared
    super.init(viewMode: .sourceAccurate)
  }

  private func note(_ kind: Finding.Kind, _ name: String, _ node: some SyntaxProtocol) {
    findings.append(Finding(kind: kind, name: name, range: snippet.place(node.bytes).onOneLine))
  }

  override func visit(_ node: AttributeSyntax) -> SyntaxVisitorContinueKind {
    let parts = node.attributeName.trimmedDescription.split(separator: ".").map { part in
      part.filter { $0 != "`" }
    }
    let name = String(parts.last?.prefix { $0 != "<" } ?? "")
    // The compiler's own attributes are written small; a page's are types.
    let isOwn = declared.contains(name) && name.first?.isUppercase == true
    if !Self.attributes.contains(name), !isOwn { note(.attribute, name, node) }
    return isOwn ? .visitChildren : .skipChildren
  }

  override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind {
    for attribute in node.attributes {
      if let attribute = attribute.as(AttributeSyntax.self) { _ = visit(attribute) }
    }
    let path = node.path.map(\.name.identifierText)
    for name in path where name.hasPrefix("_") && !Self.modules.contains(name) {
      note(.underscored, name, node)
    }
    return .skipChildren
  }

  override func visit(_ node: UnsafeExprSyntax) -> SyntaxVisitorContinueKind {
    note(.unsafe, "unsafe", node.unsafeKeyword)
    return .visitChildren
  }

  /// Words for memory without its types' protection: by such a pointer code can write what docgen asks and answers.
  private static let memory: Set<String> = [
    "Unmanaged", "OpaquePointer", "AutoreleasingUnsafeMutablePointer", "unsafelyUnwrapped",
    "withMemoryRebound",
    "dlopen", "dlsym", "mmap", "mprotect", "mremap", "memcpy", "memmove", "process_vm_writev",
    "process_vm_readv",
  ]

  private static func isOfMemory(_ name: String) -> Bool {
    // `nonisolated(unsafe)` says only that the page itself sees to its order.
    ["Unsafe", "unsafe", "withUnsafe"].contains { name.hasPrefix($0) } && name != "unsafe"
      || memory.contains(name)
  }

  override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
    guard case .identifier = token.tokenKind else { return .skipChildren }
    let name = token.identifierText
    if Self.isOfMemory(name) { note(.unsafe, name, token) }
    guard name.hasPrefix("_"), name != "_", Self.isReserved(name) || !declared.contains(name) else {
      return .skipChildren
    }
    let isLabel = token.parent?.as(LabeledExprSyntax.self)?.label == token
    let isAttribute = token.parent?.parent?.is(AttributeSyntax.self) == true
    if !isLabel, !isAttribute { note(.underscored, name, token) }
    return .skipChildren
  }

  /// What docgen weaves: a page that declares such a name would only hide whom it calls by it.
  private static func isReserved(_ name: String) -> Bool {
    [
      "_begin", "_enter", "_at", "_inline", "_finish", "_end", "_ask", "_askAsynchronously", "_probe",
      "_field", "_fields",
    ]
    .contains(name) || name.hasPrefix("_docgen")
  }
}

/// Every name that code declares: functions, types, variables, parameters, labels, cases.
final class DeclaredNames: SyntaxVisitor {
  private(set) var found: Set<String> = []

  init(of tree: some SyntaxProtocol) {
    super.init(viewMode: .sourceAccurate)
    walk(tree)
  }

  private func add(_ token: TokenSyntax?) { if let token { found.insert(token.identifierText) } }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name); return .visitChildren
  }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name); return .visitChildren
  }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name); return .visitChildren
  }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name); return .visitChildren
  }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name); return .visitChildren
  }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name)
    return .visitChildren
  }
  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name)
    return .visitChildren
  }
  override func visit(_ node: AssociatedTypeDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name)
    return .visitChildren
  }
  override func visit(_ node: GenericParameterSyntax) -> SyntaxVisitorContinueKind {
    add(node.name)
    return .visitChildren
  }
  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    add(node.name)
    return .visitChildren
  }
  override func visit(_ node: EnumCaseParameterSyntax) -> SyntaxVisitorContinueKind {
    add(node.firstName)
    add(node.secondName)
    return .visitChildren
  }
  override func visit(_ node: IdentifierPatternSyntax) -> SyntaxVisitorContinueKind {
    add(node.identifier)
    return .visitChildren
  }
  override func visit(_ node: FunctionParameterSyntax) -> SyntaxVisitorContinueKind {
    add(node.firstName)
    add(node.secondName)
    return .visitChildren
  }
  override func visit(_ node: ClosureParameterSyntax) -> SyntaxVisitorContinueKind {
    add(node.firstName)
    add(node.secondName)
    return .visitChildren
  }
  override func visit(_ node: ClosureShorthandParameterSyntax) -> SyntaxVisitorContinueKind {
    add(node.name)
    return .visitChildren
  }
  override func visit(_ node: TupleTypeElementSyntax) -> SyntaxVisitorContinueKind {
    add(node.firstName)
    add(node.secondName)
    return .visitChildren
  }
  override func visit(_ node: OperatorDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name); return .visitChildren
  }
  override func visit(_ node: PrecedenceGroupDeclSyntax) -> SyntaxVisitorContinueKind {
    add(node.name)
    return .visitChildren
  }
}

extension Diagnostic {
  static func untrusted(_ finding: CodeTrust.Finding, isStrict: Bool) -> Diagnostic {
    let (identifier, message) =
      switch finding.kind {
      case .attribute:
        (
          "attribute-refused",
          Message(
            zh: "@\(finding.name) 能改变代码以什么名字、在什么时候运行; 有它的页面, 值不作证据",
            en:
              "@\(finding.name) can change under what name and when code runs; with it no value of the page is evidence"
          )
        )
      case .underscored:
        (
          "underscored-name",
          Message(
            zh: "\(finding.name) 不是这一页声明的, 以下划线开头的名字属于内部; 有它的页面, 值不作证据",
            en:
              "\(finding.name), which the page does not declare, is somebody's internals; with it no value of the page is evidence"
          )
        )
      case .unsafe:
        (
          "unsafe-code",
          Message(
            zh: "\(finding.name) 绕过内存的保护; 有它的页面, 值不作证据",
            en:
              "\(finding.name) reaches past the protection of memory; with it no value of the page is evidence"
          )
        )
      }
    return Diagnostic(
      isStrict ? .error : .warning, identifier, message, at: finding.range, consequence: .content,
      help: [Message(zh: "换一种写法", en: "write it another way")])
  }

  /// The object defines what is not the page's own.
  static func foreignSymbols(_ names: [String], at place: Diagnostics.SourceRange?, isStrict: Bool)
    -> Diagnostic
  {
    Diagnostic(
      isStrict ? .error : .warning, "foreign-symbol",
      Message(
        zh: "这一页的代码定义了不属于它自己的符号, 值不作证据",
        en: "the page's code defines symbols that are not its own; no value of it is evidence"),
      at: place, consequence: .content, facts: names.prefix(4).map { Message(String($0.prefix(120))) })
  }
}
