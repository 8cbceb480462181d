import Checks
import Trees
import LaTeX
import Notes

/// The line under a display formula that says what is known of it, and opens to say why.
struct EvidenceCard {
  let evidence: [Evidence]
  let formula: Formula?
  /// The link to a Swift function's snippet, by its place in the notes.
  let link: (Evidence) -> String?
  /// An erratum's counterexample and reason stand above the card: it does not say them again.
  var isErratum = false
  /// The formula's id that stays.
  var anchor = ""
  /// Where the marks are explained.
  var legend = ""

  /// - Parameter number: of the formula on its page: the anchor's.
  func html() -> String {
    var words = evidence.isEmpty ? [fallback] : evidence.map(VerdictWords.init)
    if isErratum {
      words = Array(words.prefix(1))
      if evidence.first?.counterexample != nil { words[0].detail = "反例已严格核实" }
    }
    var out = "<details class=\"evidence\"><summary>"
    for (index, word) in words.enumerated() where index == 0 || word.text != words[index - 1].text {
      // What comes behind the first says of what it speaks: 推导 抽样一致.
      let subject = index > 0 && index < evidence.count ? evidence[index].kind.word + " " : ""
      out += word.mark.html(subject + word.verdict, tone: word.tone)
      if !word.detail.isEmpty { out += "<span class=\"gist\">\(escaped(word.detail))</span>" }
    }
    out += "<span class=\"more\">证据</span></summary>"
    if evidence.isEmpty {
      out += "<dl>" + Self.row("原因", escaped(fallback.detail)) + symbolRows + "</dl>"
    }
    for (index, item) in evidence.enumerated() {
      out += "<dl>" + rows(item, isFirst: index == 0, isAlone: evidence.count == 1) + "</dl>"
    }
    return out + actions + "</details>"
  }

  /// What a reader takes along: the link holds when formulas are added before it.
  private var actions: String {
    guard let formula, !anchor.isEmpty else { return "" }
    let copies =
      formula.isTypeset
      ? "<button type=\"button\" class=\"needs-script\" data-copy=\"latex\">复制 LaTeX</button><button type=\"button\" class=\"needs-script\" data-copy=\"mathml\">复制 MathML</button>"
      : ""
    let legend = legend.isEmpty ? "" : "<a href=\"\(escaped(legend))\">记号的意思</a>"
    return
      "<p class=\"actions\">\(copies)<a href=\"#\(escaped(anchor))\">这个公式的链接</a>\(legend)</p>"
  }

  private var fallback: VerdictWords {
    guard let formula else { return VerdictWords(uncheckedBecause: "没有核对") }
    if case .unchecked(let reason)? = formula.sourceFormula.directive {
      return VerdictWords(uncheckedBecause: reason)
    }
    if !formula.isTypeset { return VerdictWords(uncheckedBecause: "LaTeX 有误") }
    if let problem = formula.problems.first { return VerdictWords(uncheckedBecause: problem.message.zh) }
    return VerdictWords(uncheckedBecause: "没有核对")
  }

  private var symbolRows: String {
    let domains = (formula?.symbols ?? []).compactMap { meaning in
      meaning.domain.map { InlineMath.html(meaning.name.latex + " \\in " + $0.latex) }
    }
    return domains.isEmpty ? "" : Self.row("定义域", domains.joined(separator: "，"))
  }

  private func rows(_ item: Evidence, isFirst: Bool, isAlone: Bool) -> String {
    let words = VerdictWords(item)
    var out = ""
    if !isAlone {
      let says = isErratum && item.counterexample != nil ? words.verdict : words.text
      out += Self.row(item.isOfCode ? "其代码" : item.kind.word, escaped(says))
    }
    out += Self.row("含义", escaped(words.mark.meaning))
    if item.verdict != .unchecked { out += Self.row("级别", escaped(item.level.words)) }
    if !item.domains.isEmpty {
      out += Self.row("定义域", item.domains.map { InlineMath.html($0) }.joined(separator: "，"))
    } else if isFirst {
      out += symbolRows
    }
    if let function = item.function {
      let code = "<code>\(escaped(function))</code>"
      let line = item.functionRange.map { "，第 \($0.start.line) 行" } ?? ""
      let way = link(item)
      out += Self.row("对照代码", (way.map { "<a href=\"\($0)\">\(code)</a>" } ?? code) + line)
      // What no link can show stands here.
      if way == nil, let source = item.functionRange?.text, source.utf8.count < 4_000 {
        out += Self.code(source)
      }
    }
    out += hidden(item)
    if item.sample.points > 0 {
      var text = "\(NumberText.grouped(item.sample.points)) 个"
      if item.sample.excluded > 0 { text += "；另有 \(NumberText.grouped(item.sample.excluded)) 个公式没有定义，不计" }
      out += Self.row("取点", text)
    }
    if let worst = item.sample.worstULP {
      out += Self.row("误差", VerdictWords.error(worst))
    }
    if let mutants = item.mutants {
      var text = "\(mutants.caught) / \(mutants.made) 被发现"
      if mutants.equivalent > 0 { text += "，\(mutants.equivalent) 个证明等价" }
      if mutants.undecided > 0 { text += "，\(mutants.undecided) 个未决" }
      // Not of this build: a file beside the notes says it, which whoever writes them can write.
      out += Self.row("变异", text + "；记在 \(AuditRecord.fileName)")
    }
    if let proof = item.proof { out += Self.row("证明", escaped(VerdictWords.proof(proof))) }
    if let counterexample = item.counterexample, !isErratum { out += Self.counterexample(counterexample) }
    if let reason = item.reason, !isErratum, item.counterexample != nil || item.verdict == .proved {
      out += Self.row("说明", escaped(reason.zh))
    }
    out += Self.row("编号", "<code>\(escaped(item.id))</code>")
    return out
  }

  /// What no block of a page shows of the code that takes part.
  private func hidden(_ item: Evidence) -> String {
    guard !item.hidden.isEmpty else { return "" }
    var out = Self.row("隐藏的代码", "以下 \(item.hidden.count) 处没有印在页上，但参与求值")
    for range in item.hidden {
      let place = "\(range.file.path.split(separator: "/").last ?? "")，第 \(range.start.line) 行"
      out += Self.row("", escaped(place))
      let text = range.text
      out += Self.code(text.utf8.count < 4_000 ? text : String(text.prefix(2_000)) + "\n// …")
    }
    return out
  }

  private static func code(_ source: String) -> String {
    "<div class=\"code\"><pre><code>\(SwiftMarkup.html(source))</code></pre></div>"
  }

  static func counterexample(_ counterexample: Evidence.Counterexample) -> String {
    let point = counterexample.point.map {
      "<span class=\"nowrap\">\(InlineMath.html($0.name)) = \(escaped(NumberText.typographic($0.value)))</span>"
    }
    var out = row("反例", point.joined(separator: "，"))
    let sides = [counterexample.left, counterexample.right]
    let isSigned = sides.contains { $0.value.hasPrefix("-") || $0.value.hasPrefix("−") }
    for side in sides {
      let digits = grouped(side.value)
      // Under a number with a sign one without keeps its place.
      let space =
        isSigned && !digits.hasPrefix("−") ? "<span class=\"pad\" aria-hidden=\"true\">−</span>" : ""
      out += row(side.label.zh, "<span class=\"digits\">\(space)\(digits)</span>")
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

  static func row(_ term: String, _ html: String) -> String {
    html.isEmpty ? "" : "<div><dt>\(escaped(term))</dt><dd>\(html)</dd></div>"
  }
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
