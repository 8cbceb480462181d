import Foundation

/// 64 bits of some bytes by full products, as wyhash (Wang Yi) has them: against accidents, not against enemies, who
/// could change what holds these sums just as well.
package struct ByteSum {
  package private(set) var value: UInt64

  package static func of(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { of($0) } }

  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum = ByteSum(count: bytes.count)
    sum.add(bytes)
    return sum.value
  }

  /// Of several fields, each with its length.
  package static func of(_ fields: [Data]) -> UInt64 {
    var sum = ByteSum(count: fields.count)
    for field in fields {
      sum.value = mixed(sum.value ^ field.withUnsafeBytes { of($0) }, 0x5896_5CC7_5374_CC59)
    }
    return sum.value
  }

  /// Of a file of any size; nil where it cannot be read, or is no plain file.
  ///
  /// - Parameter limit: a larger one is known by its size and its time.
  package static func of(file: String, upTo limit: Int = .max) -> UInt64? {
    if limit < .max {
      var status = stat()
      guard stat(file, &status) == 0 else { return nil }
      if Int(status.st_size) > limit { return of(Array("\(status.st_size) \(status.modified)".utf8)) }
    }
    var sum = ByteSum(count: 0)
    let isWhole = Disk.stream(file) {
      sum = ByteSum(count: $0)
    } _: {
      sum.add($0)
    }
    return isWhole ? sum.value : nil
  }

  private init(count: Int) {
    value = Self.mixed(UInt64(count) ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
  }

  private static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// The next piece; the length of all but the last divides by 16.
  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    func word(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var sum = value
    var offset = 0
    while offset + 16 <= bytes.count {
      sum = Self.mixed(word(offset) ^ 0x8EBC_6AF0_9C88_C6E3, word(offset + 8) ^ sum)
      offset += 16
    }
    for index in offset..<bytes.count { sum = Self.mixed(sum ^ UInt64(bytes[index]), 0x5896_5CC7_5374_CC59) }
    value = sum
  }
}

extension stat {
  /// When the file's bytes were changed last.
  fileprivate var modified: String {
    #if os(Linux)
      "\(st_mtim.tv_sec).\(st_mtim.tv_nsec)"
    #else
      "\(st_mtimespec.tv_sec).\(st_mtimespec.tv_nsec)"
    #endif
  }
}
