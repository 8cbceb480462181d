import Foundation
import Snippets
import Synchronization

/// Where a signal's handler writes its number; set once, before there is a handler.
private nonisolated(unsafe) var interruptionPipe: Int32 = -1

/// Ctrl-C and its like: children end with docgen, what is half-done is removed, and a site that is just being put
/// in its place is put there first.
enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let isWriting = Mutex(())
  private static let removals = Mutex<[@Sendable () -> Void]>([])

  /// Waits on a thread of its own for what the handler writes: hardly anything may be done in a handler. (Blocked
  /// signals would still reach libdispatch's main thread, which waits with none of them blocked.)
  static func watch() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (reading, writing) = (ends[0], ends[1])
    interruptionPipe = writing
    let thread = Thread {
      var number: UInt8 = 0
      while read(reading, &number, 1) != 1 {}
      end(by: Int32(number))
    }
    thread.stackSize = 256 << 10
    thread.start()
    for number in signals where !isIgnored(number) {
      signal(number) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(interruptionPipe, &byte, 1)
      }
    }
  }

  private static func end(by number: Int32) {
    isWriting.withLock { _ in
      Children.endAll()
      for remove in removals.withLock({ $0 }) { remove() }
      // As the signal would have ended it, so that a shell sees what happened.
      signal(number, SIG_DFL)
      kill(getpid(), number)
      while true { pause() }
    }
  }

  /// What removes something half-done.
  static func leavesNothing(_ removal: @escaping @Sendable () -> Void) {
    removals.withLock { $0.append(removal) }
  }

  /// What is not to be left half-done.
  static func hold<Result: Sendable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try isWriting.withLock { _ throws(Failure) in try body() }
  }

  /// `nohup docgen` is to outlive its terminal.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
