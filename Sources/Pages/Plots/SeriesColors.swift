import Snippets

/// One colour a name through the whole site, in the order in which the names come.
struct SeriesColors: Sendable {
  static let count = 6
  private var places: [String: Int] = [:]

  init(_ plots: some Sequence<ComputedPlot> = []) {
    for plot in plots {
      for series in plot.series {
        let name = PlotText.plain(series.title)
        if places[name] == nil { places[name] = places.count % Self.count }
      }
    }
  }

  /// The same for the same colours.
  var words: String { places.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value)\n" }.joined() }

  /// The colours of one plot's series: two in one plot never share one while there are others.
  func of(_ series: [ComputedPlot.Series]) -> [Int] {
    var used: Set<Int> = []
    return series.enumerated().map { index, series in
      var color = places[PlotText.plain(series.title)] ?? index % Self.count
      if used.count < Self.count { while used.contains(color) { color = (color + 1) % Self.count } }
      used.insert(color)
      return color
    }
  }
}
