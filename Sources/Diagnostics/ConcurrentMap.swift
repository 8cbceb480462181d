import Foundation
import Synchronization

/// Applies a function to every item, on all processors; the results come in the items' order.
///
/// The threads are its own, with deep stacks: notes nest as their authors like, and a pool's threads are shallow.
package func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], _ transform: @escaping @Sendable (Item) -> Result
) -> [Result] {
  let workers = min(ProcessInfo.processInfo.activeProcessorCount, 8, items.count / 4)
  guard workers > 1 else { return items.map(transform) }
  let work = SharedWork(items, transform)
  let done = DispatchGroup()
  for _ in 0..<workers {
    done.enter()
    let thread = Thread {
      work.run()
      done.leave()
    }
    thread.stackSize = 16 << 20
    thread.start()
  }
  done.wait()
  return work.results
}

/// Items that several threads take in small portions.
private final class SharedWork<Item: Sendable, Result: Sendable>: Sendable {
  private struct State {
    var next = 0
    var parts: [Int: [Result]] = [:]
  }

  private let items: [Item]
  private let transform: @Sendable (Item) -> Result
  private let state = Mutex(State())
  private let portion = 4

  init(_ items: [Item], _ transform: @escaping @Sendable (Item) -> Result) {
    self.items = items
    self.transform = transform
  }

  func run() {
    while true {
      let start = state.withLock { state in
        state.next += portion
        return state.next - portion
      }
      guard start < items.count else { return }
      let part = items[start..<min(start + portion, items.count)].map(transform)
      state.withLock { $0.parts[start] = part }
    }
  }

  var results: [Result] {
    state.withLock { state in state.parts.sorted { $0.key < $1.key }.flatMap(\.value) }
  }
}
