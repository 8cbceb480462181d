import Checks
import Trees
import LaTeX
import Notes

/// Pages that are made of all the others: formulas, symbols, the start, the page that is not there.
struct IndexPages {
  let site: SiteMaterial
  let pages: [PageEntry]

  /// Every display formula with what is known of it, page by page.
  func formulas() -> String {
    var out = "<h1>全部公式</h1>\n" + summary
    for page in pages {
      let items = page.document.formulas.filter(\.isDisplay)
      guard !items.isEmpty else { continue }
      out +=
        "<h2 class=\"small\"><a href=\"\(SitePaths.way(from: "", to: page.output))\">\(escaped(page.title))</a></h2>\n<ul class=\"index\">"
      for occurrence in items { out += item(occurrence, page) }
      out += "</ul>\n"
    }
    return out
  }

  private func item(_ occurrence: Occurrence, _ page: PageEntry) -> String {
    let evidence = site.evidence[page.document.page]?[occurrence.id] ?? []
    let formula = site.understanding.pages[page.document.page].flatMap {
      $0.indices.contains(occurrence.id) ? $0[occurrence.id] : nil
    }
    let words = evidence.map(VerdictWords.init).first ?? VerdictWords(uncheckedBecause: "")
    let link = "\(SitePaths.way(from: "", to: page.output))#\(OwnID.formula(occurrence.id))"
    let name = title(evidence, formula)
    return
      "<li><a class=\"name\" href=\"\(link)\">\(name)</a><span class=\"mark \(words.tone.rawValue)\">\(escaped(words.verdict))</span><span class=\"gist\">\(escaped(words.detail))</span></li>"
  }

  private func title(_ evidence: [Evidence], _ formula: Formula?) -> String {
    if case .claim(let id?, _)? = formula?.occurrence.directive {
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
      let latex = formula?.occurrence.latex ?? ""
      return
        "<code>\(escaped(Self.cut(latex.split(whereSeparator: \.isWhitespace).joined(separator: " "))))</code>"
    }
  }

  /// As its author writes it, if small LaTeX will do.
  private static func said(by statement: Statement, _ formula: Formula?) -> String {
    formula.flatMap { InlineMath.known($0.occurrence.latex) } ?? escaped(cut(statement.proposition.plain))
  }

  private static func cut(_ text: String) -> String { text.count > 60 ? text.prefix(58) + "…" : text }

  private var summary: String {
    var counts: [(word: String, tone: String, count: Int)] = []
    for item in site.findings.evidence where item.formula != nil {
      let words = VerdictWords(item)
      if let index = counts.firstIndex(where: { $0.word == words.verdict }) {
        counts[index].count += 1
      } else {
        counts.append((words.verdict, words.tone.rawValue, 1))
      }
    }
    guard !counts.isEmpty else { return "" }
    let parts = counts.map { "<span class=\"mark \($0.tone)\">\(escaped($0.word)) \($0.count)</span>" }
    return "<p class=\"tally\">\(parts.joined())</p>\n"
  }

  /// Every symbol with its meaning, domain and pages.
  func symbols() -> String {
    let titles = Dictionary(
      pages.map { ($0.document.page, ($0.title, $0.output)) }, uniquingKeysWith: { a, _ in a })
    var out =
      "<h1>全部符号</h1>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"符号\"><table class=\"symbols\"><thead><tr><th scope=\"col\">符号</th><th scope=\"col\">是什么</th><th scope=\"col\">取值</th><th scope=\"col\">默认</th><th scope=\"col\">页面</th></tr></thead><tbody>\n"
    for row in symbolRows {
      let shown = row.pages.prefix(12).compactMap { titles[$0] }
      let links = shown.map { "<a href=\"\(SitePaths.way(from: "", to: $0.1))\">\(escaped($0.0))</a>" }
        .joined(separator: "、")
      let more = row.pages.count > shown.count ? " 等 \(row.pages.count) 页" : ""
      let values = row.values.map { InlineMath.html($0.replacing("−", with: "-")) }.joined(separator: "、")
      out +=
        "<tr><td>\(InlineMath.html(row.name))</td><td>\(row.kinds.joined(separator: "、"))</td><td>\(row.domain.isEmpty ? "" : InlineMath.html(row.domain))</td><td>\(values)</td><td>\(links)\(more)</td></tr>\n"
    }
    return out + "</tbody></table></div>\n"
  }

  private struct SymbolRow {
    let name: Name
    let domain: String
    var kinds: [String] = []
    var values: [String] = []
    var pages: [String] = []

    mutating func add(_ kind: String, _ value: String?, on page: String) {
      if !kinds.contains(kind) { kinds.append(kind) }
      if let value, !values.contains(value) { values.append(value) }
      if pages.last != page, !pages.contains(page) { pages.append(page) }
    }
  }

  /// One row for each symbol and domain; a mention without a domain belongs to the page's own.
  private var symbolRows: [SymbolRow] {
    var rows: [String: SymbolRow] = [:]
    var keys: [String: [String]] = [:]
    func add(_ meaning: Meaning, domain: String, on page: String) {
      let key = meaning.name.plain + "\t" + domain
      if rows[key] == nil { keys[meaning.name.plain, default: []].append(key) }
      rows[key, default: SymbolRow(name: meaning.name, domain: domain)].add(
        meaning.role.word, meaning.value?.plain, on: page)
    }
    func eachMention(_ take: (Meaning, String) -> Void) {
      for page in pages {
        for formula in site.understanding.pages[page.document.page] ?? [] {
          for meaning in formula.symbols where meaning.role != .index { take(meaning, page.document.page) }
        }
      }
    }
    eachMention { meaning, page in
      if let domain = meaning.domain?.latex { add(meaning, domain: domain, on: page) }
    }
    eachMention { meaning, page in
      guard meaning.domain == nil else { return }
      let known = keys[meaning.name.plain] ?? []
      let own = known.first { rows[$0]?.pages.contains(page) == true }
      add(meaning, domain: own.flatMap { rows[$0]?.domain } ?? "", on: page)
    }
    return rows.sorted { $0.key < $1.key }.map(\.value)
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
