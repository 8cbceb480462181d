import Trees
import Diagnostics

/// A page as KaTeX is asked for it: its formulas in order, then its front matter's declarations.
struct TypesetPlan: Sendable {
  struct Entry: Sendable {
    var sourceFormula: SourceFormula
    /// Of one formula: what is longer takes minutes and gigabytes, and nobody reads it. 200,000 bytes are some 20,000
    /// terms, two seconds and 200 MB.
    static let mostBytes = 200_000

    /// Nil where braces are nested deeper than KaTeX can bear, or the formula is too long for it.
    var request: TypesetRequest?
    /// Numbers and labels, row by row.
    var rows: [Numbering.Row] = []

    init(_ sourceFormula: SourceFormula, suffix: String = "", rows: [Numbering.Row] = []) {
      self.sourceFormula = sourceFormula
      self.rows = rows
      guard sourceFormula.latex.utf8.count <= Self.mostBytes else { return }
      let latex = Rewriting.katexSpelling(sourceFormula.latex)
      guard latex.tooDeepBrace == nil else { return }
      request = TypesetRequest(latex: latex, suffix: suffix, isDisplay: sourceFormula.isDisplay)
    }
  }

  var pageFormulas: PageFormulas
  var formulas: [Entry]
  var declarations: [Entry]
  /// The names of given values.
  var values: [Entry]

  init(_ pageFormulas: PageFormulas, _ numbering: inout Numbering) {
    self.pageFormulas = pageFormulas
    numbering.begin(page: pageFormulas.page)
    formulas = pageFormulas.sourceFormulas.map { sourceFormula in
      let (rows, suffix) = numbering.rows(of: sourceFormula)
      return Entry(sourceFormula, suffix: suffix, rows: rows)
    }
    declarations = pageFormulas.declarations.map { name, domain in
      Entry(
        SourceFormula(
          id: 0, latex: Self.latex(declaring: name, domain), range: pageFormulas.file.range(0..<0),
          offsets: [],
          isDisplay: false))
    }
    values = pageFormulas.values.map { value in
      Entry(
        SourceFormula(
          id: 0, latex: Name.greek[value.name] != nil ? "\\" + value.name : value.name,
          range: pageFormulas.file.range(0..<0), offsets: [], isDisplay: false))
    }
  }

  var requests: [TypesetRequest] { (formulas + declarations + values).compactMap(\.request) }

  /// `symbols: {"\\gamma": "[1, 2]"}` is read as the formula `\gamma \in [1, 2]`.
  private static func latex(declaring name: String, _ domain: String) -> String {
    let name = Name.greek[name] != nil ? "\\" + name : name
    switch domain.trimmed {
    case "function": return "\(name): \\mathbb{R} \\to \\mathbb{R}"
    case let text where text.hasPrefix("{"):
      return "\(name) \\in \\{\(text.dropFirst().dropLast())\\}"
    case let text where text.hasPrefix("="): return "\(name) \(text)"
    case let text where text.contains("\\to"): return "\(name): \(text)"
    case let text: return "\(name) \\in \(text)"
    }
  }
}

/// All pages, each behind those it uses.
struct NotebookPlan: Sendable {
  /// Those that are to be read.
  private(set) var pages: [TypesetPlan] = []
  /// Those that were read before, and would be read just so again.
  private(set) var known: [String: PageFormulaIndex] = [:]
  /// All of them by name.
  private(set) var order: [String] = []
  private(set) var numbering = Numbering()
  private(set) var diagnostics: [Diagnostic] = []
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

extension String {
  /// KaTeX copies an argument's tokens at every level: 20,000 levels take gigabytes. No formula needs so many.
  static var deepestBrace: Int { 400 }

  /// Where a brace opens too deep, in UTF-16 units.
  var tooDeepBrace: Int? {
    guard utf8.count > Self.deepestBrace else { return nil }
    var depth = 0
    var isEscaped = false
    for (position, unit) in utf16.enumerated() {
      if isEscaped {
        isEscaped = false
      } else if unit == 0x5C {
        isEscaped = true
      } else if unit == 0x7B {
        depth += 1
        if depth > Self.deepestBrace { return position }
      } else if unit == 0x7D {
        depth -= 1
      }
    }
    return nil
  }
}

extension String {
  var trimmed: String {
    var view = self[...]
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
  }
}
