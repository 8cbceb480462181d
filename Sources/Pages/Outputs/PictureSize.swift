import Notes

/// A picture's size in pixels, read from its first bytes: so that nothing jumps when it comes.
struct PictureSize: Sendable, Hashable {
  let width: Int
  let height: Int

  /// Shown in place of a picture in raw HTML that is missing: an empty SVG is nothing to load.
  static let placeholder = "data:,"

  /// PNG, GIF, JPEG and WebP; nil for others.
  init?(_ bytes: [UInt8]) {
    guard let (width, height) = Self.read(bytes), 1...100_000 ~= width, 1...100_000 ~= height else {
      return nil
    }
    self.width = width
    self.height = height
  }

  private static func read(_ bytes: [UInt8]) -> (Int, Int)? {
    func big(_ at: Int, _ count: Int) -> Int { bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) } }
    func little(_ at: Int, _ count: Int) -> Int {
      bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    if bytes.count >= 24, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return (big(16, 4), big(20, 4)) }
    if bytes.count >= 10, bytes.starts(with: "GIF8".utf8) { return (little(6, 2), little(8, 2)) }
    if bytes.count >= 30, bytes.starts(with: "RIFF".utf8), bytes[8..<16].elementsEqual("WEBPVP8X".utf8) {
      return (little(24, 3) + 1, little(27, 3) + 1)
    }
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var at = 2
    while at + 9 < bytes.count, bytes[at] == 0xFF {
      let marker = bytes[at + 1]
      // The frame headers, without those of Huffman tables, arithmetic coding and extensions.
      if 0xC0...0xCF ~= marker, ![0xC4, 0xC8, 0xCC].contains(marker) {
        return (big(at + 7, 2), big(at + 5, 2))
      }
      at += 2 + big(at + 2, 2)
    }
    return nil
  }

  /// `"图注 =300x200"`: a Markdown title with a size at its end.
  /// A title without the size at its end.
  static func withoutSize(_ title: [Inline]) -> [Inline] {
    guard case .text(let text, let range)? = title.last else { return title }
    let caption = caption(text).caption
    return title.dropLast() + (caption.isEmpty ? [] : [.text(caption, range)])
  }

  static func caption(_ title: String) -> (caption: String, width: Int?, height: Int?) {
    guard let mark = title.lastIndex(of: "="),
      mark == title.startIndex || title[title.index(before: mark)] == " "
    else { return (title, nil, nil) }
    let parts = title[title.index(after: mark)...].split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.contains(where: { !$0.isEmpty }),
      parts.allSatisfy({ $0.isEmpty || Int($0).map { 1...10_000 ~= $0 } == true })
    else { return (title, nil, nil) }
    var caption = String(title[..<mark])
    while caption.last == " " { caption.removeLast() }
    return (caption, Int(parts[0]), Int(parts[1]))
  }
}
