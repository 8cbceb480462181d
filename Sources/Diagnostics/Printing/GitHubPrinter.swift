import Basics

/// GitHub's workflow commands, which show as annotations beside the lines of a pull request.
///
/// Source: "Workflow commands for GitHub Actions", setting an error message. Columns count UTF-8 bytes.
struct GitHubPrinter {
  var language: Language

  func print(_ report: Report) -> String {
    report.diagnostics.map { command(for: $0) + "\n" }.joined()
  }

  private func command(for diagnostic: Diagnostic) -> String {
    let name = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
    var properties: [String] = []
    if let range = diagnostic.range {
      let (start, end) = (range.start, range.end)
      properties += ["file=" + escapedProperty(range.file.path), "line=\(start.line)", "endLine=\(end.line)"]
      // Columns are only taken within one line.
      if start.line == end.line { properties += ["col=\(start.column)", "endColumn=\(end.column)"] }
    }
    properties.append("title=" + escapedProperty(diagnostic.identifier))
    return "::\(name) \(properties.joined(separator: ","))::\(escaped(diagnostic.fullText(in: language)))"
  }

  private func escaped(_ text: String) -> String {
    TerminalText.shown(text.replacing("\r\n", with: "\n")).replacing("%", with: "%25").replacing(
      "\n", with: "%0A")
  }

  private func escapedProperty(_ text: String) -> String {
    escaped(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

extension Diagnostic {
  /// Message, facts, notes and help in one text, for formats that have one field for all of it.
  func fullText(in language: Language) -> String {
    var lines = [message.text(in: language)]
    lines += facts.map { "= " + $0.text(in: language) }
    lines += notes.map { note in
      let place = note.range.map { "\($0.file.path):\($0.start.line):\($0.start.column): " } ?? ""
      return place + "note: " + note.message.text(in: language)
    }
    lines += help.map { "help: " + $0.text(in: language) }
    return lines.joined(separator: "\n")
  }
}
