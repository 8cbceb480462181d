import Notes
import Testing

@testable import Pages

/// Parts with a name have a number, and references say it.
struct ReferenceTests {
  static let notes = [
    "index": """
    # 首页

    见 [@fig-a]、[@tab-a]、[@lst-a]、[@sec]、[@own]、[@other#tab-a]、[@fig-z]。

    <!-- label sec -->
    ## 小节

    ## 另一节 {#own}

    ![](none.svg)

    <!-- label fig-first -->
    ![第一张](a.svg)

    <!-- label fig-a: 题注 $x^2$ -->
    ![第二张](a.svg)

    <!-- label tab-a: 一张表 -->
    | 甲 |
    |---|
    | 一 |

    <!-- label lst-a -->
    ```python title="a.py" hl_lines="1 3-4"
    a = \"\"\"one
    two\"\"\"
    b
    c
    ```
    """,
    "other": """
    # 另一页

    见 [@fig-a]，这里的 [@tab-a]，[@tab-x]，[@twice]。

    <!-- label tab-a -->
    | 甲 |
    |---|
    | 一 |
    """,
    "more": "# 多\n\n<!-- label twice -->\n## 甲\n",
    "most": "# 多多\n\n<!-- label twice -->\n## 乙\n\n:numref:`fig_d`\n\n![丙](a.svg)\n:label:`fig_d`\n",
  ]

  @Test("only named parts are numbered, each kind for itself, and a link says the number")
  func numbers() {
    let html = RenderedSite(Self.notes, assets: ["a.svg"]).text("index.html")
    for link in [
      "<a href=\"#fig-a\">图\u{A0}2</a>", "<a href=\"#tab-a\">表\u{A0}1</a>",
      "<a href=\"#lst-a\">代码\u{A0}1</a>", "<a href=\"#sec\">小节</a>", "<a href=\"#own\">另一节</a>",
      "<a href=\"other.html#tab-a\">表\u{A0}1（另一页）</a>",
    ] {
      #expect(html.contains(link), "\(link)")
    }
    #expect(html.contains("<b class=\"ordinal\">图\u{A0}1</b>\u{2003}第一张"))
    #expect(
      html.contains(
        "<b class=\"ordinal\">图\u{A0}2</b>\u{2003}题注 <span class=\"m\"><i>x</i><sup>2</sup></span>"))
    #expect(html.contains("<caption><b class=\"ordinal\">表\u{A0}1</b>\u{2003}一张表</caption>"))
    #expect(html.contains("<span id=\"fig-a\"></span><figure>"))
  }

  @Test("what has no name, or several, is said")
  func mistakes() {
    let site = RenderedSite(Self.notes, assets: ["a.svg"])
    let said = site.diagnostics.map { "\($0.identifier) \($0.help.first?.en ?? "")" }
    #expect(said.contains("unknown-reference did you mean fig-a?"))
    #expect(said.contains("unknown-reference did you mean tab-a?"))
    #expect(said.contains("ambiguous-reference say of which page: [@more#twice]"))
    #expect(site.text("other.html").contains("<a href=\"index.html#fig-a\">图\u{A0}2（首页）</a>"))
    #expect(site.text("other.html").contains("<a href=\"#tab-a\">表\u{A0}1</a>"))
    #expect(site.text("most.html").contains("<a href=\"#fig_d\">图\u{A0}1</a>"))
  }

  @Test("where nothing has a name, a citation of another tool stays as it is")
  func citations() {
    let site = RenderedSite(["index": "# 甲\n\n见 [@doe2020]。\n"])
    #expect(site.text("index.html").contains("[@doe2020]"))
    #expect(site.diagnostics.isEmpty)
  }

  @Test("lit lines are marked each by itself, with the colours that go on over them")
  func code() {
    let html = RenderedSite(Self.notes, assets: ["a.svg"]).text("index.html")
    #expect(html.contains("<span class=\"language\">a.py</span>"))
    #expect(
      html.contains("<mark class=\"line\">a = &quot;&quot;&quot;one</mark>\ntwo&quot;&quot;&quot;\n<mark"))
    var dress = CodeDress("swift {2} linenums=10")
    #expect(
      dress.html("<span class=\"c\">a\nb</span>\nc") == """
        <span class="line counted" style="counter-set:line 9"><span class="c">a</span></span>
        <mark class="line counted"><span class="c">b</span></mark>
        <span class="line counted">c</span>
        """)
    dress = CodeDress("js hl_lines=\"3-1 x 0\"")
    #expect(dress.isPlain)
  }
}
