import Diagnostics
import Notes

/// What a page's program gave.
package struct PageRun: Sendable {
  package var page: String
  package var status: Status
  /// What each snippet wrote, in order of writing: printed text, tables, plots.
  package var outputs: [Output]
  package var checks: [SnippetCheckResult]
  /// Of each inline value of the document, by index.
  package var inlineValues: [Int: ComputedNumber]
  /// `value("name", x)`
  package var values: [NamedValue]
  /// By probe id.
  package var probes: [String: [ProbeResult]]
  package var diagnostics: [Diagnostic]
  /// Whether it came out of the cache.
  package var isFromCache: Bool
  /// That the program ran, now or when it was kept in the cache.
  package var seconds: Double
  /// That the compiler took in this very run of docgen; 0 out of the cache.
  package var compileSeconds = 0.0

  package enum Status: String, Sendable, Codable {
    /// No Swift, or all of it `norun`.
    case empty
    /// Foreign notes without `run: true`.
    case notRun
    case ran, failedToCompile, trapped, timedOut
  }

  package init(page: String, status: Status) {
    self.page = page
    self.status = status
    outputs = []
    checks = []
    inlineValues = [:]
    values = []
    probes = [:]
    diagnostics = []
    isFromCache = false
    seconds = 0
  }
}

/// One thing that stands in the page behind the snippet that made it.
package struct Output: Sendable {
  package enum Kind: Sendable {
    case text(String)
    case table(ComputedTable)
    case plot(ComputedPlot)
    /// `show(_:)`: a value of its own, as text.
    case shown(String)
  }
  package var snippet: Int
  /// The note's line of the call.
  package var line: Int
  package var kind: Kind

  package init(snippet: Int, line: Int, kind: Kind) {
    self.snippet = snippet
    self.line = line
    self.kind = kind
  }
}

/// A value that a program computed.
package enum ComputedNumber: Sendable, Hashable {
  case double(Double)
  case int(Int)
  case text(String)
}

package struct NamedValue: Sendable {
  package var name: String
  package var value: ComputedNumber
  package var format: String?
  package var snippet: Int
  package var line: Int

  package init(name: String, value: ComputedNumber, format: String?, snippet: Int, line: Int) {
    self.name = name
    self.value = value
    self.format = format
    self.snippet = snippet
    self.line = line
  }
}

package struct SnippetCheckResult: Sendable {
  package var snippet: Int
  package var line: Int
  package var isPassed: Bool
  /// Said when it failed: both values, the tolerance.
  package var detail: String

  package init(snippet: Int, line: Int, isPassed: Bool, detail: String) {
    self.snippet = snippet
    self.line = line
    self.isPassed = isPassed
    self.detail = detail
  }
}

package struct ComputedTable: Sendable {
  package var caption: String?
  package var columns: [Column]
  /// Row by row.
  package var cells: [[ComputedNumber]]

  package struct Column: Sendable {
    package var title: String
    package var unit: String?
    /// A printf format (`%.4f`), or nil: shortest that rounds back.
    package var format: String?
    /// The column's Swift closure as source, where it has one: `{ q in FL(p: 0.9, y: 1) }`.
    package var source: String?
    package init(title: String, unit: String?, format: String?, source: String?) {
      self.title = title
      self.unit = unit
      self.format = format
      self.source = source
    }
  }

  package init(caption: String?, columns: [Column], cells: [[ComputedNumber]]) {
    self.caption = caption
    self.columns = columns
    self.cells = cells
  }
}

package struct ComputedPlot: Sendable {
  package enum Mark: String, Sendable { case line, points, bars, band, histogram, boxes }
  package struct Series: Sendable {
    package var title: String
    package var mark: Mark
    package var isDashed: Bool
    package var x: [Double]
    package var y: [Double]
    /// Ends of error bars, edges of a band, of a histogram's classes; empty where there are none.
    package var low: [Double] = []
    package var high: [Double] = []
    /// Of each box: least, lower quartile, median, upper quartile, greatest.
    package var fives: [[Double]] = []
    package var varying: Varying?
    package init(title: String, mark: Mark, isDashed: Bool, x: [Double], y: [Double]) {
      self.title = title
      self.mark = mark
      self.isDashed = isDashed
      self.x = x
      self.y = y
    }
  }
  /// z over a grid: `values[row][column]`, rows along y from below, columns along x.
  package struct Grid: Sendable {
    package var x: [Double]
    package var y: [Double]
    package var values: [[Double]]
    package var contours: [Double]
    package var varying: Varying?
    package init(x: [Double], y: [Double], values: [[Double]], contours: [Double]) {
      self.x = x
      self.y = y
      self.values = values
      self.contours = contours
    }
  }
  package struct Axis: Sendable {
    package var label: String
    package var isLog: Bool
    package var range: ClosedRange<Double>?
    /// The bars' labels: bar 0 stands at x = 0, bar 1 at x = 1 …; empty on an axis of numbers.
    package var categories: [String] = []
    package init(label: String, isLog: Bool, range: ClosedRange<Double>?) {
      self.label = label
      self.isLog = isLog
      self.range = range
    }
  }
  package struct Marker: Sendable {
    package var x: Double
    package var y: Double
    package var label: String
    package var varying: Varying?
    package init(x: Double, y: Double, label: String) {
      self.x = x
      self.y = y
      self.label = label
    }
  }
  package var title: String?
  package var caption: String?
  package var x: Axis
  package var y: Axis
  /// What the reader moves; nil for a plot that stands still.
  package var parameter: Parameter?
  package var series: [Series]
  package var grid: Grid?
  package var markers: [Marker]

  package init(
    title: String?, caption: String?, x: Axis, y: Axis, series: [Series], grid: Grid?,
    markers: [Marker]
  ) {
    self.title = title
    self.caption = caption
    self.x = x
    self.y = y
    self.series = series
    self.grid = grid
    self.markers = markers
  }
}
