/// The head of a request: what a browser asks for.
package struct Request: Sendable {
  package let method: String
  /// As it was sent, without its query.
  package let path: String
  /// By their names in small letters.
  package let headers: [String: String]
  let isKeptAlive: Bool

  /// A longer head is refused before it is read to its end.
  static let largestHead = 16 << 10

  /// - Parameter head: all up to the empty line, without it.
  /// - Returns: nil for what is no request of HTTP/1, or says one thing twice.
  init?(head: ArraySlice<UInt8>) {
    let text = String(decoding: head, as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), line.first != " ", line.first != "\t" else { return nil }
      let name = line[..<colon].lowercased()
      guard !name.isEmpty, !name.contains(where: { $0.isWhitespace }) else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      // Which of two hosts is meant nobody knows.
      guard headers.updateValue(String(value), forKey: name) == nil || !Self.single.contains(name) else {
        return nil
      }
    }
    method = String(words[0])
    path = String(words[1].prefix { $0 != "?" && $0 != "#" })
    self.headers = headers
    let connection = headers["connection"]?.lowercased() ?? ""
    isKeptAlive = words[2] == "HTTP/1.1" ? !connection.contains("close") : connection.contains("keep-alive")
  }

  private static let single: Set = ["host", "origin", "content-length", "transfer-encoding", "range"]

  /// Whether something follows the head, which nobody here has asked for.
  var hasBody: Bool {
    headers["transfer-encoding"] != nil || headers["content-length"].map { $0 != "0" } ?? false
  }

  var wantsSocket: Bool { headers["upgrade"]?.lowercased() == "websocket" }
}
