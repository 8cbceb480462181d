import Basics
import Diagnostics
import Notes

/// The frame around every page: head, bar, sidebar, contents, foot.
struct PageTemplate: Sendable {
  let siteTitle: String
  let configuration: Configuration
  let navigation: Navigation
  let hasTheme: Bool
  let hasFormulas: Bool

  /// One page's parts.
  struct Part {
    var output: String
    var page: String?
    var title: String
    var description: String?
    var article: String
    var contents: [ContentsEntry] = []
    var symbols: [String] = []
    var notePath: String?
    /// When the note was last changed.
    var date: String?
    var hasMath = true
    /// Of docgen's own words on the page.
    var language: Language
    /// The script of the page's sliders.
    var sliders: String?
  }

  func html(_ part: Part) -> String {
    let root = SitePaths.root(from: part.output)
    return """
      <!doctype html>
      <html lang="\(part.language.tag)" data-root="\(root)">
      \(head(part, root))
      <body>
      <a class="skip" href="#\(OwnID.main)">\(part.language(zh: "跳到正文", en: "Skip to the text"))</a>
      \(bar(part, root))
      <div class="frame">
      \(sidebar(part))
      <main id="\(OwnID.main)" tabindex="-1">
      \(breadcrumb(part))<article>
      \(part.article)</article>
      \(foot(part, root))
      </main>
      \(contents(part))
      </div>
      \(symbols(part.symbols))<script src="\(root)assets/script.js" defer></script>\(sliders(part, root))
      </body>
      </html>

      """
  }

  /// A page's former path, which leads to it.
  static func redirect(to way: String, title: String, in language: Language) -> String {
    let link = "<a href=\"\(way)\">\(escaped(title))</a>"
    let words = language(zh: "这一页搬到了\(link)。", en: "This page has moved to \(link).")
    return """
      <!doctype html>
      <html lang="\(language.tag)"><head><meta charset="utf-8"><title>\(escaped(title))</title>
      <meta http-equiv="refresh" content="0; url=\(way)"><link rel="canonical" href="\(way)"></head>
      <body><h1>\(escaped(title))</h1><p>\(words)</p></body></html>

      """
  }

  /// No page asks for anything outside its folder. Inline styles are KaTeX's; no script stands inline.
  private static let policy =
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:; font-src 'self' file: data:; base-uri 'none'; form-action 'none'"
  private static let icon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%230b5cad'/%3E%3Cpath d='M9 10h14M9 16h14M9 22h8' stroke='%23fff' stroke-width='2.6' stroke-linecap='round'/%3E%3C/svg%3E"

  private func head(_ part: Part, _ root: String) -> String {
    let title = part.title == siteTitle ? siteTitle : "\(part.title) · \(siteTitle)"
    let description = part.description ?? (part.page == nil ? nil : configuration.description)
    var out = """
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="docgen">
      <title>\(escaped(title))</title>

      """
    if let description { out += "<meta name=\"description\" content=\"\(escaped(description))\">\n" }
    out += card(part, title: part.title, description)
    out += "<link rel=\"stylesheet\" href=\"\(root)assets/style.css\">\n"
    // On paper each sheet says what it belongs to.
    out +=
      "<style>@page{@top-left{content:\(Self.quoted(title))}@bottom-right{content:counter(page)}}</style>\n"
    // Not committed with the site: where it is missing, the MathML stands alone.
    if part.hasMath { out += "<link rel=\"stylesheet\" href=\"\(root)assets/katex/katex.css\">\n" }
    if hasTheme { out += "<link rel=\"stylesheet\" href=\"\(root)theme.css\">\n" }
    // Behind the styles, whose fonts it asks for.
    out += "<script src=\"\(root)assets/theme.js\"></script>\n"
    if part.page != nil, let base = siteURL {
      out += "<link rel=\"canonical\" href=\"\(escaped(base + encodedPath(part.output)))\">\n"
      // Pages have dates where there is a feed of them.
      if part.date != nil {
        out +=
          "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"\(escaped(siteTitle))\" href=\"\(root)feed.xml\">\n"
      }
    }
    return out + "<link rel=\"icon\" href=\"\(Self.icon)\">\n</head>"
  }

  /// What a page is called where a link to it is shared.
  private func card(_ part: Part, title: String, _ description: String?) -> String {
    var facts = [
      ("og:title", title), ("og:site_name", siteTitle),
      ("og:type", part.output == "index.html" ? "website" : "article"),
    ]
    if let description { facts.append(("og:description", description)) }
    if let date = part.date { facts.append(("article:modified_time", date)) }
    if let base = siteURL { facts.append(("og:url", base + encodedPath(part.output))) }
    return facts.map { "<meta property=\"\($0.0)\" content=\"\(escaped($0.1))\">\n" }.joined()
  }

  /// A string of a style sheet that cannot end it.
  private static func quoted(_ text: String) -> String {
    "\""
      + text.unicodeScalars.map { scalar in
        let isPlain = scalar.value >= 32 && !["\"", "\\", "<", ">"].contains(scalar)
        return isPlain ? String(scalar) : "\\\(String(scalar.value, radix: 16)) "
      }.joined() + "\""
  }

  var siteURL: String? {
    guard let url = configuration.siteURL, ["http", "https"].contains(AllowedMarkup.scheme(of: url) ?? "")
    else {
      return nil
    }
    return url.hasSuffix("/") ? url : url + "/"
  }

  private func bar(_ part: Part, _ root: String) -> String {
    let language = part.language
    let (whole, menu) = (language(zh: "全站", en: "Site"), language(zh: "目录", en: "Menu"))
    let theme = language(zh: "切换主题：跟随系统", en: "Theme: as the system")
    let formulas = indexLinks(part, root)
    return """
      <header class="bar"><a class="site" href="\(root)index.html">\(escaped(siteTitle))</a>\
      <button type="button" class="menu-button" popovertarget="\(OwnID.menu)" aria-label="\(menu)"><svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true"><path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" stroke-width="1.5"/></svg></button>\
      <nav class="tools" aria-label="\(whole)">\(formulas)\
      <button type="button" class="needs-script" data-open-search aria-keyshortcuts="/">\(language(zh: "搜索", en: "Search"))<kbd>/</kbd></button>\
      <button type="button" class="needs-script" data-theme-switch aria-label="\(theme)"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.4"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor"/></svg></button>\
      </nav></header>
      """
  }

  /// Links to the pages that are made of all the others.
  private func indexLinks(_ part: Part, _ root: String) -> String {
    guard hasFormulas else { return "" }
    let (formulas, symbols) = (
      part.language(zh: "公式", en: "Formulas"), part.language(zh: "符号", en: "Symbols")
    )
    return "<a href=\"\(root)formulas.html\">\(formulas)</a><a href=\"\(root)symbols.html\">\(symbols)</a>"
  }

  private func sidebar(_ part: Part) -> String {
    let own = part.contents.count > 1 ? ContentsEntry.list(part.contents) : ""
    let tree = navigation.sidebar(for: part.page ?? "", from: part.output, contents: own, in: part.language)
    return
      "<nav class=\"sidebar\" id=\"\(OwnID.menu)\" popover aria-label=\"\(part.language(zh: "页面", en: "Pages"))\">\(tree)<p class=\"whole\">\(indexLinks(part, SitePaths.root(from: part.output)))</p></nav>"
  }

  private func breadcrumb(_ part: Part) -> String {
    guard let page = part.page, part.output != "index.html" else { return "" }
    let root = SitePaths.root(from: part.output)
    var items = ["<a href=\"\(root)index.html\">\(part.language(zh: "首页", en: "Home"))</a>"]
    for (name, entry) in navigation.ancestors(of: page) {
      items.append(
        entry.map {
          "<a href=\"\(SitePaths.way(from: part.output, to: $0.output))\">\(escaped($0.title))</a>"
        }
          ?? "<span>\(escaped(name))</span>")
    }
    return "<nav class=\"trail\" aria-label=\"\(part.language(zh: "位置", en: "Where this is"))\"><ol>"
      + items.map { "<li>\($0)</li>" }.joined() + "</ol></nav>\n"
  }

  private func contents(_ part: Part) -> String {
    let (entries, language) = (part.contents, part.language)
    let title = language(zh: "本页内容", en: "On this page")
    guard entries.count > 1 else { return "<div class=\"contents\"></div>" }
    return
      "<nav class=\"contents\" aria-label=\"\(title)\"><p>\(title)</p>\(ContentsEntry.list(entries))<a class=\"to-top\" href=\"#\(OwnID.main)\">\(language(zh: "回到顶部", en: "Back to top"))</a></nav>"
  }

  private func foot(_ part: Part, _ root: String) -> String {
    guard let page = part.page else { return "" }
    var turns = ""
    if let entry = navigation.previous(of: page) {
      turns +=
        "<a class=\"previous\" rel=\"prev\" href=\"\(SitePaths.way(from: part.output, to: entry.output))\"><span>\(part.language(zh: "上一页", en: "Previous"))</span>\(escaped(entry.title))</a>"
    }
    if let entry = navigation.next(of: page) {
      turns +=
        "<a class=\"next\" rel=\"next\" href=\"\(SitePaths.way(from: part.output, to: entry.output))\"><span>\(part.language(zh: "下一页", en: "Next"))</span>\(escaped(entry.title))</a>"
    }
    var facts: [String] = []
    if let date = part.date {
      facts.append(
        "<span>\(part.language(zh: "最后更新 ", en: "Last updated "))<time datetime=\"\(date)\">\(date)</time></span>"
      )
    }
    if let base = configuration.editURL, let path = part.notePath,
      AllowedMarkup.isSafeScheme(AllowedMarkup.scheme(of: base) ?? "")
    {
      facts.append(
        "<a href=\"\(escaped(base + (base.hasSuffix("/") ? "" : "/") + encodedPath(path)))\" rel=\"external\">\(part.language(zh: "编辑此页", en: "Edit this page"))</a>"
      )
    }
    return
      "<footer><nav class=\"turns\" aria-label=\"\(part.language(zh: "前后页", en: "Neighbours"))\">\(turns)</nav><p class=\"facts\">\(facts.joined())</p></footer>"
  }

  private func sliders(_ part: Part, _ root: String) -> String {
    guard let path = part.sliders else { return "" }
    return ["assets/sliders.js", encodedPath(path)].map { "\n<script src=\"\(root)\($0)\" defer></script>" }
      .joined()
  }

  /// What the pointer shows over a formula: data, not script.
  private func symbols(_ symbols: [String]) -> String {
    guard !symbols.isEmpty else { return "" }
    // The tab between a symbol and its words is data too; `<` could end the script.
    let list = symbols.map { JSONValue.string($0).text(indented: false) }.joined(separator: ",")
      .replacing("<", with: "\\u003C")
    return "<script type=\"application/json\" class=\"symbols\">[\(list)]</script>\n"
  }
}
