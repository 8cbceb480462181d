/// Turns a request into a reply: from the site's files and the preview's own, and from nothing else.
struct Answering: Sendable {
  let files: any PreviewFiles
  let guests: Guests

  static let folder = "/.docgen/"
  static let socketPath = folder + "socket"

  func reply(to request: Request) -> Reply {
    guard guests.admits(request) else {
      return .words(403, "docgen serve answers only pages of its own, on this machine")
    }
    guard !request.hasBody else { return .words(400, "no body is wanted") }
    guard request.method == "GET" || request.method == "HEAD" else {
      var reply = Reply.words(405, "only GET and HEAD")
      reply.headers.append(("Allow", "GET, HEAD"))
      return reply
    }
    guard let path = Self.decoded(request.path) else { return .words(400, "no path of this site") }
    if let own = Self.own(path) { return own }
    let name = String(path.dropFirst())
    if let found = page(name) { return reply(found.file, found.name, to: request) }
    if files.file(name + "/index.html") != nil {
      return Reply(302, [("Location", request.path + "/")])
    }
    if let words = files.waiting {
      let page = LivePage.bytes(
        Array(
          "<!doctype html><html lang=\"zh-Hans\"><head><meta charset=\"utf-8\"><title>docgen serve</title></head><body><p>\(words)</p></body></html>\n"
            .utf8))
      return Reply(
        200, [("Content-Type", MediaTypes.of("a.html")), ("Cache-Control", "no-store")], body: page)
    }
    guard let missing = files.file("404.html") else { return .words(404, "no such page") }
    var reply = self.reply(missing, "404.html", to: nil)
    reply.status = 404
    return reply
  }

  private func page(_ name: String) -> (file: PreviewFile, name: String)? {
    let name = name.isEmpty || name.hasSuffix("/") ? name + "index.html" : name
    return files.file(name).map { ($0, name) }
  }

  private func reply(_ file: PreviewFile, _ name: String, to request: Request?) -> Reply {
    let isPage = name.hasSuffix(".html")
    let bytes = isPage ? LivePage.bytes(file.bytes) : file.bytes
    let tag = "\"\(file.tag)\(isPage ? "-live" : "")\""
    var headers = [
      (name: "Content-Type", value: MediaTypes.of(name)), ("ETag", tag), ("Cache-Control", "no-cache"),
      ("Accept-Ranges", "bytes"),
    ]
    if let known = request?.headers["if-none-match"], known == "*" || known.contains(tag) {
      return Reply(304, headers)
    }
    let wanted = request?.headers["if-range"].map { $0 == tag } ?? true ? request?.headers["range"] : nil
    switch ByteRange(wanted, of: bytes.count) {
    case .whole: return Reply(200, headers, body: bytes)
    case .part(let range):
      headers.append(("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"))
      return Reply(206, headers, body: Array(bytes[range]))
    case .outside:
      return Reply(416, [("Content-Range", "bytes */\(bytes.count)")])
    }
  }

  private static func own(_ path: String) -> Reply? {
    guard path.hasPrefix(folder) else { return nil }
    let bytes: [UInt8]
    switch path.dropFirst(folder.count) {
    case "live.js": bytes = PackageResources.live_js
    case "live.css": bytes = PackageResources.live_css
    default: return .words(404, "no such file")
    }
    return Reply(200, [("Content-Type", MediaTypes.of(path)), ("Cache-Control", "no-cache")], body: bytes)
  }

  /// A path as its letters are, once decoded; nil for one that is no plain way down from the site's root.
  static func decoded(_ path: String) -> String? {
    guard path.utf8.first == UInt8(ascii: "/") else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
        rest.prefix(2).allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") })
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard !bytes.contains(0), !bytes.contains(UInt8(ascii: "\\")),
      let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    return parts.contains { $0 == "." || $0 == ".." } ? nil : text
  }
}
