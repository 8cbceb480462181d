import Basics
import Trees
import Foundation

/// KaTeX's answers from earlier runs, a file a page.
///
/// A file begins with a sum of its bytes and with the sum of all that went into its answers beside the formulas:
/// KaTeX's script and ours, the page's macros. One that is damaged or of other inputs is as good as none. It holds
/// what its page asked for in the last run that asked for anything new, and is put in its place whole.
package struct TypesetStore: Sendable {
  private let folder: String
  private let notes: String
  /// Bytes that it may take before the pages longest unused go.
  package var limit = 512 << 20
  /// Changes with the form of these files.
  private static let form = "typeset 2"

  /// - Parameters:
  ///   - folder: its own, in a cache that stands.
  ///   - notes: whose pages these are, where several folders of notes share a cache.
  package init(folder: String, notes: String) {
    self.folder = folder
    self.notes = notes
  }

  /// A page's answers.
  package struct Page {
    fileprivate let path: String
    fileprivate let inputs: UInt64
    /// Of the last run.
    fileprivate var known: [TypesetRequest: [UInt8]] = [:]
    /// Of this run, in the order in which they were asked for.
    fileprivate var used: [(request: TypesetRequest, answer: [UInt8])] = []
    /// Whether this run asked for anything that was not known.
    fileprivate(set) var isNew = false

    /// What is known of a formula, which the page then still asks for.
    package mutating func answer(_ request: TypesetRequest) -> [UInt8]? {
      guard let answer = known[request] else { return nil }
      used.append((request, answer))
      return answer
    }

    package mutating func add(_ request: TypesetRequest, _ answer: [UInt8]) {
      used.append((request, answer))
      isNew = true
    }
  }

  package func page(_ name: String, script: UInt64, macros: [String: String]) -> Page {
    let file = ByteSum.of([Data(notes.utf8), Data(name.utf8)])
    let definitions = macros.sorted { $0.key < $1.key }.flatMap { [Data($0.key.utf8), Data($0.value.utf8)] }
    let scripts = withUnsafeBytes(of: script.littleEndian) { Data($0) }
    var page = Page(
      path: folder + "/" + String(file, radix: 16),
      inputs: ByteSum.of([Data(Self.form.utf8), scripts] + definitions))
    if let data = FileManager.default.contents(atPath: page.path) {
      var coding = Coding(bytes: [UInt8](data))
      page.known = coding.answers(inputs: page.inputs) ?? [:]
    }
    return page
  }

  /// That it cannot be kept costs only time.
  package func keep(_ page: Page) {
    guard page.isNew else {
      // Used, and so among the last to go.
      if !page.used.isEmpty { utimes(page.path, nil) }
      return
    }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    // Not by an atomic write, which waits for the disk: what a crash leaves of it the sum tells.
    let beside = page.path + "-" + UUID().uuidString
    guard
      (try? Data(Coding(page.used, inputs: page.inputs).bytes).write(to: URL(fileURLWithPath: beside))) != nil
    else { return }
    if rename(beside, page.path) != 0 { unlink(beside) }
  }

  /// Removes the pages longest unused until nine tenths of the limit are left.
  package func trim() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var files = names.compactMap { name -> (used: Double, path: String, size: Int)? in
      var facts = stat()
      let path = folder + "/" + name
      guard stat(path, &facts) == 0 else { return nil }
      let used = Double(facts.st_mtim.tv_sec) + Double(facts.st_mtim.tv_nsec) / 1e9
      return (used, path, Int(facts.st_size))
    }
    var total = files.reduce(0) { $0 + $1.size }
    guard total > limit else { return }
    files.sort { ($0.used, $0.path) < ($1.used, $1.path) }
    for file in files where total > limit / 10 * 9 {
      try? FileManager.default.removeItem(atPath: file.path)
      total -= file.size
    }
  }
}

/// A page's answers as bytes: a sum of all that follows; the inputs' sum; then for each formula whether it is on
/// display, three lengths, and the formula, its suffix and the answer.
private struct Coding {
  var bytes: [UInt8]
  private var next = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ answers: [(request: TypesetRequest, answer: [UInt8])], inputs: UInt64) {
    bytes = []
    bytes.reserveCapacity(answers.reduce(16) { $0 + $1.answer.count + 2 * $1.request.latex.utf8.count + 16 })
    append(UInt64(0))
    append(inputs)
    for (request, answer) in answers {
      bytes.append(request.isDisplay ? 1 : 0)
      let fields = [Array(request.latex.utf8), Array(request.suffix.utf8), answer]
      for field in fields { append(UInt32(field.count)) }
      for field in fields { bytes += field }
    }
    let sum = Self.sum(bytes)
    withUnsafeBytes(of: sum.littleEndian) { bytes.replaceSubrange(0..<8, with: $0) }
  }

  private static func sum(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { ByteSum.of(UnsafeRawBufferPointer(rebasing: $0[8...])) }
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  /// - Returns: nil where the bytes are damaged, or hold answers to other inputs.
  mutating func answers(inputs: UInt64) -> [TypesetRequest: [UInt8]]? {
    next = 0
    guard bytes.count >= 16, let sum = number(UInt64.self), sum == Self.sum(bytes),
      number(UInt64.self) == inputs
    else { return nil }
    var answers: [TypesetRequest: [UInt8]] = [:]
    while next < bytes.count {
      guard let display = number(UInt8.self), let sizes = sizes(),
        let latex = field(sizes.latex), let suffix = field(sizes.suffix), let answer = field(sizes.answer)
      else { return nil }
      let request = TypesetRequest(
        latex: String(decoding: latex, as: UTF8.self), suffix: String(decoding: suffix, as: UTF8.self),
        isDisplay: display == 1)
      answers[request] = Array(answer)
    }
    return answers
  }

  private mutating func sizes() -> (latex: UInt32, suffix: UInt32, answer: UInt32)? {
    guard let latex = number(UInt32.self), let suffix = number(UInt32.self), let answer = number(UInt32.self)
    else { return nil }
    return (latex, suffix, answer)
  }

  private mutating func number<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
    guard let field = field(UInt32(MemoryLayout<Value>.size)) else { return nil }
    return field.reversed().reduce(0) { $0 << 8 | Value($1) }
  }

  private mutating func field(_ count: UInt32) -> ArraySlice<UInt8>? {
    guard Int(count) <= bytes.count - next else { return nil }
    defer { next += Int(count) }
    return bytes[next..<(next + Int(count))]
  }
}
