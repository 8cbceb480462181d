extension Tree {
  /// LaTeX that reads back as this tree, with the fewest brackets.
  package var latex: String { latex(in: .statement) }

  func latex(in context: Tightness) -> String {
    tightness < context ? Self.bracketed(latexAlone) : latexAlone
  }

  static func bracketed(_ text: String) -> String { "\\left( \(text) \\right)" }

  private var latexAlone: String {
    switch self {
    case .number(let number): return number.digits
    case .constant(let constant): return Self.latexLetter(constant)
    case .symbol(let name): return name.latex
    case .bound(let index): return "\\langle \(index) \\rangle"
    case .element(let array, let indices):
      return Self.indexed(array) + "_{" + indices.map { $0.latex(in: .sum) }.joined(separator: ",") + "}"
    case .negate(let a): return "-" + a.latex(in: .product)
    case .sum(let terms): return Self.latexSum(terms)
    case .product(let factors): return Self.latexProduct(factors)
    case .quotient(let a, let b): return "\\frac{\(a.latex)}{\(b.latex)}"
    case .power(let a, let b): return a.latexBase + "^{\(b.latex)}"
    case .apply(let function, let arguments): return Self.latexApply(function, arguments)
    case .call(let call): return call.latex
    case .applied(let function, let arguments):
      return function.latexBase + Self.bracketed(arguments.map(\.latex).joined(separator: ", "))
    case .fold(let fold): return fold.latex
    case .cases(let branches):
      let rows = branches.map { branch in
        branch.value.latex + " & " + (branch.condition?.latex ?? "\\text{otherwise}")
      }
      return "\\begin{cases} " + rows.joined(separator: " \\\\ ") + " \\end{cases}"
    case .relation(let terms, let relations):
      var text = terms.first?.latex(in: .sum) ?? ""
      for (relation, term) in zip(relations, terms.dropFirst()) {
        text += " \(relation.latex) " + term.latex(in: .sum)
      }
      return text
    case .logic(let connective, let parts): return Self.latexLogic(connective, parts)
    case .quantified:
      guard let (quantifier, bindings, body) = quantifiers() else { return "" }
      let names = bindings.map { $0.name.latex + ($0.set.map { " \\in " + $0.latex(in: .sum) } ?? "") }
      return (quantifier == .all ? "\\forall " : "\\exists ") + names.joined(separator: ", ") + ": "
        + body.latex
    case .set(let form): return form.latex
    case .tuple(let members): return Self.latexTuple(members)
    case .derivative(let scope, let place, let order):
      let power = order == 1 ? "" : "^{\(order)}"
      func written(_ name: Name, _ body: Tree) -> String {
        "\\frac{\\partial\(power)}{\\partial \(name.latex)\(power)} " + Self.bracketed(body.latex)
      }
      if case .symbol(let name) = place, let body = scope.opened(as: name) { return written(name, body) }
      let (name, body) = scope.opened
      return "\\left. \(written(name, body)) \\right|_{\(name.latex) = \(place.latex)}"
    case .integral(let scope, let from, let to):
      let (name, body) = scope.opened
      return "\\int_{\(from.latex)}^{\(to.latex)} \(body.latex(in: .product)) \\, d\(name.latex)"
    case .limit(let scope, let to, let side):
      let (name, body) = scope.opened
      let mark = side == .above ? "^{+}" : side == .below ? "^{-}" : ""
      return "\\lim_{\(name.latex) \\to \(to.latex)\(mark)} " + body.latex(in: .product)
    }
  }

  /// A name that already has a subscript or a superscript takes an index outside braces.
  private static func indexed(_ array: Tree) -> String {
    if case .symbol(let name) = array, name.label == nil, name.mark == nil, name.primes == 0 {
      return name.latex
    }
    if case .symbol(let name) = array { return "{\(name.latex)}" }
    return bracketed(array.latex)
  }

  /// What a power stands on: `p`, `p_{i}`, `2`; all else in brackets.
  private var latexBase: String {
    switch self {
    case .number, .constant, .element: return latex
    case .symbol(let name): return name.mark == nil && name.primes == 0 ? latex : "{\(latex)}"
    case .apply(.abs, _), .apply(.norm, _): return latex
    default: return Self.bracketed(latex)
    }
  }

  private static func latexSum(_ terms: [Tree]) -> String {
    var text = terms.first.map { $0.isSum ? bracketed($0.latex) : $0.latex(in: .negation) } ?? ""
    for term in terms.dropFirst() {
      if case .negate(let taken) = term {
        text += " - " + taken.latex(in: .product)
      } else {
        text += " + " + (term.isFold ? term.latex : term.latex(in: .product))
      }
    }
    return text
  }

  private var isSum: Bool { if case .sum = self { true } else { false } }
  private var isFold: Bool { if case .fold = self { true } else { false } }

  private static func latexProduct(_ factors: [Tree]) -> String {
    var text = ""
    for (position, factor) in factors.enumerated() {
      let isLast = position == factors.count - 1
      let part: String
      switch factor {
      case .product: part = bracketed(factor.latex)
      // A word's argument, or a sum sign's body, runs on to the right: only the last factor stands open.
      case .apply(let function, _) where isWordBeforeArgument(function) || function == .logBase:
        part = isLast ? factor.latex : bracketed(factor.latex)
      case .fold, .limit, .derivative: part = isLast ? factor.latex : bracketed(factor.latex)
      case .quotient: part = factor.latex
      default: part = factor.latex(in: .power)
      }
      if position > 0 {
        // Beside a digit or a bracket a mere space could be read as one number or as a call.
        let isPlain = part.first.map { !$0.isNumber } == true && !part.hasPrefix("\\left(")
        text += isPlain && factors[position - 1].isLetterLike && factor.isLetterLike ? " " : " \\cdot "
      }
      text += part
    }
    return text
  }

  private var isLetterLike: Bool {
    switch self {
    case .number, .symbol, .element, .constant: true
    case .power(let base, _): base.isLetterLike
    case .apply(let function, _): Self.isWordBeforeArgument(function)
    default: false
    }
  }

  private static func latexTuple(_ members: [Tree]) -> String {
    let rows = members.map { member in
      if case .tuple(let cells) = member { cells.map(\.latex).joined(separator: " & ") } else { member.latex }
    }
    return "\\begin{pmatrix} " + rows.joined(separator: " \\\\ ") + " \\end{pmatrix}"
  }

  private static func latexLogic(_ connective: Connective, _ parts: [Tree]) -> String {
    switch connective {
    case .yes: "\\top"
    case .not: "\\lnot " + parts.map { $0.latex(in: .atom) }.joined()
    case .and: parts.map { $0.latex(in: .relation) }.joined(separator: " \\land ")
    case .or: parts.map { $0.latex(in: .both) }.joined(separator: " \\lor ")
    case .implies: parts.map { $0.latex(in: .either) }.joined(separator: " \\implies ")
    case .iff: parts.map { $0.latex(in: .either) }.joined(separator: " \\iff ")
    }
  }

  static func latexLetter(_ constant: Constant) -> String {
    switch constant {
    case .pi: "\\pi"
    case .e: "e"
    case .infinity: "\\infty"
    case .eulerGamma: "\\gamma"
    }
  }
}

extension Tree.Relation {
  package var latex: String {
    switch self {
    case .equal: "="
    case .unequal: "\\ne"
    case .less: "<"
    case .lessOrEqual: "\\le"
    case .greater: ">"
    case .greaterOrEqual: "\\ge"
    case .approximately: "\\approx"
    case .proportional: "\\propto"
    case .defined: ":="
    case .identical: "\\equiv"
    case .in: "\\in"
    case .notIn: "\\notin"
    case .subset: "\\subset"
    case .subsetOrEqual: "\\subseteq"
    case .tendsTo: "\\to"
    }
  }
}

extension Tree.Call {
  var latex: String {
    var inside = arguments.map(\.latex).joined(separator: ", ")
    if !settings.isEmpty {
      inside += "; " + settings.map { "\($0.name.latex) = \($0.value.latex)" }.joined(separator: ", ")
    }
    return "\(name.latex)\\left( \(inside) \\right)"
  }
}

extension Tree.Fold {
  var latex: String {
    let sign =
      switch kind {
      case .sum: "\\sum"
      case .product: "\\prod"
      case .argmin: "\\arg\\min"
      case .argmax: "\\arg\\max"
      default: "\\\(kind.rawValue)"
      }
    let (index, body) = scope.opened
    let place =
      switch range {
      case .integers(let lower, let upper): "_{\(index.latex)=\(lower.latex)}^{\(upper.latex)}"
      case .set(let set): "_{\(index.latex) \\in \(set.latex)}"
      case .whole: "_{\(index.latex)}"
      }
    return sign + place + " " + body.latex(in: .product)
  }
}

extension Definition {
  /// The head and every row: `\mathrm{FL}\left( p, y \right) = …`.
  package var latex: String {
    let head =
      parameters.isEmpty
      ? name.latex : Tree.Call(name, definition: id, arguments: parameters.map(Tree.symbol)).latex
    return rows.reduce(head) { $0 + " \($1.relation.latex) " + $1.value.latex(in: .sum) }
  }

  /// The same on one readable line.
  package var plain: String {
    let head =
      parameters.isEmpty
      ? name.plain : Tree.Call(name, definition: id, arguments: parameters.map(Tree.symbol)).plain
    return rows.reduce(head) { $0 + " \($1.relation.rawValue) " + $1.value.plain }
  }
}
