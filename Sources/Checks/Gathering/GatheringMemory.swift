import Formulas
import Diagnostics
import Notes
import Snippets
import Synchronization

/// What a page's checks are made from: itself and the pages that it uses, as they were read and understood.
struct PageInputs: Sendable {
  /// The page first.
  let documents: [Document]
  let formulas: [[Formula]]

  init(_ document: Document, uses: [Document], _ formulaIndex: FormulaIndex) {
    documents = [document] + uses
    formulas = documents.map { formulaIndex.pages[$0.page] ?? [] }
  }

  /// Whether they are the very same: told by what they are, not by what they hold.
  func isSame(as other: PageInputs) -> Bool {
    documents.elementsEqual(other.documents) { left, right in
      left.file === right.file && left.frontMatter.uses == right.frontMatter.uses
        && left.frontMatter.strict == right.frontMatter.strict
    } && formulas.elementsEqual(other.formulas) { $0.isSame(as: $1) }
  }

  /// Whether a program belongs to it, which may read files.
  var hasCode: Bool { documents.contains { !$0.snippets.isEmpty || !$0.inlineValues.isEmpty } }
}

/// A page with what is to be checked on it, and why some of it is not.
final class PlannedPage: Sendable {
  let inputs: PageInputs
  let plan: CheckPlan
  let reasons: [Int: Message]
  let diagnostics: [Diagnostic]

  init(_ inputs: PageInputs, _ plan: CheckPlan, reasons: [Int: Message], diagnostics: [Diagnostic]) {
    (self.inputs, self.plan, self.reasons, self.diagnostics) = (inputs, plan, reasons, diagnostics)
  }
}

/// All that was found on one page.
package final class CheckedPage: Sendable {
  package let page: String
  package let run: PageRun
  package let evidence: [Evidence]
  let diagnostics: [Diagnostic]
  /// Derivations that hold, for the audit to break.
  let rowAudits: [RowAudit]

  init(page: String, run: PageRun, _ result: CheckResult) {
    (self.page, self.run) = (page, run)
    (evidence, diagnostics, rowAudits) = (result.evidence, result.diagnostics, result.rowAudits)
  }

  /// Whether it would come out the same another time: not what ran out of time on a busy machine.
  fileprivate var isLasting: Bool { run.status != .timedOut }
}

/// Pages as they were checked the last time, for who checks them again and again.
///
/// A page is checked again where itself, a page that it uses, what is understood of either, what implements their
/// formulas, or a file that its program may read is another one. That options, configuration, lock and audit are the
/// same is the holder's care.
package final class GatheringMemory: Sendable {
  private struct Entry {
    var planned: PlannedPage
    var binders: [PlannedPage] = []
    var files = ""
    var checked: CheckedPage?
  }

  private struct State {
    var pages: [String: Entry] = [:]
    var files = ""
  }

  private let state = Mutex(State())

  package init() {}

  /// Says what stands in the docs folder beside the notes now.
  package func note(files: String) { state.withLock { $0.files = files } }

  func planned(_ pages: [String]) -> [PlannedPage?] {
    state.withLock { state in pages.map { state.pages[$0]?.planned } }
  }

  /// Takes the plans that hold now; what is known of pages that are planned anew is forgotten.
  func keep(_ planned: [PlannedPage]) {
    state.withLock { state in
      let old = state.pages
      state.pages = [:]
      for page in planned {
        let name = page.plan.document.page
        state.pages[name] = old[name].flatMap { $0.planned === page ? $0 : nil } ?? Entry(planned: page)
      }
    }
  }

  /// What was found on a page, if nothing is another one since.
  func checked(_ page: PlannedPage, binders: [PlannedPage]) -> CheckedPage? {
    let name = page.plan.document.page
    return state.withLock { state in
      guard let entry = state.pages[name] else { return nil }
      let isSame =
        entry.binders.elementsEqual(binders, by: ===) && (!page.inputs.hasCode || entry.files == state.files)
      if !isSame { state.pages[name]?.checked = nil }
      state.pages[name]?.binders = binders
      state.pages[name]?.files = state.files
      return isSame ? entry.checked : nil
    }
  }

  func keep(_ checked: CheckedPage, of page: PlannedPage) {
    guard checked.isLasting else { return }
    state.withLock { $0.pages[page.plan.document.page]?.checked = checked }
  }
}
