import Trees
import Diagnostics

/// Numbers of display formulas, row by row as LaTeX gives them, and what `\eqref` refers to.
///
/// Rows of `equation`, `align`, `gather`, `alignat`, `eqnarray` count, unless they say `\notag`; any other
/// formula counts if it carries a `\label`. A `\tag` stands for the number. Each page begins at 1.
package struct Numbering {
  package struct Row: Equatable {
    /// What stands in the parentheses; nil where the row has no number.
    package var number: String?
    var isTagged = false
    package var labels: [String] = []
  }

  package struct Target {
    package var page: String
    package var number: String
    package var source: SourceRange
  }

  /// A label as it stands at a formula; without a number it labels nothing.
  package struct Label {
    package var label: String
    package var number: String?
    package var sourceFormula: SourceFormula
  }

  /// A numbered formula, as who looks for its label finds it.
  package struct Equation: Sendable {
    package let page: String
    package let number: String
  }

  package private(set) var targets: [String: Target] = [:]

  /// The page and number of each label.
  package var equations: [String: Equation] {
    targets.mapValues { Equation(page: $0.page, number: $0.number) }
  }

  /// By page, in order.
  package private(set) var labels: [String: [Label]] = [:]
  package private(set) var diagnostics: [Diagnostic] = []

  package init() {}
  private var last = 0
  private var page = ""

  package mutating func begin(page: String) {
    self.page = page
    last = 0
  }

  /// The rows of a formula with their numbers, and what KaTeX has to be told of them at its end.
  package mutating func rows(of sourceFormula: SourceFormula) -> (rows: [Row], suffix: String) {
    let latex = sourceFormula.latex
    guard sourceFormula.isDisplay,
      sourceFormula.label != nil || latex.holds("\\label") || latex.holds("\\tag") || latex.holds("\\begin{")
    else { return ([], "") }
    let scan = EquationScanner(latex)
    var rows: [Row] = []
    var suffix = ""
    for (index, row) in scan.rows.enumerated() {
      let labels = (index == 0 ? sourceFormula.label.map { [$0] } ?? [] : []) + row.labels
      var number = row.tag
      if number == nil, !row.isSuppressed, scan.isNumbered || scan.isNumberedWhole || !labels.isEmpty {
        last += 1
        number = String(last)
        if !scan.isNumbered { suffix = "\\tag{\(last)}" }
      }
      rows.append(Row(number: number, isTagged: row.tag != nil, labels: labels))
      for label in labels { define(label, number, at: sourceFormula) }
    }
    return (rows, suffix)
  }

  /// Takes over what a page was numbered before.
  package mutating func take(_ labels: [Label], of page: String) {
    begin(page: page)
    for label in labels { define(label.label, label.number, at: label.sourceFormula) }
  }

  private mutating func define(_ label: String, _ number: String?, at sourceFormula: SourceFormula) {
    labels[page, default: []].append(Label(label: label, number: number, sourceFormula: sourceFormula))
    guard let number else { return }
    if let earlier = targets[label] {
      diagnostics.append(.duplicateLabel(label, sourceFormula, earlier.source))
    } else {
      targets[label] = Target(page: page, number: number, source: sourceFormula.range)
    }
  }
}

/// The rows of a display formula in its source, with their `\tag`, `\label` and `\notag`.
struct EquationScanner {
  package struct Row {
    var tag: String?
    package var labels: [String] = []
    var isSuppressed = false
  }
  package private(set) var rows: [Row] = [Row()]
  /// Whether the outermost environment numbers its rows by itself.
  private(set) var isNumbered = false
  /// `multline`: its rows are one formula, with one number.
  private(set) var isNumberedWhole = false

  private static let numbered: Set<String> = ["align", "gather", "alignat", "equation", "eqnarray"]

  init(_ latex: String) {
    var rest = latex[...]
    var depth = 0
    while let backslash = rest.firstIndex(of: "\\") {
      rest = rest[rest.index(after: backslash)...]
      if rest.first == "\\" {
        rest = rest.dropFirst()
        if isNumbered, depth == 1 { rows.append(Row()) }
        continue
      }
      let command = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(command.count)
      switch command {
      case "begin":
        let name = Self.argument(&rest)
        if depth == 0, rows.count == 1 {
          isNumbered = Self.numbered.contains(name)
          isNumberedWhole = name == "multline"
        }
        depth += 1
      case "end":
        _ = Self.argument(&rest)
        depth -= 1
      case "tag":
        if rest.first == "*" { rest = rest.dropFirst() }
        rows[rows.count - 1].tag = Self.argument(&rest)
      case "label": rows[rows.count - 1].labels.append(Self.argument(&rest))
      case "notag", "nonumber": rows[rows.count - 1].isSuppressed = true
      default: break
      }
    }
  }

  /// The text of the braces at the front, taken away.
  private static func argument(_ rest: inout Substring) -> String {
    let body = rest.drop { $0 == " " }
    guard body.first == "{", let end = body.firstIndex(of: "}") else { return "" }
    let text = body[body.index(after: body.startIndex)..<end]
    rest = body[body.index(after: end)...]
    return String(text)
  }
}

extension Numbering {
  /// KaTeX's HTML with the rows' numbers in it, and the labels as anchors.
  package static func numbered(_ html: String, _ rows: [Row]) -> String {
    var html = html
    if rows.contains(where: { $0.number != nil }), html.holds("eqn-num") {
      // Where a row has a `\\tag`, KaTeX sets it itself in the HTML, and nothing in the MathML.
      html = html.replacingEach(
        "<mtd class =\"mml-eqn-num\"></mtd>",
        with: rows.map { row in
          "<mtd>" + (row.number.map { "<mtext>(\(AnnotatedHTML.escaped($0)))</mtext>" } ?? "") + "</mtd>"
        })
    }
    let automatic = rows.filter { !$0.isTagged }.compactMap(\.number)
    html = html.replacingEach(
      "<span class=\"eqn-num\"></span>", with: automatic.map { "<span class=\"eqn-number\">(\($0))</span>" })
    if let label = rows.lazy.flatMap(\.labels).first {
      html = html.replacingEach(
        "<span class=\"katex-display\">", with: ["<span class=\"katex-display\" id=\"\(anchor(label))\">"])
    }
    return html
  }

  static func anchor(_ label: String) -> String {
    String(label.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })
  }

  /// What `\eqref` shows: the number, linked where it stands.
  package mutating func resolve(
    _ html: String, _ references: [String], from page: String, at sourceFormula: SourceFormula
  )
    -> String
  {
    var html = html
    // A link within what is hidden from screen readers is no link to them: a reference alone is one as a whole.
    let isAlone =
      references.count == 1 && sourceFormula.latex.wholeMatch(of: /\s*\\(eq)?ref\{[^{}]*\}\s*/) != nil
    for (position, label) in references.enumerated() {
      guard let target = targets[label] else {
        diagnostics.append(.unknownLabel(label, sourceFormula, known: targets.keys.sorted()))
        html = html.replacing("@@\(position)@@", with: "?")
        continue
      }
      let href =
        (target.page == page ? "" : Self.path(from: page, to: target.page)) + "#" + Self.anchor(label)
      // The MathML comes first, where a link has no place.
      html = html.replacing("@@\(position)@@", with: target.number, maxReplacements: 1)
      let inner = isAlone ? target.number : "<a href=\"\(href)\" tabindex=\"-1\">\(target.number)</a>"
      html = html.replacing("@@\(position)@@", with: inner)
      if isAlone {
        html = "<a class=\"reference\" href=\"\(href)\" aria-label=\"(\(target.number))\">\(html)</a>"
      }
    }
    return html
  }

  /// `../losses/bce.html` from `deim/mal`.
  package static func path(from page: String, to other: String) -> String {
    let depth = page.split(separator: "/").count - 1
    // A folder's README is its index on the site.
    let parts = other.split(separator: "/", omittingEmptySubsequences: false)
    let isReadme = parts.last?.lowercased() == "readme"
    let target = isReadme ? (parts.dropLast() + ["index"]).joined(separator: "/") : other
    return String(repeating: "../", count: max(0, depth)) + target + ".html"
  }
}

extension String {
  /// The first, second … occurrence replaced by the first, second … text; further ones stay.
  fileprivate func replacingEach(_ old: String, with texts: [String]) -> String {
    var whole = ""
    var start = 0
    for text in texts {
      guard let found = bytes(of: old, from: start) else { break }
      whole += slice(start, found.lowerBound)
      whole += text
      start = found.upperBound
    }
    return whole + slice(start)
  }
}

extension Diagnostic {
  static func duplicateLabel(_ label: String, _ sourceFormula: SourceFormula, _ first: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      .error, "duplicate-label",
      Message(zh: "\\label{\(label)} 已经用过", en: "\\label{\(label)} is already taken"),
      at: sourceFormula.place(of: label),
      notes: [.init(Message(zh: "先前的在此", en: "the earlier one is here"), at: first)])
  }

  static func unknownLabel(_ label: String, _ sourceFormula: SourceFormula, known: [String]) -> Diagnostic {
    let near = known.first { $0.hasSuffix(label) || label.hasSuffix($0) }
    return Diagnostic(
      .error, "unknown-label",
      Message(zh: "没有公式带 \\label{\(label)}", en: "no formula carries \\label{\(label)}"),
      at: sourceFormula.place(of: label),
      help: near.map { [Message(zh: "是否指 \($0)？", en: "did you mean \($0)?")] } ?? [])
  }
}

extension SourceFormula {
  /// Where a word stands in the formula.
  fileprivate func place(of word: String) -> SourceRange {
    guard let found = latex.firstRange(of: word) else { return range }
    let utf8 = latex.utf8
    let lower = utf8.distance(from: utf8.startIndex, to: found.lowerBound)
    return place(lower..<(lower + word.utf8.count))
  }
}
