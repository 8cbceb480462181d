/// A headless Chromium: one for all tests of a run.
package final class Browser: Sendable {
  private let connection: Connection

  private static let starting = Task { () throws -> Browser in
    Browser(Connection(try BrowserProcess.start()))
  }

  /// Started when it is first asked for; ends with this process.
  package static var shared: Browser {
    get async throws { try await starting.value }
  }

  private init(_ connection: Connection) { self.connection = connection }

  package var version: String {
    get async throws { try await connection.send("Browser.getVersion")["product"].string ?? "" }
  }

  /// A new page with a storage of its own, 1440 by 900, light.
  package func page() async throws -> Page {
    let context = try await text("Target.createBrowserContext", "browserContextId")
    let target = try await text(
      "Target.createTarget", "targetId", ["url": "about:blank", "browserContextId": .string(context)])
    let session = try await text(
      "Target.attachToTarget", "sessionId", ["targetId": .string(target), "flatten": true])
    let page = Page(connection, session: session, context: context)
    try await page.prepare()
    return page
  }

  /// Opens a page, and closes it whatever happens.
  package static func withPage<Result: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ body: (Page) async throws -> Result
  ) async throws -> Result {
    let page = try await shared.page()
    do {
      let result = try await body(page)
      try await page.close()
      return result
    } catch {
      try? await page.close()
      throw error
    }
  }

  private func text(_ method: String, _ key: String, _ parameters: JSON = [:]) async throws -> String {
    guard let text = try await connection.send(method, parameters)[key].string else {
      throw BrowserFailure.refused(method: method, message: "no \(key)")
    }
    return text
  }
}
