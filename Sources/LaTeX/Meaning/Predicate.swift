import Trees

/// What words beside symbols require of them: 不大于, 为奇数, 之和不超过, "is at most".
struct Predicate: Equatable {
  /// What of the symbols the words speak of.
  enum Subject: Equatable { case each, elements, sum, product, difference, elementSum }

  enum Requirement: Equatable {
    case compares(Tree.Relation, Tree)
    case real, whole, broken
    /// Leaves so much when it is halved.
    case remainder(Int)
    case prime, composite
    case distinct, equal, coprime
    /// Of two: both positive or both negative; one of each.
    case sameSign, oppositeSigns
    /// Of an array: not negative, and 1 in all.
    case distribution
    /// Of an array: not all of it is zero.
    case nonzero
    /// Of a vector: of length 1; one element 1 and the others 0. Of a matrix: equal to its transpose.
    case unit, oneHot, symmetric

    /// Whether it says something of several symbols together.
    var isMutual: Bool { [.distinct, .equal, .coprime, .sameSign, .oppositeSigns].contains(self) }
    /// Whether it says something of an array as a whole.
    var isOfArray: Bool { [.distribution, .nonzero, .unit, .oneHot, .symmetric].contains(self) }
  }

  /// Whether it says of a matrix that it is its own transpose, and nothing else.
  var isSymmetry: Bool { requirements == [.symmetric] && pending == nil && quantity == .every }

  /// Of how many of the subjects it is said.
  enum Quantity { case every, some, notEvery }

  var subject = Subject.each
  package var quantity = Quantity.every
  var requirements: [Requirement] = []
  /// A comparison with the formula that stands behind the words.
  var pending: Tree.Relation?
  /// 时 behind them: they suppose it of what the sentence ends in.
  var isSupposed = false
}
