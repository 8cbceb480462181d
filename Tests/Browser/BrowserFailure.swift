/// Why a browser did not do what a test asked.
package enum BrowserFailure: Error, CustomStringConvertible {
  case absent
  case notStarted(reason: String)
  /// The browser has gone; with what it said last.
  case gone(lastWords: String)
  case timedOut(String)
  case refused(method: String, message: String)
  /// A script threw.
  case thrown(String)
  case missing(selector: String)

  package var description: String {
    switch self {
    case .absent:
      "Chromium is not installed; run `make setup` (it installs Debian's chromium), or name one in CHROMIUM"
    case .notStarted(let reason): "Chromium does not start: \(reason)"
    case .gone(let words): "Chromium has gone: \(words)"
    case .timedOut(let what): "no answer in time: \(what)"
    case .refused(let method, let message): "\(method): \(message)"
    case .thrown(let text): "the script threw: \(text)"
    case .missing(let selector): "nothing on the page is \(selector)"
    }
  }
}
