import Basics
import Diagnostics
import Foundation
import Notes
import Snippets
import Synchronization

/// What checks came to in earlier runs, with what they had to say.
///
/// An entry's key is a digest of all that its check depends on: trees, domains, definitions that are called, values
/// that code gave, options. Places are none of it, so that an edit of prose asks for no check again. Where there was
/// something to say, the page's own bytes belong to the key: its words name lines, and its places are of that text.
///
/// The file is sealed JSON. One that is damaged, or was written by another
/// docgen, is as good as none.
package final class CheckMemory: Sendable {
  private let path: String
  private let identity: String
  private let known: [String: Outcome]
  private let used = Mutex<[String: Outcome]>([:])

  private struct File: Codable {
    var identity: String
    var outcomes: [String: Outcome]
  }

  /// - Parameters:
  ///   - path: its own file, below a cache that stands.
  ///   - identity: of the docgen that checks.
  package init(path: String, identity: String) {
    self.path = path
    self.identity = identity
    known = Self.read(path).flatMap { $0.identity == identity ? $0.outcomes : nil } ?? [:]
  }

  private static func read(_ path: String) -> File? {
    guard let payload = SealedFile.payload(ofFile: path) else { return nil }
    return try? JSONDecoder().decode(File.self, from: payload)
  }

  /// What a check came to; it then counts as used.
  func outcome(_ key: String) -> Outcome? {
    guard let outcome = known[key] else { return used.withLock { $0[key] } }
    keep(outcome, key)
    return outcome
  }

  func keep(_ outcome: Outcome, _ key: String) { used.withLock { $0[key] = outcome } }

  /// How many checks an earlier run has answered in this one.
  var answered: Int { used.withLock { used in used.keys.count { known[$0] != nil } } }

  /// Puts it in its place whole; that it cannot be kept costs only time.
  ///
  /// - Parameter isWhole: whether all notes were checked: what was not used is then forgotten.
  package func save(isWhole: Bool) {
    let used = used.withLock { $0 }
    let next = isWhole ? used : known.merging(used) { $1 }
    guard next.count != known.count || next.contains(where: { known[$0.key] == nil }) else { return }
    guard let payload = try? JSONEncoder().encode(File(identity: identity, outcomes: next)) else { return }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = Disk.replace(path, by: [UInt8](SealedFile.sealed(payload)))
  }
}

/// What a check told its evidence: everything but what it is about and where that stands.
struct Outcome: Codable, Sendable {
  private var finding: Evidence.Finding
  private var sample: Evidence.Sample
  private var domains: [String]
  private var auditKey: String?
  private var isAsExpected = true
  private var said: [PlacedDiagnostic] = []

  /// Of a check that speaks up only when something is wrong.
  static let silence = Outcome(finding: .agrees(.certified, nil), sample: Evidence.Sample(), domains: [])

  var isAgreement: Bool {
    guard case .agrees = finding else { return false }
    return true
  }
}

extension Outcome {
  /// - Returns: nil for evidence that is not what the note asks for.
  init?(_ item: Evidence) {
    guard item.isAsExpected, item.sample.worstULP?.isFinite != false else { return nil }
    self.init(taking: item)
  }

  private init(taking item: Evidence) {
    finding = item.finding
    sample = item.sample
    domains = item.domains
    auditKey = item.auditKey
    isAsExpected = item.isAsExpected
  }

  /// Of a check that had something to say.
  ///
  /// - Parameter asked: the evidence as it was before the check.
  /// - Returns: nil where not all that it found can be written down, or where it speaks of another file.
  init?(_ result: CheckResult, of asked: Evidence) {
    guard result.evidence.count == 1, let item = result.evidence.first, result.rowAudits.isEmpty,
      item.sample.worstULP?.isFinite != false
    else { return nil }
    self.init(taking: item)
    for diagnostic in result.diagnostics {
      guard let placed = PlacedDiagnostic(diagnostic, in: asked.range.file) else { return nil }
      said.append(placed)
    }
    guard self.result(for: asked).evidence == result.evidence else { return nil }
  }

  func tell(_ item: inout Evidence) {
    item.finding = finding
    item.sample = sample
    item.domains = domains
    item.auditKey = auditKey
    item.isAsExpected = isAsExpected
  }

  /// What the check came to, told of the evidence that is asked about.
  func result(for asked: Evidence) -> CheckResult {
    var item = asked
    tell(&item)
    return CheckResult([item], said.map { $0.diagnostic(in: item.range.file) })
  }
}

extension PageContext {
  /// Lets an earlier run answer, or makes the check and keeps what it came to.
  ///
  /// - Parameter item: what the check tells what it found.
  func recalling(_ key: CheckKey, _ item: Evidence, _ check: () -> CheckResult) -> CheckResult {
    guard let memory = options.memory else { return check() }
    let key = key.text
    if let outcome = memory.outcome(key) { return outcome.result(for: item) }
    let here = "\(key) \(textDigest)"
    if let outcome = memory.outcome(here) { return outcome.result(for: item) }
    let result = check()
    if result.diagnostics.isEmpty, result.evidence.count == 1, let outcome = Outcome(result.evidence[0]) {
      memory.keep(outcome, key)
    } else if let outcome = Outcome(result, of: item) {
      memory.keep(outcome, here)
    }
    return result
  }

  /// Of the page's path and bytes: what a check has to say names its lines.
  private var textDigest: String {
    var hash = SHA256()
    hash.update(field: plan.document.file.path)
    hash.update(field: plan.document.file.bytes)
    return hash.hexDigest()
  }

  /// The same for a check that speaks up only when something is wrong.
  func recalling<Fault>(_ key: CheckKey, _ check: () -> Fault?) -> Fault? {
    guard let memory = options.memory else { return check() }
    let key = key.text
    guard memory.outcome(key) == nil else { return nil }
    let fault = check()
    if fault == nil { memory.keep(.silence, key) }
    return fault
  }
}
