import Foundation
import Snippets

/// What stands in a plot's frame: curves, points, bars, bands, boxes.
struct PlotMarks {
  let plot: ComputedPlot
  let x: Scale
  let y: Scale
  let colors: [Int]
  /// The dash pattern of each line: no two alike while there are patterns left, 0 is solid.
  let dashes: [Int]

  init(_ plot: ComputedPlot, x: Scale, y: Scale, colors: [Int]) {
    self.plot = plot
    self.x = x
    self.y = y
    self.colors = colors
    dashes = Self.dashes(plot.series)
  }

  private static func dashes(_ series: [ComputedPlot.Series]) -> [Int] {
    var left = Array(0...5)
    return series.map { series in
      guard series.mark == .line else { return 0 }
      let place = left.firstIndex { !series.isDashed || $0 > 0 }
      return place.map { left.remove(at: $0) } ?? (series.isDashed ? 1 : 0)
    }
  }

  /// - Parameters:
  ///   - ends: where each name belongs.
  ///   - layout: learns where curves run.
  func svg(_ ends: inout [(y: Double, index: Int)], _ layout: inout LabelLayout) -> String {
    var out = ""
    // What is filled lies below what is drawn.
    let order = plot.series.indices.sorted {
      (plot.series[$0].mark == .band ? 0 : 1, $0) < (plot.series[$1].mark == .band ? 0 : 1, $1)
    }
    for index in order {
      let series = plot.series[index]
      switch series.mark {
      case .line: out += line(series, index, ends: &ends, layout: &layout)
      case .points: out += whiskers(series, index) + points(series, index, ends: &ends, layout: &layout)
      case .band: out += band(series, index, &ends)
      case .bars: out += bars(series, index, &layout)
      case .histogram: out += histogram(series, index)
      case .boxes: out += boxes(series, index)
      }
    }
    return out
  }

  private var top: Double { min(y.from, y.to) }
  private var bottom: Double { max(y.from, y.to) }

  private func clamped(_ place: Double) -> Double { min(max(place, top), bottom) }

  /// A curve, cut where it leaves the frame or is not finite.
  private func line(
    _ series: ComputedPlot.Series, _ index: Int, ends: inout [(y: Double, index: Int)],
    layout: inout LabelLayout
  ) -> String {
    var path = ""
    var last: (x: Double, y: Double)?
    var end: Double?
    for (a, b) in zip(series.x, series.y) {
      guard let px = x.place(a), let py = y.place(b), x.contains(a) else {
        last = nil
        continue
      }
      let clamped = min(max(py, top - 4), bottom + 4)
      let joins = last.map { y.contains(b) || (top...bottom).contains($0.y) } ?? false
      path += "\(joins ? "L" : "M")\(coordinate(px)) \(coordinate(clamped))"
      layout.cross(px, clamped)
      last = (px, py)
      end = clamped
    }
    if let end { ends.append((self.clamped(end), index)) }
    let dash = dashes[index] > 0 ? " dash\(dashes[index])" : ""
    let moves = series.varying?.function != nil
    return "<path\(moves ? " data-k=\"\(index)\"" : "") class=\"s s\(colors[index])\(dash)\" d=\"\(path)\"/>"
  }

  private func points(
    _ series: ComputedPlot.Series, _ index: Int, ends: inout [(y: Double, index: Int)],
    layout: inout LabelLayout
  ) -> String {
    var out = "<g class=\"p s\(colors[index])\">"
    var last: Double?
    for (a, b) in zip(series.x, series.y) where x.contains(a) && y.contains(b) {
      guard let px = x.place(a), let py = y.place(b) else { continue }
      out += "<path d=\"M\(coordinate(px)) \(coordinate(py))\(Self.shapes[index % Self.shapes.count])\"/>"
      layout.cross(px, py)
      last = py
    }
    if let last { ends.append((last, index)) }
    return out + "</g>"
  }

  /// Marks that differ by shape: disc, square, diamond, triangle, cross, plus.
  private static let shapes = [
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "m-3.5-3.5h7v7h-7z", "m0-5l5 5l-5 5l-5-5z", "m0-5l5 8.5h-10z",
    "m-4-4l8 8m-8 0l8-8", "m-5 0h10m-5-5v10",
  ]

  /// Bars of error: from low to high, with a short stroke at each end.
  private func whiskers(_ series: ComputedPlot.Series, _ index: Int) -> String {
    guard !series.low.isEmpty else { return "" }
    var path = ""
    for (a, (low, high)) in zip(series.x, zip(series.low, series.high)) where x.contains(a) {
      guard let px = x.place(a), let from = y.place(low), let to = y.place(high) else { continue }
      path += "M\(coordinate(px)) \(coordinate(clamped(from)))V\(coordinate(clamped(to)))"
      for (value, place) in [(low, from), (high, to)] where y.contains(value) {
        path += "M\(coordinate(px - 4)) \(coordinate(place))h8"
      }
    }
    return "<path class=\"s s\(colors[index]) error\" d=\"\(path)\"/>"
  }

  /// The area between two curves.
  private func band(_ series: ComputedPlot.Series, _ index: Int, _ ends: inout [(y: Double, index: Int)])
    -> String
  {
    var there: [String] = []
    var back: [String] = []
    var end: Double?
    for (a, (low, high)) in zip(series.x, zip(series.low, series.high)) where x.contains(a) {
      guard let px = x.place(a), let from = y.place(low), let to = y.place(high) else { continue }
      there.append("\(coordinate(px)) \(coordinate(clamped(to)))")
      back.append("\(coordinate(px)) \(coordinate(clamped(from)))")
      end = (clamped(from) + clamped(to)) / 2
    }
    guard there.count > 1, let end else { return "" }
    if !series.title.isEmpty { ends.append((end, index)) }
    let outline = "M" + (there + back.reversed()).joined(separator: "L") + "Z"
    return "<path class=\"band f\(colors[index])\" d=\"\(outline)\"/>"
  }

  private func bars(_ series: ComputedPlot.Series, _ index: Int, _ layout: inout LabelLayout) -> String {
    let groups = plot.series.filter { $0.mark == .bars }.count
    let place = plot.series[..<index].filter { $0.mark == .bars }.count
    let gap = series.x.count > 1 ? abs((x.place(series.x[1]) ?? 0) - (x.place(series.x[0]) ?? 0)) : 60
    let width = max(2, min(gap * 0.7, 64 * Double(groups)) / Double(groups))
    let base = y.place(y.isLog ? y.low : 0) ?? bottom
    var out = "<g class=\"b f\(colors[index]) h\(place % 4)\">"
    for (a, b) in zip(series.x, series.y) {
      guard let px = x.place(a), let py = y.place(b) else { continue }
      let left = px - width * Double(groups) / 2 + width * Double(place)
      let (high, low) = (clamped(min(py, base)), clamped(max(py, base)))
      out +=
        "<rect x=\"\(coordinate(left))\" y=\"\(coordinate(high))\" width=\"\(coordinate(width - 1))\" height=\"\(coordinate(max(low - high, 0.5)))\"/>"
      // A number that has no room stands in the data below.
      let text = NumberText.brief(b)
      let above = (x: left + width / 2, y: high - 5, anchor: LabelLayout.Anchor.middle)
      if layout.place(text, at: [above]) != nil {
        out +=
          "<text x=\"\(coordinate(above.x))\" y=\"\(coordinate(above.y))\" text-anchor=\"middle\">\(text)</text>"
      }
    }
    return out + "</g>"
  }

  /// Bars that touch: each as wide as its class.
  private func histogram(_ series: ComputedPlot.Series, _ index: Int) -> String {
    let base = y.place(y.isLog ? y.low : 0) ?? bottom
    var out = "<g class=\"b f\(colors[index]) h0\">"
    for (count, (low, high)) in zip(series.y, zip(series.low, series.high)) {
      guard let from = x.place(low), let to = x.place(high), let py = y.place(count) else { continue }
      let (up, down) = (clamped(min(py, base)), clamped(max(py, base)))
      out +=
        "<rect x=\"\(coordinate(min(from, to)))\" y=\"\(coordinate(up))\" width=\"\(coordinate(abs(to - from)))\" height=\"\(coordinate(down - up))\"/>"
    }
    return out + "</g>"
  }

  /// Median in a box from the lower to the upper quartile, whiskers to the least and the greatest.
  private func boxes(_ series: ComputedPlot.Series, _ index: Int) -> String {
    let width = min(46, abs((x.place(1) ?? 0) - (x.place(0) ?? 0)) * 0.5)
    var out = "<g class=\"b box f\(colors[index])\">"
    for (place, five) in zip(series.x, series.fives) {
      guard let px = x.place(place), five.count == 5 else { continue }
      let at = five.compactMap { y.place($0).map(clamped) }
      guard at.count == 5 else { continue }
      let (left, right) = (coordinate(px - width / 2), coordinate(px + width / 2))
      out +=
        "<rect x=\"\(left)\" y=\"\(coordinate(at[3]))\" width=\"\(coordinate(width))\" height=\"\(coordinate(at[1] - at[3]))\"/>"
      out +=
        "<path d=\"M\(left) \(coordinate(at[2]))H\(right)M\(coordinate(px)) \(coordinate(at[3]))V\(coordinate(at[4]))M\(coordinate(px)) \(coordinate(at[1]))V\(coordinate(at[0]))M\(coordinate(px - 8)) \(coordinate(at[4]))h16M\(coordinate(px - 8)) \(coordinate(at[0]))h16\"/>"
    }
    return out + "</g>"
  }
}
