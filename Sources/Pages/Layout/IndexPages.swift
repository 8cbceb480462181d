import Formulas
import Typesetting
import Checks
import Diagnostics
import Trees
import Notes

/// Pages that are made of all the others: formulas, symbols, the start, the page that is not there.
struct IndexPages {
  let site: SiteMaterial
  let pages: [PageEntry]

  private var language: Language { site.notebook.configuration.language }

  /// Beyond so many a page of whole formulas would be too large: then their heads stand for them.
  private static let mostWhole = 400

  /// Every display formula with what is known of it, page by page.
  func formulas() -> String {
    let statistics = Tally(site.findings)
    let isWhole = pages.reduce(0) { $0 + $1.document.formulas.filter(\.isDisplay).count } <= Self.mostWhole
    var out =
      "<h1>\(language(zh: "全部公式", en: "All formulas"))</h1>\n" + statistics.html(root: "", in: language)
      + filters
    for page in pages {
      let items = page.document.formulas.filter(\.isDisplay)
      guard !items.isEmpty else { continue }
      out +=
        "<section class=\"of-page\"><h2 class=\"small\"><a href=\"\(SitePaths.way(from: "", to: page.output))\">\(escaped(page.title))</a></h2>\n<ul class=\"index\">"
      for sourceFormula in items { out += item(sourceFormula, page, isWhole: isWhole) }
      out += "</ul></section>\n"
    }
    return out
      + "<section id=\"\(OwnID.legend)\"><h2>\(language(zh: "记号的意思", en: "What the marks mean"))</h2>\n\(VerdictMark.legend(isTarget: true, in: language))</section>\n"
  }

  /// Controls by which a script hides what is not asked for.
  private var filters: String {
    let names = pages.filter { $0.document.formulas.contains(where: \.isDisplay) }.map(\.title)
    let options = names.map { "<option>\(escaped($0))</option>" }.joined()
    let (page, all) = (language(zh: "页面", en: "Page"), language(zh: "全部", en: "all"))
    let symbol = language(zh: "符号", en: "Symbol")
    return
      "<p class=\"filters needs-script\"><label>\(page) <select><option value=\"\">\(all)</option>\(options)</select></label><label>\(symbol) <input type=\"search\" size=\"6\"></label><output></output></p>\n"
  }

  private func item(_ sourceFormula: SourceFormula, _ page: PageEntry, isWhole: Bool) -> String {
    let evidence = site.evidence[page.document.page]?[sourceFormula.id] ?? []
    let formula = site.formulaIndex.pages[page.document.page].flatMap {
      $0.indices.contains(sourceFormula.id) ? $0[sourceFormula.id] : nil
    }
    let words =
      evidence.first.map { VerdictWords($0, in: language) }
      ?? VerdictWords(uncheckedBecause: "", in: language)
    let link = "\(SitePaths.way(from: "", to: page.output))#\(OwnID.formula(sourceFormula.id))"
    let symbols = (formula?.symbols ?? []).map { escaped($0.name.plain) }.joined(separator: " ")
    let known =
      "\(words.mark.html(tone: words.tone, in: language))<span class=\"gist\">\(escaped(words.detail))</span>"
    let head = "<li data-verdict=\"\(words.mark.rawValue)\" data-names=\"\(symbols)\">"
    guard isWhole, let formula, formula.isTypeset else {
      return "\(head)<a class=\"name\" href=\"\(link)\">\(title(evidence, formula))</a>\(known)</li>"
    }
    let body = FormulaFlow.html(PageRenderer.withoutID(SpokenMath.tidied(formula.html)))
    let name =
      if case .claim(let id?, _, _)? = formula.sourceFormula.directive {
        id
      } else {
        language(zh: "原处", en: "Where it stands")
      }
    return
      "\(head)<div class=\"formula\"><div class=\"scroll\" role=\"group\" aria-label=\"\(language(zh: "公式", en: "Formula"))\">\(body)</div></div>\(known)<a class=\"name\" href=\"\(link)\">\(escaped(name))</a></li>"
  }

  private func title(_ evidence: [Evidence], _ formula: Formula?) -> String {
    if case .claim(let id?, _, _)? = formula?.sourceFormula.directive {
      guard case .statement(let statement)? = formula?.reading else {
        return language(zh: "断言 ", en: "Claim ") + escaped(id)
      }
      return "<span class=\"claim\">\(escaped(id))</span> \(Self.said(by: statement, formula))"
    }
    switch formula?.reading {
    case .definition(let definition), .restatement(let definition, _), .erratum(let definition, _, _):
      let arguments = definition.parameters.map(\.latex).joined(separator: ", ")
      let kind = if case .erratum? = formula?.reading { language(zh: "勘误 ", en: "Erratum ") } else { "" }
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
      let declared = DeclaredSymbols(page.document, formulas)
      for formula in formulas {
        for meaning in formula.symbols where meaning.role != .index {
          let name = meaning.name.plain, said = declared[name]
          // What one page says of a letter is not what it is on another.
          let key = name + "\u{1}" + (said?.words ?? "\u{10FFFF}")
          rows[key, default: SymbolRow(name: meaning.name, words: said?.words, language)].add(
            meaning, said: said, on: page)
        }
      }
    }
    let heads = [
      language(zh: "符号", en: "Symbol"), language(zh: "是什么", en: "Meaning"),
      language(zh: "取值", en: "Values"), language(zh: "页面", en: "Pages"),
    ]
    var out =
      "<h1>\(language(zh: "全部符号", en: "All symbols"))</h1>\n<div class=\"scroll\" role=\"region\" aria-label=\"\(heads[0])\"><table class=\"symbols\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">\(heads.map { "<th scope=\"col\" role=\"columnheader\">\($0)</th>" }.joined())</tr></thead><tbody role=\"rowgroup\">\n"
    for row in rows.sorted(by: { $0.key < $1.key }).map(\.value) { out += row.html }
    return out + "</tbody></table></div>\n"
  }

  /// One meaning of a symbol, with its values, and where it has it.
  private struct SymbolRow {
    let name: Name
    private let language: Language
    /// What the notes say that it is; nil where they say its role alone.
    private let words: String?
    private var roles: [String] = []
    private var domains: [String] = []
    private var values: [String] = []
    private var links: [(title: String, way: String)] = []

    init(name: Name, words: String?, _ language: Language) {
      self.name = name
      self.words = words
      self.language = language
    }

    mutating func add(_ meaning: Meaning, said: DeclaredSymbols.Place?, on page: PageEntry) {
      let role = meaning.role.word.text(in: language)
      if !roles.contains(role) { roles.append(role) }
      if let domain = meaning.domain?.latex, !domains.contains(domain) { domains.append(domain) }
      if let value = meaning.value?.plain, !values.contains(value) { values.append(value) }
      let section = said.flatMap { $0.section.isEmpty ? nil : "#" + encodedPath($0.section) } ?? ""
      let way = SitePaths.way(from: "", to: page.output)
      if !links.contains(where: { $0.way.hasPrefix(way) }) { links.append((page.title, way + section)) }
    }

    var html: String {
      let meaning = words.map { [$0] } ?? roles
      let standard = values.map { InlineMath.html($0.replacing("−", with: "-")) }.joined(
        separator: language(zh: "、", en: ", "))
      let domain = domains.map { InlineMath.html($0) }.joined(separator: language(zh: " 或 ", en: " or "))
      let shown = links.prefix(12).map { "<a href=\"\($0.way)\">\(escaped($0.title))</a>" }.joined(
        separator: language(zh: "、", en: ", "))
      let more =
        links.count > 12 ? language(zh: " 等 \(links.count) 页", en: " and others, \(links.count) pages") : ""
      let comma = domain.isEmpty ? "" : language(zh: "，", en: ", ")
      let also = standard.isEmpty ? "" : comma + language(zh: "默认 ", en: "default ") + standard
      return
        // As cards a browser would no longer take rows and cells for what they are.
        "<tr role=\"row\"><td role=\"cell\">\(InlineMath.html(name))</td><td role=\"cell\">\(escaped(meaning.joined(separator: language.semicolon)))</td><td role=\"cell\">\(domain)\(also)</td><td role=\"cell\">\(shown)\(more)</td></tr>\n"
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
    return out
      + (folder == nil ? "<p>\(language(zh: "这里还没有笔记。", en: "There are no notes yet."))</p>\n" : "</ul>\n")
  }

  static func notFound(in language: Language) -> String {
    language(
      zh: "<h1>没有这一页</h1>\n<p>它可能改了名字，或者从来没有过。回到<a href=\"index.html\">首页</a>，或者按 <kbd>/</kbd> 搜索。</p>\n",
      en:
        "<h1>No such page</h1>\n<p>It may have another name now, or never was. Go to the <a href=\"index.html\">front page</a>, or press <kbd>/</kbd> to search.</p>\n"
    )
  }
}
