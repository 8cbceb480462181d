import Trees

/// Why a goal holds: a tree of rules that the kernel re-checks without searching.
package indirect enum Proof: Sendable, Hashable {
  /// The tree's lower bound on the box.
  case bounds(lower: Double)
  /// Both sides' normal forms, equal or equal times their denominators.
  case identity(Tree, Tree)
  /// The tree has a finite value all over the box.
  case defined
  /// A sum, a product or a quotient has a value where its parts have, and the denominator, last, is of one sign.
  case parts([Proof], isNegative: Bool)
  /// A face of the box, a cut's place or an end, of which nothing is claimed.
  case leftOut
  /// A premise holds nowhere on the box.
  case vacuous
  /// The lower bound of f(c) + ∇f(X)·(X − c) at the box's middle c.
  case meanValue(lower: Double)
  /// The side cut in two, the place in both.
  case split(Name, at: Tree, below: Proof, above: Proof)
  /// The side cut in three: below, the place itself, above.
  case cut(Name, at: Tree, parts: [Proof])
  /// The end of a closed side, and the rest.
  case edge(Name, Endpoint, at: Proof, rest: Proof)
  /// A finite set, member by member.
  case members(Name, [Proof])
  /// The branches of the first open `cases`.
  case branches([Proof])
  /// Each value that the first |u|, max or min may take.
  case unfolded([Proof])
  /// An equality as two inequalities.
  case inequalities([Proof])
  /// `x = b + t` (or `b − t`), t ≥ 0, from the premise of that number.
  case shift(Name, premise: Int, fresh: Name, Proof)
  /// f = Σ Π: each product has factors of known sign.
  case products([[Factor]])
  /// The least value is at an end: the slope's sign, and the value there.
  case monotone(Name, Endpoint, isStrict: Bool, slope: Proof, rest: Proof)
  /// The only least value is at a place inside.
  case valley(Valley)
  /// Curved downwards between two ends: the least value is at one of them.
  case concave(Name, curve: Proof, lower: Proof, upper: Proof)
  /// `\log u + w ≥ 0` from `u ≥ e^{−w}`, or `w − \log u ≥ 0` from `e^w ≥ u`.
  case exponentiated(u: Tree, w: Tree, isNegated: Bool, Proof)

  package struct Factor: Sendable, Hashable {
    package var tree: Tree
    package var isNegative: Bool
    package var isStrict: Bool
    package var proof: Proof
    package init(_ tree: Tree, isNegative: Bool, isStrict: Bool, _ proof: Proof) {
      self.tree = tree
      self.isNegative = isNegative
      self.isStrict = isStrict
      self.proof = proof
    }
  }

  /// f′ = N·Π D with all D > 0, N(place) = 0 and N′ ≥ 0: f falls to the place and rises from it.
  package struct Valley: Sendable, Hashable {
    package var variable: Name
    package var place: Tree
    package var numerator: Tree
    package var factors: [Factor]
    /// N′ ≥ 0; > 0 where the place is to be the only one.
    package var slope: Proof
    /// The place lies in the side: above its lower end, below its upper end; nil for an infinite end.
    package var above: Proof?
    package var below: Proof?
    /// f at the place; nil where only the place is claimed.
    package var floor: Proof?

    package init(
      _ variable: Name, place: Tree, numerator: Tree, factors: [Factor], slope: Proof, above: Proof?,
      below: Proof?, floor: Proof?
    ) {
      self.variable = variable
      self.place = place
      self.numerator = numerator
      self.factors = factors
      self.slope = slope
      self.above = above
      self.below = below
      self.floor = floor
    }
  }
}
