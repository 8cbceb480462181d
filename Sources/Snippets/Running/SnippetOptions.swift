import Foundation

/// How snippets are compiled and run.
package struct SnippetOptions: Sendable {
  /// The compiler; nil: `SWIFTC`, then the path.
  package var swiftc: String?
  package var cacheFolder: String
  package var docsFolder: String
  /// Seconds that one page may run.
  package var timeout: Double = 10
  package var isolation = Isolation.asked ?? .required
  /// Bubblewrap's name or path; nil: `bwrap` on the path.
  package var bubblewrap: String?
  package var jobs: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)
  /// Folders of Swift files that pages may import, each a module by its last part, in the order of their imports.
  package var libraries: [String] = []
  /// What every program is linked with.
  var sources = KitSources.embedded
  /// The folder that libraries must lie in; nil: anywhere. And those that may lie elsewhere.
  package var repository: String?
  package var librariesElsewhere: [String] = []
  /// Whether code whose values cannot be evidence is an error, in a page whose front matter does not say.
  package var isStrict = false
  /// Whether a page runs whose front matter does not say.
  package var runsByDefault = true

  package enum Isolation: String, Sendable, CaseIterable {
    /// Behind all walls, or not at all.
    case required
    /// Behind those that there are.
    case available
    /// Behind limits alone.
    case off

    /// What the user's environment asks for: notes cannot set it.
    package static var asked: Isolation? {
      ProcessInfo.processInfo.environment["DOCGEN_ISOLATION"].flatMap(Isolation.init)
    }
  }

  /// A program runs in a scratch folder of its own, where a relative path would lead elsewhere.
  package init(cacheFolder: String, docsFolder: String) {
    self.cacheFolder = URL(fileURLWithPath: cacheFolder).standardizedFileURL.path
    self.docsFolder = URL(fileURLWithPath: docsFolder).standardizedFileURL.path
  }

  /// The compiler that would be taken, and whether its file tells all about it: behind a version manager's proxy
  /// another may stand tomorrow.
  package static func compiler(named swiftc: String?) -> (path: String, isPlain: Bool)? {
    Toolchain.Search(swiftc).found.map { ($0, Toolchain.fingerprint(of: $0) != nil) }
  }

  /// The outer wall that notes' code runs behind, or why there is none.
  package static var wall: (path: String?, absence: String) {
    switch Wall.find(named: nil) {
    case .success(let wall): (wall.path, "")
    case .failure(let absence): (nil, absence.reason)
    }
  }
}

/// A page is done: for the progress line.
package struct SnippetProgress: Sendable {
  package var done: Int
  package var total: Int
  package var page: String
  package var step: Step
  package var seconds: Double

  package enum Step: String, Sendable { case compiled, ran }
}
