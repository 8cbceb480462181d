import Trees
import Diagnostics

extension SourceFormula {
  /// A stretch of the LaTeX without what only separates at its ends: space, `&`, `\\`, `\begin{align}`.
  package func trimmed(_ range: Range<Int>) -> Range<Int> {
    var text = Array(latex.utf8)[range.clamped(to: 0..<latex.utf8.count)]
    func drop(_ separators: [String], from end: Bool) -> Bool {
      guard let byte = end ? text.last : text.first else { return false }
      if [0x20, 0x09, 0x0A, 0x0D, 0x26].contains(byte) {
        if end { text.removeLast() } else { text.removeFirst() }
        return true
      }
      for separator in separators {
        let bytes = Array(separator.utf8)
        if end, text.suffix(bytes.count).elementsEqual(bytes) {
          text.removeLast(bytes.count)
          return true
        }
        if !end, text.starts(with: bytes) {
          text.removeFirst(bytes.count)
          return true
        }
      }
      return false
    }
    let environments = ["align", "align*", "aligned", "split", "gather", "gather*", "equation", "equation*"]
    while drop(environments.map { "\\begin{\($0)}" } + ["\\\\"], from: false) {}
    while drop(environments.map { "\\end{\($0)}" } + ["\\\\", "\\quad", "\\notag"], from: true) {}
    return text.isEmpty ? range : text.startIndex..<text.endIndex
  }
}
