import Diagnostics
import Trees
import Snippets

/// What is known about one thing that a note says: a formula, a claim, a table's cell, a snippet.
///
/// `site/evidence.json` is an array of these.
package struct Evidence: Sendable, Hashable {
  package enum Kind: String, Sendable, Codable {
    case definition, restatement, derivation, claim, erratum, table, value, snippet, unchecked
  }
  /// Levels of the ladder: 0 understood … 5 proved.
  package enum Level: Int, Sendable, Codable {
    case none = -1, understood = 0, agrees, certified, derived, sensitive, proved
  }
  package enum Verdict: String, Sendable, Codable {
    case proved, agrees, differs, refuted, undecided, rounding, unchecked
  }

  /// The claim's `C42`, a definition's id, else page, kind and ordinal: `deim/mal:table:2:3:MAL`.
  package var id: String
  package var kind: Kind
  package var page: String
  /// The formula it is about (`SourceFormula.id` on the page), if it is one.
  package var formula: Int?
  /// Where it stands.
  package var range: SourceRange
  package var level: Level
  package var verdict: Verdict
  /// Whether the verdict is what the note asks for (an erratum must differ, a `refuted` claim be refuted).
  package var isAsExpected: Bool
  /// Points compared, sharp ones only.
  package var points: Int
  /// The largest distance in units in the last place.
  package var worstULP: Double?
  /// Points left out because the formula is undefined there.
  package var excluded: Int
  /// Domains as LaTeX, for the reader: `p \in (0, 1)`.
  package var domains: [String]
  /// The Swift function that was run: its signature, and its place.
  package var function: String?
  package var functionRange: SourceRange?
  /// What takes part in that function's values and stands on no page.
  package var hidden: [SourceRange]
  package var counterexample: Counterexample?
  /// The reason of `unchecked` and `undecided`, the erratum's words.
  package var reason: Message?
  /// Boxes of a proof, and its kind (`boxes`, `normal form`, `sign`).
  package var proof: Proof?
  /// Mutants caught and made, when `audit` has run.
  package var mutants: Mutants?
  /// A table cell's or value's number with all digits, as the reader sees it in `data-value`.
  package var value: String?
  /// By which its reader sees that number: printf's; nil: shortest.
  package var shownFormat: String?
  /// Whether value and formula were compared (a computed cell whose expression has no formula is not).
  package var isHeldAgainstFormula: Bool
  /// The state of formula and code that an audit's record must be of.
  var auditKey: String?
  /// Of what it says something: the erratum's right form, the claim's functions.
  package var about: [String]

  package struct Counterexample: Sendable, Hashable, Codable {
    /// In order of appearance: `("p", "0.5")`.
    package var point: [Assignment]
    package var left: Side
    package var right: Side
    package init(point: [Assignment], left: Side, right: Side) {
      self.point = point
      self.left = left
      self.right = right
    }
  }
  package struct Assignment: Sendable, Hashable, Codable {
    package var name: Name
    package var value: String
    package init(_ name: Name, _ value: String) {
      self.name = name
      self.value = value
    }
  }
  /// One side of a comparison: what it is (`公式`, `代码`, a row) and its value with enough digits.
  package struct Side: Sendable, Hashable, Codable {
    package var label: Message
    package var value: String
    package init(_ label: Message, _ value: String) {
      self.label = label
      self.value = value
    }
  }
  package struct Proof: Sendable, Hashable, Codable {
    package var method: String
    package var boxes: Int
    /// Faces of the domain on which a side has no value: of these nothing is claimed. Each by what holds there.
    package var leftOut: [String]
    package init(method: String, boxes: Int, leftOut: [String] = []) {
      self.method = method
      self.boxes = boxes
      self.leftOut = leftOut
    }
  }
  package struct Mutants: Sendable, Hashable {
    package var caught: Int
    package var made: Int
    package var undecided: Int
    /// Proved to have the same value everywhere.
    package var equivalent: Int
    package init(caught: Int, made: Int, undecided: Int, equivalent: Int) {
      self.caught = caught
      self.made = made
      self.undecided = undecided
      self.equivalent = equivalent
    }
  }

  package init(
    id: String, kind: Kind, page: String, formula: Int? = nil, range: SourceRange, level: Level,
    verdict: Verdict
  ) {
    self.id = id
    self.kind = kind
    self.page = page
    self.formula = formula
    self.range = range
    self.level = level
    self.verdict = verdict
    isAsExpected = true
    points = 0
    excluded = 0
    domains = []
    hidden = []
    isHeldAgainstFormula = false
    about = []
  }
}

/// Everything that the checks found, in the notes' order.
package struct Findings: Sendable {
  package var evidence: [Evidence]
  package var runs: [String: PageRun]
  package var diagnostics: [Diagnostic]
  /// Each page by itself, before what is found of all together; the very one of the last time where nothing changed.
  package var pages: [String: CheckedPage] = [:]

  package init(evidence: [Evidence] = [], runs: [String: PageRun] = [:], diagnostics: [Diagnostic] = []) {
    self.evidence = evidence
    self.runs = runs
    self.diagnostics = diagnostics
  }
}
