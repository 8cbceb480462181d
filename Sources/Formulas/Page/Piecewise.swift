import LaTeX
import Typesetting

/// Definitions that sentences give case by case: `当 $x \ge 0$ 时 $f(x) = x$，当 $x < 0$ 时 $f(x) = a x$`,
/// `$f(x) = x$（$x > 0$），$f(x) = 0$（$x \le 0$）`.
struct Piecewise {
  /// Formulas that become one definition by cases, by the first of them.
  private(set) var joined: [Int: [Lexeme]] = [:]
  /// Formulas that are parts of such definitions, or say of one case alone what something is: none defines by itself.
  private(set) var parts: Set<Int> = []

  private struct Piece {
    var formula: Int
    var head: [Lexeme]
    var body: [Lexeme]
    var condition: Condition
  }

  private enum Condition: Equatable { case none, formula(Int), noted(Int), otherwise }

  private struct Key: Hashable {
    var section: [Int]
    var head: String
  }

  private let pageFormulas: PageFormulas
  private let lexemes: [[Lexeme]]
  private var pieces: [Key: [Piece]] = [:]

  init(_ sentences: [[SentenceToken]], of pageFormulas: PageFormulas, _ lexemes: [[Lexeme]]) {
    self.pageFormulas = pageFormulas
    self.lexemes = lexemes.map(Rows.trimmed)
    guard zip(pageFormulas.sourceFormulas, lexemes).contains(where: { !$0.isDisplay && $1.hasRelation })
    else { return }
    for sentence in sentences { read(sentence) }
    for (key, pieces) in pieces { conclude(key, pieces) }
  }

  // MARK: Sentences

  private mutating func read(_ sentence: [SentenceToken]) {
    var pending: Int?
    var isOtherwise = false
    var last: Key?
    for (place, token) in sentence.enumerated() {
      switch token {
      case .stop: continue
      case .words(let words):
        if Self.others.contains(where: words.contains) { isOtherwise = true }
        if !Self.leads(words) { last = nil }
      case .formula(let index):
        if isCondition(index), isSupposed(place, sentence) {
          (pending, last) = (index, nil)
        } else if let (key, piece) = piece(index) {
          var piece = piece
          piece.condition = pending.map { .formula($0) } ?? (isOtherwise ? .otherwise : .none)
          pieces[key, default: []].append(piece)
          (pending, isOtherwise, last) = (nil, false, key)
        } else if isCondition(index) {
          if let key = last, let count = pieces[key]?.count,
            pieces[key]?[count - 1].condition == Condition.none
          {
            pieces[key]?[count - 1].condition = .noted(index)
          }
          last = nil
        }
      }
    }
  }

  private static let others = ["否则", "其余", "其他", "其它", "otherwise", "else"]

  /// Whether words are none but those that join a case to what holds in it.
  private static func leads(_ words: String) -> Bool { words.allSatisfy { "当若如果在时则那么和与且而，, ".contains($0) } }

  private func isSupposed(_ place: Int, _ sentence: [SentenceToken]) -> Bool {
    if place > 0, case .words(let before) = sentence[place - 1],
      ["当", "若", "如果", "if", "when"].contains(where: before.lowercased().hasSuffix)
    {
      return true
    }
    guard place + 1 < sentence.count, case .words(let behind) = sentence[place + 1] else { return false }
    return behind.hasPrefix("时") && !behind.hasPrefix("时刻") && !behind.hasPrefix("时间")
      && !behind.hasPrefix("时段")
  }

  /// A formula in a sentence that says what something is.
  private func piece(_ index: Int) -> (Key, Piece)? {
    let source = pageFormulas.sourceFormulas[index]
    guard !source.isDisplay, source.directive == nil, !lexemes[index].isEmpty,
      let head = Head(Parser(lexemes[index], end: source.latex.utf8.count, scope: Scope()))
    else { return nil }
    let body = Array(lexemes[index][head.next...].dropFirst())
    guard !body.isEmpty, !body.hasRelation, let sign = lexemes[index][..<head.next].last else { return nil }
    let text = source.latex.utf8.prefix(sign.range.upperBound)
    let key = Key(section: source.section, head: String(decoding: text.filter { $0 > 0x20 }, as: UTF8.self))
    let piece = Piece(
      formula: index, head: Array(lexemes[index][...head.next]), body: body, condition: .none)
    return (key, piece)
  }

  /// A lone relation.
  private func isCondition(_ index: Int) -> Bool {
    let source = pageFormulas.sourceFormulas[index]
    return !source.isDisplay && source.directive == nil && lexemes[index].hasRelation
  }

  // MARK: Cases

  private mutating func conclude(_ key: Key, _ pieces: [Piece]) {
    let isSaidByCases = pieces.contains { piece in
      if case .formula = piece.condition { true } else { false }
    }
    let isWhole = pieces.allSatisfy { $0.condition != .none } && (pieces.count > 1 || isSaidByCases)
    guard isSaidByCases || isWhole else { return }
    let first = pieces[0]
    let conditions = pieces.compactMap { condition($0).map(spelling) }
    guard isWhole, !isDisplayed(key), Set(conditions).count == conditions.count,
      !pieces.dropLast().contains(where: { $0.condition == .otherwise })
    else {
      // `当 $n = 1$ 时 $T(n) = 1$` of a T that a display defines says what that is in one case; what is said twice of one
      // case defines nothing.
      for piece in pieces {
        if let condition = condition(piece) { parts.formUnion([piece.formula, condition]) }
      }
      return
    }
    let place = first.body[0].range.lowerBound..<first.body[first.body.count - 1].range.upperBound
    let rows = pieces.map { piece -> [[Lexeme]] in
      parts.insert(piece.formula)
      let body = piece.formula == first.formula ? piece.body : piece.body.placed(at: place)
      switch piece.condition {
      case .formula(let condition), .noted(let condition):
        parts.insert(condition)
        return [body, lexemes[condition].placed(at: place)]
      case .otherwise, .none: return [body, [.otherwise(at: place)]]
      }
    }
    parts.remove(first.formula)
    joined[first.formula] = first.head + [.cases(rows, at: place)]
  }

  /// The formula that says in which case a piece holds.
  private func condition(_ piece: Piece) -> Int? {
    switch piece.condition {
    case .formula(let condition), .noted(let condition): condition
    case .otherwise, .none: nil
    }
  }

  private func spelling(_ index: Int) -> String {
    pageFormulas.sourceFormulas[index].latex.filter { !$0.isWhitespace }
  }

  /// Whether some display of the page begins as these do.
  private func isDisplayed(_ key: Key) -> Bool {
    pageFormulas.sourceFormulas.contains { source in
      guard source.isDisplay else { return false }
      switch source.directive {
      case .claim, .erratum: return false
      default: break
      }
      let text = source.latex.filter { !$0.isWhitespace && $0 != "&" }
      return text.contains(key.head + "=")
    }
  }
}

extension Lexeme {
  /// `\begin{cases} … \end{cases}`, each row a body and its condition.
  static func cases(_ rows: [[[Lexeme]]], at range: Range<Int>) -> Lexeme {
    let grid = Lexeme(kind: .grid(environment: "cases", rows: rows), range: range)
    return Lexeme(kind: .fenced("{", ".", [grid]), range: range)
  }

  static func otherwise(at range: Range<Int>) -> Lexeme {
    Lexeme(kind: .keyword(.otherwise), range: range)
  }
}

extension [Lexeme] {
  /// What another formula says, as said at a place of this one.
  func placed(at range: Range<Int>) -> [Lexeme] {
    map { lexeme in
      Lexeme(kind: lexeme.kind.mapParts { $0.placed(at: range) }, range: range, isApart: lexeme.isApart)
    }
  }
}
