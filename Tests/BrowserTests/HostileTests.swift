import Browser
import Foundation
import Testing

extension InBrowser {
  /// Notes that want more than to be read, built by the real binary and opened with the page's policy off.
  struct HostileTests {
    struct Case: Sendable {
      var name: String
      var note: String
      /// `!`: strict refuses it.
      var isRefused: Bool
      /// `!!`: it builds in no way; others that strict refuses are pages with what was found on them.
      var isBuilt: Bool
      var file: String
    }

    static let cases: [Case] = {
      let path = BuiltSite.repository.appending(path: "Tests/Cases/pages/hostile.txt")
      let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
      return text.components(separatedBy: "\n§").dropFirst().enumerated().map { number, part in
        let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let isRefused = lines[0].hasPrefix("!")
        return Case(
          name: lines[0].drop { $0 == "!" || $0 == " " }.description,
          note: (lines.count > 1 ? String(lines[1]) : "").trimmingCharacters(in: .newlines) + "\n",
          isRefused: isRefused, isBuilt: !lines[0].hasPrefix("!!"), file: "case\(number + 1)")
      }
    }()

    private static func site() throws -> BuiltSite {
      var files = ["loss.md": "# 损失\n\n文\n", "index.md": "# 首页\n\n文\n"]
      for item in cases where item.isBuilt { files[item.file + ".md"] = item.note }
      let picture = BuiltSite.repository.appending(path: "Tests/Cases/pages/site/dot.png")
      return try BuiltSite(files: files, assets: ["dot.png": picture])
    }

    @Test("nothing that an author smuggles runs, loads, or stands outside its column")
    func confined() async throws {
      #expect(Self.cases.count >= 200)
      let site = try Self.site()
      let check = try script("confinement.js")
      try await Browser.withPage { page in
        // The policy is a second wall; here the first must hold alone.
        try await page.send("Page.setBypassCSP", ["enabled": true])
        try await page.beforeScripts(
          "globalThis.pwned = 0; globalThis.pwn = () => { pwned++ }; globalThis.alert = pwn; globalThis.open = pwn"
        )
        for item in Self.cases where item.isBuilt {
          page.forget()
          try await page.open(site, item.file + ".html")
          let found = try await page.evaluate(check, as: [String].self)
          #expect(found.isEmpty, "\(item.name)")
          expectQuiet(page, within: site, item.name)
        }
      }
    }

    @Test("with the policy on, a script in the page does not run either")
    func policy() async throws {
      let site = try BuiltSite(files: ["index.md": "# 首页\n\n文\n"])
      let path = site.path("index.html")
      let html = try site.text("index.html")
      // As if the sanitiser had failed.
      let smuggled = """
        <script>pwn()</script><img src="none.png" onerror="pwn()"><iframe src="https://evil.example"></iframe>
        <img src="https://evil.example/x.png"><link rel="stylesheet" href="https://evil.example/x.css">
        """
      try Data(html.replacingOccurrences(of: "<article>", with: "<article>" + smuggled).utf8)
        .write(to: URL(filePath: path))
      try await Browser.withPage { page in
        try await page.beforeScripts("globalThis.pwned = 0; globalThis.pwn = () => { pwned++ }")
        try await page.open(file: path)
        #expect(try await page.evaluate("pwned") == 0)
        #expect(!page.record.failures.contains { $0.contains("ERR_PROXY") || $0.contains("ERR_NAME") })
        #expect(page.record.messages.contains { $0.contains("Content Security Policy") })
      }
    }

    @Test("what cannot be read as meant is refused under strict with its place, and nothing is written")
    func refused() throws {
      let refused = Self.cases.filter(\.isRefused)
      #expect(refused.contains(where: \.isBuilt) && Self.cases.count(where: { !$0.isBuilt }) < 3)
      for item in refused {
        let site = try BuiltSite(
          files: [item.file + ".md": item.note, "docgen.yml": "strict: true\n"], status: 1...2)
        #expect(site.report.contains("\(item.file).md:"), "\(item.name)")
        #expect(site.pages.isEmpty, "\(item.name)")
      }
    }
  }
}
