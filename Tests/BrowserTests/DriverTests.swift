import Browser
import Foundation
import Testing

extension InBrowser {
  /// The driver itself: a test that could not fail would prove nothing about the site.
  struct DriverTests {
    private func folder(_ files: [String: String]) throws -> String {
      let folder = NSTemporaryDirectory() + "docgen-driver-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      Leftovers.remove(atExit: folder)
      for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: folder + "/" + name)) }
      return folder
    }

    @Test("messages, exceptions, requests outside and frames are seen")
    func sees() async throws {
      let folder = try folder([
        "a.html": """
        <!doctype html><script>console.log("hello"); setTimeout(() => { throw new Error("oh") })</script>
        <img src="https://example.org/a.png"><img src="none.png"><iframe src="b.html"></iframe>
        """,
        "b.html": "b",
      ])
      try await Browser.withPage { page in
        try await page.open(file: folder + "/a.html")
        let record = page.record
        #expect(record.messages.contains { $0.contains("hello") })
        #expect(record.messages.contains { $0.contains("exception: Error: oh") })
        #expect(record.requests.contains { $0.url == "https://example.org/a.png" && $0.kind == "Image" })
        #expect(record.failures.contains { $0.contains("none.png") })
        #expect(record.failures.contains { $0.contains("example.org") }, "the network is off")
        #expect(record.escapes == ["frame"])
      }
    }

    @Test("keys, text, pointer, theme, size and scripts off")
    func does() async throws {
      let folder = try folder([
        "a.html": """
        <!doctype html><input id="i"><button id="b" onclick="document.title += '!'">x</button>
        <input id="r" type="range" min="0" max="100" value="0" style="width: 400px">
        <p id="p">without</p><script>document.title = "t"; document.querySelector("#p").textContent = "with"</script>
        """
      ])
      try await Browser.withPage { page in
        try await page.open(file: folder + "/a.html")
        try await page.press(.tab)
        try await page.type("损失")
        #expect(try await page.evaluate("document.activeElement.id + document.activeElement.value") == "i损失")
        try await page.press(.tab)
        try await page.press(.enter)
        try await page.click("#b")
        #expect(try await page.evaluate("document.title") == "t!!")
        try await page.drag("#r", from: 0.02, to: 0.5)
        let value = try await page.evaluate("Number(document.querySelector('#r').value)").number ?? 0
        #expect(40...60 ~= value)
        try await page.theme(.dark)
        #expect(try await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == true)
        try await page.viewport(390, 844, scale: 3)
        #expect(try await page.evaluate("[innerWidth, devicePixelRatio]") == [390, 3])
        #expect(try await page.screenshot().starts(with: [0x89, 0x50, 0x4E, 0x47]))
        try await page.scripts(false)
        try await page.open(file: folder + "/a.html")
        #expect(try await page.evaluate("document.querySelector('#p').textContent") == "without")
        await #expect(throws: BrowserFailure.self) { try await page.evaluate("throw new Error()") }
      }
    }
  }
}
