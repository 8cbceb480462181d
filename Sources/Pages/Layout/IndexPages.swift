import Checks
import Trees
import LaTeX
import Notes

/// Pages that are made of all the others: formulas, symbols, the start, the page that is not there.
struct IndexPages {
  let site: SiteMaterial
  let pages: [PageEntry]

  /// Beyond so many a page of whole formulas would be too large: then their heads stand for them.
  private static let mostWhole = 400

  /// Every display formula with what is known of it, page by page.
  func formulas() -> String {
    let statistics = Tally(site.findings)
    let isWhole = pages.reduce(0) { $0 + $1.document.formulas.filter(\.isDisplay).count } <= Self.mostWhole
    var out = "<h1>全部公式</h1>\n" + statistics.html(root: "") + filters
    for page in pages {
      let items = page.document.formulas.filter(\.isDisplay)
      guard !items.isEmpty else { continue }
      out +=
        "<section class=\"of-page\"><h2 class=\"small\"><a href=\"\(SitePaths.way(from: "", to: page.output))\">\(escaped(page.title))</a></h2>\n<ul class=\"index\">"
      for sourceFormula in items { out += item(sourceFormula, page, isWhole: isWhole) }
      out += "</ul></section>\n"
    }
    return out
      + "<section id=\"\(OwnID.legend)\"><h2>记号的意思</h2>\n\(VerdictMark.legend(isTarget: true))</section>\n"
  }

  /// Controls by which a script hides what is not asked for.
  private var filters: String {
    let names = pages.filter { $0.document.formulas.contains(where: \.isDisplay) }.map(\.title)
    let options = names.map { "<option>\(escaped($0))</option>" }.joined()
    return
      "<p class=\"filters needs-script\"><label>页面 <select><option value=\"\">全部</option>\(options)</select></label><label>符号 <input type=\"search\" size=\"6\"></label><output></output></p>\n"
  }

  private func item(_ sourceFormula: SourceFormula, _ page: PageEntry, isWhole: Bool) -> String {
    let evidence = site.evidence[page.document.page]?[sourceFormula.id] ?? []
    let formula = site.formulaIndex.pages[page.document.page].flatMap {
      $0.indices.contains(sourceFormula.id) ? $0[sourceFormula.id] : nil
    }
    let words = evidence.map(VerdictWords.init).first ?? VerdictWords(uncheckedBecause: "")
    let link = "\(SitePaths.way(from: "", to: page.output))#\(OwnID.formula(sourceFormula.id))"
    let symbols = (formula?.symbols ?? []).map { escaped($0.name.plain) }.joined(separator: " ")
    let known =
      "\(words.mark.html(tone: words.tone))<span class=\"gist\">\(escaped(words.detail))</span>"
    let head = "<li data-verdict=\"\(words.mark.rawValue)\" data-names=\"\(symbols)\">"
    guard isWhole, let formula, formula.isTypeset else {
      return "\(head)<a class=\"name\" href=\"\(link)\">\(title(evidence, formula))</a>\(known)</li>"
    }
    let body = FormulaFlow.html(PageRenderer.withoutID(SpokenMath.tidied(formula.html)))
    let name = if case .claim(let id?, _, _)? = formula.sourceFormula.directive { id } else { "原处" }
    return
      "\(head)<div class=\"formula\"><div class=\"scroll\" role=\"group\" aria-label=\"公式\">\(body)</div></div>\(known)<a class=\"name\" href=\"\(link)\">\(escaped(name))</a></li>"
  }

  private func title(_ evidence: [Evidence], _ formula: Formula?) -> String {
    if case .claim(let id?, _, _)? = formula?.sourceFormula.directive {
      guard case .statement(let statement)? = formula?.reading else { return "断言 \(escaped(id))" }
      return "<span class=\"claim\">\(escaped(id))</span> \(Self.said(by: statement, formula))"
    }
    switch formula?.reading {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      let arguments = definition.parameters.map(\.latex).joined(separator: ", ")
      let kind = if case .erratum? = formula?.reading { "勘误 " } else { "" }
      return kind + InlineMath.html(definition.name.latex + (arguments.isEmpty ? "" : "(\(arguments))"))
    case .statement(let statement): return Self.said(by: statement, formula)
    default:
      let latex = formula?.sourceFormula.latex ?? ""
      return
        "<code>\(escaped(Self.cut(latex.split(whereSeparator: \.isWhitespace).joined(separator: " "))))</code>"
    }
  }

  /// As its author writes it, if small LaTeX will do.
  private static func said(by statement: Statement, _ formula: Formula?) -> String {
    formula.flatMap { InlineMath.known($0.sourceFormula.latex) } ?? escaped(cut(statement.proposition.plain))
  }

  private static func cut(_ text: String) -> String { text.count > 60 ? text.prefix(58) + "…" : text }

  /// Every symbol by what it means, with its values and where it stands.
  func symbols() -> String {
    var rows: [String: SymbolRow] = [:]
    for page in pages {
      let formulas = site.formulaIndex.pages[page.document.page] ?? []
      let declared = Declarations(page.document, formulas)
      for formula in formulas {
        for meaning in formula.symbols where meaning.role != .index {
          let name = meaning.name.plain
          rows[name, default: SymbolRow(name: meaning.name)].add(
            meaning, said: declared[name], on: page)
        }
      }
    }
    var out =
      "<h1>全部符号</h1>\n<div class=\"scroll\" role=\"region\" aria-label=\"符号\"><table class=\"symbols\"><thead><tr><th scope=\"col\">符号</th><th scope=\"col\">是什么</th><th scope=\"col\">取值</th><th scope=\"col\">页面</th></tr></thead><tbody>\n"
    for row in rows.sorted(by: { $0.key < $1.key }).map(\.value) { out += row.html }
    return out + "</tbody></table></div>\n"
  }

  /// One symbol: each meaning with its values, the most frequent first.
  private struct SymbolRow {
    let name: Name
    private var words: [String] = []
    private var roles: [String] = []
    private var domains: [String] = []
    private var values: [String] = []
    private var links: [(title: String, way: String)] = []

    init(name: Name) { self.name = name }

    mutating func add(_ meaning: Meaning, said: Declarations.Place?, on page: PageEntry) {
      if let said = said?.words, !words.contains(said) { words.append(said) }
      if !roles.contains(meaning.role.word) { roles.append(meaning.role.word) }
      if let domain = meaning.domain?.latex, !domains.contains(domain) { domains.append(domain) }
      if let value = meaning.value?.plain, !values.contains(value) { values.append(value) }
      let section = said.flatMap { $0.section.isEmpty ? nil : "#" + encodedPath($0.section) } ?? ""
      let way = SitePaths.way(from: "", to: page.output)
      if !links.contains(where: { $0.way.hasPrefix(way) }) { links.append((page.title, way + section)) }
    }

    var html: String {
      let meaning = words.isEmpty ? roles : words
      let standard = values.map { InlineMath.html($0.replacing("−", with: "-")) }.joined(separator: "、")
      let domain = domains.map { InlineMath.html($0) }.joined(separator: " 或 ")
      let shown = links.prefix(12).map { "<a href=\"\($0.way)\">\(escaped($0.title))</a>" }.joined(
        separator: "、")
      let more = links.count > 12 ? " 等 \(links.count) 页" : ""
      return
        "<tr><td>\(InlineMath.html(name))</td><td>\(escaped(meaning.joined(separator: "；")))</td><td>\(domain)\(standard.isEmpty ? "" : "，默认 " + standard)</td><td>\(shown)\(more)</td></tr>\n"
    }
  }

  /// A start where the notes have none: every page, by folder.
  func start(title: String, description: String?) -> String {
    var out = "<h1>\(escaped(title))</h1>\n"
    if let description { out += "<p>\(escaped(description))</p>\n" }
    var folder: String?
    for page in pages {
      let own = SitePaths.split(page.document.page).folder
      if own != folder {
        if folder != nil { out += "</ul>\n" }
        if !own.isEmpty { out += "<h2 class=\"small\">\(escaped(own))</h2>\n" }
        out += "<ul class=\"pages\">"
        folder = own
      }
      let words = page.document.frontMatter.description.map { "<span>\(escaped($0))</span>" } ?? ""
      out +=
        "<li><a href=\"\(SitePaths.way(from: "", to: page.output))\">\(escaped(page.title))</a>\(words)</li>"
    }
    return out + (folder == nil ? "<p>这里还没有笔记。</p>\n" : "</ul>\n")
  }

  static let notFound =
    "<h1>没有这一页</h1>\n<p>它可能改了名字，或者从来没有过。回到<a href=\"index.html\">首页</a>，或者按 <kbd>/</kbd> 搜索。</p>\n"
}
