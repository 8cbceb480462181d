import Basics
import Trees
import CJavaScriptCore
import Diagnostics
import Foundation

/// One formula as KaTeX is asked to set it.
package struct TypesetRequest: Hashable, Sendable {
  /// In KaTeX's spelling.
  package var latex: String
  /// What is said behind the formula: its number.
  package var suffix = ""
  package var isDisplay: Bool

  /// By bytes: two spellings of one accented letter are set alike and have different places.
  package static func == (a: Self, b: Self) -> Bool {
    a.isDisplay == b.isDisplay && a.latex.utf8.elementsEqual(b.latex.utf8)
      && a.suffix.utf8.elementsEqual(b.suffix.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var latex = latex
    latex.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// KaTeX in JavaScriptCore, behind one door: a formula goes in, its HTML and its parse tree come out.
///
/// Not for several threads; each may have its own.
package final class Typesetter {
  /// What the script wrote for a formula, read by `Typeset`.
  package struct Answer: Sendable {
    /// Where a reader keeps what it makes of the bytes: the same for the same request.
    var slot: Int
    /// Nil: those that came last with this slot.
    package var bytes: [UInt8]?
  }

  private let path: String?
  /// Started by the first formula that is not kept: notes without any need no KaTeX.
  private var engine: Engine?
  private var macros: [String: String] = [:]
  /// Whether formulas are set as well as read.
  private let wantsHTML: Bool
  /// The slots of what was asked with these macros: each formula is typeset once.
  private var slots: [TypesetRequest: Int] = [:]
  private let store: TypesetStore?
  private let mostKept: Int
  /// What is kept of the page at hand.
  private var kept: TypesetStore.Page?
  private var hasKept = false
  /// Formulas that KaTeX was called for.
  package private(set) var calls = 0
  private lazy var script = (path ?? KaTeXPlaces.script).flatMap(FileManager.default.contents(atPath:))
  private lazy var scriptSum = script.map { ByteSum.of([$0, Data(TypesetterScript.source.utf8)]) }

  /// KaTeX, loaded.
  private struct Engine {
    let context: JSGlobalContextRef
    let door: JSObjectRef
    let typeset: JSObjectRef
    /// As the script knows them now.
    var macros: [String: String] = [:]
  }

  /// - Parameters:
  ///   - katex: KaTeX's script; nil looks where the system's packages put it.
  ///   - store: where answers are kept between runs.
  ///   - mostKept: beyond so many different formulas memory counts for more than a second JavaScript call.
  package init(
    katex path: String? = nil, wantsHTML: Bool = true, store: TypesetStore? = nil, mostKept: Int = 20_000
  ) {
    self.path = path
    self.mostKept = mostKept
    self.wantsHTML = wantsHTML
    self.store = store
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
    guard let script else {
      throw .noKaTeX(looked: KaTeXPlaces.scripts)
    }
    let context = JavaScriptContext.make()
    do throws(TypesetterFailure) {
      _ = try Self.evaluate(TypesetterScript.watched(String(decoding: script, as: UTF8.self)), in: context)
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

  /// Begins a page: its macros, and what is kept of it.
  package func begin(_ page: TypesetPlan) {
    if page.pageFormulas.macros != macros {
      macros = page.pageFormulas.macros
      slots = [:]
    }
    guard let store, let scriptSum else { return }
    kept = store.page(page.pageFormulas.page, script: scriptSum, macros: macros)
  }

  /// Keeps what the page asked for.
  package func endPage() {
    guard let page = kept else { return }
    kept = nil
    if page.isNew { hasKept = true }
    store?.keep(page)
  }

  /// No page follows.
  package func end() {
    if hasKept { store?.trim() }
  }

  package func answer(_ request: TypesetRequest) throws(TypesetterFailure) -> Answer {
    if let known = slots[request] { return Answer(slot: known, bytes: nil) }
    let bytes: [UInt8]
    if let known = kept?.answer(request) {
      bytes = known
    } else {
      let engine = try started()
      calls += 1
      bytes = try Self.call(
        engine.typeset, [request.latex + request.suffix], flags: [request.isDisplay, wantsHTML], in: engine)
      kept?.add(request, bytes)
    }
    if slots.count >= mostKept { slots = [:] }
    let slot = slots.count
    slots[request] = slot
    return Answer(slot: slot, bytes: bytes)
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
    let result = JSObjectCallAsFunction(
      context, function, engine.door, values.count, values, &exception)
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
    // The room is thrice what is used: an answer takes no more than its own.
    let bytes = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { room in
      let count = JSStringGetUTF8CString(string, room.baseAddress, size)
      return [UInt8](UnsafeRawBufferPointer(room).prefix(max(0, count - 1)))
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
