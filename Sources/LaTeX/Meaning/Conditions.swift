import Typesetting
import Diagnostics
import Trees

/// Words before a formula that ask for it, or suppose it, and claim nothing: 求, 令, 若, 使得, "subject to".
extension SourceFormula {
  private static let asking = [
    "求", "求解", "解", "解方程", "令", "若", "如果", "要使", "使得", "使", "满足", "约束", "约束为", "条件", "条件为", "条件是", "假设", "设",
    "假定", "方程", "方程组", "不等式", "s.t.", "subject to", "such that", "solve", "suppose", "let", "if", "assume",
    "约束条件", "的解", "的根",
  ]

  private static let requiring = [
    "使得", "满足", "约束", "约束为", "约束条件", "条件", "条件为", "条件是", "s.t.", "subject to", "such that", "satisfying",
  ]

  /// Whether the words right before a display require what it says of what follows.
  package var isRequired: Bool {
    let words = wordsBefore
    return isDisplay && Self.requiring.contains { words.hasSuffix($0) }
  }

  /// Whether words right before a display bring it in as a premise: 满足, 使得, s.t., and no noun such as 条件.
  var isPremise: Bool {
    let words = wordsBefore
    return ["满足", "使得", "使", "约束", "约束条件", "s.t.", "subject to", "such that", "satisfying"].contains {
      words.hasSuffix($0)
    }
  }

  /// Whether the words right before a display ask for what it says, or suppose it.
  package var isAskedFor: Bool {
    guard isDisplay else { return false }
    let words = wordsBefore.withoutCompounds
    if Self.asking.contains(where: { words.hasSuffix($0) }) { return true }
    if ["令其", "令导数", "令偏导", "令梯度", "令上式"].contains(where: words.contains) { return true }
    return ["求", "解", "若", "令", "要使", "如果", "suppose", "solve", "let "].contains { words.hasPrefix($0) }
  }

  /// The sentence that stands open right before it.
  private static let supposing = [
    "若", "如果", "当", "使", "满足", "要求", "假", "除非", "if ", "when ", "such that", "约束", "条件", "其中", "记", "令", "设",
    "定义", "这里",
    "式中", "写作", "简写", "where", "let ", "denote", "define", "s.t.",
  ]

  /// Whether words around a formula in prose leave open that it is said to be so: none of 若, 令, 满足, 求 before it.
  package var mayAssert: Bool {
    let words = wordsBefore.withoutCompounds
    let near = String(words.suffix(12))
    return !isDisplay && !Self.supposing.contains(where: near.contains) && !trailingText.hasPrefix("时")
      && !["求", "解", "求解"].contains(where: words.hasSuffix)
  }

  var wordsBefore: String {
    let file = range.file
    var start = range.bytes.lowerBound
    let floor = max(0, start - 240)
    // Back over the dollars and the white space before them.
    while start > floor, [0x24, 0x0A, 0x0D, 0x20, 0x09].contains(file.bytes[start - 1]) { start -= 1 }
    let before = file.text(floor..<start)
    let sentence = before.split(whereSeparator: { "。.!！？?\n；;".contains($0) }).last.map(String.init) ?? before
    return sentence.lowercased().trimmed.trimmingColon
  }
}

extension String {
  /// Words that hold a word of supposing and suppose nothing: 使用, 理解, 当然.
  private static let compounds = [
    "使用", "解决", "解释", "解码", "解读", "理解", "了解", "见解", "分解", "求和", "求导", "求得", "若干", "当然", "相当", "适当",
    "当前", "应当", "标记", "笔记", "记号", "记录", "设计", "设备", "假说",
  ]

  fileprivate var withoutCompounds: String {
    Self.compounds.reduce(self) { $0.replacing($1, with: "··") }
  }

  fileprivate var trimmingColon: String {
    var view = self[...]
    while let last = view.last, ":：,，".contains(last) { view.removeLast() }
    return String(view).trimmed
  }
}
