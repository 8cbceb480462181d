/// Where `\begin{align} … \end{align}` stands in a text: LaTeX that needs no `$$` around it.
struct MathsEnvironments {
  /// Just behind the end of each environment, by where it begins.
  private var ends: [Int: Int] = [:]

  /// Environments that are formulas. Those of text (`itemize`, `tabular`, `theorem`) are no business of a formula's.
  private static let names: Set<[UInt8]> = {
    let displays = ["equation", "align", "alignat", "flalign", "gather", "multline", "eqnarray", "CD"]
    let parts = [
      "aligned", "alignedat", "gathered", "split", "cases", "dcases", "rcases", "drcases", "array", "darray",
      "matrix",
      "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix",
    ]
    return Set((displays + displays.map { $0 + "*" } + parts).map { Array($0.utf8) })
  }()

  /// Pairs each `\begin{…}` with its `\end{…}`, in one pass.
  init(in bytes: UnsafeBufferPointer<UInt8>) {
    var open: [[UInt8]: [Int]] = [:]
    var index = 0
    while index < bytes.count {
      guard Self.isBackslash(bytes[index]) else {
        index += 1
        continue
      }
      if let name = Self.opens(at: index, in: bytes) {
        open[name, default: []].append(index)
      } else if let name = Self.word("end{", at: index, in: bytes), let start = open[name]?.popLast() {
        ends[start] = index + 6 + name.count
      }
      index += 2
    }
  }

  /// Just behind the end of the environment that begins at a place.
  func end(of start: Int) -> Int? { ends[start] }

  /// The name of the environment that begins at a backslash.
  static func opens(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    word("begin{", at: start, in: bytes)
  }

  /// The first `\begin{…}` or `\end{…}` of a formula in a text.
  static func first(in bytes: UnsafeBufferPointer<UInt8>) -> (name: String, isBegin: Bool)? {
    var index = 0
    while let start = bytes.place(of: Byte.backslash, from: index) {
      if let found = half(at: start, in: bytes) { return found }
      index = start + 2
    }
    return nil
  }

  /// The `\begin{…}` or `\end{…}` of a formula at a backslash.
  static func half(
    at start: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> (name: String, isBegin: Bool)? {
    if let name = opens(at: start, in: bytes) { return (String(decoding: name, as: UTF8.self), true) }
    return word("end{", at: start, in: bytes).map { (String(decoding: $0, as: UTF8.self), false) }
  }

  /// Whether `\end{name}` stands at a backslash.
  static func closes(_ name: [UInt8], at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    word("end{", at: start, in: bytes) == name
  }

  private static func isBackslash(_ byte: UInt8) -> Bool {
    byte == Byte.backslash || byte == Protected.openerBackslash
  }

  private static func word(
    _ command: StaticString, at start: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> [UInt8]? {
    let first = start + 1 + command.utf8CodeUnitCount
    guard first < bytes.count, isBackslash(bytes[start]) else { return nil }
    for offset in 0..<command.utf8CodeUnitCount where bytes[start + 1 + offset] != command.utf8Start[offset] {
      return nil
    }
    var end = first
    while end < bytes.count, end - first <= 12, bytes[end] != Byte.braceClose { end += 1 }
    guard end < bytes.count, bytes[end] == Byte.braceClose else { return nil }
    let name = Array(bytes[first..<end])
    return names.contains(name) ? name : nil
  }
}
