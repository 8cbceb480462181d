import Foundation

extension Understanding {
  /// Typesets and reads every formula of every page: at most one JavaScript call each.
  ///
  /// This thread typesets, another reads what is typeset.
  ///
  /// - Parameters:
  ///   - store: where KaTeX's answers are kept between runs.
  ///   - katex: KaTeX's script; nil looks where the system's packages put it.
  /// - Throws: `TypesetterFailure` if KaTeX cannot be run at all.
  package static func read(
    _ manuscripts: [Manuscript], keeping store: TypesetStore? = nil, katex: String? = nil
  ) throws(TypesetterFailure) -> Understanding {
    let plan = NotebookPlan(manuscripts)
    let answers = Handover<[Typesetter.Answer]>(capacity: 16)
    let outcome = Handover<Result<Understanding, TypesetterFailure>>(capacity: 1)
    let reader = Thread { outcome.put(read(plan, from: answers)) }
    // As deep as formulas nest.
    reader.stackSize = 16 << 20
    reader.start()
    do {
      defer { answers.finish() }
      try typeset(plan, with: Typesetter(katex: katex, store: store), into: answers)
    }
    guard let understanding = try outcome.take()?.get() else { throw .script("no answer") }
    return understanding
  }

  /// On this thread alone: for one formula a second thread would cost more than it saves.
  static func read(
    _ manuscripts: [Manuscript], with typesetter: Typesetter
  ) throws(TypesetterFailure) -> Understanding {
    let plan = NotebookPlan(manuscripts)
    var reading = NotebookReading(plan, typesetter.lexicon)
    for page in plan.pages {
      typesetter.begin(page)
      try reading.read(page, typesetter.answer)
      typesetter.endPage()
    }
    return reading.finished()
  }

  private static func typeset(
    _ plan: NotebookPlan, with typesetter: Typesetter, into answers: Handover<[Typesetter.Answer]>
  ) throws(TypesetterFailure) {
    // Waking the other thread costs more than a formula is worth.
    let most = 32
    var batch: [Typesetter.Answer] = []
    for page in plan.pages {
      let requests = page.requests
      guard !requests.isEmpty else { continue }
      typesetter.begin(page)
      for request in requests {
        batch.append(try typesetter.answer(request))
        guard batch.count == most else { continue }
        answers.put(batch)
        batch = []
      }
      typesetter.endPage()
    }
    if !batch.isEmpty { answers.put(batch) }
    typesetter.end()
  }

  private static func read(
    _ plan: NotebookPlan, from answers: Handover<[Typesetter.Answer]>
  ) -> Result<Understanding, TypesetterFailure> {
    var reading = NotebookReading(plan, Lexicon())
    var batch: ArraySlice<Typesetter.Answer> = []
    // Whatever is left over, the other thread does not wait for room.
    defer { while answers.take() != nil {} }
    do throws(TypesetterFailure) {
      for page in plan.pages {
        try reading.read(page) { (_) throws(TypesetterFailure) in
          if batch.isEmpty { batch = (answers.take() ?? [])[...] }
          guard let answer = batch.popFirst() else { throw .script("no answer") }
          return answer
        }
      }
      return .success(reading.finished())
    } catch {
      return .failure(error)
    }
  }
}
