import Notes

/// What becomes of an author's HTML.
enum AllowedMarkup {
  static let elements = HTMLElements.allowed
  /// Other elements of HTML: in a block they frame what is in them, and go without a word. A tag of none of these is no
  /// tag: `Array<Element>`.
  static let framing: Set<String> = [
    "acronym", "address", "area", "article", "aside", "base", "basefont", "bdi", "big", "blink", "body",
    "button", "col", "colgroup", "data", "datalist", "dialog", "dir", "embed", "fieldset", "footer", "form",
    "frame",
    "head", "header", "hgroup", "html", "input", "keygen", "label", "legend", "link", "main", "map",
    "marquee",
    "menu", "menuitem", "meta", "meter", "nav", "nobr", "optgroup", "option", "output", "param", "picture",
    "portal", "progress", "rb", "rtc", "search", "section", "slot", "source", "track",
  ]
  /// Elements whose content a browser does not read as markup: gone with it.
  static let rawText: Set<String> = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "template",
    "plaintext", "svg", "math", "object", "applet", "select", "audio", "video", "canvas", "frameset",
  ]
  static let empty: Set<String> = ["br", "hr", "img", "wbr"]
  /// Elements under another name: `p` may not hold blocks, `center` and `font` are gone from HTML.
  static let replaced = [
    "p": "div", "center": "div", "font": "span", "strike": "s", "tt": "code",
    // The page has its own first heading.
    "h1": "h2",
  ]
  /// Elements that may hold blocks, or parts that do.
  static let containers: Set<String> = [
    "blockquote", "dd", "del", "details", "div", "dl", "figcaption", "figure", "ins", "li", "ol", "table",
    "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
  ]
  static let tableParts: Set<String> = ["tr", "td", "th", "thead", "tbody", "tfoot", "caption"]
  static let closedByLike: [Set<String>] = [["li"], ["dd", "dt"], ["td", "th"], ["tr"], ["p"]]
  static let flags: Set<String> = ["open", "reversed"]

  static let attributes: Set<String> = ["title", "lang", "dir"]
  static let own: [String: Set<String>] = [
    "img": ["alt"], "ol": ["start", "reversed", "type"], "li": ["value"], "details": ["open"],
    "td": ["colspan", "rowspan"], "th": ["colspan", "rowspan", "scope"], "time": ["datetime"],
  ]

  /// Ids that the page's own parts do not use, in characters that need no quoting.
  static func isIdentifier(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200 && !text.contains { $0.isWhitespace || "\"'<>`=".contains($0) }
  }

  /// A colour's name or its hexadecimal digits: nothing that could be more.
  static func isColor(_ text: String) -> Bool {
    if text.hasPrefix("#") {
      return [4, 7].contains(text.utf8.count) && text.dropFirst().allSatisfy(\.isHexDigit)
    }
    return 3...24 ~= text.utf8.count && text.utf8.allSatisfy { 97...122 ~= $0 | 32 }
  }

  /// `240`, `240px`, `50%`, in bounds.
  static func size(_ text: String) -> String? {
    let digits = text.prefix { "0"..."9" ~= $0 }
    guard let value = Int(digits), value <= 10_000 else { return nil }
    switch text.dropFirst(digits.count) {
    case "", "px": return String(value)
    case "%": return value <= 100 ? "\(value)%" : nil
    default: return nil
    }
  }

  /// Whether a URL with a scheme may stand in a link.
  static func isSafeScheme(_ scheme: String) -> Bool { ["http", "https", "mailto"].contains(scheme) }

  /// A URL's scheme as a browser sees it: control characters and spaces do not hide it. Nil is relative.
  static func scheme(of url: String) -> String? {
    let bare = url.unicodeScalars.filter { $0.value > 32 && $0.value != 127 }
    guard let colon = bare.firstIndex(of: ":") else { return nil }
    let scheme = bare[..<colon]
    let isPath = scheme.contains { "/?#".unicodeScalars.contains($0) }
    return isPath ? nil : String(String.UnicodeScalarView(scheme)).lowercased()
  }
}
