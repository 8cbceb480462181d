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

  /// `已证明`, `抽样一致`: the mark's own words.
  var verdict: String { mark.word }
  /// `已证明（区间算术，1 个盒）`
  var text: String { detail.isEmpty ? verdict : "\(verdict)（\(detail)）" }

  init(_ evidence: Evidence) {
    mark = Self.mark(of: evidence)
    tone = evidence.isAsExpected || mark.tone == .fair ? mark.tone : .bad
    switch evidence.finding {
    case .proved(let proof, _): detail = Self.proof(proof)
    case .agrees, .rounding: detail = Self.sample(evidence)
    case .differs(let example?, _), .refuted(let example?, _): detail = "反例已严格核实：" + Self.point(example)
    case .differs(nil, let words), .refuted(nil, let words), .unchecked(let words, _):
      detail = words?.zh ?? ""
    case .undecided(let words): detail = words.zh
    }
  }

  private static func mark(of evidence: Evidence) -> VerdictMark {
    switch evidence.finding {
    case .proved: .proved
    // An audit has broken it on purpose, and the checks noticed.
    case .agrees(.sensitive, _): .tested
    case .agrees(.ran, _), .agrees(.certified, _), .agrees(.derived, _): .sampled
    case .rounding: .rounding
    case .differs,
      .refuted where evidence.isAsExpected && evidence.kind == .erratum:
      .erratum
    case .refuted: .wrong
    case .differs: .differs
    case .undecided: .undecided
    case .unchecked: .unchecked
    }
  }

  /// A formula that nothing is known about.
  init(uncheckedBecause reason: String) {
    mark = .unchecked
    tone = .none
    detail = reason
  }

  /// `1.6 ulp（约第 16 位）`: where in a number the largest difference stands.
  static func error(_ worst: Double) -> String {
    guard worst > 0 else { return "每一点都完全相同" }
    let place = max(1, Int((15.95 - log10(max(worst, 0.5))).rounded()))
    return "最大误差 \(NumberText.brief(worst, digits: 2)) ulp（约第 \(place) 位）"
  }

  static func proof(_ proof: Evidence.Proof) -> String {
    guard proof.leftOut.isEmpty else {
      var inside = proof
      inside.leftOut = []
      return Self.proof(inside) + "；没有定义的边界除外：" + proof.leftOut.joined(separator: "；")
    }
    switch proof.method {
    case "boxes": return "区间算术，\(NumberText.grouped(max(proof.boxes, 1))) 个盒"
    case "normal form": return "化为范式后两边相同"
    case "witness": return "一个见证，代入后由严格算术核实"
    case "sign": return "导数的符号" + (proof.boxes > 0 ? "，\(NumberText.grouped(proof.boxes)) 个盒" : "")
    default: return proof.method + (proof.boxes > 0 ? "，\(NumberText.grouped(proof.boxes)) 个盒" : "")
    }
  }

  static func sample(_ evidence: Evidence) -> String {
    guard evidence.sample.points > 0 else { return evidence.reason?.zh ?? "" }
    var text = "\(NumberText.grouped(evidence.sample.points)) 点"
    if let worst = evidence.sample.worstULP { text += "，" + error(worst) }
    return text
  }

  private static func point(_ counterexample: Evidence.Counterexample) -> String {
    counterexample.point.map { "\($0.name.plain) = \(NumberText.typographic($0.value))" }
      .joined(separator: "，")
  }
}

extension Evidence.Level {
  /// The rung of the ladder, and what it means.
  var words: String {
    switch self {
    case .none: "没有读懂"
    case .understood: "读懂：整个公式都有含义"
    case .agrees: "一致：与代码逐点相比"
    case .certified: "证实：每一点都由严格的区间算术裁决"
    case .derived: "推导：每一行都等于上一行"
    case .sensitive: "考验：改动公式或代码的任何一处，都会被发现"
    case .proved: "证明：在整个定义域上成立"
    }
  }
}

extension Evidence.Kind {
  var word: String {
    switch self {
    case .definition: "定义"
    case .restatement: "重述"
    case .derivation: "推导"
    case .claim: "断言"
    case .erratum: "勘误"
    case .table: "表格"
    case .value: "数值"
    case .snippet: "代码"
    case .unchecked: "公式"
    }
  }
}
