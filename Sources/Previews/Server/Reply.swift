/// What is sent back.
struct Reply: Sendable {
  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []

  init(_ status: Int, _ headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }

  /// A sentence, for who looks at it by hand.
  static func words(_ status: Int, _ text: String) -> Reply {
    Reply(status, [("Content-Type", "text/plain; charset=utf-8")], body: Array((text + "\n").utf8))
  }

  /// - Parameter isHead: whether only the head was asked for.
  func bytes(isHead: Bool, isKeptAlive: Bool) -> [UInt8] {
    var head = "HTTP/1.1 \(status) \(Self.phrases[status] ?? "-")\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if status != 304 { head += "Content-Length: \(body.count)\r\n" }
    head += "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n"
    head += "Connection: \(isKeptAlive ? "keep-alive" : "close")\r\n\r\n"
    return Array(head.utf8) + (isHead || status == 304 ? [] : body)
  }

  private static let phrases = [
    200: "OK", 206: "Partial Content", 302: "Found", 304: "Not Modified", 400: "Bad Request",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
    416: "Range Not Satisfiable", 431: "Request Header Fields Too Large", 503: "Service Unavailable",
  ]
}
