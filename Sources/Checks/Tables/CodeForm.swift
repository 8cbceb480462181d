import Diagnostics
import Trees
import Snippets

/// Swift expressions as trees in the formulas' own names.
struct CodeForm {
  var environment: SwiftForm.Environment
  /// What is known to implement a formula, by the function's place.
  var bindings: [SourceRange: Binding] = [:]

  struct Resolved {
    var tree: Tree
    /// Whether some function in it is a formula's implementation.
    var isHeld: Bool
  }

  /// A column's closure over `$0`.
  func closure(_ source: String, takesDoubles: Bool = false) -> Resolved? {
    SwiftForm.form(ofClosure: source, in: environment, takesDoubles: takesDoubles).flatMap {
      resolve($0, depth: 0)
    }
  }

  /// An inline value's expression.
  func expression(_ source: String) -> Resolved? {
    SwiftForm.form(ofExpression: source, in: environment).flatMap { resolve($0, depth: 0) }
  }

  /// The body of an implementation over the formula's symbols: its rounding is what the rule allows.
  func body(of binding: Binding) -> Tree? {
    var whole = binding
    whole.function.part = nil
    guard whole.isPlain else { return nil }
    var own = self
    own.bindings = [:]
    guard let form = SwiftForm.form(of: binding.function, in: environment),
      let resolved = own.resolve(form, depth: 0)
    else { return nil }
    var names: [Name: Tree] = [:]
    for (index, parameter) in binding.function.parameters.enumerated() {
      if let argument = binding.arguments.first(where: { $0.parameter == index }) {
        names[Name(parameter.name)] = .symbol(argument.name)
      } else if let value = parameter.defaultValue.flatMap(Double.init), value >= 0,
        let number = Number(shortest(value))
      {
        names[Name(parameter.name)] = .number(number)
      }
    }
    return resolved.tree.substituting(names)
  }

  private func resolve(_ form: SwiftForm, depth: Int) -> Resolved? {
    guard depth < 12 else { return nil }
    var isHeld = false
    var isLost = false
    func resolved(_ tree: Tree) -> Tree {
      let tree = tree.mapChildren(resolved)
      guard !isLost, case .call(let call) = tree, let function = form.functions[call.definition] else {
        return tree
      }
      guard call.arguments.count == function.parameters.count else {
        isLost = true
        return tree
      }
      if let binding = bindings[function.range] {
        isHeld = true
        return Self.call(binding, call.arguments)
      }
      guard let inner = SwiftForm.form(of: function, in: environment),
        let body = resolve(inner, depth: depth + 1)
      else {
        isLost = true
        return tree
      }
      isHeld = isHeld || body.isHeld
      var values: [Name: Tree] = [:]
      for (parameter, argument) in zip(function.parameters, call.arguments) {
        values[Name(parameter.name)] = argument
      }
      return body.tree.substituting(values)
    }
    let tree = resolved(form.tree)
    return isLost || tree.size > 20_000 ? nil : Resolved(tree: tree, isHeld: isHeld)
  }

  /// The formula that a function implements, called with the function's arguments.
  private static func call(_ binding: Binding, _ arguments: [Tree]) -> Tree {
    let definition = binding.definition
    func value(_ name: Name) -> Tree? {
      binding.arguments.first { $0.name == name }.map { arguments[$0.parameter] }
    }
    return .call(
      Tree.Call(
        definition.name, definition: definition.id,
        arguments: definition.parameters.map { value($0) ?? .number(1) },
        settings: definition.implicit.compactMap { name in value(name).map { Tree.Setting(name, $0) } }))
  }
}
