/// What a reader moves under a plot.
public struct Parameter {
  let name: String
  let range: ClosedRange<Double>
  let start: Double
  let step: Double

  /// A parameter with a slider.
  ///
  /// - Parameters:
  ///   - start: where the still picture stands; what a reader without script sees.
  ///   - step: between two places of the slider; without one a round number that parts the range into a
  ///     hundred places or a little more.
  public static func parameter(
    _ name: String, _ range: ClosedRange<Double>, at start: Double, step: Double? = nil
  ) -> Parameter {
    let width = range.upperBound - range.lowerBound
    return Parameter(
      name: name, range: range, start: min(max(start, range.lowerBound), range.upperBound),
      step: step.flatMap { $0 > 0 && $0 <= width ? $0 : nil } ?? roundStep(width / 100))
  }

  /// 1, 2 or 5 by tens, at most as large as asked.
  private static func roundStep(_ most: Double) -> Double {
    guard most > 0, most < .infinity else { return 1 }
    var power = 1.0
    while power > most { power /= 10 }
    while power * 10 <= most { power *= 10 }
    return power * ([5.0, 2].first { $0 * power <= most } ?? 1)
  }
}

/// What a plot with a parameter draws: marks that follow it, and marks that stand still.
public protocol Mark {
  @_spi(Weaving) func _fields(x: Axis, y: Axis, vary: Parameter) -> [String]
}

extension PlotMark: Mark {
  @_spi(Weaving) public func _fields(x: Axis, y: Axis, vary: Parameter) -> [String] { fields(x: x, y: y) }
}

/// A mark whose function takes the plot's parameter last.
public struct VaryingMark: Mark {
  enum Kind {
    case curve(over: ClosedRange<Double>, samples: Int, isDashed: Bool, (Double, Double) -> Double)
    case grid(
      x: ClosedRange<Double>, y: ClosedRange<Double>, samples: Int, contours: [Double],
      (Double, Double, Double) -> Double)
    case marker(Double, (Double, Double) -> Double)
  }
  let title: String
  let line: Int
  let kind: Kind
}

/// A function's curve that follows the plot's parameter: `{ p, γ in FL(p: p, y: 1, γ: γ) }`.
public func line(
  _ title: String, over range: ClosedRange<Double>, samples: Int = 200, dashed: Bool = false,
  line: Int = #line, _ value: @escaping (Double, Double) -> Double
) -> VaryingMark {
  VaryingMark(
    title: title, line: line,
    kind: .curve(over: range, samples: min(max(samples, 2), 2_000), isDashed: dashed, value))
}

/// A function of two variables as colours that follow the plot's parameter.
public func heatmap(
  x: ClosedRange<Double>, y: ClosedRange<Double>, samples: Int = 60, contours: [Double] = [],
  line: Int = #line, _ value: @escaping (Double, Double, Double) -> Double
) -> VaryingMark {
  VaryingMark(
    title: "", line: line,
    kind: .grid(x: x, y: y, samples: min(max(samples, 2), 200), contours: contours, value))
}

/// A point at `x` whose height follows the plot's parameter.
public func marker(
  _ x: Double, _ label: String = "", line: Int = #line, _ value: @escaping (Double, Double) -> Double
) -> VaryingMark {
  VaryingMark(title: label, line: line, kind: .marker(x, value))
}

/// A plot with a slider: the reader moves the parameter, curves, data and values follow.
///
/// What moves is generated from the formulas and held against these closures when the page is
/// built, and again in the browser.
public func plot(
  _ title: String? = nil, x: Axis, y: Axis, vary: Parameter, _ marks: any Mark...,
  caption: String? = nil, line: Int = #line
) {
  guard Channel.isOpen else { return }
  var fields = [Channel.field(line), Channel.field(title), Channel.field(caption)]
  fields += x.fields + y.fields + vary.fields + [Channel.field(marks.count)]
  for mark in marks { fields += mark._fields(x: x, y: y, vary: vary) }
  Channel.send("plot", fields)
}

extension Parameter {
  var fields: [String] {
    [
      Channel.field(name), Channel.field(range.lowerBound), Channel.field(range.upperBound),
      Channel.field(start), Channel.field(step),
    ]
  }
}

extension VaryingMark {
  @_spi(Weaving) public func _fields(x: Axis, y: Axis, vary: Parameter) -> [String] {
    switch kind {
    case .curve(let range, let samples, let isDashed, let value):
      let still = PlotMark(
        title: title, isDashed: isDashed,
        kind: .curve(over: range, samples: samples) { value($0, vary.start) })
      let probes = Probing.points([(range, x.isLog), (vary.range, false)])
      return head + Channel.fields(probes.flatMap { $0 + [value($0[0], $0[1])] }) + still.fields(x: x, y: y)
    case .grid(let xRange, let yRange, let samples, let contours, let value):
      let still = PlotMark(
        title: title, isDashed: false,
        kind: .grid(x: xRange, y: yRange, samples: samples, contours: contours) { value($0, $1, vary.start) })
      let probes = Probing.points([(xRange, x.isLog), (yRange, y.isLog), (vary.range, false)])
      return head + Channel.fields(probes.flatMap { $0 + [value($0[0], $0[1], $0[2])] })
        + still.fields(x: x, y: y)
    case .marker(let place, let value):
      let still = PlotMark(title: title, isDashed: false, kind: .marker(place, value(place, vary.start)))
      let probes = Probing.points([(place...place, false), (vary.range, false)])
      return head + Channel.fields(probes.flatMap { $0 + [value($0[0], $0[1])] }) + still.fields(x: x, y: y)
    }
  }

  private var head: [String] { ["vary", Channel.field(line)] }
}

/// Where a varying mark is asked: the corners of its box, then points that fill it evenly.
enum Probing {
  static let count = 1_000

  static func points(_ ranges: [(range: ClosedRange<Double>, isLog: Bool)]) -> [[Double]] {
    var points: [[Double]] = []
    for corner in 0..<(1 << ranges.count) {
      points.append(
        ranges.enumerated().map { index, axis in
          corner >> index & 1 == 0 ? axis.range.lowerBound : axis.range.upperBound
        })
    }
    // Roberts's R sequence: powers of the inverse of the root of x^(d+1) = x + 1.
    var root = 2.0
    for _ in 0..<40 { root = exponential(naturalLog(1 + root) / Double(ranges.count + 1)) }
    var weights: [Double] = []
    while weights.count < ranges.count { weights.append((weights.last ?? 1) / root) }
    var shares = ranges.map { _ in 0.5 }
    while points.count < count {
      for index in shares.indices {
        shares[index] += weights[index]
        if shares[index] >= 1 { shares[index] -= 1 }
      }
      points.append(zip(ranges, shares).map { axis, share in place(share, axis.range, isLog: axis.isLog) })
    }
    return points
  }

  private static func place(_ share: Double, _ range: ClosedRange<Double>, isLog: Bool) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    if isLog, low > 0 {
      return min(max(exponential(naturalLog(low) + share * (naturalLog(high) - naturalLog(low))), low), high)
    }
    return min(max(low + share * (high - low), low), high)
  }
}
