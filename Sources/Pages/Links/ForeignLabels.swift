import Notes

/// Labels and references as other tools write them: `:label:`name``, `:numref:`name``, `{eq}`name``.
struct ForeignLabels: Sendable {
  struct Target: Sendable {
    let page: String
    /// The title of the heading that it names, or what kind of thing it names.
    let words: String
  }

  private(set) var targets: [String: Target] = [:]

  /// The same for the same labels.
  var words: String {
    targets.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value.page)\t\($0.value.words)\n" }.joined()
  }

  private static let labels = [":label:", ":eqlabel:", "{label}"]
  private static let references = [
    ":numref:", ":eqref:", ":ref:", "{numref}", "{eq}", "{ref}", "{prf:ref}",
  ]

  init(_ documents: [Document]) {
    for document in documents {
      var before: Block?
      for block in document.blocks {
        if case .paragraph(let inlines) = block.kind {
          for name in Self.names(in: inlines) where targets[name] == nil {
            targets[name] = Target(page: document.page, words: Self.words(of: before, document))
          }
        }
        before = block
      }
      for sourceFormula in document.formulas {
        for name in EquationLabels.anchors(in: sourceFormula.latex) where targets[name] == nil {
          targets[name] = Target(page: document.page, words: "公式")
        }
      }
    }
  }

  private static func names(in inlines: [Inline]) -> [String] {
    zip(inlines, inlines.dropFirst()).compactMap { inline, next in
      guard case .text(let text, _) = inline, case .code(let name) = next,
        labels.contains(where: { text.hasSuffix($0) })
      else { return nil }
      return name
    }
  }

  private static func words(of block: Block?, _ document: Document) -> String {
    switch block?.kind {
    case .heading(_, let inlines, _): inlines.readableText(document.formulas)
    case .formula: "公式"
    case .table: "表"
    case .paragraph(let inlines)? where inlines.count == 1:
      if case .image = inlines[0] { "图" } else if case .formula = inlines[0] { "公式" } else { "这里" }
    default: "这里"
    }
  }

  enum Role { case label, reference }

  /// What a text ends with that makes the code behind it a label or a reference, and the text without it.
  static func role(at end: String) -> (role: Role, text: Substring)? {
    guard end.hasSuffix(":") || end.hasSuffix("}") else { return nil }
    for (signs, role) in [(labels, Role.label), (references, .reference)] {
      if let sign = signs.first(where: { end.hasSuffix($0) }) { return (role, end.dropLast(sign.count)) }
    }
    return nil
  }
}

extension Document {
  /// Whether a paragraph of its own asks for the site's tally.
  var holdsTally: Bool {
    blocks.contains { block in
      if case .paragraph(let inlines) = block.kind, inlines.count == 1, case .text(let text, _) = inlines[0] {
        text.uppercased() == "[TALLY]"
      } else {
        false
      }
    }
  }
}
