import Diagnostics

/// What a build may choose.
package struct SiteOptions: Sendable {
  /// The folder with `katex.min.css`; nil looks where the system's packages put it.
  package var katexFolder: String?
  /// Highlighted HTML of other languages' code (spans with short class names only), by `key(language:code:)`.
  package var highlighted: [String: String]
  /// What docgen found wrong and nevertheless let stand: shown where it is.
  package var remarks: [Diagnostic]
  /// When each note was last changed, by its path below the docs folder: `2026-11-30`.
  package var dates: [String: String] = [:]
  /// Shows on each page, as the terminal prints it and in this language, all that is wrong there: for the author who
  /// has it open, never for a site's readers.
  package var reports: Language?

  package init(katexFolder: String? = nil, highlighted: [String: String] = [:], remarks: [Diagnostic] = []) {
    self.katexFolder = katexFolder
    self.highlighted = highlighted
    self.remarks = remarks
  }

  /// The key of a code block in `highlighted`.
  package static func key(language: String, code: String) -> String { language + "\n" + code }
}
