import Basics
import Diagnostics
import Foundation
import Synchronization

/// What is being waited for now, with its time: on a terminal one line that is written over; in a pipe a line when it
/// begins, and another where it takes long.
final class ProgressLine: Sendable {
  private struct Work {
    var message: Message
    /// When this began, and when what is counted did.
    var start = ContinuousClock.now
    var counting: ContinuousClock.Instant?
    var share: Double?
    var saidAgain = 0.0
  }

  private struct State {
    var work: Work?
    var isTicking = false
  }

  private let state = Mutex(State())
  private let language: Language
  private let isOnTerminal: Bool
  /// Seconds after which a pipe is told that it still goes on, and then again.
  private static let long = 15.0

  init(language: Language, isOnTerminal: Bool) {
    self.language = language
    self.isOnTerminal = isOnTerminal
  }

  /// Something else is waited for from now on.
  ///
  /// - Parameter share: how much of a whole is done, from which what is left is estimated.
  func show(_ message: Message, share: Double? = nil, isNew: Bool = true) {
    let startsTicking = state.withLock { state in
      let counting = share == nil ? nil : state.work?.counting ?? .now
      state.work = Work(message: message, counting: counting, share: share)
      if isNew || isOnTerminal { write(state.work, isAgain: false) }
      defer { state.isTicking = true }
      return !state.isTicking
    }
    if startsTicking { tick() }
  }

  func end() {
    state.withLock { state in
      if state.work != nil, isOnTerminal { Self.write("\r\u{1B}[K") }
      state.work = nil
    }
  }

  private func tick() {
    let thread = Thread { [weak self] in
      while let self {
        Thread.sleep(forTimeInterval: 0.5)
        self.state.withLock { state in
          guard let work = state.work else { return }
          let seconds = (ContinuousClock.now - work.start) / .seconds(1)
          if self.isOnTerminal {
            if seconds >= 1 { self.write(work, isAgain: true) }
          } else if seconds - work.saidAgain >= Self.long {
            state.work?.saidAgain = seconds
            self.write(work, isAgain: true)
          }
        }
      }
    }
    thread.stackSize = 256 << 10
    thread.start()
  }

  private func write(_ work: Work?, isAgain: Bool) {
    guard let work else { return }
    var text = TerminalText.shown(work.message.text(in: language))
    if isAgain {
      let seconds = Int((ContinuousClock.now - work.start) / .seconds(1))
      text += Message(zh: " · 已 \(seconds) 秒", en: " · \(seconds) s so far").text(in: language)
    }
    if let left = left(of: work) {
      text += Message(zh: " · 约剩 \(left) 秒", en: " · about \(left) s left").text(in: language)
    }
    Self.write(isOnTerminal ? "\r\u{1B}[K" + text : text + "\n")
  }

  /// Seconds that are left, where enough is done to tell and enough is left to care.
  private func left(of work: Work) -> Int? {
    guard let counting = work.counting, let share = work.share, share > 0.05, share < 1 else { return nil }
    let spent = (ContinuousClock.now - counting) / .seconds(1)
    let left = spent / share * (1 - share)
    return spent >= 2 && left >= 3 ? Int(left.rounded()) : nil
  }

  private static func write(_ text: String) { StandardStreams.write(text.utf8, to: .standardError) }
}
