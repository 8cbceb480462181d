extension Tree {
  /// Every call of a known definition replaced by its body, arguments and settings put in.
  ///
  /// A definition's default for an implicit parameter is not put in: it stays a symbol. A definition that comes back to
  /// itself stays a call.
  package func inlining(_ definitions: [String: Definition]) throws(Undefined) -> Tree {
    guard contains(where: { if case .call = $0 { true } else { false } }) else { return self }
    var budget = 200_000
    let recursive = recursiveDefinitions(definitions)
    let known = recursive.isEmpty ? definitions : definitions.filter { !recursive.contains($0.key) }
    return try inlining(known, depth: 0, &budget)
  }

  /// Definitions called here, directly or within one another, whose bodies lead back to themselves.
  private func recursiveDefinitions(_ definitions: [String: Definition]) -> Set<String> {
    var found: Set<String> = []
    var open: [String] = []
    var done: Set<String> = []
    func visit(_ tree: Tree) {
      if case .call(let call) = tree, let definition = definitions[call.definition] {
        if let start = open.firstIndex(of: definition.id) {
          found.formUnion(open[start...])
        } else if done.insert(definition.id).inserted {
          open.append(definition.id)
          visit(definition.body)
          open.removeLast()
        }
      }
      tree.children.forEach(visit)
    }
    visit(self)
    return found
  }

  private func inlining(_ definitions: [String: Definition], depth: Int, _ budget: inout Int)
    throws(Undefined) -> Tree
  {
    guard
      contains(where: { if case .call(let call) = $0 { definitions[call.definition] != nil } else { false } })
    else { return self }
    var failure: Undefined?
    func inlined(_ tree: Tree) -> Tree {
      do {
        return try tree.inlining(definitions, depth: depth, &budget)
      } catch {
        failure = failure ?? error
        return tree
      }
    }
    let outer = mapChildren(inlined)
    if let failure { throw failure }
    guard case .call(let call) = outer, let definition = definitions[call.definition] else { return outer }
    guard depth < 64 else {
      throw .tooLarge(zh: "\(call.name.plain) 的调用层层相套", en: "calls within calls of \(call.name.plain)")
    }
    guard call.arguments.count == definition.parameters.count else {
      throw .unsupported(
        zh: "\(call.name.plain) 有 \(definition.parameters.count) 个参数",
        en: "\(call.name.plain) takes \(definition.parameters.count) arguments")
    }
    let body = try definition.body.inlining(definitions, depth: depth + 1, &budget)
    var replacements: [Name: Tree] = [:]
    for setting in call.captured + call.settings { replacements[setting.name] = setting.value }
    for (name, argument) in zip(definition.parameters, call.arguments) { replacements[name] = argument }
    let result = body.substituting(replacements)
    budget -= result.size
    guard budget > 0 else { throw .tooLarge(zh: "代入之后的公式", en: "the inlined formula") }
    return result
  }
}
