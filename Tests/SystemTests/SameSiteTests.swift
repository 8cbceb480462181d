import Foundation
import Testing

/// `.ci/same-site` on a page that a test changes.
@Suite("Whether two sites say the same")
struct SameSiteTests {
  private static let page = """
    <!doctype html>
    <html lang="zh-Hans"><body>
    <h1 id="甲">甲</h1>
    <p>概率 <span class="katex" data-s="0"><span class="katex-mathml"><math><semantics><mrow><mi>p</mi><mo>≥</mo><mn>0</mn></mrow>\
    <annotation encoding="application/x-tex">p \\ge 0</annotation></semantics></math></span>\
    <span class="katex-html" aria-hidden="true"><span class="base"><span class="strut" style="height:0.7em;"></span>\
    <span class="mord mathnormal">p</span><span class="mrel">≥</span><span class="mord">0</span>\
    <svg viewBox='0 0 4 4'><path d='M0 0h4'/></svg></span></span></span> 在 <a href="b.html#乙">乙</a>。</p>
    <section class="evidence" data-from="a:claim:1"><b>已证明</b> 12 个盒</section>
    <table><tr><td class="n" data-value="0.125">0.13</td></tr></table>
    <pre><code><span class="k-keyword">let</span> a = 1
    </code></pre>
    <pre><code><span class="kn">import</span> <span class="nn">math</span>
      <span class="nb">print</span><span class="p">(</span>1<span class="p">)</span>
    </code></pre>
    </body></html>
    """

  private static func compare(_ edit: (String) -> String, style: String = "a{}") throws -> Toolbox.Outcome {
    let toolbox = try Toolbox()
    for (site, text, css) in [("one", page, "a{}"), ("two", edit(page), style)] {
      try toolbox.write(text, to: "\(site)/a.html")
      try toolbox.write(css, to: "\(site)/assets/style.css")
      try toolbox.write(site, to: "\(site)/assets/katex/katex.css")
    }
    return try toolbox.run(
      "/usr/bin/env", ["python3", Toolbox.repository.appending(path: ".ci/same-site").path, "one", "two"],
      environment: ProcessInfo.processInfo.environment)
  }

  struct Edit: CustomTestStringConvertible, Sendable {
    var what: String
    var old: String
    var new: String
    var testDescription: String { what }
    init(_ what: String, _ old: String, _ new: String) { (self.what, self.old, self.new) = (what, old, new) }
    func applied(to page: String) -> String { page.replacingOccurrences(of: old, with: new) }
  }

  @Test(
    "what KaTeX's and Pygments' versions and white space do is not noticed",
    arguments: [
      Edit("quotes of an SVG", "<path d='M0 0h4'/>", "<path d=\"M0 0h4\"/>"),
      Edit("a strut's height", "height:0.7em;", "height:0.6944em;"),
      Edit("a class of KaTeX's", "mord mathnormal", "mord mathdefault"),
      Edit(
        "grouping in MathML", "<mi>p</mi><mo>≥</mo>", "<mrow><mi>p</mi></mrow><mo stretchy=\"false\">≥</mo>"),
      Edit(
        "Pygments' white space", "</span> <span class=\"nn\">",
        "</span><span class=\"w\"> </span><span class=\"nn\">"),
      Edit("Pygments' classes", "<span class=\"nb\">print</span>", "<span class=\"n\">print</span>"),
      Edit("a line's end", "</h1>\n", "</h1>"),
      Edit("the order of attributes", "class=\"n\" data-value=\"0.125\"", "data-value=\"0.125\" class=\"n\""),
    ])
  func unnoticed(edit: Edit) throws {
    try #require(edit.applied(to: Self.page) != Self.page)
    let outcome = try Self.compare(edit.applied)
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test(
    "what a site says is noticed",
    arguments: [
      Edit("a word", "概率", "機率"),
      Edit("a value", "0.125", "0.126"),
      Edit("a shown value", "0.13", "0.12"),
      Edit("evidence", "已证明", "未判定"),
      Edit("boxes of a proof", "12 个盒", "13 个盒"),
      Edit("a link's end", "b.html#乙", "b.html#丙"),
      Edit("an anchor", "id=\"甲\"", "id=\"乙\""),
      Edit("a level of heading", "h1", "h2"),
      Edit("a row that is gone", "<tr><td class=\"n\" data-value=\"0.125\">0.13</td></tr>", ""),
      Edit("a paragraph that became a quote", "<p>", "<blockquote>"),
      Edit("nesting", "<b>已证明</b> 12 个盒", "<b>已证明 12 个盒</b>"),
      Edit("a formula's LaTeX", "p \\ge 0", "p \\ge 1"),
      Edit("a formula's MathML", "<mn>0</mn>", "<mn>1</mn>"),
      Edit("a relation in MathML", "<mo>≥</mo>", "<mo>></mo>"),
      Edit("a formula's visible letters", "<span class=\"mord\">0</span>", "<span class=\"mord\">O</span>"),
      Edit("a formula's place on the page", "data-s=\"0\"", "data-s=\"1\""),
      Edit("code", "let</span> a = 1", "let</span> a = 2"),
      Edit("Swift's colours", "k-keyword", "k-comment"),
      Edit("indentation of code", "  <span class=\"nb\">", "    <span class=\"nb\">"),
      Edit("a script", "</body>", "<script>alert(1)</script></body>"),
    ])
  func noticed(edit: Edit) throws {
    try #require(edit.applied(to: Self.page) != Self.page)
    let outcome = try Self.compare(edit.applied)
    #expect(outcome.status == 1, "\(outcome.text)")
    #expect(outcome.lines.first?.hasPrefix("a.html: ") == true, "\(outcome.text)")
  }

  @Test("code that lost all its colours is noticed")
  func colours() throws {
    let outcome = try Self.compare { page in
      page.replacing(try! Regex("<span class=\"(kn|nn|nb|p)\">([^<]*)</span>")) {
        String($0.output[2].substring!)
      }
    }
    #expect(outcome.status == 1, "\(outcome.text)")
  }

  @Test("another file is held by its bytes; KaTeX's own are not held")
  func otherFiles() throws {
    #expect(try Self.compare { $0 }.status == 0)
    let outcome = try Self.compare({ $0 }, style: "a{color:red}")
    #expect(outcome.status == 1)
    #expect(outcome.text.contains("assets/style.css: differs"), "\(outcome.text)")
  }

  @Test("of JSON each value is compared, and the one that differs is shown")
  func json() throws {
    let toolbox = try Toolbox()
    let script = Toolbox.repository.appending(path: ".ci/same-site").path
    func compare(_ one: String, _ two: String) throws -> Toolbox.Outcome {
      try toolbox.write(one, to: "one/evidence.json")
      try toolbox.write(two, to: "two/evidence.json")
      return try toolbox.run(
        "/usr/bin/env", ["python3", script, "one", "two"], environment: ProcessInfo.processInfo.environment)
    }
    let evidence = #"[{"id": "C1", "verdict": "proved", "points": 12}]"#
    #expect(try compare(evidence, evidence.replacingOccurrences(of: ", ", with: ",\n")).status == 0)
    let verdict = try compare(evidence, evidence.replacingOccurrences(of: "proved", with: "undecided"))
    #expect(verdict.status == 1)
    #expect(verdict.text.contains("undecided"), "\(verdict.text)")
    #expect(try compare(evidence, evidence.replacingOccurrences(of: "12", with: "12.0")).status == 1)
    #expect(try compare(evidence, "[{").status == 1)
  }

  @Test("of the site's list the paths are compared, and not the sums")
  func list() throws {
    let toolbox = try Toolbox()
    let script = Toolbox.repository.appending(path: ".ci/same-site").path
    func compare(_ one: String, _ two: String) throws -> Toolbox.Outcome {
      for (site, line) in [("one", one), ("two", two)] {
        try toolbox.write("docgen site 1\n\(line)\n", to: "\(site)/.docgen-site")
      }
      return try toolbox.run(
        "/usr/bin/env", ["python3", script, "one", "two"], environment: ProcessInfo.processInfo.environment)
    }
    let sums = try compare("0123456789abcdef a.html", "fedcba9876543210 a.html")
    #expect(sums.status == 0, "\(sums.text)")
    let paths = try compare("0123456789abcdef a.html", "0123456789abcdef b.html")
    #expect(paths.status == 1, "\(paths.text)")
  }

  @Test("a page too many, and no site at all, are noticed")
  func files() throws {
    let toolbox = try Toolbox()
    try toolbox.write(Self.page, to: "one/a.html")
    try toolbox.write(Self.page, to: "two/a.html")
    try toolbox.write(Self.page, to: "two/b.html")
    let script = Toolbox.repository.appending(path: ".ci/same-site").path
    let environment = ProcessInfo.processInfo.environment
    let more = try toolbox.run("/usr/bin/env", ["python3", script, "one", "two"], environment: environment)
    #expect(more.status == 1)
    #expect(more.text.contains("b.html: only in the second"), "\(more.text)")
    let none = try toolbox.run("/usr/bin/env", ["python3", script, "one", "three"], environment: environment)
    #expect(none.status == 1, "\(none.text)")
  }
}
