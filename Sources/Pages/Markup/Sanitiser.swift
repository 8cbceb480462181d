/// Lets an author's HTML through by an allow-list, balanced over the whole page.
///
/// What comes in is one fragment after another, with docgen's own markup between them. Each container of
/// docgen's (a paragraph, an item, a quote, a cell, the page) is a scope: an author's end tag closes only
/// what was opened in its scope, and a scope's end closes what is still open, so no stray tag can break
/// the page's frame. Elements that a browser would close by itself (`p`, `center`) become `div`s.
struct Sanitiser {
  /// Says what a link or picture becomes; nil drops the attribute.
  typealias Resolve = (_ url: String, _ isImage: Bool) -> String?

  /// Open elements, as `(author's name, emitted name)`, and where each scope begins.
  private var open: [(name: String, emitted: String)] = []
  private var scopes: [Int] = []
  /// The page's ids, so that none comes twice; gathered when an author's HTML first has one.
  private lazy var ids = taken()
  private let taken: () -> Set<String>
  private static let deepest = 128
  /// Elements that were left out with all that is in them.
  private(set) var dropped: [String] = []
  /// Whether the author's first `<h1>` is the page's title; others are second-level headings.
  var firstHeadingIsTitle = false

  init(taken: @escaping () -> Set<String> = { [] }) { self.taken = taken }

  /// What was left out since this was asked last.
  mutating func takeDropped() -> [String] {
    defer { dropped = [] }
    return dropped
  }

  mutating func enter() { scopes.append(open.count) }

  /// The end tags of everything that is open in this scope.
  mutating func leave() -> String {
    let start = scopes.popLast() ?? 0
    var out = ""
    while open.count > start { out += "</\(open.removeLast().emitted)>" }
    return out
  }

  /// - Parameter isProse: whether it is one tag in a line of text, where one that is not let through is shown as it is
  ///   written: `Array<Element>`, `<video>`.
  mutating func clean(_ html: String, isProse: Bool = false, resolve: Resolve) -> String {
    var tokens = HTMLTokenizer(html)
    var out = ""
    while let token = tokens.next() {
      switch token {
      case .text(let text): out += Self.text(text)
      case .comment: break
      case .end(let name) where Self.isText(name, isProse),
        .start(let name, _, _) where Self.isText(name, isProse):
        out += escaped(tokens.written)
      case .end(let name): out += end(name)
      case .start(let name, let attributes, let isSelfClosing):
        if AllowedMarkup.rawText.contains(name) {
          tokens.skipRawText(of: name)
          dropped.append(name)
        } else {
          out += start(name, attributes, isSelfClosing: isSelfClosing, resolve)
        }
      }
    }
    return out
  }

  /// Whether what looks like a tag is none, or is to be read as it is written.
  static func isText(_ name: String, _ isProse: Bool) -> Bool {
    guard !AllowedMarkup.elements.contains(name) else { return false }
    return isProse || !AllowedMarkup.rawText.contains(name) && !AllowedMarkup.framing.contains(name)
  }

  /// Text keeps its character references: `&copy;` is what the author wrote.
  private static func text(_ text: Substring) -> String {
    var out = ""
    for part in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
      if part.offset > 0 {
        let name = part.element.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
        let isReference = !name.isEmpty && part.element[name.endIndex...].first == ";"
        out += isReference ? "&" : "&amp;"
      }
      out += escaped(part.element)
    }
    return out
  }

  private var scopeStart: Int { scopes.last ?? 0 }

  /// Whether a block may stand where the author's tags have come to: none that is open holds text alone.
  var holdsBlocks: Bool { open.allSatisfy { AllowedMarkup.containers.contains($0.emitted) } }

  private mutating func end(_ name: String) -> String {
    guard let index = open.lastIndex(where: { $0.name == name }), index >= scopeStart else { return "" }
    var out = ""
    while open.count > index { out += "</\(open.removeLast().emitted)>" }
    return out
  }

  private mutating func start(
    _ name: String, _ attributes: [HTMLAttribute], isSelfClosing: Bool, _ resolve: Resolve
  ) -> String {
    guard AllowedMarkup.elements.contains(name), isPlaced(name), open.count < Self.deepest else { return "" }
    var closing = ""
    // A browser closes these by itself when their like comes.
    for group in AllowedMarkup.closedByLike where group.contains(name) {
      if let last = open.last, open.count > scopeStart, group.contains(last.name) {
        open.removeLast()
        closing += "</\(last.emitted)>"
      }
    }
    var emitted = AllowedMarkup.replaced[name] ?? name
    if name == "h1", firstHeadingIsTitle {
      emitted = "h1"
      firstHeadingIsTitle = false
    }
    var out = "<\(emitted)"
    for (key, value) in Self.emittedAttributes(of: name, attributes, &ids, resolve) {
      out += value.isEmpty && AllowedMarkup.flags.contains(key) ? " \(key)" : " \(key)=\"\(escaped(value))\""
    }
    out += ">"
    if !AllowedMarkup.empty.contains(name) { open.append((name, emitted)) }
    return closing + out
  }

  /// Parts of a table only in a table, parts of a list only in a list, no link within a link.
  private func isPlaced(_ name: String) -> Bool {
    let inside = open[scopeStart...]
    if AllowedMarkup.tableParts.contains(name) { return inside.contains { $0.name == "table" } }
    if name == "a" { return !open.contains { $0.name == "a" } }
    if name == "li" { return inside.contains { $0.name == "ul" || $0.name == "ol" } }
    return true
  }

  private static func emittedAttributes(
    of name: String, _ attributes: [HTMLAttribute], _ ids: inout Set<String>, _ resolve: Resolve
  ) -> [(String, String)] {
    var out: [(String, String)] = []
    var style = ""
    if name == "center" { out.append(("class", "center")) }
    if name == "p" { out.append(("class", "p")) }
    for attribute in attributes {
      let value = attribute.value
      switch attribute.name {
      case "id", "name":
        guard name != "img" || attribute.name == "id", AllowedMarkup.isIdentifier(value),
          !OwnID.isOne(value), ids.insert(value).inserted, !out.contains(where: { $0.0 == "id" })
        else { continue }
        out.append(("id", value))
      case "href":
        guard name == "a", !value.isEmpty, let url = resolve(value, false) else { continue }
        out.append(("href", url))
      case "src":
        guard name == "img", let url = resolve(value, true) else { continue }
        out.append(("src", url))
      case "color":
        guard name == "font", AllowedMarkup.isColor(value) else { continue }
        out.append(("class", "ink"))
        style += "--ink-of:\(value.lowercased())"
      case "align":
        guard ["left", "center", "right", "justify"].contains(value.lowercased()) else { continue }
        out.append(("align", value.lowercased()))
      case "width", "height":
        guard let size = AllowedMarkup.size(value) else { continue }
        out.append((attribute.name, size))
      default:
        guard
          AllowedMarkup.attributes.contains(attribute.name)
            || AllowedMarkup.own[name]?.contains(attribute.name) == true
        else { continue }
        out.append((attribute.name, value))
      }
    }
    if name == "img" {
      if !out.contains(where: { $0.0 == "alt" }) { out.append(("alt", "")) }
      out.append(("loading", "lazy"))
    }
    if !style.isEmpty { out.append(("style", style)) }
    return out
  }
}
