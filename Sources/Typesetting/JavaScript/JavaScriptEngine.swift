import Trees
import CJavaScriptCore

/// Runs the JavaScript of a formula as a reader's browser will, so that it can be held against Swift.
///
/// Not for several threads.
package final class JavaScriptEngine {
  private let context: JSGlobalContextRef

  package init() { context = JavaScriptContext.make() }
  deinit { JSGlobalContextRelease(context) }

  /// What the functions call besides JavaScript's own: 0 · log 0 = 0 where a note declares it.
  package static let prelude = "const z = (a, b) => a === 0 || b === 0 ? 0 : a * b;"

  /// The values of an arrow function at points; nil where the script itself is no good.
  package func values(of function: String, at points: [[Double]]) -> [Double]? {
    let rows = points.map { "[" + $0.map(Self.literal).joined(separator: ",") + "]" }
    let script = """
      (() => { "use strict"; \(Self.prelude) const f = \(function);
      return [\(rows.joined(separator: ","))].map((a) => f(...a)).join(); })()
      """
    guard let answer = evaluate(script) else { return nil }
    let values = answer.split(separator: ",", omittingEmptySubsequences: false).compactMap(Self.number)
    return values.count == points.count ? values : nil
  }

  /// Both languages write the shortest digits that read back as the same double.
  private static func literal(_ value: Double) -> String {
    value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
  }

  private static func number(_ text: Substring) -> Double? {
    switch text {
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    case "NaN": .nan
    default: Double(text)
    }
  }

  private func evaluate(_ script: String) -> String? {
    let units = Array(script.utf16)
    let source = JSStringCreateWithCharacters(units, units.count)
    defer { JSStringRelease(source) }
    var exception: JSValueRef?
    guard let value = JSEvaluateScript(context, source, nil, nil, 1, &exception), exception == nil,
      let text = JSValueToStringCopy(context, value, nil)
    else { return nil }
    defer { JSStringRelease(text) }
    return String(
      decoding: UnsafeBufferPointer(start: JSStringGetCharactersPtr(text), count: JSStringGetLength(text)),
      as: UTF16.self)
  }
}
