import Diagnostics

/// Why a value does not exist or is not known at a point.
package struct Undefined: Error, Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    /// Division by zero, log of a negative, 0^0 or 0·∞ without the convention.
    case outsideDomain(Message)
    /// An index outside its array: the index, the length.
    case indexOutOfRange(array: String, index: Int, length: Int)
    case lengthsDiffer(String, Int, Int)
    case missingSymbol(Name)
    case noBranch
    case notANumber(String)
    /// The enclosure cannot tell (a branch, an integer bound): more precision may.
    case undecided(Message)
    case tooLarge(Message)
    case unsupported(Message)
    /// What fails there need not fail under a premise in words that was not read.
    case unreadPremise(String)
    /// The same of a premise of which no point shows whether it is met.
    case undecidedPremise(String)
  }
  package var reason: Reason
  package init(_ reason: Reason) { self.reason = reason }
}

/// What it is about in both languages, or by a name that both share.
extension Undefined {
  package static func outside(_ name: String) -> Undefined { Undefined(.outsideDomain(Message(name))) }
  package static func outside(zh: String, en: String) -> Undefined {
    Undefined(.outsideDomain(Message(zh: zh, en: en)))
  }

  package static let divisionByZero = Undefined.outside(zh: "除以零", en: "division by zero")
  package static let sidesDiffer = Undefined.outside(
    zh: "左右极限不相等", en: "the limits from both sides differ")
  package static func isShared(_ kind: Tree.Fold.Kind) -> Undefined {
    .outside(zh: "达到 \(kind.rawValue) 的不止一处", en: "\(kind.rawValue) is reached at more than one place")
  }

  /// Whether there is no value whatever one takes for defined among the real numbers: not so of 0^0, of 0 · ∞ or of odd
  /// roots of negative numbers written as powers.
  package var isBeyondDoubt: Bool {
    let others = [Tree.Function.log, .sqrt, .arcsin, .arccos, .arcosh, .artanh].map {
      Undefined.outside($0.rawValue)
    }
    return ([.divisionByZero, .sidesDiffer, .isShared(.argmin), .isShared(.argmax)] + others).contains(self)
  }

  package static func undecided(_ name: String) -> Undefined { Undefined(.undecided(Message(name))) }
  package static func undecided(zh: String, en: String) -> Undefined {
    Undefined(.undecided(Message(zh: zh, en: en)))
  }

  package static func tooLarge(_ name: String) -> Undefined { Undefined(.tooLarge(Message(name))) }
  package static func tooLarge(zh: String, en: String) -> Undefined {
    Undefined(.tooLarge(Message(zh: zh, en: en)))
  }

  package static func unsupported(_ name: String) -> Undefined { Undefined(.unsupported(Message(name))) }
  package static func unsupported(zh: String, en: String) -> Undefined {
    Undefined(.unsupported(Message(zh: zh, en: en)))
  }

  package var isOutsideDomain: Bool {
    if case .outsideDomain = reason { return true }
    return false
  }

  package var isTooLarge: Bool {
    if case .tooLarge = reason { return true }
    return false
  }

  package var isUndecided: Bool {
    if case .undecided = reason { return true }
    return false
  }

  /// The reason, for an author.
  package var words: Message {
    switch reason {
    case .outsideDomain(let what):
      Message(zh: "在此没有定义：\(what.zh)", en: "undefined there: \(what.en)")
    case .indexOutOfRange(let array, let index, let length):
      Message(
        zh: "\(array) 的下标 \(index) 不在 1…\(length)", en: "index \(index) of \(array) is not in 1…\(length)")
    case .lengthsDiffer(let what, let left, let right):
      Message(zh: "\(what) 的长度不一：\(left) 与 \(right)", en: "lengths of \(what) differ: \(left) and \(right)")
    case .missingSymbol(let name): Message(zh: "没有给出 \(name.plain)", en: "\(name.plain) is not given")
    case .noBranch: Message(zh: "没有一支的条件成立", en: "no branch's condition holds")
    case .notANumber(let what): Message(zh: "不是数：\(what)", en: "not a number: \(what)")
    case .undecided(let what):
      Message(zh: "最高精度下仍判定不了：\(what.zh)", en: "undecided at the highest precision: \(what.en)")
    case .tooLarge(let what): Message(zh: "太大：\(what.zh)", en: "too large: \(what.en)")
    case .unreadPremise(let words):
      Message(
        zh: "在有的点上不成立, 而那里未必满足没有读懂的前提“\(words)”: 把它写成公式, 如 $x \\in S$、$a \\le b$, 或写进断言: ∀ …: 前提 ⇒ …",
        en:
          "it fails at some points, which may not meet a premise that was not read, ‘\(words)’: write that as a formula, as in $x \\in S$ or $a \\le b$, or into the claim: ∀ …: premise ⇒ …"
      )
    case .undecidedPremise(let premise):
      Message(
        zh: "在有的点上不成立, 而前提 \(premise) 在那里成不成立, 判定不了: 它若是定义, 写成单独的公式",
        en:
          "it fails at some points where nothing tells whether the premise \(premise) is met: if that is a definition, give it a formula of its own"
      )
    case .unsupported(let what): Message(zh: "求不了值：\(what.zh)", en: "cannot be evaluated: \(what.en)")
    }
  }
}
