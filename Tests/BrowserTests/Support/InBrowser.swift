import Browser
import Foundation
import Testing

/// All that is tried in a browser: one after another, since there is one browser and few processors.
@Suite("In a browser", .serialized)
enum InBrowser {}

extension Page {
  func open(_ site: BuiltSite, _ page: String, fragment: String = "") async throws {
    try await open(file: site.path(page), fragment: fragment)
  }
}

/// A script of the tests, by its name in `Scripts`.
func script(_ name: String) throws -> String {
  let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Scripts/\(name)")
  return try String(contentsOf: file, encoding: .utf8)
}

/// That a page kept to its folder and had nothing to complain of.
func expectQuiet(
  _ page: Page, within site: BuiltSite, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let record = page.record
  #expect(record.messages.isEmpty, "\(comment)", sourceLocation: sourceLocation)
  #expect(record.failures.isEmpty, "\(comment)", sourceLocation: sourceLocation)
  #expect(record.escapes.isEmpty, "\(comment)", sourceLocation: sourceLocation)
  let home = URL(fileURLWithPath: site.folder).absoluteString
  let outside = record.requests.filter {
    !$0.url.hasPrefix(home.hasSuffix("/") ? home : home + "/") && !$0.url.hasPrefix("data:")
      && $0.url != "about:blank"
  }
  #expect(outside.isEmpty, "\(comment)", sourceLocation: sourceLocation)
}
