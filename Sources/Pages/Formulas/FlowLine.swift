/// A line of maths by its joints: statements, in them relations, in them sums.
struct FlowLine {
  /// What stands between two signs of a sum.
  typealias Term = [FlowAtom]

  /// A relation with what stands behind it.
  struct Part {
    var sign: [FlowAtom]
    var terms: [Term]
  }

  /// One statement, or a quantifier with its domains.
  struct Clause {
    /// Before the first relation.
    var left: [Term] = [[]]
    var parts: [Part] = []

    var isEmpty: Bool { parts.isEmpty && left.allSatisfy(\.isEmpty) }

    fileprivate mutating func add(_ atom: FlowAtom) {
      if parts.isEmpty {
        left[left.count - 1].append(atom)
      } else {
        parts[parts.count - 1].terms[parts[parts.count - 1].terms.count - 1].append(atom)
      }
    }

    fileprivate mutating func addSpace(_ space: FlowAtom) {
      guard !parts.isEmpty else {
        let place = left.count > 1 && left.last?.isEmpty == true ? left.count - 2 : left.count - 1
        left[place].append(space)
        return
      }
      let last = parts.count - 1
      if parts[last].terms == [[]] {
        parts[last].sign.append(space)
      } else {
        let terms = parts[last].terms.count
        let isNew = terms > 1 && parts[last].terms.last?.isEmpty == true
        parts[last].terms[isNew ? terms - 2 : terms - 1].append(space)
      }
    }

    fileprivate mutating func beginTerm() {
      if parts.isEmpty {
        if left.last?.isEmpty == false { left.append([]) }
      } else if parts[parts.count - 1].terms.last?.isEmpty == false {
        parts[parts.count - 1].terms.append([])
      }
    }
  }

  private(set) var clauses: [Clause] = [Clause()]
  /// How many brackets are open.
  private var depth = 0
  /// Within a quantifier, whose `∈` is no place for a line's end.
  private var isQuantified = false
  private var isRelationBefore = false

  init(_ atoms: [FlowAtom]) {
    // Bars stand in pairs, or they are no brackets.
    let bars = Self.outermostBars(atoms)
    var isInBars = false
    for (index, atom) in atoms.enumerated() {
      switch atom.kind {
      case .open: depth += 1
      case .close: depth = max(depth - 1, 0)
      case .bar where depth == 0 && bars.isMultiple(of: 2): isInBars.toggle()
      default: break
      }
      guard depth == 0, !isInBars else {
        self.clauses[clauses.count - 1].add(atom)
        isRelationBefore = false
        continue
      }
      take(atom, next: index + 1 < atoms.count ? atoms[index + 1].kind : nil)
      if !atom.isSpace { isRelationBefore = atom.kind == .relation || atom.kind == .colon }
    }
    clauses.removeAll(where: \.isEmpty)
  }

  private static func outermostBars(_ atoms: [FlowAtom]) -> Int {
    var depth = 0
    var count = 0
    for atom in atoms {
      switch atom.kind {
      case .open: depth += 1
      case .close: depth = max(depth - 1, 0)
      case .bar where depth == 0: count += 1
      default: break
      }
    }
    return count
  }

  private mutating func take(_ atom: FlowAtom, next: FlowAtom.Kind?) {
    let last = clauses.count - 1
    switch atom.kind {
    case .newline: begin()
    case .quantifier:
      if !isQuantified { begin() }
      isQuantified = true
      clauses[clauses.count - 1].add(atom)
    case .implication:
      begin()
      clauses[clauses.count - 1].parts = [Part(sign: [atom], terms: [[]])]
    case .relation where !isQuantified && !isRelationBefore, .colon where !isQuantified && next == .relation:
      clauses[last].parts.append(Part(sign: [atom], terms: [[]]))
    case .relation where isRelationBefore && clauses[last].parts.last?.terms == [[]]:
      clauses[last].parts[clauses[last].parts.count - 1].sign.append(atom)
    case .sum where !isQuantified:
      clauses[last].beginTerm()
      clauses[last].add(atom)
    case .comma:
      clauses[last].add(atom)
      if isQuantified || clauses[last].parts.isEmpty { clauses[last].beginTerm() } else { begin() }
    case .colon where isQuantified:
      clauses[last].add(atom)
      begin()
    case .space: addSpace(atom)
    default: clauses[last].add(atom)
    }
  }

  /// No line begins with a space: it stays with what it stands behind.
  private mutating func addSpace(_ space: FlowAtom) {
    var last = clauses.count - 1
    if clauses[last].isEmpty, last > 0 { last -= 1 }
    clauses[last].addSpace(space)
    if space.partsStatements { begin() }
  }

  private mutating func begin() {
    isQuantified = false
    if clauses.last?.isEmpty == false { clauses.append(Clause()) }
  }
}
