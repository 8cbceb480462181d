extension Tree {
  static func latexApply(_ function: Function, _ arguments: [Tree]) -> String {
    let texts = arguments.map(\.latex)
    let list = texts.joined(separator: ", ")
    switch (function, arguments.count) {
    case (.abs, 1): return "\\left| \(list) \\right|"
    case (.norm, 1): return "\\left\\lVert \(list) \\right\\rVert"
    case (.norm1, 1): return "\\left\\lVert \(list) \\right\\rVert_{1}"
    case (.normInfinity, 1): return "\\left\\lVert \(list) \\right\\rVert_{\\infty}"
    case (.floor, 1): return "\\left\\lfloor \(list) \\right\\rfloor"
    case (.ceiling, 1): return "\\left\\lceil \(list) \\right\\rceil"
    case (.sqrt, 1): return "\\sqrt{\(list)}"
    case (.root, 2): return "\\sqrt[{\(texts[0])}]{\(texts[1])}"
    case (.logBase, 2): return "\\log_{\(texts[0])} " + wordArgument(arguments[1])
    case (.factorial, 1): return arguments[0].latex(in: .atom) + "!"
    case (.binomial, 2): return "\\binom{\(texts[0])}{\(texts[1])}"
    case (.modulo, 2): return arguments.map { $0.latex(in: .power) }.joined(separator: " \\bmod ")
    case (.transpose, 1): return arguments[0].latex(in: .atom) + "^{\\top}"
    case (.xor, 2): return arguments.map { $0.latex(in: .atom) }.joined(separator: " \\oplus ")
    case (.bitAnd, 2): return arguments.map { $0.latex(in: .atom) }.joined(separator: " \\mathbin{\\&} ")
    case (.modularInverse, 2):
      return "(\(arguments[0].latex(in: .atom))^{-1} \\bmod \(arguments[1].latex(in: .atom)))"
    case (.inner, 2): return "\\langle \(list) \\rangle"
    case (.outer, 2): return arguments.map { $0.latex(in: .power) }.joined(separator: " \\otimes ")
    case (.hadamard, _): return arguments.map { $0.latex(in: .power) }.joined(separator: " \\odot ")
    case (.matrixProduct, _): return arguments.map { $0.latex(in: .power) }.joined(separator: " ")
    case (.determinant, 1): return "\\det " + wordArgument(arguments[0])
    case (.inverse, 1): return arguments[0].latex(in: .atom) + "^{-1}"
    case (.matrixPower, 2): return arguments[0].latex(in: .atom) + "^{\(texts[1])}"
    case (.kronecker, 2): return arguments.map { $0.latex(in: .power) }.joined(separator: " \\otimes ")
    case (.stacked, 1): return arguments[0].latex
    case (.identity, 1): return "\\mathbf{I}"
    case (.ones, 1): return "\\mathbf{1}"
    case (.cross, 2): return arguments.map { $0.latex(in: .power) }.joined(separator: " \\times ")
    case (.indicator, 1): return "\\mathbf{1}\\left[ \(list) \\right]"
    case (_, 1) where isWordBeforeArgument(function):
      return latexName(function) + " " + wordArgument(arguments[0])
    default: return "\(latexName(function))\\left( \(list) \\right)"
    }
  }

  /// `\log p` but `\log\left( 1 - p \right)`.
  private static func wordArgument(_ argument: Tree) -> String {
    switch argument {
    case .number, .symbol, .element, .constant, .quotient: argument.latex
    case .power(.symbol, _), .power(.element, _), .power(.number, _): argument.latex
    default: bracketed(argument.latex)
    }
  }

  static func latexName(_ function: Function) -> String {
    switch function {
    case .exp, .log, .sin, .cos, .tan, .cot, .sec, .csc, .arcsin, .arccos, .arctan, .sinh, .cosh, .tanh, .min,
      .max, .gcd:
      "\\" + function.rawValue
    case .gamma: "\\Gamma"
    case .logGamma: "\\operatorname{lgamma}"
    case .arctan2: "\\operatorname{atan2}"
    case .sign: "\\operatorname{sgn}"
    case .relu: "\\operatorname{ReLU}"
    case .detached: "\\operatorname{sg}"
    case .diagonal: "\\operatorname{diag}"
    case .vectorized: "\\operatorname{vec}"
    case .eigenvalues: "\\lambda"
    case .expectation: "\\mathbb{E}"
    case .variance: "\\operatorname{Var}"
    case .entropy: "\\operatorname{H}"
    case .kl: "\\operatorname{KL}"
    default: "\\operatorname{\(function.rawValue)}"
    }
  }
}

extension Tree.SetForm {
  var latex: String {
    switch self {
    case .finite(let members): "\\{ " + members.map(\.latex).joined(separator: ", ") + " \\}"
    case .interval(let lower, let upper, let below, let above):
      (below ? "[" : "(") + lower.latex + ", " + upper.latex + (above ? "]" : ")")
    case .reals: "\\mathbb{R}"
    case .positiveReals: "\\mathbb{R}_{>0}"
    case .nonnegativeReals: "\\mathbb{R}_{\\ge 0}"
    case .integers: "\\mathbb{Z}"
    case .naturals: "\\mathbb{N}"
    case .rationals: "\\mathbb{Q}"
    case .arrays(let element, let lengths):
      Self.base(element) + "^{" + lengths.map(\.latex).joined(separator: " \\times ") + "}"
    case .functions(let from, let to): from.latex + " \\to " + to.latex
    case .union(let sets): sets.map(\.latex).joined(separator: " \\cup ")
    case .intersection(let sets): sets.map(\.latex).joined(separator: " \\cap ")
    case .difference(let a, let b): a.latex + " \\setminus " + b.latex
    case .filtered(let set, let scope):
      "\\{ " + scope.opened.name.latex + (set.map { " \\in " + $0.latex } ?? "") + " \\mid "
        + scope.opened.body.latex + " \\}"
    }
  }

  private static func base(_ element: Tree) -> String {
    if case .set(let form) = element {
      switch form {
      case .union, .intersection, .difference, .functions: return Tree.bracketed(element.latex)
      default: break
      }
    }
    return element.latex
  }
}
