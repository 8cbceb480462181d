import Foundation
import Snippets

/// z over a grid: filled between its contour levels, with their lines, and a scale that has the same levels.
struct HeatMap {
  private let grid: ComputedPlot.Grid
  private let x: Scale
  private let y: Scale
  /// Ascending: between two of them lies one colour.
  let levels: [Double]
  static let shades = 9

  init(_ grid: ComputedPlot.Grid, x: Scale, y: Scale) {
    self.grid = grid
    self.x = x
    self.y = y
    levels = Self.levels(of: grid)
  }

  /// The note's own, or round ones over where most values lie.
  private static func levels(of grid: ComputedPlot.Grid) -> [Double] {
    let own = Set(grid.contours.filter(\.isFinite)).sorted()
    if !own.isEmpty { return own }
    let values = grid.values.flatMap { $0 }.filter(\.isFinite).sorted()
    guard let low = values.first, let last = values.last, last > low else {
      return values.first.map { [$0] } ?? []
    }
    // A pole would leave one band for all the rest: the highest two in a hundred lie above the last level.
    let high = max(values[(values.count - 1) * 98 / 100], low)
    let scale = Scale(
      ComputedPlot.Axis(label: "", isLog: false, range: low...max(high, low.nextUp)), values: [], from: 0,
      to: 1,
      pads: false)
    return scale.ticks.filter { $0 > low && $0 < last }
  }

  /// - Parameter layout: where its labels must not lie.
  func svg(_ layout: inout LabelLayout) -> String { fill + contours(&layout) + scale(&layout) }

  /// The shade of what lies above so many levels.
  static func shade(_ band: Int, of levels: Int) -> Int {
    levels < 1 ? 0 : Int((Double(band) / Double(levels) * Double(shades - 1)).rounded())
  }

  /// The area above each level, each over that of the level below.
  private var fill: String {
    var out = path(of: nil, shade: 0)
    for (index, level) in levels.enumerated() {
      out += path(of: level, shade: Self.shade(index + 1, of: levels.count))
    }
    return "<g class=\"heat\" data-heat>\(out)</g>"
  }

  private func path(of level: Double?, shade: Int) -> String {
    let lines = Contour.areas(of: grid, above: level).map { line in
      line.enumerated().compactMap { index, point -> String? in
        guard let px = x.place(point.x), let py = y.place(point.y) else { return nil }
        return "\(index == 0 ? "M" : "L")\(coordinate(px)) \(coordinate(py))"
      }.joined() + "Z"
    }
    return lines.isEmpty ? "" : "<path class=\"z\(shade)\" fill-rule=\"evenodd\" d=\"\(lines.joined())\"/>"
  }

  private func contours(_ layout: inout LabelLayout) -> String {
    var out = ""
    for level in grid.contours {
      let lines = Contour.lines(of: grid, at: level)
      guard let longest = lines.max(by: { $0.count < $1.count }), longest.count > 1 else { continue }
      var path = ""
      for line in lines {
        var isFirst = true
        for point in line {
          guard let px = x.place(point.x), let py = y.place(point.y) else { continue }
          path += "\(isFirst ? "M" : "L")\(coordinate(px)) \(coordinate(py))"
          isFirst = false
        }
      }
      out += "<path class=\"contour\" d=\"\(path)\"/>"
      // In the middle, or as near to it as there is room.
      let places = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9].compactMap { share -> LabelPlace? in
        let point = longest[Int(Double(longest.count - 1) * share)]
        guard let px = x.place(point.x), let py = y.place(point.y) else { return nil }
        return (px, py + 4, .middle)
      }
      let text = NumberText.brief(level)
      if let place = layout.place(text, at: places) {
        out +=
          "<text class=\"level\" x=\"\(coordinate(places[place].x))\" y=\"\(coordinate(places[place].y))\" text-anchor=\"middle\">\(text)</text>"
      }
    }
    return "<g class=\"contours\">\(out)</g>"
  }

  /// The bands beside the map, a level between two of them.
  private func scale(_ layout: inout LabelLayout) -> String {
    let left = max(x.from, x.to) + 16
    let top = min(y.from, y.to)
    let step = abs(y.from - y.to) / Double(levels.count + 1)
    var out = "<g class=\"heat\">"
    for band in 0...levels.count {
      let at = top + step * Double(levels.count - band)
      out +=
        "<path class=\"z\(Self.shade(band, of: levels.count))\" d=\"M\(coordinate(left)) \(coordinate(at))h12v\(coordinate(step + 0.3))h-12z\"/>"
    }
    out += "</g><g class=\"axes\">"
    let every = max(1, Int((22 / max(step, 1)).rounded(.up)))
    for (index, level) in levels.enumerated() where index % every == 0 {
      let at = top + step * Double(levels.count - index)
      let text = NumberText.brief(level, digits: 3)
      layout.take(LabelLayout.box(text, x: left + 18, y: at + 4, .start))
      out += "<text x=\"\(coordinate(left + 18))\" y=\"\(coordinate(at + 4))\">\(text)</text>"
    }
    return out + "</g>"
  }
}

/// Lines of equal value by marching squares (Lorensen and Cline's method in two dimensions).
enum Contour {
  struct Point: Hashable {
    let x: Double
    let y: Double
  }

  static func lines(of grid: ComputedPlot.Grid, at level: Double) -> [[Point]] {
    var segments: [(Point, Point)] = []
    let rows = min(grid.y.count, grid.values.count)
    for row in 0..<max(rows - 1, 0) {
      let columns = min(grid.x.count, grid.values[row].count, grid.values[row + 1].count)
      for column in 0..<max(columns - 1, 0) {
        segments += cell(grid, row: row, column: column, level: level)
      }
    }
    return joined(segments)
  }

  /// Closed lines around what lies above a level; around all that has a value, where there is none.
  ///
  /// The grid gets an edge of no width that lies below: so no line ends at the frame, and each runs along it.
  static func areas(of grid: ComputedPlot.Grid, above level: Double?) -> [[Point]] {
    func edged<Value>(_ list: [Value], _ low: Value, _ high: Value) -> [Value] { [low] + list + [high] }
    guard let firstX = grid.x.first, let lastX = grid.x.last, let firstY = grid.y.first,
      let lastY = grid.y.last
    else { return [] }
    // How far below: as far as the values spread, so that a gap's edge lies half-way to its neighbours.
    let below = -1.0
    let rows = grid.values.map { row in
      edged(row.map { value in !value.isFinite ? below : level.map { share(value, $0) } ?? 1 }, below, below)
    }
    let empty = Array(repeating: -1.0, count: grid.x.count + 2)
    let padded = ComputedPlot.Grid(
      x: edged(grid.x, firstX, lastX), y: edged(grid.y, firstY, lastY),
      values: edged(rows, empty, empty), contours: [])
    return lines(of: padded, at: 0)
  }

  /// A value's distance from a level, which no size makes infinite.
  private static func share(_ value: Double, _ level: Double) -> Double {
    let distance = value - level
    return distance.isFinite ? distance : value > level ? .greatestFiniteMagnitude : -.greatestFiniteMagnitude
  }

  /// The segments within one square: crossings of its edges, in order around it, joined in pairs.
  private static func cell(
    _ grid: ComputedPlot.Grid, row: Int, column: Int, level: Double
  ) -> [(Point, Point)] {
    let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    let values = corners.map { grid.values[$0.0][$0.1] }
    guard values.allSatisfy(\.isFinite) else { return [] }
    var crossings: [Point] = []
    for edge in 0..<4 {
      let next = (edge + 1) % 4
      let (a, b) = (values[edge], values[next])
      guard (a < level) != (b < level) else { continue }
      // From the smaller corner on, so that neighbours find the very same point.
      let isForward = corners[edge] < corners[next]
      let (first, second) = isForward ? (edge, next) : (next, edge)
      let share = (level - values[first]) / (values[second] - values[first])
      let (from, to) = (corners[first], corners[second])
      crossings.append(
        Point(
          x: grid.x[from.1] + share * (grid.x[to.1] - grid.x[from.1]),
          y: grid.y[from.0] + share * (grid.y[to.0] - grid.y[from.0])))
    }
    if crossings.count == 2 { return [(crossings[0], crossings[1])] }
    guard crossings.count == 4 else { return [] }
    // A saddle: the middle decides which corners belong together.
    let isMiddleLow = values.reduce(0, +) / 4 < level
    return isMiddleLow == (values[0] < level)
      ? [(crossings[0], crossings[1]), (crossings[2], crossings[3])]
      : [(crossings[3], crossings[0]), (crossings[1], crossings[2])]
  }

  private static func joined(_ segments: [(Point, Point)]) -> [[Point]] {
    var at: [Point: [Int]] = [:]
    for (index, segment) in segments.enumerated() {
      at[segment.0, default: []].append(index)
      at[segment.1, default: []].append(index)
    }
    var used = Array(repeating: false, count: segments.count)
    func follow(from start: Point) -> [Point] {
      var line: [Point] = []
      var point = start
      while let next = at[point]?.first(where: { !used[$0] }) {
        used[next] = true
        point = segments[next].0 == point ? segments[next].1 : segments[next].0
        line.append(point)
      }
      return line
    }
    var lines: [[Point]] = []
    for index in segments.indices where !used[index] {
      used[index] = true
      let (a, b) = segments[index]
      lines.append(follow(from: a).reversed() + [a, b] + follow(from: b))
    }
    return lines
  }
}
