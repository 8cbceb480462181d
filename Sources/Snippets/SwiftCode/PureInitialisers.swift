import SwiftSyntax

/// A block of code parted in two of the same length, line by line and byte by byte: what runs as the page's own
/// program, and the variables that other code may look at without that program having run.
///
/// A variable of a script has its value when the script comes to it. One in another file has it when somebody first
/// asks, so that a function can be asked for its values in a process that runs nothing else of the page. The script
/// asks where the variable stood: what its initialiser prints, and where it traps, stays in its place.
struct PureInitialisers {
  /// The page's own program, with `_=name` where a variable stood.
  private(set) var script: [UInt8]
  /// The variables alone.
  private(set) var values: [UInt8]

  init(_ code: String) {
    script = Array(code.utf8)
    values = script.map { $0 == 0x0A || $0 == 0x0D ? $0 : 0x20 }
    let tree = SwiftText.parse(code)
    guard !tree.hasError else { return }
    let modifiers = FileModifiers(tree)
    for item in tree.statements {
      guard let variable = item.item.as(VariableDeclSyntax.self), Self.isLazy(variable) else { continue }
      let bytes = item.bytes
      let touch = variable.bindings.compactMap { Self.firstName($0.pattern) }.map { "_=" + $0 }
        .joined(separator: ";")
      let room = script[bytes].prefix { $0 != 0x0A }
      guard !touch.isEmpty, touch.utf8.count < room.count else { continue }
      values.replaceSubrange(bytes, with: script[bytes])
      Self.blank(&script, bytes)
      script.replaceSubrange(
        bytes.lowerBound..<bytes.lowerBound + touch.utf8.count + 1, with: Array((touch + ";").utf8))
    }
    // What is one file's own would be hidden from the other.
    for bytes in modifiers.found {
      if values[bytes.lowerBound] != 0x20 { Self.blank(&values, bytes) }
      if script[bytes].elementsEqual(code.utf8.dropFirst(bytes.lowerBound).prefix(bytes.count)) {
        Self.blank(&script, bytes)
      }
    }
  }

  private static func blank(_ text: inout [UInt8], _ bytes: Range<Int>) {
    for index in bytes where text[index] != 0x0A && text[index] != 0x0D { text[index] = 0x20 }
  }

  /// Whether a variable can wait for whoever asks first: a value of its own, without `try` and `await`, which only
  /// a script may say at its top level.
  private static func isLazy(_ variable: VariableDeclSyntax) -> Bool {
    let isAsync = variable.modifiers.contains { $0.name.tokenKind == .keyword(.async) }
    guard variable.attributes.isEmpty, !isAsync else { return false }
    return variable.bindings.allSatisfy { binding in
      guard let value = binding.initializer?.value, firstName(binding.pattern) != nil else { return false }
      let effects = Effects(viewMode: .sourceAccurate)
      effects.walk(value)
      return !effects.isAny
    }
  }

  private static func firstName(_ pattern: PatternSyntax) -> String? {
    if let name = pattern.as(IdentifierPatternSyntax.self)?.identifier.text { return name }
    guard let tuple = pattern.as(TuplePatternSyntax.self) else { return nil }
    return tuple.elements.lazy.compactMap { firstName($0.pattern) }.first
  }

  /// `try` and `await` outside the closures that would catch or wait for themselves.
  private final class Effects: SyntaxVisitor {
    var isAny = false
    override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
      // `{ try f() }()` throws where it stands.
      node.parent?.is(FunctionCallExprSyntax.self) == true ? .visitChildren : .skipChildren
    }
    override func visit(_ node: TryExprSyntax) -> SyntaxVisitorContinueKind {
      if node.questionOrExclamationMark == nil { isAny = true }
      return .visitChildren
    }
    override func visit(_ node: AwaitExprSyntax) -> SyntaxVisitorContinueKind {
      isAny = true
      return .skipChildren
    }
  }
}

/// `private` at the top level and `fileprivate` anywhere: what only one file may name.
private final class FileModifiers: SyntaxVisitor {
  private(set) var found: [Range<Int>] = []

  init(_ tree: SourceFileSyntax) {
    super.init(viewMode: .sourceAccurate)
    walk(tree)
  }

  override func visit(_ node: DeclModifierSyntax) -> SyntaxVisitorContinueKind {
    let isTopLevel = node.parent?.parent?.parent?.is(CodeBlockItemSyntax.self) == true
    if node.name.tokenKind == .keyword(.fileprivate)
      || node.name.tokenKind == .keyword(.private) && isTopLevel
    {
      found.append(node.bytes)
    }
    return .skipChildren
  }
}
