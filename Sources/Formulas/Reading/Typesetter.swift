import CJavaScriptCore
import Diagnostics
import Foundation

/// KaTeX in JavaScriptCore, behind one door: a formula goes in, its HTML and its parse tree come out.
///
/// Not for several threads; two contexts are no faster than one.
final class Typesetter {
  /// What KaTeX made of one formula.
  enum Result {
    case typeset(html: String, tree: [UInt8], references: [String])
    /// The position is in UTF-16 units from 0, or nil where KaTeX gives none.
    case broken(position: Int?, message: String)
  }

  private let path: String?
  /// Started by the first formula: notes without any need no KaTeX.
  private var engine: Engine?
  private var macros: [String: String] = [:]
  /// Whether formulas are set as well as read.
  private let wantsHTML: Bool
  /// Formulas that were typeset and cut into lexemes with these macros: each is done once.
  private var done: [Key: Lexed] = [:]

  private struct Key: Hashable {
    var latex: String
    var suffix: String
    var display: Bool
  }

  /// A formula typeset and cut into lexemes.
  enum Lexed {
    case read(html: String, [Lexeme], references: [String])
    case unreadable(html: String, Misreading, references: [String])
    case broken(position: Int?, message: String)
  }

  /// KaTeX, loaded.
  private struct Engine {
    let context: JSGlobalContextRef
    let door: JSObjectRef
    let typeset: JSObjectRef
    /// As the script knows them now.
    var macros: [String: String] = [:]
  }

  /// - Parameter katex: KaTeX's script; nil looks where the system's packages put it.
  init(katex path: String? = nil, wantsHTML: Bool = true) {
    self.path = path
    self.wantsHTML = wantsHTML
  }

  deinit {
    guard let engine else { return }
    JSValueUnprotect(engine.context, engine.door)
    JSGlobalContextRelease(engine.context)
  }

  /// KaTeX with the macros in force.
  private func started() throws(TypesetterFailure) -> Engine {
    var engine = if let engine { engine } else { try start() }
    if engine.macros != macros {
      guard let json = try? JSONSerialization.data(withJSONObject: macros, options: [.sortedKeys]) else {
        throw .script("macros")
      }
      let set = try Self.member("setMacros", of: engine.door, in: engine.context)
      _ = try Self.call(set, [String(decoding: json, as: UTF8.self)], in: engine)
      engine.macros = macros
    }
    self.engine = engine
    return engine
  }

  private func start() throws(TypesetterFailure) -> Engine {
    guard let path = path ?? KaTeXPlaces.script,
      let script = FileManager.default.contents(atPath: path), let context = JSGlobalContextCreate(nil)
    else { throw .noKaTeX(looked: KaTeXPlaces.scripts) }
    do throws(TypesetterFailure) {
      _ = try Self.evaluate(String(decoding: script, as: UTF8.self), in: context)
      let made = try Self.evaluate(TypesetterScript.source, in: context)
      guard let door = JSValueToObject(context, made, nil) else { throw .script("no door") }
      let typeset = try Self.member("typeset", of: door, in: context)
      JSValueProtect(context, door)
      return Engine(context: context, door: door, typeset: typeset)
    } catch {
      JSGlobalContextRelease(context)
      throw error
    }
  }

  /// Macros for the formulas that follow.
  func use(macros new: [String: String]) {
    guard new != macros else { return }
    macros = new
    done = [:]
  }

  /// Beyond so many different formulas memory counts for more than the second JavaScript call.
  private static var mostKept: Int { 20_000 }

  func lexed(_ latex: String, suffix: String, display: Bool) throws(TypesetterFailure) -> Lexed {
    let key = Key(latex: latex, suffix: suffix, display: display)
    if let known = done[key] { return known }
    let made = try lex(latex, suffix: suffix, display: display)
    if done.count >= Self.mostKept { done = [:] }
    done[key] = made
    return made
  }

  private func lex(_ latex: String, suffix: String, display: Bool) throws(TypesetterFailure) -> Lexed {
    switch try typeset(latex + suffix, display: display) {
    case .broken(let position, let message): return .broken(position: position, message: message)
    case .typeset(let html, let tree, let references):
      var decoder = GlyphDecoder(tree, latex: latex)
      do throws(Misreading) {
        return .read(html: html, try Lexer.lexemes(of: decoder.decode()), references: references)
      } catch {
        return .unreadable(html: html, error, references: references)
      }
    }
  }

  func typeset(_ latex: String, display: Bool) throws(TypesetterFailure) -> Result {
    let engine = try started()
    let answer = try Self.call(engine.typeset, [latex], flags: [display, wantsHTML], in: engine)
    let parts = answer.split(separator: 2, maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count >= 3 else { throw .script("answer") }
    func text(_ position: Int) -> String { String(decoding: parts[position], as: UTF8.self) }
    if parts[0] == [0x30], parts.count == 5 {
      return .typeset(
        html: text(1), tree: Array(parts[2]), references: text(3).split(separator: " ").map(String.init))
    }
    let position = Int(text(1)).flatMap { $0 >= 0 ? $0 : nil }
    return .broken(position: position, message: parts.indices.dropFirst(2).map(text).joined(separator: " "))
  }

  private static func call(
    _ function: JSObjectRef, _ arguments: [String], flags: [Bool] = [], in engine: Engine
  ) throws(TypesetterFailure) -> [UInt8] {
    let context = engine.context
    var values: [JSValueRef?] = arguments.map { text in
      withScript(text) { JSValueMakeString(context, $0) }
    }
    for flag in flags { values.append(JSValueMakeBoolean(context, flag)) }
    var exception: JSValueRef?
    let result = JSObjectCallAsFunction(context, function, engine.door, values.count, values, &exception)
    if let exception { throw .script(text(of: exception, in: context)) }
    return bytes(of: result, in: context)
  }

  private static func withScript<T>(_ text: String, _ body: (JSStringRef?) -> T) -> T {
    // UTF-16 keeps NUL and lone surrogates from ending or breaking the string.
    let units = Array(text.utf16)
    let string = JSStringCreateWithCharacters(units, units.count)
    defer { JSStringRelease(string) }
    return body(string)
  }

  private static func evaluate(
    _ script: String, in context: JSGlobalContextRef
  ) throws(TypesetterFailure) -> JSValueRef? {
    var exception: JSValueRef?
    let value = withScript(script) { JSEvaluateScript(context, $0, nil, nil, 1, &exception) }
    if let exception { throw .script(text(of: exception, in: context)) }
    return value
  }

  private static func member(
    _ name: String, of object: JSObjectRef, in context: JSGlobalContextRef
  ) throws(TypesetterFailure) -> JSObjectRef {
    let value = withScript(name) { JSObjectGetProperty(context, object, $0, nil) }
    guard let value, let member = JSValueToObject(context, value, nil) else { throw .script(name) }
    return member
  }

  private static func text(of value: JSValueRef?, in context: JSGlobalContextRef) -> String {
    String(decoding: bytes(of: value, in: context), as: UTF8.self)
  }

  /// A string as UTF-8, by the engine's own conversion, which gives up at a lone surrogate.
  private static func bytes(of value: JSValueRef?, in context: JSGlobalContextRef) -> [UInt8] {
    guard let value, let string = JSValueToStringCopy(context, value, nil) else { return [] }
    defer { JSStringRelease(string) }
    let size = JSStringGetMaximumUTF8CStringSize(string)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        count = max(0, JSStringGetUTF8CString(string, characters.baseAddress, size) - 1)
      }
    }
    let length = JSStringGetLength(string)
    if length == 0 || bytes.count >= length { return bytes }
    let units = UnsafeBufferPointer(start: JSStringGetCharactersPtr(string), count: length)
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

/// The machine cannot typeset.
package enum TypesetterFailure: Error, Sendable {
  case noKaTeX(looked: [String])
  case script(String)

  package var diagnostic: Diagnostic {
    switch self {
    case .noKaTeX(let places):
      Diagnostic(
        .error, "no-katex", Message(zh: "找不到 KaTeX", en: "KaTeX is not installed"), consequence: .machine,
        facts: places.map { Message($0) },
        help: [
          Message(
            zh: "运行 make setup（Debian 软件包 libjs-katex），或以 DOCGEN_KATEX 指明 katex.min.js",
            en: "run make setup (Debian's libjs-katex), or name katex.min.js in DOCGEN_KATEX")
        ])
    case .script(let text):
      Diagnostic(
        .error, "katex-failed", Message(zh: "KaTeX 没有运行：\(text)", en: "KaTeX did not run: \(text)"),
        consequence: .machine)
    }
  }
}
