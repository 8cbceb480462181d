import Trees

extension Tree {
  /// `\mathrm{LN}(\mathbf{x})_i = x_i - \mu`, where a sentence says `\mu = \frac{1}{d} \sum_j x_j`: the mean is of the
  /// elements of that 𝐱, wherever the page writes no other array x.
  package func joined(with names: [Name], _ scope: LaTeX.Scope) -> Tree {
    let arrays = names.filter { bold in
      var plain = bold
      plain.isBold = false
      return bold.isBold && !names.contains(plain) && scope.definitions[plain] == nil && !isFree(plain)
    }
    return arrays.isEmpty ? self : joining(arrays, scope)
  }

  private func joining(_ arrays: [Name], _ scope: LaTeX.Scope) -> Tree {
    var tree = mapChildren { $0.joining(arrays, scope) }
    guard case .call(var call) = tree,
      let definition = scope.definitions[call.name]?.first(where: { $0.id == call.definition })
    else { return tree }
    for bold in arrays {
      var plain = bold
      plain.isBold = false
      guard definition.implicit.contains(plain), (definition.meanings[plain]?.domain?.rank ?? 0) > 0,
        !call.settings.contains(where: { $0.name == plain })
      else { continue }
      call.settings.append(.init(plain, .symbol(bold)))
    }
    tree = .call(call)
    return tree
  }
}
