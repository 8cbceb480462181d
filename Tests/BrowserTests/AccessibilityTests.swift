import Browser
import Foundation
import Testing

extension InBrowser {
  /// What WCAG 2.2 AA asks and a machine can decide; on a page that fails in every way too.
  struct AccessibilityTests {
    @Test("no page of the sample fails, in either theme, at a desk and on a phone")
    func everyPage() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        for name in site.pages { try await Self.expectAccessible(page, site, name) }
      }
    }

    static func expectAccessible(_ page: Page, _ site: BuiltSite, _ name: String) async throws {
      let check = try script("accessibility.js")
      for (theme, width) in [(Page.Theme.light, 1440), (.dark, 1440), (.light, 320)] {
        try await page.theme(theme)
        try await page.viewport(width, 900)
        try await page.open(site, name)
        // What lies behind a click is read as well.
        try await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        let found = try await page.evaluate(check, as: [String].self)
        #expect(found.isEmpty, "\(name), \(theme), \(width)")
      }
      // By the browser's own reckoning: what is operated or shown as a picture has a name.
      let unnamed = try await Self.unnamed(on: page)
      #expect(unnamed.isEmpty, "\(name)")
    }

    private static func unnamed(on page: Page) async throws -> [String] {
      let roles: Set<String> = [
        "link", "button", "textbox", "searchbox", "combobox", "checkbox", "slider", "image", "dialog",
        "region",
        "navigation", "listbox", "option", "spinbutton", "radio", "img", "heading", "columnheader",
      ]
      let nodes = try await page.send("Accessibility.getFullAXTree")["nodes"].array ?? []
      return nodes.compactMap { node in
        guard node["ignored"].bool != true, let role = node["role"]["value"].string, roles.contains(role),
          (node["name"]["value"].string ?? "").allSatisfy(\.isWhitespace)
        else { return nil }
        return "\(role) without a name"
      }
    }

    @Test("the search is as accessible as the page")
    func search() async throws {
      let site = try await BuiltSite.sample
      let check = try script("accessibility.js")
      try await Browser.withPage { page in
        for theme in Page.Theme.allCases {
          try await page.theme(theme)
          try await page.open(site, "index.html")
          try await page.press(.character("/"))
          try await page.type("损失")
          try await page.wait(until: "document.querySelectorAll('.search [role=option]').length >= 2")
          #expect(try await page.evaluate(check, as: [String].self).isEmpty, "\(theme)")
          #expect(try await Self.unnamed(on: page).isEmpty)
          // A modal dialog keeps the focus, and lets it go.
          for _ in 0..<6 {
            try await page.press(.tab)
            #expect(
              try await page.evaluate(
                "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
              )
                == true)
          }
          try await page.press(.escape)
          try await page.wait(until: "!document.querySelector('dialog').open")
        }
      }
    }

    struct Stop: Decodable {
      var number: Int
      var name: String
      var problems: [String]
    }

    /// The element that has the focus: its number among all, and whether a reader sees that it has it.
    private static let stop = """
      (() => {
        const element = document.activeElement;
        if (!element || element === document.body) return { number: -1, name: "", problems: [] };
        const problems = [];
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        if (!(style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)) problems.push("no outline");
        if (style.opacity === "0") problems.push("cannot be seen");
        if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) problems.push("out of sight");
        const bar = document.querySelector(".bar").getBoundingClientRect();
        if (!element.closest(".bar, .skip") && box.height > 0 && box.bottom <= bar.bottom) problems.push("under the bar");
        return {
          number: reachable.indexOf(element), problems,
          name: element.localName + "." + element.className + " " + (element.textContent || "").trim().slice(0, 30),
        };
      })()
      """

    @Test("the keyboard alone reaches everything, in order, sees where it is, and is held nowhere")
    func keyboard() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        for name in ["loss.html", "text.html", "formulas.html"] {
          try await page.open(site, name)
          try await page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
          let count =
            try await page.evaluate(
              """
              globalThis.reachable = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
                .filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0);
              reachable.length
              """
            ).number ?? 0
          #expect(count > 10)
          var seen: [Int] = []
          for _ in 0..<Int(count) + 5 {
            try await page.press(.tab)
            let stop = try await page.evaluate(Self.stop, as: Stop.self)
            if stop.number < 0, stop.name.isEmpty { break }
            #expect(stop.problems.isEmpty, "\(name): \(stop.name)")
            seen.append(stop.number)
          }
          #expect(seen == Array(0..<Int(count)), "\(name)")
        }
      }
    }

    @Test("the skip link leads past the frame; every control answers to the keyboard")
    func controls() async throws {
      let site = try await BuiltSite.sample
      try await Browser.withPage { page in
        try await page.open(site, "loss.html")
        try await page.press(.tab)
        #expect(try await page.evaluate("document.activeElement.className") == "skip")
        try await page.press(.enter)
        #expect(try await page.evaluate("document.activeElement.id") == "Main")
        for (selector, key, condition) in [
          ("[data-theme-switch]", Key.enter, "document.documentElement.dataset.theme === 'light'"),
          ("[data-theme-switch]", .space, "document.documentElement.dataset.theme === 'dark'"),
          ("details.evidence summary", .space, "document.querySelector('details.evidence').open"),
          (".numbers th button", .enter, "document.querySelector('.numbers th').ariaSort === 'ascending'"),
          (".code .copy", .enter, "document.querySelector('.code .copy').textContent === '已复制'"),
          ("[data-open-search]", .enter, "document.querySelector('dialog').open"),
        ] {
          try await page.call("(s) => document.querySelector(s).focus()", .string(selector))
          try await page.press(key)
          try await page.wait(until: condition)
        }
      }
    }

    @Test("a page that fails in every way is found out in every way")
    func failures() async throws {
      let folder = NSTemporaryDirectory() + "docgen-inaccessible-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      Leftovers.remove(atExit: folder)
      try Data(Self.inaccessible.utf8).write(to: URL(filePath: folder + "/a.html"))
      let check = try script("accessibility.js")
      try await Browser.withPage { page in
        try await page.open(file: folder + "/a.html")
        let rules = Set(
          try await page.evaluate(check, as: [String].self).map { String($0.prefix { $0 != ":" }) })
        let wanted = Set(
          check.matches(of: /fail\("([^"]+)"/).map { String($0.output.1) }
            .map { $0.hasPrefix("dangling") ? "dangling aria-controls" : $0 }
            .map { $0 == "role lacks " ? "role lacks aria-valuenow" : $0 })
        #expect(wanted.count > 40)
        #expect(wanted.subtracting(rules).isEmpty, "rules that find nothing")
      }
    }

    /// One offence for each rule of `accessibility.js`.
    private static let inaccessible = """
      <!doctype html><html lang="chinese!"><head><title> </title>
      <meta name="viewport" content="user-scalable=no"><meta http-equiv="refresh" content="9999">
      <style>
        body { background: #fff } .faint { color: #bbb } .chart path.s { stroke: #eee }
        a { text-decoration: none } .tiny { display: inline-block; width: 5px; height: 5px; overflow: hidden }
        .box { width: 50px; height: 20px; overflow: auto } .wide { width: 5000px }
      </style></head><body>
      <a href="#nowhere">skip</a> lost text
      <header></header><header></header>
      <nav></nav><nav aria-label="x">a</nav><nav aria-label="x">b</nav>
      <marquee>m</marquee>
      <main>
        <h1></h1><h1>b</h1><h3>c</h3>
        <p tabindex="3" id="twice">x</p><p id="twice">x</p>
        <button aria-controls="none" aria-bogus="1" aria-expanded="maybe">x</button>
        <div role="nonsense">x</div><div role="option">x</div><div role="listbox"><p>x</p></div><div role="slider" aria-label="x">x</div>
        <span aria-label="x">y</span>
        <div aria-hidden="true"><button>x</button></div>
        <button></button><button aria-label="other">words</button><a href="#a">x<button>y</button></a>
        <img src="data:,"><svg class="chart" width="10" height="10"><path class="s" d="M0 0L9 9"/></svg>
        <span class="katex"><span class="katex-html">x</span></span>
        <ul><p>x</p></ul><li>x</li><dd>x</dd>
        <table><tr><td>x</td></tr></table><table><tr><th></th><th>x</th></tr></table>
        <div class="box"><div class="wide">wide wide wide</div></div><div class="wide">x</div>
        <a class="tiny" href="#a">x</a><a class="tiny" href="#b">y</a>
        <p class="faint">faint</p>
        <article><p>text with a <a href="#c">link</a> in it</p></article>
      </main><main></main></body></html>
      """
  }
}
