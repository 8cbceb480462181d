import Foundation

/// Lines in, lines out: answers are kept together while more input waits, and written before a read that
/// may block, so that a program that asks line by line gets its answer.
final class StandardLines {
  enum Line {
    case whole([UInt8])
    /// Longer than a formula can be; its bytes were let go.
    case tooLong
  }

  private static let longest = 8 << 20
  private static let chunk = 1 << 16

  private var buffer: [UInt8] = []
  private var start = 0
  private var answers: [UInt8] = []
  private var isAtEnd = false
  /// Whether the line at hand is already too long.
  private var isSkipping = false

  func next() -> Line? {
    var searched = start
    while true {
      if let newline = buffer[searched...].firstIndex(of: 0x0A) {
        defer { start = newline + 1 }
        return finish(newline)
      }
      if buffer.count - start > Self.longest {
        isSkipping = true
        start = buffer.count
      }
      searched = buffer.count - start
      buffer.removeFirst(start)
      start = 0
      guard !isAtEnd else {
        guard !buffer.isEmpty || isSkipping else { return nil }
        defer { buffer = [] }
        return finish(buffer.count)
      }
      fill()
    }
  }

  func answer(_ text: String) {
    answers += text.utf8
    answers.append(0x0A)
    if answers.count > Self.chunk { flush() }
  }

  func flush() {
    StandardStreams.write(answers, to: .standardOutput)
    answers.removeAll(keepingCapacity: true)
  }

  private func finish(_ end: Int) -> Line {
    defer { isSkipping = false }
    guard !isSkipping else { return .tooLong }
    return .whole(Array(buffer[start..<end]))
  }

  private func fill() {
    flush()
    let read = withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 1) { piece in
      var count = 0
      repeat {
        count = Foundation.read(STDIN_FILENO, piece.baseAddress, piece.count)
      } while count < 0
        && errno == EINTR
      if count > 0 { buffer.append(contentsOf: piece.prefix(count)) }
      return count
    }
    if read <= 0 { isAtEnd = true }
  }
}
