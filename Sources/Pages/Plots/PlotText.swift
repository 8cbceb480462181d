import Notes

/// A plot's words: text with formulas in it, `$q^\gamma$`, set as small LaTeX is.
enum PlotText {
  static func html(_ text: String) -> String {
    guard text.contains("$") || text.contains("\\(") else { return escaped(text) }
    return MathsText(text).parts.map { part in
      switch part {
      case .text(let text): escaped(text)
      case .formula(let latex): InlineMath.html(latex)
      }
    }.joined()
  }

  /// For attributes, and for what is compared: `q^γ`.
  static func plain(_ text: String) -> String {
    guard text.contains("$") || text.contains("\\(") else { return text }
    return MathsText(text).parts.map { part in
      switch part {
      case .text(let text): text
      case .formula(let latex): InlineMath.text(latex)
      }
    }.joined()
  }

  /// For a text of SVG, which knows neither `sub` nor `sup`: pieces that step down and up again.
  static func svg(_ text: String) -> String {
    guard text.contains("$") || text.contains("\\(") else { return escaped(text) }
    var out = ""
    var shift = 0
    var (isItalic, level, steps) = (false, 0, [Int]())
    for token in HTMLTokenizer(html(text)) {
      switch token {
      case .start("i", _, _): isItalic = true
      case .end("i"): isItalic = false
      case .start("sub", _, _), .start("sup", _, _):
        if case .start(let name, _, _) = token { steps.append(name == "sub" ? 4 : -5) }
        level += steps.last ?? 0
      case .end("sub"), .end("sup"): level -= steps.popLast() ?? 0
      case .text(let words):
        let step = level - shift
        shift = level
        let classes = [isItalic ? "i" : nil, steps.isEmpty ? nil : "n"].compactMap(\.self).joined(
          separator: " ")
        out +=
          "<tspan\(classes.isEmpty ? "" : " class=\"\(classes)\"")\(step == 0 ? "" : " dy=\"\(step)\"")>\(escaped(CharacterReferences.decoded(String(words))))</tspan>"
      default: break
      }
    }
    return out
  }

  /// A text's width in pixels at 13 px: a Han character is 13, others about 7.
  static func width(_ text: String) -> Double {
    plain(text).unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 13 : 7.4) }
  }
}

/// Where a text's baseline begins, ends, or has its middle.
typealias LabelPlace = (x: Double, y: Double, anchor: LabelLayout.Anchor)

/// Where labels may stand so that none lies on another: boxes that are taken, at the size that letters have on a phone.
struct LabelLayout {
  struct Box {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    func overlaps(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  /// A narrow page draws letters larger in the picture's own measure.
  private static let scale = 17.5 / 13
  private var taken: [Box] = []
  /// Points of curves: a label may lie on them only where it must.
  private var crossed: [(x: Double, y: Double)] = []
  private let frame: Box

  init(frame: Box) { self.frame = frame }

  mutating func take(_ box: Box) { taken.append(box) }
  mutating func cross(_ x: Double, _ y: Double) { crossed.append((x, y)) }

  enum Anchor: String { case start, middle, end }

  /// A text's box around the point of its baseline.
  static func box(_ text: String, x: Double, y: Double, _ anchor: Anchor) -> Box {
    let width = PlotText.width(text) * scale
    let left = anchor == .start ? x : anchor == .end ? x - width : x - width / 2
    return Box(left: left - 1, top: y - 19, right: left + width + 1, bottom: y + 5)
  }

  /// The first of the places where a text lies on nothing; else that where it lies on least; nil where it would lie on
  /// another label.
  mutating func place(_ text: String, at places: [LabelPlace]) -> Int? {
    var best: (index: Int, cost: Int, box: Box)?
    for (index, place) in places.enumerated() {
      let box = Self.box(text, x: place.x, y: place.y, place.anchor)
      let isInside =
        box.left >= frame.left && box.right <= frame.right && box.top >= frame.top
        && box.bottom <= frame.bottom
      guard isInside, !taken.contains(where: box.overlaps) else { continue }
      let cost = crossed.count { $0.x > box.left && $0.x < box.right && $0.y > box.top && $0.y < box.bottom }
      if best.map({ cost < $0.cost }) ?? true { best = (index, cost, box) }
      if cost == 0 { break }
    }
    guard let best else { return nil }
    taken.append(best.box)
    return best.index
  }
}
