import Typesetting
import Diagnostics
import Trees

/// `f_x(1, 2)`: a partial derivative by its letter.
extension Parser {
  /// `f_x(1, 2)`, `f_{xy}(x, y)`: a partial derivative at what stands in the bracket.
  @inline(never)
  mutating func partialValue(_ name: Name, _ body: [Lexeme]) throws(ParseError) -> Tree? {
    guard let (definition, letters) = partialOrder(name),
      body.splitAtCommas.count == definition.parameters.count
    else { return nil }
    let own = definition.parameters.map { Tree.symbol($0) }
    var slope = Tree.call(.init(definition.name, definition: definition.id, arguments: own))
    for letter in letters { slope = .derivative(slope, by: letter, order: 1) }
    var probe = self
    let places = try probe.list(body, end: probe.takeArguments().upperBound - 1)
    guard places.count == definition.parameters.count else { return nil }
    self = probe
    let values = zip(definition.parameters, places)
    return try scripted(slope.substituting(Dictionary(uniqueKeysWithValues: values)))
  }

  /// A function of several numbers with the letters below it that it is derived by.
  private func partialOrder(_ name: Name) -> (Definition, by: [Name])? {
    guard let label = name.label, name.primes <= 2, scope.definitions[name] == nil,
      scope.meanings[name] == nil,
      scope.values.byName[name] == nil, !scope.heads.contains(name)
    else { return nil }
    var plain = name.bare
    plain.primes = 0
    plain.mark = nil
    guard name.mark == nil,
      let definition = scope.definitions[plain]?.last(where: { $0.parameters.count > 1 })
    else { return nil }
    let letters = label.map { Name(String($0)) }
    guard letters.count <= 3, letters.allSatisfy(definition.parameters.contains) else { return nil }
    return (definition, letters)
  }

  /// Of a function of one number, at the number that it is given.
  func slope(of call: Tree.Call, _ order: Int) -> Tree? {
    guard let definition = scope.definitions[call.name]?.last(where: { $0.id == call.definition }),
      definition.parameters.count == 1, definition.ranks.first == 0, rank(of: call.arguments[0]) == 0
    else { return nil }
    let parameter = definition.parameters[0]
    var inner = call
    inner.arguments = [.symbol(parameter)]
    return .derivative(Tree.Scope(parameter, .call(inner)), at: call.arguments[0], order: order)
  }
}
