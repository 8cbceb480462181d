import Notes

/// What a fence says of how its code is shown, as several tools write it: a title (`title="loss.py"`), lines that count
/// (`{2,4-6}`, `hl_lines="2 4-6"`), numbers (`linenums="1"`).
struct CodeDress {
  private(set) var title: String?
  private(set) var lit: [ClosedRange<Int>] = []
  private(set) var firstNumber: Int?

  /// More lines have no file that a person reads.
  private static let mostLines = 100_000

  var isPlain: Bool { lit.isEmpty && firstNumber == nil }

  /// - Parameter info: a fence's words, its language first.
  init(_ info: String) {
    for match in info.matches(of: /([A-Za-z_-]+)=(?:"([^"]*)"|([^\s{}"]+))/) {
      take(String(match.1), String(match.2 ?? match.3 ?? ""))
    }
    if let match = info.firstMatch(of: /\{\s*([0-9][0-9,\s-]*)\}/) { light(match.1) }
  }

  init(_ attributes: Snippet.Attributes) {
    title = attributes.title
    light((attributes.lines ?? "")[...])
  }

  private mutating func take(_ name: String, _ value: String) {
    switch name {
    case "title", "filename": title = value.isEmpty ? nil : value
    case "hl_lines", "highlight": light(value[...])
    case "linenums", "startFrom":
      firstNumber = Int(value).flatMap { (0...Self.mostLines).contains($0) ? $0 : nil }
    default: break
    }
  }

  private mutating func light(_ text: Substring) {
    for part in text.split(whereSeparator: { ", ".contains($0) }) {
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first >= 1, first <= last, last <= Self.mostLines
      else { continue }
      lit.append(first...last)
    }
  }

  /// Coloured code, cut into lines where a line is to be seen as one.
  func html(_ code: String) -> String {
    guard !isPlain else { return code }
    let lines = Self.lines(of: code)
    let isNumbered = firstNumber != nil
    return lines.enumerated().map { index, line in
      // A last line that is empty is the end of the one before.
      if index == lines.count - 1, line.isEmpty { return "" }
      let isLit = lit.contains { $0.contains(index + 1) }
      guard isLit || isNumbered else { return line }
      let start = index == 0 ? firstNumber.map { " style=\"counter-set:line \($0 - 1)\"" } ?? "" : ""
      let names = "line" + (isNumbered ? " counted" : "")
      return isLit
        ? "<mark class=\"\(names)\"\(start)>\(line)</mark>"
        : "<span class=\"\(names)\"\(start)>\(line)</span>"
    }.joined(separator: "\n")
  }

  /// Each line with the colours that began on lines before it.
  private static func lines(of html: String) -> [String] {
    var lines = [""]
    var open: [Substring] = []
    var rest = html[...]
    while let place = rest.firstIndex(where: { $0.isNewline || $0 == "<" }) {
      lines[lines.count - 1] += rest[..<place]
      rest = rest[place...]
      guard rest.first == "<", let end = rest.firstIndex(of: ">") else {
        if rest.first == "<" { break }
        rest = rest.dropFirst()
        lines[lines.count - 1] += String(repeating: "</span>", count: open.count)
        lines.append(open.joined())
        continue
      }
      let tag = rest[...end]
      if tag.hasPrefix("</") { _ = open.popLast() } else { open.append(tag) }
      lines[lines.count - 1] += tag
      rest = rest[rest.index(after: end)...]
    }
    lines[lines.count - 1] += rest
    return lines
  }
}
