import Basics
import Foundation
import Synchronization
import Testing

@testable import Diagnostics

/// What threads make together is what one would have made.
@Suite("Work on all processors") struct ConcurrencyTests {
  @Test("results come in the items' order", arguments: [0, 1, 3, 4, 5, 8, 63, 1000])
  func map(count: Int) {
    #expect(concurrentMap(Array(0..<count)) { String($0) } == (0..<count).map(String.init))
  }

  @Test("results are folded in the items' order, each once", arguments: [0, 1, 3, 4, 5, 8, 63, 3001])
  func reduce(count: Int) {
    let folded = concurrentReduce(Array(0..<count), into: [Int]()) { item in
      Self.dawdle(item % 7)
      return item
    } _: {
      $0.append($1)
    }
    #expect(folded == Array(0..<count))
  }

  @Test("no thread runs far ahead of one that is slow")
  func room() {
    let made = Atomic(0)
    let ahead = concurrentReduce(Array(0..<4000), into: 0) { item in
      // The first waits until the others make no more.
      var last = -1
      while item == 0, last != made.load(ordering: .relaxed) {
        last = made.load(ordering: .relaxed)
        Thread.sleep(forTimeInterval: 0.05)
      }
      made.wrappingAdd(1, ordering: .relaxed)
      return item == 0 ? last : 0
    } _: {
      $0 = max($0, $1)
    }
    #expect(ahead <= 512 + 64)
  }

  private static func dawdle(_ steps: Int) {
    for step in 0..<steps * 50 where step < 0 { print(step) }
  }
}
