import Foundation

/// A note's text made ready for cmark: bytes that it would act on stand protected, and marks beside
/// CJK punctuation let emphasis open and close. Knows the way back to the file's bytes.
struct PreparedText: Sendable {
  let bytes: [UInt8]
  /// The file's offset of the first byte.
  let base: Int
  /// Where marks of three bytes were put in, ascending.
  let marks: [Int]
  /// The mark: a private-use character that the source does not hold.
  let mark: Unicode.Scalar
  /// Where lines start, by cmark's rule: LF, CR LF or CR ends one.
  let lineStarts: [Int]

  static let markLength = 3

  init(bytes: [UInt8], base: Int, marks: [Int], mark: Unicode.Scalar) {
    self.bytes = bytes
    self.base = base
    self.marks = marks
    self.mark = mark
    lineStarts = Self.lineStarts(of: bytes)
  }

  /// The file's offset of a byte; of a mark's bytes, that of what follows it.
  func fileOffset(_ offset: Int) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle] < offset { low = middle + 1 } else { high = middle }
    }
    var plain = offset - low * Self.markLength
    if low > 0, offset < marks[low - 1] + Self.markLength {
      plain += marks[low - 1] + Self.markLength - offset
    }
    return base + plain
  }

  func fileRange(_ range: Range<Int>) -> Range<Int> {
    let lower = fileOffset(range.lowerBound)
    return lower..<max(lower, fileOffset(range.upperBound))
  }

  func isMark(at offset: Int) -> Bool {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 && offset < marks[low - 1] + Self.markLength
  }

  /// Whether a stretch of other bytes stands at a place.
  func holds(_ other: [UInt8], _ range: Range<Int>, at start: Int) -> Bool {
    guard start >= 0, start + range.count <= bytes.count else { return false }
    return bytes.withUnsafeBytes { own in
      other.withUnsafeBytes { other in
        guard let own = own.baseAddress, let other = other.baseAddress else { return range.isEmpty }
        return memcmp(own + start, other + range.lowerBound, range.count) == 0
      }
    }
  }

  /// The bytes of a line (from 1), without its end.
  func range(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] : bytes.count
    while end > start, bytes[end - 1] == Byte.newline || bytes[end - 1] == Byte.carriageReturn { end -= 1 }
    return start..<end
  }

  /// What a stretch of text means to cmark's node: plain text, or text kept as it is written.
  enum Reading { case text, verbatim }

  /// A node's text as its author wrote it.
  func restored(_ text: String, as reading: Reading, inCell: Bool = false) -> String {
    func isForeign(_ byte: UInt8) -> Bool { Protected.contains(byte) || byte == 0xEE }
    let isPlain = text.utf8.withContiguousStorageIfAvailable { !$0.contains(where: isForeign) }
    guard isPlain != true else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case UInt32(Protected.openerBackslash): result.append("\\")
      case UInt32(Protected.pipe): result.append("|")
      case UInt32(Protected.pipeBackslash): if reading == .verbatim, !inCell { result.append("\\") }
      case mark.value: break
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<bytes.count {
        switch bytes[index] {
        case Byte.newline: starts.append(index + 1)
        case Byte.carriageReturn where index + 1 == bytes.count || bytes[index + 1] != Byte.newline:
          starts.append(index + 1)
        default: break
        }
      }
    }
    return starts
  }
}
