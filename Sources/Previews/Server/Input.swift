import FlyingSocks

enum ConnectionFailure: Error {
  case tooLarge
  case malformed
  case late
}

/// What comes in on a connection, of which no more is held than a request may have.
struct Input {
  private let socket: AsyncSocket
  private var bytes: ArraySlice<UInt8> = []

  init(_ socket: AsyncSocket) { self.socket = socket }

  /// The next request's head, without the empty line at its end.
  mutating func head() async throws -> ArraySlice<UInt8> {
    var looked = bytes.startIndex
    while true {
      if let end = Self.end(in: bytes, from: looked) {
        defer { bytes = bytes[(end + 4)...] }
        return bytes[..<end]
      }
      guard bytes.count < Request.largestHead else { throw ConnectionFailure.tooLarge }
      let done = max(0, bytes.count - 3)
      bytes += try await socket.read(atMost: 4096)
      looked = bytes.startIndex + done
    }
  }

  private static func end(in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    guard bytes.endIndex - start >= 4 else { return nil }
    return (start...(bytes.endIndex - 4)).first { at in
      bytes[at] == 13 && bytes[at + 1] == 10 && bytes[at + 2] == 13 && bytes[at + 3] == 10
    }
  }

  /// Exactly so many bytes.
  mutating func take(_ count: Int) async throws -> [UInt8] {
    while bytes.count < count { bytes += try await socket.read(atMost: 4096) }
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }
}

/// Lets work take so many seconds and no longer.
func within<Value: Sendable>(
  _ seconds: Double, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
  try await withThrowingTaskGroup(of: Value.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await Task.sleep(for: .seconds(seconds))
      throw ConnectionFailure.late
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw ConnectionFailure.late }
    return first
  }
}
