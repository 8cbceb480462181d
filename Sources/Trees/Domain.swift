import Diagnostics

/// Where a symbol may lie: `(0, 1)`, `{0, 1}`, the integers, arrays of these, functions.
package struct Domain: Hashable, Sendable {
  /// The values of one element.
  package indirect enum Values: Hashable, Sendable {
    /// Bounds are closed trees (`0`, `1`, `\pi/2`, `-\infty`); they hold no symbol.
    case interval(Tree, Tree, closedBelow: Bool, closedAbove: Bool)
    case finite([Tree])
    /// Integers between closed bounds; `nil` is unbounded.
    case integers(Tree?, Tree?)
    case reals
    /// A function of so many reals.
    case function(arity: Int)
    /// Cut out of the values by conditions on the symbol itself: `x ≠ 0`.
    case filtered(Values, Tree.Scope)
  }

  package var values: Values
  /// The lengths of an array, outermost first; empty for a scalar. `N`, `M_i` (an element) or a number.
  package var shape: [Tree]
  /// How many of the outermost lengths are open: `y_i \in \{0, 1\}` names an index, and how far it runs
  /// is for the formula to say.
  package var openLengths = 0

  package init(_ values: Values, shape: [Tree] = []) {
    self.values = values
    self.shape = shape
  }

  package var rank: Int { shape.count }
}

/// What a symbol is in a formula.
package struct Meaning: Hashable, Sendable {
  package enum Role: String, Hashable, Sendable {
    case function, variable, array, index, length, constant, parameter
  }

  package var name: Name
  package var role: Role
  package var domain: Domain?
  /// `\gamma = 1.5` in prose: the default that code is held against. A closed tree.
  package var value: Tree?
  /// Where it was said; nil for a customary meaning or front matter.
  package var source: SourceRange?
  /// Where it came from, nearest first.
  package var origin: Origin
  /// What it is taken for where nothing declares it: any real number, or an array of the shape that its use shows.
  package var generic: Domain?
  /// Words around it that restrict it and were not read: `$n$ 为素数`. What fails need not fail under them.
  package var unread: [String] = []

  package enum Origin: String, Hashable, Sendable {
    case binder, head, section, page, frontMatter, definition, customary
  }

  package init(
    _ name: Name, _ role: Role, domain: Domain? = nil, value: Tree? = nil,
    source: SourceRange? = nil, origin: Origin
  ) {
    self.name = name
    self.role = role
    self.domain = domain
    self.value = value
    self.source = source
    self.origin = origin
  }
}
