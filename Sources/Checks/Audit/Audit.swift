import Diagnostics
import Trees

/// What breaking every formula and every function on purpose came to.
package struct Audit: Sendable {
  /// One formula, claim or derivation, with the mutants of it and of its Swift.
  package struct Item: Sendable {
    /// The evidence's id.
    package var id: String
    package var page: String
    package var range: SourceRange
    package var formula = Count()
    package var code = Count()
    /// What went into it: the record of an older state says nothing about this one.
    package var key: String
  }

  package struct Count: Sendable, Hashable {
    /// A check would have failed.
    package var caught = 0
    /// The same value everywhere, by rewriting.
    package var equivalent = 0
    /// Neither: listed.
    package var open = 0

    package var made: Int { caught + equivalent + open }

    package static func + (left: Count, right: Count) -> Count {
      Count(
        caught: left.caught + right.caught, equivalent: left.equivalent + right.equivalent,
        open: left.open + right.open)
    }
  }

  /// A mutant that no check notices and no rewriting explains.
  package struct Survivor: Sendable {
    package var range: SourceRange
    package var before: String
    package var after: String
    package var isCode: Bool

    package var diagnostic: Diagnostic { .mutantOpen(self) }
  }

  package var items: [Item] = []
  package var survivors: [Survivor] = []
  package var diagnostics: [Diagnostic] = []

  package var formula: Count { items.reduce(Count()) { $0 + $1.formula } }
  package var code: Count { items.reduce(Count()) { $0 + $1.code } }

  mutating func take(_ other: Audit) {
    items += other.items
    survivors += other.survivors
    diagnostics += other.diagnostics
  }
}

/// What became of one mutant.
enum MutantOutcome: Hashable, Sendable { case caught, equivalent, open }

extension Audit.Count {
  mutating func count(_ fate: MutantOutcome) {
    switch fate {
    case .caught: caught += 1
    case .equivalent: equivalent += 1
    case .open: open += 1
    }
  }
}

extension Diagnostic {
  /// A branch of a function that nothing was asked about: what it gives is not held against the formula.
  static func branchUnreached(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .warning, "branch-unreached",
      Message(
        zh: "没有一个点走到代码的这一支: 它给出什么, 没有与公式核对过",
        en: "no point enters this branch of the code: what it gives is not held against the formula"),
      at: range, consequence: .content,
      help: [
        Message(
          zh: "扩大声明的范围, 使它走得到; 走不到的一支可以删去",
          en: "widen the declared domain so that it is entered; drop a branch that cannot be")
      ])
  }

  /// - Parameter survivor: what went unnoticed.
  static func mutantOpen(_ survivor: Audit.Survivor) -> Diagnostic {
    let what = survivor.isCode ? Message(zh: "代码", en: "code") : Message(zh: "公式", en: "formula")
    return Diagnostic(
      .warning, "mutant-undecided",
      Message(
        zh: "未决: \(what.zh)里的 \(survivor.before) 换成 \(survivor.after), 检查没有发现, 也证明不了等价",
        en:
          "undecided: with \(survivor.after) for \(survivor.before) in the \(what.en) no check fails, and no proof says that both are the same"
      ),
      at: survivor.range, consequence: .content)
  }
}
