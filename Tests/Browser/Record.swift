/// What a page did, as far as a test may want to know: in order.
package struct Record: Sendable {
  /// Each request that the page made or wanted to make, with its kind (`Document`, `Script`, `Image` …).
  package struct Request: Sendable, Hashable {
    package var url: String
    package var kind: String
  }

  package var requests: [Request] = []
  /// Console messages, warnings of the browser, uncaught exceptions, each with its kind in front.
  package var messages: [String] = []
  /// Frames within the page, windows that it opened, dialogs.
  package var escapes: [String] = []

  /// Files and data that were asked for and did not come.
  package var failures: [String] = []

  private var urlOfRequest: [String: String] = [:]

  mutating func take(_ method: String, _ parameters: JSON) {
    switch method {
    case "Network.requestWillBeSent":
      let url = parameters["request"]["url"].string ?? ""
      urlOfRequest[parameters["requestId"].string ?? ""] = url
      requests.append(Request(url: url, kind: parameters["type"].string ?? ""))
    case "Network.webSocketCreated":
      requests.append(Request(url: parameters["url"].string ?? "", kind: "WebSocket"))
    case "Network.loadingFailed":
      let url = urlOfRequest[parameters["requestId"].string ?? ""] ?? ""
      failures.append("\(url): \(parameters["errorText"].string ?? "")")
    case "Runtime.consoleAPICalled":
      let words = (parameters["args"].array ?? []).map {
        $0["value"].string ?? $0["description"].string ?? ""
      }
      messages.append("\(parameters["type"].string ?? ""): \(words.joined(separator: " "))")
    case "Runtime.exceptionThrown":
      let details = parameters["exceptionDetails"]
      messages.append(
        "exception: \(details["exception"]["description"].string ?? details["text"].string ?? "")")
    case "Log.entryAdded":
      let entry = parameters["entry"]
      messages.append(
        "\(entry["level"].string ?? ""): \(entry["text"].string ?? "") \(entry["url"].string ?? "")")
    case "Page.frameAttached": escapes.append("frame")
    case "Page.windowOpen": escapes.append("window \(parameters["url"].string ?? "")")
    case "Page.javascriptDialogOpening": escapes.append("dialog \(parameters["message"].string ?? "")")
    default: break
    }
  }
}
