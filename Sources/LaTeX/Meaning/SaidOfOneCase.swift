import Diagnostics

extension SourceRange {
  /// 当 … 时, 例如 …: what stands here is said of one case, and not of the page.
  var isSupposed: Bool {
    let behind = file.text(bytes.upperBound..<min(file.bytes.count, bytes.upperBound + 16))
      .drop { $0 == "$" || $0 == " " }
    if ["时", "的时候", "的情形", "的情况"].contains(where: behind.hasPrefix) { return true }
    let before = file.text(max(0, bytes.lowerBound - 32)..<bytes.lowerBound)
      .trimmingSuffix { $0 == "$" || $0 == " " || $0 == "，" || $0 == "," }
    return ["当", "若", "如果", "例如", "比如", "譬如", "如", "if", "when", "e.g.", "for"].contains {
      before.lowercased().hasSuffix($0)
    }
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while isIn: (Character) -> Bool) -> SubSequence {
    var view = self[...]
    while let last = view.last, isIn(last) { view.removeLast() }
    return view
  }
}
