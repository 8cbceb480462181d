import Diagnostics
import Trees

/// Letters that stand close together and spell a word: `LL(\theta)`, `DAWG`, `exp(x)`.
///
/// KaTeX sets each letter for itself. A run that spells a word which the page knows, or a function's customary name,
/// is that word; a run that looks like a word and that nobody knows stays undecided.
package struct Words: Sendable {
  /// Words that the page heads, declares or spells out.
  package var known: Set<String> = []
  /// Those among them that it declares.
  package var declared: Set<String> = []
  /// Letters that the page uses by themselves.
  package var letters: Set<String> = []
  /// Bold letters that the page uses by themselves.
  package var bold: Set<String> = []

  package init() {}

  package static let customary: Set<String> = [
    "exp", "log", "ln", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "softmax", "sigmoid",
    "relu",
    "ReLU", "softplus", "sgn", "sign", "det", "tr", "gcd", "argmax", "argmin", "lg", "arctan", "Var", "KL",
  ]

  package func merged(_ lexemes: [Lexeme]) -> [Lexeme] {
    var result: [Lexeme] = []
    result.reserveCapacity(lexemes.count)
    var position = 0
    while position < lexemes.count {
      if let end = spacedWord(lexemes, from: position) {
        result.append(word(Self.text(lexemes[position..<end]), Array(lexemes[position..<end])))
        position = end
        continue
      }
      if case .undecidedWord(let text, let run) = lexemes[position].kind {
        let isApplied = lexemes.bracketBody(at: position + 1) != nil
        result += decided(text, isApplied ? [] : run, at: lexemes[position])
        position += 1
        continue
      }
      if let named = namedByNoun(lexemes, at: position) {
        result.append(named)
        position += 2
        continue
      }
      if let marked = marked(lexemes, at: position) {
        result.append(marked)
        position += 1
        continue
      }
      let end = Self.runEnd(lexemes, from: position)
      if end - position > 1 {
        append(
          Array(lexemes[position..<end]), followedBy: end < lexemes.count ? lexemes[end] : nil, to: &result)
        position = end
      } else {
        result.append(inside(lexemes[position]))
        position += 1
      }
    }
    return result
  }

  /// `\mathbf{AB}`: two matrices where both letters stand so on the page or have values, else one name.
  private func decided(_ text: String, _ run: [Lexeme], at lexeme: Lexeme) -> [Lexeme] {
    let names = run.compactMap {
      if case .name(let name, _) = $0.kind, name.isBold { name.base } else { nil }
    }
    if !names.isEmpty, names.count == run.count, !known.contains(text), bold.isSuperset(of: names) {
      return run
    }
    guard run.isEmpty || !names.isEmpty else { return [lexeme] }
    let sign =
      known.contains(text) ? nil : SymbolTable.words[text] ?? SymbolTable.keywords[text].map { .keyword($0) }
    return [
      Lexeme(kind: sign ?? .name(Name(text), isWord: true), range: lexeme.range, isApart: lexeme.isApart)
    ]
  }

  /// A declared word whose letters a space parts, as often as not by a slip: `T P`.
  private func spacedWord(_ lexemes: [Lexeme], from start: Int) -> Int? {
    guard !declared.isEmpty, Self.isLetter(lexemes[start]) else { return nil }
    var end = start + 1
    var found: Int?
    var hasGap = false
    while end < lexemes.count, end - start < 8, Self.isLetter(lexemes[end]) {
      let gap = lexemes[end].range.lowerBound - lexemes[end - 1].range.upperBound
      guard gap == 0 || gap == 1 else { break }
      hasGap = hasGap || gap == 1
      end += 1
      if hasGap, declared.contains(Self.text(lexemes[start..<end])) { found = end }
    }
    return found
  }

  private func isRelation(_ lexeme: Lexeme) -> Bool {
    if case .relation = lexeme.kind { true } else { false }
  }

  /// `p\text{值}`, `t\text{统计量}`: a letter and the noun that it is spoken with are one name.
  private func namedByNoun(_ lexemes: [Lexeme], at position: Int) -> Lexeme? {
    guard position + 1 < lexemes.count, Self.isLetter(lexemes[position]),
      case .prose(let text) = lexemes[position + 1].kind,
      ["值", "统计量", "分数"].contains(text.trimmed),
      position + 2 == lexemes.count || isRelation(lexemes[position + 2])
    else { return nil }
    let range = lexemes[position].range.through(lexemes[position + 1].range)
    return Lexeme(
      kind: .name(Name(Self.text([lexemes[position]]) + text.trimmed), isWord: true), range: range)
  }

  /// `B^{gt}`, `x_1^{pred}`: small letters above a name, of which the page uses none by itself, tell the name apart.
  private func marked(_ lexemes: [Lexeme], at position: Int) -> Lexeme? {
    guard case .superscript(let script) = lexemes[position].kind, script.count > 1,
      Self.runEnd(script, from: 0) == script.count
    else { return nil }
    var base = position - 1
    if base >= 0, case .subscript = lexemes[base].kind { base -= 1 }
    guard base >= 0, case .name(let name, _) = lexemes[base].kind, name != Name("e") else { return nil }
    let areCapitals = Self.text(script).allSatisfy(\.isUppercase)
    let isMark = script.allSatisfy { lexeme in
      guard case .name(let letter, _) = lexeme.kind else { return false }
      return (areCapitals || letter.base == letter.base.lowercased()) && letter.base.allSatisfy(\.isASCII)
        && !letters.contains(letter.base)
    }
    guard isMark else { return nil }
    var copy = lexemes[position]
    copy.kind = .superscript([word(Self.text(script), script)])
    return copy
  }

  private func inside(_ lexeme: Lexeme) -> Lexeme {
    var copy = lexeme
    copy.kind = lexeme.kind.mapParts { merged($0) }
    return copy
  }

  /// Behind the letters (and digits behind a letter) that stand without a gap.
  package static func runEnd(_ lexemes: [Lexeme], from start: Int) -> Int {
    guard isLetter(lexemes[start]) else { return start + 1 }
    var end = start + 1
    while end < lexemes.count, lexemes[end].range.lowerBound == lexemes[end - 1].range.upperBound {
      guard isLetter(lexemes[end]) || isDigits(lexemes[end]) else { break }
      end += 1
    }
    return end
  }

  package static func isLetter(_ lexeme: Lexeme) -> Bool {
    guard case .name(let name, false) = lexeme.kind, name == Name(name.base) else { return false }
    return name.base.utf8.count == 1
  }

  private static func isDigits(_ lexeme: Lexeme) -> Bool {
    guard case .number(let number) = lexeme.kind else { return false }
    return number.integer != nil
  }

  package static func text(_ run: some Sequence<Lexeme>) -> String {
    run.map { lexeme -> String in
      switch lexeme.kind {
      case .name(let name, _): name.base
      case .number(let number): number.written
      default: ""
      }
    }.joined()
  }

  private func append(_ run: [Lexeme], followedBy next: Lexeme?, to result: inout [Lexeme]) {
    let whole = Self.text(run)
    if known.contains(whole) { return result.append(word(whole, run)) }
    if isCustomary(whole, followedBy: next) { return result.append(word(whole, run)) }
    var position = 0
    var pieces: [Lexeme] = []
    var found = false
    while position < run.count {
      if let end = longest(in: run, from: position, followedBy: next) {
        pieces.append(word(Self.text(run[position..<end]), Array(run[position..<end])))
        position = end
        found = true
      } else {
        pieces.append(run[position])
        position += 1
      }
    }
    if !found, isUnknownWord(run) {
      let range = run[0].range.through(run[run.count - 1].range)
      return result.append(Lexeme(kind: .undecidedWord(whole, run), range: range))
    }
    result += pieces
  }

  /// A known word of three letters or more inside a run; a shorter one, or a function's name, only at the run's end.
  private func longest(in run: [Lexeme], from start: Int, followedBy next: Lexeme?) -> Int? {
    for end in stride(from: run.count, to: start + 1, by: -1) {
      let text = Self.text(run[start..<end])
      if known.contains(text), end == run.count || text.utf8.count >= 3 { return end }
      if end == run.count, text.utf8.count >= 3, isCustomary(text, followedBy: next) { return end }
    }
    return nil
  }

  private func isCustomary(_ text: String, followedBy next: Lexeme?) -> Bool {
    guard Self.customary.contains(text), let next else { return false }
    if text.utf8.count == 2, letters.contains(String(text.prefix(1))),
      letters.contains(String(text.suffix(1)))
    {
      return false
    }
    switch next.kind {
    case .open, .fenced: return true
    case .subscript, .superscript, .name, .number, .function, .fraction, .root, .bar:
      return text.utf8.count > 2
    default: return false
    }
  }

  private func word(_ text: String, _ run: [Lexeme]) -> Lexeme {
    let range = run[0].range.through(run[run.count - 1].range)
    if !known.contains(text), let sign = SymbolTable.words[text] { return Lexeme(kind: sign, range: range) }
    return Lexeme(kind: .name(Name(text), isWord: true), range: range)
  }

  /// Three letters or more, or two capitals, none of which the page uses by itself.
  private func isUnknownWord(_ run: [Lexeme]) -> Bool {
    let names = run.compactMap { lexeme -> String? in
      if case .name(let name, _) = lexeme.kind { name.base } else { nil }
    }
    guard names.count == run.count else { return false }
    let areCapitals = names.allSatisfy { $0 == $0.uppercased() }
    guard names.count >= 3 || areCapitals else { return false }
    return areCapitals ? !names.allSatisfy(letters.contains) : !names.contains(where: letters.contains)
  }
}

extension Words {
  /// Notes the letters that stand by themselves and the runs that make a whole side of a head.
  package mutating func survey(_ lexemes: [Lexeme]) {
    var position = 0
    while position < lexemes.count {
      let end = Self.runEnd(lexemes, from: position)
      if case .name(let name, false) = lexemes[position].kind, name.isBold { bold.insert(name.base) }
      if end == position + 1, case .name(let name, false) = lexemes[position].kind {
        letters.insert(name.base)
      }
      position = end
    }
    for lexeme in lexemes {
      // The letters of `\mathbf{BCE}` do not stand by themselves.
      if case .undecidedWord = lexeme.kind { continue }
      for part in [lexeme].parts { survey(part) }
    }
  }

  /// `LL(\theta) =`, `Loss =`, `F1 =`: a run that is all that stands at the left of a relation.
  package mutating func surveyHead(_ lexemes: [Lexeme]) {
    guard let first = lexemes.first, Self.isLetter(first) else { return }
    let end = Self.runEnd(lexemes, from: 0)
    guard end > 1, end < lexemes.count else { return }
    let text = Self.text(lexemes[0..<end])
    guard !Self.customary.contains(text) else { return }
    var next = end
    while next < lexemes.count, lexemes[next].isScript { next += 1 }
    guard next < lexemes.count else { return }
    // `dp[i][j] =`
    let places = next
    while next < lexemes.count, lexemes.squareBody(at: next) != nil { next = lexemes.behindBracket(next) }
    let isTable = next > places
    guard next < lexemes.count else { return }
    let isCall = lexemes.bracketBody(at: next) != nil
    if isCall { next = lexemes.behindBracket(next) }
    guard next < lexemes.count else { return }
    switch lexemes[next].kind {
    case .relation(.equal), .relation(.defined), .relation(.approximately), .assignment: break
    default: return
    }
    // A run of small letters alone may be a product that an equation is about: `xy = 1`.
    let isCapital = text.first?.isUppercase == true
    if isCall || isTable || isCapital && text.utf8.count >= 2 || text.utf8.count >= 3 { known.insert(text) }
  }
}

extension [Lexeme] {
  /// The words that a formula in prose declares: each of `TP, TN \in [1, 9]`, and of `TP, TN` alone.
  package var declaredWords: [String] {
    let items = split(omittingEmptySubsequences: false) { lexeme in
      if case .punctuation(let mark) = lexeme.kind { [",", "，", "、"].contains(mark) } else { false }
    }
    if items.count > 1, !hasRelation {
      let words = items.compactMap { Array($0).declaredWord }
      if words.count == items.count { return words }
    }
    guard items.count > 1,
      let last = items.firstIndex(where: { item in
        item.contains { if case .relation = $0.kind { true } else { false } }
      }),
      case .relation(.in)? = items[last].first(where: { if case .relation = $0.kind { true } else { false } }
      )?.kind
    else { return declaredWord.map { [$0] } ?? [] }
    return items[...last].compactMap { Array($0).declaredWord }
  }

  /// The word that a formula in prose declares: `TP \in [1, 9]`, `TP = 3`, or nothing but the word.
  private var declaredWord: String? {
    guard let first, Words.isLetter(first) else { return nil }
    let end = Words.runEnd(self, from: 0)
    let text = Words.text(self[0..<end])
    guard text.utf8.count > 1, !Words.customary.contains(text) else { return nil }
    let isCapital = text.first?.isUppercase == true || text.utf8.count >= 3
    guard isCapital else { return nil }
    guard end < count else { return text.allSatisfy(\.isUppercase) || text.utf8.count >= 3 ? text : nil }
    var behind = end
    if case .subscript(let script) = self[end].kind, script.count == 1,
      case .name(_, isWord: true) = script[0].kind
    {
      // `len_{\text{pred}}`
      behind += 1
      if behind == count { return text }
    } else if case .subscript(let script) = self[end].kind, script.count == 1,
      case .name = script[0].kind, end + 1 < count,
      case .relation(.in) = self[end + 1].kind
    {
      // `rel_i \in \{0, 1, 2\}`
      return text
    }
    switch self[behind].kind {
    case .relation(.in), .relation(.equal), .relation(.defined), .punctuation(","), .punctuation(":"):
      return text
    default: return nil
    }
  }
}
