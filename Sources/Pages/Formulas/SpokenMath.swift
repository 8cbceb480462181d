/// A formula's MathML as browsers and screen readers take it: where the typesetter leaves out what only its own letters
/// say.
enum SpokenMath {
  private static let letter = "<mi mathvariant=\"normal\">"
  private static let applied = "<mo>\u{2061}</mo>"

  /// - Parameter html: the typesetter's HTML of one formula.
  static func tidied(_ html: String) -> String {
    guard html.contains(letter) || html.contains(applied) || html.contains("columnalign") else { return html }
    guard let end = html.firstRange(of: "<annotation") else { return html }
    let math = aligned(spaced(joined(html[..<end.lowerBound])))
    return math + html[end.lowerBound...]
  }

  /// `MAL` is one name, not three.
  private static func joined(_ math: Substring) -> String {
    var out = ""
    var rest = math
    while let start = rest.firstRange(of: "<mrow>" + letter) {
      out += rest[..<start.lowerBound]
      var at = rest[start.lowerBound...].dropFirst("<mrow>".count)
      var name = ""
      var count = 0
      while at.hasPrefix(letter), let end = at.firstRange(of: "</mi>") {
        let sign = at[..<end.lowerBound].dropFirst(letter.count)
        guard
          sign.unicodeScalars.allSatisfy({ $0.properties.isAlphabetic || $0.properties.numericType != nil })
        else { break }
        name += sign
        count += 1
        at = at[end.upperBound...]
      }
      if count > 1, at.hasPrefix("</mrow>") {
        // A name of several letters is upright by itself.
        out += "<mi>\(name)</mi>"
        rest = at.dropFirst("</mrow>".count)
      } else {
        out += rest[start]
        rest = rest[start.upperBound...]
      }
    }
    return out + rest
  }

  /// `log p` with its space, `log(p)` without.
  private static func spaced(_ math: String) -> String {
    guard math.contains(applied) else { return math }
    let parts = math.split(separator: applied, omittingEmptySubsequences: false)
    var out = String(parts[0])
    for part in parts.dropFirst() {
      let isBracket = part.hasPrefix("<mo stretchy=\"false\">") || part.hasPrefix("<mrow><mo fence=\"true\">")
      let isAlone = part.hasPrefix("</")
      out += applied + (isBracket || isAlone ? "" : "<mspace width=\"0.167em\"/>") + part
    }
    return out
  }

  /// Browsers read the side of a cell from its style alone.
  private static func aligned(_ math: String) -> String {
    guard math.contains("columnalign=\"") else { return math }
    var out = ""
    /// The sides of the tables that are open, and the cells of their rows so far.
    var tables: [(sides: [Substring], column: Int)] = []
    var rest = math[...]
    while let tag = rest.firstIndex(of: "<"), let close = rest[tag...].firstIndex(of: ">") {
      out += rest[..<tag]
      let head = rest[tag...close]
      rest = rest[rest.index(after: close)...]
      if head.hasPrefix("<mtable") {
        let sides = head.firstRange(of: "columnalign=\"").map {
          head[$0.upperBound...].prefix { $0 != "\"" }.split(separator: " ")
        }
        tables.append((sides ?? [], 0))
      } else if head == "</mtable>" {
        tables.removeLast(tables.isEmpty ? 0 : 1)
      } else if head.hasPrefix("<mtr"), !tables.isEmpty {
        tables[tables.count - 1].column = 0
      } else if head == "<mtd>", var table = tables.last {
        let side = table.sides.indices.contains(table.column) ? table.sides[table.column] : table.sides.last
        table.column += 1
        tables[tables.count - 1] = table
        out += ["left", "right"].contains(side) ? "<mtd style=\"text-align:\(side ?? "center")\">" : head
        continue
      }
      out += head
    }
    return out + rest
  }
}
