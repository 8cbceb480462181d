import Formulas
import Typesetting
import Diagnostics
import Testing

@Suite struct ReadingNumbersTests {
  private func html(_ read: FormulaIndex, _ page: String) -> [String] {
    (read.pages[page] ?? []).map(\.html)
  }

  @Test func rowsCountAsInLaTeX() throws {
    let note = #"""
      $$\begin{align} a &= b \\ c &= d \notag \\ e &= f \tag{*} \\ g &= h \label{last} \end{align}$$
      $$x = 1$$
      $$x = 2 \label{x}$$
      $$\begin{align*} a &= b \end{align*}$$
      $$\begin{multline} a \\ + b \end{multline}$$
      $$\begin{equation} \begin{split} a &= b \\ &= c \end{split} \end{equation}$$
      $$x = 3 \tag{A} \label{tagged}$$
      见 $\eqref{last}$、$\ref{x}$、$\eqref{tagged}$。
      """#
    let read = try FormulaIndex.read([PageFormulas(page: "a", note: note)])
    #expect(read.diagnostics.isEmpty, "\(read.diagnostics.map(\.message.zh))")
    let pages = html(read, "a")
    #expect(pages[0].contains("eqn-number\">(1)") && pages[0].contains("eqn-number\">(2)"))
    #expect(!pages[0].contains("eqn-number\">(3)") && !pages[0].contains("class=\"eqn-num\""))
    #expect(pages[0].contains("<mtext>(*)</mtext>") && pages[0].contains("id=\"last\""))
    #expect(!pages[1].contains("tag"))
    #expect(pages[2].contains("<mtext>(3)</mtext>"))
    #expect(!pages[3].contains("eqn-number"))
    #expect(pages[4].contains("<mtext>(4)</mtext>"))
    #expect(pages[5].contains("eqn-number\">(5)"))
    #expect(pages[6].contains("<mtext>(A)</mtext>"))
    #expect(
      pages[7].hasPrefix("<a class=\"reference\" href=\"#last\" aria-label=\"(2)\"><span")
        && pages[7].contains("(2)"))
    #expect(pages[8].hasPrefix("<a class=\"reference\" href=\"#x\" aria-label=\"(3)\"><span"))
    #expect(pages[9].hasPrefix("<a class=\"reference\" href=\"#tagged\" aria-label=\"(A)\"><span"))
  }

  @Test func labelsReachAcrossPages() throws {
    let first = PageFormulas(page: "losses/bce", note: #"$$x = 1 \label{eq:bce}$$"#)
    let second = PageFormulas(page: "deim/mal", note: #"$\eqref{eq:bce}$ 与 $\eqref{eq:none}$"#)
    let read = try FormulaIndex.read([second, first])
    #expect(
      html(read, "deim/mal")[0].hasPrefix(
        "<a class=\"reference\" href=\"../losses/bce.html#eq-bce\" aria-label=\"(1)\"><span"))
    #expect(read.diagnostics.map(\.identifier) == ["unknown-label"])
  }

  @Test func aReadmeIsItsFoldersIndex() throws {
    let first = PageFormulas(page: "losses/README", note: #"$$x = 1 \label{eq:a}$$"#)
    let second = PageFormulas(page: "deim/mal", note: #"$\eqref{eq:a}$"#)
    let read = try FormulaIndex.read([first, second])
    #expect(html(read, "deim/mal")[0].contains("../losses/index.html#eq-a"))
  }

  @Test func aLabelIsTakenOnce() throws {
    let read = try FormulaIndex.read([
      PageFormulas(page: "a", note: "$$x = 1 \\label{a}$$ $$y = 1 \\label{a}$$")
    ])
    #expect(read.diagnostics.map(\.identifier) == ["duplicate-label"])
  }

  @Test func twiceTheSameFormulaIsTheSameTwice() throws {
    let read = try FormulaIndex.read([PageFormulas(page: "a", note: "$x^2$ $x^2$ $$x^2$$")])
    let pages = html(read, "a")
    #expect(pages[0] == pages[1] && pages[2] != pages[0])
  }
}
