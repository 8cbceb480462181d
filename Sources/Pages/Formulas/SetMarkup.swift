/// The typesetter's markup, looked into as far as it is asked: an element's children are found when they are wanted.
struct SetMarkup {
  /// An element, or a run of text between elements.
  struct Node {
    /// All of it.
    let range: Range<Int>
    /// What stands between its tags; the text itself where it has none.
    let inner: Range<Int>
    /// `span`, `mrow`; empty for text.
    let name: String
    let classes: [Substring]

    func has(_ name: Substring) -> Bool { classes.contains(name) }
  }

  let bytes: [UInt8]

  init(_ markup: String) { bytes = Array(markup.utf8) }

  var roots: [Node] { nodes(in: bytes.indices) }

  func children(of node: Node) -> [Node] { nodes(in: node.inner) }

  func markup(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func markup(_ node: Node) -> String { markup(node.range) }

  /// The start tag.
  func head(of node: Node) -> String { markup(node.range.lowerBound..<node.inner.lowerBound) }

  /// Without tags, references left as they are.
  func text(of node: Node) -> String {
    var out: [UInt8] = []
    var isTag = false
    for byte in bytes[node.inner] {
      if byte == UInt8(ascii: "<") { isTag = true }
      if !isTag { out.append(byte) }
      if byte == UInt8(ascii: ">") { isTag = false }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The first element with a class, in the order of the text; looked for from the outside in.
  func first(_ name: Substring, in nodes: [Node]) -> Node? {
    for node in nodes where !node.name.isEmpty {
      if node.has(name) { return node }
      if let found = first(name, in: children(of: node)) { return found }
    }
    return nil
  }

  private func nodes(in range: Range<Int>) -> [Node] {
    var nodes: [Node] = []
    var at = range.lowerBound
    while at < range.upperBound {
      guard bytes[at] == UInt8(ascii: "<") else {
        let end = bytes[at..<range.upperBound].firstIndex(of: UInt8(ascii: "<")) ?? range.upperBound
        nodes.append(Node(range: at..<end, inner: at..<end, name: "", classes: []))
        at = end
        continue
      }
      let node = element(from: at, to: range.upperBound)
      nodes.append(node)
      at = max(node.range.upperBound, at + 1)
    }
    return nodes
  }

  private func element(from start: Int, to end: Int) -> Node {
    let head = tag(at: start, to: end)
    let inner = head.range.upperBound
    guard !head.isWhole else {
      return Node(range: head.range, inner: inner..<inner, name: head.name, classes: head.classes)
    }
    var depth = 1
    var at = inner
    while at < end {
      guard let next = bytes[at..<end].firstIndex(of: UInt8(ascii: "<")) else { break }
      let close = (bytes[next..<end].firstIndex(of: UInt8(ascii: ">")) ?? end - 1) + 1
      if next + 1 < end, bytes[next + 1] == UInt8(ascii: "/") {
        depth -= 1
      } else if bytes[close - 2] != UInt8(ascii: "/") {
        depth += 1
      }
      if depth == 0 {
        return Node(range: start..<close, inner: inner..<next, name: head.name, classes: head.classes)
      }
      at = close
    }
    return Node(range: start..<end, inner: inner..<end, name: head.name, classes: head.classes)
  }

  private func tag(at start: Int, to end: Int) -> (
    range: Range<Int>, name: String, classes: [Substring], isWhole: Bool
  ) {
    let close = (bytes[start..<end].firstIndex(of: UInt8(ascii: ">")) ?? end - 1) + 1
    let text = String(decoding: bytes[start + 1..<max(close - 1, start + 1)], as: UTF8.self)
    let name = text.prefix { $0.isLetter }
    var classes: [Substring] = []
    if let found = text.firstRange(of: "class=\"") {
      classes = text[found.upperBound...].prefix { $0 != "\"" }.split(separator: " ")
    }
    return (start..<close, String(name), classes, text.hasSuffix("/"))
  }
}
