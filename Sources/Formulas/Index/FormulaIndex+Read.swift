import LaTeX
import Typesetting
import Basics
import Trees
import Foundation

extension FormulaIndex {
  /// Typesets and reads every formula of every page: at most one JavaScript call each.
  ///
  /// Some threads typeset, the pages dealt out to them in turn; another reads in the pages' order what they hand over.
  ///
  /// - Parameters:
  ///   - store: where KaTeX's answers are kept between runs.
  ///   - katex: KaTeX's script; nil looks where the system's packages put it.
  ///   - memory: of an earlier reading: what it read just so is not read again.
  /// - Throws: `TypesetterFailure` if KaTeX cannot be run at all.
  package static func read(
    _ pageFormulas: [PageFormulas], keeping store: TypesetStore? = nil, katex: String? = nil,
    memory: FormulaIndexMemory? = nil
  ) throws(TypesetterFailure) -> FormulaIndex {
    let plan = NotebookPlan(pageFormulas, known: memory?.pages ?? [:])
    let outcome = BoundedQueue<Result<FormulaIndex, TypesetterFailure>>(capacity: 1)
    if plan.pages.isEmpty { return FormulaIndexReader(plan).finished(memory) }
    let isLittle = plan.pages.reduce(0) { $0 + $1.formulas.count } <= FormulaIndexMemory.few
    if let memory, !memory.pages.isEmpty, isLittle {
      onThread {
        outcome.put(memory.withTypesetter(katex: katex) { read(plan, with: $0, $1, memory) })
      }
    } else {
      let sources = sources(of: plan, store, katex)
      onThread { outcome.put(read(plan, from: sources, memory)) }
    }
    guard let formulaIndex = try outcome.take()?.get() else { throw .script("no answer") }
    return formulaIndex
  }

  /// Starts threads that typeset.
  private static func sources(
    of plan: NotebookPlan, _ store: TypesetStore?, _ katex: String?
  ) -> [TypesetAnswers] {
    let count = plan.typesetters
    return (0..<count).map { number in
      let answers = TypesetAnswers(capacity: 16)
      onThread {
        let typesetter = Typesetter(katex: katex, store: store, mostKept: 20_000 / count)
        typeset(
          stride(from: number, to: plan.pages.count, by: count).map { plan.pages[$0] }, typesetter, answers)
      }
      return answers
    }
  }

  /// On this thread alone: for one formula others would cost more than they save.
  static func read(
    _ pageFormulas: [PageFormulas], with typesetter: Typesetter, _ lexemeCache: LexemeCache,
    ignoring: Set<RoleObservation.Kind> = []
  ) throws(TypesetterFailure) -> FormulaIndex {
    try read(NotebookPlan(pageFormulas), with: typesetter, lexemeCache, nil, ignoring: ignoring).get()
  }

  private static func read(
    _ plan: NotebookPlan, with typesetter: Typesetter, _ lexemeCache: LexemeCache,
    _ memory: FormulaIndexMemory?, ignoring: Set<RoleObservation.Kind> = []
  ) -> Result<FormulaIndex, TypesetterFailure> {
    var reading = FormulaIndexReader(plan, ignoring: ignoring)
    do throws(TypesetterFailure) {
      for page in plan.pages {
        typesetter.begin(page)
        try reading.read(page) { request throws(TypesetterFailure) in
          try lexemeCache.entry(typesetter.answer(request), of: request.latex)
        }
        typesetter.endPage()
      }
      return .success(reading.finished(memory))
    } catch {
      return .failure(error)
    }
  }

  private static func onThread(_ work: @escaping @Sendable () -> Void) {
    let thread = Thread(block: work)
    // As deep as formulas nest, for KaTeX and for the reader.
    thread.stackSize = 16 << 20
    thread.start()
  }

  private static func typeset(_ pages: [TypesetPlan], _ typesetter: Typesetter, _ answers: TypesetAnswers) {
    defer { answers.finish() }
    // Waking the other thread costs more than a formula is worth.
    let most = 32
    var batch: [Typesetter.Answer] = []
    do throws(TypesetterFailure) {
      for page in pages {
        let requests = page.requests
        guard !requests.isEmpty else { continue }
        typesetter.begin(page)
        for request in requests {
          batch.append(try typesetter.answer(request))
          guard batch.count == most else { continue }
          answers.put(.success(batch))
          batch = []
        }
        typesetter.endPage()
      }
      if !batch.isEmpty { answers.put(.success(batch)) }
      typesetter.end()
    } catch {
      answers.put(.failure(error))
    }
  }

  private static func read(
    _ plan: NotebookPlan, from sources: [TypesetAnswers], _ memory: FormulaIndexMemory?
  ) -> Result<FormulaIndex, TypesetterFailure> {
    var reading = FormulaIndexReader(plan)
    let lexicons = sources.map { _ in LexemeCache() }
    var batches: [ArraySlice<Typesetter.Answer>] = sources.map { _ in [] }
    // Whatever is left over, no other thread waits for room.
    defer { for source in sources { while source.take() != nil {} } }
    do throws(TypesetterFailure) {
      for (index, page) in plan.pages.enumerated() {
        let number = index % sources.count
        try reading.read(page) { request throws(TypesetterFailure) in
          if batches[number].isEmpty { batches[number] = (try sources[number].take()?.get() ?? [])[...] }
          guard let answer = batches[number].popFirst() else { throw .script("no answer") }
          return try lexicons[number].entry(answer, of: request.latex)
        }
      }
      return .success(reading.finished(memory))
    } catch {
      return .failure(error)
    }
  }
}

/// What one typesetter hands over: its answers in the order of its pages' requests, or why there are none.
private typealias TypesetAnswers = BoundedQueue<Result<[Typesetter.Answer], TypesetterFailure>>

extension NotebookPlan {
  /// How many typesetters earn their start, which takes as long and as much memory as some hundreds of formulas.
  fileprivate var typesetters: Int {
    let formulas = pages.reduce(0) { $0 + $1.formulas.count }
    return max(1, min(formulas / 1000, ProcessInfo.processInfo.activeProcessorCount, 4))
  }
}
