import Diagnostics
import Trees
import Snippets

/// How the notes are checked.
package struct CheckOptions: Sendable {
  /// How snippets are compiled and run.
  package var snippets: SnippetOptions
  package var focus: Focus?
  /// `--at p=0.5,q=0.2`: the only point that is tried.
  package var fixedPoint: [(name: String, value: PointValue)] = []
  package var lock = LockPolicy.none
  /// What the last audit found.
  package var audit: AuditRecord?
  /// What earlier runs found; nil where everything is to be checked anew.
  package var memory: CheckMemory?
  /// Keeps the rows of derivations, for the audit to break.
  var keepsRows = false
  /// The points' seed; the same seed gives the same points on every machine.
  package var seed: UInt64 = 20_241_122
  /// About how many points a definition gets.
  package var points = 2000
  /// The fewest points that a combination of finite values or a length gets.
  var smallestLayer = 250
  /// Whether claims that no point refutes are to be proved.
  var provesClaims = true

  package init(snippets: SnippetOptions) { self.snippets = snippets }

  /// `FILE[:LINE]`: only what stands there is checked.
  package struct Focus: Sendable, Hashable {
    package var path: String
    package var line: Int?
    package init(path: String, line: Int? = nil) {
      self.path = path
      self.line = line
    }

    package func includes(_ file: SourceFile) -> Bool { file.path == path || file.path.hasSuffix("/" + path) }

    func includes(_ range: SourceRange) -> Bool {
      guard includes(range.file) else { return false }
      guard let line else { return true }
      return (range.start.line...max(range.start.line, range.end.line)).contains(line)
    }
  }

  package enum LockPolicy: Sendable {
    /// `accept` and tools that look at one formula: no lock is held against anything.
    case none
    /// What `docs/formulas.lock` holds; nil where there is none. `isRequired` is `--locked`.
    case compare(SourceFile?, isRequired: Bool)
  }
}

/// What keeps the checks from being made at all.
package enum CheckFailure: Error, Sendable, Hashable {
  /// No compiler, no disk for the snippets.
  case snippets(SnippetFailure)
  case disk(path: String, reason: String)

  package var diagnostic: Diagnostic {
    switch self {
    case .snippets(let failure): failure.diagnostic
    case .disk(let path, let reason):
      Diagnostic(
        .error, "not-writable", Message(zh: "不能写 \(path): \(reason)", en: "cannot write \(path): \(reason)"),
        consequence: .machine)
    }
  }
}
