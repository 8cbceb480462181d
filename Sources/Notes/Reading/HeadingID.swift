/// `## Title {#id}`: the id that an author gives a heading.
enum HeadingID {
  static func taken(from inlines: [Inline]) -> (inlines: [Inline], id: String?) {
    guard case .text(let text, let range)? = inlines.last, text.hasSuffix("}"),
      let open = text.lastIndex(of: "{")
    else { return (inlines, nil) }
    let inside = text[open...].dropFirst().dropLast().drop { $0 == " " }
    let id = inside.dropFirst().prefix { $0.isLetter || $0.isNumber || "-_.:".contains($0) }
    guard inside.first == "#", !id.isEmpty, inside.dropFirst(1 + id.count).allSatisfy({ $0 == " " }) else {
      return (inlines, nil)
    }
    var before = text[..<open]
    while before.last == " " { before.removeLast() }
    return (inlines.dropLast() + (before.isEmpty ? [] : [.text(String(before), range)]), String(id))
  }
}
