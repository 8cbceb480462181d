import Diagnostics

/// A named formula: `FL(p, y) = …`.
package struct Definition: Sendable, Hashable {
  /// Unique over the site: `deim/mal#MAL/3`, page, name and arity (and shapes for overloads).
  package var id: String
  package var name: Name
  /// The head's arguments, in order.
  package var parameters: [Name]
  /// Ranks (0 scalar, 1 array …) of the arguments.
  package var ranks: [Int]
  /// Arguments that a call gives by their squares: σ of N(x; μ, σ²).
  package var squared: Set<Name> = []
  /// How many arguments stand before the bar of `P(y | x)`; nil without a bar.
  package var bar: Int?
  /// An index of the head that the body binds anew, so that it does not hang on the head's: `L(y_i) = \sum_i …`.
  package var captured: Name?
  /// What letters run over, as the words behind it say: `P(X = k) = \ldots, \quad k = 0, 1, \ldots, n`.
  package var ranges: [Name: Tree] = [:]
  /// How many indices its value takes.
  package var rank = 0
  /// Free symbols of the body that are no argument, in order of appearance, those of the functions
  /// it calls included; lengths are not among them.
  package var implicit: [Name]
  /// The first right side; each further row or link is held against the one before.
  package var rows: [Row]
  /// The meaning of every parameter and implicit symbol, domains included.
  package var meanings: [Name: Meaning]
  /// The whole formula in its note.
  package var range: SourceRange
  package var page: String
  /// 0·log 0 = 0 and 0^0 = 1 at this place.
  package var declaresZeroLogZero: Bool
  /// What an implementation needs: the parameters that the body uses, and the implicit ones.
  package var inputs: [Name]

  package struct Row: Sendable, Hashable {
    /// How this row follows from the one before; `.equal` for the first.
    package var relation: Tree.Relation
    package var value: Tree
    package var range: SourceRange
    /// Places of the branches, where the row is a `cases`.
    package var branches: [SourceRange]

    package init(
      relation: Tree.Relation, value: Tree, range: SourceRange, branches: [SourceRange] = []
    ) {
      self.relation = relation
      self.value = value
      self.range = range
      self.branches = branches
    }
  }

  package init(
    id: String, name: Name, parameters: [Name], ranks: [Int], implicit: [Name], rows: [Row],
    meanings: [Name: Meaning], range: SourceRange, page: String, declaresZeroLogZero: Bool = false,
    inputs: [Name]? = nil
  ) {
    self.id = id
    self.name = name
    self.parameters = parameters
    self.ranks = ranks
    self.implicit = implicit
    self.rows = rows
    self.meanings = meanings
    self.range = range
    self.page = page
    self.declaresZeroLogZero = declaresZeroLogZero
    self.inputs =
      inputs ?? parameters.filter { name in rows.contains { $0.value.freeSymbols.contains(name) } } + implicit
  }

  package var body: Tree { rows[0].value }
}

/// A statement with the symbols that it is about.
package struct Statement: Sendable, Hashable {
  package var proposition: Tree
  /// Free and bound symbols with their domains.
  package var meanings: [Name: Meaning]
  /// One place for each link of a chain or row of an align.
  package var rows: [SourceRange]
  package var declaresZeroLogZero: Bool
  /// What stands between the relation signs, as written; empty where the proposition is no plain chain.
  package var sides: [Tree] = []
  /// Asked for or supposed by the words before it: nothing is claimed.
  package var isCondition = false

  package init(
    proposition: Tree, meanings: [Name: Meaning], rows: [SourceRange],
    declaresZeroLogZero: Bool = false
  ) {
    self.proposition = proposition
    self.meanings = meanings
    self.rows = rows
    self.declaresZeroLogZero = declaresZeroLogZero
  }
}
