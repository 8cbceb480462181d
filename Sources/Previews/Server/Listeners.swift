import Synchronization

/// The pages that are open: each is told the newest state, and only that one, however slowly it reads.
package final class Listeners: Sendable {
  private struct State {
    var next = 0
    var open: [Int: AsyncStream<String>.Continuation] = [:]
    var last: String?
  }

  private let state = Mutex(State())
  /// So many pages nobody has open.
  static let most = 64

  package init() {}

  package var count: Int { state.withLock { $0.open.count } }

  /// - Parameter text: all there is to know, so that a page that missed an earlier one lacks nothing.
  package func tell(_ text: String) {
    state.withLock { state in
      state.last = text
      for page in state.open.values { page.yield(text) }
    }
  }

  /// - Returns: nil where too many are open.
  func join() -> (number: Int, words: AsyncStream<String>)? {
    let (words, page) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
    return state.withLock { state in
      guard state.open.count < Self.most else { return nil }
      state.next += 1
      state.open[state.next] = page
      if let last = state.last { page.yield(last) }
      return (state.next, words)
    }
  }

  func leave(_ number: Int) { state.withLock { $0.open.removeValue(forKey: number)?.finish() } }
}
