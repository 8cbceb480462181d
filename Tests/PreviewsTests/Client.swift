import Foundation

/// A connection by hand, so that anything can be sent.
final class Client: Sendable {
  private let descriptor: Int32

  /// - Returns: nil where nothing listens.
  init?(port: UInt16) {
    #if os(Linux)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    descriptor = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let isOpen = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isOpen else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }

  /// - Returns: whether the other side took it all.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { room in
        #if os(Linux)
          Foundation.send(descriptor, room.baseAddress, room.count, Int32(MSG_NOSIGNAL))
        #else
          Foundation.send(descriptor, room.baseAddress, room.count, 0)
        #endif
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// What comes within some seconds, up to so many bytes or the end.
  func receive(atMost most: Int = 1 << 20, seconds: Double = 10) -> [UInt8] {
    var bytes: [UInt8] = []
    let end = ContinuousClock.now + .seconds(seconds)
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count < most, ContinuousClock.now < end {
      var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&asked, 1, 100) > 0 else {
        // A kept connection does not end: what there is of a reply is there.
        if !bytes.isEmpty { break }
        continue
      }
      let count = recv(descriptor, &room, room.count, 0)
      guard count > 0 else { break }
      bytes += room[..<count]
    }
    return bytes
  }

  /// Whether the other side ends the connection within some seconds.
  func isEnded(within seconds: Double) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while ContinuousClock.now < end {
      var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&asked, 1, 100) > 0 else { continue }
      if recv(descriptor, &room, room.count, 0) <= 0 { return true }
    }
    return false
  }

  /// Sends a request and gives the whole reply as text.
  static func ask(_ port: UInt16, _ path: String, _ headers: [String: String] = [:], method: String = "GET")
    -> String
  {
    guard let client = Client(port: port) else { return "" }
    var request = "\(method) \(path) HTTP/1.1\r\nHost: \(headers["Host"] ?? "127.0.0.1:\(port)")\r\n"
    for (name, value) in headers where name != "Host" { request += "\(name): \(value)\r\n" }
    client.send(request + "Connection: close\r\n\r\n")
    return String(decoding: client.receive(), as: UTF8.self)
  }
}
