import Snippets
import Testing

@testable import Pages

/// Plots at the ends of what numbers are.
struct ExtremePlotTests {
  private static let values: [Double] = [
    0, -0.0, 1, 5e-324, -5e-324, 1e-308, 1e308, -1e308, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    .infinity,
    -.infinity, .nan, 9.3e18, 9.007199254740993e15, 1e-300,
  ]
  private static let ranges: [ClosedRange<Double>?] = [
    nil, -.infinity ... .infinity, 0...5e-324, 9.3e18...9.3e18, -1e308...1.7e308, 1e308 ... .infinity, 0...0,
    1...1.0000000000000002, -5e-324...0, .infinity ... .infinity, -.infinity ... -.infinity, 9e15...9.1e15,
  ]

  private static func plot(_ x: ClosedRange<Double>?, _ y: ClosedRange<Double>?, isLog: Bool, grid: Bool)
    -> ComputedPlot
  {
    var series: [ComputedPlot.Series] = []
    for mark in [ComputedPlot.Mark.line, .points, .bars] {
      series.append(.init(title: "s", mark: mark, isDashed: false, x: values, y: values.reversed()))
    }
    var plot = ComputedPlot(
      title: "t", caption: nil, x: .init(label: "x", isLog: isLog, range: x),
      y: .init(label: "y", isLog: isLog, range: y),
      series: series, grid: nil, markers: values.map { .init(x: $0, y: $0, label: "m") })
    if grid {
      plot.grid = .init(
        x: values, y: values, values: values.map { value in values.map { $0 * value } },
        contours: values)
    }
    return plot
  }

  @Test("every axis and every value draws, within the frame", arguments: [false, true])
  func draws(isLog: Bool) throws {
    for x in Self.ranges {
      for y in Self.ranges {
        for grid in [false, true] {
          let html = PlotFigure(Self.plot(x, y, isLog: isLog, grid: grid), id: "1", .zh).html
          for part in html.matches(of: /\s(?:d|x|y|cx|cy|width|height)="([^"]*)"/) {
            #expect(!part.1.contains("n") && !part.1.contains("∞"), "\(String(describing: x)) \(part.1)")
          }
        }
      }
    }
  }

  @Test("what is between the ends of an axis lies between its ends on the page")
  func between() {
    for range in Self.ranges.compactMap({ $0 }) {
      let scale = Scale(
        .init(label: "", isLog: false, range: range), values: Self.values, from: 0, to: 100, pads: true)
      #expect(scale.low < scale.high && scale.low.isFinite && scale.high.isFinite, "\(range)")
      #expect(scale.place(scale.low) == 0 && scale.place(scale.high) == 100, "\(range)")
      #expect(
        scale.ticks.count < 60 && scale.ticks.allSatisfy { scale.contains($0) }, "\(range) \(scale.ticks)")
    }
  }
}
