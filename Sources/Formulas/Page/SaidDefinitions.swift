import LaTeX
import Typesetting
import Trees

/// Definitions that sentences put into words: `$\bar x$ 是 $x_1, \dots, x_n$ 的平均值`,
/// `$H_\delta(r)$ 在 $|r| \le \delta$ 时等于 $\frac12 r^2$，否则等于 …`.
struct SaidDefinitions {
  /// What each formula says together with the words around it.
  private(set) var joined: [Int: [Lexeme]] = [:]
  /// Formulas that are parts of such definitions.
  private(set) var parts: Set<Int> = []

  private let pageFormulas: PageFormulas
  private let lexemes: [[Lexeme]]

  init(_ sentences: [[SentenceToken]], of pageFormulas: PageFormulas, _ lexemes: [[Lexeme]]) {
    self.pageFormulas = pageFormulas
    self.lexemes = lexemes.map(Rows.trimmed)
    for sentence in sentences {
      readMean(sentence)
      readCases(sentence)
    }
  }

  // MARK: Means

  private static let means = ["算术平均值", "算术平均数", "算术平均", "样本均值", "平均值", "平均数", "均值", "平均", "mean", "average"]
  private static let copulas = ["是", "为", "表示", "记为", "记作", "等于", "即", "is the", "is"]
  /// 它们的, 其分量的, 这些数的: of what the sentence lists.
  private static let pronouns = [
    "它们", "其", "这些数", "上述各数", "这组数", "这组数据", "该样本", "各分量", "其分量", "其各分量", "它的分量", "的", "the", "their", "of",
  ]

  private mutating func readMean(_ sentence: [SentenceToken]) {
    let formulas = sentence.compactMap(\.formula)
    let lists = formulas.compactMap { index in Listed(lexemes[index]).map { (index, $0) } }
    guard !lists.isEmpty, !speaksOfChance(sentence) else { return }
    for (place, token) in sentence.enumerated() {
      guard case .formula(let index) = token, isPlainName(index), !isDefined(lexemes[index]) else { continue }
      let before = place > 0 ? sentence[place - 1] : nil
      let behind = place + 1 < sentence.count ? sentence[place + 1] : nil
      var listed: Listed?
      if case .words(let words)? = behind, let rest = Self.dropped(Self.copulas, words) {
        if Self.isMean(rest) {
          listed = Set(lists.filter { $0.0 < index }.map(\.1.letter)).count == 1 ? lists[0].1 : nil
        } else if rest.isEmpty, place + 3 < sentence.count, case .formula(let other) = sentence[place + 2],
          case .words(let noun) = sentence[place + 3], noun.hasPrefix("的"), Self.isMean(noun)
        {
          listed = lists.first { $0.0 == other }?.1
        }
      }
      if listed == nil, case .words(let words)? = before, let noun = Self.behindCopula(words),
        Self.isMean(noun), Set(lists.filter { $0.0 < index }.map(\.1.letter)).count == 1
      {
        listed = lists[0].1
      }
      if let listed { joined[index] = listed.mean(named: lexemes[index]) }
    }
  }

  /// 独立同分布, 随机, `\sim`: where a mean is one of a distribution.
  private func speaksOfChance(_ sentence: [SentenceToken]) -> Bool {
    sentence.contains { token in
      switch token {
      case .words(let words): ["独立", "同分布", "随机", "服从", "总体", "期望", "random"].contains(where: words.contains)
      case .formula(let index): lexemes[index].contains(where: \.isSimilar)
      case .stop: false
      }
    } || sentence.compactMap(\.formula).contains { Listed(lexemes[$0])?.letter.isCapital == true }
  }

  private static func dropped(_ words: [String], _ text: String) -> String? {
    words.sorted { $0.count > $1.count }.first(where: text.lowercased().hasPrefix)
      .map { String(text.dropFirst($0.count)) }
  }

  /// 其均值记为 before a letter.
  private static func behindCopula(_ text: String) -> String? {
    copulas.sorted { $0.count > $1.count }.first(where: text.lowercased().hasSuffix)
      .map { String(text.dropLast($0.count)) }
  }

  /// 它们的平均值: a mean, and of nothing else than what is listed.
  private static func isMean(_ text: String) -> Bool {
    let text = text.lowercased().filter { !$0.isWhitespace }
    guard let noun = means.first(where: text.hasSuffix), text.count > noun.count else { return false }
    var rest = text.dropLast(noun.count)
    while let word = pronouns.sorted(by: { $0.count > $1.count }).first(where: rest.hasPrefix) {
      rest = rest.dropFirst(word.count)
    }
    return rest.isEmpty
  }

  private func isPlainName(_ index: Int) -> Bool {
    let own = lexemes[index]
    guard !pageFormulas.sourceFormulas[index].isDisplay, pageFormulas.sourceFormulas[index].directive == nil,
      case .name? = own.first?.kind
    else { return false }
    return own.count == 1
  }

  /// Whether some formula of the page says by itself what this is.
  private func isDefined(_ head: [Lexeme]) -> Bool {
    guard let text = Parser.scriptText(head) else { return true }
    return lexemes.indices.contains { index in
      if case .claim? = pageFormulas.sourceFormulas[index].directive { return false }
      let rows = Rows(lexemes[index], end: pageFormulas.sourceFormulas[index].latex.utf8.count)
      return rows.statements.flatMap(\.separated).contains { statement in
        guard let sign = statement.lexemes.firstIndex(where: \.isEquality), sign > 0 else { return false }
        return Parser.scriptText(Array(statement.lexemes[..<sign])) == text
      }
    }
  }

  // MARK: Cases

  private static let takes = ["等于", "取值为", "取", "为", "是", "equals", "is"]
  private static let others = ["否则", "其余情形", "其余", "其他情形", "其他", "其它", "otherwise", "else"]

  private mutating func readCases(_ sentence: [SentenceToken]) {
    let tokens = sentence.filter { $0 != .stop }
    for (place, token) in tokens.enumerated() {
      guard case .formula(let index) = token, isHead(index), !isDefined(lexemes[index]) else { continue }
      var next = place + 1
      var cases: [(body: Int, condition: Int?)] = []
      while next < tokens.count, let (one, end) = oneCase(tokens, next, isFirst: cases.isEmpty) {
        cases.append(one)
        next = end
        if one.condition == nil { break }
      }
      guard cases.count > 1, cases.dropLast().allSatisfy({ $0.condition != nil }) else { continue }
      join(cases, to: index)
    }
  }

  /// 在 `r > 0` 时等于 `r`, 否则等于 `0`.
  private func oneCase(_ tokens: [SentenceToken], _ place: Int, isFirst: Bool) -> (
    (body: Int, condition: Int?), end: Int
  )? {
    guard case .words(let lead) = tokens[place], place + 1 < tokens.count,
      case .formula(let first) = tokens[place + 1]
    else { return nil }
    if !isFirst, let rest = Self.dropped(Self.others, lead),
      let verb = Self.dropped(["则", "时", "情况下", "情况", ""], rest),
      Self.takes.contains(verb), isValue(first)
    {
      return ((first, nil), place + 2)
    }
    guard ["在", "当", "若", "如果", "而在", "而当", "when", "if"].contains(lead.lowercased()), isCondition(first),
      place + 3 < tokens.count, case .words(let behind) = tokens[place + 2],
      case .formula(let body) = tokens[place + 3], isValue(body)
    else { return nil }
    guard let rest = Self.dropped(["时", "的时候", "处", "则", ""], behind),
      let verb = Self.dropped(["则", ""], rest), Self.takes.contains(verb)
    else { return nil }
    return ((body, first), place + 4)
  }

  /// `H_\delta(r)`: a name with what stands in its brackets.
  private func isHead(_ index: Int) -> Bool {
    let source = pageFormulas.sourceFormulas[index]
    guard !source.isDisplay, source.directive == nil, !lexemes[index].hasRelation,
      let end = lexemes[index].last?.range.upperBound
    else { return false }
    let sign = Lexeme(kind: .relation(.equal), range: end..<end)
    guard
      let head = Head(Parser(lexemes[index] + [sign], end: source.latex.utf8.count, scope: Scope()))
    else { return false }
    return head.hasArguments && head.next == lexemes[index].count
  }

  private func isCondition(_ index: Int) -> Bool {
    let source = pageFormulas.sourceFormulas[index]
    return !source.isDisplay && source.directive == nil && lexemes[index].hasRelation
  }

  private func isValue(_ index: Int) -> Bool {
    let source = pageFormulas.sourceFormulas[index]
    return !source.isDisplay && source.directive == nil && !lexemes[index].isEmpty
      && !lexemes[index].hasRelation
  }

  private mutating func join(_ cases: [(body: Int, condition: Int?)], to index: Int) {
    let head = lexemes[index]
    guard let start = head.first?.range.lowerBound, let end = head.last?.range.upperBound else { return }
    let place = start..<end
    let rows = cases.map { one -> [[Lexeme]] in
      let body = lexemes[one.body].placed(at: place)
      guard let condition = one.condition else {
        return [body, [.otherwise(at: place)]]
      }
      return [body, lexemes[condition].placed(at: place)]
    }
    parts.formUnion(cases.flatMap { [$0.body] + ($0.condition.map { [$0] } ?? []) })
    joined[index] =
      head + [Lexeme(kind: .relation(.equal), range: end..<end), .cases(rows, at: place)]
  }
}

/// An array whose elements a sentence lists, or of which it says how long it is.
private struct Listed {
  var letter: Name
  var name: Lexeme
  var length: [Lexeme]

  /// `x_1, \dots, x_n \in \mathbb{R}`, `x \in \mathbb{R}^n`.
  init?(_ lexemes: [Lexeme]) {
    if let listing = ElementListing(lexemes), !listing.isFromZero {
      (letter, name, length) = (listing.spelled, listing.name, listing.length)
      return
    }
    guard lexemes.count > 3, case .name(let spelled, _) = lexemes[0].kind,
      case .relation(.in) = lexemes[1].kind, case .superscript(let script)? = lexemes.last?.kind,
      script.allSatisfy({ if case .sign("×") = $0.kind { false } else { true } })
    else { return nil }
    (letter, name, length) = (spelled, lexemes[0], script)
  }

  /// The same as `\bar x = \frac{1}{n} \sum_{i=1}^{n} x_i`.
  func mean(named head: [Lexeme]) -> [Lexeme]? {
    guard let range = head.first?.range else { return nil }
    let taken = Set((head + [name] + length).names.map(\.base))
    guard let index = ["i", "j", "k", "l"].first(where: { !taken.contains($0) }) else { return nil }
    func lexeme(_ kind: Lexeme.Kind) -> Lexeme { Lexeme(kind: kind, range: range) }
    let letter = lexeme(.name(Name(index), isWord: false))
    let one = lexeme(.number(Number(1)))
    let length = length.placed(at: range)
    return head + [
      lexeme(.relation(.equal)), lexeme(.fraction([one], length)), lexeme(.big(.fold(.sum))),
      lexeme(.subscript([letter, lexeme(.relation(.equal)), one])), lexeme(.superscript(length)),
      Lexeme(kind: name.kind, range: range), lexeme(.subscript([letter])),
    ]
  }
}

extension Lexeme {
  fileprivate var isEquality: Bool {
    switch kind {
    case .relation(.equal), .relation(.defined), .assignment: true
    default: false
    }
  }
}
