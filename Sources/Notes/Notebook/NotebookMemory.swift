import Diagnostics
import Synchronization

/// Notes as they were read the last time, for who reads them again and again.
///
/// A note is the one before where its bytes are: its file, its places and all that was made of them then still hold.
/// That the configuration is the same is the holder's care.
package final class NotebookMemory: Sendable {
  private struct State {
    var notes: [String: Reported<Document>] = [:]
    var helpers: [String: Document] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  /// - Parameter path: the note's, below the docs folder.
  func note(_ path: String, _ bytes: [UInt8], _ read: () -> Reported<Document>) -> Reported<Document> {
    if let known = state.withLock({ $0.notes[path] }), known.value.file.bytes.holdsSame(as: bytes) {
      return known
    }
    let fresh = read()
    state.withLock { $0.notes[path] = fresh }
    return fresh
  }

  func helper(_ path: String, _ bytes: [UInt8], _ read: () -> Document) -> Document {
    if let known = state.withLock({ $0.helpers[path] }), known.file.bytes.holdsSame(as: bytes) {
      return known
    }
    let fresh = read()
    state.withLock { $0.helpers[path] = fresh }
    return fresh
  }

  /// Forgets what is there no more.
  func keep(notes: [String], helpers: some Sequence<String>) {
    let (notes, helpers) = (Set(notes), Set(helpers))
    state.withLock { state in
      state.notes = state.notes.filter { notes.contains($0.key) }
      state.helpers = state.helpers.filter { helpers.contains($0.key) }
    }
  }
}
