import Trees
import Notes
import SwiftSyntax

/// A piece of a page's Swift as a formula's tree.
///
/// Symbols keep their Swift spelling: the parameter `γ` is `Name("γ")`, `p_t` is `Name("p_t")`. A
/// call of a function of the page is a `Tree.call` whose `definition` is a key of `functions`
/// (`swift:FL(p:y:α:γ:)`) and which has an argument for each of that function's parameters, in their
/// order, defaults filled in.
package struct SwiftForm: Sendable, Hashable {
  package var tree: Tree
  package var functions: [String: SwiftFunction]

  /// What names mean around a piece of code.
  package struct Environment: Sendable {
    package var functions: [SwiftFunction]
    /// What is called by more than a name at the top level.
    package var members: [SwiftFunction] = []
    /// Top-level constants by name, as source: `let ε = 1e-7`.
    package var constants: [String: String]

    package init(functions: [SwiftFunction], constants: [String: String] = [:]) {
      self.functions = functions
      self.constants = constants
    }

    /// All that pages declare at their top level, a later page's before an earlier one's.
    package init(declared: [Declarations]) {
      var types = SwiftTypes()
      for page in declared { types.merge(page.types) }
      functions = declared.reversed().flatMap(\.functions).map { $0.resolved(in: types) }
      members = declared.reversed().flatMap(\.members).map { $0.resolved(in: types) }
      members += (functions + members).flatMap(\.parts)
      constants = declared.reduce(into: [:]) { $0.merge($1.constants) { _, later in later } }
    }
  }

  /// An expression, such as an inline value's; nil if it holds what a tree cannot.
  package static func form(ofExpression source: String, in environment: Environment) -> SwiftForm? {
    let file = SwiftText.parse(source)
    guard !file.hasError, file.statements.count == 1, let item = file.statements.first else { return nil }
    var translation = SwiftTranslation(environment)
    guard let value = translation.value(of: [item], in: .init()) else { return nil }
    return SwiftForm(tree: value.tree, functions: translation.called)
  }

  /// A table column's closure. Its parameter is `$0`, whatever it is called: `{ q in FL(p: q) }` and
  /// `{ FL(p: $0) }` are one tree; `{ r in r.p }` and `{ $0.p }` are the symbol `$0.p`.
  ///
  /// - Parameter takesDoubles: its parameters are known to be `Double`, as those of a plot's mark are.
  package static func form(
    ofClosure source: String, in environment: Environment, takesDoubles: Bool = false
  ) -> SwiftForm? {
    let file = SwiftText.parse("_ = " + source)
    guard !file.hasError else { return nil }
    let finder = ClosureFinder(viewMode: .sourceAccurate)
    finder.walk(file)
    guard let closure = finder.closure else { return nil }
    var scope = SwiftTranslation.Scope()
    let names = closure.parameterNames
    let kind: SwiftTranslation.Kind = takesDoubles ? .double : .unknown
    for (index, name) in names.enumerated() {
      let symbol = names.count == 1 ? "$0" : "$0.\(index)"
      scope.values[name] = .init(.symbol(Name(symbol)), kind)
    }
    scope.values["$0"] = .init(.symbol(Name("$0")), .unknown)
    var translation = SwiftTranslation(environment)
    guard let value = translation.value(of: Array(closure.statements), in: scope) else { return nil }
    return SwiftForm(tree: value.tree, functions: translation.called)
  }

  /// A function's body over its parameters, where it is an expression, `let`s before one, or branches of these.
  package static func form(of function: SwiftFunction, in environment: Environment) -> SwiftForm? {
    guard !function.isAsync,
      let declaration = SwiftText.parse(function.source).statements.first?.item.as(
        FunctionDeclSyntax.self),
      let body = declaration.body
    else { return nil }
    var scope = SwiftTranslation.Scope()
    for parameter in function.parameters {
      scope.values[parameter.name] = .init(.symbol(Name(parameter.name)), .init(type: parameter.type))
    }
    var translation = SwiftTranslation(environment)
    translation.part = function.part?.place
    guard let value = translation.value(of: Array(body.statements), in: scope) else { return nil }
    return SwiftForm(tree: value.tree, functions: translation.called)
  }
}

private final class ClosureFinder: SyntaxVisitor {
  var closure: ClosureExprSyntax?

  override func visit(_ node: ClosureExprSyntax) -> SyntaxVisitorContinueKind {
    if closure == nil { closure = node }
    return .skipChildren
  }
}

extension ClosureExprSyntax {
  /// The names before `in`; empty where the closure says `$0`.
  fileprivate var parameterNames: [String] {
    switch signature?.parameterClause {
    case .simpleInput(let names): names.map(\.name.identifierText)
    case .parameterClause(let clause):
      clause.parameters.map { ($0.secondName ?? $0.firstName).identifierText }
    case nil: []
    }
  }
}
