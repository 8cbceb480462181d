import Diagnostics
import Trees
import Snippets

/// What is known about one thing that a note says: a formula, a claim, a table's cell, a snippet.
///
/// `site/evidence.json` is an array of these, flat.
package struct Evidence: Sendable, Hashable {
  package enum Kind: String, Sendable, Codable {
    case definition, restatement, derivation, claim, erratum, table, value, snippet, unchecked
  }

  // MARK: What it is about

  /// The claim's `C42`, a definition's id, else page, kind and ordinal: `deim/mal:table:2:3:MAL`.
  package var id: String
  package var kind: Kind
  package var page: String
  /// The formula it is about (`SourceFormula.id` on the page), if it is one.
  package var formula: Int?
  /// Where it stands.
  package var range: SourceRange
  /// Domains as LaTeX, for the reader: `p \in (0, 1)`.
  package var domains: [String] = []
  /// The Swift function that was run: its signature, and its place.
  package var function: String?
  package var functionRange: SourceRange?
  /// What takes part in that function's values and stands on no page.
  package var hidden: [SourceRange] = []
  /// Of what it says something: the erratum's right form, the claim's functions.
  package var about: [String] = []
  /// Definitions that a computed value calls, directly or not, by id.
  var calls: Set<String> = []
  /// A table cell's or value's number with all digits, as the reader sees it in `data-value`.
  package var value: String?
  /// By which its reader sees that number: printf's; nil: shortest.
  package var shownFormat: String?
  /// Whether value and formula were compared (a computed cell whose expression has no formula is not).
  package var isHeldAgainstFormula = false

  // MARK: What was found

  package var finding: Finding
  /// What was tried on the way to it.
  package var sample = Sample()
  /// Whether that is what the note asks for (an erratum must differ, a `refuted` claim be refuted).
  package var isAsExpected = true
  /// Mutants caught and made, when `audit` has run.
  package var mutants: Mutants?
  /// The state of formula and code that an audit's record must be of.
  var auditKey: String?

  package init(
    id: String, kind: Kind, page: String, formula: Int? = nil, range: SourceRange, finding: Finding
  ) {
    self.id = id
    self.kind = kind
    self.page = page
    self.formula = formula
    self.range = range
    self.finding = finding
  }
}

extension Evidence {
  /// What a check came to, with what shows it.
  package enum Finding: Sendable, Hashable, Codable {
    /// It holds on the whole domain. The words say what was left out, or what is taken for granted.
    case proved(Proof, Message?)
    /// It holds at every point that was tried. The words say under which assumption, or why there is no proof.
    case agrees(Grade, Message?)
    /// Both sides differ by no more than rounding explains, and nothing more can be said.
    case rounding
    /// Formula and code, two rows, or what is printed and what is right are not the same.
    case differs(Counterexample?, Message?)
    /// A claim is false.
    case refuted(Counterexample?, Message?)
    /// Neither shown nor contradicted, and why.
    case undecided(Message)
    /// Nothing was compared, and why.
    case unchecked(Message?, isUnderstood: Bool)
  }

  /// How much an agreement at points says.
  package enum Grade: String, Sendable, Codable {
    /// A snippet ran to its end and did what it promised.
    case ran
    /// Each point was judged by rigorous arithmetic.
    case certified
    /// Each row equals the row before.
    case derived
    /// Besides, every way to break formula or code was noticed.
    case sensitive
  }

  /// The points at which a thing was tried.
  package struct Sample: Sendable, Hashable, Codable {
    /// Points compared, sharp ones only.
    package var points = 0
    /// Points left out because the formula is undefined there.
    package var excluded = 0
    /// The simplest of those points, by the symbols that matter to it: `x = (0, 0)`.
    package var excludedAt: String?
    /// The largest distance in units in the last place.
    package var worstULP: Double?
  }

  /// The finding's bare name: in the evidence file, the lock and the summary.
  package enum Verdict: String, Sendable, Codable {
    case proved, agrees, differs, refuted, undecided, rounding, unchecked
  }

  /// Levels of the ladder: 0 understood … 5 proved.
  package enum Level: Int, Sendable, Codable {
    case none = -1, understood = 0, agrees, certified, derived, sensitive, proved
  }

  package var verdict: Verdict {
    switch finding {
    case .proved: .proved
    case .agrees: .agrees
    case .rounding: .rounding
    case .differs: .differs
    case .refuted: .refuted
    case .undecided: .undecided
    case .unchecked: .unchecked
    }
  }

  package var level: Level {
    switch finding {
    case .proved: .proved
    case .agrees(.ran, _): .none
    case .agrees(.certified, _), .rounding: .certified
    case .agrees(.derived, _): .derived
    case .agrees(.sensitive, _): .sensitive
    case .differs, .refuted:
      switch kind {
      case .snippet: .none
      case .derivation, .restatement: .derived
      case .definition, .claim, .erratum, .table, .value, .unchecked: .certified
      }
    case .undecided: .understood
    case .unchecked(_, let isUnderstood): isUnderstood ? .understood : .none
    }
  }

  package var counterexample: Counterexample? {
    switch finding {
    case .differs(let example, _), .refuted(let example, _): example
    case .proved, .agrees, .rounding, .undecided, .unchecked: nil
    }
  }

  package var proof: Proof? {
    guard case .proved(let proof, _) = finding else { return nil }
    return proof
  }

  /// The words beside the finding.
  package var reason: Message? {
    switch finding {
    case .proved(_, let words), .agrees(_, let words), .differs(_, let words), .refuted(_, let words),
      .unchecked(let words, _):
      words
    case .undecided(let words): words
    case .rounding: nil
    }
  }

  // MARK: What goes wrong

  mutating func differ(_ example: Counterexample? = nil, because reason: Message? = nil) {
    finding = .differs(example, reason)
    isAsExpected = false
  }

  mutating func undecide(_ reason: Message) {
    finding = .undecided(reason)
    isAsExpected = false
  }
}

extension Evidence {
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

  /// How a claim was proved: by `boxes`, `normal form`, `sign`, `witness`; and how many boxes that took.
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
