import Diagnostics
import Foundation

/// A note's text made ready for cmark: bytes that it would act on stand protected, and marks beside
/// CJK punctuation let emphasis open and close. Knows the way back to the file's bytes.
struct PreparedText: Sendable {
  let bytes: [UInt8]
  /// The file's offset of the first byte.
  let base: Int
  /// Where marks of three bytes were put in, ascending: beside emphasis, and behind bare URLs.
  let marks: [Int]
  /// The mark: a private-use character that the source does not hold.
  let mark: Unicode.Scalar
  /// Boxes of other tools, whose lines were swapped.
  let foreign: ForeignMarkup
  /// Where lines start, by cmark's rule: LF, CR LF or CR ends one.
  let lineStarts: [Int]

  static let markLength = 3

  init(bytes: [UInt8], base: Int, marks: [Int], mark: Unicode.Scalar, foreign: ForeignMarkup) {
    self.foreign = foreign
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

  /// Whether other bytes stand at a place.
  func holds(_ other: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    guard start >= 0, start + other.count <= bytes.count else { return false }
    return bytes.withUnsafeBufferPointer { own in
      guard let own = own.baseAddress, let first = other.baseAddress else { return other.isEmpty }
      return memcmp(own + start, first, other.count) == 0
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
  func restored(_ text: UnsafeBufferPointer<UInt8>, as reading: Reading, inCell: Bool = false) -> String {
    let string = String(decoding: text, as: UTF8.self)
    return Self.mayHoldForeign(text) ? restored(string, as: reading, inCell: inCell) : string
  }

  /// Whether there may be bytes that stand for others. Without a branch, so that many are read at once.
  private static func mayHoldForeign(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var found: UInt8 = 0
    for byte in text { found |= (byte <= Protected.linkEnd ? 1 : 0) | (byte == 0xEE ? 1 : 0) }
    return found != 0
  }

  func restored(_ text: String, as reading: Reading, inCell: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case UInt32(Protected.openerBackslash): result.append("\\")
      case UInt32(Protected.pipe): result.append("|")
      case UInt32(Protected.pipeBackslash): if reading == .verbatim, !inCell { result.append("\\") }
      case UInt32(Protected.linkEnd): if result.last == "\t" { result.removeLast() }
      case mark.value: break
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private static func lineStarts(of bytes: [UInt8]) -> [Int] {
    var starts = [0]
    bytes.withUnsafeBufferPointer { bytes in
      var ends = BytePlaces(of: [Byte.newline, Byte.carriageReturn], in: bytes)
      var index = 0
      while let end = ends.first(from: index) {
        index = end + 1
        if bytes[end] == Byte.carriageReturn, index < bytes.count, bytes[index] == Byte.newline { index += 1 }
        starts.append(index)
      }
    }
    return starts
  }
}
