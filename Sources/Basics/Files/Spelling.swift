import Foundation

/// A text by its bytes, as file systems and browsers tell names apart: two forms of `é` are equal as a `String`
/// and are two names. (To bring Han into Unicode's normal form first, as `String` does at each look, would also cost
/// most of the time.)
package struct Spelling: Hashable, Comparable, Sendable {
  private let bytes: [UInt8]

  package init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

  package static func < (left: Spelling, right: Spelling) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// What a path is on a disk that knows no case and one form of each letter, as many a reader's has.
  package static func folded(_ path: String) -> Spelling {
    if path.utf8.allSatisfy({ $0 < 0x80 }) { return Spelling(path.lowercased()) }
    // Folding can bring letters out of normal form again.
    return Spelling(
      path.precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping)
  }
}
