import Typesetting
import Diagnostics
import Trees

/// Relations in prose as they come by, until it is known what they restrict.
package struct ConstraintGathering {
  private var introductions = Introductions()
  /// Relations that nothing brought in, joined by commas alone, of the sentence that is open.
  private var run: [Int] = []
  /// Whether only commas part the formula from the one before it in its sentence.
  private var isBehindSeparators = false
  /// Relations behind 若 of the sentence that is open.
  private var supposed: [Int] = []
  package private(set) var constraints: [Constraint] = []
  /// How each formula was brought in.
  private var brought: [Int: Introduction] = [:]
  /// The formulas of the sentence that is open, and the display that a formula's sentence ended in.
  private var sentence: [Int] = []
  private var displays: [Int: Int] = [:]
  private var isCarried = false
  /// Words that are not read, or that nothing says to be meant.
  package private(set) var unread: [UnreadPremise] = []
  /// Whether the last relation only says what a value is for a case or an example: `$d = 768$ 时`.
  package private(set) var isOfOneCase = false

  package init(constraints: [Constraint] = [], unread: [UnreadPremise] = []) {
    self.constraints = constraints
    self.unread = unread
  }

  /// - Parameter isDeclared: whether a symbol is declared already where this stands.
  /// - Returns: bounds that restrict what was declared before.
  package mutating func add(
    _ declaration: Declaration?, at index: Int, _ sourceFormula: SourceFormula, isDeclared: (Meaning) -> Bool
  ) -> Set<Meaning> {
    let declares = declaration.map { !$0.meanings.isEmpty || !$0.bounded.isEmpty } ?? false
    let (introduction, words) = introductions.next(sourceFormula, declares: declares)
    isOfOneCase =
      !sourceFormula.isDisplay
      && (introduction == .supposed || Introductions.isExample(words, behind: sourceFormula.trailingText)
        || sourceFormula.isChosenAside)
    brought[index] = introduction
    isCarried = words.isCarried
    if !words.isContinued { (run, supposed, sentence) = ([], [], []) }
    if !words.hasSeparatorsOnly { run = [] }
    isBehindSeparators = words.isContinued && words.hasSeparatorsOnly && !sourceFormula.isDisplay
    if sourceFormula.isDisplay {
      for one in supposed { constraints[one].reach = .formula(index) }
      for one in sentence { displays[one] = index }
      (run, supposed, sentence) = ([], [], [])
    } else if declares {
      for one in run { constraints[one].reach = .section }
      run = []
    }
    return add(
      declaration, words: nil, introduction, declares: declares, at: index, sourceFormula,
      isDeclared: isDeclared)
  }

  private mutating func add(
    _ declaration: Declaration?, words: WordPremise?, _ introduction: Introduction, declares: Bool,
    at index: Int, _ sourceFormula: SourceFormula, isDeclared: (Meaning) -> Bool
  ) -> Set<Meaning> {
    if !sourceFormula.isDisplay, words == nil { sentence.append(index) }
    var further: Set<Meaning> = []
    let isDefining = sourceFormula.isDisplay && words == nil && !sourceFormula.isPremise
    for (part, condition) in (declaration?.conditions ?? []).enumerated() {
      // 联合与条件： `p(x, y) = x y` on display says what p is.
      if isDefining, condition.relation.definesFunction { continue }
      var isTotal = false
      switch condition.kind {
      case .bounds(let meaning):
        let isSecond = declaration?.isSecond(meaning) == true
        guard isSecond || isDeclared(meaning) && introduction != .open else { continue }
        further.insert(meaning)
      case .total: isTotal = true
      case .relation: break
      }
      var constraint = Constraint(
        relation: condition.relation, formula: index, part: part, section: sourceFormula.section,
        reach: .nowhere, words: words)
      constraint.isSpokenAbout = introduction == .supposed && words == nil && sourceFormula.endsCase
      constraint.isSupposed = introduction == .supposed
      constraint.isCarried = isCarried && words == nil
      switch introduction {
      case _ where isTotal: constraint.reach = .section
      // In one formula with a declaration.
      case .open where declares: constraint.reach = .section
      case .required: constraint.reach = .section
      case .supposed where words != nil: constraint.reach = reach(of: index)
      case .supposed: supposed.append(constraints.count)
      case .stated: continue
      // `$[a, b]$，$a < b$，`: an order of letters that no word brings in, behind what the sentence speaks of.
      case .open where words == nil && isBehindSeparators && condition.relation.isOrderOfLetters:
        constraint.reach = .section
      case .open: run.append(constraints.count)
      }
      constraints.append(constraint)
    }
    return further
  }

  /// What words require of the symbols beside them.
  ///
  /// - Parameters:
  ///   - declaration: what they say as formulas; nil where they are not read.
  ///   - isDeclaredThere: whether their sentence declares one of the symbols.
  /// - Returns: bounds that restrict what was declared before; nil where the words declare nothing.
  package mutating func add(
    _ premise: WordPremise, _ declaration: Declaration?, at index: Int, _ sourceFormula: SourceFormula,
    isDeclaredThere: Bool, isDeclared: (Meaning) -> Bool
  ) -> Set<Meaning>? {
    var introduction = brought[premise.first] ?? .open
    if premise.isSupposed || brought[premise.last] == .supposed { introduction = .supposed }
    guard introduction != .stated else { return nil }
    // What a sentence says of a symbol that it declares, or of one that nothing else declares, can but be meant.
    if introduction == .open, premise.isOpening || isDeclaredThere || premise.declaresAll {
      introduction = .required
    }
    if let declaration, introduction != .open {
      // 整数 $1 \le a \le b$: what the formula itself says is meant with its noun.
      for place in constraints.indices
      where constraints[place].formula == premise.first && constraints[place].reach == .nowhere {
        constraints[place].reach = .section
      }
      return add(
        declaration, words: premise, introduction, declares: false, at: index, sourceFormula,
        isDeclared: isDeclared)
    }
    unread.append(
      UnreadPremise(
        names: premise.names, text: premise.text, formula: index, section: sourceFormula.section,
        reach: introduction == .supposed ? reach(of: index) : .section))
    return nil
  }

  /// `$x \in \mathbb{Q}$`: where symbols lie, in a set that is not read.
  package mutating func leaveUnread(_ names: [Name], at index: Int, _ sourceFormula: SourceFormula) {
    guard !sourceFormula.isDisplay, let introduction = brought[index], introduction != .stated else { return }
    unread.append(
      UnreadPremise(
        names: names, text: "$\(sourceFormula.latex)$", formula: index, section: sourceFormula.section,
        reach: .section))
  }

  /// What is supposed of the display that its sentence ends in.
  private func reach(of formula: Int) -> Constraint.Reach {
    displays[formula].map { .formula($0) } ?? .nowhere
  }
}

extension Tree {
  /// `p(x, y) = x y`: a name with plain arguments, and what it is.
  fileprivate var definesFunction: Bool {
    guard case .relation(let sides, let relations) = self, relations.first == .equal else { return false }
    let arguments: [Tree]
    switch sides[0] {
    case .applied(.symbol, let given): arguments = given
    case .call(let call): arguments = call.arguments
    default: return false
    }
    let names = arguments.compactMap { if case .symbol(let name) = $0 { name } else { nil } }
    return !names.isEmpty && names.count == arguments.count && Set(names).count == names.count
  }

  /// `a < b`, `p_i \ge 0`: letters and numbers, in an order.
  fileprivate var isOrderOfLetters: Bool {
    guard case .relation(let sides, let relations) = self,
      relations.allSatisfy({ [.less, .lessOrEqual, .greater, .greaterOrEqual].contains($0) })
    else { return false }
    return sides.allSatisfy { side in
      switch side {
      case .symbol, .number, .negate(.number), .element(.symbol, _): true
      default: false
      }
    }
  }
}

/// Words that restrict symbols, and that nothing is held under.
package struct UnreadPremise {
  package var names: [Name]
  package var text: String
  package var formula: Int
  package var section: [Int]
  package var reach: Constraint.Reach
}
