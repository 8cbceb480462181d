import Typesetting
import Diagnostics
import Synchronization

/// A page whose references show the numbers of what they refer to.
package struct NumberedPage: Sendable {
  package let page: PageFormulaIndex
  /// What each of its labels led to.
  package let targets: [String]
  package private(set) var formulas: [Formula]
  package private(set) var diagnostics: [Diagnostic]

  init(_ page: PageFormulaIndex, by numbering: Numbering) {
    self.page = page
    targets = Self.targets(of: page, by: numbering)
    var numbering = numbering
    let before = numbering.diagnostics.count
    formulas = page.formulas
    for (index, names) in page.references where formulas.indices.contains(index) {
      let formula = formulas[index]
      formulas[index].html = numbering.resolve(
        formula.html, names, from: page.pageFormulas.page, at: formula.sourceFormula)
    }
    diagnostics = Array(numbering.diagnostics[before...])
  }

  package static func targets(of page: PageFormulaIndex, by numbering: Numbering) -> [String] {
    page.references.flatMap(\.names).map { name in
      numbering.targets[name].map { "\($0.page)#\($0.number)" } ?? ""
    }
  }
}

/// Pages as they were read the last time, and KaTeX still running: for who reads them again and again.
///
/// A page is read again where its manuscript is another one, or a page whose definitions are in force there was read
/// again.
package final class FormulaIndexMemory: Sendable {
  /// Not for two threads at once, which the lock sees to.
  private struct State: ~Copyable {
    var pages: [String: PageFormulaIndex] = [:]
    package var numbered: [String: NumberedPage] = [:]
  }

  private let state = Mutex(State())
  /// With what was read of its answers, by their slots.
  private nonisolated(unsafe) var typesetting: (typesetter: Typesetter, lexemeCache: LexemeCache)?
  private let isTypesetting = Mutex(())
  /// So many formulas one thread reads as fast as several do that have to be started first.
  static let few = 400

  package init() {}

  var pages: [String: PageFormulaIndex] { state.withLock { $0.pages } }

  func keep(_ pages: [String: PageFormulaIndex]) {
    state.withLock { state in
      state.pages = pages
      state.numbered = state.numbered.filter { pages[$0.key] === $0.value.page }
    }
  }

  /// The page with its numbers, as it was the last time where they are the same.
  package func numbered(_ page: PageFormulaIndex, by numbering: Numbering) -> NumberedPage {
    let name = page.pageFormulas.page
    if let known = state.withLock({ $0.numbered[name] }), known.page === page,
      known.diagnostics.isEmpty, known.targets == NumberedPage.targets(of: page, by: numbering)
    {
      return known
    }
    let fresh = NumberedPage(page, by: numbering)
    state.withLock { $0.numbered[name] = fresh }
    return fresh
  }

  /// Lends KaTeX, which is started once; what is asked is kept in memory and not on the disk.
  func withTypesetter<Result: Sendable>(
    katex: String?, _ body: (Typesetter, LexemeCache) -> Result
  ) -> Result {
    isTypesetting.withLock { _ in
      let (typesetter, lexemeCache) = typesetting ?? (Typesetter(katex: katex), LexemeCache())
      typesetting = (typesetter, lexemeCache)
      return body(typesetter, lexemeCache)
    }
  }
}

extension PageFormulas {
  /// Whether nothing that its reading depends on is another: its file is the very one.
  func isSame(as other: PageFormulas) -> Bool {
    file === other.file && page == other.page && uses == other.uses && isStrict == other.isStrict
      && declaresZeroLogZero == other.declaresZeroLogZero && macros == other.macros
      && declarations.elementsEqual(other.declarations) { $0 == $1 } && values == other.values
  }
}
