/// One piece of a formula's outermost line, by what it is for a line's break.
struct FlowAtom: Equatable {
  enum Kind: Equatable {
    case ordinary, open, close, comma
    case quantifier
    /// `=`, `≤`, `∈`: a line may begin with it.
    case relation
    /// `⟹`: parts what is weightier than a relation.
    case implication
    /// `:` and `∣`, beside which no line ends, unless a colon ends a quantifier.
    case colon, bar
    /// `+`, `−` and their like.
    case sum
    /// So many em wide.
    case space(Double)
    /// A line's end that the author set.
    case newline
  }

  let kind: Kind
  let markup: String
  /// What holds the line open around it: the strut of the box that it came from.
  var strut = ""

  static let sums: Set<String> = ["+", "−", "±", "∓", "∪", "∩", "∧", "∨", "⊕"]
  static let implications: Set<String> = ["⟹", "⟸", "⟺", "⇒", "⇐", "⇔"]
  static let quantifiers: Set<String> = ["∀", "∃", "∄"]

  /// A quad parts two statements.
  var partsStatements: Bool { if case .space(let width) = kind { width > 0.9 } else { false } }
  /// Its strut is that of the box before it, which it has left.
  var isSign: Bool { isSpace || [.sum, .relation, .implication, .colon].contains(kind) }
  var isSpace: Bool { if case .space = kind { true } else { false } }
}

extension SetMarkup {
  /// An element of the visual HTML.
  func atom(_ node: Node, strut: String) -> FlowAtom {
    FlowAtom(kind: kind(node), markup: markup(node), strut: strut)
  }

  private func kind(_ node: Node) -> FlowAtom.Kind {
    if node.has("newline") { return .newline }
    if node.has("mspace") { return .space(width(node)) }
    if node.has("mopen") { return .open }
    if node.has("mclose") { return .close }
    if node.has("mpunct") { return text(of: node) == "," ? .comma : .ordinary }
    if node.has("mbin") { return FlowAtom.sums.contains(text(of: node)) ? .sum : .ordinary }
    if node.has("mrel") { return relation(text(of: node)) }
    guard node.has("mord"), node.range.count < 60 else { return .ordinary }
    let text = text(of: node)
    return FlowAtom.quantifiers.contains(text) ? .quantifier : text == "∣" ? .bar : .ordinary
  }

  func relation(_ text: String) -> FlowAtom.Kind {
    switch text {
    case ":": .colon
    case "∣", "|", "∥": .bar
    default: FlowAtom.implications.contains(text) ? .implication : .relation
    }
  }

  /// `style="margin-right:0.2778em;"`
  private func width(_ node: Node) -> Double {
    let head = head(of: node)
    guard let start = head.firstRange(of: "margin-right:") else { return 0 }
    return Double(head[start.upperBound...].prefix { $0 != "e" && $0 != ";" }) ?? 0
  }
}
