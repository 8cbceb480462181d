import Diagnostics

/// Options of another tool's directive, a line each: `:name: fig-a`.
struct DirectiveOptions {
  private(set) var values: [String: String] = [:]
  /// Lines that hold them.
  private(set) var count = 0

  /// - Parameter lines: a directive's, its options first.
  init(_ lines: some Sequence<Substring>) {
    for line in lines {
      guard let match = line.wholeMatch(of: /\s*:([A-Za-z-]+):\s*(.*?)\s*/) else { break }
      values[match.1.lowercased()] = String(match.2)
      count += 1
    }
  }

  /// The name that it gives what it stands in.
  var name: String? { (values["name"] ?? values["label"]).flatMap { PartName.isOne($0) ? $0 : nil } }
}

extension ForeignMarkup {
  /// `:::{figure} path`, its options, and its caption, as a picture.
  struct Figure {
    let blocks: [Block]

    init(_ path: String, _ inside: [Block], standingIn block: Block) {
      var options = DirectiveOptions([])
      var caption: [Inline] = []
      var rest = inside[...]
      if case .paragraph(let inlines)? = rest.first?.kind {
        let lines = inlines.split(omittingEmptySubsequences: false) { $0.isSoftBreak }
        options = DirectiveOptions(lines.map { Substring(Array($0).plainText) })
        caption = Array(lines.dropFirst(options.count).joined(separator: [.softBreak]))
        rest = rest.dropFirst()
      }
      if caption.isEmpty, case .paragraph(let inlines)? = rest.first?.kind {
        caption = inlines
        rest = rest.dropFirst()
      }
      let alt: [Inline] = options.values["alt"].map { [.text($0, nil)] } ?? []
      var picture = block
      picture.kind = .paragraph([.image(path, title: caption, alt: alt, block.range)])
      if let name = options.name { picture.directives.append(.label(name, caption: nil, block.range)) }
      blocks = [picture] + rest
    }
  }
}

extension DocumentReader {
  /// ```` ```{figure} path ````, ```` ```{code-block} python ````: what they are here; nil for any other fence.
  mutating func foreignFence(_ info: String, _ code: String, _ range: SourceRange) -> Block? {
    guard info.hasPrefix("{"), let close = info.firstIndex(of: "}") else { return nil }
    let name = info[info.index(after: info.startIndex)..<close]
    let argument = DirectiveParser.trimmed(String(info[info.index(after: close)...]))
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    let options = DirectiveOptions(lines)
    let rest = lines.dropFirst(options.count).drop { $0.allSatisfy(\.isWhitespace) }
    switch name {
    case "figure", "image":
      let caption = DirectiveParser.trimmed(rest.joined(separator: " "))
      let alt: [Inline] = options.values["alt"].map { [.text($0, nil)] } ?? []
      let title: [Inline] = caption.isEmpty ? [] : [.text(caption, nil)]
      var block = Block(.paragraph([.image(argument, title: title, alt: alt, range)]), range: range)
      if let name = options.name { block.directives = [.label(name, caption: nil, range)] }
      return block
    case "code-block", "code", "code-cell", "sourcecode":
      var words = argument
      if let lines = options.values["emphasize-lines"] { words += " hl_lines=\"\(lines)\"" }
      if options.values["linenos"] != nil { words += " linenums=\(options.values["lineno-start"] ?? "1")" }
      if let caption = options.values["caption"] { words += " title=\"\(caption)\"" }
      let text = rest.joined(separator: "\n")
      var block = Block(
        .code(language: FenceLanguage(argument).name, info: words, text: text), range: range)
      if let name = options.name { block.directives = [.label(name, caption: nil, range)] }
      return block
    default: return nil
    }
  }

  /// ```` ```{math} ```` has its options before its formula.
  ///
  /// - Returns: how many lines they take.
  func mathOptions(_ code: String) -> DirectiveOptions {
    DirectiveOptions(code.split(separator: "\n", omittingEmptySubsequences: false))
  }
}

extension Inline {
  fileprivate var isSoftBreak: Bool { if case .softBreak = self { true } else { false } }
}
