import Typesetting
import Trees

/// What words beside a size say: 维向量 beside `n`, 实对称矩阵 beside `m \times n`, 个类别上的概率分布.
struct SizeWords {
  /// The lengths of what is so large, each as it stands in its formula.
  package var lengths: [[Lexeme]]
  var predicates: [Predicate]

  /// - Returns: nil where the words speak of nothing of that size, or say more of it than is read.
  init?(_ words: String, of size: [Lexeme]) {
    let sides = size.split { if case .sign("×") = $0.kind { true } else { false } }.map(Array.init)
    guard !sides.isEmpty, sides.allSatisfy({ !$0.isEmpty }) else { return nil }
    var text = words.filter { !$0.isWhitespace }[...]
    let isCounted = Self.drop(&text, ["维", "阶", "元"])
    var requirements: [Predicate.Requirement] = []
    if Self.ends(&text, ["概率分布", "概率向量", "分布"]) {
      requirements = [.distribution]
      guard sides.count == 1, text.isEmpty || text.hasSuffix("上的") || text == "的" else { return nil }
      let elements = Self.elements(of: size)
      guard elements != nil || isCounted || text.hasPrefix("个") else { return nil }
      lengths = [elements ?? sides[0]]
      predicates = [Predicate(requirements: requirements)]
      return
    }
    if Self.ends(&text, ["列向量", "行向量", "向量"]) {
      guard isCounted, sides.count == 1 else { return nil }
      lengths = sides
    } else if Self.ends(&text, ["方阵"]) {
      guard isCounted, sides.count == 1 else { return nil }
      lengths = [sides[0], sides[0]]
    } else if Self.ends(&text, ["矩阵", "阵"]) {
      guard sides.count == 2 || sides.count == 1 && isCounted else { return nil }
      lengths = sides.count == 2 ? sides : [sides[0], sides[0]]
    } else {
      return nil
    }
    while !text.isEmpty {
      guard let (word, says) = Self.adjectives.first(where: { text.hasPrefix($0.0) }) else { return nil }
      text = text.dropFirst(word.count)
      if let says { requirements.append(says) }
    }
    predicates = requirements.map { Predicate(requirements: [$0]) }
  }

  /// n of `\{1, \dots, n\}`.
  private static func elements(of set: [Lexeme]) -> [Lexeme]? {
    guard case .fenced("{", "}", let body)? = set.first?.kind, set.count == 1,
      let dots = body.firstIndex(where: { if case .ellipsis = $0.kind { true } else { false } }),
      body.count > dots + 2, case .number(let one)? = body.first?.kind, one.integer == 1
    else { return nil }
    return Array(body[(dots + 2)...])
  }

  private static let adjectives: [(String, Predicate.Requirement?)] = [
    ("的", nil), ("实", nil), ("对称", .symmetric), ("非零", .nonzero), ("单位", .unit), ("独热", .oneHot),
  ]

  static func isCopula(_ words: String) -> Bool {
    ["为", "是", "均为", "都为", "都是", "均是", "分别为", "是一个", "为一个"].contains(words.trimmed)
  }

  private static func drop(_ text: inout Substring, _ words: [String]) -> Bool {
    guard let word = words.first(where: text.hasPrefix) else { return false }
    text = text.dropFirst(word.count)
    return true
  }

  private static func ends(_ text: inout Substring, _ words: [String]) -> Bool {
    guard let word = words.first(where: text.hasSuffix) else { return false }
    text = text.dropLast(word.count)
    return true
  }
}
