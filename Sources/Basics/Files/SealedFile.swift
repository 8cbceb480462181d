import Foundation

/// A file of a cache: one line with the digest of the rest, so that what is damaged or torn is known as such.
package enum SealedFile {
  package static func sealed(_ payload: Data) -> Data { Data((SHA256.hex(payload) + "\n").utf8) + payload }

  /// - Returns: nil where there is no such file, or not the one that was written.
  package static func payload(ofFile path: String) -> Data? {
    guard let data = FileManager.default.contents(atPath: path), data.count > 65, data[64] == 0x0A else {
      return nil
    }
    let payload = data.dropFirst(65)
    return String(decoding: data.prefix(64), as: UTF8.self) == SHA256.hex(payload) ? payload : nil
  }
}
