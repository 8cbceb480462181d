import Diagnostics
import Foundation
import Notes
import Snippets

/// What the files of a folder hold, as one word: whether anyone has changed them since they were read or written.
package struct FolderSum: Sendable {
  private(set) var files: [String: UInt64] = [:]

  package init() {}

  /// Of the files that stand in a folder; nil where there are none.
  ///
  /// - Parameter known: the bytes of some of them, by their names, that need not be read again.
  package init?(of folder: String, knowing known: [String: [UInt8]] = [:]) {
    guard let names = Disk.files(below: folder), !names.isEmpty else { return nil }
    let found = concurrentMap(names) { name in
      (known[name] ?? Disk.bytes(of: folder + "/" + name)).map(Self.sum)
    }
    // What cannot be read is no file of docgen's.
    for (file, sum) in zip(names, found) { files[file] = sum ?? 0 }
  }

  package var count: Int { files.count }

  package var digest: String {
    var bytes: [UInt8] = []
    for (name, sum) in files.sorted(by: { $0.key < $1.key }) {
      // No name holds a NUL.
      bytes += name.utf8
      bytes.append(0)
      withUnsafeBytes(of: sum.littleEndian) { bytes += $0 }
    }
    return SHA256.hex(bytes)
  }

  mutating func add(_ path: String, _ sum: UInt64) { files[path] = sum }

  /// 64 bits of some bytes by full products, as wyhash (Wang Yi) has them: against accidents, not against
  /// enemies, who could change the cache just as well.
  static func sum(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { bytes in
      func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
      }
      var sum = mixed(UInt64(bytes.count) ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
      var offset = 0
      while offset + 16 <= bytes.count {
        sum = mixed(word(offset) ^ 0x8EBC_6AF0_9C88_C6E3, word(offset + 8) ^ sum)
        offset += 16
      }
      for index in offset..<bytes.count { sum = mixed(sum ^ UInt64(bytes[index]), 0x5896_5CC7_5374_CC59) }
      return sum
    }
  }
}
