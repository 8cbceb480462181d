import Diagnostics

/// What all processes of a page gave.
struct PageProcesses: Sendable, Codable {
  /// The page's own program; nil where only its functions were asked.
  var page: RawRun?
  /// Processes in which the page's program never ran, and which only asked its functions; behind one that died in
  /// an answer comes the next.
  var questions: [RawRun] = []

  var all: [RawRun] { (page.map { [$0] } ?? []) + questions }
  var isForged: Bool { all.contains(where: \.isForged) }

  /// Most points of one function at which the page's own program is asked too.
  private static let sampled = 8

  /// Indices of so many points, evenly among them.
  static func sample(of count: Int) -> [Int] {
    count <= sampled ? Array(0..<count) : (0..<sampled).map { $0 * (count - 1) / (sampled - 1) }
  }

  /// Functions that answer otherwise in the page's own program than where nothing else of the page ran: what its
  /// statements do is a part of what they compute.
  func dependent(_ probes: [Probe], answers: [String: [ProbeResult]]) -> [Diagnostic] {
    guard let page else { return [] }
    return probes.enumerated().compactMap { number, probe in
      let indices = Self.sample(of: probe.points.count)
      let own = ProbeReading.rows(of: page, probe: number, count: indices.count)
      guard let alone = answers[probe.id] else { return nil }
      for (result, index) in zip(own, indices) where !result.isSame(as: alone[index]) {
        return .dependsOnStatements(
          probe.function, at: probe.points[index], inPage: result, alone: alone[index])
      }
      return nil
    }
  }
}

extension ProbeResult {
  /// Equal to the bit; what was never asked contradicts nothing.
  fileprivate func isSame(as other: ProbeResult) -> Bool {
    switch (self, other) {
    case (.notReached, _), (_, .notReached): true
    case (.value(let a), .value(let b)): a.fields == b.fields || a.isNaN && b.isNaN
    case (.threw, .threw), (.trapped, .trapped): true
    default: false
    }
  }

  fileprivate var words: String {
    switch self {
    case .value(let value): value.words
    case .threw(let words), .trapped(let words): words
    case .notReached: "–"
    }
  }
}

extension ProbeValue {
  fileprivate var isNaN: Bool { if case .double(let number) = self { number.isNaN } else { false } }

  fileprivate var words: String {
    switch self {
    case .double(let number): "\(number)"
    case .int(let number): "\(number)"
    case .bool(let truth): "\(truth)"
    case .array(let values): "[" + values.map(\.words).joined(separator: ", ") + "]"
    case .parts(let values): "(" + values.map(\.words).joined(separator: ", ") + ")"
    case .function(let number): "#\(number)"
    }
  }
}

extension Diagnostic {
  fileprivate static func dependsOnStatements(
    _ function: SwiftFunction, at point: [ProbeValue], inPage: ProbeResult, alone: ProbeResult
  ) -> Diagnostic {
    let place = point.map(\.words).joined(separator: ", ")
    return Diagnostic(
      .error, "depends-on-statements",
      Message(
        zh: "\(function.signature) 的值取决于页面的语句做了什么",
        en: "what \(function.signature) gives depends on the page's statements"),
      at: function.range, consequence: .content,
      facts: [
        Message(
          zh: "在 (\(place)): 页面运行之后 \(inPage.words)",
          en: "at (\(place)): after the page has run \(inPage.words)"),
        Message(zh: "页面没有运行时 \(alone.words)", en: "where the page has not run \(alone.words)"),
      ],
      help: [
        Message(
          zh: "函数只用参数与 `let` 常量; 要改变的量作为参数传入",
          en: "let it use its parameters and `let` constants alone, and hand in what changes")
      ])
  }

  /// A program wrote to docgen's own descriptor.
  static func resultsForged(at place: SourceRange?) -> Diagnostic {
    Diagnostic(
      .error, "results-forged",
      Message(
        zh: "程序往 docgen 收取结果的描述符里写了东西; 这一页的值都不作证据",
        en: "the program wrote to the descriptor of docgen's results; nothing of this page is evidence"),
      at: place, consequence: .content)
  }
}
