import Typesetting
import Diagnostics
import Typesetting

/// All pages, each behind those it uses.
struct NotebookPlan: Sendable {
  /// Those that are to be read.
  private(set) var pages: [TypesetPlan] = []
  /// Those that were read before, and would be read just so again.
  package private(set) var known: [String: PageFormulaIndex] = [:]
  /// All of them by name.
  private(set) var order: [String] = []
  private(set) var numbering = Numbering()
  package private(set) var diagnostics: [Diagnostic] = []
  private var byPage: [String: PageFormulas]

  init(_ pageFormulas: [PageFormulas], known read: [String: PageFormulaIndex] = [:]) {
    byPage = Dictionary(pageFormulas.map { ($0.page, $0) }, uniquingKeysWith: { first, _ in first })
    for pageFormulas in ordered(pageFormulas) {
      let page = pageFormulas.page
      order.append(page)
      let used = pagesUsed(by: pageFormulas)
      if let before = read[page], used.allSatisfy({ known[$0] != nil }),
        before.holds(for: pageFormulas, using: used.compactMap { known[$0] })
      {
        known[page] = before
        numbering.take(before.labels, of: page)
      } else {
        pages.append(TypesetPlan(pageFormulas, &numbering))
      }
    }
  }

  /// A circle is an error at its page.
  private mutating func ordered(_ pageFormulas: [PageFormulas]) -> [PageFormulas] {
    var done: Set<String> = []
    var open: Set<String> = []
    var order: [PageFormulas] = []
    for root in pageFormulas {
      // An explicit stack: a chain of `uses` may be as long as there are pages.
      var stack: [(PageFormulas, next: Int)] = done.contains(root.page) ? [] : [(root, 0)]
      if !stack.isEmpty { open.insert(root.page) }
      while let (pageFormulas, next) = stack.last {
        guard next < pageFormulas.uses.count else {
          stack.removeLast()
          open.remove(pageFormulas.page)
          if done.insert(pageFormulas.page).inserted { order.append(pageFormulas) }
          continue
        }
        stack[stack.count - 1].next += 1
        let used = pageFormulas.uses[next]
        if open.contains(used) {
          diagnostics.append(.circularUse(pageFormulas, used))
        } else if let other = byPage[used] {
          if !done.contains(used) {
            open.insert(used)
            stack.append((other, 0))
          }
        } else {
          diagnostics.append(.unknownPage(pageFormulas, used, known: Array(byPage.keys)))
        }
      }
    }
    return order
  }

  /// Pages whose definitions are in force, those that they use first, each once.
  func pagesUsed(by pageFormulas: PageFormulas) -> [String] {
    var found: [String] = []
    var seen: Set<String> = [pageFormulas.page]
    func visit(_ page: String) {
      guard seen.insert(page).inserted, let other = byPage[page] else { return }
      for used in other.uses { visit(used) }
      found.append(page)
    }
    for used in pageFormulas.uses { visit(used) }
    return found
  }
}
