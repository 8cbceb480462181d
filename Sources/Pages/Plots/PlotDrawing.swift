import Foundation
import Snippets

/// The inside of a plot's SVG: axes, marks, names beside them. No label lies on another, whatever the size of letters.
struct PlotDrawing {
  private let plot: ComputedPlot
  let x: Scale
  let y: Scale
  private let right: Double
  private let marks: PlotMarks

  private static let left = 64.0
  private static let top = 43.0
  private static let bottom = 322.0
  /// Between two names: a line of the larger letters of a phone.
  private static let step = 24.0

  init(_ plot: ComputedPlot, colors: SeriesColors = SeriesColors()) {
    self.plot = plot
    let names = plot.series.filter {
      ![.bars, .histogram, .boxes].contains($0.mark) || plot.series.count > 1
    }.map {
      PlotText.width($0.title)
    }
    // Names stand behind the curves' ends: room for the longest of them.
    let room = plot.grid == nil ? min(max((names.max() ?? 0) * 1.38 + 14, 20), 230) : 96
    right = PlotFigure.width - room
    var xs = (plot.grid?.x ?? []) + plot.markers.map(\.x)
    var ys = (plot.grid?.y ?? []) + plot.markers.map(\.y)
    for series in plot.series {
      let isHistogram = series.mark == .histogram
      xs += isHistogram ? series.low + series.high : series.x
      ys += series.y
      if !isHistogram { ys += series.low + series.high }
      for five in series.fives { ys += five }
    }
    // A plot that moves keeps its axes: they hold what any place of the slider gives.
    ys += plot.series.flatMap { $0.varying?.probes.compactMap(\.last) ?? [] }
    var spread = xs
    if plot.series.contains(where: { $0.mark == .bars || $0.mark == .boxes }), let low = xs.min(),
      let high = xs.max()
    {
      spread += [low - 0.6, high + 0.6]
    }
    if !plot.y.isLog, plot.series.contains(where: { $0.mark == .bars || $0.mark == .histogram }) {
      ys.append(0)
    }
    x = Scale(plot.x, values: spread, from: Self.left, to: right, pads: false)
    y = Scale(plot.y, values: ys, from: Self.bottom, to: Self.top, pads: plot.grid == nil)
    marks = PlotMarks(plot, x: x, y: y, colors: colors.of(plot.series))
  }

  /// What a script needs to tell values from places.
  var data: String {
    func said(_ scale: Scale) -> String {
      [scale.isLog ? 1 : 0, scale.low, scale.high, scale.from, scale.to].map { "\($0)" }.joined(
        separator: " ")
    }
    return "data-x=\"\(said(x))\" data-y=\"\(said(y))\""
  }

  var svg: String {
    var layout = LabelLayout(
      frame: LabelLayout.Box(left: 0, top: 0, right: PlotFigure.width, bottom: PlotFigure.height))
    var out = ""
    let axes = axes(hasGrid: plot.grid == nil, &layout)
    var ends: [(y: Double, index: Int)] = []
    // Behind names no other label may stand.
    if plot.grid == nil, right < PlotFigure.width - 40 {
      layout.take(
        LabelLayout.Box(left: right + 4, top: Self.top, right: PlotFigure.width, bottom: Self.bottom))
    }
    if let grid = plot.grid {
      // Markers first: a level's number finds another place.
      let markers = markers(&layout)
      out += HeatMap(grid, x: x, y: y).svg(&layout) + axes
      out += marks.svg(&ends, &layout)
      return out + names(ends) + markers
    }
    out += axes + marks.svg(&ends, &layout) + names(ends)
    return out + markers(&layout)
  }

  /// Where an axis is marked, and with what: labels of bars, or round numbers, so many that they do not touch.
  private var xTicks: [(place: Double, text: String)] {
    let ticks =
      plot.x.categories.isEmpty
      ? x.ticks.map { ($0, x.label($0)) }
      : plot.x.categories.enumerated().map { (Double($0.offset), PlotText.plain($0.element)) }
    let placed = ticks.compactMap { tick in x.place(tick.0).map { (place: $0, text: tick.1) } }
    for every in 1...8 {
      let some = placed.enumerated().filter { $0.offset % every == 0 }.map(\.element)
      let boxes = some.map { LabelLayout.box($0.text, x: $0.place, y: 0, .middle) }
      if zip(boxes, boxes.dropFirst()).allSatisfy({ $0.right + 4 < $1.left }) { return some }
    }
    return Array(placed.prefix(1))
  }

  private func axes(hasGrid: Bool, _ layout: inout LabelLayout) -> String {
    var out = "<g class=\"axes\">"
    for tick in y.ticks {
      guard let place = y.place(tick) else { continue }
      let at = coordinate(place)
      if hasGrid {
        let zero = tick == 0 ? " class=\"zero\"" : ""
        out += "<path\(zero) d=\"M\(coordinate(Self.left)) \(at)H\(coordinate(right))\"/>"
      }
      out +=
        "<text x=\"\(coordinate(Self.left - 8))\" y=\"\(coordinate(place + 4))\" text-anchor=\"end\">\(y.label(tick))</text>"
    }
    for (place, text) in xTicks {
      let at = coordinate(place)
      out += "<path d=\"M\(at) \(coordinate(Self.bottom))v5\"/>"
      out +=
        "<text x=\"\(at)\" y=\"\(coordinate(Self.bottom + 28))\" text-anchor=\"middle\">\(escaped(text))</text>"
    }
    let (left, low, high) = (coordinate(Self.left), coordinate(Self.bottom), coordinate(Self.top))
    out +=
      hasGrid
      ? "<path class=\"frame\" d=\"M\(left) \(low)H\(coordinate(right))\"/>"
      : "<path class=\"frame\" d=\"M\(left) \(high)V\(low)H\(coordinate(right))V\(high)Z\"/>"
    out +=
      "<text class=\"axis\" x=\"\(coordinate(right))\" y=\"\(coordinate(Self.bottom + 52))\" text-anchor=\"end\">\(PlotText.svg(plot.x.label))</text>"
    layout.take(LabelLayout.box(plot.y.label, x: 8, y: 22, .start))
    return out + "<text class=\"axis\" x=\"8\" y=\"22\">\(PlotText.svg(plot.y.label))</text></g>"
  }

  /// Names beside the ends of their curves, moved apart where they would meet.
  private func names(_ ends: [(y: Double, index: Int)]) -> String {
    var placed = ends.filter { !plot.series[$0.index].title.isEmpty }.sorted {
      ($0.y, $0.index) < ($1.y, $1.index)
    }
    guard plot.grid == nil else { return keys(placed.map(\.index).sorted()) }
    for index in placed.indices.dropFirst() {
      placed[index].y = max(placed[index].y, placed[index - 1].y + Self.step)
    }
    if (placed.last?.y ?? 0) > Self.bottom {
      var limit = Self.bottom
      for index in placed.indices.reversed() {
        placed[index].y = min(placed[index].y, limit)
        limit = placed[index].y - Self.step
      }
    }
    var out = ""
    for (y, index) in placed {
      out +=
        "<text\(plot.parameter == nil ? "" : " data-n=\"\(index)\"") class=\"name s\(marks.colors[index])\" x=\"\(coordinate(right + 8))\" y=\"\(coordinate(y + 4))\">\(PlotText.svg(plot.series[index].title))</text>"
    }
    // Bars have no ends: their names stand at the top.
    for (row, index) in plot.series.indices.filter({ plot.series[$0].mark == .bars && plot.series.count > 1 })
      .enumerated()
    {
      out +=
        "<text class=\"name s\(marks.colors[index])\" x=\"\(coordinate(right + 8))\" y=\"\(coordinate(Self.top + 4 + Self.step * Double(row)))\">\(PlotText.svg(plot.series[index].title))</text>"
    }
    return out
  }

  /// Over a heat map a curve's name stands below the frame, with a stroke of its own.
  private func keys(_ indices: [Int]) -> String {
    var out = ""
    var left = Self.left
    for index in indices {
      let title = plot.series[index].title
      let at = coordinate(Self.bottom + 47)
      let dash = marks.dashes[index] > 0 ? " dash\(marks.dashes[index])" : ""
      out +=
        "<path class=\"s s\(marks.colors[index])\(dash)\" d=\"M\(coordinate(left)) \(at)h26\"/><text class=\"name\" x=\"\(coordinate(left + 32))\" y=\"\(coordinate(Self.bottom + 52))\">\(PlotText.svg(title))</text>"
      left += 56 + PlotText.width(title) * 1.38
    }
    return out
  }

  private func markers(_ layout: inout LabelLayout) -> String {
    var out = ""
    for marker in plot.markers {
      if let px = x.place(marker.x), let py = y.place(marker.y) {
        layout.take(LabelLayout.Box(left: px - 6, top: py - 6, right: px + 6, bottom: py + 6))
      }
    }
    for (index, marker) in plot.markers.enumerated() {
      let isInside = x.contains(marker.x) && y.contains(marker.y)
      let moves = marker.varying != nil
      guard isInside || moves, let px = x.place(marker.x), let py = y.place(marker.y) else { continue }
      // Above, below, beside; then further off.
      let places = [9.0, 22, 36].flatMap { Self.around(px, py, $0) }
      let place = layout.place(marker.label, at: places).map { places[$0] } ?? places[0]
      out +=
        "<g\(moves ? " data-m=\"\(index)\"" : "") class=\"marker\"\(isInside ? "" : " style=\"display:none\"")><circle cx=\"\(coordinate(px))\" cy=\"\(coordinate(py))\" r=\"4.5\"/>"
      out +=
        "<text x=\"\(coordinate(place.x))\" y=\"\(coordinate(place.y))\" text-anchor=\"\(place.anchor.rawValue)\">\(PlotText.svg(marker.label))</text></g>"
    }
    return out
  }

  /// Beside, above and below a point.
  private static func around(_ x: Double, _ y: Double, _ far: Double) -> [LabelPlace] {
    let (above, below) = (y - far + 2, y + far + 8)
    return [
      (x + 9, above, .start), (x - 9, above, .end), (x + 9, below, .start), (x - 9, below, .end),
      (x, above - 4, .middle), (x, below + 5, .middle),
    ]
  }
}
