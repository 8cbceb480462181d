import Checks
import Diagnostics
import Foundation

/// What a reader is told of a piece of evidence, in words and by a quiet colour.
struct VerdictWords {
  /// The colour of the mark; words say the same without it.
  enum Tone: String { case good, fair, bad, none }

  let mark: VerdictMark
  /// The mark's, unless what was expected is not what came.
  let tone: Tone
  /// What stands behind it in brackets.
  var detail: String
  let language: Language

  /// `已证明`, `抽样一致`: the mark's own words.
  var verdict: String { mark.word.text(in: language) }
  /// `已证明（区间算术，1 个盒）`
  var text: String { detail.isEmpty ? verdict : verdict + language.bracketed(detail) }

  init(_ evidence: Evidence, in language: Language) {
    self.language = language
    mark = VerdictMark(evidence)
    tone = evidence.isAsExpected || mark.tone == .fair ? mark.tone : .bad
    switch evidence.finding {
    case .proved(let proof, _): detail = Self.proof(proof, in: language)
    case .agrees, .rounding: detail = Self.sample(evidence, in: language)
    case .differs(let example?, _), .refuted(let example?, _):
      detail =
        language(zh: "反例已严格核实：", en: "counterexample verified rigorously: ")
        + Self.point(example, in: language)
    case .differs(nil, let words), .refuted(nil, let words), .unchecked(let words, _):
      detail = words?.text(in: language) ?? ""
    case .undecided(let words): detail = words.text(in: language)
    }
  }

  /// A formula that nothing is known about.
  init(uncheckedBecause reason: String, in language: Language) {
    self.language = language
    mark = .unchecked
    tone = .none
    detail = reason
  }

  /// `1.6 ulp（约第 16 位）`: where in a number the largest difference stands.
  static func error(_ worst: Double, in language: Language) -> String {
    guard worst > 0 else { return language(zh: "每一点都完全相同", en: "identical at each point") }
    let place = max(1, Int((15.95 - log10(max(worst, 0.5))).rounded()))
    let ulp = NumberText.brief(worst, digits: 2)
    return language(
      zh: "最大误差 \(ulp) ulp（约第 \(place) 位）", en: "largest error \(ulp) ulp (about digit \(place))")
  }

  static func proof(_ proof: Evidence.Proof, in language: Language) -> String {
    guard proof.leftOut.isEmpty else {
      var inside = proof
      inside.leftOut = []
      return Self.proof(inside, in: language)
        + language(zh: "；没有定义的边界除外：", en: "; but for the boundary, where it is undefined: ")
        + proof.leftOut.joined(separator: language.semicolon)
    }
    let count = proof.method == "boxes" ? max(proof.boxes, 1) : proof.boxes
    let boxes = language(zh: "\(NumberText.grouped(count)) 个盒", en: Language.many(count, "box", "boxes"))
    let behind = count > 0 ? language.comma + boxes : ""
    switch proof.method {
    case "boxes": return language(zh: "区间算术", en: "interval arithmetic") + behind
    case "normal form": return language(zh: "化为范式后两边相同", en: "both sides have one normal form")
    case "witness":
      return language(zh: "一个见证，代入后由严格算术核实", en: "a witness, put in and verified rigorously")
    case "sign": return language(zh: "导数的符号", en: "signs of derivatives") + behind
    default: return proof.method + behind
    }
  }

  static func sample(_ evidence: Evidence, in language: Language) -> String {
    let points = evidence.sample.points
    guard points > 0 else { return evidence.reason?.text(in: language) ?? "" }
    var text = language(zh: "\(NumberText.grouped(points)) 点", en: Language.many(points, "point", "points"))
    if let worst = evidence.sample.worstULP { text += language.comma + error(worst, in: language) }
    return text
  }

  private static func point(_ counterexample: Evidence.Counterexample, in language: Language) -> String {
    counterexample.point.map { "\($0.name.plain) = \(NumberText.typographic($0.value))" }
      .joined(separator: language.comma)
  }
}

extension VerdictMark {
  init(_ evidence: Evidence) {
    self =
      switch evidence.finding {
      case .proved: .proved
      // An audit has broken it on purpose, and the checks noticed.
      case .agrees(.sensitive, _): .tested
      case .agrees(.ran, _), .agrees(.certified, _), .agrees(.derived, _): .sampled
      case .rounding: .rounding
      case .differs where evidence.isPrintedWrong, .refuted where evidence.isPrintedWrong: .erratum
      case .refuted: .wrong
      case .differs: .differs
      case .undecided: .undecided
      case .unchecked: .unchecked
      }
  }
}

extension Evidence.Level {
  /// The rung of the ladder, and what it means.
  var words: Message {
    switch self {
    case .none: Message(zh: "没有读懂", en: "not understood")
    case .understood: Message(zh: "读懂：整个公式都有含义", en: "understood: all of the formula has a meaning")
    case .agrees: Message(zh: "一致：与代码逐点相比", en: "agrees: compared with the code point by point")
    case .certified:
      Message(zh: "证实：每一点都由严格的区间算术裁决", en: "certified: rigorous interval arithmetic decides each point")
    case .derived: Message(zh: "推导：每一行都等于上一行", en: "derived: each row equals the one above")
    case .sensitive:
      Message(zh: "考验：改动公式或代码的任何一处，都会被发现", en: "tested: any change of formula or code is noticed")
    case .proved: Message(zh: "证明：在整个定义域上成立", en: "proved: holds on the whole domain")
    }
  }
}

extension Evidence.Kind {
  var word: Message {
    switch self {
    case .definition: Message(zh: "定义", en: "definition")
    case .restatement: Message(zh: "重述", en: "restatement")
    case .derivation: Message(zh: "推导", en: "derivation")
    case .claim: Message(zh: "断言", en: "claim")
    case .erratum: Message(zh: "勘误", en: "erratum")
    case .table: Message(zh: "表格", en: "table")
    case .value: Message(zh: "数值", en: "number")
    case .snippet: Message(zh: "代码", en: "code")
    case .unchecked: Message(zh: "公式", en: "formula")
    }
  }
}

extension Evidence {
  /// An erratum that is as wrong as its note says.
  fileprivate var isPrintedWrong: Bool { kind == .erratum && isAsExpected }
}
