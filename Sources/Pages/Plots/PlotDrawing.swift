import Foundation
import Snippets

/// The inside of a plot's SVG: axes, marks, names beside them.
struct PlotDrawing {
  private let plot: ComputedPlot
  let x: Scale
  let y: Scale
  private let right: Double
  /// The dash pattern of each series: no two alike while there are patterns left, 0 is solid.
  private let dashes: [Int]

  private static let left = 64.0
  private static let top = 26.0
  private static let bottom = 336.0

  init(_ plot: ComputedPlot) {
    self.plot = plot
    let names = plot.series.filter { $0.mark != .bars || plot.series.count > 1 }.map {
      Self.width(of: $0.title)
    }
    // Names stand behind the curves' ends: room for the longest of them.
    let room = plot.grid == nil ? min(max((names.max() ?? 0) * 1.3 + 14, 20), 220) : 92
    right = PlotFigure.width - room
    dashes = Self.dashes(plot.series)
    let xs = plot.series.flatMap(\.x) + (plot.grid?.x ?? []) + plot.markers.map(\.x)
    var ys = plot.series.flatMap(\.y) + (plot.grid?.y ?? []) + plot.markers.map(\.y)
    // A plot that moves keeps its axes: they hold what any place of the slider gives.
    ys += plot.series.flatMap { $0.varying?.probes.compactMap(\.last) ?? [] }
    var spread = xs
    if plot.series.contains(where: { $0.mark == .bars }) {
      if !plot.y.isLog { ys.append(0) }
      if let low = xs.min(), let high = xs.max() { spread += [low - 0.6, high + 0.6] }
    }
    x = Scale(plot.x, values: spread, from: Self.left, to: right, pads: false)
    y = Scale(plot.y, values: ys, from: Self.bottom, to: Self.top, pads: plot.grid == nil)
  }

  /// A text's width in pixels at 13 px: a Han character is 13, others about 7.
  static func width(of text: String) -> Double {
    text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 13 : 7.4) }
  }

  private static func dashes(_ series: [ComputedPlot.Series]) -> [Int] {
    var left = Array(0...5)
    return series.map { series in
      guard series.mark == .line else { return 0 }
      let place = left.firstIndex { !series.isDashed || $0 > 0 }
      return place.map { left.remove(at: $0) } ?? (series.isDashed ? 1 : 0)
    }
  }

  var svg: String {
    var out = ""
    if let grid = plot.grid {
      out += HeatMap(grid, x: x, y: y).svg + axes(hasGrid: false)
    } else {
      out += axes(hasGrid: true)
    }
    var ends: [(y: Double, index: Int)] = []
    for (index, series) in plot.series.enumerated() {
      switch series.mark {
      case .line: out += line(series, index, &ends)
      case .points: out += points(series, index, &ends)
      case .bars: out += bars(series, index)
      }
    }
    return out + names(ends) + markers
  }

  private func axes(hasGrid: Bool) -> String {
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
    for tick in x.ticks {
      guard let place = x.place(tick) else { continue }
      let at = coordinate(place)
      out += "<path d=\"M\(at) \(coordinate(Self.bottom))v5\"/>"
      out +=
        "<text x=\"\(at)\" y=\"\(coordinate(Self.bottom + 20))\" text-anchor=\"middle\">\(x.label(tick))</text>"
    }
    if !hasGrid {
      out +=
        "<path class=\"frame\" d=\"M\(coordinate(Self.left)) \(coordinate(Self.top))V\(coordinate(Self.bottom))H\(coordinate(right))V\(coordinate(Self.top))Z\"/>"
    } else {
      out +=
        "<path class=\"frame\" d=\"M\(coordinate(Self.left)) \(coordinate(Self.bottom))H\(coordinate(right))\"/>"
    }
    out +=
      "<text class=\"axis\" x=\"\(coordinate(right))\" y=\"\(coordinate(Self.bottom + 38))\" text-anchor=\"end\">\(escaped(plot.x.label))</text>"
    return out + "<text class=\"axis\" x=\"8\" y=\"14\">\(escaped(plot.y.label))</text></g>"
  }

  private func moves(_ series: ComputedPlot.Series) -> Bool { series.varying?.function != nil }

  /// A curve, cut where it leaves the frame or is not finite.
  private func line(_ series: ComputedPlot.Series, _ index: Int, _ ends: inout [(y: Double, index: Int)])
    -> String
  {
    var path = ""
    var last: (x: Double, y: Double)?
    var end: Double?
    for (a, b) in zip(series.x, series.y) {
      guard let px = x.place(a), let py = y.place(b), x.contains(a) else {
        last = nil
        continue
      }
      let clamped = min(max(py, Self.top - 4), Self.bottom + 4)
      if let last {
        if y.contains(b) || (Self.top...Self.bottom).contains(last.y) {
          path += "L\(coordinate(px)) \(coordinate(clamped))"
        } else {
          path += "M\(coordinate(px)) \(coordinate(clamped))"
        }
      } else {
        path += "M\(coordinate(px)) \(coordinate(clamped))"
      }
      last = (px, py)
      end = clamped
    }
    if let end { ends.append((min(max(end, Self.top), Self.bottom), index)) }
    let dash = dashes[index] > 0 ? " dash\(dashes[index])" : ""
    return
      "<path\(moves(series) ? " data-k=\"\(index)\"" : "") class=\"s s\(index % 6)\(dash)\" d=\"\(path)\"/>"
  }

  private func points(_ series: ComputedPlot.Series, _ index: Int, _ ends: inout [(y: Double, index: Int)])
    -> String
  {
    var out = "<g class=\"p s\(index % 6)\">"
    var last: Double?
    for (a, b) in zip(series.x, series.y) where x.contains(a) && y.contains(b) {
      guard let px = x.place(a), let py = y.place(b) else { continue }
      out += "<path d=\"M\(coordinate(px)) \(coordinate(py))\(Self.shapes[index % Self.shapes.count])\"/>"
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

  private func bars(_ series: ComputedPlot.Series, _ index: Int) -> String {
    let groups = plot.series.filter { $0.mark == .bars }.count
    let gap = series.x.count > 1 ? abs((x.place(series.x[1]) ?? 0) - (x.place(series.x[0]) ?? 0)) : 60
    let width = max(2, min(gap * 0.7, 64) / Double(groups))
    let base = y.place(y.isLog ? y.low : 0) ?? Self.bottom
    var out = "<g class=\"b s\(index % 6) h\(index % 6)\">"
    for (a, b) in zip(series.x, series.y) {
      guard let px = x.place(a), let py = y.place(b) else { continue }
      let left = px - width * Double(groups) / 2 + width * Double(index % groups)
      let top = min(max(min(py, base), Self.top), Self.bottom)
      let bottom = min(max(max(py, base), Self.top), Self.bottom)
      out +=
        "<rect x=\"\(coordinate(left))\" y=\"\(coordinate(top))\" width=\"\(coordinate(width - 1))\" height=\"\(coordinate(max(bottom - top, 0.5)))\"/>"
      out +=
        "<text x=\"\(coordinate(left + width / 2))\" y=\"\(coordinate(top - 5))\" text-anchor=\"middle\">\(NumberText.brief(b))</text>"
    }
    return out + "</g>"
  }

  /// Names beside the ends of their curves, moved apart where they would meet.
  private func names(_ ends: [(y: Double, index: Int)]) -> String {
    var placed = ends.sorted { ($0.y, $0.index) < ($1.y, $1.index) }
    let step = 18.0
    for index in placed.indices.dropFirst() {
      placed[index].y = max(placed[index].y, placed[index - 1].y + step)
    }
    let overflow = (placed.last?.y ?? 0) - Self.bottom
    if overflow > 0 {
      var limit = Self.bottom
      for index in placed.indices.reversed() {
        placed[index].y = min(placed[index].y, limit)
        limit = placed[index].y - step
      }
    }
    var out = ""
    for (y, index) in placed {
      if plot.grid != nil { continue }
      out +=
        "<text\(plot.parameter == nil ? "" : " data-n=\"\(index)\"") class=\"name s\(index % 6)\" x=\"\(coordinate(right + 8))\" y=\"\(coordinate(y + 4))\">\(escaped(plot.series[index].title))</text>"
    }
    guard plot.grid != nil else { return out }
    // Over a heat map a curve's name stands below the frame, with a stroke of its own.
    var left = Self.left
    for (index, series) in plot.series.enumerated() where series.mark == .line {
      let at = coordinate(Self.bottom + 34)
      out +=
        "<path class=\"s s\(index % 6)\(dashes[index] > 0 ? " dash\(dashes[index])" : "")\" d=\"M\(coordinate(left)) \(at)h26\"/><text class=\"name\" x=\"\(coordinate(left + 32))\" y=\"\(coordinate(Self.bottom + 38))\">\(escaped(series.title))</text>"
      left += 56 + Self.width(of: series.title)
    }
    return out
  }

  private var markers: String {
    var out = ""
    for (index, marker) in plot.markers.enumerated() {
      let isInside = x.contains(marker.x) && y.contains(marker.y)
      let moves = marker.varying != nil
      guard isInside || moves, let px = x.place(marker.x), let py = y.place(marker.y) else { continue }
      let isNearRight = px + 10 + Self.width(of: marker.label) > right
      let text = isNearRight ? px - 9 : px + 9
      out +=
        "<g\(moves ? " data-m=\"\(index)\"" : "") class=\"marker\"\(isInside ? "" : " style=\"display:none\"")><circle cx=\"\(coordinate(px))\" cy=\"\(coordinate(py))\" r=\"4.5\"/>"
      out +=
        "<text x=\"\(coordinate(text))\" y=\"\(coordinate(py - 7))\" text-anchor=\"\(isNearRight ? "end" : "start")\">\(escaped(marker.label))</text></g>"
    }
    return out
  }
}
