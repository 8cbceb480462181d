import Diagnostics

extension Understanding {
  /// Typesets and reads every formula of every page: one JavaScript call each.
  ///
  /// - Throws: `TypesetterFailure` if KaTeX cannot be run at all.
  package static func read(_ manuscripts: [Manuscript]) throws(TypesetterFailure) -> Understanding {
    try read(manuscripts, with: Typesetter())
  }

  static func read(
    _ manuscripts: [Manuscript], with typesetter: Typesetter
  ) throws(TypesetterFailure) -> Understanding {
    let byPage = Dictionary(manuscripts.map { ($0.page, $0) }, uniquingKeysWith: { first, _ in first })
    var understanding = Understanding(pages: [:], definitions: [:], diagnostics: [])
    var made: [String: [Definition]] = [:]
    var numbering = Numbering()
    var references: [(page: String, formula: Int, names: [String])] = []
    for manuscript in Self.ordered(manuscripts, byPage, &understanding.diagnostics) {
      var lexed: [PageReader.Lexed] = []
      typesetter.use(macros: manuscript.macros)
      numbering.begin(page: manuscript.page)
      for (index, occurrence) in manuscript.occurrences.enumerated() {
        let (rows, suffix) = numbering.rows(of: occurrence)
        var one = try Self.lex(occurrence, typesetter, isStrict: manuscript.isStrict, suffix: suffix)
        if !rows.isEmpty { one.html = Numbering.numbered(one.html, rows) }
        if !one.references.isEmpty { references.append((manuscript.page, index, one.references)) }
        lexed.append(one)
      }
      let inherited = Self.pagesUsed(by: manuscript, byPage).flatMap { made[$0] ?? [] }
      var reader = PageReader(manuscript, inherited: inherited, lexed: lexed)
      reader.frontMatterMeanings = try Self.frontMatter(
        of: manuscript, typesetter, &understanding.diagnostics)
      let formulas = reader.read()
      understanding.pages[manuscript.page] = formulas
      made[manuscript.page] = reader.definitions.map(\.1)
      for (_, definition) in reader.definitions { understanding.definitions[definition.id] = definition }
      understanding.diagnostics += reader.diagnostics
      understanding.diagnostics += formulas.flatMap(\.problems).filter { $0.severity != .note }
    }
    understanding.resolve(references, numbering)
    return understanding
  }

  /// Pages so that each comes behind those it uses; a circle is an error at its page.
  private static func ordered(
    _ manuscripts: [Manuscript], _ byPage: [String: Manuscript], _ diagnostics: inout [Diagnostic]
  ) -> [Manuscript] {
    var done: Set<String> = []
    var open: Set<String> = []
    var order: [Manuscript] = []
    for root in manuscripts {
      // An explicit stack: a chain of `uses` may be as long as there are pages.
      var stack: [(Manuscript, next: Int)] = done.contains(root.page) ? [] : [(root, 0)]
      if !stack.isEmpty { open.insert(root.page) }
      while let (manuscript, next) = stack.last {
        guard next < manuscript.uses.count else {
          stack.removeLast()
          open.remove(manuscript.page)
          if done.insert(manuscript.page).inserted { order.append(manuscript) }
          continue
        }
        stack[stack.count - 1].next += 1
        let used = manuscript.uses[next]
        if open.contains(used) {
          diagnostics.append(.circularUse(manuscript, used))
        } else if let other = byPage[used] {
          if !done.contains(used) {
            open.insert(used)
            stack.append((other, 0))
          }
        } else {
          diagnostics.append(.unknownPage(manuscript, used, known: Array(byPage.keys)))
        }
      }
    }
    return order
  }

  /// Pages whose definitions are in force, those that they use first, each once.
  static func pagesUsed(by manuscript: Manuscript, _ byPage: [String: Manuscript]) -> [String] {
    var found: [String] = []
    var seen: Set<String> = [manuscript.page]
    func visit(_ page: String) {
      guard seen.insert(page).inserted, let other = byPage[page] else { return }
      for used in other.uses { visit(used) }
      found.append(page)
    }
    for used in manuscript.uses { visit(used) }
    return found
  }

  /// - Parameter suffix: what is said to KaTeX behind the formula: its number.
  static func lex(
    _ occurrence: Occurrence, _ typesetter: Typesetter, isStrict: Bool, suffix: String = ""
  ) throws(TypesetterFailure) -> PageReader.Lexed {
    let latex = Rewriting.katexSpelling(occurrence.latex)
    if let position = latex.tooDeepBrace {
      let message = "more than \(String.deepestBrace) braces within braces"
      return .init(
        html: AnnotatedHTML.broken(occurrence.latex, message: message), isTypeset: false, lexemes: [],
        problems: [.broken(occurrence, position: position, message: message, isStrict: isStrict)])
    }
    switch try typesetter.lexed(latex, suffix: suffix, display: occurrence.isDisplay) {
    case .read(let html, let lexemes, let references):
      return .init(
        html: AnnotatedHTML.with(annotation: occurrence.latex, in: html), isTypeset: true, lexemes: lexemes,
        problems: [], references: references)
    case .unreadable(let html, let error, let references):
      return .init(
        html: AnnotatedHTML.with(annotation: occurrence.latex, in: html), isTypeset: true, lexemes: [],
        problems: [.unreadable(error, occurrence, isStrict: isStrict)], references: references)
    case .broken(let position, let message):
      return .init(
        html: AnnotatedHTML.broken(occurrence.latex, message: message), isTypeset: false, lexemes: [],
        problems: [.broken(occurrence, position: position, message: message, isStrict: isStrict)])
    }
  }

  /// Puts numbers where `\eqref` stands, once every page has its numbers.
  private mutating func resolve(
    _ references: [(page: String, formula: Int, names: [String])], _ numbering: Numbering
  ) {
    var numbering = numbering
    for (page, index, names) in references {
      guard let formula = pages[page]?[index] else { continue }
      pages[page]?[index].html = numbering.resolve(formula.html, names, from: page, at: formula.occurrence)
    }
    diagnostics += numbering.diagnostics
  }

  /// `symbols: {"\\gamma": "[1, 2]"}` is read as the formula `\gamma \in [1, 2]`.
  private static func frontMatter(
    of manuscript: Manuscript, _ typesetter: Typesetter, _ diagnostics: inout [Diagnostic]
  ) throws(TypesetterFailure) -> [Meaning] {
    var meanings: [Meaning] = []
    for (name, domain) in manuscript.declarations {
      let latex = Self.declarationLaTeX(name, domain)
      let occurrence = Occurrence(
        id: 0, latex: latex, range: manuscript.file.range(0..<0), offsets: [], isDisplay: false)
      let lexed = try lex(occurrence, typesetter, isStrict: true)
      var parser = Parser(Rows.trimmed(lexed.lexemes), end: latex.utf8.count, scope: Scope())
      parser.isDeclaration = true
      var declaration = Declaration(special: parser.lexemes, parser: parser, source: occurrence.range)
      if declaration == nil, let parts = try? parser.parts() {
        declaration = Declaration(parts, trailing: "", source: occurrence.range)
      }
      guard let declaration, !declaration.meanings.isEmpty else {
        diagnostics.append(.unreadableDeclaration(manuscript, name, domain))
        continue
      }
      meanings += declaration.meanings.map { meaning in
        var copy = meaning
        copy.origin = .frontMatter
        copy.source = nil
        return copy
      }
    }
    return meanings
  }

  private static func declarationLaTeX(_ name: String, _ domain: String) -> String {
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

extension String {
  var trimmed: String {
    var view = self[...]
    while view.first?.isWhitespace == true { view.removeFirst() }
    while view.last?.isWhitespace == true { view.removeLast() }
    return String(view)
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
