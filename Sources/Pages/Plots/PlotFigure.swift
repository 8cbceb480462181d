import Diagnostics
import Snippets

/// A computed plot as SVG that takes its colours from the page.
struct PlotFigure {
  let plot: ComputedPlot
  let id: String
  private let language: Language
  /// What it is called by its number, and the caption that it has there.
  private let number: (words: String, caption: String?)?
  private let drawing: PlotDrawing
  /// What moves it, where the note asks for that.
  let slider: SliderFigure?

  init(
    _ plot: ComputedPlot, id: String, _ language: Language, colors: SeriesColors = SeriesColors(),
    number: (words: String, caption: String?)? = nil
  ) {
    self.number = number
    (self.plot, self.language) = (plot, language)
    self.id = OwnID.plot(id)
    drawing = PlotDrawing(plot, colors: colors)
    slider = SliderFigure(plot, drawing, id: self.id, language)
  }

  static let width = 640.0
  static let height = 380.0

  var html: String {
    var out = "<figure class=\"plot\" id=\"\(id)\">"
    if let title = plot.title { out += "<p class=\"plot-title\">\(PlotText.html(title))</p>" }
    out += "<div class=\"scroll\">" + svg + "</div>" + (slider?.html ?? "")
    let caption = [
      number.map { "<b class=\"ordinal\">\($0.words)</b>" },
      (number?.caption ?? plot.caption).map(PlotText.html),
    ].compactMap(\.self).joined(separator: "\u{2003}")
    if !caption.isEmpty { out += "<figcaption>\(caption)</figcaption>" }
    return out + PlotData(plot, language).html + "</figure>\n"
  }

  private var svg: String {
    let title = PlotText.plain(plot.title ?? plot.caption ?? language(zh: "图", en: "Plot"))
    return """
      <svg class="chart" \(drawing.data) viewBox="0 0 640 380" width="640" height="380" role="img" aria-labelledby="\(id)-title \(id)-words">\
      <title id="\(id)-title">\(escaped(title))</title><desc id="\(id)-words">\(escaped(description))</desc>\
      \(drawing.svg)</svg>
      """
  }

  /// What a reader who does not see the picture is told.
  private var description: String {
    var parts: [String] = []
    for series in plot.series {
      let finite = series.y.filter(\.isFinite)
      guard let low = finite.min(), let high = finite.max() else { continue }
      let kind = Self.kind(of: series.mark).text(in: language)
      parts.append(quoted(kind, series.title) + language.comma + Self.span(low, high, language))
    }
    if let grid = plot.grid {
      let values = grid.values.flatMap { $0 }.filter(\.isFinite)
      if let low = values.min(), let high = values.max() {
        parts.append(
          language(zh: "热图，值", en: "heat map, values ") + Self.span(low, high, language))
      }
    }
    for marker in plot.markers {
      let place = "(\(NumberText.brief(marker.x)), \(NumberText.brief(marker.y)))"
      parts.append(
        quoted(language(zh: "标记", en: "marker"), marker.label) + language(zh: "在 ", en: " at ") + place)
    }
    if let parameter = plot.parameter {
      let start = "\(parameter.name) = \(NumberText.brief(parameter.start, digits: 4))"
      parts.append(
        language(
          zh: "以上是 \(start) 时的样子，可以用图下的滑块移动",
          en: "this is how it looks at \(start); the slider below moves it"))
    }
    let (x, y) = (PlotText.plain(plot.x.label), PlotText.plain(plot.y.label))
    let axes = language(zh: "横轴 \(x)，纵轴 \(y)。", en: "Across \(x), up \(y). ")
    return axes + parts.joined(separator: language.semicolon) + language(zh: "。", en: ".")
  }

  private func quoted(_ kind: String, _ name: String) -> String {
    kind + language(zh: "“\(PlotText.plain(name))”", en: " “\(PlotText.plain(name))”")
  }

  private static func span(_ low: Double, _ high: Double, _ language: Language) -> String {
    let (low, high) = (NumberText.brief(low), NumberText.brief(high))
    return language(zh: "从 \(low) 到 \(high)", en: "from \(low) to \(high)")
  }

  private static func kind(of mark: ComputedPlot.Mark) -> Message {
    switch mark {
    case .line: Message(zh: "曲线", en: "curve")
    case .points: Message(zh: "点", en: "points")
    case .bars: Message(zh: "柱", en: "bars")
    case .band: Message(zh: "带", en: "band")
    case .histogram: Message(zh: "直方图", en: "histogram")
    case .boxes: Message(zh: "箱线图", en: "box plots")
    }
  }
}

/// The numbers of a plot as a table behind a click.
struct PlotData {
  let plot: ComputedPlot
  private let language: Language
  private static let mostRows = 101
  private static let mostColumns = 13

  init(_ plot: ComputedPlot, _ language: Language) { (self.plot, self.language) = (plot, language) }

  var html: String {
    let tables = plot.series.enumerated().map(series) + (plot.grid.map { [grid($0)] } ?? [])
    guard !tables.isEmpty else { return "" }
    return
      "<details class=\"data\"><summary>\(language(zh: "数据", en: "Data"))</summary>\(tables.joined())</details>"
  }

  private func series(_ index: Int, _ series: ComputedPlot.Series) -> String {
    let count = min(series.x.count, series.y.count)
    let step = max(1, (count + Self.mostRows - 2) / (Self.mostRows - 1))
    var rows = ""
    let extra =
      series.fives.isEmpty
      ? [series.low, series.high] : (0..<5).map { place in series.fives.map { $0[place] } }
    for index in stride(from: 0, to: count, by: step) {
      let more = extra.filter { $0.indices.contains(index) }.map { Self.cell($0[index]) }.joined()
      rows += "<tr>\(Self.cell(series.x[index]))\(Self.cell(series.y[index]))\(more)</tr>"
    }
    let heads =
      series.fives.isEmpty
      ? (series.low.isEmpty ? [] : [language(zh: "下限", en: "low"), language(zh: "上限", en: "high")])
      : [
        language(zh: "最小", en: "least"), language(zh: "下四分位", en: "lower quartile"),
        language(zh: "中位", en: "median"), language(zh: "上四分位", en: "upper quartile"),
        language(zh: "最大", en: "greatest"),
      ]
    let note = step > 1 ? language(zh: "（每隔 \(step) 点）", en: " (each \(step)th point)") : ""
    return Self.table(
      (series.title.isEmpty ? plot.title ?? plot.caption ?? language(zh: "数值", en: "Values") : series.title)
        + note,
      ([plot.x.label, plot.y.label.isEmpty ? series.title : plot.y.label] + heads).map { head($0) },
      rows, mark: series.varying == nil ? "" : " data-k=\"\(index)\"")
  }

  private func grid(_ grid: ComputedPlot.Grid) -> String {
    let columns = Self.sample(grid.x.count, most: Self.mostColumns)
    let lines = Self.sample(grid.y.count, most: Self.mostColumns)
    var rows = ""
    for line in lines where line < grid.values.count {
      rows += "<tr>" + head(NumberText.brief(grid.y[line]), of: grid.y[line], scope: "row")
      for column in columns where column < grid.values[line].count {
        rows += Self.cell(grid.values[line][column])
      }
      rows += "</tr>"
    }
    let heads =
      [head("\(plot.y.label) ＼ \(plot.x.label)")]
      + columns.map { head(NumberText.brief(grid.x[$0]), of: grid.x[$0]) }
    return Self.table(
      language(zh: "网格上的值", en: "Values on the grid"), heads, rows,
      mark: grid.varying == nil ? "" : " data-grid")
  }

  private static func sample(_ count: Int, most: Int) -> [Int] {
    guard count > most else { return Array(0..<count) }
    return (0..<most).map { $0 * (count - 1) / (most - 1) }
  }

  private static func cell(_ value: Double) -> String {
    "<td data-value=\"\(NumberText.full(value))\">\(NumberText.brief(value, digits: 5))</td>"
  }

  /// A head, with the full number where it is one that the slider's function is asked at.
  private func head(_ text: String, of value: Double? = nil, scope: String = "col") -> String {
    let full = plot.parameter == nil ? nil : value.map { " data-value=\"\(NumberText.full($0))\"" }
    return
      "<th scope=\"\(scope)\"\(full ?? "")>\(PlotText.html(text.isEmpty ? language(zh: "值", en: "value") : text))</th>"
  }

  private static func table(_ caption: String, _ heads: [String], _ rows: String, mark: String) -> String {
    return
      "<div class=\"scroll\" role=\"region\" aria-label=\"\(escaped(PlotText.plain(caption)))\"><table class=\"computed\"\(mark)><caption>\(PlotText.html(caption))</caption><thead><tr>\(heads.joined())</tr></thead><tbody>\(rows)</tbody></table></div>"
  }
}
