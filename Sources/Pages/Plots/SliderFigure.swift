import Basics
import Diagnostics
import Foundation
import Snippets

/// What a reader moves under a plot, and what the browser is given to move the plot by.
struct SliderFigure {
  let plot: ComputedPlot
  let parameter: ComputedPlot.Parameter
  let drawing: PlotDrawing
  let id: String
  private let language: Language

  /// Nothing for a plot that stands still, or whose functions were not held against Swift.
  init?(_ plot: ComputedPlot, _ drawing: PlotDrawing, id: String, _ language: Language) {
    guard let parameter = plot.parameter else { return nil }
    let varying = plot.allVarying
    guard !varying.isEmpty, varying.allSatisfy({ $0.function != nil }) else { return nil }
    self.plot = plot
    self.parameter = parameter
    self.drawing = drawing
    self.id = id
    self.language = language
  }

  // MARK: Under the plot

  /// The controls; without script the parameter's value alone.
  var html: String {
    let start = NumberText.brief(parameter.start, digits: 4)
    var out = "<div class=\"slider\"><div class=\"knobs\">"
    out += Self.knob(
      "\(id)-t", parameter.name, low: parameter.range.lowerBound, high: parameter.range.upperBound,
      step: parameter.step, start: parameter.start, shown: start)
    for (axis, scale, suffix) in asked {
      let start = asked(axis, scale)
      let low = scale.isLog ? 0 : scale.low
      let high = scale.isLog ? 1 : scale.high
      out += Self.knob(
        "\(id)-\(suffix)", axis.label, low: low, high: high, step: (high - low) / 200,
        start: scale.isLog ? 0.5 : start, shown: NumberText.brief(start, digits: 4),
        isAsking: true, log: scale.isLog ? scale : nil)
    }
    out +=
      "</div><button type=\"button\" class=\"reset needs-script\" hidden>\(language(zh: "复位", en: "Reset"))</button><dl class=\"readings needs-script\">"
    for title in readings {
      out += "<div><dt>\(PlotText.html(title))</dt><dd><output>\u{2007}</output></dd></div>"
    }
    return out + "</dl><p class=\"held\">\(held)</p></div>"
  }

  private static func knob(
    _ id: String, _ label: String, low: Double, high: Double, step: Double, start: Double, shown: String,
    isAsking: Bool = false, log: Scale? = nil
  ) -> String {
    let bounds =
      log.map {
        " data-log=\"1\" data-low=\"\(NumberText.full($0.low))\" data-high=\"\(NumberText.full($0.high))\""
      } ?? ""
    let range =
      "min=\"\(NumberText.full(low))\" max=\"\(NumberText.full(high))\" step=\"\(NumberText.full(step))\" value=\"\(NumberText.full(start))\""
    return
      "<p class=\"knob\(isAsking ? " needs-script" : "")\"><label for=\"\(id)\">\(PlotText.html(label))</label><input class=\"needs-script\" type=\"range\" id=\"\(id)\" \(range)\(bounds) disabled autocomplete=\"off\"><output for=\"\(id)\">\(escaped(shown))</output><span class=\"ends needs-script\" aria-hidden=\"true\"><span>\(NumberText.brief(log?.low ?? low))</span><span>\(NumberText.brief(log?.high ?? high))</span></span></p>"
  }

  /// The axes along which a reader asks for a value.
  private var asked: [(ComputedPlot.Axis, Scale, String)] {
    plot.grid?.varying == nil
      ? [(plot.x, drawing.x, "x")] : [(plot.x, drawing.x, "x"), (plot.y, drawing.y, "y")]
  }

  /// Where the question stands at first: at the first marker that moves, else in the middle.
  private func asked(_ axis: ComputedPlot.Axis, _ scale: Scale) -> Double {
    if plot.grid == nil, let marker = plot.markers.first(where: { $0.varying != nil }) { return marker.x }
    return scale.isLog ? (scale.low * scale.high).squareRoot() : (scale.low + scale.high) / 2
  }

  private var readings: [String] {
    if plot.grid?.varying != nil { return [plot.title ?? language(zh: "值", en: "value")] }
    return plot.series.filter { $0.varying != nil }.map(\.title)
  }

  /// What was held against what.
  private var held: String {
    let functions = plot.allVarying.compactMap(\.function)
    let points = functions.reduce(0) { $0 + $1.points }
    let worst = functions.map(\.worstULP).max() ?? 0
    let ulp = NumberText.brief(worst, digits: 2)
    let words = language(
      zh: "滑块的函数由公式生成，构建时与 Swift 在 \(NumberText.grouped(points)) 点相比，最大误差 \(ulp) ulp",
      en:
        "the slider's functions are made from the formulas; held against Swift at \(NumberText.grouped(points)) points, largest error \(ulp) ulp"
    )
    return "\(VerdictMark.sampled.html(in: language))<span class=\"gist\">\(words)</span>"
  }

  // MARK: For the browser

  /// A call of `docgenSlider` with everything that the picture needs to move.
  var script: String {
    var members = [
      "id:\(Self.quoted(id))", "name:\(Self.quoted(parameter.name))",
      "start:\(Self.number(parameter.start))",
      "x:\(Self.scale(drawing.x))", "y:\(Self.scale(drawing.y))",
    ]
    var curves: [String] = []
    for (index, series) in plot.series.enumerated() {
      guard let function = series.varying?.function else { continue }
      curves.append("{k:\(index),x:\(Self.span(series.x)),\(Self.driven(function))}")
    }
    members.append("curves:[\(curves.joined(separator: ",\n"))]")
    var markers: [String] = []
    for (index, marker) in plot.markers.enumerated() {
      guard let function = marker.varying?.function else { continue }
      markers.append("{k:\(index),at:\(Self.number(marker.x)),\(Self.driven(function))}")
    }
    members.append("markers:[\(markers.joined(separator: ",\n"))]")
    if let grid = plot.grid, let function = grid.varying?.function {
      let levels = HeatMap(grid, x: drawing.x, y: drawing.y).levels.map(Self.number).joined(separator: ",")
      let contours = grid.contours.map(Self.number).joined(separator: ",")
      members.append(
        "grid:{x:\(Self.span(grid.x)),y:\(Self.span(grid.y)),contours:[\(contours)],levels:[\(levels)],\(Self.driven(function))}"
      )
    }
    return "docgenSlider({\(members.joined(separator: ",\n"))});\n"
  }

  private static func driven(_ function: ComputedPlot.Driven) -> String {
    let tests = function.tests.map { "[" + $0.map(number).joined(separator: ",") + "]" }
    return "f:\(function.script),tests:[\(tests.joined(separator: ","))]"
  }

  private static func scale(_ scale: Scale) -> String {
    "[\(scale.isLog ? 1 : 0),\(number(scale.low)),\(number(scale.high)),\(number(scale.from)),\(number(scale.to))]"
  }

  private static func span(_ values: [Double]) -> String {
    "[\(number(values.first ?? 0)),\(number(values.last ?? 0)),\(values.count)]"
  }

  private static func number(_ value: Double) -> String {
    value.isFinite ? "\(value)" : value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }

  private static func quoted(_ text: String) -> String { JSONValue.string(text).text(indented: false) }
}

extension ComputedPlot {
  /// Every mark that follows the parameter.
  var allVarying: [Varying] {
    series.compactMap(\.varying) + [grid?.varying].compactMap(\.self) + markers.compactMap(\.varying)
  }
}
