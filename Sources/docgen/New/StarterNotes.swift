extension StarterFiles {
  static let chinese = [
    StarterFile(
      path: "docs/docgen.yml",
      text: """
        title: 我的笔记
        strict: true   # 未检查的公式、死链都算错误
        run: true      # 运行笔记里的 Swift

        """),
    StarterFile(
      path: "docs/index.md",
      text: """
        # 我的笔记

        这里的每个公式都与它的 Swift 代码、表格和断言互相核对。先看[Huber 损失](huber.md)：一个公式、实现它的函数、一张表、一幅图、一句断言、一处勘误。

        把公式里的一个符号改错，保存，看看会怎样。

        """),
    StarterFile(path: "docs/huber.md", text: huber(chineseWords)),
  ]

  static let english = [
    StarterFile(
      path: "docs/docgen.yml",
      text: """
        title: My notes
        lang: en       # the language of the site's own words and of docgen's messages
        strict: true   # unchecked formulas and dead links are errors
        run: true      # the notes' Swift is run

        """),
    StarterFile(
      path: "docs/index.md",
      text: """
        # My notes

        Every formula here is held against its Swift, its tables and its claims. Begin with the [Huber loss](huber.md): a formula, the function that computes it, a table, a plot, a claim, an erratum.

        Change one sign of a formula, save, and see.

        """),
    StarterFile(path: "docs/huber.md", text: huber(englishWords)),
  ]

  /// What the second note says between what is the same in both languages.
  private struct Words {
    var title, declared, table, tableHeads, plotted, plot, axes, claimed, erratum, wrong: String
  }

  private static let chineseWords = Words(
    title: "Huber 损失",
    declared: "残差 $r \\in [-10, 10]$，分界 $\\delta \\in (0, 5]$，默认 $\\delta = 1$。误差小的时候是平方，大的时候是直线：",
    table: "表里的数由 Swift 算出，最后一列还与公式核对：",
    tableHeads: "残差与损失|平方",
    plotted: "图也由 Swift 画出：",
    plot: "平方与 Huber", axes: "残差 r|损失",
    claimed: "它不超过平方损失，这一句是断言，要么证明，要么举出反例：",
    erratum: "直线那一支容易抄成 $\\delta |r|$，括号里少减了半个 δ，两支就接不上：",
    wrong: "直线那一支少减了 δ/2")

  private static let englishWords = Words(
    title: "Huber loss",
    declared:
      "The residual is $r \\in [-10, 10]$, the threshold $\\delta \\in (0, 5]$, by default $\\delta = 1$. Small errors are squared, large ones are on a line:",
    table: "The table's numbers come from Swift, and the last column is held against the formula too:",
    tableHeads: "Residual and loss|square",
    plotted: "The plot comes from Swift too:",
    plot: "Square and Huber", axes: "residual r|loss",
    claimed:
      "It never exceeds the squared loss. This is a claim: it is proved, or a counterexample is found:",
    erratum:
      "The line is easily copied as $\\delta |r|$, without the half of δ that makes both branches meet:",
    wrong: "the line lacks − δ/2")

  private static func huber(_ words: Words) -> String {
    func parts(_ text: String) -> (String, String) {
      let halves = text.split(separator: "|", maxSplits: 1).map(String.init)
      return (halves.first ?? "", halves.last ?? "")
    }
    let (caption, square) = parts(words.tableHeads)
    let (horizontal, vertical) = parts(words.axes)
    return """
      # \(words.title)

      \(words.declared)

      $$
      \\mathrm{huber}(r) = \\begin{cases}
        \\frac{1}{2} r^2 & |r| \\le \\delta \\\\
        \\delta \\left( |r| - \\frac{1}{2} \\delta \\right) & |r| > \\delta
      \\end{cases}
      $$

      ```swift
      func huber(r: Double, δ: Double = 1) -> Double {
          abs(r) <= δ ? r * r / 2 : δ * (abs(r) - δ / 2)
      }
      ```

      \(words.table)

      ```swift
      table("\(caption)", rows: [0, 0.5, 1, 2, 4],
          column("r", format: "%.1f") { r in r },
          column("\(square)", format: "%.3f") { r in r * r / 2 },
          column("huber", format: "%.3f") { r in huber(r: r) })
      ```

      \(words.plotted)

      ```swift
      plot("\(words.plot)", x: .axis("\(horizontal)", -4...4), y: .axis("\(vertical)", 0...8),
          line("\(square)", over: -4...4, dashed: true) { r in r * r / 2 },
          line("Huber", over: -4...4) { r in huber(r: r) })
      ```

      \(words.claimed)

      <!-- claim -->
      $$
      \\forall r \\in [-10, 10], \\delta \\in (0, 5]: \\mathrm{huber}(r) \\le \\frac{1}{2} r^2
      $$

      \(words.erratum)

      <!-- erratum of huber as huber_printed: \(words.wrong) -->
      $$
      \\mathrm{huber}(r) = \\begin{cases}
        \\frac{1}{2} r^2 & |r| \\le \\delta \\\\
        \\delta |r| & |r| > \\delta
      \\end{cases}
      $$

      """
  }
}
