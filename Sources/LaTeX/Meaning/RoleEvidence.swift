import Typesetting
import Diagnostics
import Trees

/// Gathers what formulas show of their symbols by the way they use them.
package struct RoleEvidence {
  package var roles = Roles()
  /// Names that some ∑, ∏ or min binds.
  package var binders: Set<Name> = []

  package init(binders: Set<Name> = []) {
    self.binders = binders
  }
  /// What stands behind `w^T`, and whether an index runs on it: an array, if w is one.
  private var behindRows: [(row: Name, name: Name, isOneOfMany: Bool)] = []

  /// What stands around a capital with a T above the first: x, A and y of `x^T A y`.
  private var forms: [(left: Name, isOneOfMany: Bool, matrix: Name, right: Name?)] = []

  /// Capitals alone between bars, and whether the bars of this page measure sets.
  private var measured: Set<Name> = []
  private var measuresSets = false

  package mutating func collect(_ lexemes: [Lexeme], isLone: Bool = false) {
    for position in lexemes.indices {
      measure(lexemes, position)
      if case .name(let first, _) = lexemes[position].kind {
        observe(first, position, lexemes, isLone: isLone && lexemes.count == 1)
      }
      if case .ellipsis = lexemes[position].kind { progressed(lexemes, position) }
      if case .sign(let sign) = lexemes[position].kind, ["∪", "∩", "∖"].contains(sign) {
        measuresSets = true
        joined(lexemes, position)
      }
      if case .big = lexemes[position].kind, position + 1 < lexemes.count,
        case .subscript(let script) = lexemes[position + 1].kind
      {
        listed(script)
      }
      collectParts(lexemes, position)
    }
  }

  /// `x_1, \ldots, x_n` and `x_1 + \cdots + x_n`: x is an array.
  private mutating func progressed(_ lexemes: [Lexeme], _ position: Int) {
    func indexed(_ part: ArraySlice<Lexeme>) -> Set<Name> {
      var found: Set<Name> = []
      for (lexeme, following) in zip(part, part.dropFirst()) {
        guard case .name(let name, false) = lexeme.kind, case .subscript(let script) = following.kind,
          script.indexNames != nil, script.indexCount == 1
        else { continue }
        found.insert(name)
      }
      return found
    }
    for name in indexed(lexemes[..<position]).intersection(indexed(lexemes[position...])) {
      roles.add(
        name, .vector, .use,
        Message(zh: "\(name.plain) 的下标随省略号走", en: "the index of \(name.plain) runs on with the ellipsis"))
    }
  }

  /// `|C|` beside `|A \cup B|`: how large C is.
  private mutating func measure(_ lexemes: [Lexeme], _ position: Int) {
    var inside: Lexeme?
    switch lexemes[position].kind {
    case .fenced("|", "|", let body) where body.count == 1: inside = body[0]
    case .bar("|") where position + 2 < lexemes.count:
      if case .bar("|") = lexemes[position + 2].kind { inside = lexemes[position + 1] }
    default: return
    }
    guard case .name(let name, false)? = inside?.kind, name.isCapital, name.base.utf8.count == 1, !name.isBold
    else { return }
    measured.insert(name)
  }

  /// `A \cap B`: both are sets.
  private mutating func joined(_ lexemes: [Lexeme], _ position: Int) {
    for place in [position - 1, position + 1] where lexemes.indices.contains(place) {
      guard case .name(let name, _) = lexemes[place].kind, !name.isBold else { continue }
      roles.add(
        name, .set, .use,
        Message(zh: "\(name.plain) 与别的集合求了交、并或差", en: "\(name.plain) is joined or met with a set"))
    }
  }

  /// `\sum_{x \in D}`: D is a set.
  private mutating func listed(_ script: [Lexeme]) {
    for (sign, following) in zip(script, script.dropFirst()) {
      guard case .relation(.in) = sign.kind, case .name(let name, _) = following.kind, name.accents.isEmpty
      else { continue }
      roles.add(
        name, .set, .use,
        Message(zh: "\(name.plain) 的元素取遍了", en: "the members of \(name.plain) are run through"))
    }
  }

  private mutating func collectParts(_ lexemes: [Lexeme], _ position: Int) {
    switch lexemes[position].kind {
    // Under a sign and in a subscript stand labels and ranges: they say nothing of a role.
    case .subscript: return
    case .fenced("‖", "‖", let body): normed(body)
    case .fenced(_, _, let body) where body.count == 1: collect(body, isLone: true)
    default: for part in [lexemes[position]].parts { collect(part) }
    }
  }

  /// What stands between the bars of a norm is an array, where it is one symbol.
  private mutating func normed(_ body: [Lexeme]) {
    if case .name(let name, _)? = body.first?.kind, body.dropFirst().allSatisfy(\.isScript) {
      roles.add(
        labelled(name, body.dropFirst().first), .array, .use, Message(zh: "取了范数", en: "its norm is taken"))
    }
    collect(body)
  }

  private func labelled(_ name: Name, _ next: Lexeme?) -> Name {
    guard case .subscript(let script)? = next?.kind else { return name }
    var copy = name
    copy.label = Parser.scriptText(script)
    return copy
  }

  private mutating func observe(_ first: Name, _ position: Int, _ lexemes: [Lexeme], isLone: Bool) {
    var name = first
    var next = position + 1
    var isPower = false
    var isOneOfMany = false
    var isTransposed = false
    scripts: while next < lexemes.count {
      switch lexemes[next].kind {
      case .subscript(let script):
        if script.binds(binders) {
          isOneOfMany = true
        } else if let text = Parser.scriptText(script) {
          name.label = text
        }
      case .primes(let count): name.primes += count
      case .superscript(let script):
        if script.count == 1, case .transposeMark = script[0].kind {
          isTransposed = true
          transposed(name, isOneOfMany)
        } else if script.isLoneT {
          isTransposed = true
        } else {
          isPower = !Parser.isMark(script)
        }
      default: break scripts
      }
      next += 1
    }
    if isTransposed {
      multiplied(name, lexemes, next)
      formed(name, isOneOfMany, lexemes, next)
    }
    if next < lexemes.count, let body = lexemes.bracketBody(at: next), !isPower {
      applied(name, body)
    } else if !isLone, !lexemes.isMention(position, next) {
      roles.add(
        name, .quantity, .use,
        Message(zh: "\(name.plain) 在式中单独作因子或项", en: "\(name.plain) stands as a factor or term"))
    }
  }

  /// - Parameter isOneOfMany: an index that runs is on it: all of them together have a dimension more.
  private mutating func transposed(_ name: Name, _ isOneOfMany: Bool) {
    let reason = Message(zh: "\(name.plain) 转置了", en: "\(name.plain) is transposed")
    array(name, isOneOfMany, kind: .use, reason)
  }

  private mutating func array(
    _ name: Name, _ isOneOfMany: Bool, kind: RoleObservation.Kind, _ reason: Message
  ) {
    if isOneOfMany, name.isBold { return }
    roles.add(name, .array, kind, reason)
    let isMatrix = name.isCapital || isOneOfMany
    roles.add(name, isMatrix ? .matrix : .vector, max(kind, .font), reason)
  }

  /// `x^T A y`: with a matrix between them, both are vectors.
  private mutating func formed(
    _ left: Name, _ isOneOfMany: Bool, _ lexemes: [Lexeme], _ position: Int
  ) {
    guard position + 1 < lexemes.count, case .name(var matrix, false) = lexemes[position].kind,
      matrix.isCapital
    else { return }
    var next = position + 1
    if case .subscript(let script) = lexemes[next].kind, !script.binds(binders) {
      matrix = labelled(matrix, lexemes[next])
      next += 1
    }
    if next < lexemes.count, case .superscript(let script) = lexemes[next].kind, script.isMinusOne {
      next += 1
    }
    guard next < lexemes.count, case .name(let name, false) = lexemes[next].kind, !name.isCapital,
      !lexemes.bracketBodyExists(at: next + 1)
    else { return }
    let isIndexed = next + 1 < lexemes.count && lexemes[next + 1].isScript
    forms.append((left, isOneOfMany, matrix, isIndexed ? nil : name))
  }

  /// `w^\top x_i`: what a row is multiplied with is an array.
  private mutating func multiplied(_ row: Name, _ lexemes: [Lexeme], _ position: Int) {
    guard position < lexemes.count, case .name(var name, false) = lexemes[position].kind else { return }
    var next = position + 1
    var isOneOfMany = false
    while next < lexemes.count, lexemes[next].isScript {
      if case .subscript(let script) = lexemes[next].kind {
        if script.binds(binders) {
          isOneOfMany = true
        } else if let text = Parser.scriptText(script) {
          name.label = text
        }
      }
      next += 1
    }
    guard !lexemes.bracketBodyExists(at: next) else { return }
    behindRows.append((row, name, isOneOfMany))
  }

  /// Weighs all of it; what is known of rows tells of what they are multiplied with.
  package mutating func conclude(isArray: (Name) -> Bool) {
    for name in measured.sorted() where measuresSets {
      roles.add(
        name, .set, .custom,
        Message(
          zh: "\(name.plain) 在竖线之间，与别的集合的大小并列", en: "\(name.plain) is measured beside other sets"))
    }
    roles.conclude()
    for (row, name, isOneOfMany) in behindRows {
      let role = roles.role(row)
      guard isArray(row) || role == .array || role?.rank ?? 0 > 0 else { continue }
      array(
        name, isOneOfMany, kind: .custom,
        Message(zh: "\(name.plain) 与转置的量相乘", en: "\(name.plain) is multiplied with what is transposed"))
    }
    for (left, isOneOfMany, matrix, right) in forms {
      guard isArray(matrix) || roles.role(matrix) == .matrix else { continue }
      let reason = Message(
        zh: "隔着矩阵 \(matrix.plain) 相乘", en: "the matrix \(matrix.plain) stands between them")
      array(left, isOneOfMany, kind: .custom, reason)
      if let right { array(right, false, kind: .custom, reason) }
    }
    roles.conclude()
  }

  private mutating func applied(_ name: Name, _ body: [Lexeme]) {
    if Parser.separates(body) {
      roles.add(
        name, .function, .use,
        Message(zh: "\(name.plain) 之后的括号里有几个参数", en: "\(name.plain) stands before a list of arguments"))
    } else if name.primes == 0, Custom.isFunction(name) {
      roles.add(
        name, .function, .custom,
        Message(zh: "习惯上 \(name.base) 之后的括号是自变量", en: "by custom \(name.base) is a function before a bracket")
      )
    } else if body.isOneSymbol {
      roles.add(
        name, .function, .custom,
        Message(zh: "括号里只有一个符号，作因子不必加括号", en: "a lone symbol in brackets is an argument: a factor needs none")
      )
    }
    if Custom.isNumber(name) {
      roles.add(
        name, .number, .custom,
        Message(zh: "习惯上 \(name.base) 是一个数", en: "by custom \(name.base) is a number"))
    }
  }
}

/// Letters that mean the same to most who write.
package enum Custom {
  private static let functions: Set = ["f", "g", "h", "F", "G", "φ", "ϕ", "ψ", "P", "p", "Pr", "q", "Q"]
  private static let numbers: Set = [
    "i", "j", "k", "l", "m", "n", "N", "M", "K", "π", "e", "d", "α", "β", "γ", "η",
  ]

  package static func isFunction(_ name: Name) -> Bool { functions.contains(name.base) && !name.isBold }
  package static func isNumber(_ name: Name) -> Bool { numbers.contains(name.base) && name.accents.isEmpty }
  static func isProbability(_ name: Name) -> Bool { ["P", "p", "Pr"].contains(name.base) && !name.isBold }
}

extension Name {
  package var isCapital: Bool { base.unicodeScalars.first?.properties.isUppercase == true }
}

extension [Lexeme] {
  /// Nothing but the letter T.
  var isLoneT: Bool {
    guard count == 1, case .name(Name("T"), _) = self[0].kind else { return false }
    return true
  }
}

extension Lexeme {
  /// The d, ∂ or ∇ that what follows is put under.
  var isDifferentialSign: Bool {
    switch kind {
    case .partial, .name(Name("d"), _), .ornament("\\nabla"), .ornament("∇"): true
    default: false
    }
  }
}

extension [Lexeme] {
  /// The name of `f(x)`, where that is all there is.
  package var applied: [Lexeme]? {
    guard let open = dropFirst().firstIndex(where: { !$0.isScript }), bracketBody(at: open) != nil,
      behindBracket(open) == count
    else { return nil }
    return Array(self[..<open])
  }

  /// A name with its scripts and nothing else.
  package var isOneSymbol: Bool {
    guard case .name? = first?.kind else { return false }
    return dropFirst().allSatisfy(\.isScript)
  }

  package var isMinusOne: Bool {
    guard count == 2, case .sign("-") = self[0].kind, case .number(1) = self[1].kind else { return false }
    return true
  }

  package func binds(_ binders: Set<Name>) -> Bool {
    for (position, lexeme) in enumerated() {
      guard case .name(var name, _) = lexeme.kind else { continue }
      // Under a sum over t, t' is another letter.
      if position + 1 < count, case .primes(let count) = self[position + 1].kind { name.primes = count }
      if binders.contains(name) { return true }
      // `a_{i_1 i_2}` under a sum over i_1.
      if position + 1 < count, case .subscript(let script) = self[position + 1].kind {
        name.label = Parser.scriptText(script)
        if binders.contains(name) { return true }
      }
    }
    return false
  }

  /// Whether the name from `start` to `end` is only named there and not reckoned with: a head, a lone argument,
  /// what is differentiated, a set behind ∈.
  func isMention(_ start: Int, _ end: Int) -> Bool {
    if start > 0 {
      switch self[start - 1].kind {
      case .partial, .relation(.in), .relation(.notIn), .big, .name(Name("d"), _), .sign("∼"),
        .ornament("\\nabla"), .ornament("∇"), .quantifier:
        return true
      default: break
      }
    }
    let isFirst = start == 0 || { if case .punctuation = self[start - 1].kind { true } else { false } }()
    guard isFirst else { return false }
    guard end < count else { return true }
    switch self[end].kind {
    case .relation(.in), .relation(.equal), .relation(.defined), .punctuation, .bar, .sign("∼"): return true
    default: return false
    }
  }
}
