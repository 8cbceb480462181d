import Trees

/// Environments that KaTeX lacks, spelled in those that it has, at the same length.
enum Rewriting {
  private static let names = [
    ("{eqnarray*}", "{align*}"), ("{eqnarray}", "{align}"), ("{multline*}", "{gathered}"),
    ("{multline}", "{gathered}"),
  ]

  /// Positions are kept: the shorter name is followed by spaces. `&=&` of an `eqnarray` loses its second `&`.
  static func katexSpelling(_ latex: String) -> String {
    guard latex.holds("{eqnarray") || latex.holds("{multline") else { return latex }
    var text = latex
    if text.holds("{eqnarray") {
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
