import Formulas
import Checks
import Diagnostics
import Trees
import Notes

/// The line under a display formula that says what is known of it, and opens to say why.
struct EvidenceCard {
  let evidence: [Evidence]
  let formula: Formula?
  /// The link to a Swift function's snippet, by its place in the notes.
  let link: (Evidence) -> String?
  let language: Language
  /// An erratum's counterexample and reason stand above the card: it does not say them again.
  var isErratum = false
  /// The formula's id that stays.
  var anchor = ""
  /// Where the marks are explained.
  var legend = ""

  /// - Parameter number: of the formula on its page: the anchor's.
  func html() -> String {
    var words = evidence.isEmpty ? [fallback] : evidence.map { VerdictWords($0, in: language) }
    if isErratum {
      words = Array(words.prefix(1))
      if evidence.first?.counterexample != nil {
        words[0].detail = language(zh: "反例已严格核实", en: "counterexample verified rigorously")
      }
    }
    var out = "<details class=\"evidence\"><summary>"
    for (index, word) in words.enumerated() where index == 0 || word.text != words[index - 1].text {
      // What comes behind the first says of what it speaks: 推导 抽样一致.
      let subject =
        index > 0 && index < evidence.count ? evidence[index].kind.word.text(in: language) + " " : ""
      out += word.mark.html(subject + word.verdict, tone: word.tone, in: language)
      if !word.detail.isEmpty { out += "<span class=\"gist\">\(escaped(word.detail))</span>" }
    }
    out += "<span class=\"more\">\(language(zh: "证据", en: "evidence"))</span></summary>"
    if evidence.isEmpty {
      out +=
        "<dl>" + Self.row(language(zh: "原因", en: "Reason"), escaped(fallback.detail)) + symbolRows + "</dl>"
    }
    for (index, item) in evidence.enumerated() {
      out += "<dl>" + rows(item, isFirst: index == 0, isAlone: evidence.count == 1) + "</dl>"
    }
    return out + actions + "</details>"
  }

  /// What a reader takes along: the link holds when formulas are added before it.
  private var actions: String {
    guard let formula, !anchor.isEmpty else { return "" }
    let copies = ["LaTeX", "MathML"].map { format in
      let words = language(zh: "复制 \(format)", en: "Copy \(format)")
      return
        "<button type=\"button\" class=\"needs-script\" data-copy=\"\(format.lowercased())\">\(words)</button>"
    }.joined()
    let marks = language(zh: "记号的意思", en: "What the marks mean")
    let legend = legend.isEmpty ? "" : "<a href=\"\(escaped(legend))\">\(marks)</a>"
    let own = language(zh: "这个公式的链接", en: "Link to this formula")
    return
      "<p class=\"actions\">\(formula.isTypeset ? copies : "")<a href=\"#\(escaped(anchor))\">\(own)</a>\(legend)</p>"
  }

  private var fallback: VerdictWords {
    let reason: String
    if case .unchecked(let words)? = formula?.sourceFormula.directive {
      reason = words
    } else if formula?.isTypeset == false {
      reason = language(zh: "LaTeX 有误", en: "the LaTeX is wrong")
    } else if let problem = formula?.problems.first {
      reason = problem.message.text(in: language)
    } else {
      reason = language(zh: "没有核对", en: "not checked")
    }
    return VerdictWords(uncheckedBecause: reason, in: language)
  }

  private var symbolRows: String {
    let domains = (formula?.symbols ?? []).compactMap { meaning in
      meaning.domain.map { InlineMath.html(meaning.name.latex + " \\in " + $0.latex) }
    }
    return domains.isEmpty ? "" : row(.domain, domains.joined(separator: language.comma))
  }

  private func rows(_ item: Evidence, isFirst: Bool, isAlone: Bool) -> String {
    let words = VerdictWords(item, in: language)
    var out = ""
    if !isAlone {
      let says = isErratum && item.counterexample != nil ? words.verdict : words.text
      out += Self.row(
        item.isOfCode
          ? language(zh: "其代码", en: "Its code") : item.kind.word.text(in: language).capitalizedFirst,
        escaped(says))
    }
    out += row(.meaning, escaped(words.mark.meaning.text(in: language)))
    if item.verdict != .unchecked { out += row(.level, escaped(item.level.words.text(in: language))) }
    if !item.domains.isEmpty {
      out += row(.domain, item.domains.map { InlineMath.html($0) }.joined(separator: language.comma))
    } else if isFirst {
      out += symbolRows
    }
    if let function = item.function {
      let code = "<code>\(escaped(function))</code>"
      let line =
        item.functionRange.map { language(zh: "，第 \($0.start.line) 行", en: ", line \($0.start.line)") } ?? ""
      let way = link(item)
      out += row(.code, (way.map { "<a href=\"\($0)\">\(code)</a>" } ?? code) + line)
      // What no link can show stands here.
      if way == nil, let source = item.functionRange?.text, source.utf8.count < 4_000 {
        out += Self.code(source)
      }
    }
    out += hidden(item)
    if item.sample.points > 0 {
      var text = NumberText.grouped(item.sample.points) + language(zh: " 个", en: "")
      if item.sample.excluded > 0 {
        let excluded = NumberText.grouped(item.sample.excluded)
        let place = item.sample.excludedAt.map { language(zh: "（如 \($0)）", en: " (as at \($0))") } ?? ""
        text += language(
          zh: "；另有 \(excluded) 个公式没有定义\(place)，不计",
          en: "; \(excluded) more, where the formula is undefined\(place), left out")
      }
      out += row(.points, text)
    }
    if let worst = item.sample.worstULP {
      out += row(.error, VerdictWords.error(worst, in: language))
    }
    if let mutants = item.mutants {
      var text = "\(mutants.caught) / \(mutants.made) " + language(zh: "被发现", en: "noticed")
      if mutants.equivalent > 0 {
        text += language(zh: "，\(mutants.equivalent) 个证明等价", en: ", \(mutants.equivalent) proved equivalent")
      }
      if mutants.undecided > 0 {
        text += language(zh: "，\(mutants.undecided) 个未决", en: ", \(mutants.undecided) undecided")
      }
      // Not of this build: a file beside the notes says it, which whoever writes them can write.
      out += row(
        .mutants,
        text + language(zh: "；记在 \(AuditRecord.fileName)", en: "; recorded in \(AuditRecord.fileName)"))
    }
    if let proof = item.proof { out += row(.proof, escaped(VerdictWords.proof(proof, in: language))) }
    if let counterexample = item.counterexample, !isErratum {
      out += Self.counterexample(counterexample, in: language)
    }
    if let reason = item.reason, !isErratum, item.counterexample != nil || item.verdict == .proved {
      out += row(.reason, escaped(reason.text(in: language)))
    }
    out += row(.id, "<code>\(escaped(item.id))</code>")
    return out
  }

  /// What no block of a page shows of the code that takes part.
  private func hidden(_ item: Evidence) -> String {
    guard !item.hidden.isEmpty else { return "" }
    var out = Self.row(
      language(zh: "隐藏的代码", en: "Hidden code"),
      language(
        zh: "以下 \(item.hidden.count) 处没有印在页上，但参与求值",
        en: "these \(item.hidden.count) stand on no page, but take part"))
    for range in item.hidden {
      let name = range.file.path.split(separator: "/").last ?? ""
      let place = language(zh: "\(name)，第 \(range.start.line) 行", en: "\(name), line \(range.start.line)")
      out += Self.row("", escaped(place))
      let text = range.text
      out += Self.code(text.utf8.count < 4_000 ? text : String(text.prefix(2_000)) + "\n// …")
    }
    return out
  }

  private static func code(_ source: String) -> String {
    "<div class=\"code\"><pre><code>\(SwiftMarkup.html(source))</code></pre></div>"
  }

  static func counterexample(_ counterexample: Evidence.Counterexample, in language: Language) -> String {
    let point = counterexample.point.map {
      // A number stays on its line; a matrix may be as wide as a page.
      "<span\($0.value.count <= 24 ? " class=\"nowrap\"" : "")>\(InlineMath.html($0.name)) = \(escaped(NumberText.typographic($0.value)))</span>"
    }
    var out = row(language(zh: "反例", en: "Counterexample"), point.joined(separator: language.comma))
    let sides = [counterexample.left, counterexample.right]
    let isSigned = sides.contains { $0.value.hasPrefix("-") || $0.value.hasPrefix("−") }
    for side in sides {
      let digits = grouped(side.value)
      // Under a number with a sign one without keeps its place.
      let space =
        isSigned && !digits.hasPrefix("−") ? "<span class=\"pad\" aria-hidden=\"true\">−</span>" : ""
      out += row(side.label.text(in: language), "<span class=\"digits\">\(space)\(digits)</span>")
    }
    return out
  }

  /// Digits behind the point in threes, by space that is no character: they copy as they are.
  private static func grouped(_ value: String) -> String {
    let text = NumberText.typographic(value)
    guard let point = text.firstIndex(of: ".") else { return escaped(text) }
    let tail = text[text.index(after: point)...]
    let digits = tail.prefix { "0"..."9" ~= $0 }
    guard digits.count > 6 else { return escaped(text) }
    var out = escaped(text[...point])
    var rest = digits
    while !rest.isEmpty {
      out += "<span class=\"three\">\(rest.prefix(3))</span>"
      rest = rest.dropFirst(3)
    }
    return out + escaped(tail[digits.endIndex...])
  }

  /// What a row of the evidence says something of.
  private enum Term {
    case meaning, level, domain, code, points, error, mutants, proof, reason, id

    var words: Message {
      switch self {
      case .meaning: Message(zh: "含义", en: "Meaning")
      case .level: Message(zh: "级别", en: "Level")
      case .domain: Message(zh: "定义域", en: "Domain")
      case .code: Message(zh: "对照代码", en: "Held against")
      case .points: Message(zh: "取点", en: "Points")
      case .error: Message(zh: "误差", en: "Error")
      case .mutants: Message(zh: "变异", en: "Changes")
      case .proof: Message(zh: "证明", en: "Proof")
      case .reason: Message(zh: "说明", en: "Reason")
      case .id: Message(zh: "编号", en: "Id")
      }
    }
  }

  private func row(_ term: Term, _ html: String) -> String {
    Self.row(term.words.text(in: language), html)
  }

  static func row(_ term: String, _ html: String) -> String {
    html.isEmpty ? "" : "<div><dt>\(escaped(term))</dt><dd>\(html)</dd></div>"
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Evidence {
  /// Of an erratum: that its own code computes what is printed.
  var isOfCode: Bool { kind == .erratum && id.hasSuffix(":code") }
}

extension Domain {
  /// The domain as small LaTeX; of `y_i \in \{0, 1\}` what an element is, since its index is no length.
  var latex: String {
    let values = values.latex
    let lengths = shape.dropFirst(openLengths)
    return lengths.isEmpty ? values : "\(values)^{\(lengths.map(\.latex).joined(separator: "\\times "))}"
  }
}

extension Domain.Values {
  fileprivate var latex: String {
    switch self {
    case .interval(let low, let high, let closedBelow, let closedAbove):
      "\(closedBelow ? "[" : "(")\(low.latex), \(high.latex)\(closedAbove ? "]" : ")")"
    case .finite(let values): "\\{\(values.map(\.latex).joined(separator: ", "))\\}"
    case .integers(nil, nil): "\\mathbb{Z}"
    case .integers(let low?, nil): Self.from(low)
    case .integers(let low, let high):
      "\\{\(low?.latex ?? "…"), …, \(high?.latex ?? "…")\\}"
    case .reals: "\\mathbb{R}"
    case .function(let arity):
      arity == 1 ? "\\mathbb{R} \\to \\mathbb{R}" : "\\mathbb{R}^{\(arity)} \\to \\mathbb{R}"
    case .filtered(let values, _): values.latex
    }
  }

  /// `{0, 1, 2, …}`
  private static func from(_ low: Tree) -> String {
    guard case .number(let number) = low, let first = number.integer, first < .max - 2 else {
      return "\\{\(low.latex), …\\}"
    }
    return "\\{\(first), \(first + 1), \(first + 2), …\\}"
  }
}
