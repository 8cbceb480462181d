extension Tree {
  /// A tree over one name of its own: what a sum adds up, what a derivative is taken of, what a quantifier says.
  ///
  /// Inside, the name is an index (`.bound`), counted from the scope outwards, so that it can be mistaken for no other
  /// name, and two scopes that differ in the letter alone are equal. The letter is kept for printing.
  package struct Scope: Hashable, Sendable {
    /// How the formula spells the name.
    package var hint: Name
    /// The body as it is held, with indices.
    let inside: Tree

    /// Binds a name in a tree.
    package init(_ name: Name, _ body: Tree) {
      hint = name
      inside = body.closed(over: name, 0)
    }

    init(hint: Name, inside: Tree) {
      self.hint = hint
      self.inside = inside
    }

    package static func == (a: Scope, b: Scope) -> Bool { a.inside == b.inside }
    package func hash(into hasher: inout Hasher) { hasher.combine(inside) }

    /// The body with a tree in the name's place.
    package func applied(to tree: Tree) -> Tree { inside.opened(with: tree, 0) }

    /// The body with a symbol in the name's place that is free nowhere else in it, and is none of those to avoid: the
    /// letter itself where that can be.
    package func opened(avoiding taken: Set<Name> = []) -> (name: Name, body: Tree) {
      var name = hint
      while taken.contains(name) || inside.isFree(name) { name.primes += 1 }
      return (name, applied(to: .symbol(name)))
    }

    /// The body with this very symbol in the name's place; nil if it is free in the body already.
    package func opened(as name: Name) -> Tree? { inside.isFree(name) ? nil : applied(to: .symbol(name)) }

    package var opened: (name: Name, body: Tree) { opened() }

    /// Whether the body hangs on its name nowhere.
    package var isConstant: Bool { !inside.mentionsIndex(0) }

    /// The same with the body mapped, indices and all: for what asks nothing of names.
    package func map(_ transform: (Tree) -> Tree) -> Scope { Scope(hint: hint, inside: transform(inside)) }
  }

  /// Quantifiers in a row.
  package static func quantified(_ quantifier: Quantifier, _ bindings: [Binding], _ body: Tree) -> Tree {
    bindings.reversed().reduce(body) { .quantified(quantifier, in: $1.set, Scope($1.name, $0)) }
  }

  package static func derivative(_ body: Tree, by name: Name, order: Int) -> Tree {
    .derivative(Scope(name, body), at: .symbol(name), order: order)
  }

  package static func integral(_ body: Tree, over name: Name, from: Tree, to: Tree) -> Tree {
    .integral(Scope(name, body), from: from, to: to)
  }

  package static func limit(_ body: Tree, of name: Name, to: Tree, from side: Side) -> Tree {
    .limit(Scope(name, body), to: to, from: side)
  }

  /// Quantifiers of one kind in a row, opened, each name another; nil for any other tree.
  package func quantifiers(avoiding taken: Set<Name> = []) -> (
    quantifier: Quantifier, bindings: [Binding], body: Tree
  )? {
    guard case .quantified(let quantifier, _, _) = self else { return nil }
    var (body, bindings, taken) = (self, [Binding](), taken)
    while case .quantified(quantifier, let set, let scope) = body {
      let opened = scope.opened(avoiding: taken)
      bindings.append(Binding(opened.name, in: set))
      taken.insert(opened.name)
      body = opened.body
    }
    return (quantifier, bindings, body)
  }
}

// MARK: Indices

extension Tree {
  /// Whether some index in it belongs to a scope outside: then it means nothing by itself.
  package var isLoose: Bool { isLoose(0) }

  private func isLoose(_ depth: Int) -> Bool {
    if case .bound(let index) = self { return index >= depth }
    return anyChild { $0.isLoose(depth + $1) }
  }

  fileprivate func mentionsIndex(_ depth: Int) -> Bool {
    if case .bound(let index) = self { return index == depth }
    return anyChild { $0.mentionsIndex(depth + $1) }
  }

  /// Loose indices moved so many scopes further in.
  private func lifted(by count: Int, _ depth: Int = 0) -> Tree {
    if count == 0 { return self }
    if case .bound(let index) = self { return index >= depth ? .bound(index + count) : self }
    return mapScoped { $0.lifted(by: count, depth + $1) }
  }

  fileprivate func closed(over name: Name, _ depth: Int) -> Tree {
    switch self {
    case .symbol(name): return .bound(depth)
    case .bound(let index): return index >= depth ? .bound(index + 1) : self
    default: return mapScoped { $0.closed(over: name, depth + $1) }.capturing(name, .bound(depth))
    }
  }

  fileprivate func opened(with tree: Tree, _ depth: Int) -> Tree {
    if case .bound(let index) = self {
      return index == depth ? tree.lifted(by: depth) : index > depth ? .bound(index - 1) : self
    }
    return mapScoped { $0.opened(with: tree, depth + $1) }
  }

  /// Free symbols replaced by trees: the one substitution of the program. Nothing is captured, since what is bound has
  /// no name.
  package func substituting(_ replacements: [Name: Tree]) -> Tree {
    replacements.isEmpty ? self : substituting(replacements, 0)
  }

  private func substituting(_ replacements: [Name: Tree], _ depth: Int) -> Tree {
    if case .symbol(let name) = self {
      return replacements[name].map { depth > 0 && $0.isLoose ? $0.lifted(by: depth) : $0 } ?? self
    }
    var tree = mapScoped { $0.substituting(replacements, depth + $1) }
    if case .call = tree {
      for (name, value) in replacements { tree = tree.capturing(name, value.lifted(by: depth)) }
    }
    return tree
  }

  /// A call remembers what a name came to mean, unless it knows already.
  private func capturing(_ name: Name, _ value: Tree) -> Tree {
    guard case .call(var call) = self, !call.settings.contains(where: { $0.name == name }),
      !call.captured.contains(where: { $0.name == name })
    else { return self }
    call.captured.append(Setting(name, value))
    call.captured.sort { $0.name < $1.name }
    return .call(call)
  }

  /// Every node that equals a tree replaced by another. A node in a scope whose value hangs on the scope's name equals
  /// none: it is another at each turn.
  package func replacing(_ old: Tree, by new: Tree) -> Tree {
    old.isLoose ? self : replacingClosed(old, by: new, 0)
  }

  private func replacingClosed(_ old: Tree, by new: Tree, _ depth: Int) -> Tree {
    self == old ? new.lifted(by: depth) : mapScoped { $0.replacingClosed(old, by: new, depth + $1) }
  }
}
