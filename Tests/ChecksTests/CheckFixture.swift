import Formulas
import Diagnostics
import Foundation
import Notes
import Snippets

@testable import Checks

/// A note, read, understood and checked, in a cache of its own.
struct CheckFixture {
  let folder: URL

  init() throws {
    folder = URL.temporaryDirectory.appending(path: "docgen-checks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  var options: CheckOptions {
    CheckOptions(snippets: SnippetOptions(cacheFolder: Self.cache, docsFolder: folder.path))
  }

  /// One cache for all tests: the kit is compiled once.
  static let cache = URL.temporaryDirectory.appending(path: "docgen-checks-cache").path

  func notebook(_ notes: [String: String], isStrict: Bool = false) -> Notebook {
    var configuration = Configuration()
    configuration.strict = isStrict
    let documents = notes.sorted { $0.key < $1.key }.map { page, text in
      Document.parse(
        SourceFile(path: page + ".md", text: text), page: page, configuration: configuration
      ).value
    }
    return Notebook(documents: documents, configuration: configuration, assets: [], folder: folder.path)
  }

  func check(_ note: String, options: CheckOptions? = nil, isStrict: Bool = false) async throws -> Findings {
    let notebook = notebook(["note": note], isStrict: isStrict)
    return try await check(notebook, options: options)
  }

  /// What every room says about a note, as `docgen check` prints it.
  func everything(_ text: String, isStrict: Bool = false) async throws -> Findings {
    let notebook = notebook(["note": text], isStrict: isStrict)
    let parsed = Document.parse(
      SourceFile(path: "note.md", text: text), page: "note", configuration: notebook.configuration)
    let formulaIndex = try FormulaIndex.read(notebook.documents.map { $0.pageFormulas(in: notebook) })
    var findings = try await Findings.gather(notebook, formulaIndex, options: options)
    findings.diagnostics = parsed.diagnostics + formulaIndex.diagnostics + findings.diagnostics
    return findings
  }

  /// Breaks everything in a note.
  func audit(_ text: String) async throws -> (audit: Audit, notebook: Notebook, formulaIndex: FormulaIndex) {
    let notebook = notebook(["note": text])
    let formulaIndex = try FormulaIndex.read(notebook.documents.map { $0.pageFormulas(in: notebook) })
    return (try await Audit.run(notebook, formulaIndex, options: options), notebook, formulaIndex)
  }

  func check(_ notebook: Notebook, options: CheckOptions? = nil) async throws -> Findings {
    let formulaIndex = try FormulaIndex.read(notebook.documents.map { $0.pageFormulas(in: notebook) })
    return try await Findings.gather(notebook, formulaIndex, options: options ?? self.options)
  }

  static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}

extension Findings {
  /// One line a finding, one line a piece of evidence: what a case expects.
  var summary: String {
    var lines: [String] = []
    for problem in diagnostics {
      let place = problem.range.map { "\($0.start.line):\($0.start.column)" } ?? "-"
      lines.append("\(place) \(problem.severity) \(problem.identifier): \(problem.message.en)")
      lines += problem.facts.map { "  = \($0.en)" }
      lines += problem.help.map { "  help: \($0.en)" }
    }
    for item in evidence where item.kind != .snippet {
      var line = "\(item.verdict) \(item.kind) \(item.id)"
      if !item.isAsExpected { line += " unexpected" }
      if let proof = item.proof { line += " (\(proof.method))" }
      if let value = item.value { line += " \(value)" }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
