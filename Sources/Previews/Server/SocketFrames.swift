/// Frames of a WebSocket (RFC 6455), as far as a preview speaks: text goes out; pings and closes come in.
enum SocketFrames {
  enum Incoming: Equatable {
    case ping([UInt8])
    case close
    /// Said by a page; nobody here listens.
    case other
  }

  /// A page has hardly anything to say.
  static let largest = 4 << 10

  static func text(_ text: String) -> [UInt8] { frame(0x1, Array(text.utf8)) }
  static func pong(_ payload: [UInt8]) -> [UInt8] { frame(0xA, payload) }
  static let close = frame(0x8, [])

  private static func frame(_ kind: UInt8, _ payload: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x80 | kind]
    switch payload.count {
    case ..<126: bytes.append(UInt8(payload.count))
    case ..<65_536: bytes += [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    default: bytes += [127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    return bytes + payload
  }

  /// The next frame.
  ///
  /// - Throws: `ConnectionFailure.malformed` for a frame that is too long, or not masked as a browser's is.
  static func next(from input: inout Input) async throws -> Incoming {
    let head = try await input.take(2)
    guard head[1] & 0x80 != 0 else { throw ConnectionFailure.malformed }
    var length = Int(head[1] & 0x7F)
    if length == 126 { length = try await input.take(2).reduce(0) { $0 << 8 | Int($1) } }
    guard length != 127, length <= largest else { throw ConnectionFailure.malformed }
    let mask = try await input.take(4)
    let payload = try await input.take(length).enumerated().map { $1 ^ mask[$0 % 4] }
    switch head[0] & 0x0F {
    case 0x8: return .close
    case 0x9: return .ping(payload)
    default: return .other
    }
  }
}
