/// Who may ask: pages of this very server, opened on this machine.
///
/// A page from elsewhere can send a browser here too: by a name of its own that leads to the loopback (then the host
/// is not ours), or from its own scripts, styles and pictures (then its origin is not ours).
struct Guests: Sendable {
  private let hosts: Set<String>

  init(port: UInt16) {
    var hosts: Set<String> = []
    for name in ["localhost", "127.0.0.1", "[::1]"] {
      hosts.insert("\(name):\(port)")
      if port == 80 { hosts.insert(name) }
    }
    self.hosts = hosts
  }

  func admits(_ request: Request) -> Bool {
    guard let host = request.headers["host"]?.lowercased(), hosts.contains(host) else { return false }
    if let origin = request.headers["origin"] {
      guard origin.hasPrefix("http://"), hosts.contains(origin.dropFirst("http://".count).lowercased()) else {
        return false
      }
    } else if request.wantsSocket {
      // Every browser says where a socket is opened from.
      return false
    }
    // A link from elsewhere may be followed; nothing else may be taken into a page of another site.
    let isFromElsewhere = ["cross-site", "same-site"].contains(request.headers["sec-fetch-site"] ?? "")
    return !isFromElsewhere
      || request.headers["sec-fetch-mode"] == "navigate"
        && request.headers["sec-fetch-dest"] == "document"
  }
}
