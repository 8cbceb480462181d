import Foundation

/// What is asked of a mutant: a probe of its program, and points.
package struct MutantQuestion: Sendable {
  /// Index into the program's probes.
  package var probe: Int
  /// Index into the program's mutants; nil asks the function as it stands.
  package var mutant: Int
  package var points: [[ProbeValue]]

  package init(probe: Int, mutant: Int, points: [[ProbeValue]]) {
    self.probe = probe
    self.mutant = mutant
    self.points = points
  }
}

/// A program of mutants, compiled: those that the compiler refused are known.
package struct CompiledMutants: Sendable {
  package var refused: Set<Int>
  fileprivate var program: PageProgram
  fileprivate var entry: LinkedUnit
}

extension SnippetRunner {
  /// Compiles a page with all mutants in it, in as many rounds as it takes to be rid of those that do not
  /// compile.
  ///
  /// - Returns: nil where the page itself does not compile or does not run.
  package func compile(_ mutants: MutantProgram) async throws(SnippetFailure) -> CompiledMutants? {
    let session = try await Session(options: options, progress: nil)
    defer { session.close() }
    var refused: Set<Int> = []
    for _ in 0..<8 {
      let program = mutants.woven(without: refused)
      let unit = ProgramUnit(WovenProgram(program, .whole), kit: session.kitKey, isHasty: true)
      let entry = try await session.linked(unit)
      if entry.program != nil { return CompiledMutants(refused: refused, program: program, entry: entry) }
      let lines = Set(entry.messages.filter { $0.severity == .error }.map(\.line))
      let next = MutantProgram.numbers(on: lines, of: unit.woven.text).subtracting(refused)
      guard !next.isEmpty else { return nil }
      refused.formUnion(next)
    }
    return nil
  }

  /// What mutants give at points. A mutant that traps or does not end is asked no further.
  package func ask(_ compiled: CompiledMutants, _ questions: [MutantQuestion]) async throws(SnippetFailure)
    -> [[ProbeResult]]
  {
    var quick = options
    quick.timeout = min(options.timeout, 4)
    let session = try await Session(options: quick, progress: nil)
    defer { session.close() }
    var answers = questions.map { [ProbeResult](repeating: .notReached, count: $0.points.count) }
    for batch in Self.batches(questions) {
      try await session.ask(compiled.program, compiled.entry, questions, batch: batch, answers: &answers)
    }
    return answers
  }

  /// Questions of which one process's files can hold the answers.
  private static func batches(_ questions: [MutantQuestion]) -> [[Int]] {
    var batches: [[Int]] = []
    var size = 0
    for index in questions.indices {
      let next = questions[index].points.reduce(0) { $0 + 1 + $1.reduce(0) { $0 + $1.fields.count } }
      if batches.isEmpty || size + next > 400_000 {
        batches.append([])
        size = 0
      }
      batches[batches.count - 1].append(index)
      size += next
    }
    return batches
  }
}

extension Session {
  /// The unit, linked or refused, from the cache if it is there.
  fileprivate func linked(_ unit: ProgramUnit) async throws(SnippetFailure) -> LinkedUnit {
    if let known = cache.read(.units, unit.key, as: LinkedUnit.self) {
      guard let program = known.program else { return known }
      if FileManager.default.fileExists(atPath: cache.path(.programs, program.key)) { return known }
    }
    let compiling = UnitCompiler(options: options, toolchain: toolchain, kit: try await kit(), cache: cache)
    return try await compiling.compile([unit]) { _, _ in }[unit.key] ?? LinkedUnit(messages: [], program: nil)
  }

  /// Asks all questions of a batch, with one process more for each mutant that ends its process.
  fileprivate func ask(
    _ program: PageProgram, _ entry: LinkedUnit, _ questions: [MutantQuestion], batch: [Int],
    answers: inout [[ProbeResult]]
  ) async throws(SnippetFailure) {
    guard let executable = entry.program else { return }
    let sandbox = Sandbox(options: options, toolchain: toolchain, kit: try await kit(), cache: cache)
    // One probe's questions are one list of rows: the mutant's number, then the point.
    for probe in Set(batch.map { questions[$0].probe }).sorted() {
      var rest = batch.filter { questions[$0].probe == probe }[...]
      while !rest.isEmpty {
        let rows = rest.flatMap { index in
          questions[index].points.map { [ProbeValue.int(questions[index].mutant + 1)] + $0 }
        }
        let run = try await sandbox.run(
          executable, RunRequest(isProbing: true, probes: [(probe, 0, rows)]), tracing: false)
        let results = ProbeReading.rows(of: run, probe: probe, count: rows.count)
        var row = 0
        var stopped: Int?
        for index in rest {
          for point in questions[index].points.indices {
            answers[index][point] = results[row]
            if case .trapped = results[row], stopped == nil { stopped = index }
            row += 1
          }
        }
        guard let stopped, let place = rest.firstIndex(of: stopped) else { break }
        rest = rest[rest.index(after: place)...]
      }
    }
  }
}
