import Notes
import Synchronization

/// A site that is held and not written.
package final class SiteEdition: SiteSink {
  private let files = Mutex<[Spelling: [UInt8]]>([:])

  package init() {}

  package func put(_ path: String, _ bytes: [UInt8]) { files.withLock { $0[Spelling(path)] = bytes } }

  package func file(_ path: String) -> [UInt8]? { files.withLock { $0[Spelling(path)] } }

  /// Paths of all files, sorted.
  package var paths: [String] { files.withLock { $0.keys.sorted().map(\.text) } }

  /// A word that is another one for other bytes.
  package static func tag(_ bytes: [UInt8]) -> String { String(ByteSum.of(bytes), radix: 16) }
}
