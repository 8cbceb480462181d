import Trees
import Diagnostics

/// Reads pages one behind the other, as their formulas come back from KaTeX.
struct NotebookReading {
  private let plan: NotebookPlan
  private var understanding: Understanding
  private var definitions: [String: [Definition]] = [:]
  private var references: [(page: String, formula: Int, names: [String])] = []

  /// Gives what came of each request, in the order of a page's requests.
  typealias Answers = (TypesetRequest) throws(TypesetterFailure) -> Lexicon.Entry

  init(_ plan: NotebookPlan) {
    self.plan = plan
    understanding = Understanding(pages: [:], definitions: [:], diagnostics: plan.diagnostics)
  }

  mutating func read(_ page: PagePlan, _ answers: Answers) throws(TypesetterFailure) {
    let manuscript = page.manuscript
    var lexed: [PageReader.Lexed] = []
    for (index, entry) in page.formulas.enumerated() {
      var one = try lex(entry, answers, isStrict: manuscript.isStrict)
      if !entry.rows.isEmpty { one.html = Numbering.numbered(one.html, entry.rows) }
      if !one.references.isEmpty { references.append((manuscript.page, index, one.references)) }
      lexed.append(one)
    }
    let inherited = plan.pagesUsed(by: manuscript).flatMap { definitions[$0] ?? [] }
    var reader = PageReader(manuscript, inherited: inherited, lexed: lexed)
    (reader.frontMatterMeanings, reader.nouns, reader.constraints) = try frontMatter(of: page, answers)
    reader.values = try values(of: page, answers)
    reader.ignoring = manuscript.ignoring
    for (name, value) in reader.values.byName { understanding.values[name] = value.name }
    let formulas = reader.read()
    understanding.pages[manuscript.page] = formulas
    definitions[manuscript.page] = reader.definitions.map(\.1)
    for (_, definition) in reader.definitions { understanding.definitions[definition.id] = definition }
    understanding.diagnostics += reader.diagnostics
    understanding.diagnostics += formulas.flatMap(\.problems).filter { $0.severity != .note }
  }

  /// What was read, with the numbers that `\eqref` shows: only now every page has its own.
  func finished() -> Understanding {
    var understanding = understanding
    var numbering = plan.numbering
    for (page, index, names) in references {
      guard let formula = understanding.pages[page]?[index] else { continue }
      understanding.pages[page]?[index].html = numbering.resolve(
        formula.html, names, from: page, at: formula.occurrence)
    }
    understanding.diagnostics += numbering.diagnostics
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
  private mutating func values(of page: PagePlan, _ answers: Answers) throws(TypesetterFailure) -> GivenValues
  {
    var values = GivenValues()
    for (entry, value) in zip(page.values, page.manuscript.values) {
      let lexed = try lex(entry, answers, isStrict: false)
      if let name = Parser.spelledName(lexed.lexemes) { values.add(name, value) }
    }
    return values
  }

  private mutating func frontMatter(
    of page: PagePlan, _ answers: Answers
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
        understanding.diagnostics.append(.unreadableDeclaration(page.manuscript, name, domain))
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
