/// A page of the site with what keeps it up to date in a browser: added to what is served, never to a file.
package enum LivePage {
  /// The page's own policy lets nothing be asked for; the preview's script asks this server alone.
  private static let policy = Array("content=\"default-src 'none'; ".utf8)
  private static let allowed = Array("connect-src 'self'; ".utf8)
  private static let end = Array("</head>".utf8)
  private static let parts = Array(
    "<link rel=\"stylesheet\" href=\"\(Answering.folder)live.css\" data-docgen-live><script src=\"\(Answering.folder)live.js\" defer data-docgen-live></script>"
      .utf8)

  package static func bytes(_ page: [UInt8]) -> [UInt8] {
    guard let head = place(of: end, in: page) else { return page }
    var bytes = page[..<head]
    bytes += parts
    bytes += page[head...]
    if let policy = place(of: policy, in: page) {
      bytes.insert(contentsOf: allowed, at: policy + Self.policy.count)
    }
    return Array(bytes)
  }

  /// Where some bytes stand; in a page's head, so never far.
  private static func place(of part: [UInt8], in page: [UInt8]) -> Int? {
    guard page.count >= part.count else { return nil }
    return (0...min(page.count - part.count, 64 << 10)).first { at in
      page[at] == part[0] && page[at..<(at + part.count)].elementsEqual(part)
    }
  }
}
