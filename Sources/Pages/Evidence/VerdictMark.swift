/// The sign of a verdict: a disc that fills as more is known, a cross, a question.
///
/// Drawn, not coloured alone: it says the same in print, in forced colours, and to who sees no red.
enum VerdictMark: String, CaseIterable {
  case proved, tested, sampled, rounding, wrong, erratum, differs, undecided, unchecked

  /// The words behind it.
  var word: String {
    switch self {
    case .proved: "已证明"
    case .tested: "已考验"
    case .sampled: "抽样一致"
    case .rounding: "仅为舍入误差"
    case .wrong: "不成立"
    case .erratum: "原文有误"
    case .differs: "不一致"
    case .undecided: "未决"
    case .unchecked: "未检查"
    }
  }

  /// One sentence for who has not seen it before.
  var meaning: String {
    switch self {
    case .proved: "在整个定义域上成立，由区间算术、范式或导数的符号得出"
    case .tested: "与代码逐点一致，而且把公式与代码逐处故意改坏，每一处都被发现"
    case .sampled: "在所列的点上与代码之差没有超过舍入能解释的范围；这不是证明"
    case .rounding: "两边之差可以全由舍入解释，除此之外什么也没有说明"
    case .wrong: "这句话不成立，有一个经严格区间算术核实的反例"
    case .erratum: "原文印错的式子，一直是错的：反例经严格核实，旁边是对的"
    case .differs: "公式与代码在某一点不相等"
    case .undecided: "没有证出来，也没有找到反例"
    case .unchecked: "没有与之比较的东西，或者没有读懂"
    }
  }

  var tone: VerdictWords.Tone {
    switch self {
    case .proved, .tested, .sampled: .good
    case .rounding, .undecided: .fair
    case .differs: .bad
    case .wrong, .erratum, .unchecked: .none
    }
  }

  private var drawing: String {
    switch self {
    case .proved: "<circle class=\"f\" cx=\"8\" cy=\"8\" r=\"6.5\"/>"
    case .tested: "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path class=\"f\" d=\"M8 1.5a6.5 6.5 0 0 1 0 13z\"/>"
    case .sampled:
      "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path class=\"f\" d=\"M8 8V1.5A6.5 6.5 0 0 1 14.5 8z\"/>"
    case .rounding: "<path d=\"M2 7c3-4 5 3 12-1M2 12c3-4 5 3 12-1\"/>"
    case .wrong: "<path d=\"M3 3l10 10M13 3L3 13\"/>"
    case .erratum: "<circle cx=\"8\" cy=\"8\" r=\"6.5\"/><path d=\"M3.5 12.5l9-9\"/>"
    case .differs: "<path d=\"M2 6h12M2 10.5h12M11.5 2.5l-7 11.5\"/>"
    case .undecided:
      "<path d=\"M5 5.5C5 1 11 1 11 5c0 2.5-3 2.6-3 5.2\"/><circle class=\"f\" cx=\"8\" cy=\"13.6\" r=\".9\"/>"
    case .unchecked: "<circle cx=\"8\" cy=\"8\" r=\"6.5\" stroke-dasharray=\"2.4 2.7\"/>"
    }
  }

  var sign: String { "<svg class=\"sign\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">\(drawing)</svg>" }

  /// - Parameter text: what stands behind the sign; the mark's own words where it is nil.
  func html(_ text: String? = nil, tone: VerdictWords.Tone? = nil) -> String {
    "<span class=\"mark \((tone ?? self.tone).rawValue)\" title=\"\(escaped(meaning))\">\(sign)\(escaped(text ?? word))</span>"
  }

  /// Every mark with its sentence.
  ///
  /// - Parameter isTarget: whether the site's links to the marks lead here.
  static func legend(isTarget: Bool = false) -> String {
    let rows = allCases.map {
      "<div\(isTarget ? " id=\"\(OwnID.verdict($0.rawValue))\"" : "")><dt>\($0.html())</dt><dd>\(escaped($0.meaning))</dd></div>"
    }
    return "<dl class=\"legend\">\(rows.joined())</dl>\n"
  }
}
