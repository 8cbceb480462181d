/// What a formula means: a value without positions and without spelling.
///
/// Subtraction is a `sum` with a `negate`; `\frac`, `\dfrac` and `/` are one `quotient`. Arrays
/// count from 1.
package indirect enum Tree: Hashable, Sendable {
  case number(Number)
  case constant(Constant)
  case symbol(Name)
  /// A name that a scope around this place binds: of so many scopes out. Only inside a `Scope`; whoever opens it sees
  /// a symbol in its stead.
  case bound(Int)
  /// An array's element: `p_i`, `\hat y_{i,j}`.
  case element(Tree, [Tree])
  case negate(Tree)
  /// Two terms or more.
  case sum([Tree])
  /// Two factors or more, in the order written; of arrays: element by element (`\odot`) or scaled.
  case product([Tree])
  case quotient(Tree, Tree)
  case power(Tree, Tree)
  /// A function that needs no definition.
  case apply(Function, [Tree])
  /// A function that the notes define.
  case call(Call)
  /// A function that is given as an argument: `f(x)`.
  case applied(Tree, [Tree])
  /// `∑ ∏ min max argmin argmax sup inf` over an index or a set.
  case fold(Fold)
  case cases([Branch])
  /// A chain: `terms[0] relations[0] terms[1] relations[1] …`.
  case relation([Tree], [Relation])
  case logic(Connective, [Tree])
  /// Without a set the formula leaves it to the declarations: `\forall \gamma:`.
  case quantified(Quantifier, in: Tree?, Scope)
  case set(SetForm)
  /// A column vector, or a matrix as a tuple of rows.
  case tuple([Tree])
  /// The derivative of a function of one number, at a place: `\frac{d}{dx} x^2` is taken of x ↦ x², at x.
  case derivative(Scope, at: Tree, order: Int)
  case integral(Scope, from: Tree, to: Tree)
  case limit(Scope, to: Tree, from: Side)

  package struct Branch: Hashable, Sendable {
    package var value: Tree
    /// `nil` is "otherwise".
    package var condition: Tree?

    package init(_ value: Tree, if condition: Tree?) {
      self.value = value
      self.condition = condition
    }
  }

  package struct Call: Hashable, Sendable {
    package var name: Name
    /// Which of the name's definitions: its `Definition.id`.
    package var definition: String
    package var arguments: [Tree]
    /// Implicit parameters that the call sets: `\mathrm{FL}(p, 0; \alpha = 1 - \alpha)`.
    package var settings: [Setting]
    /// What names mean here that scopes around the call bind, or that were replaced: an implicit parameter is shared
    /// by its name, so that `\sum_{k=1}^{3} f(x)` sets the k of f. Sorted by name.
    package var captured: [Setting]

    package init(
      _ name: Name, definition: String, arguments: [Tree], settings: [Setting] = [],
      captured: [Setting] = []
    ) {
      self.name = name
      self.definition = definition
      self.arguments = arguments
      self.settings = settings
      self.captured = captured
    }
  }

  package struct Setting: Hashable, Sendable {
    package var name: Name
    package var value: Tree

    package init(_ name: Name, _ value: Tree) {
      self.name = name
      self.value = value
    }
  }

  package struct Fold: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
      case sum, product, min, max, argmin, argmax, sup, inf
    }
    package var kind: Kind
    package var range: Range
    package var scope: Scope

    package enum Range: Hashable, Sendable {
      /// Integers from lower to upper, both included; empty if upper = lower − 1 or less.
      case integers(Tree, Tree)
      /// `x ∈ S`.
      case set(Tree)
      /// `\sum_i` without bounds: over all of the arrays that `i` indexes.
      case whole
    }

    package init(_ kind: Kind, _ range: Range, _ scope: Scope) {
      self.kind = kind
      self.range = range
      self.scope = scope
    }

    package init(_ kind: Kind, _ index: Name, _ range: Range, _ body: Tree) {
      self.init(kind, range, Scope(index, body))
    }
  }

  /// A quantifier's name with its set, opened.
  package struct Binding: Hashable, Sendable {
    package var name: Name
    /// `nil` where the formula leaves it to the declarations: `\forall \gamma:`.
    package var set: Tree?

    package init(_ name: Name, in set: Tree?) {
      self.name = name
      self.set = set
    }
  }

  package indirect enum SetForm: Hashable, Sendable {
    case finite([Tree])
    case interval(Tree, Tree, closedBelow: Bool, closedAbove: Bool)
    case reals, positiveReals, nonnegativeReals, integers, naturals, rationals
    /// `S^n`: arrays of a length; `S^{m \times n}`: two lengths.
    case arrays(Tree, lengths: [Tree])
    /// `A \to B`.
    case functions(from: Tree, to: Tree)
    case union([Tree]), intersection([Tree]), difference(Tree, Tree)
    /// `\{x ∈ S \mid condition\}`.
    case filtered(in: Tree?, Scope)
  }

  package enum Constant: String, Hashable, Sendable { case pi, e, infinity, eulerGamma }
  package enum Connective: String, Hashable, Sendable { case and, or, not, implies, iff, yes }
  package enum Quantifier: String, Hashable, Sendable { case all, exists }
  package enum Side: String, Hashable, Sendable { case both, below, above }

  package enum Relation: String, Hashable, Sendable {
    case equal = "=", unequal = "≠", less = "<", lessOrEqual = "≤", greater = ">",
      greaterOrEqual = "≥", approximately = "≈", proportional = "∝", defined = ":=",
      identical = "≡", `in` = "∈", notIn = "∉", subset = "⊂", subsetOrEqual = "⊆", tendsTo = "→"
  }

  /// Functions that need no definition. Arity is the mathematician's: `log(x)`, `logBase(b, x)`,
  /// `root(n, x)`, `binomial(n, k)`.
  package enum Function: String, Hashable, Sendable, CaseIterable {
    case exp, log, logBase, sqrt, root, abs, norm, norm1, normInfinity, floor, ceiling, sign
    case sin, cos, tan, cot, sec, csc, arcsin, arccos, arctan, arctan2, sinh, cosh, tanh
    case arsinh, arcosh, artanh
    case erf, gamma, logGamma, sigmoid, softmax, softplus, relu
    case factorial, binomial, modulo, min, max, gcd
    /// Of whole numbers: by their binary digits, and `modularInverse(a, m)`, x with ax ≡ 1 (mod m), 0 ≤ x < m.
    case xor, bitAnd, bitOr, modularInverse
    /// `\\operatorname{sg}(u)`: u itself, and a constant to every derivative (stop-gradient, detach).
    case detached
    case indicator, length, transpose, inner, outer, matrixProduct, hadamard
    /// Of matrices; `matrixPower(A, n)` for whole n.
    case determinant, inverse, matrixPower
    /// A symmetric matrix's eigenvalues and any matrix's singular values, the greatest first.
    case eigenvalues, singularValues
    /// `diagonal(x)`: the matrix with x on its diagonal, or a matrix's diagonal; `kronecker(A, B)`.
    case diagonal, kronecker
    /// `\\operatorname{vec}(X)`: the columns of a matrix, one under the other.
    case vectorized
    /// A matrix whose entries are blocks, row by row; of one column of vectors the vector of all their elements.
    case stacked
    /// The unit matrix as large as a matrix, or of an order; a vector of ones as long as an array.
    case identity, ones
    /// Of two vectors of three elements a vector, of two of two the number x₁y₂ − x₂y₁.
    case cross
    /// Over a finite distribution: `expectation(p, values)`, `variance(p, values)`, `entropy(p)`, `kl(p, q)`.
    case expectation, variance, entropy, kl
  }
}
