import SwiftParser
import SwiftSyntax

/// The Swift that calls a probed function with the arguments of a point.
struct ProbeCall {
  let probe: Probe
  init(_ probe: Probe) { self.probe = probe }

  func source(number: Int) -> String {
    let function = probe.function
    let generics = function.isGeneric ? GenericNames(function) : nil
    let arguments = probe.passed.map { index in
      let parameter = function.parameters[index]
      let type = generics?.concrete(parameter.type) ?? Self.passable(parameter.type)
      return (parameter.label.map { "\(Self.escaped($0)): " } ?? "") + "$0.read((\(type)).self)"
    }
    let effects = (function.canThrow || !arguments.isEmpty ? "try " : "") + (function.isAsync ? "await " : "")
    let call = "\(effects)\(Self.escaped(function.name))(\(arguments.joined(separator: ", ")))"
    let result =
      generics == nil && function.returnType != "Void" && !function.returnType.hasPrefix("some ")
      ? "(\(call)) as (\(function.returnType))" : call
    let selection = probe.selector.map { "\($0) = try $0.read(Int.self); return " } ?? ""
    return "\(function.isAsync ? "await " : "")NoteKit._probe(\(number)) { \(selection)\(result) };"
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

  init(_ function: SwiftFunction) {
    let declaration = Parser.parse(source: function.source).statements.first?.item.as(FunctionDeclSyntax.self)
    for parameter in declaration?.genericParameterClause?.parameters ?? [] {
      let constraint = parameter.inheritedType?.trimmedDescription ?? ""
      concretes[parameter.name.text] = constraint.contains("Integer") ? "Int" : "Double"
    }
  }

  func concrete(_ type: String) -> String {
    var result = ""
    var word = ""
    for character in ProbeCall.passable(type) + " " {
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

extension String {
  var trimmingSpaces: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
