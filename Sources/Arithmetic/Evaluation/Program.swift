import Trees

/// A tree made flat for many evaluations: names are slots, constants are numbered, calls are spliced in.
///
/// Nodes lie in one array and name each other by position, children before parents, so that a walk
/// copies nothing. A program belongs to no arithmetic; `Interpreter` runs it in one.
package struct Program: Sendable {
  package let tree: Tree
  package let definitions: [String: Definition]
  package let declaresZeroLogZero: Bool
  /// Calls within calls that led here (`Node.late`).
  let depth: Int

  var nodes: [Node] = []
  /// 0 for what is a number whenever it has a value, n for an array of that rank, −1 where it is unknown.
  var ranks: [Int] = []
  /// What each node was, for messages.
  var trees: [Tree] = []
  /// Nodes that other nodes name in a row.
  var operands: [Int] = []
  var relations: [Tree.Relation] = []
  var constants: [Constant] = []
  var failures: [Undefined] = []
  var folds: [Fold] = []
  var calls: [Call] = []
  var lateCalls: [LateCall] = []
  var binders: [Binder] = []
  var limits: [Limit] = []
  var integrals: [Integral] = []
  var series: [Series] = []
  var improper: [Improper] = []
  package var hasIntegrals: Bool { !integrals.isEmpty || !improper.isEmpty }
  /// Names of the slots, in two files: numbers, and values of any rank.
  var numberNames: [Name] = []
  var valueNames: [Name] = []
  /// Symbols that a point gives, in order of appearance, and where they are put.
  var symbols: [Name] = []
  var places: [Place] = []
  /// Ranks of symbols that the program was made for.
  var assumedRanks: [Name: Int] = [:]
  var root = 0

  /// What is known to have no rank of its own.
  static let unknownRank = -1

  struct Operands: Sendable {
    var start: Int32
    var count: Int32
  }

  enum Constant: Sendable {
    case number(Number)
    case named(Tree.Constant)
  }

  /// Where a value is kept while a program runs.
  enum Place: Sendable, Hashable {
    case number(Int)
    case value(Int)
  }

  enum Node: Sendable {
    case constant(Int)
    case number(Int)
    case value(Int)
    /// The first place that holds anything, else another node (−1: nothing).
    case firstOf(Operands, otherwise: Int)
    case element(Int, Operands)
    case negate(Int)
    case sum(Operands)
    /// From a position on, a factor of 0 wins against an infinite one.
    case product(Operands, zeroWinsFrom: Int)
    case quotient(Int, Int)
    case power(Int, Int, zeroToZeroIsOne: Bool)
    case unary(Tree.Function, Int)
    case binary(Tree.Function, Int, Int)
    case apply(Tree.Function, Operands, zeroWins: Bool)
    case indicator(Int)
    /// How many members a set has.
    case count(Int)
    case call(Int)
    /// A function that the point gives.
    case given(Int, Operands)
    /// A call that is compiled when it is reached: recursion, or too many copies.
    case late(Int)
    case fold(Int)
    /// Pairs of a condition (−1: otherwise) and a value.
    case cases(Operands)
    case tuple(Operands)
    case integral(Int)
    case limit(Int)
    /// A sum without end.
    case series(Int)
    /// An integral without end.
    case improper(Int)
    case relation(Operands, relations: Int)
    case logic(Tree.Connective, Operands)
    case quantified(Tree.Quantifier, Operands, Int)
    case set(Form)
    case failure(Int)
  }

  enum Form: Sendable {
    case finite(Operands)
    case interval(Int, Int, closedBelow: Bool, closedAbove: Bool)
    case reals, positiveReals, nonnegativeReals, integers, naturals, rationals, functions
    case arrays(Int, Operands)
    case union(Operands), intersection(Operands)
    case difference(Int, Int)
    case filtered(Int)
  }

  struct Fold: Sendable {
    enum Range: Sendable {
      case integers(Int, Int)
      case set(Int)
      /// Rows whose lengths say how far the index runs.
      case whole([Row])
    }
    /// An array that is indexed, so many indices deep: all arrays at that depth are as long.
    struct Row: Sendable {
      var array: Int
      var depth: Int
    }
    var kind: Tree.Fold.Kind
    var index: Name
    var place: Place
    var range: Range
    var body: Int
    var zeroWins: Bool
    /// Nodes that one term visits.
    var work: Int
  }

  struct Call: Sendable {
    struct Argument: Sendable {
      var node: Int
      var place: Place
      /// No harm where it has no value: the body never asks for it.
      var isOptional: Bool
      /// What the argument's own lengths are called.
      var length: Place?
      var innerLength: Place?
    }
    var arguments: [Argument]
    var body: Int
  }

  struct LateCall: Sendable {
    var call: Tree.Call
    var visible: [(name: Name, node: Int)]
    /// Arguments and settings, by the names that they stand for in the body.
    var given: [(name: Name, node: Int)]
    var depth: Int
    var declaresZeroLogZero: Bool
  }

  struct Integral: Sendable {
    /// Where the variable is kept, a number.
    var slot: Int
    var lower: Int
    var upper: Int
    /// The integrand and its derivatives of even order.
    var orders: [Int]
    /// Nodes that one panel visits, about.
    var work: Int
  }

  struct Series: Sendable {
    /// Where the index is kept, and where 1/n.
    var slot: Int
    var inverse: Int
    var lower: Int
    var term: Int
    /// |f(n + 1)/f(n)| as a function of 1/n; −1 where the rest is summed by powers.
    var ratio = -1
    /// The term is n^(−power) T(1/n); T and its derivatives.
    var power = 0
    var coefficients: [Int] = []
    /// What the term is the whole part of; −1 for any other term.
    var floored = -1
  }

  struct Tail: Sendable {
    enum Kind: Sendable {
      case none
      /// The rest itself.
      case worked(Int)
      /// The integrand at L, and f′/f = x^order · rate, a function of 1/x.
      case decaying(value: Int, rate: Int, inverse: Int, order: Int)
    }
    var kind: Kind
  }

  struct Improper: Sendable {
    /// Where L is kept, up to which the integral is worked out.
    var reach: Int
    /// L must be well beyond this.
    var least: Int
    var core: Int
    var tails: [Tail]
  }

  struct Limit: Sendable {
    /// The variable, what it goes to, and the body as it is there.
    var binder: Binder
    /// A quotient's two sides, each with its derivatives, order by order; empty for any other body.
    var sides: [(top: Int, bottom: Int, vanishes: Bool)]
  }

  /// A name that is bound over a body: of a quantifier, a filtered set, a limit.
  struct Binder: Sendable {
    var place: Place
    /// The set that a quantifier or a filter runs through, a limit's place; −1: none.
    var first: Int
    var body: Int
    var name: Name
  }
}

extension Program {
  /// How many nodes it has.
  package var size: Int { nodes.count }

  func operands(_ list: Operands) -> ArraySlice<Int> {
    operands[Int(list.start)..<Int(list.start + list.count)]
  }

  func isNumber(_ node: Int) -> Bool { ranks[node] == 0 }
}
