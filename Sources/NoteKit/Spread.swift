/// Points with their errors: a bar from `y - error` to `y + error`.
public func points(_ title: String, x: [Double], y: [Double], error: [Double]) -> PlotMark {
  let both = zip(y, error)
  return PlotMark(
    title: title, isDashed: false,
    kind: .spread("errors", x: x, y: y, low: both.map { $0 - $1 }, high: both.map { $0 + $1 }))
}

/// The area between two functions: a confidence band.
public func band(
  _ title: String, over range: ClosedRange<Double>, samples: Int = 200, low: (Double) -> Double,
  high: (Double) -> Double
) -> PlotMark {
  let count = min(max(samples, 2), 10_000)
  let step = (range.upperBound - range.lowerBound) / Double(count - 1)
  let x = (0..<count).map { range.lowerBound + Double($0) * step }
  return band(title, x: x, low: x.map(low), high: x.map(high))
}

/// The area between two lines.
public func band(_ title: String, x: [Double], low: [Double], high: [Double]) -> PlotMark {
  PlotMark(
    title: title, isDashed: false,
    kind: .spread("band", x: x, y: zip(low, high).map { ($0 + $1) / 2 }, low: low, high: high))
}

/// How many values fall into each class; classes of one width, as many as Sturges' rule says where none are asked for.
public func histogram(_ title: String = "", _ values: [Double], bins: Int = 0) -> PlotMark {
  let finite = values.filter(\.isFinite)
  let first = finite.min() ?? 0
  var width = (finite.max() ?? 1) - first
  if !(width > 0) { width = 1 }
  var count = min(bins, 400)
  if count < 1 {
    count = 1
    var size = finite.count
    while size > 1 {
      size /= 2
      count += 1
    }
  }
  var counts = Array(repeating: 0.0, count: count)
  for value in finite { counts[min(Int((value - first) / width * Double(count)), count - 1)] += 1 }
  let edges = (0...count).map { first + width * Double($0) / Double(count) }
  let (low, high) = (Array(edges.dropLast()), Array(edges.dropFirst()))
  return PlotMark(
    title: title, isDashed: false,
    kind: .spread("histogram", x: zip(low, high).map { ($0 + $1) / 2 }, y: counts, low: low, high: high))
}

/// A box for each sample: quartiles and median, whiskers to the least and the greatest value.
public func boxes(_ labels: [String], _ samples: [[Double]], _ title: String = "") -> PlotMark {
  PlotMark(title: title, isDashed: false, kind: .boxes(labels, samples))
}

/// Least, lower quartile, median, upper quartile, greatest; between two values the quantile lies on the line through them.
func fiveNumbers(_ sample: [Double]) -> [Double] {
  let sorted = sample.filter { !$0.isNaN }.sorted()
  guard let last = sorted.last else { return Array(repeating: .nan, count: 5) }
  return [0, 0.25, 0.5, 0.75, 1].map { share in
    let place = share * Double(sorted.count - 1)
    let index = Int(place)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}
