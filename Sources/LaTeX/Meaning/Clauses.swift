import Typesetting
import Diagnostics
import Trees

/// The sentences of a page as words and formulas in turn, to see what words require of symbols.
package struct Clauses {
  /// Symbols that stand side by side and are spoken of together.
  private struct Group {
    package var formulas: [Int]
    var subjects: [[Lexeme]]
    /// With those that commas join to them.
    package var all: [[Lexeme]]
    /// The lengths of what `x_1, \dots, x_n` lists.
    var sizes: [Name: [[Lexeme]]] = [:]
    /// Whether each is a symbol or an expression to speak of.
    var isPlain: Bool
  }

  private let pageFormulas: PageFormulas
  private let lexemes: [[Lexeme]]
  /// What is required in words, in the page's order.
  package private(set) var found: [WordPremise] = []
  private var sentence = 0...0
  private var isOpening = false

  /// Formulas that the words around them make definitions of.
  private let defined: Set<Int>

  package init(
    _ sentences: [[SentenceToken]], of pageFormulas: PageFormulas, _ lexemes: [[Lexeme]],
    defined: Set<Int> = []
  ) {
    self.pageFormulas = pageFormulas
    self.lexemes = lexemes
    self.defined = defined
    for sentence in sentences { read(sentence) }
  }

  // MARK: Clauses

  private mutating func read(_ sentence: [SentenceToken]) {
    let formulas = sentence.compactMap(\.formula)
    let isSpoken = sentence.contains { token in
      if case .words(let words) = token { PremiseWords.speaks(words) } else { false }
    }
    guard isSpoken, let first = formulas.first, let last = formulas.last else { return }
    self.sentence = first...last
    isOpening = true
    var previous: Group?
    for clause in clauses(sentence) where !saysWhatIsMeant(clause) {
      let group = read(clause, behind: previous)
      // A clause goes on about what was declared, not about `$n \ge 1$` beside it.
      if let group, previous == nil || group.formulas.contains(where: isNaming) { previous = group }
      isOpening = false
    }
  }

  /// Cut at commas, but not between symbols that a comma lists: `$a$, $b$ 互不相等`.
  private func clauses(_ sentence: [SentenceToken]) -> [[SentenceToken]] {
    var made: [[SentenceToken]] = [[]]
    for (place, token) in sentence.enumerated() {
      guard token == .stop else {
        made[made.count - 1].append(token)
        continue
      }
      if case .formula(let left)? = made.last?.last, place + 1 < sentence.count,
        case .formula(let right) = sentence[place + 1], isBare(left), isBare(right)
      {
        made[made.count - 1].append(.words("、"))
      } else {
        made.append([])
      }
    }
    return made.filter { !$0.isEmpty }
  }

  /// `$a \bmod m$ 表示 $a$ 除以 $m$ 的余数`, `$\mu$ 为它们的均值`: no premise.
  private func saysWhatIsMeant(_ clause: [SentenceToken]) -> Bool {
    if clause.contains(where: { $0.formula.map(defined.contains) ?? false }) { return true }
    var tokens = clause[...]
    if case .words(let lead)? = tokens.first, NotationWords.leads(lead) { tokens.removeFirst() }
    guard tokens.count > 1, case .formula(let index)? = tokens.popFirst(), isBare(index),
      case .words(let words)? = tokens.first, NotationWords.explain(words)
    else { return false }
    let nouns = NotationWords.nouns(Rows.trimmed(lexemes[index]))
    let names = Set(lexemes[index].names)
    return tokens.compactMap(\.formula).allSatisfy { names.isSuperset(of: lexemes[$0].names) && isBare($0) }
      && nouns.contains(where: text(Array(tokens)).lowercased().contains)
  }

  private func isSymmetric(_ group: Group) -> Bool {
    group.formulas.count == 1 && Rows.trimmed(lexemes[group.formulas[0]]).isSymmetricGrid
  }

  private func isNaming(_ formula: Int) -> Bool {
    isBare(formula) || lexemes[formula].contains(where: \.isMembership)
  }

  private func isBare(_ formula: Int) -> Bool {
    !lexemes[formula].contains { if case .relation = $0.kind { true } else { false } }
  }

  /// - Returns: what the clause speaks of last.
  private mutating func read(_ clause: [SentenceToken], behind previous: Group?) -> Group? {
    var place = 0
    var lead = ""
    var group = previous
    var isFirst = true
    while place < clause.count {
      if case .words(let words) = clause[place] {
        place += 1
        // A saying that goes on about what stands before it.
        if let subject = group, isFirst || place > 1 {
          // 正数 before a symbol speaks of that one.
          let isNoun = place < clause.count && clause[place].formula != nil && PremiseWords.isNoun(words)
          if isFirst, isNoun || !PremiseWords.goesOn(words) {
            lead = words
            continue
          }
          switch take(words, of: subject, clause, &place) {
          case .read:
            lead = ""
            isFirst = false
            continue
          case .restricting: return subject
          case .nothing: break
          }
        }
        lead = words
        continue
      }
      if PremiseWords.isNoPremise(lead) { return group }
      if let next = takeSized(clause, &place) {
        group = next
        (lead, isFirst) = ("", false)
        continue
      }
      let next = takeGroup(clause, &place, behind: isFirst && place == 0 ? previous : nil)
      if !isFirst || group != nil, !lead.isEmpty, !Self.startsAnew(lead, isFirst: isFirst) {
        // What stands between two symbols is not understood.
        if restrictsLater(clause, from: place) { add(unread: clause) }
        return next
      }
      group = next
      guard PremiseWords.bringsIn(lead) else {
        if restrictsLater(clause, from: place) || PremiseWords.attribute(lead) != .nothing {
          add(unread: clause)
        }
        return next
      }
      switch PremiseWords.attribute(lead) {
      // 实对称矩阵 before a matrix whose entries say so themselves.
      case .read(let predicates) where predicates.allSatisfy(\.isSymmetry) && isSymmetric(next): break
      case .restricting where lead.hasSuffix("对称矩阵") && isSymmetric(next): break
      case .read(let predicates): add(predicates, next, object: nil, clause)
      case .restricting: add(unread: clause)
      case .nothing: if PremiseWords.compares(lead) { add(unread: clause) }
      }
      lead = ""
      isFirst = false
    }
    return group
  }

  /// Whether words before a symbol begin to speak of it, and do not tie it to another one before.
  private static func startsAnew(_ lead: String, isFirst: Bool) -> Bool {
    isFirst || (PremiseWords.conjunctions + ["而", "其中", "where"]).contains(where: lead.hasSuffix)
  }

  private func restrictsLater(_ clause: [SentenceToken], from place: Int) -> Bool {
    clause[place...].contains {
      if case .words(let words) = $0 {
        PremiseWords.restricts(words) && !PremiseWords.isCount(words)
      } else {
        false
      }
    }
  }

  /// Words behind symbols, and the formula that they compare with.
  private mutating func take(
    _ words: String, of subject: Group, _ clause: [SentenceToken], _ place: inout Int
  ) -> WordsRead {
    if takeSize(words, of: subject, clause, &place) { return .read([]) }
    var said = PremiseWords.predicate(words, isLast: place >= clause.count)
    switch said {
    case .nothing: return .nothing
    case .restricting: add(unread: clause, besides: subject)
    case .read(let predicates):
      var object: Group?
      if predicates.last?.pending != nil {
        guard place < clause.count, case .formula = clause[place] else {
          add(unread: clause, besides: subject)
          return .restricting
        }
        let other = takeGroup(clause, &place, behind: nil)
        // 不超过 40 的正整数
        if place < clause.count, case .words(let behind) = clause[place], behind.hasPrefix("的"),
          case .read(let more) = PremiseWords.predicate(
            String(behind.dropFirst()), isLast: place + 1 >= clause.count),
          more.allSatisfy({ $0.pending == nil })
        {
          place += 1
          said = .read(more + predicates)
        }
        guard other.subjects.count == 1, other.isPlain, isEnd(clause, place) else {
          add(unread: clause, besides: subject)
          return .restricting
        }
        object = other
      } else if place < clause.count, !Self.joins(words) {
        add(unread: clause, besides: subject)
        return .restricting
      }
      if case .read(let all) = said { add(all, subject, object: object?.subjects.first, clause) }
    }
    return said
  }

  /// Behind a symbol and 为: `n` 维向量, `2 \times 2` 矩阵, `n` 个类别上的概率分布.
  private mutating func takeSize(
    _ words: String, of subject: Group, _ clause: [SentenceToken], _ place: inout Int
  ) -> Bool {
    guard place + 1 < clause.count, case .formula(let size) = clause[place],
      case .words(let behind) = clause[place + 1], SizeWords.isCopula(words),
      let said = SizeWords(behind, of: Rows.trimmed(lexemes[size]))
    else { return false }
    var sized = subject
    for name in subject.subjects.compactMap(\.only) { sized.sizes[name] = said.lengths }
    guard sized.sizes.count == subject.subjects.count else { return false }
    place += 2
    add(said.predicates, sized, object: nil, clause)
    return true
  }

  private static func joins(_ words: String) -> Bool {
    (PremiseWords.conjunctions + ["而"]).contains(where: words.hasSuffix)
  }

  /// Whether nothing is said of the object itself: the clause ends, or another saying begins.
  private func isEnd(_ clause: [SentenceToken], _ place: Int) -> Bool {
    guard place < clause.count, case .words(let words) = clause[place] else { return place >= clause.count }
    return (PremiseWords.conjunctions + ["而", "时", "的时候", "的情形", "的情况", "则", "那么", "then"])
      .contains(where: words.hasPrefix)
  }

  /// Before a symbol: `n` 维向量 `x`, `m \times n` 矩阵 `A`.
  private mutating func takeSized(_ clause: [SentenceToken], _ place: inout Int) -> Group? {
    guard place + 2 < clause.count, case .formula(let size) = clause[place],
      case .words(let words) = clause[place + 1], case .formula = clause[place + 2],
      let said = SizeWords(words, of: Rows.trimmed(lexemes[size]))
    else { return nil }
    var next = place + 2
    var group = takeGroup(clause, &next, behind: nil)
    let names = group.subjects.compactMap(\.only)
    guard group.isPlain, group.sizes.isEmpty, names.count == group.subjects.count else { return nil }
    for name in names { group.sizes[name] = said.lengths }
    place = next
    add(said.predicates, group, object: nil, clause)
    return group
  }

  private func takeGroup(_ clause: [SentenceToken], _ place: inout Int, behind previous: Group?) -> Group {
    var group = Group(formulas: [], subjects: [], all: [], isPlain: true)
    while place < clause.count, case .formula(let index) = clause[place] {
      group.formulas.append(index)
      if let listed = ElementListing(Rows.trimmed(lexemes[index])), listed.rest.isEmpty, !listed.isFromZero {
        group.subjects.append([listed.name])
        group.sizes[listed.spelled] = [listed.length]
      } else {
        let (subjects, isPlain) = self.subjects(of: index)
        group.subjects += subjects
        group.isPlain = group.isPlain && isPlain
      }
      place += 1
      guard place + 1 < clause.count, case .words(let words) = clause[place],
        PremiseWords.joining.contains(words), case .formula = clause[place + 1]
      else { break }
      place += 1
    }
    group.all = (previous?.all ?? []) + group.subjects
    return group
  }

  /// What a formula names: x and y of `x, y \in S`.
  private func subjects(of formula: Int) -> (subjects: [[Lexeme]], isPlain: Bool) {
    var found: [[Lexeme]] = []
    var isPlain = true
    for part in Rows.trimmed(lexemes[formula]).listed {
      let head = part.prefix { lexeme in
        switch lexeme.kind {
        case .relation, .punctuation(":"): false
        default: true
        }
      }
      if head.count == part.count || part[head.endIndex].isMembership {
        found.append(Array(head))
      } else if let names = part.chained {
        found += names.map { [$0] }
      } else if Set(Array(part).names).count == 1, let name = part.first(where: \.isName) {
        found.append([name])
      } else {
        isPlain = false
      }
      if head.contains(where: { if case .ellipsis = $0.kind { true } else { false } }) { isPlain = false }
    }
    return (found, isPlain && !found.isEmpty)
  }

  // MARK: What is found

  private mutating func add(
    _ predicates: [Predicate], _ group: Group, object: [Lexeme]?, _ clause: [SentenceToken]
  ) {
    let isMutual = predicates.contains { predicate in
      predicate.requirements.contains(where: \.isMutual)
        || [.sum, .product, .difference].contains(predicate.subject)
    }
    let subjects = isMutual && group.subjects.count == 1 ? group.all : group.subjects
    guard group.isPlain else { return add(unread: clause, besides: group) }
    found.append(
      WordPremise(
        subjects: subjects, predicates: predicates, object: object, sizes: group.sizes,
        names: (subjects + (object.map { [$0] } ?? [])).flatMap(\.names).uniqued, text: text(clause),
        first: group.formulas[0], last: last(clause) ?? group.formulas[group.formulas.count - 1],
        sentence: sentence, isOpening: isOpening))
  }

  private mutating func add(unread clause: [SentenceToken], besides group: Group? = nil) {
    let formulas = (group?.formulas ?? []) + clause.compactMap(\.formula)
    guard let first = formulas.first, let last = formulas.max() else { return }
    let spoken = formulas.flatMap { index in self.subjects(of: index).subjects }.flatMap(\.names)
    let names = spoken.isEmpty ? formulas.flatMap { lexemes[$0].names } : spoken
    found.append(
      WordPremise(names: names.uniqued, text: text(clause), first: first, last: last, sentence: sentence))
  }

  private func last(_ clause: [SentenceToken]) -> Int? { clause.compactMap(\.formula).max() }

  private func text(_ clause: [SentenceToken]) -> String {
    clause.map { token in
      switch token {
      case .formula(let index): "$\(pageFormulas.sourceFormulas[index].latex)$"
      case .words(let words): words
      case .stop: ","
      }
    }.joined(separator: " ")
  }
}

extension [Lexeme] {
  /// The parts between commas, brackets kept whole.
  fileprivate var listed: [ArraySlice<Lexeme>] {
    var depth = 0
    return split { lexeme in
      switch lexeme.kind {
      case .open: depth += 1
      case .close: depth -= 1
      case .punctuation(let mark): return depth <= 0 && [",", "，", "、", ";"].contains(mark)
      default: break
      }
      return false
    }
  }
}

extension [Lexeme] {
  /// The one name that these are.
  fileprivate var only: Name? {
    if count == 1, case .name(let name, _) = self[0].kind { name } else { nil }
  }
}

extension ArraySlice<Lexeme> {
  /// The names of `1 \le k \le n`, where nothing else stands between its signs but numbers.
  fileprivate var chained: [Lexeme]? {
    var names: [Lexeme] = []
    for term in split(whereSeparator: { if case .relation = $0.kind { true } else { false } }) {
      if term.count == 1, let name = term.first, name.isName {
        names.append(name)
      } else if !Array(term).names.isEmpty {
        return nil
      }
    }
    return names.isEmpty ? nil : names
  }
}

extension Lexeme {
  fileprivate var isMembership: Bool {
    switch kind {
    case .relation(.in), .punctuation(":"): true
    default: false
    }
  }

  fileprivate var isName: Bool {
    if case .name = kind { true } else { false }
  }
}
