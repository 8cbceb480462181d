import Foundation
import Synchronization

/// Applies a function to every item, on all processors; the results come in the items' order.
package func concurrentMap<Item: Sendable, Result: Sendable>(
  _ items: [Item], _ transform: @escaping @Sendable (Item) -> Result
) -> [Result] {
  let workers = workers(for: items.count)
  guard workers > 1 else { return items.map(transform) }
  return [Result](unsafeUninitializedCapacity: items.count) { results, count in
    let work = SharedWork(items, transform, results: results)
    onThreads(workers) { work.run() }
    count = items.count
  }
}

/// Applies a function to every item, on all processors, and folds the results into a value in the items' order.
///
/// Whichever thread has the next result folds it in, and those behind it that are ready. None waits for another,
/// unless it is so far ahead that results pile up.
package func concurrentReduce<Item: Sendable, Result: Sendable, Total: Sendable>(
  _ items: [Item], into total: Total, _ transform: @escaping @Sendable (Item) -> Result,
  _ fold: @escaping @Sendable (inout Total, Result) -> Void
) -> Total {
  let workers = workers(for: items.count)
  guard workers > 1 else { return items.reduce(into: total) { fold(&$0, transform($1)) } }
  let work = OrderedWork(items, total, transform, fold)
  onThreads(workers) { work.run() }
  return work.total
}

/// Items that a thread takes at once.
private let portion = 4

private func workers(for items: Int) -> Int {
  min(ProcessInfo.processInfo.activeProcessorCount, 8, items / portion)
}

/// Runs the same on several threads and waits for them.
///
/// The threads are its own, with deep stacks: notes nest as their authors like, and a pool's threads are shallow.
private func onThreads(_ count: Int, _ run: @escaping @Sendable () -> Void) {
  let done = DispatchGroup()
  for _ in 0..<count {
    done.enter()
    let thread = Thread {
      run()
      done.leave()
    }
    thread.stackSize = 16 << 20
    thread.start()
  }
  done.wait()
}

/// Items that several threads take, and the places of their results.
private final class SharedWork<Item: Sendable, Result: Sendable>: Sendable {
  private let items: [Item]
  private let transform: @Sendable (Item) -> Result
  /// Of each place one thread is the only user: who has taken its portion.
  private nonisolated(unsafe) let results: UnsafeMutableBufferPointer<Result>
  private let next = Atomic(0)

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

/// Items that several threads take, and what their results are folded into, in order.
private final class OrderedWork<Item: Sendable, Result: Sendable, Total: Sendable>: @unchecked Sendable {
  private let items: [Item]
  private let transform: @Sendable (Item) -> Result
  private let fold: @Sendable (inout Total, Result) -> Void
  /// Holds all that follows, but for `total`, which is the folding thread's alone.
  private let state = NSCondition()
  private var next = 0
  /// Items whose results are folded in.
  private var folded = 0
  private var isFolding = false
  /// Results ahead of those, by their portion's first item.
  private var ready: [Int: [Result]] = [:]
  private(set) var total: Total
  /// Items that may be ahead of what is folded in.
  private let room = 512

  init(
    _ items: [Item], _ total: Total, _ transform: @escaping @Sendable (Item) -> Result,
    _ fold: @escaping @Sendable (inout Total, Result) -> Void
  ) {
    self.items = items
    self.total = total
    self.transform = transform
    self.fold = fold
  }

  func run() {
    while let start = takePortion() {
      put(items[start..<min(start + portion, items.count)].map(transform), from: start)
    }
  }

  private func takePortion() -> Int? {
    state.withLock {
      while next - folded > room { state.wait() }
      guard next < items.count else { return nil }
      next += portion
      return next - portion
    }
  }

  private func put(_ results: [Result], from start: Int) {
    state.lock()
    ready[start] = results
    while !isFolding, let part = ready.removeValue(forKey: folded) {
      isFolding = true
      state.unlock()
      for result in part { fold(&total, result) }
      state.lock()
      isFolding = false
      folded += part.count
      state.broadcast()
    }
    state.unlock()
  }
}
