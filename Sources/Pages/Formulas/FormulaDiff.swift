/// Two forms of one formula, with what differs between them marked sign by sign.
///
/// Compared are the signs that a reader sees, in the order in which they are set: the longest common sequence of both
/// is what they share.
struct FormulaDiff {
  /// The first form, with what is wrong in it and where something is missing.
  private(set) var wrong: String
  /// The second, with what the first has not.
  private(set) var right: String

  /// Beyond so many pairs of signs nothing is marked.
  private static let mostPairs = 400_000

  init(wrong: String, right: String) {
    (self.wrong, self.right) = (wrong, right)
    let a = Self.signs(of: wrong)
    let b = Self.signs(of: right)
    guard !a.isEmpty, !b.isEmpty, a.count * b.count <= Self.mostPairs else { return }
    let kept = Self.common(a.map(\.text), b.map(\.text))
    // Forms with little in common are no correction of each other: nothing would be said by marks.
    guard kept.count * 2 >= min(a.count, b.count) else { return }
    var classes: [Int: String] = [:]
    var new: [Int: String] = [:]
    var (i, j) = (0, 0)
    for pair in kept + [(a.count, b.count)] {
      for index in i..<pair.0 { classes[index] = "gone" }
      for index in j..<pair.1 { new[index] = "new" }
      if i == pair.0, j < pair.1 {
        // Only missing: the gap is shown at its neighbour.
        if i > 0 {
          classes[i - 1, default: ""] += " gap-behind"
        } else {
          classes[0, default: ""] += " gap-before"
        }
      }
      (i, j) = (pair.0 + 1, pair.1 + 1)
    }
    self.wrong = Self.marked(wrong, a, classes)
    self.right = Self.marked(right, b, new)
  }

  private struct Sign {
    let text: Substring
    /// Where the class attribute's value begins.
    let place: String.Index
  }

  /// The innermost boxes of the visual HTML that hold text.
  private static func signs(of html: String) -> [Sign] {
    guard let start = html.firstRange(of: "class=\"katex-html") else { return [] }
    var signs: [Sign] = []
    var rest = html[start.upperBound...]
    while let head = rest.firstRange(of: "<span class=\"") {
      rest = rest[head.upperBound...]
      guard let close = rest.firstIndex(of: ">"), let next = rest[close...].dropFirst().firstIndex(of: "<")
      else { break }
      let text = rest[close..<next].dropFirst()
      if rest[next...].hasPrefix("</span>"),
        text.unicodeScalars.contains(where: { $0.value > 32 && $0.value != 0x200B })
      {
        signs.append(Sign(text: text, place: head.upperBound))
      }
      rest = rest[close...]
    }
    return signs
  }

  /// Places of the longest common sequence.
  private static func common(_ a: [Substring], _ b: [Substring]) -> [(Int, Int)] {
    var lengths = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in a.indices.reversed() {
      for j in b.indices.reversed() {
        lengths[i][j] =
          a[i] == b[j] ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
      }
    }
    var pairs: [(Int, Int)] = []
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        pairs.append((i, j))
        (i, j) = (i + 1, j + 1)
      } else if lengths[i + 1][j] >= lengths[i][j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return pairs
  }

  private static func marked(_ html: String, _ signs: [Sign], _ classes: [Int: String]) -> String {
    var out = ""
    var from = html.startIndex
    for (index, sign) in signs.enumerated() {
      guard let name = classes[index] else { continue }
      out += html[from..<sign.place] + name.drop { $0 == " " } + " "
      from = sign.place
    }
    return out + html[from...]
  }
}
