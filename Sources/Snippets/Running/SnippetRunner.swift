import Notes

/// Runs the Swift of pages: compiles what is new, runs what has changed, and takes the rest from the cache.
package struct SnippetRunner: Sendable {
  let options: SnippetOptions

  package init(options: SnippetOptions) { self.options = options }

  /// Runs pages; the results by page.
  package func run(
    _ programs: [PageProgram], progress: (@Sendable (SnippetProgress) -> Void)? = nil
  ) async throws(SnippetFailure) -> [String: PageRun] {
    var runs: [String: PageRun] = [:]
    var wanted: [PageProgram] = []
    for program in programs {
      let status = status(of: program)
      if status == .ran {
        wanted.append(program)
      } else {
        runs[program.document.page] = PageRun(page: program.document.page, status: status)
      }
    }
    guard !wanted.isEmpty else { return runs }
    let session = try await Session(options: options, progress: progress)
    for run in try await session.run(wanted) { runs[run.page] = run }
    session.close()
    return runs
  }

  /// Asks the functions of a page that has run before at other points; starts no compiler when the probed functions
  /// are the same.
  package func probe(_ program: PageProgram) async throws(SnippetFailure) -> [String: [ProbeResult]] {
    guard status(of: program) == .ran, !program.probes.isEmpty else { return [:] }
    let session = try await Session(options: options, progress: nil)
    let results = try await session.probe(program)
    session.close()
    return results
  }

  /// What is known without running.
  private func status(of program: PageProgram) -> PageRun.Status {
    let document = program.document
    let runs = document.snippets.contains { snippet in
      if case .isNotRun = snippet.attributes.expectation { false } else { true }
    }
    if !runs && document.inlineValues.isEmpty && program.probes.isEmpty { return .empty }
    return document.frontMatter.run ?? options.runsByDefault ? .ran : .notRun
  }
}
