import Diagnostics
import Trees

/// A relation that restricts declared symbols: `x_1 < x_2`, `a + b \le 1`, `\sum_c p_c = 1`.
struct Constraint {
  var relation: Tree
  /// Where it is said; nil in the front matter.
  var formula: Int?
  /// Which of that formula's conditions it is.
  var part = 0
  var section: [Int]
  var reach: Reach

  enum Reach: Equatable {
    /// Where its symbols mean what they mean where it is said.
    case section
    /// 若 …, 则: the formula that its sentence ends in.
    case formula(Int)
    /// None: nothing says that it is meant.
    case nowhere
  }

  /// Narrows what its symbols mean.
  func restrict(_ meanings: inout [Name: Meaning]) {
    guard let relation = resolved(in: meanings) else { return }
    let names = relation.restricted
    // `a \le b` alone bounds neither; between two ends it bounds both.
    for name in names { meanings[name]?.restrict(by: relation) }
  }

  /// The relation of declared symbols: bold where the declaration is bold, constants by their values. Nil where something
  /// in it has no domain.
  func resolved(in meanings: [Name: Meaning]) -> Tree? {
    var relation = relation
    for name in relation.freeSymbols where meanings[name]?.domain == nil {
      var bold = name
      bold.isBold.toggle()
      if meanings[bold]?.domain != nil {
        relation = relation.substituting([name: .symbol(bold)])
      } else if let value = meanings[name]?.value {
        relation = relation.substituting([name: value])
      }
    }
    let names = relation.restricted
    let lengths = Set(meanings.values.flatMap { $0.domain?.shape.flatMap(\.freeSymbols) ?? [] })
    guard !names.isEmpty, relation.isPlain else { return nil }
    if let bounds = relation.elementBounds, meanings[bounds.array]?.domain?.rank != bounds.rank { return nil }
    for name in names {
      guard let meaning = meanings[name], meaning.domain != nil, meaning.role != .function,
        meaning.role != .length, !lengths.contains(name)
      else { return nil }
    }
    return relation
  }
}

extension Tree {
  /// The symbols that it restricts: the index of `\sum_c p_{ic} = 1` or of `w_i > 0`, which says for which i, is none.
  fileprivate var restricted: [Name] {
    if let array = totalled ?? elementBounds?.array { return [array] }
    return freeSymbols
  }

  /// The array of `\sum_c p_c = 1`.
  private var totalled: Name? {
    guard case .relation(let terms, [.equal]) = self, case .fold(let fold)? = terms.first, fold.kind == .sum,
      case .element(.symbol(let array), _) = fold.scope.opened.body, terms[1].isClosed
    else { return nil }
    return array
  }

  /// Calls no function of the page and binds nothing but indices.
  fileprivate var isPlain: Bool {
    !contains { part in
      switch part {
      case .call, .applied, .quantified, .derivative: true
      default: false
      }
    }
  }
}

// MARK: Gathering

/// Relations in prose as they come by, until it is known what they restrict.
struct ConstraintGathering {
  private var introductions = Introductions()
  /// Relations that nothing brought in, joined by commas alone, of the sentence that is open.
  private var run: [Int] = []
  /// Relations behind 若 of the sentence that is open.
  private var supposed: [Int] = []
  private(set) var constraints: [Constraint] = []

  /// - Parameter isDeclared: whether a symbol is declared already where this stands.
  /// - Returns: bounds that restrict what was declared before.
  mutating func add(
    _ declaration: Declaration?, at index: Int, _ sourceFormula: SourceFormula, isDeclared: (Meaning) -> Bool
  ) -> Set<Meaning> {
    let declares = declaration.map { !$0.meanings.isEmpty || !$0.bounded.isEmpty } ?? false
    let (introduction, words) = introductions.next(sourceFormula, declares: declares)
    if !words.isContinued { (run, supposed) = ([], []) }
    if !words.hasSeparatorsOnly { run = [] }
    if sourceFormula.isDisplay {
      for one in supposed { constraints[one].reach = .formula(index) }
      (run, supposed) = ([], [])
    } else if declares {
      for one in run { constraints[one].reach = .section }
      run = []
    }
    var further: Set<Meaning> = []
    for (part, condition) in (declaration?.conditions ?? []).enumerated() {
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
        reach: .nowhere
      )
      switch introduction {
      case _ where isTotal: constraint.reach = .section
      // In one formula with a declaration.
      case .open where declares: constraint.reach = .section
      case .required: constraint.reach = .section
      case .supposed: supposed.append(constraints.count)
      case .stated: continue
      case .open: run.append(constraints.count)
      }
      constraints.append(constraint)
    }
    return further
  }
}

// MARK: What is in force where

extension PageReader {
  /// Narrows what is restricted in a section: by what is said in it or around it, or of symbols that are declared there.
  func restrict(_ meanings: inout [Name: Meaning], in section: [Int]) {
    let plain = meanings
    for constraint in constraints where constraint.reach == .section {
      if let formula = constraint.formula, constraint.section != section {
        let there = self.meanings(in: constraint.section, at: formula)
        guard let relation = constraint.resolved(in: there) else { continue }
        let names = relation.freeSymbols
        guard names.allSatisfy({ plain[$0]?.source == there[$0]?.source }) else { continue }
        let isAround = section.starts(with: constraint.section)
        let isTheirs = declared.contains { one in
          one.section == constraint.section && names.contains(one.meaning.name)
            && one.meaning.source == plain[one.meaning.name]?.source
        }
        guard isAround || isTheirs else { continue }
      }
      constraint.restrict(&meanings)
    }
  }

  /// Reads the relations anew, now that it is known what is an array, a function or a name of its own.
  mutating func rereadConstraints(_ scope: Scope) {
    for index in constraints.indices {
      guard let formula = constraints[index].formula else { continue }
      var scope = scope
      scope.meanings = meanings(in: constraints[index].section, at: formula)
      scope.heads = heads
      guard let conditions = declaration(formula, scope: scope)?.conditions,
        conditions.indices.contains(constraints[index].part)
      else { continue }
      constraints[index].relation = conditions[constraints[index].part].relation
    }
  }

  /// Says of each relation that looks like a premise, and is none, that it is none.
  mutating func reportUnused() {
    for constraint in constraints {
      guard let formula = constraint.formula, constraint.reach != .formula(formula) else { continue }
      let meanings = self.meanings(in: constraint.section, at: formula)
      let isUnderstood = constraint.resolved(in: meanings) != nil
      switch constraint.reach {
      case .formula: continue
      case .section: if isUnderstood || constraint.names(what: meanings) == 0 { continue }
      case .nowhere: if !isUnderstood { continue }
      }
      guard isSpokenOf(constraint) else { continue }
      diagnostics.append(
        .constraintUnused(
          pageFormulas.sourceFormulas[formula], isMeant: constraint.reach == .section,
          unknown: constraint.relation.freeSymbols.filter { meanings[$0]?.domain == nil }))
    }
  }

  /// Whether a formula on display, here or below, speaks of what it restricts.
  private func isSpokenOf(_ constraint: Constraint) -> Bool {
    let names = Set(constraint.relation.freeSymbols)
    let least = constraint.reach == .section ? 1 : min(names.count, 2)
    return pageFormulas.sourceFormulas.indices.contains { index in
      let sourceFormula = pageFormulas.sourceFormulas[index]
      return sourceFormula.isDisplay && sourceFormula.section.starts(with: constraint.section)
        && names.intersection(lexed[index].lexemes.names).count >= least
    }
  }
}

extension Constraint {
  /// How many of its symbols are declared; none where it defines one that is not: `z = \log p`.
  fileprivate func names(what meanings: [Name: Meaning]) -> Int {
    if case .relation(let terms, [.equal]) = relation, case .symbol(let name) = terms[0],
      meanings[name]?.domain == nil
    {
      return 0
    }
    return relation.freeSymbols.count { meanings[$0]?.domain != nil }
  }
}

extension Diagnostic {
  /// A relation in prose that looks like a premise, and that nothing is held under.
  static func constraintUnused(_ sourceFormula: SourceFormula, isMeant: Bool, unknown: [Name]) -> Diagnostic {
    let list = unknown.map(\.plain).joined(separator: ", ")
    let why =
      isMeant
      ? (unknown.isEmpty
        ? Message(zh: "它不是只含已声明的变量的式子", en: "it is not about declared variables alone")
        : Message(zh: "\(list) 没有声明取值范围", en: "\(list) has no declared domain"))
      : Message(zh: "前后的文字没有说它是前提", en: "the words around it do not say that it is one")
    return Diagnostic(
      .warning, "constraint-unused",
      Message(zh: "这个约束没有用作前提: \(why.zh)", en: "this constraint is not used as a premise: \(why.en)"),
      at: sourceFormula.range,
      help: [
        isMeant
          ? Message(
            zh: "给每个符号声明范围, 或把它写进论断: ∀ …: 约束 ⇒ …",
            en: "declare where each symbol lies, or write it into the claim: ∀ …: constraint ⇒ …")
          : Message(
            zh: "是前提就写“满足 $…$”或“其中 $…$”; 是推论就写“所以 $…$”",
            en: "for a premise write \"such that $…$\" or \"where $…$\"; for what follows write \"so $…$\"")
      ])
  }
}
