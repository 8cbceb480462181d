import Formulas

/// A display formula whose lines can break where an author would break them.
///
/// The typesetter's HTML is one line, or a table of lines; here its own pieces are put into boxes that the style sheet
/// sets as lines: a statement in a box that goes to the next line as a whole, in it relations that stand under each
/// other, in them the terms of a sum. A browser breaks inner boxes only where outer ones do not fit, so that the joints
/// keep their ranks without a script. Brackets, scripts and quantifiers have no joints. What is read aloud and what is
/// copied is not touched.
struct FormulaFlow {
  private let markup: SetMarkup

  static func html(_ html: String) -> String {
    guard html.hasPrefix("<span"), html.contains("katex-display") else { return html }
    return FormulaFlow(markup: SetMarkup(html)).whole ?? html
  }

  private var whole: String? {
    guard let visual = markup.first("katex-html", in: markup.roots) else { return nil }
    let spoken = markup.first("katex-mathml", in: markup.roots)
    var out = ""
    if let spoken, spoken.range.upperBound <= visual.range.lowerBound {
      out += markup.markup(0..<spoken.inner.lowerBound)
      out += MathMLFlow.math(markup.markup(spoken.inner))
      out += markup.markup(spoken.inner.upperBound..<visual.range.lowerBound)
    } else {
      out += markup.markup(0..<visual.range.lowerBound)
    }
    out += "<span class=\"katex-html flow\" aria-hidden=\"true\">" + lines(visual) + "</span>"
    return out + markup.markup(visual.range.upperBound..<markup.bytes.count)
  }

  private func lines(_ visual: SetMarkup.Node) -> String {
    var atoms: [FlowAtom] = []
    var tables: [SetMarkup.Node] = []
    var number = ""
    for box in markup.children(of: visual) {
      if box.has("tag") {
        number += "<span class=\"number\">\(markup.markup(box.inner))</span>"
      } else if box.has("base") {
        add(box, &atoms, tables: &tables, number: &number)
      } else {
        atoms.append(markup.atom(box, strut: ""))
      }
    }
    if let table = tables.first, tables.count == 1, atoms.allSatisfy({ $0.isSpace }),
      let rows = FlowTable(table, in: markup)
    {
      return rows.html(numbers: number)
    }
    // A table among other signs, or of a kind of its own, stands as it was set.
    if !tables.isEmpty { return markup.markup(visual.inner) }
    return FlowWriter.line(atoms) + number
  }

  private func add(
    _ box: SetMarkup.Node, _ atoms: inout [FlowAtom], tables: inout [SetMarkup.Node], number: inout String
  ) {
    var strut = ""
    for node in markup.children(of: box) {
      if node.has("strut") {
        strut = markup.markup(node)
      } else if node.has("tag") {
        number += markup.markup(node.inner)
      } else {
        add(node, strut, atoms: &atoms, tables: &tables)
      }
    }
  }

  private func add(
    _ node: SetMarkup.Node, _ strut: String, atoms: inout [FlowAtom], tables: inout [SetMarkup.Node]
  ) {
    if node.has("minner"), let cases = FlowTable.cases(node, in: markup) {
      atoms.append(FlowAtom(kind: .ordinary, markup: cases))
    } else if let table = table(in: node) {
      tables.append(table)
    } else {
      atoms.append(markup.atom(node, strut: strut))
    }
  }

  /// `\begin{aligned}` is a table in a box of its own or two.
  private func table(in node: SetMarkup.Node) -> SetMarkup.Node? {
    var node = node
    while !node.has("mtable") {
      let inside = markup.children(of: node)
      guard inside.count == 1, inside[0].name == "span" else { return nil }
      node = inside[0]
    }
    return node
  }
}

/// Boxes for the joints of a line.
enum FlowWriter {
  static func line(_ atoms: [FlowAtom]) -> String { FlowLine(atoms).clauses.map(clause).joined() }

  private static func clause(_ clause: FlowLine.Clause) -> String {
    let left = clause.left.allSatisfy(\.isEmpty) ? "" : box("lhs", terms(clause.left))
    guard !clause.parts.isEmpty else { return box("clause", left) }
    let parts = clause.parts.map { part in
      box("part", box("rel", text(part.sign)) + box("terms", terms(part.terms)))
    }
    return box("clause", left + box("rhs", parts.joined()))
  }

  static func terms(_ terms: [FlowLine.Term]) -> String {
    terms.filter { !$0.isEmpty }.map { box("term", struts($0) + inside($0)) }.joined()
  }

  private static func text(_ atoms: [FlowAtom]) -> String { atoms.map(\.markup).joined() }

  private static func struts(_ atoms: [FlowAtom]) -> String {
    var seen: [String] = []
    for atom in atoms where !atom.isSign && !atom.strut.isEmpty && !seen.contains(atom.strut) {
      seen.append(atom.strut)
    }
    return seen.joined()
  }

  /// Brackets with a sum in them have joints of last resort: used only where the formula would be cut.
  private static func inside(_ atoms: [FlowAtom]) -> String {
    guard atoms.count > 14 else { return text(atoms) }
    var pieces: [[FlowAtom]] = [[]]
    var depth = 0
    for atom in atoms {
      if atom.kind == .close { depth -= 1 }
      if depth > 0, atom.kind == .sum || atom.kind == .relation, pieces.last?.isEmpty == false {
        pieces.append([])
      }
      pieces[pieces.count - 1].append(atom)
      if depth > 0, atom.kind == .comma { pieces.append([]) }
      if atom.kind == .open { depth += 1 }
    }
    guard pieces.count > 1 else { return text(atoms) }
    return pieces.filter { !$0.isEmpty }.map { box("deep", text($0)) }.joined()
  }

  static func box(_ name: String, _ inner: String) -> String { "<span class=\"\(name)\">\(inner)</span>" }
}
