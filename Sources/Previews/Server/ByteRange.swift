/// A part of a file that is asked for: `bytes=0-99`, `bytes=100-`, `bytes=-20`.
enum ByteRange: Equatable {
  case whole
  case part(Range<Int>)
  case outside

  /// - Parameter count: the file's bytes.
  init(_ header: String?, of count: Int) {
    guard let header, header.hasPrefix("bytes="), !header.contains(",") else {
      // Several parts at once need not be answered in parts.
      self = .whole
      return
    }
    let ends = header.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2 else {
      self = .whole
      return
    }
    switch (Self.number(ends[0]), Self.number(ends[1])) {
    case (let first?, let last):
      guard last != nil || ends[1].isEmpty, last.map({ $0 >= first }) ?? true else {
        self = .whole
        return
      }
      self = first < count ? .part(first..<(min(last ?? count - 1, count - 1) + 1)) : .outside
    case (nil, let last?) where ends[0].isEmpty:
      self = last > 0 && count > 0 ? .part(max(0, count - last)..<count) : .outside
    default: self = .whole
    }
  }

  private static func number(_ text: Substring) -> Int? {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }
}
