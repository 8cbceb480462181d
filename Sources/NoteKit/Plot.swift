/// An axis of a plot: its label, its range if it is fixed, its scale.
public struct Axis {
  let label: String
  let range: ClosedRange<Double>?
  let isLog: Bool

  /// A linear axis; without a range it fits the marks.
  public static func axis(_ label: String, _ range: ClosedRange<Double>? = nil) -> Axis {
    Axis(label: label, range: range, isLog: false)
  }
  /// A logarithmic axis; its range lies above zero.
  public static func log(_ label: String, _ range: ClosedRange<Double>? = nil) -> Axis {
    Axis(label: label, range: range, isLog: true)
  }
}

/// One thing drawn in a plot.
public struct PlotMark {
  enum Kind {
    case curve(over: ClosedRange<Double>, samples: Int, (Double) -> Double)
    case series(String, x: [Double], y: [Double])
    case bars([String], [Double])
    /// A value with what lies below and above it: error bars, a band, a histogram's classes.
    case spread(String, x: [Double], y: [Double], low: [Double], high: [Double])
    case boxes([String], [[Double]])
    case grid(
      x: ClosedRange<Double>, y: ClosedRange<Double>, samples: Int, contours: [Double],
      (Double, Double) -> Double)
    case marker(Double, Double)
  }
  let title: String
  let isDashed: Bool
  let kind: Kind
}

/// A function's curve; along a logarithmic axis its samples are spaced logarithmically.
public func line(
  _ title: String, over range: ClosedRange<Double>, samples: Int = 200, dashed: Bool = false,
  _ value: @escaping (Double) -> Double
) -> PlotMark {
  PlotMark(
    title: title, isDashed: dashed, kind: .curve(over: range, samples: min(max(samples, 2), 10_000), value))
}

/// A line through points.
public func line(_ title: String, x: [Double], y: [Double], dashed: Bool = false) -> PlotMark {
  PlotMark(title: title, isDashed: dashed, kind: .series("line", x: x, y: y))
}

/// Points by themselves.
public func points(_ title: String, x: [Double], y: [Double]) -> PlotMark {
  PlotMark(title: title, isDashed: false, kind: .series("points", x: x, y: y))
}

/// A bar for each label.
public func bars(_ labels: [String], _ heights: [Double], _ title: String = "") -> PlotMark {
  PlotMark(title: title, isDashed: false, kind: .bars(labels, heights))
}

/// A function of two variables as colours, with lines of equal value.
public func heatmap(
  x: ClosedRange<Double>, y: ClosedRange<Double>, samples: Int = 60, contours: [Double] = [],
  _ value: @escaping (Double, Double) -> Double
) -> PlotMark {
  PlotMark(
    title: "", isDashed: false,
    kind: .grid(x: x, y: y, samples: min(max(samples, 2), 400), contours: contours, value))
}

/// A point that the text speaks of, with a label.
public func marker(_ x: Double, _ y: Double, _ label: String = "") -> PlotMark {
  PlotMark(title: label, isDashed: false, kind: .marker(x, y))
}

/// A plot that stands where the snippet stands.
public func plot(
  _ title: String? = nil, x: Axis, y: Axis, _ marks: PlotMark..., caption: String? = nil,
  line: Int = #line
) {
  guard Channel.isOpen else { return }
  var fields = [Channel.field(line), Channel.field(title), Channel.field(caption)]
  fields += x.fields + y.fields + [Channel.field(nil)]
  fields.append(Channel.field(marks.count))
  for mark in marks { fields += mark.fields(x: x, y: y) }
  Channel.send("plot", fields)
}

extension Axis {
  var fields: [String] {
    let bounds = range.map { [$0.lowerBound, $0.upperBound] } ?? []
    return [Channel.field(label), Channel.field(isLog)] + Channel.fields(bounds)
  }

  /// Evenly spaced on this axis, both ends included.
  func samples(_ count: Int, over range: ClosedRange<Double>) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    return (0..<count).map { index in
      if index == 0 { return low }
      if index == count - 1 { return high }
      let share = Double(index) / Double(count - 1)
      return isLog && low > 0
        ? exponential(naturalLog(low) + share * (naturalLog(high) - naturalLog(low)))
        : low + share * (high - low)
    }
  }
}

extension PlotMark {
  func fields(x: Axis, y: Axis) -> [String] {
    let head = [Channel.field(title), Channel.field(isDashed)]
    switch kind {
    case .curve(let range, let samples, let value):
      let xs = x.samples(samples, over: range)
      return ["line"] + head + Channel.fields(xs) + Channel.fields(xs.map(value))
    case .series(let kind, let xs, let ys):
      return [kind] + head + Channel.fields(xs) + Channel.fields(ys)
    case .bars(let labels, let heights):
      return ["bars"] + head + [Channel.field(labels.count)] + labels.map { Channel.field($0) }
        + Channel.fields(heights)
    case .spread(let kind, let xs, let ys, let low, let high):
      return [kind] + head + Channel.fields(xs) + Channel.fields(ys) + Channel.fields(low)
        + Channel.fields(high)
    case .boxes(let labels, let samples):
      return ["boxes"] + head + [Channel.field(labels.count)] + labels.map { Channel.field($0) }
        + Channel.fields(samples.flatMap { fiveNumbers($0) })
    case .grid(let xRange, let yRange, let samples, let contours, let value):
      let xs = x.samples(samples, over: xRange)
      let ys = y.samples(samples, over: yRange)
      let values = ys.flatMap { y in xs.map { value($0, y) } }
      return ["grid"] + head + Channel.fields(xs) + Channel.fields(ys) + Channel.fields(contours)
        + Channel.fields(values)
    case .marker(let x, let y):
      return ["marker"] + head + [Channel.field(x), Channel.field(y)]
    }
  }
}
