import Diagnostics

/// What a plot with a slider has besides its still picture.
extension ComputedPlot {
  package struct Parameter: Sendable {
    package var name: String
    package var range: ClosedRange<Double>
    /// Where the still picture stands.
    package var start: Double
    package var step: Double
  }

  /// A mark that follows the parameter.
  package struct Varying: Sendable {
    /// The Swift closure as source; its last argument is the parameter.
    package var source: String?
    /// The call in the note.
    package var range: SourceRange?
    /// What the closure gave: its arguments, then its value.
    package var probes: [[Double]]
    /// The same in JavaScript, once the checks have made it and held it against the closure.
    package var function: Driven?
  }

  /// JavaScript that was held against Swift.
  package struct Driven: Sendable {
    /// An arrow function of the closure's arguments: `(x,t)=>…`.
    package var script: String
    /// For the browser to hold itself against: arguments, Swift's value, the band.
    package var tests: [[Double]]
    /// Points at which the two were compared, and their largest distance.
    package var points: Int
    package var worstULP: Double
    package init(script: String, tests: [[Double]], points: Int, worstULP: Double) {
      self.script = script
      self.tests = tests
      self.points = points
      self.worstULP = worstULP
    }
  }

  /// Changes every mark that follows the parameter: series, grid, markers.
  package mutating func mapVarying(_ change: (inout Varying, _ title: String) -> Void) {
    func changed(_ varying: Varying?, _ title: String) -> Varying? {
      varying.map {
        var varying = $0
        change(&varying, title)
        return varying
      }
    }
    for index in series.indices {
      series[index].varying = changed(series[index].varying, series[index].title)
    }
    let ofGrid = changed(grid?.varying, "")
    grid?.varying = ofGrid
    for index in markers.indices {
      markers[index].varying = changed(markers[index].varying, markers[index].label)
    }
  }
}

extension ComputedPlot.Parameter {
  /// Nothing where the plot has none.
  init?(_ fields: inout RecordFields) {
    guard let name = fields.text() else { return nil }
    let (low, high, start, step) = (fields.double(), fields.double(), fields.double(), fields.double())
    guard low.isFinite, high.isFinite, low <= high, start.isFinite, step.isFinite else { return nil }
    self.init(name: name, range: low...high, start: start, step: step)
  }
}
