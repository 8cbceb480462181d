import Foundation

/// KaTeX's HTML with the author's own LaTeX in its annotation, byte for byte.
enum AnnotatedHTML {
  private static let open = "<annotation encoding=\"application/x-tex\">"
  private static let close = "</annotation>"

  static func with(annotation latex: String, in html: String) -> String {
    guard let start = html.range(of: open), let end = html.range(of: close) else { return html }
    return html[..<start.upperBound] + escaped(latex) + html[end.lowerBound...]
  }

  /// A formula that cannot be typeset: its source in a box.
  static func broken(_ latex: String, message: String) -> String {
    "<code class=\"formula-broken\" title=\"\(escaped(message))\">\(escaped(latex))</code>"
  }

  static func escaped(_ text: String) -> String {
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

/// Environments that KaTeX lacks, spelled in those that it has, at the same length.
enum Rewriting {
  private static let names = [
    ("{eqnarray*}", "{align*}"), ("{eqnarray}", "{align}"), ("{multline*}", "{gather*}"),
    ("{multline}", "{gather}"),
  ]

  /// Positions are kept: the shorter name is followed by spaces. `&=&` of an `eqnarray` loses its second `&`.
  static func katexSpelling(_ latex: String) -> String {
    guard latex.contains("{eqnarray") || latex.contains("{multline") else { return latex }
    var text = latex
    if text.contains("{eqnarray") {
      for relation in ["=", "\\le", "\\ge", "<", ">", "\\approx"] {
        for (left, right) in [(" ", " "), ("", "")] {
          let old = "&\(left)\(relation)\(right)&"
          text = text.replacing(old, with: "&\(left)\(relation)\(right) ")
        }
      }
    }
    for (old, new) in names {
      let padding = String(repeating: " ", count: old.count - new.count)
      text = text.replacing("\\begin" + old, with: "\\begin" + new + padding)
      text = text.replacing("\\end" + old, with: "\\end" + new + padding)
    }
    return text
  }
}
