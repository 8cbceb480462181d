/// A run's findings, ready to be printed: each once, by place, those without a place last.
package struct Report: Sendable {
  package let diagnostics: [Diagnostic]

  package init(_ diagnostics: [Diagnostic]) {
    var seen = Set<Identity>()
    let once = diagnostics.filter { seen.insert(Identity($0)).inserted }
    // Stable: what a room says first about one place stays first.
    self.diagnostics = once.enumerated().sorted { left, right in
      switch (left.element.range, right.element.range) {
      case (let a?, let b?) where a != b: a < b
      case (_?, nil): true
      case (nil, _?): false
      default: left.offset < right.offset
      }
    }.map(\.element)
  }

  package func count(_ severity: Severity) -> Int {
    diagnostics.count { $0.severity == severity }
  }

  /// 0 where no error is, else the highest consequence.
  package var exitCode: Int32 {
    diagnostics.filter { $0.severity == .error }.map(\.consequence.rawValue).max() ?? 0
  }

  /// Two findings are one if they say the same of the same place.
  private struct Identity: Hashable {
    var identifier: String
    var message: Message
    var range: SourceRange?

    init(_ diagnostic: Diagnostic) {
      identifier = diagnostic.identifier
      message = diagnostic.message
      range = diagnostic.range
    }
  }
}

/// How a report is written.
package enum ReportFormat: String, Sendable, CaseIterable {
  /// With the note's line and a caret; coloured on a terminal.
  case text
  /// One line a finding, its facts and help indented below.
  case plain
  /// GitHub's workflow commands: annotations on a pull request.
  case github
  /// SARIF 2.1.0.
  case sarif
  case json
}

extension Report {
  /// - Returns: the whole report, each line ended; empty only where a text format has nothing to say.
  package func printed(as format: ReportFormat, in language: Language, colored: Bool = false) -> String {
    switch format {
    case .text: TextPrinter(language: language, hasExcerpts: true, isColored: colored).print(self)
    case .plain: TextPrinter(language: language, hasExcerpts: false, isColored: false).print(self)
    case .github: GitHubPrinter(language: language).print(self)
    case .sarif: SARIFPrinter(language: language).print(self)
    case .json: JSONPrinter(language: language).print(self)
    }
  }
}
