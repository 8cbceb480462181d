extension Tree {
  /// 16 hexadecimal digits that stay as long as the meaning does: the order of a sum's terms and of a
  /// product's factors does not count, nor how anything was spelled. The same on every machine and run.
  package var meaningHash: String { Fingerprint.of(canonical) }

  /// One text for one meaning.
  var canonical: String { text(.sorted) }
}

extension Definition {
  /// The same for a definition: its head, every row, domains and defaults.
  package var meaningHash: String { Fingerprint.of(text(.sorted)) }
}

extension Statement {
  package var meaningHash: String { Fingerprint.of(text(.sorted)) }
}

/// FNV-1a over UTF-8, 64 bits: Fowler, Noll, Vo; the finaliser is MurmurHash3's, against short texts
/// that differ only at their end.
enum Fingerprint {
  static func of(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    hash ^= hash >> 33
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// By bytes: the standard order of strings follows Unicode's tables, which change.
  static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
