/// The same joints in a formula's MathML, which is shown where the typesetter's letters are missing.
enum MathMLFlow {
  static func math(_ math: String) -> String {
    let markup = SetMarkup(math)
    guard let root = markup.roots.first, root.name == "math",
      let semantics = markup.children(of: root).first, semantics.name == "semantics",
      let row = markup.children(of: semantics).first, row.name == "mrow"
    else { return math }
    let nodes = markup.children(of: row)
    guard
      !nodes.contains(where: {
        $0.name == "mtable" || $0.name == "mspace" && markup.head(of: $0).contains("linebreak")
      })
    else { return math }
    let line = FlowLine(atoms(nodes, markup))
    return markup.markup(0..<row.range.lowerBound) + box("flow", line.clauses.map(clause).joined())
      + markup.markup(row.range.upperBound..<markup.bytes.count)
  }

  private static func atoms(_ nodes: [SetMarkup.Node], _ markup: SetMarkup) -> [FlowAtom] {
    var atoms: [FlowAtom] = []
    for node in nodes {
      var kind = kind(node, markup)
      // A sign with nothing before it is a number's own.
      let before = atoms.last { !$0.isSpace }?.kind
      if kind == .sum,
        before.map({ [.open, .relation, .colon, .comma, .sum, .implication].contains($0) }) ?? true
      {
        kind = .ordinary
      }
      atoms.append(FlowAtom(kind: kind, markup: markup.markup(node)))
    }
    return atoms
  }

  private static func clause(_ clause: FlowLine.Clause) -> String {
    let left = clause.left.allSatisfy(\.isEmpty) ? "" : box("lhs", terms(clause.left))
    guard !clause.parts.isEmpty else { return box("clause", left) }
    let parts = clause.parts.map {
      box("part", box("rel", text($0.sign.map(between))) + box("terms", terms($0.terms)))
    }
    return box("clause", left + box("rhs", parts.joined()))
  }

  private static func terms(_ terms: [FlowLine.Term]) -> String {
    terms.filter { !$0.isEmpty }.map { term in
      let isSum = term.first?.kind == .sum
      return box("term", text(isSum ? term.prefix(1).map(between) + term.dropFirst() : term))
    }.joined()
  }

  /// At a line's beginning a sign would be taken for a number's own, and set without its spaces.
  private static func between(_ atom: FlowAtom) -> FlowAtom {
    guard atom.markup.hasPrefix("<mo>") else { return atom }
    return FlowAtom(kind: atom.kind, markup: "<mo form=\"infix\">" + atom.markup.dropFirst("<mo>".count))
  }

  private static func text(_ atoms: [FlowAtom]) -> String { atoms.map(\.markup).joined() }

  private static func box(_ name: String, _ inner: String) -> String {
    "<mrow class=\"\(name)\">\(inner)</mrow>"
  }

  private static let relations: Set<String> = [
    "=", "&lt;", "&gt;", "≤", "≥", "≠", "≈", "≡", "∼", "≃", "≅", "∝", "∈", "∉", "⊂", "⊆", "⊃", "⊇", "→", "←",
    "↦",
    "≪", "≫", "≺", "≻", "≔", "⟶", "⟼", ":", "∣",
  ]

  private static func kind(_ node: SetMarkup.Node, _ markup: SetMarkup) -> FlowAtom.Kind {
    let text = node.range.count < 80 ? markup.text(of: node) : ""
    if node.name == "mi" || node.name == "mo", FlowAtom.quantifiers.contains(text) { return .quantifier }
    if node.name == "mspace" { return .space(width(markup.head(of: node))) }
    if node.name.hasPrefix("msu"), let base = markup.children(of: node).first, base.name == "mo" {
      return kind(base, markup) == .close ? .close : .ordinary
    }
    guard node.name == "mo" else { return .ordinary }
    if ["(", "[", "{", "⟨", "⌊", "⌈"].contains(text) { return .open }
    if [")", "]", "}", "⟩", "⌋", "⌉"].contains(text) { return .close }
    if text == "," { return .comma }
    if FlowAtom.sums.contains(text) { return .sum }
    if FlowAtom.implications.contains(text) || relations.contains(text) { return markup.relation(text) }
    return text == "|" ? .bar : .ordinary
  }

  private static func width(_ head: String) -> Double {
    guard let start = head.firstRange(of: "width=\"") else { return 0 }
    return Double(head[start.upperBound...].prefix { $0 != "e" && $0 != "\"" }) ?? 0
  }
}
