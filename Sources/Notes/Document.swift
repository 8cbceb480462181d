import Typesetting
import Diagnostics

/// A note, read: its blocks with their places, its front matter, its formulas and snippets in order.
package struct Document: Sendable {
  package var file: SourceFile
  /// The path below the docs folder without its ending: `deim/mal`; `index` and `README` name their folder's page.
  package var page: String
  package var frontMatter: FrontMatter
  package var blocks: [Block]
  /// Every formula, in reading order; `Inline.formula` and `Block.Kind.formula` hold indices into it.
  package var formulas: [SourceFormula]
  /// Every fence of Swift that belongs to the page's program, in order; blocks hold indices into it.
  package var snippets: [Snippet]
  /// Every `` `= expression` `` in prose, in order.
  package var inlineValues: [InlineValue]
  package var footnotes: [Footnote]
  /// The names that it refers to, in order.
  package var references: [String] = []
  /// Where a formula or a fence that nothing closes has made text or code of what was meant as something else.
  package var torn: [SourceRange] = []

  package init(
    file: SourceFile, page: String, frontMatter: FrontMatter, blocks: [Block],
    formulas: [SourceFormula], snippets: [Snippet], inlineValues: [InlineValue], footnotes: [Footnote]
  ) {
    self.file = file
    self.page = page
    self.frontMatter = frontMatter
    self.blocks = blocks
    self.formulas = formulas
    self.snippets = snippets
    self.inlineValues = inlineValues
    self.footnotes = footnotes
  }

  /// The front matter's title, else the first heading's text, else the file's name.
  package var title: String {
    if let title = frontMatter.title { return title }
    for block in blocks {
      if case .heading(_, let inlines, _) = block.kind { return inlines.plainText }
    }
    return String(page.split(separator: "/").last ?? "index")
  }
}

package struct FrontMatter: Sendable {
  package var title: String?
  package var description: String?
  package var order: Double?
  /// Other names: found by search, and the page's former paths, which lead to it.
  package var aliases: [String] = []
  /// Pages by name; a `Notebook` has them resolved.
  package var uses: [String] = []
  /// Where each of them stands as written.
  package var usesRanges: [SourceRange] = []
  package var strict: Bool?
  /// How many times the usual work a check may take.
  package var budget: Double?
  package var run: Bool?
  /// Of the site's own words on this page.
  package var language: Language?
  /// `symbols: {"\\gamma": "[1, 2]"}`
  package var symbols: [(name: String, domain: String)] = []
  package var macros: [String: String] = [:]
  /// `conventions: [0log0]`
  package var conventions: [String] = []

  package init() {}
}

package struct Block: Sendable {
  package var kind: Kind
  package var range: SourceRange
  /// The docgen directives that stand right before it.
  package var directives: [Directive]

  package init(_ kind: Kind, range: SourceRange, directives: [Directive] = []) {
    self.kind = kind
    self.range = range
    self.directives = directives
  }

  package indirect enum Kind: Sendable {
    /// Level 1…6, its text, its unique slug on the page (GitHub's rule).
    case heading(Int, [Inline], slug: String)
    case paragraph([Inline])
    case quote([Block])
    case alert(Alert, [Block])
    case list(start: Int?, isTight: Bool, [ListItem])
    /// Code of any language that is not part of the page's program.
    case code(language: String, info: String, text: String)
    /// A Swift block of the page's program: index into `Document.snippets`.
    case snippet(Int)
    /// A display formula: index into `Document.formulas`.
    case formula(Int)
    /// HTML as it is written, cut where formulas stand in it.
    case html([Inline])
    case table(Table)
    case thematicBreak
  }
}

/// A box: GitHub's alert, or another tool's that is one here.
package struct Alert: Sendable, Hashable {
  /// `note tip important warning caution`.
  package var kind: String
  /// Stands instead of its kind's name.
  package var title = ""
  /// Whether a reader opens it; nil for a box that is always open.
  package var isFolded: Bool?

  package init(_ kind: String, title: String = "", isFolded: Bool? = nil) {
    (self.kind, self.title, self.isFolded) = (kind, title, isFolded)
  }
}

package struct ListItem: Sendable {
  /// A task's box; nil for a plain item.
  package var isDone: Bool?
  package var blocks: [Block]

  package init(isDone: Bool? = nil, blocks: [Block]) {
    self.isDone = isDone
    self.blocks = blocks
  }
}

package struct Table: Sendable {
  package enum Alignment: String, Sendable { case none, left, center, right }
  package var alignments: [Alignment]
  package var header: [[Inline]]
  package var rows: [[[Inline]]]

  package init(alignments: [Alignment], header: [[Inline]], rows: [[[Inline]]]) {
    self.alignments = alignments
    self.header = header
    self.rows = rows
  }
}

package indirect enum Inline: Sendable {
  case text(String, SourceRange?)
  case code(String)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  /// Destination as written, title.
  case link(String, title: String, [Inline], SourceRange?)
  /// Destination as written; its title is the caption, and may hold formulas.
  case image(String, title: [Inline], alt: [Inline], SourceRange?)
  case html(String)
  case softBreak
  case hardBreak
  /// Index into `Document.formulas`.
  case formula(Int)
  /// Index into `Document.inlineValues`.
  case value(Int)
  /// The footnote's number on the page, and which reference to it this is (from 1).
  case footnote(number: Int, reference: Int)
  /// `[@name]`: a part of a note, by the name that its author gave it.
  case reference(String, SourceRange?)
  /// `<!-- … -->` of docgen's inside a paragraph (`cites`).
  case directive(Directive)
}

extension [Inline] {
  /// The text without markup; formulas are left out.
  package var plainText: String { count == 1 ? self[0].plainText : map(\.plainText).joined() }
}

extension Inline {
  package var plainText: String {
    switch self {
    case .text(let text, _), .code(let text): text
    case .emphasis(let inner), .strong(let inner), .strikethrough(let inner),
      .link(_, _, let inner, _), .image(_, _, let inner, _):
      inner.plainText
    case .softBreak, .hardBreak: " "
    case .html, .formula, .value, .footnote, .reference, .directive: ""
    }
  }
}

package struct Footnote: Sendable {
  package var number: Int
  package var label: String
  package var references: Int
  package var blocks: [Block]

  package init(number: Int, label: String, references: Int, blocks: [Block]) {
    self.number = number
    self.label = label
    self.references = references
    self.blocks = blocks
  }
}

/// What docgen reads in an HTML comment.
package enum Directive: Sendable, Hashable {
  case formula(FormulaDirective, SourceRange)
  /// `<!-- given: 来源 -->`
  case given(source: String, SourceRange)
  /// `<!-- cites C35, C36 -->`
  case cites([String], SourceRange)
  /// `<!-- label fig-a: Caption -->`: the name of what follows.
  case label(String, caption: String?, SourceRange)
}

/// One Swift block of the page's program.
package struct Snippet: Sendable {
  package var index: Int
  /// The code between the fences, as it stands in the note.
  package var code: String
  /// The code's bytes in the note (its first line to its last).
  package var range: SourceRange
  package var attributes: Attributes

  package struct Attributes: Sendable, Hashable {
    package var isHidden = false
    package var name: String?
    /// What stands over the code, instead of its language.
    package var title: String?
    /// Lines that are lit: `2, 4-6`.
    package var lines: String?
    package var expectation: Expectation = .runs
    package init() {}
  }

  package enum Expectation: Sendable, Hashable {
    case runs
    case failsToCompile(containing: String)
    case traps(containing: String)
    case isNotRun(reason: String)
  }

  /// The file's offset of each code line's first byte, behind what the fence's container puts before it.
  package var lineStarts: [Int]

  package init(
    index: Int, code: String, range: SourceRange, attributes: Attributes, lineStarts: [Int] = []
  ) {
    self.index = index
    self.code = code
    self.range = range
    self.attributes = attributes
    self.lineStarts = lineStarts
  }

  /// Where a line (from 1) and column (from 1, in UTF-8 bytes) of the code stand in the note.
  package func place(line: Int, column: Int) -> SourceRange {
    guard line >= 1, line <= lineStarts.count else { return range }
    let offset = min(lineStarts[line - 1] + max(column, 1) - 1, range.file.bytes.count)
    return SourceRange(file: range.file, bytes: offset..<offset)
  }

  /// The note's line (from 1) of the code's first line.
  package var firstLine: Int { range.start.line }
}

/// `` `= FL(p: 0.9, y: 1); %.3f` `` in prose.
package struct InlineValue: Sendable {
  package var index: Int
  package var expression: String
  /// A printf format, or nil.
  package var format: String?
  package var range: SourceRange

  package init(index: Int, expression: String, format: String?, range: SourceRange) {
    self.index = index
    self.expression = expression
    self.format = format
    self.range = range
  }
}

/// All notes of a docs folder, with what belongs to the whole.
package struct Notebook: Sendable {
  /// In reading order: by `order`, then path.
  package var documents: [Document]
  package var configuration: Configuration
  /// Files below docs that are no notes: images, data, `theme.css`, shared `.swift`; relative paths.
  package var assets: [String]
  /// Plain Swift files that pages use, each as a page of one block, by its path.
  package var helpers: [String: Document] = [:]
  /// The docs folder as given.
  package var folder: String

  package init(
    documents: [Document], configuration: Configuration, assets: [String], folder: String
  ) {
    self.documents = documents
    self.configuration = configuration
    self.assets = assets
    self.folder = folder
  }
}

/// `docs/docgen.yml`.
package struct Configuration: Sendable {
  package var title: String?
  package var description: String?
  package var strict = false
  package var run: Bool?
  /// `https://github.com/owner/name/edit/main/docs/`
  package var editURL: String?
  package var siteURL: String?
  /// Of the site's own words.
  package var language = Language.zh
  /// Whether pages say when git has them changed last.
  package var showsDates = false
  /// What folders without a page of their own are called, by path below the notes.
  package var folders: [String: String] = [:]
  package var macros: [String: String] = [:]
  package var symbols: [(name: String, domain: String)] = []
  package var conventions: [String] = []
  /// Folders of Swift modules that pages may import, relative to the notes' folder.
  package var libraries: [String] = []
  /// Whether authors' files that run script when they are opened may be part of the site.
  package var hasActiveAssets = false

  package init() {}
}
