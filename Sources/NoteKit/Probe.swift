#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The points at which docgen asks the page's functions, read once at the start.
@_spi(Questions) public struct ProbeInput {
  nonisolated(unsafe) static var tokens: [Substring] = []
  nonisolated(unsafe) static var position = 0

  static func load() {
    guard let bytes = contents(of: Channel.input) else { return }
    close(Channel.input)
    let text = String(decoding: bytes, as: UTF8.self)
    tokens = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
    // Header: mode, docgen's word, docs folder.
    Channel.isProbing = next() == "probe"
    Channel.word = String(next())
    Channel.docs = unescaped(next().dropFirst())
  }

  static func next() -> Substring {
    guard position < tokens.count else { return "" }
    defer { position += 1 }
    return tokens[position]
  }

  static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscape = false
    for character in text {
      if isEscape {
        result.append(character == "n" ? "\n" : character == "s" ? " " : character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// The next argument, as the type that the parameter has.
  public mutating func read<Value>(_ type: Value.Type) throws -> Value {
    if let readable = type as? any ProbeReadable.Type, let value = readable.read() as? Value { return value }
    if let value = Self.sampleFunction(type) { return value }
    throw UnreadableProbe(type: String(describing: type))
  }

  /// As many values as docgen sent.
  public mutating func list<Value>(_ read: (inout ProbeInput) throws -> Value) rethrows -> [Value] {
    let count = Int(Self.next().dropFirst()) ?? 0
    var values: [Value] = []
    for _ in 0..<Swift.max(0, count) { values.append(try read(&self)) }
    return values
  }

  private static func sampleFunction<Value>(_ type: Value.Type) -> Value? {
    let number = Int(next().dropFirst()) ?? 0
    func pick<Function>(_ functions: [Function]) -> Function {
      functions[((number % functions.count) + functions.count) % functions.count]
    }
    if type == ((Double) -> Double).self {
      let function = pick(SampleFunction.unary)
      return { (x: Double) -> Double in function(x) } as? Value
    }
    if type == ((Double, Double) -> Double).self {
      let function = pick(SampleFunction.binary)
      return { (a: Double, b: Double) -> Double in function(a, b) } as? Value
    }
    if type == ((Double, Double, Double) -> Double).self {
      let function = pick(SampleFunction.ternary)
      return { (a: Double, b: Double, c: Double) -> Double in function(a, b, c) } as? Value
    }
    return nil
  }
}

struct NoValue: Error, CustomStringConvertible {
  var description: String { "nil" }
}

/// What an optional result holds.
@_spi(Questions) public func _present<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw NoValue() }
  return value
}

struct UnreadableProbe: Error, CustomStringConvertible {
  let type: String
  var description: String { "docgen cannot make a value of the type \(type)" }
}

/// Types that a point's number, truth or list can become.
protocol ProbeReadable {
  static func read() -> Self
}

extension Double: ProbeReadable {
  static func read() -> Double {
    let token = ProbeInput.next()
    let digits = token.dropFirst()
    switch token.first {
    case "d": return Double(bitPattern: UInt64(digits, radix: 16) ?? 0)
    default: return Double(digits) ?? .nan
    }
  }
}
extension Float: ProbeReadable {
  static func read() -> Float { Float(Double.read()) }
}
extension Int: ProbeReadable {
  static func read() -> Int {
    let token = ProbeInput.next()
    if token.first == "d" {
      return Int(exactly: Double(bitPattern: UInt64(token.dropFirst(), radix: 16) ?? 0)) ?? 0
    }
    return Int(token.dropFirst()) ?? 0
  }
}
extension Bool: ProbeReadable {
  static func read() -> Bool { Int.read() != 0 }
}
extension Array: ProbeReadable where Element: ProbeReadable {
  static func read() -> [Element] {
    let count = Int(ProbeInput.next().dropFirst()) ?? 0
    return (0..<Swift.max(0, count)).map { _ in Element.read() }
  }
}

/// The whole of a process that only asks: nothing of the page runs in it but what its functions call.
@_spi(Questions) @MainActor public func _ask(_ questions: @MainActor () -> Void) {
  _begin()
  questions()
  _end()
  _exit(0)
}

@_spi(Questions) @MainActor public func _askAsynchronously(
  _ questions: @escaping @MainActor () async -> Void
) {
  _begin()
  Task { @MainActor in
    await questions()
    _end()
    _exit(0)
  }
  drainMainQueue()
}

/// What the compiler ends an asynchronous `main` with.
@_silgen_name("swift_task_asyncMainDrainQueue")
private func drainMainQueue() -> Never

/// Asks a function at all of its points; each result is one record, so that a trap names its point.
@_spi(Questions) public func _probe(
  _ probe: Int, _ body: (inout ProbeInput) throws -> Any
) {
  for start in startProbe(probe) {
    ProbeInput.position = start
    Channel.isAsking = true
    var input = ProbeInput()
    finishPoint(Result { try body(&input) })
  }
}

@_spi(Questions) public func _probe(
  _ probe: Int, _ body: (inout ProbeInput) async throws -> Any
) async {
  for start in startProbe(probe) {
    ProbeInput.position = start
    Channel.isAsking = true
    var input = ProbeInput()
    do { finishPoint(.success(try await body(&input))) } catch { finishPoint(.failure(error)) }
  }
}

/// Where each point's tokens start; none if this probe is not asked, or if an answer asks.
private func startProbe(_ probe: Int) -> [Int] {
  guard !Channel.isAsking else { return [] }
  ProbeInput.position = 3
  while ProbeInput.position < ProbeInput.tokens.count {
    // `f<probe> <first point> <number of points> <tokens of all>`, each point `p<tokens> …`
    let head = ProbeInput.next()
    let first = Int(ProbeInput.next()) ?? 0
    let count = Int(ProbeInput.next()) ?? 0
    var starts: [Int] = []
    for _ in 0..<count {
      let size = Int(ProbeInput.next().dropFirst()) ?? 0
      starts.append(ProbeInput.position)
      ProbeInput.position += size
    }
    if head == "f\(probe)" {
      Channel.send("probe", [Channel.field(probe), Channel.field(first)])
      return starts
    }
  }
  return []
}

private func finishPoint(_ result: Result<Any, any Error>) {
  Channel.isAsking = false
  switch result {
  case .success(let value):
    if let fields = resultFields(value) {
      Channel.send("point", fields)
    } else {
      Channel.send("threw", [Channel.field("docgen cannot compare the type \(type(of: value))")])
    }
  case .failure(let error): Channel.send("threw", [Channel.field(String(describing: error))])
  }
}

private func resultFields(_ value: Any) -> [String]? {
  switch value {
  case let value as Double: return [Channel.field(value)]
  case let value as Int: return [Channel.field(value)]
  case let value as Bool: return [Channel.field(value)]
  case let value as Float: return [Channel.field(Double(value))]
  case let values as [Double]: return ["a\(values.count)"] + values.map { Channel.field($0) }
  case let values as [Any]:
    var fields = ["a\(values.count)"]
    for value in values {
      guard let inner = resultFields(value) else { return nil }
      fields += inner
    }
    return fields
  default: return nil
  }
}
