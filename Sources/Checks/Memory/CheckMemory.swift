import Basics
import Diagnostics
import Foundation
import Notes
import Snippets
import Synchronization

/// What checks came to in earlier runs, where all was as it should be.
///
/// An entry's key is a digest of all that its check depends on: trees, domains, definitions that are called, values
/// that code gave, options. Places are none of it, so that an edit of prose asks for no check again. What went wrong
/// is never kept: it is found anew, with its words and its place.
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
    finding = item.finding
    sample = item.sample
    domains = item.domains
    auditKey = item.auditKey
  }

  func tell(_ item: inout Evidence) {
    item.finding = finding
    item.sample = sample
    item.domains = domains
    item.auditKey = auditKey
  }
}

extension PageContext {
  /// Lets an earlier run answer, or makes the check and keeps what it came to.
  ///
  /// - Parameter item: what the check tells what it found.
  func recalling(_ key: CheckKey, _ item: Evidence, _ check: () -> CheckResult) -> CheckResult {
    guard let memory = options.memory else { return check() }
    let key = key.text
    if let outcome = memory.outcome(key) {
      var item = item
      outcome.tell(&item)
      return CheckResult([item])
    }
    let result = check()
    // What has more to say than its evidence shows is asked again.
    if result.diagnostics.isEmpty, result.evidence.count == 1, let outcome = Outcome(result.evidence[0]) {
      memory.keep(outcome, key)
    }
    return result
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
