import Snippets

/// z over a grid as bands of one hue, with its contours and a scale.
struct HeatMap {
  private let grid: ComputedPlot.Grid
  private let x: Scale
  private let y: Scale
  let low: Double
  let high: Double
  private static let bands = 9

  init(_ grid: ComputedPlot.Grid, x: Scale, y: Scale) {
    self.grid = grid
    self.x = x
    self.y = y
    let values = grid.values.flatMap { $0 }.filter(\.isFinite).sorted()
    low = values.first ?? 0
    // A pole would leave one band for all the rest: the highest two in a hundred share a colour.
    high = values.isEmpty ? 1 : max(values[(values.count - 1) * 98 / 100], low)
  }

  var svg: String { cells + contours + scale }

  private func band(_ value: Double) -> Int {
    guard high > low else { return 0 }
    // Parted by four, so that no difference is too large for a number.
    let share = (value / 4 - low / 4) / (high / 4 - low / 4)
    return share.isFinite ? Int(min(max(share * Double(Self.bands), 0), Double(Self.bands - 1))) : 0
  }

  /// Neighbours of one band in a row are one rectangle, and a band is one path.
  private var cells: String {
    var paths = Array(repeating: "", count: Self.bands)
    let xs = Self.edges(grid.x, x)
    let ys = Self.edges(grid.y, y)
    for (row, values) in grid.values.enumerated() where row + 1 < ys.count {
      var column = 0
      while column < values.count, column + 1 < xs.count {
        guard values[column].isFinite else {
          column += 1
          continue
        }
        let band = band(values[column])
        var end = column + 1
        while end < values.count, end + 1 < xs.count, values[end].isFinite, self.band(values[end]) == band {
          end += 1
        }
        paths[band] +=
          "M\(coordinate(xs[column])) \(coordinate(ys[row]))H\(coordinate(xs[end]))V\(coordinate(ys[row + 1]))H\(coordinate(xs[column]))Z"
        column = end
      }
    }
    let drawn = paths.enumerated().filter { !$0.element.isEmpty }.map {
      "<path class=\"z\($0.offset)\" d=\"\($0.element)\"/>"
    }
    return "<g class=\"heat\" data-heat>\(drawn.joined())</g>"
  }

  /// Half-way between the places of the grid's lines, within the frame.
  private static func edges(_ values: [Double], _ scale: Scale) -> [Double] {
    let places = values.compactMap(scale.place)
    guard let first = places.first, let last = places.last, places.count == values.count else { return [] }
    let between = zip(places, places.dropFirst()).map { ($0 + $1) / 2 }
    let bounds = (min(scale.from, scale.to), max(scale.from, scale.to))
    guard let firstGap = between.first, let lastGap = between.last else { return [bounds.0, bounds.1] }
    let edges: [Double] = [2 * first - firstGap] + between + [2 * last - lastGap]
    return edges.map { min(max($0, bounds.0), bounds.1) }
  }

  private var contours: String {
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
      let middle = longest[longest.count / 2]
      if let px = x.place(middle.x), let py = y.place(middle.y) {
        out +=
          "<text class=\"level\" x=\"\(coordinate(px))\" y=\"\(coordinate(py + 4))\" text-anchor=\"middle\">\(NumberText.brief(level))</text>"
      }
    }
    return "<g class=\"contours\">\(out)</g>"
  }

  private func value(at share: Double) -> Double {
    let value = low + (high - low) * share
    return value.isFinite ? value : low * (1 - share) + high * share
  }

  /// The bands beside the map, with the values at their ends.
  private var scale: String {
    let left = max(x.from, x.to) + 16
    let top = min(y.from, y.to)
    let step = abs(y.from - y.to) / Double(Self.bands)
    var out = "<g class=\"heat\">"
    for band in 0..<Self.bands {
      let at = top + step * Double(Self.bands - 1 - band)
      out +=
        "<path class=\"z\(band)\" d=\"M\(coordinate(left)) \(coordinate(at))h12v\(coordinate(step + 0.3))h-12z\"/>"
    }
    out += "</g><g class=\"axes\">"
    for share: Double in [0, 1.0 / 3, 2.0 / 3, 1] {
      let at = top + step * Double(Self.bands) * (1 - share)
      let more = share == 1 ? "≥ " : ""
      out +=
        "<text x=\"\(coordinate(left + 18))\" y=\"\(coordinate(at + 4))\">\(more)\(NumberText.brief(value(at: share), digits: 2))</text>"
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
        segments += cell(grid, row, column, level)
      }
    }
    return joined(segments)
  }

  /// The segments within one square: crossings of its edges, in order around it, joined in pairs.
  private static func cell(
    _ grid: ComputedPlot.Grid, _ row: Int, _ column: Int, _ level: Double
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
