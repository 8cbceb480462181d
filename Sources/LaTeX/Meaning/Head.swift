import Typesetting
import Diagnostics
import Trees

/// The left side of a definition: `FL(p, y) =`, `L =`, `y_i =`, `\sigma^2 =`, `w \leftarrow`.
package struct Head {
  package var name: Name
  package var parameters: [Name] = []
  package var hasArguments = false
  /// How many arguments stand before the bar of `P(y | x)`.
  package var bar: Int?
  /// Where its `=` stands.
  package var next: Int
  /// Whether an ellipsis stands for arguments.
  private var collapses = false
  /// Parameters that the head gives by their squares: σ of `\\mathcal{N}(x; \\mu, \\sigma^2)`.
  package private(set) var squared: Set<Name> = []
  /// Parameters that are arrays because an ellipsis runs over them.
  package private(set) var arrays: Set<Name> = []

  package init?(_ start: Parser) {
    var parser = start
    guard !parser.isDerivative, !parser.isCombinations else { return nil }
    parser.prefersLabels = true
    guard let (name, indices) = Self.name(&parser), indices == nil,
      !start.lexemes.contains(where: { if case .connective = $0.kind { true } else { false } })
    else { return nil }
    self.name = name
    next = parser.next
    if Self.isElement(name, start.scope), !parser.isAssignment { return nil }
    let builtIn = start.current?.builtIn
    if let body = parser.headArguments(orBraces: Custom.isProbability(name)) {
      guard let body else { return nil }
      // Of a variable whose law is stated it is said to be so much, and not made so.
      if Parser.isOfVariables(name), start.lawWithin(body) != nil || start.knowsJointly(body) {
        return nil
      }
      hasArguments = true
      if body.hasRelation
        || Custom.isProbability(name) && (body.joinsSets || body.supposesOneOfSeveral || body.namesOutcome)
      {
        guard !body.contains(where: { if case .prose = $0.kind { true } else { false } }) else { return nil }
        // `P(D=1 \mid w)`: a value of its own.
        guard let text = Parser.scriptText(body) else { return nil }
        self.name.mark = (name.mark ?? "") + "(" + text + ")"
        hasArguments = false
      } else {
        if start.scope.recurrent.contains(name), let text = Parser.scriptText(body),
          BasePlace.pattern("(" + text + ")", isApplied: true) != nil
        {
          // `T(1) = 1`: where what the page defines by its own values begins.
          self.name.mark = (name.mark ?? "") + "(" + text + ")"
          hasArguments = false
        } else {
          guard readParameters(parser.part(body, end: parser.end)) else { return nil }
        }
        if collapses, start.scope.definitions[name] != nil { return nil }
        if Parser.isOfVariables(name), parameters.allSatisfy({ $0.isCapital && !$0.isBold }),
          start.lexemes[parser.next...].allSatisfy(\.isClosed)
            || saysNothing(of: parameters, Array(start.lexemes[parser.next...])),
          let text = Parser.scriptText(body)
        {
          // `P(A) = 0.01`: what an event is worth, and no function of events.
          self.name.mark = (name.mark ?? "") + "(" + text + ")"
          hasArguments = false
          parameters = []
          bar = nil
        }
        takeIndices(&parser)
      }
    } else if parser.current != nil, let body = parser.lexemes.squareBody(at: parser.next), body.isOneSymbol,
      name.isCapital, !start.knows(name), let text = Parser.scriptText(body)
    {
      // `H[P] =`: what that is of P, and no product.
      parser.next = parser.lexemes.behindBracket(parser.next)
      self.name.mark = (name.mark ?? "") + "[" + text + "]"
    } else if case .superscript(let script) = parser.current?.kind, script.count == 1,
      case .number(2) = script[0].kind, !start.knows(name)
    {
      parser.next += 1
      self.name.mark = "2"
    }
    // `\\cos(u, v) = …` is a page's own; `\\cos(x) = …` says something of the cosine.
    if builtIn != nil, parameters.count < 2 { return nil }
    if self.name == Name("Γ"), parameters.count == 1, start.scope.definitions[name] == nil {
      return nil
    }
    switch parser.current?.kind {
    case .relation(.identical) where start.lexemes.isCongruence: return nil
    case .relation(.equal), .relation(.defined), .relation(.identical): next = parser.next
    case .assignment:
      next = parser.next
      self.name.mark = (self.name.mark ?? "") + "←"
    default: return nil
    }
  }

  /// Whether a right side names none of the letters that its head is given: what `H(D)`, `H(D^v)`, `P(A_i)` are worth,
  /// each for itself.
  private func saysNothing(of parameters: [Name], _ right: [Lexeme]) -> Bool {
    let isMarked = parameters.contains { $0.label != nil || $0.mark != nil }
    guard isMarked || name.base == "H" || name.base == "h" else { return false }
    let letters = Set(right.names.map(\.base))
    return parameters.allSatisfy { !letters.contains($0.base) }
  }

  /// `\mathrm{softmax}(z)_i =`: one element of the value.
  private mutating func takeIndices(_ parser: inout Parser) {
    guard name.label == nil, case .subscript(let script)? = parser.current?.kind,
      let label = Parser.label(script), label.isOfIndices || ["∞", "1", "2", "p", "F"].contains(label)
    else { return }
    parser.next += 1
    name.label = label
  }

  /// A name that is put together out of what the left side says.
  package init(naming name: Name, next: Int) {
    self.name = name
    self.next = next
  }

  private static func name(_ parser: inout Parser) -> (Name, indices: [Tree]?)? {
    if let kind = parser.current?.kind, case .blackboard(let text) = kind, text == "1" || text == "𝟏" {
      parser.next += 1
      return parser.allOnes().map { ($0, nil) }
    }
    guard let first = parser.current?.naming?.0 ?? parser.current?.builtIn else { return nil }
    return try? parser.fullName(first)
  }

  /// An element of an array that is declared or given defines nothing.
  private static func isElement(_ name: Name, _ scope: Scope) -> Bool {
    guard let label = name.label, !label.contains("·"), !label.contains("*"), !label.contains(":"),
      scope.values.byName[name] == nil, scope.meanings[name] == nil, label != "0"
    else {
      return false
    }
    let array = name.bare
    // `y_i = x_i^2` says what the elements of a declared y are; of one that is given it says nothing.
    if scope.values.rank(array) == nil, name.label?.isOfIndices == true { return false }
    if let domain = scope.meanings[array]?.domain { return domain.rank > 0 }
    return (scope.values.rank(array) ?? 0) > 0
  }

  private mutating func readParameters(_ start: Parser) -> Bool {
    var inner = start
    inner.prefersLabels = true
    defer { collapses = !arrays.isEmpty }
    while let lexeme = inner.current {
      if case .ellipsis = lexeme.kind {
        // `x_1, \ldots, x_n`: the array x.
        guard let last = parameters.last, last.label != nil else { return false }
        arrays.insert(last.bare)
        parameters.removeAll { $0.bare == last.bare }
        parameters.append(last.bare)
        inner.next += 1
      } else {
        guard let first = lexeme.parameter, let (full, indices) = try? inner.fullName(first),
          indices == nil
        else { return false }
        var name = full
        if case .superscript(let script)? = inner.current?.kind, script.count == 1,
          case .number(2) = script[0].kind
        {
          inner.next += 1
          var square = name
          square.mark = "2"
          if start.knows(square) { name = square } else { squared.insert(name) }
        }
        if !arrays.contains(name.bare) { parameters.append(name) }
      }
      guard let separator = inner.current else { break }
      switch separator.kind {
      case .punctuation(","), .punctuation(";"), .punctuation("，"): inner.next += 1
      case .bar("|") where inner.adjoiningBar: inner.next += 2
      case .punctuation("|"), .bar("|"):
        inner.next += 1
        bar = parameters.count
      case .bar: inner.next += 1
      default: return false
      }
    }
    return !parameters.isEmpty && inner.isAtEnd && Set(parameters).count == parameters.count
  }
}

extension Head {
  /// A left side that names a quantity without being a name: `\\nabla^2 E =`, `\\|A\\|_p =`, `\\mathbb{E}[X] =`.
  package init?(quantity start: Parser) {
    guard let sign = start.lexemes.firstIndex(where: { if case .relation = $0.kind { true } else { false } }),
      sign > 0, case .relation(.equal) = start.lexemes[sign].kind,
      let text = Parser.scriptText(Array(start.lexemes[..<sign]))
    else { return nil }
    name = Name(text)
    next = sign
  }
}

extension [Lexeme] {
  /// `x \mid C_1`: C_1 is one event of several, and no letter for any of them.
  fileprivate var supposesOneOfSeveral: Bool {
    guard
      let bar = lastIndex(where: { lexeme in
        switch lexeme.kind {
        case .bar("|"), .punctuation("|"): true
        default: false
        }
      }), bar > 0, bar + 1 < count, let name = Parser.spelledName(Array(self[(bar + 1)...]))
    else { return false }
    return name.isCapital && !name.isBold && name.label?.allSatisfy(\.isNumber) == true
  }
}

extension Lexeme {
  /// The name of a parameter that this begins: a letter, a word, a Chinese word.
  fileprivate var parameter: Name? {
    switch kind {
    case .name, .prose: naming?.0
    default: nil
    }
  }
}

extension Parser {
  /// What stands in the round brackets here; nil where there are none, an inner nil where they do not close.
  fileprivate mutating func headArguments(orBraces takesBraces: Bool) -> [Lexeme]?? {
    if takesBraces, let body = anyBracketBody, body.hasRelation {
      _ = takeArguments()
      return body
    }
    if case .fenced("(", ")", let inner)? = current?.kind {
      next += 1
      return inner
    }
    guard case .open("(")? = current?.kind else { return nil }
    guard let taken = try? takeBracketed(), taken.right == ")" else { return .some(nil) }
    return taken.2
  }
}

extension Parser {
  /// Whether what was just read gets a new value here: `\boldsymbol x_i \leftarrow`.
  fileprivate var isAssignment: Bool { if case .assignment? = current?.kind { true } else { false } }
}

extension [Lexeme] {
  /// Whether a `(mod m)` stands anywhere in it.
  fileprivate var isCongruence: Bool {
    contains { if case .sign("mod") = $0.kind { true } else { false } }
      || parts.contains(where: \.isCongruence)
  }
}
