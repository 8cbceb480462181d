import Typesetting
import Diagnostics
import Trees

/// What a symbol goes to where an approximation is meant, as the note says around the formula:
/// 当 $n \to \infty$, as $r \to 1$, $n$ 充分大时, $x \ll 1$.
package struct Approach: Hashable, Sendable {
  /// The symbol's LaTeX, without spaces.
  package var latex: String
  package var to: Tree
  package var side: Tree.Side
}

extension SourceFormula {
  /// What the sentence around the formula says, the formula itself included.
  package var approaches: [Approach] {
    let file = range.file
    let from = max(0, range.bytes.lowerBound - Self.reach)
    let to = min(file.bytes.count, range.bytes.upperBound + Self.reach)
    let before = file.text(from..<range.bytes.lowerBound)
    let after = file.text(range.bytes.upperBound..<to)
    let start =
      before.lastIndex(where: Self.endsSentence).map { before[before.index(after: $0)...] } ?? before[...]
    let end = after.firstIndex(where: Self.endsSentence).map { after[..<$0] } ?? after[...]
    return Approach.found(in: String(start)) + Approach.found(in: latex) + Approach.found(in: String(end))
  }

  /// Bytes of prose on either side that are looked at.
  private static let reach = 240

  private static func endsSentence(_ character: Character) -> Bool { "。!！?？；;#".contains(character) }
}

extension Approach {
  package static func found(in text: String) -> [Approach] {
    let name = /(?<name>\\?[A-Za-zα-ω]+(?:_(?:[A-Za-z0-9]|\{[A-Za-z0-9]+\}))?)/
    let goes = /\s*\$?\s*(?:\\to\b|\\rightarrow\b|\\longrightarrow\b|→|趋近于|趋向于|趋向|趋于|接近于|接近)\s*\$?\s*/
    let target = /(?<sign>[+\-−]?)\s*(?<place>\\infty|∞|无穷大?|[0-9]+(?:\.[0-9]+)?)(?<side>\^\{?[+\-]\}?)?/
    let large = /\s*\$?\s*(?:(?:很大|足够大|充分大|非常大|较大)|(?:\\gg|≫)\s*1\b)/
    let small = /\s*\$?\s*(?:(?:很小|足够小|充分小|非常小|较小)|(?:\\ll|≪)\s*1\b)/
    var found: [Approach] = []
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0 == "\\" || $0.isLetter }) {
      let stands = start == text.startIndex || !"{_^\\".contains(text[text.index(before: start)])
      let tail = text[start...]
      guard let head = tail.prefixMatch(of: name) else {
        rest = tail.dropFirst()
        continue
      }
      let behind = text[head.range.upperBound...]
      rest = behind
      guard stands else { continue }
      let latex = String(head.output.name)
      if let arrow = behind.prefixMatch(of: goes),
        let place = text[arrow.range.upperBound...].prefixMatch(of: target)
      {
        var tree: Tree = Number(String(place.output.place)).map { .number($0) } ?? .constant(.infinity)
        if "-−".contains(place.output.sign), !place.output.sign.isEmpty { tree = .negate(tree) }
        let side = place.output.side ?? ""
        found.append(
          Approach(
            latex: latex, to: tree, side: side.contains("+") ? .above : side.contains("-") ? .below : .both))
      } else if behind.prefixMatch(of: large) != nil {
        found.append(Approach(latex: latex, to: .constant(.infinity), side: .both))
      } else if behind.prefixMatch(of: small) != nil {
        found.append(Approach(latex: latex, to: .number(0), side: .both))
      }
    }
    return found
  }
}
