/// Takes a site's files one by one as they are made, from several threads, so that no one holds them all.
package protocol SiteOutput: Sendable {
  /// - Parameter path: relative, with `/`.
  func put(_ path: String, _ bytes: [UInt8])
}
