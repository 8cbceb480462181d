import Foundation
import Notes
import TestSupport
import Testing

@testable import Snippets

/// An error at each line of two hundred snippets is reported at its file, line and column, and nothing else is.
///
/// As a rule a sample is tried, drawn by a seed that a failure prints; `DOCGEN_LONG_TESTS=1` tries every line.
@Suite struct CorpusTests {
  static let isLong = ProcessInfo.processInfo.environment["DOCGEN_LONG_TESTS"] != nil

  /// One page with errors, and what is to be said; the pages that it uses stand beside it.
  struct Trial {
    var page: Corpus.Page
    var lines: Set<Int>
  }

  static func trials(_ kind: InjectedError, _ corpus: Corpus) -> [Trial] {
    var trials: [Trial] = []
    for page in corpus.pages {
      let lines = page.lines.indices.filter { kind.fits(page.lines[$0].slot) }
      switch kind {
      // Each ends the program, or hides what comes behind it.
      case .parse, .trap: trials += lines.map { Trial(page: page, lines: [$0]) }
      // Told all at once; two on neighbouring lines may still be one statement's.
      case .type, .failedCheck:
        for part in 0..<6 {
          trials.append(
            Trial(page: page, lines: Set(lines.enumerated().filter { $0.offset % 6 == part }.map(\.element))))
        }
      }
    }
    return trials
  }

  @Test func corpusItselfHolds() async throws {
    let corpus = Corpus()
    let said = try await Self.run(corpus, [])
    #expect(said.isEmpty, "\(said)")
    #expect(corpus.pages.flatMap(\.lines).filter { $0.code.contains("```swift") }.count == 200)
  }

  @Test(arguments: InjectedError.allCases) func errorIsReportedWhereItStands(_ kind: InjectedError)
    async throws
  {
    let corpus = Corpus()
    var random = Seeded()
    let seed = random.seed
    var trials = Self.trials(kind, corpus)
    if !Self.isLong {
      trials.shuffle(using: &random)
      trials = Array(trials.prefix(kind == .parse ? 40 : kind == .trap ? 10 : 8))
    }
    // So many at once, since all of one run are linked together.
    var count = 0
    while !trials.isEmpty {
      let batch = Array(trials.prefix(60))
      trials.removeFirst(batch.count)
      count += batch.count
      let problems = try await Self.problems(batch, kind, corpus)
      #expect(problems.isEmpty, "seed \(seed): \(problems.joined(separator: "\n"))")
    }
    print("corpus: \(kind.rawValue): \(count) pages with errors, seed \(seed)")
  }

  /// Trials of which other places are said than those of their errors.
  private static func problems(_ trials: [Trial], _ kind: InjectedError, _ corpus: Corpus) async throws
    -> [String]
  {
    let injected = trials.map { Corpus.injected($0.page, kind, at: $0.lines) }
    let said = try await run(corpus, zip(trials, injected).map { ($0.page, $1.text) })
    var problems: [String] = []
    for (index, (trial, injected)) in zip(trials, injected).enumerated() {
      let found = said["trial\(index)/\(trial.page.name)"] ?? []
      if found.map(\.place) != injected.places {
        problems.append("\(trial.page.name): expected \(injected.places), said \(found.map(\.whole))")
      }
    }
    return problems
  }

  private struct Finding {
    var place: String
    var whole: String
  }

  /// Runs changed pages, each in a folder of its own beside the pages that it uses; or the whole corpus as it is.
  private static func run(_ corpus: Corpus, _ changed: [(page: Corpus.Page, text: String)]) async throws
    -> [String:
    [Finding]]
  {
    var workshop = try TestFolder()
    defer { workshop.remove() }
    workshop.options.timeout = 60
    func write(_ text: String, _ name: String) throws {
      let path = workshop.options.docsFolder + "/" + name + ".md"
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    var wanted: Set<String> = []
    for page in corpus.pages where changed.isEmpty {
      try write(Corpus.injected(page, .type, at: []).text, page.name)
      wanted.insert(page.name)
    }
    for (index, (page, text)) in changed.enumerated() {
      let folder = "trial\(index)"
      wanted.insert("\(folder)/\(page.name)")
      var missing = page.uses
      func moved(_ text: String) -> String {
        text.replacing("uses: [corpus", with: "uses: [\(folder)/corpus")
      }
      try write(moved(text), "\(folder)/\(page.name)")
      while let name = missing.popLast(), let used = corpus.pages.first(where: { $0.name == name }) {
        try write(moved(Corpus.injected(used, .type, at: []).text), "\(folder)/\(name)")
        missing += used.uses
      }
    }
    let notebook = try Notebook.read(folder: workshop.options.docsFolder, strict: nil, run: true).value
    let uses = PageDependencies(notebook)
    let programs = notebook.documents.filter { wanted.contains($0.page) }.map {
      PageProgram(document: $0, uses: uses.closure(of: $0))
    }
    let runs = try await workshop.runner.run(programs)
    var said: [String: [Finding]] = [:]
    for (name, run) in runs {
      let findings = run.diagnostics.filter { $0.severity == .error }.map { finding in
        let (start, isOwn) = (
          finding.range?.start, finding.range?.file.path.hasSuffix("/\(name).md") ?? false
        )
        let place = "\(isOwn ? "" : "elsewhere ")\(start?.line ?? 0):\(start?.column ?? 0)"
        return Finding(place: place, whole: place + " " + finding.message.en)
      }
      if !findings.isEmpty { said[name] = findings }
    }
    #expect(runs.count == wanted.count)
    return said
  }
}
