import SwiftParser
import SwiftSyntax

/// The Swift that calls a probed function with the arguments of a point.
struct ProbeCall {
  let probe: Probe
  init(_ probe: Probe) { self.probe = probe }

  func source(number: Int) -> String {
    let function = probe.function
    let choice = probe.selector.map { "\($0) = try $0.read(Int.self); " } ?? ""
    let effects = (isThrowing ? "try " : "") + (function.isAsync ? "await " : "")
    let body: String
    if function.changed.isEmpty {
      let type = Self.passable(function.returnType)
      let isPlain = type == "Void" || type.hasPrefix("some ") || function.part != nil
      let cast = isPlain ? "" : " as (\(type))"
      let call = "(\(effects)\(call { self.read($0) }))\(cast)"
      let value = Self.written("_r", function.result)
      body = value == "_r" ? "return \(call)" : "let _r = \(call); return \(value)"
    } else {
      // What is changed must be a variable; all are, so that they are read in their order.
      let used = Set(probe.passed).union(function.changed).sorted()
      let variables = used.map { "var _v\($0) = \(self.read($0)); " }.joined()
      let changed = function.changed.map { index in
        guard let field = function.change?.field else {
          return Self.written("_v\(index)", function.parameters[index].shape)
        }
        return Self.written("_v\(index).\(Self.escaped(field))", function.result)
      }
      let isMethod = function.callee == .method
      let call = call { (function.parameters[$0].isInout && !(isMethod && $0 == 0) ? "&" : "") + "_v\($0)" }
      let values = changed.count == 1 ? changed[0] : "[" + changed.joined(separator: ", ") + "] as [Any]"
      body = "\(variables)\(effects)\(call); return \(values)"
    }
    return "\(function.isAsync ? "await " : "")NoteKit._probe(\(number)) { \(choice)\(body) };"
  }

  private var isThrowing: Bool {
    probe.function.canThrow || !probe.passed.isEmpty
  }

  private func read(_ parameter: Int) -> String {
    let omitted = probe.omitted[parameter] ?? []
    let parameter = probe.function.parameters[parameter]
    if case .record(let name, let fields) = parameter.shape {
      return "try " + record(name, fields, omitted: omitted)
    }
    return "try " + Self.read(parameter.shape, as: Self.passable(parameter.type))
  }

  /// A struct from its fields; those that are left out keep their defaults.
  private func record(_ name: String, _ fields: [SwiftType.Field], omitted: Set<Int>) -> String {
    let isAssembled = probe.function.assembled.contains(name)
    let parts = fields.indices.compactMap { index -> String? in
      let field = fields[index]
      let label = Self.escaped(field.label ?? "")
      if omitted.contains(index) {
        return isAssembled ? "\(label): \(field.defaultValue ?? "")" : nil
      }
      return "\(label): " + Self.read(field.type, as: field.type.text)
    }
    return "\(name)(" + ((isAssembled ? ["_docgen: ()"] : []) + parts).joined(separator: ", ") + ")"
  }

  /// An initialiser for each struct of a page's probes that has initialisers of its own alone.
  static func assemblers(for probes: [Probe]) -> String {
    var made: Set<String> = []
    var text = ""
    for probe in probes {
      for parameter in probe.function.parameters {
        guard case .record(let name, let fields) = parameter.shape,
          probe.function.assembled.contains(name), made.insert(name).inserted
        else { continue }
        let parameters = fields.map { "\(escaped($0.label ?? "")): \($0.type.text)" }
        let assignments = fields.map { "self.\(escaped($0.label ?? "")) = \(escaped($0.label ?? ""))" }
        text += "extension \(name) { init(" + (["_docgen: ()"] + parameters).joined(separator: ", ")
        text += ") { " + assignments.joined(separator: "; ") + " } }\n"
      }
    }
    return text
  }

  /// The call with its arguments as they are handed over.
  private func call(_ argument: (Int) -> String) -> String {
    let function = probe.function
    var passed = probe.passed
    var callee = Self.escaped(function.change?.method ?? function.part?.function ?? function.name)
    var behind = function.part.map { "." + ($0.label.map(Self.escaped) ?? "\($0.place)") } ?? ""
    switch function.callee {
    case .free, .constant: break
    case .made(let type):
      behind = "." + callee
      callee = type
    case .member(let type): callee = "\(type).\(callee)"
    case .method, .property:
      passed.removeAll { $0 == 0 }
      callee = "(\(argument(0))).\(callee)"
    }
    if function.callee == .property { return callee + behind }
    let arguments = passed.map { index in
      (function.parameters[index].label.map { "\(Self.escaped($0)): " } ?? "") + argument(index)
    }
    return "\(callee)(\(arguments.joined(separator: ", ")))" + behind
  }

  /// An expression that reads a value of a type from what docgen sent.
  private static func read(_ type: SwiftType, as text: String) -> String {
    func part(_ field: SwiftType.Field) -> String {
      (field.label.map { escaped($0) + ": " } ?? "") + read(field.type, as: field.type.text)
    }
    switch type {
    case .tuple(let fields): return "(" + fields.map(part).joined(separator: ", ") + ")"
    case .record(let name, let fields): return "\(name)(" + fields.map(part).joined(separator: ", ") + ")"
    case .array(let element) where !element.isPlain:
      return "$0.list { " + read(element, as: element.text) + " }"
    case .slice(let element): return "ArraySlice(\(read(.array(element), as: "[\(element.text)]")))"
    case .simd(_, let element): return "\(type.text)(\(read(.array(element), as: "[\(element.text)]")))"
    case .optional(let inside): return read(inside, as: inside.text)
    default: return "$0.read((\(type.isPlain ? type.text : text)).self)"
    }
  }

  /// An expression for what is sent back of a value.
  private static func written(_ value: String, _ type: SwiftType) -> String {
    switch type {
    case .tuple(let fields):
      let parts = fields.indices.map { written("\(value).\($0)", fields[$0].type) }
      return "[" + parts.joined(separator: ", ") + "] as [Any]"
    case .record(_, let fields):
      let parts = fields.map { written("\(value).\(escaped($0.label ?? ""))", $0.type) }
      return "[" + parts.joined(separator: ", ") + "] as [Any]"
    case .array(let element) where !element.isPlain, .slice(let element):
      return "\(value).map { _e in (\(written("_e", element))) as Any }"
    case .simd(let count, _): return "(0..<\(count)).map { _e in \(value)[_e] }"
    case .optional(let inside): return written("(try NoteKit._present(\(value)))", inside)
    default: return value
    }
  }

  /// The type as it can be named in an expression: no `@escaping`, `inout`, `borrowing` …
  static func passable(_ type: String) -> String {
    var words = type.split(separator: " ", omittingEmptySubsequences: true)
    while let first = words.first,
      first.hasPrefix("@") || ["inout", "borrowing", "consuming", "sending"].contains(first)
    {
      words.removeFirst()
    }
    return words.joined(separator: " ")
  }

  static func escaped(_ name: String) -> String {
    Keyword.isReserved(name) ? "`\(name)`" : name
  }
}

extension Keyword {
  static func isReserved(_ name: String) -> Bool {
    [
      "in", "is", "as", "for", "if", "else", "func", "let", "var", "return", "default", "case", "switch",
      "repeat",
      "where", "while", "self", "init", "class", "struct", "enum", "import", "true", "false", "nil",
      "operator",
    ].contains(name)
  }
}

/// A generic function is asked with Double, or with Int where its constraint is an integer's.
struct GenericNames {
  private var concretes: [String: String] = [:]

  /// - Parameter receiver: the type whose member it is.
  init(_ function: FunctionDeclSyntax? = nil, receiver: String? = nil) {
    if let receiver {
      concretes = ["Self": receiver, "Element": receiver == "[Int]" ? "Int" : "Double", "Scalar": "Double"]
    }
    let conditions = function?.genericWhereClause?.trimmedDescription ?? ""
    for parameter in function?.genericParameterClause?.parameters ?? [] {
      let name = parameter.name.text
      let constraint = parameter.inheritedType?.trimmedDescription ?? ""
      concretes[name] = Self.concrete(constraint + " " + conditions.filter { !$0.isNewline }, of: name)
    }
  }

  private static func concrete(_ constraint: String, of name: String) -> String {
    let element = constraint.contains("Integer") || constraint.contains("Int") ? "Int" : "Double"
    let isArray = ["Collection", "Sequence"].contains { constraint.contains($0) }
    return isArray ? "[\(element)]" : element
  }

  func concrete(_ type: String) -> String {
    var type = type
    for opaque in ["some ", "any "] where ProbeCall.passable(type).hasPrefix(opaque) {
      type = Self.concrete(String(ProbeCall.passable(type).dropFirst(opaque.count)), of: "")
    }
    guard !concretes.isEmpty else { return type }
    var result = ""
    var word = ""
    for character in type + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        result += concretes[word] ?? word
        word = ""
        result.append(character)
      }
    }
    return result.trimmingSpaces
  }
}

extension SwiftType {
  /// Whether NoteKit reads and sends it as it is.
  fileprivate var isPlain: Bool {
    switch self {
    case .double, .float, .int, .bool: true
    case .array(let element): element.isPlain
    default: false
    }
  }

  fileprivate var text: String {
    switch self {
    case .double: "Double"
    case .float: "Float"
    case .int: "Int"
    case .bool: "Bool"
    case .array(let element): "[\(element.text)]"
    case .slice(let element): "ArraySlice<\(element.text)>"
    case .simd(let count, let element): "SIMD\(count)<\(element.text)>"
    case .tuple(let fields):
      "("
        + fields.map { ($0.label.map { $0 + ": " } ?? "") + $0.type.text }.joined(separator: ", ") + ")"
    case .record(let name, _): name
    case .optional(let inside): inside.text + "?"
    case .function(let arity):
      "(" + Array(repeating: "Double", count: arity).joined(separator: ", ") + ") -> Double"
    case .other(let text): text
    }
  }
}

extension String {
  var trimmingSpaces: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
