extension ComputedTable {
  init(_ fields: inout RecordFields, sources: [String?]) {
    let caption = fields.text()
    let columnCount = fields.count()
    let rowCount = fields.int()
    var columns: [Column] = []
    for index in 0..<columnCount {
      columns.append(
        Column(
          title: fields.text() ?? "", unit: fields.text(), format: fields.text(),
          source: sources.indices.contains(index) ? sources[index] : nil))
    }
    var cells: [[ComputedNumber]] = []
    while cells.count < rowCount, columnCount > 0, fields.rest.count >= columnCount {
      cells.append((0..<columnCount).map { _ in fields.number() })
    }
    self.init(caption: caption, columns: columns, cells: cells)
  }
}

extension ComputedPlot {
  /// Finds the call of a varying mark by its function, its title and the program's line.
  typealias MarkFinder = (_ name: String, _ title: String, _ line: Int) -> CallPlaces.Closure?

  init(_ fields: inout RecordFields, mark find: MarkFinder) {
    let title = fields.text()
    let caption = fields.text()
    self.init(
      title: title, caption: caption, x: Axis(&fields), y: Axis(&fields), series: [], grid: nil, markers: [])
    parameter = Parameter(&fields)
    for _ in 0..<fields.count() { takeMark(&fields, find) }
  }

  private mutating func takeMark(_ fields: inout RecordFields, _ find: MarkFinder) {
    var kind = fields.raw()
    var varying: (line: Int, values: [Double])?
    if kind == "vary" {
      varying = (fields.int(), fields.doubles())
      kind = fields.raw()
    }
    func made(_ name: String, _ title: String, arity: Int) -> Varying? {
      guard let varying else { return nil }
      let closure = find(name, title, varying.line)
      let size = arity + 1
      let probes = stride(from: 0, to: varying.values.count - size + 1, by: size).map {
        Array(varying.values[$0..<$0 + size])
      }
      return Varying(source: closure?.source, range: closure?.range, probes: probes, function: nil)
    }
    let title = fields.text() ?? ""
    let isDashed = fields.bool()
    switch kind {
    case "line", "points":
      let mark: Mark = kind == "line" ? .line : .points
      series.append(
        Series(title: title, mark: mark, isDashed: isDashed, x: fields.doubles(), y: fields.doubles()))
      series[series.count - 1].varying = made("line", title, arity: 2)
    case "bars":
      let labels = (0..<fields.count()).map { _ in fields.text() ?? "" }
      if x.categories.count < labels.count { x.categories = labels }
      let heights = fields.doubles()
      series.append(
        Series(
          title: title, mark: .bars, isDashed: isDashed, x: heights.indices.map { Double($0) }, y: heights))
    case "errors", "band", "histogram":
      let mark: Mark = kind == "errors" ? .points : kind == "band" ? .band : .histogram
      var made = Series(title: title, mark: mark, isDashed: false, x: fields.doubles(), y: fields.doubles())
      (made.low, made.high) = (fields.doubles(), fields.doubles())
      let count = min(made.x.count, made.y.count, made.low.count, made.high.count)
      guard count > 0, made.x.count == count, made.y.count == count else { return }
      series.append(made)
    case "boxes":
      let labels = (0..<fields.count()).map { _ in fields.text() ?? "" }
      if x.categories.count < labels.count { x.categories = labels }
      let flat = fields.doubles()
      let fives = stride(from: 0, to: flat.count - 4, by: 5).map { Array(flat[$0..<$0 + 5]) }
      var made = Series(
        title: title, mark: .boxes, isDashed: false, x: fives.indices.map { Double($0) },
        y: fives.map { $0[2] })
      made.fives = fives
      series.append(made)
    case "grid":
      let (x, y, contours, flat) = (fields.doubles(), fields.doubles(), fields.doubles(), fields.doubles())
      guard !x.isEmpty, flat.count == x.count * y.count else { return }
      let rows = stride(from: 0, to: flat.count, by: x.count).map { Array(flat[$0..<$0 + x.count]) }
      grid = Grid(x: x, y: y, values: rows, contours: contours)
      grid?.varying = made("heatmap", "", arity: 3)
    case "marker":
      markers.append(Marker(x: fields.double(), y: fields.double(), label: title))
      markers[markers.count - 1].varying = made("marker", title, arity: 2)
    default: return
    }
  }
}

extension ComputedPlot.Axis {
  fileprivate init(_ fields: inout RecordFields) {
    let label = fields.text() ?? ""
    let isLog = fields.bool()
    let bounds = fields.doubles()
    let isRange = bounds.count == 2 && bounds[0] <= bounds[1]
    self.init(label: label, isLog: isLog, range: isRange ? bounds[0]...bounds[1] : nil)
  }
}
