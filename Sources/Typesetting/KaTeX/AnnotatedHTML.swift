import Trees

/// KaTeX's HTML with the author's own LaTeX in its annotation, byte for byte.
package enum AnnotatedHTML {
  private static let open = "<annotation encoding=\"application/x-tex\">"
  private static let close = "</annotation>"

  package static func with(annotation latex: String, in html: String) -> String {
    guard let start = html.bytes(of: open),
      let end = html.bytes(of: close, from: start.upperBound)
    else { return html }
    let annotation = escaped(latex)
    // As a rule KaTeX has it so already: then no second copy is made.
    if html.slice(start.upperBound, end.lowerBound).utf8.elementsEqual(annotation.utf8) { return html }
    return html.slice(0, start.upperBound) + annotation + html.slice(end.lowerBound)
  }

  /// A formula that cannot be typeset: its source in a box.
  package static func broken(_ latex: String, message: String) -> String {
    "<code class=\"formula-broken\" title=\"\(escaped(message))\">\(escaped(latex))</code>"
  }

  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else {
      return text
    }
    var out = ""
    out.reserveCapacity(text.utf8.count + 16)
    for character in text.unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}
