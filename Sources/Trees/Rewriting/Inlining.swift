extension Tree {
  /// Every call of a known definition replaced by its body, arguments and settings put in, names that
  /// a binder would catch renamed.
  ///
  /// A definition's default for an implicit parameter is not put in: it stays a symbol.
  package func inlining(_ definitions: [String: Definition]) throws(Undefined) -> Tree {
    var budget = 200_000
    return try inlining(definitions, depth: 0, &budget)
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
    for setting in call.settings { replacements[setting.name] = setting.value }
    for (name, argument) in zip(definition.parameters, call.arguments) { replacements[name] = argument }
    let result = body.avoidingCapture(of: replacements).substituting(replacements)
    budget -= result.size
    guard budget > 0 else { throw .tooLarge(zh: "代入之后的公式", en: "the inlined formula") }
    return result
  }

  /// Bound names that occur free in the replacements, renamed.
  package func avoidingCapture(of replacements: [Name: Tree]) -> Tree {
    var taken = Set<Name>()
    for tree in replacements.values { taken.formUnion(tree.freeSymbols) }
    return taken.isEmpty ? self : renamingBound(taken)
  }

  private func renamingBound(_ taken: Set<Name>) -> Tree {
    let inner = mapChildren { $0.renamingBound(taken) }
    let clashes = inner.boundNames.filter(taken.contains)
    guard !clashes.isEmpty else { return inner }
    var tree = inner
    for name in clashes {
      var fresh = name
      repeat { fresh.primes += 1 } while taken.contains(fresh) || inner.contains { $0 == .symbol(fresh) }
      tree = tree.renamingBinder(name, fresh)
    }
    return tree
  }

  /// This node's own binder under another name.
  func renamingBinder(_ name: Name, _ fresh: Name) -> Tree {
    let new: [Name: Tree] = [name: .symbol(fresh)]
    switch self {
    case .fold(let fold):
      return .fold(Fold(fold.kind, fresh, fold.range, fold.body.substituting(new)))
    case .quantified(let quantifier, let bindings, let body):
      return .quantified(
        quantifier, bindings.map { Binding($0.name == name ? fresh : $0.name, in: $0.set) },
        body.substituting(new))
    case .integral(let body, _, let from, let to):
      return .integral(body.substituting(new), over: fresh, from: from, to: to)
    case .limit(let body, _, let to, let side):
      return .limit(body.substituting(new), of: fresh, to: to, from: side)
    case .set(.filtered(_, let set, let condition)):
      return .set(.filtered(fresh, in: set, condition.substituting(new)))
    default: return self
    }
  }
}
