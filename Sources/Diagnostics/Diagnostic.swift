/// A sentence for the author, in Chinese and in English.
package struct Message: Sendable, Hashable, Codable {
  package let zh: String
  package let en: String

  package init(zh: String, en: String) {
    self.zh = zh
    self.en = en
  }

  /// A text that is the same in both languages: a value, a name, code.
  package init(_ text: String) { self.init(zh: text, en: text) }

  package func text(in language: Language) -> String { language == .zh ? zh : en }
}

/// The language that messages are printed in.
package enum Language: String, Sendable, CaseIterable { case zh, en }

package enum Severity: String, Sendable, Comparable, Codable {
  case note, warning, error

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
}

/// What an error means for the exit code; the highest that occurs wins.
package enum Consequence: Int32, Sendable, Codable {
  /// The content is wrong: it differs, is refuted, fails to compile or traps.
  case content = 1
  /// The note is malformed: syntax, unknown directive, dead link.
  case malformed = 2
  /// The machine: no compiler, no disk.
  case machine = 3
}

/// One finding, at its place.
package struct Diagnostic: Sendable, Hashable {
  package var severity: Severity
  /// Stable, kebab-case, English: `formula-differs`, `unknown-directive`.
  package var identifier: String
  package var message: Message
  package var range: SourceRange?
  package var consequence: Consequence
  /// Lines behind `=`: a counterexample, both values.
  package var facts: [Message]
  /// Other places that belong to it.
  package var notes: [Note]
  /// What the author could do.
  package var help: [Message]

  package struct Note: Sendable, Hashable {
    package let message: Message
    package let range: SourceRange?

    package init(_ message: Message, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  package init(
    _ severity: Severity = .error, _ identifier: String, _ message: Message,
    at range: SourceRange? = nil, consequence: Consequence = .malformed,
    facts: [Message] = [], notes: [Note] = [], help: [Message] = []
  ) {
    self.severity = severity
    self.identifier = identifier
    self.message = message
    self.range = range
    self.consequence = consequence
    self.facts = facts
    self.notes = notes
    self.help = help
  }
}

/// A value with what there is to say about it.
package struct Reported<Value> {
  package var value: Value
  package var diagnostics: [Diagnostic]

  package init(_ value: Value, _ diagnostics: [Diagnostic] = []) {
    self.value = value
    self.diagnostics = diagnostics
  }
}

extension Reported: Sendable where Value: Sendable {}
