import Trees
import Diagnostics

/// One page as it was read: what it adds to the notebook.
final class PageUnderstanding: Sendable {
  let manuscript: Manuscript
  /// Pages whose definitions were in force.
  let used: [PageUnderstanding]
  let formulas: [Formula]
  let definitions: [Definition]
  let values: [(name: Name, spelling: String)]
  /// Labels that its formulas name.
  let references: [(formula: Int, names: [String])]
  /// Labels that its formulas have.
  let labels: [Numbering.Label]
  let diagnostics: [Diagnostic]

  init(
    _ reader: PageReader, formulas: [Formula], used: [PageUnderstanding],
    references: [(formula: Int, names: [String])], labels: [Numbering.Label], diagnostics: [Diagnostic]
  ) {
    manuscript = reader.manuscript
    self.used = used
    self.formulas = formulas
    self.references = references
    self.labels = labels
    definitions = reader.definitions.map(\.1)
    values = reader.values.byName.map { ($0.key, $0.value.name) }
    self.diagnostics =
      diagnostics + reader.diagnostics + formulas.flatMap(\.problems).filter { $0.severity != .note }
  }

  /// Whether it would be read just so again.
  func holds(for other: Manuscript, using pages: [PageUnderstanding]) -> Bool {
    manuscript.isSame(as: other) && used.elementsEqual(pages, by: ===)
  }
}

/// Reads pages one behind the other, as their formulas come back from KaTeX.
struct NotebookReading {
  private let plan: NotebookPlan
  private var pages: [String: PageUnderstanding]

  /// Gives what came of each request, in the order of a page's requests.
  typealias Answers = (TypesetRequest) throws(TypesetterFailure) -> Lexicon.Entry

  init(_ plan: NotebookPlan) {
    self.plan = plan
    pages = plan.known
  }

  mutating func read(_ page: PagePlan, _ answers: Answers) throws(TypesetterFailure) {
    let manuscript = page.manuscript
    var lexed: [PageReader.Lexed] = []
    var references: [(formula: Int, names: [String])] = []
    for (index, entry) in page.formulas.enumerated() {
      var one = try lex(entry, answers, isStrict: manuscript.isStrict)
      if !entry.rows.isEmpty { one.html = Numbering.numbered(one.html, entry.rows) }
      if !one.references.isEmpty { references.append((index, one.references)) }
      lexed.append(one)
    }
    let used = plan.pagesUsed(by: manuscript).compactMap { pages[$0] }
    var reader = PageReader(manuscript, inherited: used.flatMap(\.definitions), lexed: lexed)
    var diagnostics: [Diagnostic] = []
    (reader.frontMatterMeanings, reader.nouns, reader.constraints) = try frontMatter(
      of: page, answers, &diagnostics)
    reader.values = try values(of: page, answers)
    reader.ignoring = manuscript.ignoring
    let formulas = reader.read()
    pages[manuscript.page] = PageUnderstanding(
      reader, formulas: formulas, used: used, references: references,
      labels: plan.numbering.labels[manuscript.page] ?? [], diagnostics: diagnostics)
  }

  /// What was read, with the numbers that `\eqref` shows: only now every page has its own.
  func finished(_ memory: UnderstandingMemory? = nil) -> Understanding {
    var understanding = Understanding(pages: [:], definitions: [:], diagnostics: plan.diagnostics)
    let order = plan.order.compactMap { pages[$0] }
    for page in order {
      understanding.pages[page.manuscript.page] = page.formulas
      for definition in page.definitions { understanding.definitions[definition.id] = definition }
      for (name, spelling) in page.values { understanding.values[name] = spelling }
      understanding.diagnostics += page.diagnostics
    }
    understanding.diagnostics += plan.numbering.diagnostics
    for page in order where !page.references.isEmpty {
      let numbered = memory?.numbered(page, by: plan.numbering) ?? NumberedPage(page, by: plan.numbering)
      understanding.pages[page.manuscript.page] = numbered.formulas
      understanding.diagnostics += numbered.diagnostics
    }
    memory?.keep(pages)
    return understanding
  }

  private func lex(
    _ entry: PagePlan.Entry, _ answers: Answers, isStrict: Bool
  ) throws(TypesetterFailure) -> PageReader.Lexed {
    let occurrence = entry.occurrence
    guard let request = entry.request else {
      let message = "more than \(String.deepestBrace) braces within braces"
      return .broken(occurrence, occurrence.latex.tooDeepBrace, message, isStrict: isStrict)
    }
    switch try answers(request) {
    case .read(let html, let lexemes, let references):
      return .init(
        html: AnnotatedHTML.with(annotation: occurrence.latex, in: html), isTypeset: true, lexemes: lexemes,
        problems: [], references: references)
    case .unreadable(let html, let error, let references):
      return .init(
        html: AnnotatedHTML.with(annotation: occurrence.latex, in: html), isTypeset: true, lexemes: [],
        problems: [.unreadable(error, occurrence, isStrict: isStrict)], references: references)
    case .broken(let position, let message):
      return .broken(occurrence, position, message, isStrict: isStrict)
    }
  }

  /// Names of given values; one that is no name is left out.
  private func values(of page: PagePlan, _ answers: Answers) throws(TypesetterFailure) -> GivenValues {
    var values = GivenValues()
    for (entry, value) in zip(page.values, page.manuscript.values) {
      let lexed = try lex(entry, answers, isStrict: false)
      if let name = Parser.spelledName(lexed.lexemes) { values.add(name, value) }
    }
    return values
  }

  private func frontMatter(
    of page: PagePlan, _ answers: Answers, _ diagnostics: inout [Diagnostic]
  ) throws(TypesetterFailure) -> ([Meaning], [Name: Role], [Constraint]) {
    var meanings: [Meaning] = []
    var nouns: [Name: Role] = [:]
    var constraints: [Constraint] = []
    for (entry, (name, domain)) in zip(page.declarations, page.manuscript.declarations) {
      let lexed = try lex(entry, answers, isStrict: true)
      let source = entry.occurrence.range
      var words = Words()
      if name.utf8.count > 1, !name.hasPrefix("\\"), name.utf8.allSatisfy({ $0 < 128 }) {
        words.known = [name]
      }
      let lexemes = words.merged(lexed.lexemes)
      var scope = Scope()
      scope.binders = Set(Parser.customaryIndices.map { Name($0) })
      var parser = Parser(
        Rows.trimmed(lexemes), end: entry.occurrence.latex.utf8.count, scope: scope)
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
        diagnostics.append(.unreadableDeclaration(page.manuscript, name, domain))
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
    _ occurrence: Occurrence, _ position: Int?, _ message: String, isStrict: Bool
  ) -> Self {
    Self(
      html: AnnotatedHTML.broken(occurrence.latex, message: message), isTypeset: false, lexemes: [],
      problems: [.broken(occurrence, position: position, message: message, isStrict: isStrict)])
  }
}
