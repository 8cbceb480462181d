import Typesetting
import Diagnostics
import Trees

/// `|x|`, `\|x\|` and the bars that a product leaves open.
extension Parser {
  /// `|x|` from a bar that both opens and closes.
  mutating func barred(_ text: String) throws(ParseError) -> Tree {
    let start = next
    if text == "|", let members = try setBetweenBars() { return try scripted(members) }
    if text == "|", adjoiningBar, let norm = doubleBarred() { return try scripted(norm) }
    next += 1
    let outer = stopsAtBar
    stopsAtBar = true
    let value = try sum()
    stopsAtBar = outer
    guard case .bar(text) = current?.kind else {
      throw ParseError(
        "unclosed-bar", zh: "绝对值的竖线没有闭合", en: "the bar of an absolute value is never closed",
        at: lexemes[start].range)
    }
    next += 1
    return try scripted(text == "|" ? sized(value, at: range(from: start)) : .apply(.norm, [value]))
  }

  /// Whether two bars stand close together here: `||`.
  var adjoiningBar: Bool {
    guard case .bar("|")? = current?.kind, let second = peek(), case .bar("|") = second.kind else {
      return false
    }
    return second.range.lowerBound == place.upperBound
  }

  /// `||x||`, where a norm's two bars are typed as four; nil where they do not pair so.
  mutating func doubleBarred() -> Tree? {
    var probe = self
    probe.next += 2
    probe.stopsAtBar = true
    guard mayTry(), let value = try? probe.sum(), probe.adjoiningBar,
      shape(of: value) != .number
    else { return nil }
    next = probe.next + 2
    return .apply(.norm, [value])
  }
}
