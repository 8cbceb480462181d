import Foundation
import Synchronization

/// Standard output and standard error, and whether what was said could be said.
enum StandardStreams {
  enum Stream { case standardOutput, standardError }

  /// The system's number of what went wrong with standard output first.
  private static let problem = Mutex<Int32>(0)

  /// Puts something behind descriptors that are closed: else the next file that is opened would be standard output.
  /// Who closes one wants to hear nothing.
  static func open() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = Foundation.open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  static func write(_ bytes: some Sequence<UInt8>, to stream: Stream) {
    let descriptor = stream == .standardOutput ? STDOUT_FILENO : STDERR_FILENO
    let bytes = Array(bytes)
    let failure = bytes.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          start += count
        } else if errno == EAGAIN {
          // Somebody's pipe that does not wait.
          usleep(1000)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    // A reader that went away (`docgen check | head`) is no error of ours.
    guard failure != 0, failure != EPIPE, stream == .standardOutput else { return }
    problem.withLock { if $0 == 0 { $0 = failure } }
  }

  /// Why something that was said did not arrive, in words.
  static var failure: String? {
    let number = problem.withLock { $0 }
    return number == 0 ? nil : String(cString: strerror(number))
  }
}
