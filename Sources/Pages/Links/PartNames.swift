import Formulas
import Basics
import Diagnostics
import Notes

/// What `[@name]` can refer to on all pages: parts with a name, formulas with a label, claims, definitions, headings.
struct PartNames: Sendable {
  struct Target: Sendable {
    let page: String
    /// The page's title, for who reads of it on another.
    let title: String
    let anchor: String
    let words: Message
    /// Of two things of one name on one page the lower counts.
    fileprivate let rank: Int
  }

  enum Answer { case one(Target), several([Target]), none }

  private var targets: [String: [Target]] = [:]
  /// Whether some note names a part of its own.
  private(set) var hasLabels = false

  init(_ documents: [Document], _ formulaIndex: FormulaIndex, _ numbers: [String: PartNumbers]) {
    guard documents.contains(where: { !$0.references.isEmpty }) else { return }
    let titles = Dictionary(documents.map { ($0.page, PageTitle($0).text) }) { first, _ in first }
    func add(_ name: String, on page: String, anchor: String, _ words: Message, rank: Int) {
      let target = Target(
        page: page, title: titles[page] ?? page, anchor: anchor, words: words, rank: rank)
      targets[name, default: []].append(target)
    }
    for (label, equation) in formulaIndex.equations {
      let words = Message(zh: "式\u{A0}(\(equation.number))", en: "Equation\u{A0}(\(equation.number))")
      add(label, on: equation.page, anchor: EquationLabels.anchor(label), words, rank: 0)
    }
    for document in documents {
      for part in numbers[document.page]?.order ?? [] {
        hasLabels = true
        guard formulaIndex.equations[part.name]?.page != document.page else { continue }
        let other = part.title.map { Message($0) } ?? Message(zh: "这里", en: "here")
        let words = Message(
          zh: part.words(in: .zh) ?? other.zh, en: part.words(in: .en) ?? other.en)
        add(part.name, on: document.page, anchor: EquationLabels.anchor(part.name), words, rank: 0)
      }
      for sourceFormula in document.formulas {
        guard case .claim(let id?, _, _)? = sourceFormula.directive else { continue }
        add(id, on: document.page, anchor: id, Message(zh: "断言\u{A0}\(id)", en: "claim\u{A0}\(id)"), rank: 1)
      }
      for case .heading(_, let inlines, let slug) in document.blocks.map(\.kind) {
        add(
          slug, on: document.page, anchor: slug, Message(inlines.readableText(document.formulas)), rank: 3)
      }
    }
    for (page, formulas) in formulaIndex.pages {
      for formula in formulas where formula.sourceFormula.isDisplay {
        guard case .definition(let definition)? = formula.reading else { continue }
        let name = definition.name.plain
        let words = Message(zh: "\(name) 的定义", en: "the definition of \(name)")
        add(name, on: page, anchor: OwnID.formula(formula.sourceFormula.id), words, rank: 2)
      }
    }
  }

  /// What a name means on a page: what stands there, else what stands on one other; `page#name` says which.
  func target(of reference: String, on page: String) -> Answer {
    let parts = reference.split(separator: "#", maxSplits: 1).map(String.init)
    let name = parts.last ?? reference
    var found = targets[name] ?? []
    if parts.count == 2 {
      found = found.filter { $0.page == parts[0] || $0.page.hasSuffix("/" + parts[0]) }
    } else if found.contains(where: { $0.page == page }) {
      found = found.filter { $0.page == page }
    }
    guard let best = found.map(\.rank).min() else { return .none }
    found = found.filter { $0.rank == best }
    return found.count == 1 ? .one(found[0]) : .several(found)
  }

  /// What the references of a page show of other pages: the same where they would show the same.
  func words(for document: Document) -> String {
    document.references.map { name in
      switch target(of: name, on: document.page) {
      case .one(let target):
        "\(target.page)\t\(target.title)\t\(target.anchor)\t\(target.words.zh)\t\(target.words.en)\n"
      case .several(let targets): "\(targets.count)\n"
      case .none: "\n"
      }
    }.joined()
  }

  /// The name that one may have meant.
  func nearest(to reference: String) -> String? {
    let name = reference.split(separator: "#").last.map(String.init) ?? reference
    return NearestPath.of(name, among: targets.keys.sorted())
  }
}

extension PageRenderer {
  /// `[@name]` as a link that says what is there.
  mutating func reference(_ name: String, _ range: SourceRange?) -> String {
    switch site.names.target(of: name, on: document.page) {
    case .one(let target):
      let isHere = target.page == document.page
      let way = isHere ? "" : SitePaths.way(from: output, to: site.paths.output[target.page] ?? "")
      let words = target.words.text(in: language) + (isHere ? "" : language.bracketed(target.title))
      return "<a href=\"\(escaped(way))#\(encodedPath(target.anchor))\">\(escaped(words))</a>"
    case .several(let targets):
      diagnostics.append(.ambiguousReference(name, pages: targets.map(\.page), at: range, document))
    case .none:
      // Other tools cite books so.
      if site.names.hasLabels {
        diagnostics.append(.unknownReference(name, near: site.names.nearest(to: name), at: range, document))
      }
    }
    return "<span class=\"dead\">[@\(escaped(name))]</span>"
  }

  /// What links to a named part lead to; a formula has its own.
  func anchor(of part: PartNumbers.Part?) -> String {
    guard let part, part.kind != .formula, !OwnID.isOne(part.name) else { return "" }
    return "<span id=\"\(escaped(EquationLabels.anchor(part.name)))\"></span>"
  }

  /// The same for a plot, which sets its caption itself.
  mutating func takeNumber() -> (words: String, caption: String?)? {
    guard let part, let words = part.words(in: language) else { return nil }
    self.part = nil
    return (words, part.caption)
  }

  /// A block of code under its number, where it has one.
  mutating func listing(_ code: String) -> String {
    let caption = takeCaption()
    return caption.isEmpty
      ? code : "<figure class=\"listing\">\(code)<figcaption>\(caption)</figcaption></figure>\n"
  }

  /// `图 3` and the caption, once, for the part that is being rendered.
  mutating func takeCaption(_ own: String = "", else alternative: String = "") -> String {
    guard let part, let number = part.words(in: language) else { return own }
    self.part = nil
    let said = part.caption.map { PlotText.html($0) } ?? (own.isEmpty ? alternative : own)
    return "<b class=\"ordinal\">\(number)</b>" + (said.isEmpty ? "" : "\u{2003}" + said)
  }
}

extension Diagnostic {
  static func unknownReference(
    _ name: String, near: String?, at range: SourceRange?, _ document: Document
  ) -> Diagnostic {
    Diagnostic(
      .error, "unknown-reference",
      Message(zh: "没有叫 \(name) 的东西可引用", en: "nothing has the name \(name)"),
      at: range ?? document.file.range(0..<0),
      help: [
        near.map { Message(zh: "是不是 \($0)？", en: "did you mean \($0)?") }
          ?? Message(
            zh: "在它前面写 <!-- label \(name) -->", en: "put <!-- label \(name) --> before what it is")
      ])
  }

  static func ambiguousReference(
    _ name: String, pages: [String], at range: SourceRange?, _ document: Document
  ) -> Diagnostic {
    let places = Set(pages).sorted()
    let zh =
      places.count > 1 ? "写明是哪一页的，如 [@\(places[0])#\(name)]" : "给其中一个改名"
    let en = places.count > 1 ? "say of which page: [@\(places[0])#\(name)]" : "rename one of them"
    return Diagnostic(
      .error, "ambiguous-reference",
      Message(zh: "有几样东西都叫 \(name)", en: "several things have the name \(name)"),
      at: range ?? document.file.range(0..<0), help: [Message(zh: zh, en: en)])
  }
}
