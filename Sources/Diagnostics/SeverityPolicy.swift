/// Which findings stop a build: the one place that decides it.
///
/// A check says by an error that strict notes do not have this. Notes that are not strict always give a site: there
/// an error is a warning, which stands on the page, unless
///
/// - the machine failed,
/// - code of the page, which its author asked to have run, does not compile, fails, or computes another thing than
///   its formula, or
/// - what was accepted once, in files that docgen keeps beside the notes, no longer holds, or
/// - two notes cannot both be in one site, and one of them would be lost, or
/// - what says how the notes are to be read, `docgen.yml`, is wrong or was not read itself.
package struct SeverityPolicy: Sendable {
  private let isStrict: @Sendable (_ path: String?) -> Bool

  /// - Parameter isStrict: whether the file at a path is strict; without a path, whether the folder is.
  package init(isStrict: @escaping @Sendable (_ path: String?) -> Bool) { self.isStrict = isStrict }

  /// Errors of what ran, or was to run.
  package static let ofCode: Set<String> = [
    "formula-differs", "value-differs", "slider-differs", "check-failed", "swift-error",
    "inline-no-expression",
    "expected-failure-missing", "expected-failure-differs", "snippet-trapped", "snippet-timeout",
    "snippet-ended-early", "snippet-output-too-large", "library-broken", "results-forged",
  ]

  /// Errors of what was accepted once.
  package static let ofRecord: Set<String> = [
    "lock-changed", "lock-missing", "lock-malformed", "lock-conflict", "lock-is-old", "lock-too-new",
    "audit-too-new",
    "audit-malformed",
  ]

  /// Errors after which a page would be missing.
  package static let ofPlace: Set<String> = ["site-name-collision"]

  /// Errors without which nobody knows what the notes ask for.
  package static let ofSettings: Set<String> = ["configuration-too-large"]

  private static let stopping = ofCode.union(ofRecord).union(ofPlace).union(ofSettings)

  /// Whether an error does not stop the build, since the note it is about is not strict.
  package func relents(_ diagnostic: Diagnostic) -> Bool {
    guard diagnostic.severity == .error, diagnostic.consequence != .machine,
      !Self.stopping.contains(diagnostic.identifier)
    else { return false }
    return !isStrict(diagnostic.range?.file.path)
  }

  /// A finding with the severity that it has where it stands.
  package func judged(_ diagnostic: Diagnostic) -> Diagnostic {
    guard relents(diagnostic) else { return diagnostic }
    var warning = diagnostic
    warning.severity = .warning
    return warning
  }
}
