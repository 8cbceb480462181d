import Formulas
import LaTeX
import Checks
import Diagnostics
import Trees
import Notes

extension PageRenderer {
  mutating func inlineFormula(_ index: Int) -> String {
    guard let formula = formula(index) else {
      let latex = document.formulas.indices.contains(index) ? document.formulas[index].latex : ""
      return "<code class=\"formula-broken\">\(escaped(latex))</code>"
    }
    // Display maths within a paragraph stands as a block of phrasing.
    guard formula.sourceFormula.isDisplay else { return body(formula) }
    return "<span class=\"formula inline\" id=\"\(OwnID.formula(index))\">\(body(formula))</span>"
  }

  /// The typesetter's HTML, with its symbols named.
  private mutating func body(_ formula: Formula) -> String {
    let named = symbolNumbers(formula)
    let spoken = SpokenMath.tidied(formula.html)
    let html = formula.sourceFormula.isDisplay ? FormulaFlow.html(spoken) : spoken
    guard !named.isEmpty, html.hasPrefix("<span") else { return html }
    return "<span data-s=\"\(named)\"" + html.dropFirst(5)
  }

  /// Which of the page's symbols a formula holds: `0 3 7`, for the pointer.
  private mutating func symbolNumbers(_ formula: Formula) -> String {
    var numbers: [String] = []
    for meaning in formula.symbols.prefix(40) {
      let words = tip(of: meaning, in: formula)
      guard !words.isEmpty else { continue }
      let entry = meaning.name.base + "\t" + words
      let number = symbolIndex[entry] ?? symbols.count
      if number == symbols.count {
        symbols.append(entry + "\t" + (declared[meaning.name.plain]?.section ?? ""))
        symbolIndex[entry] = number
      }
      numbers.append(String(number))
    }
    return numbers.joined(separator: " ")
  }

  /// `q：IoU，q ∈ [0, 1]`: what the page says of a symbol, in its words where it has some.
  private func tip(of meaning: Meaning, in formula: Formula) -> String {
    let reasons = formula.roles.first { $0.name.plain == meaning.name.plain }?.reasons.first.map {
      language.bracketed($0.text(in: language))
    }
    let words = meaning.words(said: declared[meaning.name.plain]?.words, in: language)
    return words.isEmpty ? "" : words + (reasons ?? "")
  }

  mutating func displayFormula(_ index: Int, _ block: Block) {
    guard let formula = formula(index) else {
      html += "<div class=\"formula\" id=\"\(OwnID.formula(index))\">\(inlineFormula(index))</div>\n"
      return
    }
    let evidence = site.evidence[document.page]?[index] ?? []
    if case .erratum? = formula.reading {
      erratum(index, formula, evidence)
    } else if case .erratum? = formula.sourceFormula.directive {
      erratum(index, formula, evidence)
    } else {
      html +=
        "<div class=\"stated\" id=\"\(OwnID.formula(index))\">" + anchors(formula)
        + box(formula, body(formula))
      html += known(formula, card(formula, evidence)) + "</div>\n"
    }
  }

  /// The formula in its box, where it breaks into lines.
  private func box(_ formula: Formula, _ body: String, name: String = "formula") -> String {
    let problem =
      formula.problems.first?.message ?? Message(zh: "这个公式排不出来", en: "this formula cannot be set")
    let broken = formula.isTypeset ? "" : "<p class=\"error\">\(escaped(problem.text(in: language)))</p>"
    return
      "<div class=\"\(name)\"><div class=\"scroll\" role=\"group\" aria-label=\"\(language(zh: "公式", en: "Formula"))\">\(body)</div></div>\(broken)"
  }

  private func card(_ formula: Formula, _ evidence: [Evidence]) -> EvidenceCard {
    var card = EvidenceCard(evidence: evidence, formula: formula, link: codeLink, language: language)
    card.anchor = stableIDs[formula.sourceFormula.id] ?? ""
    card.legend = SitePaths.root(from: output) + "formulas.html#" + OwnID.legend
    return card
  }

  /// What is known, behind the claim's own id: beside the formula that would take its room.
  private func known(_ formula: Formula, _ card: EvidenceCard) -> String {
    guard let id = claim(formula) else { return card.html() }
    return
      "<div class=\"known\"><a class=\"claim\" href=\"#\(encodedPath(id))\">\(escaped(id))</a>\(card.html())</div>"
  }

  private func claim(_ formula: Formula) -> String? {
    if case .claim(let id?, _, _)? = formula.sourceFormula.directive { id } else { nil }
  }

  /// The claim's id leads to its formula, as a label's does by the typesetter's HTML.
  private func anchors(_ formula: Formula) -> String {
    var stable = stableIDs[formula.sourceFormula.id].map { "<span id=\"\($0)\"></span>" } ?? ""
    // The typesetter gives a formula the first of its labels.
    for label in EquationLabels.anchors(of: formula.sourceFormula).dropFirst()
    where !repeated.contains(label) && !OwnID.isOne(label) {
      stable += "<span id=\"\(escaped(label))\"></span>"
    }
    guard let id = claim(formula), !repeated.contains(id), !OwnID.isOne(id) else { return stable }
    return stable + "<span id=\"\(escaped(id))\"></span>"
  }

  /// What is printed wrong at its source, struck, beside what is right.
  private mutating func erratum(_ index: Int, _ formula: Formula, _ evidence: [Evidence]) {
    var reason = ""
    var right: String?
    if case .erratum(let of, _, let words)? = formula.sourceFormula.directive {
      reason = words
      right = of
    }
    if case .erratum(_, let of, let words)? = formula.reading {
      if reason.isEmpty { reason = words }
      right = of
    }
    let label = language(zh: "勘误", en: "Erratum")
    html +=
      "<section class=\"erratum\" id=\"\(OwnID.formula(index))\" aria-label=\"\(label)\">" + anchors(formula)
    html += "<p class=\"label\">\(label)\(reason.isEmpty ? "" : " · \(escaped(reason))")</p>"
    let form = right.map { rightForm($0, range: formula) }
    let forms = FormulaDiff(wrong: body(formula), right: form?.body ?? "")
    html +=
      "<div class=\"printed\"><p>\(language(zh: "原文印作", en: "Printed at the source"))</p>"
      + box(formula, forms.wrong, name: "formula struck") + "</div>"
    if let form {
      html += "<div class=\"right\">\(form.head)\(form.body.isEmpty ? "" : box(formula, forms.right))</div>"
    }
    if let example = evidence.first(where: { $0.counterexample != nil })?.counterexample {
      html += "<dl class=\"facts\">\(EvidenceCard.counterexample(example, in: language))</dl>"
    }
    // The erratum's own evidence first; that its code computes what is printed comes behind it.
    let ordered = evidence.filter { !$0.isOfCode } + evidence.filter(\.isOfCode)
    var card = card(formula, ordered)
    card.isErratum = true
    html += known(formula, card) + "</section>\n"
  }

  /// The right form again, without its annotation: the formula itself stands where it is defined.
  private func rightForm(_ id: String, range: Formula) -> (head: String, body: String) {
    let definitions = site.formulaIndex.definitions
    let right = language(zh: "正确的形式", en: "The right form")
    let name = id.split(separator: "#").last.map { String($0.prefix { $0 != "/" }) } ?? id
    var found: Definition? = definitions[id]
    if case .erratum(_, let of, _)? = range.reading { found = definitions[of] ?? found }
    guard let definition = found,
      let (page, formula) = site.formula(at: definition.range, on: definition.page)
    else { return ("<p>\(right)\(language(zh: "：", en: ": "))<code>\(escaped(name))</code></p>", "") }
    let way = page == document.page ? "" : SitePaths.way(from: output, to: site.paths.output[page] ?? "")
    let link = "\(way)#\(OwnID.formula(formula.sourceFormula.id))"
    let body = FormulaFlow.html(Self.withoutAnnotation(SpokenMath.tidied(formula.html)))
    return ("<p><a href=\"\(escaped(link))\">\(right)</a></p>", body)
  }

  static func withoutAnnotation(_ html: String) -> String {
    let html = withoutID(html)
    guard let start = html.firstRange(of: "<annotation"), let end = html.firstRange(of: "</annotation>"),
      start.lowerBound < end.lowerBound
    else { return html }
    return String(html[..<start.lowerBound]) + html[end.upperBound...]
  }

  /// A formula that stands elsewhere too: its id is there.
  static func withoutID(_ html: String) -> String {
    var html = html
    if let start = html.firstRange(of: "<span class=\"katex-display\" id=\""),
      let end = html[start.upperBound...].firstIndex(of: "\"")
    {
      html.replaceSubrange(start.lowerBound...end, with: "<span class=\"katex-display\"")
    }
    return html
  }

  /// Where the Swift of some evidence stands in the site.
  private var codeLink: (Evidence) -> String? {
    { [site, output] evidence in site.codeLink(evidence, from: output) }
  }
}

extension SiteMaterial {
  /// The formula whose LaTeX holds a place.
  func formula(at range: SourceRange, on page: String) -> (page: String, formula: Formula)? {
    let formulas = formulaIndex.pages[page] ?? []
    let found = formulas.first {
      $0.sourceFormula.range.file == range.file && $0.sourceFormula.range.bytes.overlaps(range.bytes)
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
  /// `p：置信度，p ∈ (0, 1)，默认 1.5`: what the pointer shows; the role, where the page has no word for it.
  func words(said: String?, in language: Language) -> String {
    var parts = [said ?? role.word.text(in: language)]
    if let domain { parts.append("\(name.plain) ∈ \(domain.plain)") }
    if let value { parts.append(language(zh: "默认 ", en: "default ") + value.plain) }
    return parts.count > 1 || said != nil || role != .variable
      ? name.plain + language(zh: "：", en: ": ") + parts.joined(separator: language.comma) : ""
  }
}

extension Meaning.Role {
  var word: Message {
    switch self {
    case .function: Message(zh: "函数", en: "function")
    case .index: Message(zh: "下标", en: "index")
    case .length: Message(zh: "长度", en: "length")
    case .constant: Message(zh: "常数", en: "constant")
    case .array: Message(zh: "数组", en: "array")
    case .parameter: Message(zh: "参数", en: "parameter")
    case .variable: Message(zh: "变量", en: "variable")
    }
  }
}

extension Domain {
  /// `(0, 1)`, `{0, 1}`, `ℝ` as text.
  var plain: String {
    InlineMath.text(latex)
  }
}
