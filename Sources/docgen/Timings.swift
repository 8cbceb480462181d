import ArgumentParser
import Checks
import Diagnostics
import Synchronization

struct TimingOptions: ParsableArguments {
  @Flag(help: "列出各阶段与最慢的几页所用的时间 (time of the stages and of the slowest pages)")
  var timings = false
}

/// How long the stages of a run took.
final class StageClock: Sendable {
  enum Stage: CaseIterable {
    case reading, understanding, checking, rendering, writing

    var word: Message {
      switch self {
      case .reading: Message(zh: "读笔记", en: "reading the notes")
      case .understanding: Message(zh: "读懂公式", en: "understanding the formulas")
      case .checking: Message(zh: "运行与核对", en: "running and checking")
      case .rendering: Message(zh: "排版网页", en: "rendering the pages")
      case .writing: Message(zh: "写出网站", en: "writing the site")
      }
    }
  }

  private let seconds = Mutex<[Stage: Double]>([:])

  func time<Result, Failure: Error>(_ stage: Stage, _ body: () throws(Failure) -> Result) throws(Failure)
    -> Result
  {
    let start = ContinuousClock.now
    defer { add(stage, since: start) }
    return try body()
  }

  func add(_ stage: Stage, since start: ContinuousClock.Instant) {
    let time = (ContinuousClock.now - start) / .seconds(1)
    seconds.withLock { $0[stage, default: 0] += time }
  }

  /// The stages in their order, then the pages whose programs took longest, slowest first.
  func lines(_ findings: Findings) -> [Message] {
    let known = seconds.withLock { $0 }
    let stages = Stage.allCases.compactMap { stage in
      known[stage].map { seconds in
        let time = Summary.decimal(seconds, places: 3)
        return Message(zh: "\(time) 秒  \(stage.word.zh)", en: "\(time) s  \(stage.word.en)")
      }
    }
    let runs = findings.runs.values.map { (run: $0, seconds: $0.seconds + $0.compileSeconds) }
      .filter { $0.seconds > 0 }.sorted { ($1.seconds, $0.run.page) < ($0.seconds, $1.run.page) }
    return stages
      + runs.prefix(10).map { run, seconds in
        let time = Summary.decimal(seconds, places: 3)
        let (compiled, ran) = (run.compileSeconds, run.seconds)
        let parts = (Summary.decimal(compiled, places: 3), Summary.decimal(ran, places: 3))
        return Message(
          zh: "\(time) 秒  \(run.page)" + (run.isFromCache ? "（缓存）" : "（编译 \(parts.0)，运行 \(parts.1)）"),
          en: "\(time) s  \(run.page)"
            + (run.isFromCache ? " (cached)" : " (compiled in \(parts.0), ran \(parts.1))"))
      }
  }
}
