import LaTeX
import Typesetting
import Trees
import Diagnostics

/// One page as it was read: what it adds to the notebook.
package final class PageFormulaIndex: Sendable {
  package let pageFormulas: PageFormulas
  /// Pages whose definitions were in force.
  let used: [PageFormulaIndex]
  package let formulas: [Formula]
  package let definitions: [Definition]
  /// Sequences that its claims ask for, and of which its displays give the steps.
  let begun: [Definition]
  package let values: [(name: Name, spelling: String)]
  /// Labels that its formulas name.
  let references: [(formula: Int, names: [String])]
  /// Labels that its formulas have.
  package let labels: [Numbering.Label]
  package let diagnostics: [Diagnostic]

  init(
    _ reader: PageReader, formulas: [Formula], used: [PageFormulaIndex],
    references: [(formula: Int, names: [String])], labels: [Numbering.Label], diagnostics: [Diagnostic]
  ) {
    pageFormulas = reader.pageFormulas
    self.used = used
    self.formulas = formulas
    self.references = references
    self.labels = labels
    definitions = reader.definitions.map(\.1)
    begun = reader.begun.called(by: formulas.filter(\.sourceFormula.directive.isClaim).compactMap(\.reading))
    values = reader.values.byName.map { ($0.key, $0.value.name) }
    self.diagnostics =
      diagnostics + reader.diagnostics + formulas.flatMap(\.problems).filter { $0.severity != .note }
  }

  /// Whether it would be read just so again.
  func holds(for other: PageFormulas, using pages: [PageFormulaIndex]) -> Bool {
    pageFormulas.isSame(as: other) && used.elementsEqual(pages, by: ===)
  }
}

/// Reads pages one behind the other, as their formulas come back from KaTeX.
struct FormulaIndexReader {
  private let plan: NotebookPlan
  private var pages: [String: PageFormulaIndex]
  /// Kinds of evidence that are left out, to see what hangs on them.
  private let ignoring: Set<RoleObservation.Kind>

  /// Gives what came of each request, in the order of a page's requests.
  typealias Answers = (TypesetRequest) throws(TypesetterFailure) -> LexemeCache.Entry

  init(_ plan: NotebookPlan, ignoring: Set<RoleObservation.Kind> = []) {
    self.plan = plan
    self.ignoring = ignoring
    pages = plan.known
  }

  mutating func read(_ page: TypesetPlan, _ answers: Answers) throws(TypesetterFailure) {
    let pageFormulas = page.pageFormulas
    var lexed: [PageReader.Lexed] = []
    var references: [(formula: Int, names: [String])] = []
    for (index, entry) in page.formulas.enumerated() {
      var one = try lex(entry, answers, isStrict: pageFormulas.isStrict)
      if !entry.rows.isEmpty { one.html = Numbering.numbered(one.html, entry.rows) }
      if !one.references.isEmpty { references.append((index, one.references)) }
      lexed.append(one)
    }
    let used = plan.pagesUsed(by: pageFormulas).compactMap { pages[$0] }
    var reader = PageReader(pageFormulas, inherited: used.flatMap(\.definitions), lexed: lexed)
    var diagnostics: [Diagnostic] = []
    (reader.frontMatterMeanings, reader.nouns, reader.constraints) = try frontMatter(
      of: page, answers, &diagnostics)
    reader.values = try values(of: page, answers)
    reader.ignoring = ignoring
    let formulas = reader.read()
    pages[pageFormulas.page] = PageFormulaIndex(
      reader, formulas: formulas, used: used, references: references,
      labels: plan.numbering.labels[pageFormulas.page] ?? [], diagnostics: diagnostics)
  }

  /// What was read, with the numbers that `\eqref` shows: only now every page has its own.
  func finished(_ memory: FormulaIndexMemory? = nil) -> FormulaIndex {
    var formulaIndex = FormulaIndex(pages: [:], definitions: [:], diagnostics: plan.diagnostics)
    let order = plan.order.compactMap { pages[$0] }
    for page in order {
      formulaIndex.pages[page.pageFormulas.page] = page.formulas
      for definition in page.definitions + page.begun { formulaIndex.definitions[definition.id] = definition }
      for (name, spelling) in page.values { formulaIndex.values[name] = spelling }
      formulaIndex.diagnostics += page.diagnostics
    }
    formulaIndex.diagnostics += plan.numbering.diagnostics
    formulaIndex.equations = plan.numbering.equations
    for page in order where !page.references.isEmpty {
      let numbered = memory?.numbered(page, by: plan.numbering) ?? NumberedPage(page, by: plan.numbering)
      formulaIndex.pages[page.pageFormulas.page] = numbered.formulas
      formulaIndex.diagnostics += numbered.diagnostics
    }
    memory?.keep(pages)
    return formulaIndex
  }

  private func lex(
    _ entry: TypesetPlan.Entry, _ answers: Answers, isStrict: Bool
  ) throws(TypesetterFailure) -> PageReader.Lexed {
    let sourceFormula = entry.sourceFormula
    guard let request = entry.request else {
      let isTooDeep = sourceFormula.latex.tooDeepBrace != nil
      if !isTooDeep, sourceFormula.latex.utf8.count > TypesetPlan.Entry.mostBytes {
        let start = String(sourceFormula.latex.prefix(200))
        return .init(
          html: AnnotatedHTML.broken(start + " …", message: "too long"), isTypeset: false, lexemes: [],
          problems: [.tooLong(sourceFormula)])
      }
      let message = "more than \(String.deepestBrace) braces within braces"
      return .broken(sourceFormula, sourceFormula.latex.tooDeepBrace, message, isStrict: isStrict)
    }
    switch try answers(request) {
    case .read(let html, let lexemes, let references):
      return .init(
        html: AnnotatedHTML.with(annotation: sourceFormula.latex, in: html), isTypeset: true,
        lexemes: lexemes,
        problems: [], references: references)
    case .unreadable(let html, let error, let references):
      return .init(
        html: AnnotatedHTML.with(annotation: sourceFormula.latex, in: html), isTypeset: true, lexemes: [],
        problems: [.unreadable(error, sourceFormula, isStrict: isStrict)], references: references)
    case .broken(let position, let message):
      return .broken(sourceFormula, position, message, isStrict: isStrict)
    }
  }

  /// Names of given values; one that is no name is left out.
  private func values(of page: TypesetPlan, _ answers: Answers) throws(TypesetterFailure) -> GivenValues {
    var values = GivenValues()
    for (entry, value) in zip(page.values, page.pageFormulas.values) {
      let lexed = try lex(entry, answers, isStrict: false)
      values.add(lexed.lexemes, value)
    }
    return values
  }

  private func frontMatter(
    of page: TypesetPlan, _ answers: Answers, _ diagnostics: inout [Diagnostic]
  ) throws(TypesetterFailure) -> ([Meaning], [Name: Role], [Constraint]) {
    var meanings: [Meaning] = []
    var nouns: [Name: Role] = [:]
    var constraints: [Constraint] = []
    for (entry, (name, domain)) in zip(page.declarations, page.pageFormulas.declarations) {
      let lexed = try lex(entry, answers, isStrict: true)
      let source = entry.sourceFormula.range
      var words = Words()
      let letters = name.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
      if letters.count > 1, letters.count == name.count || name.dropFirst(letters.count).hasPrefix("_") {
        words.known = [String(letters)]
      }
      let lexemes = words.merged(SpelledWords.joined(lexed.lexemes))
      var scope = Scope()
      scope.binders = Set(Parser.customaryIndices.map { Name($0) })
      var parser = Parser(
        Rows.trimmed(lexemes), end: entry.sourceFormula.latex.utf8.count, scope: scope)
      parser.isDeclaration = true
      var declaration = Declaration(special: parser.lexemes, parser: parser, source: source)
      if declaration == nil, let parts = try? parser.parts() {
        declaration = Declaration(parts, trailing: "", source: source)
      }
      guard let declaration, !declaration.meanings.isEmpty else {
        if let role = Nouns.role(of: domain), let name = Parser.spelledName(lexemes.dropped(from: .in)) {
          nouns[name] = role
          continue
        }
        diagnostics.append(.unreadableDeclaration(page.pageFormulas, name, domain))
        continue
      }
      constraints += declaration.further.map {
        Constraint(relation: $0, formula: nil, section: [], reach: .section)
      }
      meanings += declaration.first.map { meaning in
        var copy = meaning
        copy.origin = .frontMatter
        copy.source = nil
        return copy
      }
    }
    return (meanings, nouns, constraints)
  }
}

extension PageReader.Lexed {
  fileprivate static func broken(
    _ sourceFormula: SourceFormula, _ position: Int?, _ message: String, isStrict: Bool
  ) -> Self {
    Self(
      html: AnnotatedHTML.broken(sourceFormula.latex, message: message), isTypeset: false, lexemes: [],
      problems: [.broken(sourceFormula, position: position, message: message, isStrict: isStrict)])
  }
}
