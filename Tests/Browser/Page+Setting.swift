import Foundation

/// What a reader's machine is like.
extension Page {
  package enum Theme: String, Sendable, CaseIterable { case light, dark }

  package func viewport(_ width: Int, _ height: Int, scale: Double = 1, isMobile: Bool = false)
    async throws
  {
    try await send(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": .number(Double(width)), "height": .number(Double(height)),
        "deviceScaleFactor": .number(scale),
        "mobile": .bool(isMobile),
      ])
  }

  /// The system's theme, nothing moving; with `print`, the page as paper.
  package func theme(_ theme: Theme, print: Bool = false, forcedColors: Bool = false) async throws {
    try await send(
      "Emulation.setEmulatedMedia",
      [
        "media": .string(print ? "print" : ""),
        "features": [
          ["name": "prefers-color-scheme", "value": .string(theme.rawValue)],
          ["name": "prefers-reduced-motion", "value": "reduce"],
          ["name": "forced-colors", "value": forcedColors ? "active" : "none"],
        ],
      ])
  }

  /// So many times slower than the machine.
  package func slowDown(_ times: Double) async throws {
    try await send("Emulation.setCPUThrottlingRate", ["rate": .number(times)])
  }

  /// For pages opened from now on.
  package func scripts(_ areOn: Bool) async throws {
    try await send("Emulation.setScriptExecutionDisabled", ["value": .bool(!areOn)])
  }

  /// Runs before any script of each page opened from now on.
  package func beforeScripts(_ source: String) async throws {
    try await send("Page.addScriptToEvaluateOnNewDocument", ["source": .string(source)])
  }

  package func screenshot(whole: Bool = false) async throws -> Data {
    let answer = try await send(
      "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": .bool(whole)])
    return Data(base64Encoded: answer["data"].string ?? "") ?? Data()
  }

  /// The page as a PDF on A4.
  package func paper() async throws -> Data {
    let answer = try await send(
      "Page.printToPDF", ["paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true])
    return Data(base64Encoded: answer["data"].string ?? "") ?? Data()
  }
}
