import Foundation

extension UnsafeBufferPointer<UInt8> {
  /// Where a byte first stands from a place on, by the library's search.
  func place(of byte: UInt8, from start: Int = 0) -> Int? {
    guard start < count, let base = baseAddress, let found = memchr(base + start, Int32(byte), count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}

/// The places of a few bytes in a text, in order. Of each the next one is known until it is passed, so that most
/// of the text is never looked at byte by byte.
struct BytePlaces {
  private let text: UnsafeBufferPointer<UInt8>
  private var coming: [(byte: UInt8, place: Int)]

  init(of bytes: [UInt8], in text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    coming = bytes.map { ($0, text.place(of: $0) ?? text.count) }
  }

  /// The first of them from a place on; nil where none is left.
  mutating func first(from start: Int) -> Int? {
    var first = text.count
    for index in coming.indices {
      if coming[index].place < start {
        coming[index].place = text.place(of: coming[index].byte, from: start) ?? text.count
      }
      first = min(first, coming[index].place)
    }
    return first < text.count ? first : nil
  }
}
