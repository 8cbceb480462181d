/// FNV-1a over UTF-8, 64 bits: the same from run to run, where Swift's own hashes differ.
///
/// For names, against accidents only: what must withstand an enemy is known by `SHA256`.
///
/// - Source: Fowler, Noll, Vo; RFC 9923.
package func fnv1a(_ text: String) -> UInt64 {
  text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
