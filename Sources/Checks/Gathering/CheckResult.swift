import Diagnostics

/// What checks came to: what the page shows of them, what is said to the author, and what the audit may break.
///
/// Every check of a page is a function from values to one of these.
struct CheckResult: Sendable {
  var evidence: [Evidence] = []
  var diagnostics: [Diagnostic] = []
  /// Derivations that hold.
  var rowAudits: [RowAudit] = []

  init(_ evidence: [Evidence] = [], _ diagnostics: [Diagnostic] = []) {
    self.evidence = evidence
    self.diagnostics = diagnostics
  }

  static func saying(_ diagnostics: Diagnostic...) -> CheckResult { CheckResult([], diagnostics) }

  static func + (left: CheckResult, right: CheckResult) -> CheckResult {
    var sum = left
    sum += right
    return sum
  }

  static func += (left: inout CheckResult, right: CheckResult) {
    left.evidence += right.evidence
    left.diagnostics += right.diagnostics
    left.rowAudits += right.rowAudits
  }

  /// The same with the evidence that the rest is about.
  func about(_ item: Evidence) -> CheckResult {
    var result = self
    result.evidence.append(item)
    return result
  }
}
