import Checks
import Diagnostics
import Trees
import LaTeX
import Notes

extension PageRenderer {
  mutating func inlineFormula(_ index: Int) -> String {
    guard let formula = formula(index) else {
      let latex = document.formulas.indices.contains(index) ? document.formulas[index].latex : ""
      return "<code class=\"formula-broken\">\(escaped(latex))</code>"
    }
    // Display maths within a paragraph stands as a block of phrasing.
    guard formula.occurrence.isDisplay else { return body(formula) }
    return "<span class=\"formula inline\" id=\"\(OwnID.formula(index))\">\(body(formula))</span>"
  }

  /// The typesetter's HTML, with its symbols named.
  private mutating func body(_ formula: Formula) -> String {
    let named = symbolNumbers(formula)
    let spoken = SpokenMath.tidied(formula.html)
    let html = formula.occurrence.isDisplay ? FormulaFlow.html(spoken) : spoken
    guard !named.isEmpty, html.hasPrefix("<span") else { return html }
    return "<span data-s=\"\(named)\"" + html.dropFirst(5)
  }

  /// Which of the page's symbols a formula holds: `0 3 7`, for the pointer.
  private mutating func symbolNumbers(_ formula: Formula) -> String {
    var numbers: [String] = []
    for meaning in formula.symbols.prefix(40) {
      let words = meaning.words
      guard !words.isEmpty else { continue }
      let entry = meaning.name.base + "\t" + words
      let number = symbolIndex[entry] ?? symbols.count
      if number == symbols.count {
        symbols.append(entry)
        symbolIndex[entry] = number
      }
      numbers.append(String(number))
    }
    return numbers.joined(separator: " ")
  }

  mutating func displayFormula(_ index: Int, _ block: Block) {
    guard let formula = formula(index) else {
      html += "<div class=\"formula\" id=\"\(OwnID.formula(index))\">\(inlineFormula(index))</div>\n"
      return
    }
    let evidence = site.evidence[document.page]?[index] ?? []
    if case .erratum? = formula.reading {
      erratum(index, formula, evidence)
    } else if case .erratum? = formula.occurrence.directive {
      erratum(index, formula, evidence)
    } else {
      html += "<div class=\"stated\" id=\"\(OwnID.formula(index))\">" + anchors(formula) + box(formula, index)
      html += known(formula, EvidenceCard(evidence: evidence, formula: formula, link: codeLink)) + "</div>\n"
    }
  }

  /// The formula in its box, which scrolls if it is wide.
  private mutating func box(_ formula: Formula, _ index: Int, isStruck: Bool = false) -> String {
    let name = isStruck ? "formula struck" : "formula"
    let broken =
      formula.isTypeset
      ? "" : "<p class=\"error\">\(escaped(formula.problems.first?.message.zh ?? "这个公式排不出来"))</p>"
    return
      "<div class=\"\(name)\"><div class=\"scroll\" role=\"group\" aria-label=\"公式\">\(body(formula))</div></div>\(broken)"
  }

  /// What is known, behind the claim's own id: beside the formula that would take its room.
  private func known(_ formula: Formula, _ card: EvidenceCard) -> String {
    guard let id = claim(formula) else { return card.html() }
    return
      "<div class=\"known\"><a class=\"claim\" href=\"#\(encodedPath(id))\">\(escaped(id))</a>\(card.html())</div>"
  }

  private func claim(_ formula: Formula) -> String? {
    if case .claim(let id?, _)? = formula.occurrence.directive { id } else { nil }
  }

  /// The claim's id leads to its formula, as a label's does by the typesetter's HTML.
  private func anchors(_ formula: Formula) -> String {
    guard let id = claim(formula), !repeated.contains(id), !OwnID.isOne(id) else { return "" }
    return "<span id=\"\(escaped(id))\"></span>"
  }

  /// What is printed wrong at its source, struck, beside what is right.
  private mutating func erratum(_ index: Int, _ formula: Formula, _ evidence: [Evidence]) {
    var reason = ""
    var right: String?
    if case .erratum(let of, _, let words)? = formula.occurrence.directive {
      reason = words
      right = of
    }
    if case .erratum(_, let of, let words)? = formula.reading {
      if reason.isEmpty { reason = words }
      right = of
    }
    html += "<section class=\"erratum\" id=\"\(OwnID.formula(index))\" aria-label=\"勘误\">" + anchors(formula)
    html += "<p class=\"label\">勘误\(reason.isEmpty ? "" : " · \(escaped(reason))")</p>"
    html += "<p class=\"sr\">以下公式在原文中印错：</p>" + box(formula, index, isStruck: true)
    if let right, let form = rightForm(right, range: formula) { html += form }
    if let example = evidence.first(where: { $0.counterexample != nil })?.counterexample {
      html += "<dl class=\"facts\">\(EvidenceCard.counterexample(example))</dl>"
    }
    // The erratum's own evidence first; that its code computes what is printed comes behind it.
    let ordered = evidence.filter { !$0.isOfCode } + evidence.filter(\.isOfCode)
    let card = EvidenceCard(evidence: ordered, formula: formula, link: codeLink, isErratum: true)
    html += known(formula, card) + "</section>\n"
  }

  /// The right form again, without its annotation: the formula itself stands where it is defined.
  private func rightForm(_ id: String, range: Formula) -> String? {
    let definitions = site.understanding.definitions
    let name = id.split(separator: "#").last.map { String($0.prefix { $0 != "/" }) } ?? id
    var found: Definition? = definitions[id]
    if case .erratum(_, let of, _)? = range.reading { found = definitions[of] ?? found }
    guard let definition = found,
      let (page, formula) = site.formula(at: definition.range, on: definition.page)
    else { return "<p class=\"right\">正确的形式：<code>\(escaped(name))</code></p>" }
    let way = page == document.page ? "" : SitePaths.way(from: output, to: site.paths.output[page] ?? "")
    let link = "\(way)#\(OwnID.formula(formula.occurrence.id))"
    return
      "<div class=\"right\"><p><a href=\"\(escaped(link))\">正确的形式</a></p><div class=\"formula\"><div class=\"scroll\" role=\"group\" aria-label=\"公式\">\(FormulaFlow.html(Self.withoutAnnotation(SpokenMath.tidied(formula.html))))</div></div></div>"
  }

  static func withoutAnnotation(_ html: String) -> String {
    var html = html
    if let start = html.firstRange(of: "<span class=\"katex-display\" id=\""),
      let end = html[start.upperBound...].firstIndex(of: "\"")
    {
      html.replaceSubrange(start.lowerBound...end, with: "<span class=\"katex-display\"")
    }
    guard let start = html.firstRange(of: "<annotation"), let end = html.firstRange(of: "</annotation>"),
      start.lowerBound < end.lowerBound
    else { return html }
    return String(html[..<start.lowerBound]) + html[end.upperBound...]
  }

  /// Where the Swift of some evidence stands in the site.
  private var codeLink: (Evidence) -> String? {
    { [site, output] evidence in site.codeLink(evidence, from: output) }
  }
}

extension SiteMaterial {
  /// The formula whose LaTeX holds a place.
  func formula(at range: SourceRange, on page: String) -> (page: String, formula: Formula)? {
    let formulas = understanding.pages[page] ?? []
    let found = formulas.first {
      $0.occurrence.range.file == range.file && $0.occurrence.range.bytes.overlaps(range.bytes)
    }
    return found.map { (page, $0) }
  }

  func codeLink(_ evidence: Evidence, from output: String) -> String? {
    guard let range = evidence.functionRange, let place = snippetPlaces[range.file.path] else { return nil }
    guard let snippet = place.snippets.first(where: { $0.bytes.contains(range.bytes.lowerBound) }),
      !snippet.isHidden, let target = paths.output[place.page]
    else { return nil }
    let way = target == output ? "" : SitePaths.way(from: output, to: target)
    return "\(way)#\(OwnID.code(snippet.index))"
  }
}

extension Meaning {
  /// `变量，p ∈ (0, 1)，默认 1.5`: what the pointer shows.
  var words: String {
    var parts = [role.word]
    if let domain { parts.append("\(name.plain) ∈ \(domain.plain)") }
    if let value { parts.append("默认 \(value.plain)") }
    return "\(name.plain)：" + parts.joined(separator: "，")
  }
}

extension Meaning.Role {
  var word: String {
    switch self {
    case .function: "函数"
    case .index: "下标"
    case .length: "长度"
    case .constant: "常数"
    case .array: "数组"
    case .parameter: "参数"
    case .variable: "变量"
    }
  }
}

extension Domain {
  /// `(0, 1)`, `{0, 1}`, `ℝ` as text.
  var plain: String {
    InlineMath.text(latex)
  }
}
