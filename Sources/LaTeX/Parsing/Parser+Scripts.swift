import Typesetting
import Diagnostics
import Trees

/// What a subscript or a superscript is to its name: an index, a label, a mark.
extension Parser {
  package static let customaryIndices: Set<String> = ["i", "j", "k", "l", "m", "n", "c"]

  /// An index is bound by a binder, or indexes what is known to be an array.
  package func isIndex(_ script: [Lexeme], of name: Name) -> Bool {
    guard !prefersLabels, let names = script.indexNames else { return false }
    // `p_{interp}(r)` under a sum over r: the page heads that very name.
    if script.count > 1, names.count == script.count, let word = Self.label(script) {
      let whole = name.labelled(word)
      if scope.heads.contains(whole)
        || scope.definitions[whole]?.contains(where: { !$0.parameters.isEmpty }) == true
      {
        return false
      }
    }
    if names.contains(where: bound.contains) || script.binds(Set(bound)) { return true }
    if places.arrays.contains(name), script.count == 1, names.allSatisfy(places.letters.contains) {
      return true
    }
    var labelled = name
    labelled.label = Self.label(script)
    if labelled.label != nil, knows(labelled), !isIndexed(labelled) { return false }
    // `\hat x_i \leftarrow …` above: that is the one.
    if labelled.label != nil, scope.definitions[labelled.assigned] != nil, scope.values.byName[name] == nil {
      return false
    }
    if scope.families[name] == nil, let rank = definedRank(name), script.indexCount == rank,
      labelled.label != "0",
      !knows(labelled), names.allSatisfy({ Self.customaryIndices.contains($0.base) || knows($0) })
    {
      return true
    }
    let array = arrayName(name)
    let isArray = (local[array] ?? scope.rank(array) ?? 0) > 0
    let isPlaced = scope.values.isNumbered(name) && names.contains(where: heading.contains)
    if isArray || isPlaced || scope.indexed.contains(name) || indexedSpelling(of: name, script) != nil {
      let spelled = Set(script.names)
      return names.allSatisfy { name in
        Self.customaryIndices.contains(name.base) || knows(name) || scope.isLength(name)
          || spelled.contains { $0 != name && $0.bare == name && knows($0) }
          || scope.binders.contains(name)
          || heading.contains(name) && (scope.values.rank(array) == 1 || scope.values.isNumbered(array))
      }
    }
    return isDeclaration && !names.isEmpty
      && names.allSatisfy {
        Self.customaryIndices.contains($0.base) && !scope.isVariable($0) && scope.binders.contains($0)
      }
      && script.allSatisfy { if case .sign = $0.kind { false } else { true } }
  }

  /// `i, j`, `ij` and, of what is known to have two indices, `12`.
  ///
  /// - Parameter count: how many there are, where that is known.
  package func indices(
    _ script: [Lexeme], _ range: Range<Int>, of name: Name? = nil, count: Int? = nil
  ) throws(ParseError) -> [Tree] {
    var singles: [[Lexeme]] = []
    let rank = count ?? name.map { local[arrayName($0)] ?? scope.rank(arrayName($0)) ?? 0 } ?? 0
    // `x_{2k}` of a list is at twice k.
    if rank == 1, script.count > 1, case .number = script[0].kind, case .name = script[1].kind {
      var probe = self
      return try probe.list(script, end: range.upperBound)
    }
    for lexeme in script {
      switch lexeme.kind {
      case .name(_, false): singles.append([lexeme])
      case .primes where !singles.isEmpty, .subscript where !singles.isEmpty:
        singles[singles.count - 1].append(lexeme)
      case .number(let number) where number.written.count == 1: singles.append([lexeme])
      case .number(let number) where number.digits.count == rank && script.count == 1:
        singles += number.digits.compactMap { digit in
          Number(String(digit)).map { [Lexeme(kind: .number($0), range: lexeme.range)] }
        }
      default:
        var probe = self
        let listed = try probe.list(script, end: range.upperBound)
        guard listed.count >= rank || !script.hasAdjoiningNames else {
          throw ParseError(
            "ambiguous-index", zh: "这些下标挨在一起，分不清是几个：用逗号隔开",
            en:
              "these subscripts stand close together, and how many they are is not clear: part them by commas",
            at: range)
        }
        return listed
      }
    }
    var trees: [Tree] = []
    for group in singles {
      var inner = part(group, end: group[group.count - 1].range.upperBound)
      trees.append(try inner.factor())
      try inner.expectEnd()
    }
    return trees
  }

  /// The subscript's text, where it is one word or sign.
  package static func label(_ script: [Lexeme]) -> String? {
    var text = ""
    for lexeme in script {
      switch lexeme.kind {
      case .name(let name, _): text += name.plain
      case .undecidedWord(let word, _): text += word
      case .number(let number): text += number.written
      case .function(let function): text += function.word?.base ?? function.rawValue
      case .big(.supremum(let kind)) where script.count == 1: text += kind.rawValue
      case .sign(let sign) where script.count == 1 && "+-".contains(sign): text += sign
      case .prose(let words): text += words.filter { $0 != " " }
      case .punctuation(","): text += ","
      case .ornament(let sign): text += sign.drop { $0 == "\\" }
      case .relation(.tendsTo) where script.count == 1: text += "→"
      case .constant(.infinity) where script.count == 1: text += "∞"
      case .keyword(let keyword) where script.count == 1: text += "\(keyword)"
      default: return scriptText(script)
      }
    }
    return text.isEmpty ? nil : text
  }

  /// Any short script as text, so that it can tell names apart: `t-1`, `(l+1)`, `c_{i-1}`.
  package static func scriptText(_ script: [Lexeme]) -> String? {
    var text = ""
    for lexeme in script {
      switch lexeme.kind {
      case .name(let name, _): text += name.plain
      case .undecidedWord(let word, _): text += word
      case .number(let number): text += number.written
      case .function(let function): text += function.word?.base ?? function.rawValue
      case .big(.supremum(let kind)): text += kind.rawValue
      case .sign(let sign): text += sign
      case .prose(let words): text += words.filter { $0 != " " }
      case .punctuation(let mark): text += mark
      case .open(let bracket), .close(let bracket), .bar(let bracket): text += bracket
      case .ornament(let sign): text += sign.drop { $0 == "\\" }
      case .relation(.tendsTo): text += "→"
      case .relation(let relation): text += relation.rawValue
      case .constant(.infinity): text += "∞"
      case .keyword(let keyword): text += "\(keyword)"
      case .primes(let count): text += String(repeating: "′", count: count)
      case .transposeMark: text += "T"
      case .subscript(let inner):
        guard let inside = scriptText(inner) else { return nil }
        text += "_" + inside
      case .superscript(let inner):
        guard let inside = scriptText(inner) else { return nil }
        text += "^" + inside
      case .fenced(let left, let right, let inner):
        guard let inside = scriptText(inner) else { return nil }
        text += left + inside + right
      case .partial: text += "∂"
      case .blackboard(let letter): text += letter
      case .fraction(let top, let bottom):
        guard let above = scriptText(top), let below = scriptText(bottom) else { return nil }
        text += above + "/" + below
      default: return nil
      }
    }
    return text.isEmpty || text.utf8.count > 40 ? nil : text
  }

  /// A superscript as text; a star is a star however it is typed.
  static func markText(_ script: [Lexeme]) -> String? {
    if script.count == 1, script[0].isStar { return "*" }
    return scriptText(script)
  }

  /// Whether a superscript marks a name and raises nothing to a power: `*`, `+`, `(l)`.
  static func isMark(_ script: [Lexeme]) -> Bool {
    guard let first = script.first else { return false }
    switch first.kind {
    case .ornament, .fenced("(", ")", _): return true
    case .sign: return script.count == 1
    case .open("("): if case .close(")")? = script.last?.kind { return true } else { return false }
    default: return false
    }
  }

  /// A superscript that is part of the name: `*`, `+`, `(l)`, or one that the page declares (`w^g`).
  package func mark(_ script: [Lexeme], of name: Name) -> String? {
    guard let first = script.first, name != Name("e") || knows(name), !script.contains(where: \.isReckoning)
    else {
      return nil
    }
    // In a head `h_i^j(x)` the letters stand for any index.
    if prefersLabels, script.count == 1, case .name(let letter, false) = first.kind,
      Self.familyIndices.contains(letter.base), lexemes.bracketBodyExists(at: next + 1)
    {
      return letter.base
    }
    switch first.kind {
    case .undecidedWord(let word, _)
    where script.count == 1 && word.utf8.count > 2 && word.allSatisfy(\.isUppercase):
      // `L^{CLIP}`: nobody raises to four letters.
      return word
    case .undecidedWord(let word, _)
    where script.lexemesBehindWordAreBracketed && word.utf8.count > 2 && word.allSatisfy(\.isUppercase):
      // `\hat A_t^{GAE(\gamma, \lambda)}`
      return Self.scriptText(script)
    case .ornament(let text) where script.count == 1: return String(text.drop { $0 == "\\" })
    case .sign("·") where script.count == 1, .sign("*") where script.count == 1: return "*"
    case .sign(let sign) where script.count == 1 && "+-".contains(sign): return sign
    case .fenced("(", ")", let inner) where script.count == 1: return Self.label(inner).map { "(\($0))" }
    case .open("("):
      guard script.count >= 3, case .close(")") = script[script.count - 1].kind else { return nil }
      // `f^{(2)}` is a derivative where f is a function; else the layer, the sample, the step that is meant.
      if script.count == 3, case .number = script[1].kind,
        scope.isFunction(name) || Custom.isFunction(name) && !name.isCapital && !scope.isVariable(name)
      {
        return nil
      }
      return Self.label(Array(script[1..<(script.count - 1)])).map { "(\($0))" }
    case .name(Name("π"), _)
    where script.dropFirst().allSatisfy({ if case .subscript = $0.kind { true } else { false } }):
      // `Q^\pi(s, a)`: of the policy π.
      guard ["V", "Q", "A", "v", "q", "J"].contains(name.base), let text = Self.scriptText(script) else {
        return nil
      }
      var marked = name
      marked.mark = text
      return knows(marked) || lexemes.bracketBodyExists(at: next + 1) ? text : nil
    case .name(_, let isWord):
      guard let text = Self.label(script) else { return nil }
      var marked = name
      marked.mark = text
      return knows(marked)
        || (isWord && scope.meanings[Name(text)] == nil && scope.definitions[Name(text)] == nil)
        ? text : nil
    default: return nil
    }
  }

}

extension Lexeme {
  /// `*`, or the `\cdot` that some type for it.
  var isStar: Bool {
    switch kind {
    case .sign("·"), .sign("*"): true
    default: false
    }
  }

  /// What no mark on a name holds: `x^{(1 - r/c)}` is a power.
  fileprivate var isReckoning: Bool {
    switch kind {
    case .sign("/"), .sign("÷"), .fraction, .root, .big: true
    default: false
    }
  }
}

extension [Lexeme] {
  /// A word and one bracket behind it.
  fileprivate var lexemesBehindWordAreBracketed: Bool {
    count > 1 && bracketBody(at: 1) != nil && behindBracket(1) == count
  }

  /// `j - w[i]`: an element of a table in square brackets.
  var holdsTablePlaces: Bool {
    contains { lexeme in
      switch lexeme.kind {
      case .open("["), .fenced("[", "]", _): true
      default: false
      }
    }
  }

  /// `ij-1`: letters side by side, which may be two indices.
  fileprivate var hasAdjoiningNames: Bool {
    zip(self, dropFirst()).contains { first, second in
      if case .name(_, false) = first.kind, case .name(_, false) = second.kind { true } else { false }
    }
  }
}
