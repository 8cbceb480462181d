import Foundation

/// A text file as it was read, with an index of its lines.
///
/// Identity is by path: one path is read once in a run.
package final class SourceFile: Sendable, Hashable {
  /// The path as an author would type it, relative to the working folder, with `/`.
  package let path: String
  /// The file's bytes, UTF-8.
  package let bytes: [UInt8]
  /// Byte offsets at which each line starts; never empty.
  package let lineStarts: [Int]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    lineStarts = bytes.withUnsafeBytes(Self.lineStarts)
  }

  private static func lineStarts(of bytes: UnsafeRawBufferPointer) -> [Int] {
    var starts = [0]
    guard let base = bytes.baseAddress else { return starts }
    var next = 0
    while next < bytes.count, let end = memchr(base + next, 0x0A, bytes.count - next) {
      next = UnsafeRawPointer(end) - base + 1
      starts.append(next)
    }
    return starts
  }

  package convenience init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  /// The line (from 1) that holds a byte, and the byte's column (from 1, in UTF-8 bytes).
  package func position(ofByte offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - lineStarts[low] + 1)
  }

  /// The bytes of a line (from 1), without its end.
  package func range(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  package func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  package func range(_ bytes: Range<Int>) -> SourceRange { SourceRange(file: self, bytes: bytes) }

  package static func == (left: SourceFile, right: SourceFile) -> Bool { left.path == right.path }
  package func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// A stretch of bytes in a file: what every finding points at.
package struct SourceRange: Sendable, Hashable {
  package let file: SourceFile
  package let bytes: Range<Int>

  package init(file: SourceFile, bytes: Range<Int>) {
    self.file = file
    self.bytes = bytes
  }

  /// Line and column (from 1; the column in UTF-8 bytes) of the first byte.
  package var start: (line: Int, column: Int) { file.position(ofByte: bytes.lowerBound) }
  /// Line and column just behind the last byte.
  package var end: (line: Int, column: Int) { file.position(ofByte: bytes.upperBound) }
  package var text: String { file.text(bytes) }

  /// The part of this range at offsets relative to its first byte.
  package func part(_ offsets: Range<Int>) -> SourceRange {
    let lower = min(bytes.lowerBound + offsets.lowerBound, bytes.upperBound)
    let upper = min(max(bytes.lowerBound + offsets.upperBound, lower), bytes.upperBound)
    return SourceRange(file: file, bytes: lower..<upper)
  }
}

extension SourceRange: Comparable {
  package static func < (left: SourceRange, right: SourceRange) -> Bool {
    (left.file.path, left.bytes.lowerBound, left.bytes.upperBound)
      < (right.file.path, right.bytes.lowerBound, right.bytes.upperBound)
  }
}
