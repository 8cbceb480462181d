import Testing
import TestSupport

@testable import Diagnostics

/// The quick look at UTF-8 says what the standard library says.
@Suite("UTF-8") struct UTF8TextTests {
  /// Whole characters, halves of some, and what only looks like one: surrogates, what is written too long, what
  /// lies behind the last.
  private static let pieces: [[UInt8]] = [
    Array("损失".utf8), Array("，".utf8), Array("a".utf8), Array("plain words".utf8), Array("é".utf8),
    Array("😀".utf8),
    Array("ࠀ".utf8), Array("퟿".utf8), Array("".utf8), Array("￿".utf8), [0], [0x80], [0xBF, 0xBF],
    [0xC0, 0x80],
    [0xC2], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0], [0xE4, 0xB8], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xEF, 0xBF],
    [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xF8], [0xFF],
  ]

  @Test("valid is what the library takes, and text is what it makes of it")
  func agrees() {
    let seed: UInt64 = 20_261_123
    var random = Seeded(seed: seed)
    var valid = 0
    for round in 0..<20_000 {
      // Mostly whole characters, so that long texts are valid too.
      let wild = Int.random(in: 0..<4, using: &random) == 0
      let bytes = (0..<Int.random(in: 0..<12, using: &random)).flatMap { _ in
        Self.pieces[Int.random(in: 0..<(wild ? Self.pieces.count : 10), using: &random)]
      }
      let expected = String(validating: bytes, as: UTF8.self) != nil
      valid += expected ? 1 : 0
      bytes.withUnsafeBufferPointer {
        #expect($0.isUTF8 == expected, "seed \(seed), round \(round): \(bytes)")
        let text = String(utf8: $0)
        #expect(text == String(decoding: bytes, as: UTF8.self), "seed \(seed), round \(round): \(bytes)")
        #expect(Array(text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8))
      }
    }
    #expect((8_000..<19_000).contains(valid))
  }

  @Test("every character is valid, and every pair of a lead with a following byte is as the library has it")
  func characters() {
    for value in UInt32(0)...0x10_FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let bytes = Array(String(scalar).utf8) + Array("损失函数".utf8)
      let isValid = bytes.withUnsafeBufferPointer { $0.isUTF8 }
      if !isValid { Issue.record("U+\(String(value, radix: 16))") }
    }
    for lead in UInt8(0x80)...0xFF {
      for second in UInt8.min...UInt8.max {
        let bytes = [lead, second, 0x80] + Array("损失函数".utf8)
        let expected = String(validating: bytes, as: UTF8.self) != nil
        let isValid = bytes.withUnsafeBufferPointer { $0.isUTF8 }
        if isValid != expected { Issue.record("\(lead) \(second)") }
      }
    }
  }
}
