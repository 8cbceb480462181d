import Browser
import Foundation
import Testing

/// The folder of a site that stands already.
enum StandingSite {
  static let folder = ProcessInfo.processInfo.environment["DOCGEN_SITE"]
}

extension InBrowser {
  /// A site that stands already: DOCGEN_SITE names its folder. CI opens the one that it built from `docs`.
  @Suite(.enabled(if: StandingSite.folder != nil, "DOCGEN_SITE names no folder"))
  struct WholeSiteTests {
    @Test("every link of every page holds, quietly")
    func links() async throws {
      let site = BuiltSite(at: try #require(StandingSite.folder))
      #expect(site.pages.count > 1)
      try await LinkTests.expectLinksHold(in: site)
    }

    @Test("every page is accessible")
    func accessible() async throws {
      let site = BuiltSite(at: try #require(StandingSite.folder))
      try await Browser.withPage { page in
        for name in site.pages { try await AccessibilityTests.expectAccessible(page, site, name) }
      }
    }

    @Test("a keyboard is through every page in at most 60 stops")
    func tabStops() async throws {
      let site = BuiltSite(at: try #require(StandingSite.folder))
      try await Browser.withPage { page in
        for name in site.pages {
          try await page.open(site, name)
          let stops = try await page.evaluate(
            """
            [...document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex]")]
              .filter((one) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true })).length
            """, as: Int.self)
          #expect(stops > 0 && stops <= 60, "\(name)")
        }
      }
    }

    @Test("no formula of any page is cut, at any width", arguments: FormulaWidthTests.Setting.allCases)
    func formulas(setting: FormulaWidthTests.Setting) async throws {
      let site = BuiltSite(at: try #require(StandingSite.folder))
      try await Browser.withPage { page in
        try await FormulaWidthTests.set(page, setting)
        for name in site.pages {
          try await page.viewport(FormulaWidthTests.widths[0], 900)
          try await page.open(site, name)
          for width in FormulaWidthTests.widths {
            try await page.viewport(width, 900)
            try await FormulaWidthTests.settle(page)
            let cut = try await page.evaluate(FormulaWidthTests.cut, as: [String].self)
            #expect(cut.isEmpty, "\(name) at \(width), \(setting)")
          }
        }
      }
    }

    @Test("nothing on a page jumps while it loads")
    func still() async throws {
      let site = BuiltSite(at: try #require(StandingSite.folder))
      try await Browser.withPage { page in
        try await BudgetTests.watch(page)
        for name in site.pages {
          try await page.open(site, name)
          let (shift, _) = try await BudgetTests.measures(page)
          #expect(shift <= 0.1, "\(name)")
        }
      }
    }
  }
}
