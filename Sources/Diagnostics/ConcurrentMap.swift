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
  return [Result](unsafeUninitializedCapacity: items.count) { results, count in
    let work = SharedWork(items, transform, results: results)
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
    count = items.count
  }
}

/// Items that several threads take in small portions, and the places of their results.
private final class SharedWork<Item: Sendable, Result: Sendable>: Sendable {
  private let items: [Item]
  private let transform: @Sendable (Item) -> Result
  /// Of each place one thread is the only user: who has taken its portion.
  private nonisolated(unsafe) let results: UnsafeMutableBufferPointer<Result>
  private let next = Atomic(0)
  private let portion = 4

  init(
    _ items: [Item], _ transform: @escaping @Sendable (Item) -> Result,
    results: UnsafeMutableBufferPointer<Result>
  ) {
    self.items = items
    self.transform = transform
    self.results = results
  }

  func run() {
    while true {
      let start = next.wrappingAdd(portion, ordering: .relaxed).oldValue
      guard start < items.count else { return }
      for index in start..<min(start + portion, items.count) {
        results.initializeElement(at: index, to: transform(items[index]))
      }
    }
  }
}
