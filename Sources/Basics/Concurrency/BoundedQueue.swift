import Dispatch
import Synchronization

/// Hands items from one thread to another, in order and a bounded number ahead.
package final class BoundedQueue<Item: Sendable>: Sendable {
  private let waiting = Mutex<[Item?]>([])
  private let filled = DispatchSemaphore(value: 0)
  private let free = DispatchSemaphore(value: 0)

  package init(capacity: Int) {
    // Counted up from none: Dispatch forbids a semaphore to go with less than it began with.
    for _ in 0..<capacity { free.signal() }
  }

  /// Waits for room.
  package func put(_ item: Item) { add(item) }

  /// Nothing follows.
  package func finish() { add(nil) }

  private func add(_ item: Item?) {
    free.wait()
    waiting.withLock { $0.append(item) }
    filled.signal()
  }

  /// Waits for the next item.
  ///
  /// - Returns: nil when nothing follows, now and ever after.
  package func take() -> Item? {
    filled.wait()
    guard let item = waiting.withLock({ $0[0] == nil ? nil : $0.removeFirst() }) else {
      filled.signal()
      return nil
    }
    free.signal()
    return item
  }
}
