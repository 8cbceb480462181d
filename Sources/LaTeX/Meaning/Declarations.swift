import Typesetting
import Trees
import Diagnostics

/// What a formula in prose declares: domains, defaults, functions, dependencies.
package struct Declaration {
  package var meanings: [Meaning] = []
  /// `p = p(x)`: p, and what it depends on.
  package var dependency: (Name, [Name])?
  /// Where `0 \le a \le b \le 1` puts a and b, for want of other declarations.
  package var bounded: [Meaning] = []
  /// Relations that restrict symbols: `a + b \le 1`, and `x \ne 0` beside `x \in \mathbb{R}`.
  package var conditions: [Condition] = []

  package struct Condition {
    package var relation: Tree
    package var kind: Kind

    package enum Kind {
      /// Of one symbol: a declaration of its own where no other says where the symbol lies.
      case bounds(Meaning)
      /// `\sum_c p_c = 1`: of a whole array, whatever words bring it in.
      case total
      case relation
    }
  }

  package init() {}

  package var isEmpty: Bool {
    meanings.isEmpty && dependency == nil
      && !conditions.contains { if case .total = $0.kind { true } else { false } }
  }

  /// What it declares, of each symbol once.
  package var first: [Meaning] {
    var seen: Set<Name> = []
    return meanings.filter { seen.insert($0.name).inserted }
  }

  /// What it requires of the symbols besides.
  package var further: [Tree] {
    conditions.compactMap { condition in
      guard case .bounds(let meaning) = condition.kind else { return condition.relation }
      return isSecond(meaning) ? condition.relation : nil
    }
  }

  /// Whether it says something else of the symbol before.
  func isSecond(_ meaning: Meaning) -> Bool {
    first.contains { $0.name == meaning.name && $0.domain != meaning.domain }
  }

  /// Reads lexemes as a declaration, if they are one.
  package init(_ parts: [Tree], trailing: String, source: SourceRange) {
    var pending: [Name] = []
    var elements: [Tree] = []
    for part in parts.flatMap(\.conjuncts) {
      switch part {
      // `a \ne 0 \lor b \ne 0`
      case .logic(.or, _), .quantified(.all, _, _):
        conditions.append(Condition(relation: part, kind: .relation))
      case .symbol(let name): pending.append(name)
      case .element(.symbol(let name), let indices) where parts.count > 1 && !indices.isEmpty:
        pending.append(name)
        elements.append(part)
      case .relation(let terms, let relations):
        if relations == [.in], let name = terms[0].declarable {
          for name in pending + [name] { add(name, in: terms[1], indices: [], source) }
        } else if relations == [.in], case .element(.symbol(let name), let indices) = terms[0] {
          for name in pending + [name] { add(name, in: terms[1], indices: indices, source) }
        } else if relations == [.equal, .in], case .symbol(let name) = terms[0] {
          // `m = y f(x) \in \mathbb{R}`
          add(name, in: terms[2], indices: [], source)
        } else if relations == [.equal, .in], case .element(.symbol(let name), let indices) = terms[0] {
          add(name, in: terms[2], indices: indices, source)
        } else if relations == [.equal], case .symbol(let name) = terms[0], terms[1].isClosed {
          meanings.append(.init(name, .parameter, value: terms[1], source: source, origin: .section))
        } else if let (name, domain) = Domain.bounds(terms, relations) {
          for other in pending {
            meanings.append(.init(other, .variable, domain: domain, source: source, origin: .section))
          }
          let meaning = Meaning(name, .variable, domain: domain, source: source, origin: .section)
          meanings.append(meaning)
          conditions.append(Condition(relation: part, kind: .bounds(meaning)))
        } else if let totals = part.totals {
          conditions += totals.map { Condition(relation: $0, kind: .total) }
        } else if !relations.contains(.in), !relations.contains(.tendsTo), relations != [.defined] {
          // `p_i, q_i > 0`
          if let place = terms.firstIndex(where: \.isElement), part.elementBounds != nil {
            for other in elements {
              var said = terms
              said[place] = other
              conditions.append(Condition(relation: .relation(said, relations), kind: .relation))
            }
          }
          conditions.append(Condition(relation: part, kind: .relation))
          bounded += Domain.bounds(ofChain: terms, relations).map {
            .init($0.0, .variable, domain: $0.1, source: source, origin: .section)
          }
        }
        (pending, elements) = ([], [])
      default: (pending, elements) = ([], [])
      }
    }
    // `$A = \begin{pmatrix} a & b \\ b & c \end{pmatrix}$ 为实对称矩阵`: its entries are real numbers.
    if parts.count == 1, case .relation(let terms, [.equal]) = parts[0], terms.count == 2,
      case .tuple(let rows) = terms[1], Self.isOfReals(trailing)
    {
      let entries = rows.flatMap { row -> [Tree] in
        if case .tuple(let entries) = row { entries } else { [row] }
      }
      for name in entries.flatMap(\.freeSymbols).uniqued {
        meanings.append(.init(name, .variable, domain: Domain(.reals), source: source, origin: .section))
      }
    }
    if parts.count == 1, case .symbol(let name) = parts[0], let least = Self.leastCount(trailing),
      !source.isOrdinal
    {
      meanings.append(
        .init(name, .length, domain: Domain(.integers(.number(least), nil)), source: source, origin: .section)
      )
    }
  }

  /// What is said of one symbol, as said of each element of an array of that name; nil where it says more than where
  /// they lie.
  package func ofElements(of name: Name, _ length: Tree) -> Declaration? {
    guard meanings.count == 1, var meaning = meanings.first, meaning.name == name,
      var domain = meaning.domain, domain.rank < 2, [.variable, .array].contains(meaning.role)
    else { return nil }
    domain.shape.insert(length, at: 0)
    meaning.domain = domain
    meaning.role = .array
    var declaration = Declaration()
    declaration.meanings = [meaning]
    return declaration
  }

  /// `为实对称矩阵`, `是二阶实矩阵`.
  private static func isOfReals(_ trailing: String) -> Bool {
    let words = trailing.drop { $0 == " " }.prefix { !"，。；、,;.（(".contains($0) }
    guard ["是", "为"].contains(where: words.hasPrefix), words.contains("实") else { return false }
    return ["矩阵", "方阵", "向量"].contains(where: words.hasSuffix)
  }

  /// `个样本`, `是序列的长度`: the symbol before it is a number of things; nil where it is not.
  private static func leastCount(_ trailing: String) -> Number? {
    let text = trailing.drop { $0 == " " }
    let units = ["个", "張", "张", "条", "项", "类", "维", "次", "行", "列", "组", "层", "字节", "步", "头", "轮"]
    if units.contains(where: text.hasPrefix) { return 0 }
    guard let verb = ["是", "为", "表示"].first(where: text.hasPrefix) else { return nil }
    let words = text.dropFirst(verb.count).prefix { !"，。；、,;.（(".contains($0) }
    let nouns = ["长度", "宽度", "个数", "头数", "层数", "维数", "维度", "数目", "数量", "步数", "样本数", "类别数"]
    return nouns.contains(where: words.hasSuffix) ? 1 : nil
  }

  private mutating func add(_ name: Name, in set: Tree, indices: [Tree], _ source: SourceRange) {
    guard var domain = Domain(of: set, for: name) else { return }
    domain.shape = indices + domain.shape
    domain.openLengths = indices.count
    let role: Meaning.Role
    if case .function = domain.values {
      role = .function
    } else {
      role = domain.shape.isEmpty ? .variable : .array
    }
    meanings.append(.init(name, role, domain: domain, source: source, origin: .section))
  }

  /// `f: \mathbb{R}^2 \to \mathbb{R}` and `p = p(x)`, which are no propositions.
  package init?(special lexemes: [Lexeme], parser: Parser, source: SourceRange) {
    var parser = parser
    parser.lexemes = lexemes
    guard case .name(let first, _)? = lexemes.first?.kind,
      let (name, indices) = try? parser.fullName(first)
    else { return nil }
    if parser.isPunctuation(":"), indices == nil {
      parser.next += 1
      guard let from = try? parser.setExpression(), case .relation(.tendsTo) = parser.current?.kind else {
        return nil
      }
      parser.next += 1
      guard let to = try? parser.setExpression(), parser.isAtEnd else { return nil }
      add(name, in: .set(.functions(from: from, to: to)), indices: [], source)
      return
    }
    guard case .relation(.equal) = parser.current?.kind else { return nil }
    parser.next += 1
    guard case .name(let second, _) = parser.current?.kind, second.base == name.base,
      let (again, _) = try? parser.fullName(second), again.accents == name.accents
    else { return nil }
    guard case .open("(")? = parser.current?.kind, let body = try? parser.takeBracketed().2, parser.isAtEnd
    else {
      guard case .fenced("(", ")", let body)? = parser.current?.kind, parser.next == lexemes.count - 1 else {
        return nil
      }
      depend(name, on: body)
      return
    }
    depend(name, on: body)
  }

  private mutating func depend(_ name: Name, on body: [Lexeme]) {
    dependency = (
      name,
      body.compactMap { lexeme in
        if case .name(let name, _) = lexeme.kind { return name }
        return nil
      }
    )
  }
}

extension Tree {
  fileprivate var isElement: Bool { if case .element(.symbol, _) = self { true } else { false } }

  /// The symbol that a declaration is about, also where its letter is a constant elsewhere: `\pi \in [0, 1]^K`.
  fileprivate var declarable: Name? {
    switch self {
    case .symbol(let name): name
    case .constant(.pi): Name("π")
    case .constant(.e): Name("e")
    default: nil
    }
  }

  /// What `a > 0 \land b > 0` says, one by one.
  fileprivate var conjuncts: [Tree] {
    if case .logic(.and, let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
  }

  /// `\sum_c p_c = 1`, and each of `\sum_c p_c = \sum_c q_c = 1`; nil for anything else.
  fileprivate var totals: [Tree]? {
    guard case .relation(let terms, let relations) = self, let last = terms.last, last.isClosed,
      relations.allSatisfy({ $0 == .equal })
    else { return nil }
    let sums = terms.dropLast()
    let areTotals = sums.allSatisfy { term in
      guard case .fold(let fold) = term, case .element(.symbol, _) = fold.scope.opened.body else {
        return false
      }
      return true
    }
    return areTotals ? sums.map { .relation([$0, last], [.equal]) } : nil
  }

  /// A constant: no symbols, no calls.
  var isClosed: Bool {
    freeSymbols.isEmpty
      && !contains { if case .call = $0 { true } else if case .relation = $0 { true } else { false } }
  }
}

extension SourceRange {
  /// `第 $k$ 个`: which one, and no number of things.
  fileprivate var isOrdinal: Bool {
    var before = bytes.lowerBound
    while before > 0, [0x24, 0x20].contains(file.bytes[before - 1]) { before -= 1 }
    return file.text(max(0, before - 3)..<before) == "第"
  }
}
