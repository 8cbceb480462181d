import Diagnostics

/// The sign of a verdict: a disc that fills as more is known, a cross, a question.
///
/// Drawn, not coloured alone: it says the same in print, in forced colours, and to who sees no red.
enum VerdictMark: String, CaseIterable {
  case proved, tested, sampled, rounding, wrong, erratum, differs, undecided, unchecked

  /// The words behind it.
  var word: Message {
    switch self {
    case .proved: Message(zh: "已证明", en: "proved")
    case .tested: Message(zh: "已考验", en: "tested")
    case .sampled: Message(zh: "抽样一致", en: "agrees")
    case .rounding: Message(zh: "仅为舍入误差", en: "rounding only")
    case .wrong: Message(zh: "不成立", en: "does not hold")
    case .erratum: Message(zh: "原文有误", en: "misprint")
    case .differs: Message(zh: "不一致", en: "differs")
    case .undecided: Message(zh: "未决", en: "undecided")
    case .unchecked: Message(zh: "未检查", en: "unchecked")
    }
  }

  /// One sentence for who has not seen it before.
  var meaning: Message {
    switch self {
    case .proved:
      Message(
        zh: "在整个定义域上成立，由区间算术、范式或导数的符号得出",
        en: "holds on the whole domain, by interval arithmetic, normal forms or signs of derivatives")
    case .tested:
      Message(
        zh: "与代码逐点一致，而且把公式与代码逐处故意改坏，每一处都被发现",
        en: "agrees with the code point by point, and each deliberate change of formula or code was noticed")
    case .sampled:
      Message(
        zh: "在所列的点上与代码之差没有超过舍入能解释的范围；这不是证明",
        en: "differs from the code at the listed points by no more than rounding explains; this is no proof")
    case .rounding:
      Message(
        zh: "两边之差可以全由舍入解释，除此之外什么也没有说明",
        en: "rounding explains the whole difference of both sides; nothing more is known")
    case .wrong:
      Message(
        zh: "这句话不成立，有一个经严格区间算术核实的反例",
        en: "does not hold: rigorous interval arithmetic has verified a counterexample")
    case .erratum:
      Message(
        zh: "原文印错的式子，一直是错的：反例经严格核实，旁边是对的",
        en:
          "printed wrong at its source, with a rigorously verified counterexample; the right form stands beside it"
      )
    case .differs:
      Message(
        zh: "公式与代码在某一点不相等",
        en: "formula and code differ at some point")
    case .undecided:
      Message(
        zh: "没有证出来，也没有找到反例",
        en: "neither a proof nor a counterexample was found")
    case .unchecked:
      Message(
        zh: "没有与之比较的东西，或者没有读懂",
        en: "nothing to compare it with, or it was not understood")
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
  func html(_ text: String? = nil, tone: VerdictWords.Tone? = nil, in language: Language) -> String {
    let said = text ?? word.text(in: language)
    return
      "<span class=\"mark \((tone ?? self.tone).rawValue)\" title=\"\(escaped(meaning.text(in: language)))\">\(sign)\(escaped(said))</span>"
  }

  /// Every mark with its sentence.
  ///
  /// - Parameter isTarget: whether the site's links to the marks lead here.
  static func legend(isTarget: Bool = false, in language: Language) -> String {
    let rows = allCases.map {
      "<div\(isTarget ? " id=\"\(OwnID.verdict($0.rawValue))\"" : "")><dt>\($0.html(in: language))</dt><dd>\(escaped($0.meaning.text(in: language)))</dd></div>"
    }
    return "<dl class=\"legend\">\(rows.joined())</dl>\n"
  }
}
