import Diagnostics
import Foundation

/// Why a process ended, in words.
struct TrapWords {
  let text: Message
  let identifier: String
  /// An error that a statement at the top level threw.
  var isThrownError: Bool { text.en.contains("Error raised at top level") }

  init(_ run: RawRun) {
    let errors = String(decoding: run.errors.suffix(1 << 16), as: UTF8.self)
    switch run.ending {
    case .timedOut:
      identifier = "snippet-timeout"
      // It ran until the limit.
      let tenths = Int(run.seconds * 10)
      let limit = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
      text = Message(
        zh: "运行了 \(limit) 秒没有结束, 已终止; 上限用 --timeout 改",
        en: "ran for \(limit) s without an end and was ended; --timeout changes the limit")
    case .signalled(SIGXFSZ):
      identifier = "snippet-output-too-large"
      text = Message(
        zh: "输出超过 \(Sandbox.file) MiB, 已终止", en: "wrote more than \(Sandbox.file) MiB and was ended")
    case .signalled(SIGKILL), .signalled(SIGXCPU):
      identifier = "snippet-trapped"
      text = Message(zh: "超过资源上限, 已终止", en: "went over a limit and was ended")
    case .signalled(let signal):
      identifier = "snippet-trapped"
      text = Message(Self.fatalError(in: errors) ?? Self.runtimeFailure(run) ?? Self.signalName(signal))
    case .exited(let status):
      identifier = "snippet-ended-early"
      text = Message(zh: "程序以 \(status) 提前结束", en: "the program ended early with status \(status)")
    case .notStarted(let reason):
      identifier = "snippet-trapped"
      text = Message(reason)
    }
  }

  /// `Fatal error: Index out of range` out of what Swift prints; its place is a woven line's, and said better.
  private static func fatalError(in errors: String) -> String? {
    for line in errors.split(separator: "\n").reversed() {
      for word in ["Fatal error", "Precondition failed", "Assertion failed"] {
        if let range = line.range(of: word) { return String(line[range.lowerBound...]) }
      }
      // `Could not cast value of type 'Int' (0x7f…) to 'String' (0x7f…).`: the addresses differ from run to run.
      if line.hasPrefix("Could not cast value") {
        return String(line).replacing(#/ \(0x[0-9a-f]+\)/#, with: "")
      }
    }
    return nil
  }

  /// The compiler names a trap that prints nothing (`arithmetic overflow`) by an inlined function.
  private static func runtimeFailure(_ run: RawRun) -> String? {
    let mark = "Swift runtime failure: "
    guard let frame = run.trap.first(where: { $0.function.hasPrefix(mark) }) else { return nil }
    return "Fatal error: " + frame.function.dropFirst(mark.count)
  }

  private static func signalName(_ signal: Int32) -> String {
    switch signal {
    case SIGILL, SIGTRAP: "Swift runtime failure (arithmetic overflow, or a precondition)"
    case SIGSEGV, SIGBUS: "invalid memory access (endless recursion?)"
    case SIGFPE: "arithmetic exception"
    case SIGABRT: "aborted"
    default: "signal \(signal)"
    }
  }
}
