import Typesetting
import Diagnostics

/// How the words around a relation in prose bring it in.
enum Introduction {
  /// 满足, 其中, such that, or beside a declaration: it is required of all that follows.
  case required
  /// 若, 当, if: for what its sentence ends in.
  case supposed
  /// 所以, 则, then: it is said to follow.
  case stated
  /// Nothing tells.
  case open
}

/// The words of a page between its formulas, sentence by sentence.
struct Introductions {
  private var end = 0
  private var last: Introduction?
  private var lastIsDeclaration = false

  /// What stands before a formula: its words, and whether the sentence began before an earlier formula.
  package struct Words {
    package var text: String
    var isContinued: Bool
    var hasSeparatorsOnly: Bool { text.isEmpty }
    /// Whether nothing in them brings the formula in, and what was required before them is taken to go on.
    var isCarried = false
  }

  /// - Returns: how the next formula is brought in, and the words that do.
  package mutating func next(_ sourceFormula: SourceFormula, declares: Bool) -> (Introduction, Words) {
    var words = self.words(before: sourceFormula)
    let isBare = words.hasSeparatorsOnly || Self.joins(words.text)
    var found = isBare ? nil : Self.cue(in: words.text)
    if found == nil, words.isContinued, let last {
      if lastIsDeclaration, isBare, last == .open { found = .required }
      if last != .open, isBare || last == .required {
        found = last
        words.isCarried = !isBare
      }
    }
    switch Self.behind(sourceFormula.trailingText) {
    case let later? where later != .required || found == nil: found = later
    default: break
    }
    let introduction = found ?? .open
    end = sourceFormula.range.bytes.upperBound
    last = introduction
    lastIsDeclaration = declares
    return (introduction, words)
  }

  private func words(before sourceFormula: SourceFormula) -> Words {
    let file = sourceFormula.range.file
    let start = sourceFormula.range.bytes.lowerBound
    let floor = min(start, max(end, start - 400))
    let text = file.text(floor..<start).withoutComments
    // Items of one list that hold formulas alone stand side by side.
    if floor == end, end > 0, !sourceFormula.isDisplay, text.isListItem {
      return Words(text: "", isContinued: true)
    }
    let sentence = text.sentences(isAcrossBlankLines: sourceFormula.isDisplay)
    let isContinued = sentence.count == 1 && floor == end && end > 0
    return Words(text: (sentence.last ?? "").lowercased().bareWords, isContinued: isContinued)
  }

  // MARK: Cues

  private static let joining: Set<String> = [
    "且", "并且", "并", "以及", "和", "与", "即", "也即", "及", "and", "i.e", "that is",
  ]

  /// 且, 并且同时有: what goes on as what stood before does.
  private static func joins(_ words: String) -> Bool {
    if joining.contains(words) { return true }
    guard let first = ["并且", "而且", "且", "并", "同时", "以及"].first(where: words.hasPrefix) else { return false }
    return ["同时", "同时有", "同时满足", "有", "还有", "又有", "也有", "又", "还"].contains(
      String(words.dropFirst(first.count)))
  }

  private static let cues: [(Introduction, [String])] = [
    (
      .required,
      [
        "满足", "使得", "使", "约束", "其中", "设", "令", "取", "给定", "假设", "假定", "要求", "限制", "受限于", "条件", "归一", "归一化",
        "这里",
        "subject to", "s.t", "such that", "with", "where", "satisfying", "satisfy", "satisfies", "given",
        "assume",
        "assuming", "let", "suppose", "under", "constraint", "constraints", "constrained", "provided",
        "requires",
        "require", "required", "normalised", "normalized",
      ]
    ),
    (
      .supposed,
      [
        "若", "如果", "当", "只要", "一旦", "对于", "对任意", "对所有", "凡", "if", "when", "whenever", "for", "once",
        "unless", "in case",
      ]
    ),
    (
      .stated,
      [
        "则", "那么", "于是", "所以", "因此", "因而", "故", "从而", "可得", "得到", "得", "可知", "可见", "显然", "恒有", "总有", "必有",
        "有", "推出",
        "证明", "试证", "求证", "要证", "需证", "即证", "验证", "检验", "检查", "判断", "判定", "试问", "是否", "猜想", "猜测", "断言", "结论",
        "注意", "注意到", "易见", "易知", "利用", "应用", "化简", "解方程", "求解", "解不等式", "考虑不等式", "来看",
        "prove", "proves", "show", "verify", "check", "solve", "claim", "note that", "whether", "using",
        "意味着", "说明", "约是", "约为", "大约是", "大约为", "then", "so", "hence", "thus", "therefore", "implies", "get",
        "have", "has", "gives",
        "yields",
        "clearly", "follows", "conclude", "shows", "means",
      ]
    ),
  ]

  /// The word that stands nearest to the formula; of two that end at one place the longer.
  private static func cue(in words: String) -> Introduction? {
    var best: (end: Int, length: Int, kind: Introduction)?
    for (kind, list) in cues {
      for word in list {
        guard let place = words.lastPlace(of: word) else { continue }
        if best.map({ (place, word.utf8.count) > ($0.end, $0.length) }) ?? true {
          best = (place, word.utf8.count, kind)
        }
      }
    }
    return best?.kind
  }

  /// `以 $d = 4096$ 为例`, `例如 $n = 3$`.
  static func isExample(_ words: Words, behind trailing: String) -> Bool {
    let text = trailing.drop { " 、，,".contains($0) }
    return text.hasPrefix("为例")
      || ["以", "例如", "比如", "譬如", "e.g", "for example", "for instance"].contains {
        words.text.hasSuffix($0)
      }
  }

  private static func behind(_ trailing: String) -> Introduction? {
    let text = trailing.drop { $0 == " " }
    if SourceFormula.caseWords.contains(where: text.hasPrefix) { return .supposed }
    if ["成立", "恒成立", "总成立", "是否成立", "不成立", "对不对", "吗", "holds"].contains(where: text.hasPrefix) {
      return .stated
    }
    return nil
  }
}

extension String {
  var withoutComments: String {
    var rest = self[...]
    var kept = ""
    while let open = rest.firstRange(of: "<!--") {
      kept += rest[..<open.lowerBound]
      rest = rest[open.upperBound...]
      guard let close = rest.firstRange(of: "-->") else { return kept }
      rest = rest[close.upperBound...]
    }
    return kept + rest
  }

  /// The last one of more than one is what a formula behind this stands in.
  fileprivate func sentences(isAcrossBlankLines: Bool) -> [String] {
    var found = [""]
    var blanks = 0
    var before: Character?
    for character in self {
      let isFullStop = before == "." && character.isWhitespace && !(found.last ?? "").hasSuffix("s.t.")
      blanks = character == "\n" ? blanks + 1 : character.isWhitespace ? blanks : 0
      let isItem = before == "\n" && "#-*".contains(character)
      if isFullStop || isItem || (blanks > 1 && !isAcrossBlankLines) || "。！？!?；;".contains(character) {
        found.append("")
        blanks = 0
      } else {
        found[found.count - 1].append(character)
      }
      before = character
    }
    return found
  }

  /// `；\n- `: nothing but the end of one item and the marker of the next.
  fileprivate var isListItem: Bool {
    let rest = filter { !$0.isWhitespace && !"$\\(),，;；。.、".contains($0) }
    return contains("\n") && !contains("\n\n")
      && (rest == "-" || rest == "*" || rest == "+" || rest.allSatisfy(\.isNumber) && !rest.isEmpty)
  }

  /// The words alone: no dollars, brackets, stars, commas around them.
  fileprivate var bareWords: String {
    let marks: Set<Character> = ["$", "\\", "(", ")", ",", "，", "、", ":", "：", "*", "_", "（", "）", "."]
    var view = self[...]
    while let first = view.first, first.isWhitespace || marks.contains(first) { view.removeFirst() }
    while let last = view.last, last.isWhitespace || marks.contains(last) { view.removeLast() }
    return String(view)
  }

  /// Where a word ends last; letters of other words do not make one.
  fileprivate func lastPlace(of word: String) -> Int? {
    let (text, word) = (Array(utf8), Array(word.utf8))
    guard text.count >= word.count else { return nil }
    func isLetter(_ index: Int) -> Bool {
      text.indices.contains(index) && (97...122).contains(text[index])
    }
    let isLatin = (97...122).contains(word[0])
    for start in stride(from: text.count - word.count, through: 0, by: -1) {
      guard text[start..<start + word.count].elementsEqual(word) else { continue }
      if isLatin, isLetter(start - 1) || isLetter(start + word.count) { continue }
      return start + word.count
    }
    return nil
  }
}

extension SourceFormula {
  /// `（取 $\epsilon = 0$）`: for the sentence around the brackets alone.
  var isChosenAside: Bool {
    let start = range.bytes.lowerBound
    let before = range.file.text(max(0, start - 16)..<start).filter { !" $".contains($0) }
    return ["（取", "（设", "（令", "(取", "(设", "(令", "(with", "(take"].contains(where: before.hasSuffix)
  }

  fileprivate static let caseWords = ["时", "的时候", "的情形", "的情况", "的点"]

  /// `$d \le 1$ 时并集就是外接框`: the case is spoken of in the words behind it, and no formula follows.
  var endsCase: Bool {
    let text = trailingText.drop { $0 == " " }
    guard let word = Self.caseWords.first(where: text.hasPrefix) else { return false }
    return text.dropFirst(word.count).contains { !$0.isWhitespace && !"，,：:".contains($0) }
  }
}
