import Diagnostics
import Trees
import Arithmetic
import Snippets

extension Diagnostic {
  /// Formula and code are certain to differ.
  ///
  /// - Parameter guess: a change of the formula that makes it agree everywhere.
  static func formulaDiffers(
    _ binding: Binding, _ difference: Difference, names: [Name], guess: Message?
  ) -> Diagnostic {
    let definition = binding.definition
    let row = definition.rows[0]
    let branch = difference.branch
    let place = branch.flatMap { row.branches.indices.contains($0) ? row.branches[$0] : nil } ?? row.range
    let name = definition.name.plain
    let part = Self.branchText(definition, branch)
    var diagnostic = Diagnostic(
      .error, "formula-differs",
      Message(
        zh: "公式与代码不一致（已证实）: \(name)\(part.zh)", en: "formula and code differ (certified): \(name)\(part.en)"),
      at: place, consequence: .content)
    diagnostic.facts += difference.point.counterexample(names)
    diagnostic.facts.append(Self.bothValues(difference))
    diagnostic.notes.append(
      Diagnostic.Note(
        Message(zh: "Swift 函数在此", en: "the Swift function is here"), at: binding.function.range))
    if let guess { diagnostic.help.append(guess) }
    diagnostic.help.append(Self.reproduction(place, difference.point, names))
    return diagnostic
  }

  private static func branchText(_ definition: Definition, _ branch: Int?) -> Message {
    guard let branch, case .cases(let branches) = definition.body, branches.indices.contains(branch) else {
      return Message("")
    }
    guard let condition = branches[branch].condition else {
      return Message(zh: ", 其余分支", en: ", the branch otherwise")
    }
    return Message(zh: ", 分支 \(condition.plain)", en: ", branch \(condition.plain)")
  }

  static func bothValues(_ difference: Difference) -> Message {
    let truth = difference.truth.text
    let code = difference.code.text
    guard case .numbers = difference.code else {
      return Message(
        zh: "公式: \(truth)（区间算术, 严格）   代码没有给出值: \(code)",
        en: "formula: \(truth) (ball arithmetic, rigorous)   the code gave no value: \(code)")
    }
    var (zh, en) = ("", "")
    if difference.distance.isFinite {
      let explained = difference.band.isFinite ? brief(difference.band) : "∞"
      zh = "   差 \(brief(difference.distance)), 舍入至多能解释 \(explained)"
      en = "   distance \(brief(difference.distance)), rounding explains at most \(explained)"
    }
    return Message(
      zh: "公式: \(truth)（区间算术, 严格）   代码: \(code)" + zh,
      en: "formula: \(truth) (ball arithmetic, rigorous)   code: \(code)" + en)
  }

  static func reproduction(_ place: SourceRange, _ point: Point, _ names: [Name]) -> Message {
    // An irrational number cannot be written on a command line.
    let scalars = names.compactMap { name in
      point[name].flatMap { $0.fraction == nil ? nil : "\(name.plain)=\($0.text)" }
    }
    let at = scalars.isEmpty ? "" : " --at " + scalars.joined(separator: ",")
    let command = "docgen check \(place.file.path):\(place.start.line)\(at)"
    return Message(zh: "重现: \(command)", en: "reproduce: \(command)")
  }

  static func inaccurate(
    _ binding: Binding, point: Point, names: [Name], relative: Double, ulp: Double
  ) -> Diagnostic {
    var diagnostic = Diagnostic(
      .warning, "accuracy",
      Message(
        zh: "\(binding.function.name) 与公式只差舍入, 但在某些点丢失了有效数字",
        en: "\(binding.function.name) is the formula up to rounding, but loses digits in places"),
      at: binding.function.range, consequence: .content,
      facts: [
        Message(
          zh: "在 \(point.text(names)): 相对误差 \(brief(relative)), 即 \(brief(ulp)) ulp",
          en: "at \(point.text(names)): relative error \(brief(relative)), \(brief(ulp)) ulp")
      ])
    // Nothing is left of the value: it was too small on the way, which no log1p mends.
    diagnostic.help =
      relative > 0.999
      ? [Remedy.underflow] : Remedy.all.filter { $0.applies(to: binding.function.source) }.map(\.message)
    if diagnostic.help.isEmpty { diagnostic.help = [Remedy.anywhere] }
    return diagnostic
  }

  static func formulaFaulty(
    _ reason: Undefined, at point: Point, in space: SampleSpace, range: SourceRange
  ) -> Diagnostic {
    let (identifier, message) =
      switch reason.reason {
      case .indexOutOfRange(let array, let index, let length):
        (
          "index-out-of-range",
          Message(
            zh: "下标出界: \(array) 有 \(length) 项 (从 1 数起), 而公式取第 \(index) 项",
            en:
              "index outside its array: \(array) has \(length) elements (from 1), the formula takes number \(index)"
          )
        )
      case .noBranch:
        (
          "cases-incomplete",
          Message(
            zh: "分支没有覆盖定义域: 这里没有一个条件成立",
            en: "the cases leave a part of the domain out: no condition holds there")
        )
      default:
        (
          "lengths-differ",
          Message(zh: "数组的长度不一致: \(reason.words.zh)", en: "lengths differ: \(reason.words.en)")
        )
      }
    return Diagnostic(
      .error, identifier, message, at: range, consequence: .content,
      facts: [Message(zh: "在 \(point.text(space.names))", en: "at \(point.text(space.names))")]
        + (space.unequalLengths.map { [$0] } ?? []),
      help: Self.mend(of: reason).map { [$0] } ?? [])
  }

  private static func mend(of reason: Undefined) -> Message? {
    guard case .indexOutOfRange(let array, let index, let length) = reason.reason else { return nil }
    return index < 1
      ? Message(
        zh: "下标从 1 数起：让它从 1 开始，或写 \(array)_{i+1}",
        en: "indices count from 1: begin at 1, or write \(array)_{i+1}")
      : Message(
        zh: "让下标止于 \(array) 的长度（这里是 \(length)），或在本节写明 \(array) 有多长",
        en: "let the index end at the length of \(array), here \(length), or say how long \(array) is")
  }

  static func defaultDiffers(
    _ name: Name, _ parameter: SwiftFunction.Parameter, stated: String, meaning: Meaning
  ) -> Diagnostic {
    Diagnostic(
      .error, "default-differs",
      Message(
        zh: "参数 \(parameter.name) 的默认值是 \(parameter.defaultValue ?? ""), 而笔记里 \(name.plain) = \(stated)",
        en:
          "the parameter \(parameter.name) defaults to \(parameter.defaultValue ?? ""), and the note says \(name.plain) = \(stated)"
      ),
      at: parameter.range, consequence: .content,
      notes: meaning.source.map {
        [Diagnostic.Note(Message(zh: "笔记在此说", en: "the note says so here"), at: $0)]
      } ?? [],
      help: [
        Message(
          zh:
            "笔记里写 $\(name.latex) = \(parameter.defaultValue ?? "")$，或代码里写 \(parameter.name): \(parameter.type) = \(stated)",
          en:
            "write $\(name.latex) = \(parameter.defaultValue ?? "")$ in the note, or \(parameter.name): \(parameter.type) = \(stated) in the code"
        )
      ])
  }

  /// - Parameter declared: where the symbol is declared that has no value to compare in a part of its domain.
  static func undecided(
    _ what: Message, reason: Message, at range: SourceRange, isStrict: Bool, declared: Meaning? = nil
  ) -> Diagnostic {
    Diagnostic(
      isStrict ? .error : .warning, "undecided",
      Message(zh: "未决: \(what.zh)", en: "undecided: \(what.en)"), at: range, consequence: .content,
      facts: [reason],
      notes: declared?.source.map {
        [Diagnostic.Note(Message(zh: "定义域在此", en: "the domain is here"), at: $0)]
      } ?? [],
      help: declared.map { meaning in
        [
          Message(
            zh: "公式在那里没有值，就收窄 $\(meaning.name.latex)$ 的定义域",
            en: "where the formula has no value there, narrow the domain of $\(meaning.name.latex)$")
        ]
      } ?? [])
  }
}

/// A form of an expression that keeps the digits.
struct Remedy {
  var pattern: String
  var message: Message

  func applies(to source: String) -> Bool {
    source.filter { !$0.isWhitespace }.contains(pattern)
  }

  /// Where no pattern tells which difference loses the digits.
  static let anywhere = Message(
    zh: "换一个不让相近的数相减的写法, 如 log1p、expm1、提出公因子; 若这些点用不到, 收窄定义域",
    en:
      "write it without subtracting near-equal numbers (log1p, expm1, a common factor), or narrow the domain if such points are never used"
  )

  static let underflow = Message(
    zh: "中间结果太小而成了 0: 先提出公因子或改在对数下计算; 若这些点用不到, 收窄定义域",
    en:
      "something on the way is too small and becomes 0: take out a common factor or compute with logarithms, or narrow the domain if such points are never used"
  )

  static let all = [
    Remedy(
      pattern: "log(1-",
      message: Message(zh: "log(1 - x) 在 x 近 0 时用 log1p(-x)", en: "for log(1 - x) near x = 0 write log1p(-x)")
    ),
    Remedy(
      pattern: "log(1+",
      message: Message(zh: "log(1 + x) 在 x 近 0 时用 log1p(x)", en: "for log(1 + x) near x = 0 write log1p(x)")),
    Remedy(
      pattern: ")-1",
      message: Message(zh: "exp(x) - 1 在 x 近 0 时用 expm1(x)", en: "for exp(x) - 1 near x = 0 write expm1(x)")),
  ]
}

extension Point {
  /// `p = 0.5, q = 0.5, γ = 2`
  func text(_ names: [Name]) -> String {
    names.compactMap { name in values[name].map { "\(name.plain) = \($0.text)" } }.joined(separator: ", ")
  }

  /// The point as a fact of a diagnostic; nothing where no symbol has a value.
  func counterexample(_ names: [Name]) -> [Message] {
    let text = text(names)
    return text.isEmpty ? [] : [Message(zh: "反例: \(text)", en: "counterexample: \(text)")]
  }
}

extension [Ball] {
  var text: String {
    let parts = map(\.text)
    if parts.isEmpty { return "—" }
    return parts.count == 1 ? parts[0] : parts.listed
  }
}

extension Ball {
  /// Digits that are certain, `…` where more follow.
  var text: String {
    if infinitySign != 0 { return infinitySign > 0 ? "∞" : "-∞" }
    if isExact, middle.magnitude >= 0x1p53 {
      let digits = leadingDigits(Self.mostDigits)
      if !digits.hasSuffix("…") { return digits }
    }
    if isExact, let nearest, shortest(nearest).utf8.count < 18 { return shortest(nearest) }
    let (lower, upper) = bounds
    if lower <= 0, upper >= 0, upper - lower < 1e-25 { return "0" }
    return leadingDigits()
  }

  /// Of a whole number that no double holds.
  private static let mostDigits = 40
}

extension PointStatistics.Gap {
  func words(_ definition: Definition?) -> Message {
    switch self {
    case .noPoint: Message(zh: "没有一个可比较的点", en: "no point could be compared")
    case .obstacle(let undefined): undefined.words
    case .fewSharp(let count):
      Message(
        zh: "只有 \(count) 个足够精确的点, 至少要 \(PointStatistics.fewestSharp) 个",
        en: "only \(count) sharp points, \(PointStatistics.fewestSharp) are needed")
    case .branch(let index):
      Message(zh: "第 \(index + 1) 个分支没有一个精确的点", en: "branch \(index + 1) has no sharp point")
    case .part(let part): part.words
    }
  }
}
