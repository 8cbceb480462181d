import Browser
import Foundation
import Testing

extension InBrowser {
  /// Every link of every page, followed from `file://` with the network off.
  struct LinkTests {
    struct Link: Decodable, Hashable {
      var href: String
      var isExternal: Bool
    }
    struct Place: Decodable {
      var links: [Link]
      var ids: [String]
    }

    @Test("every link of every page leads to a file and an anchor that are there, quietly")
    func everyLink() async throws {
      try await Self.expectLinksHold(in: try await BuiltSite.sample)
    }

    static func expectLinksHold(in site: BuiltSite) async throws {
      var places: [String: Place] = [:]
      try await Browser.withPage { page in
        for name in site.pages {
          page.forget()
          try await page.open(site, name)
          places[name] = try await page.evaluate(
            """
            ({
              links: [...document.querySelectorAll("a[href], link[href], script[src], img[src]")].map((e) => ({
                href: e.href || e.src, isExternal: e.rel === "external" || e.rel === "canonical" })),
              ids: [...document.querySelectorAll("[id]")].map((e) => e.id),
            })
            """, as: Place.self)
          expectQuiet(page, within: site, name)
        }
      }
      let home = URL(fileURLWithPath: site.folder).absoluteString
      #expect(!places.isEmpty)
      for (name, place) in places {
        for link in Set(place.links) where !link.href.hasPrefix("data:") && !link.href.hasPrefix("mailto:") {
          if link.href.hasPrefix("http") {
            #expect(link.isExternal, "\(name): \(link.href) is external and does not say so")
            continue
          }
          #expect(link.href.hasPrefix(home), "\(name): \(link.href) leaves the folder")
          let parts = link.href.dropFirst(home.count).drop { $0 == "/" }.split(
            separator: "#", omittingEmptySubsequences: false)
          let path = (parts.first.map(String.init) ?? "").removingPercentEncoding ?? ""
          #expect(
            FileManager.default.fileExists(atPath: site.path(path)), "\(name): \(link.href) is not there")
          guard parts.count > 1, let id = parts[1].removingPercentEncoding, !id.isEmpty, id != "top" else {
            continue
          }
          #expect(places[path]?.ids.contains(id) == true, "\(name): \(link.href) has no such anchor")
        }
      }
    }

    @Test("a click follows a link to its anchor, and the way back")
    func clicks() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "index.html")
        try await page.loading { try await page.click("article a[href^='deep/page.html']") }
        #expect(
          try await page.evaluate("decodeURIComponent(location.hash) + document.title")
            == "#第二节深处的一页 · 样板笔记")
        try await page.wait(until: "document.getElementById('第二节').getBoundingClientRect().top < innerHeight")
        try await page.loading { try await page.click(".trail a") }
        #expect(try await page.evaluate("document.querySelector('h1').textContent") == "样板笔记")
        try await page.loading { try await page.click(".turns .next") }
        #expect(try await page.evaluate("document.querySelector('h1').textContent") == "损失")
        try await page.loading { try await page.click(".sidebar a[href$='text.html']") }
        #expect(
          try await page.evaluate("document.querySelector('.sidebar [aria-current=page]').textContent")
            == "文字")
        expectQuiet(page, within: site)
      }
    }
  }
}
