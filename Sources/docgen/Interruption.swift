import Foundation
import Snippets
import Synchronization

/// Ctrl-C and its like: children end with docgen, what is half-done below the cache is removed, and a site that
/// is just being put in its place is put there first.
enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let isWriting = Mutex(())

  /// To be called before there is a second thread: the signals are then for one thread alone, which waits for them.
  static func watch() {
    var set = sigset_t()
    sigemptyset(&set)
    for number in signals where !isIgnored(number) { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let waiting = set
    let thread = Thread {
      var set = waiting
      var number: Int32 = 0
      while sigwait(&set, &number) != 0 {}
      isWriting.withLock { _ in
        Children.endAll()
        // As the signal would have ended it, so that a shell sees what happened.
        signal(number, SIG_DFL)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        kill(getpid(), number)
        pause()
      }
    }
    thread.stackSize = 256 << 10
    thread.start()
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
