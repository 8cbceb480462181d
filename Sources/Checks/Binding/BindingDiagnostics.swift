import Diagnostics
import Trees
import Snippets

extension Diagnostic {
  static func noImplementation(
    _ definition: Definition, named name: String, near: [SwiftFunction]
  ) -> Diagnostic {
    noFunction(
      Message(
        zh: "\(definition.name.plain) 没有名为 \(name) 的 Swift 函数",
        en: "\(definition.name.plain) has no Swift function named \(name)"), near: near, at: definition.range)
  }

  /// A name that no function in force on the page has.
  static func noFunction(_ name: String, near: [SwiftFunction], at range: SourceRange) -> Diagnostic {
    noFunction(
      Message(zh: "没有名为 \(name) 的 Swift 函数", en: "there is no Swift function named \(name)"), near: near,
      at: range)
  }

  static func codeNotCompared(_ name: String, isRead: Bool, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "code-not-compared",
      Message(zh: "没有拿 \(name) 与这个公式比较", en: "\(name) is not compared with this formula"), at: range,
      consequence: .malformed,
      facts: [
        isRead
          ? Message(zh: "这个公式没有读作它的定义", en: "the formula is not read as a definition of it")
          : Message(zh: "这个公式没有读懂", en: "the formula is not understood")
      ],
      help: [
        Message(
          zh: "写成 名字(参数) = …，或去掉 <!-- code: \(name) -->",
          en: "write it as name(parameters) = …, or drop <!-- code: \(name) -->")
      ])
  }

  private static func noFunction(_ message: Message, near: [SwiftFunction], at range: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      .error, "no-implementation", message, at: range, consequence: .malformed,
      notes: near.map {
        Diagnostic.Note(
          Message(zh: "相近的名字: \($0.signature)", en: "a near name: \($0.signature)"), at: $0.range)
      },
      help: near.prefix(1).map {
        Message(
          zh: "是否想写 \($0.name)? 可用 <!-- code: \($0.name) --> 指定",
          en: "did you mean \($0.name)? name it with <!-- code: \($0.name) -->")
      })
  }

  /// - Parameter all: everything that the function does not take.
  static func missingParameter(
    _ name: Name, all: [Name], _ definition: Definition, _ function: SwiftFunction,
    unknown: [String]
  ) -> Diagnostic {
    let list = all.map(\.plain).joined(separator: ", ")
    let wanted = all.map { $0.swiftSpellings.last { $0.allSatisfy(\.isASCII) } ?? $0.plain }
    let spare = unknown.joined(separator: ", ")
    let help: Message
    if let slip = slip(name, definition) {
      return Diagnostic(
        .error, "missing-parameter",
        Message(
          zh: "公式 \(definition.name.plain) 里的 \(name.plain) 没有来处",
          en: "the formula \(definition.name.plain) has \(name.plain) from nowhere"),
        at: definition.rows[0].range, consequence: .malformed,
        notes: [
          Diagnostic.Note(
            Message(zh: "Swift 函数在此，它没有这个参数", en: "the Swift function is here and does not take it"),
            at: function.range)
        ], help: [slip])
    } else if unknown.isEmpty {
      let domain = definition.meanings[name]?.value == nil ? "$\(name.latex) = …$" : ""
      help = Message(
        zh: "给 \(function.name) 加参数 \(wanted.joined(separator: ", "))"
          + (domain.isEmpty ? "" : "; 若它是常数, 在本节写 \(domain)"),
        en: "add the parameter \(wanted.joined(separator: ", ")) to \(function.name)"
          + (domain.isEmpty ? "" : ", or say \(domain) here if it is a constant"))
    } else {
      help = Message(
        zh: "\(spare) 不是公式中的名字; 改名为 \(wanted.joined(separator: ", "))",
        en: "\(spare) is no name of the formula; call it \(wanted.joined(separator: ", "))")
    }
    return Diagnostic(
      .error, "missing-parameter",
      Message(
        zh: "公式 \(definition.name.plain) 依赖 \(list), 而 \(function.signature) 没有这个参数",
        en:
          "the formula \(definition.name.plain) depends on \(list), which \(function.signature) does not take"
      ),
      at: function.range, consequence: .malformed,
      notes: [Diagnostic.Note(Message(zh: "公式在此", en: "the formula is here"), at: definition.range)],
      help: [help])
  }

  /// What a symbol that nothing declares was meant to be: an index that no sum binds, or a parameter that the formula
  /// does not use.
  private static func slip(_ name: Name, _ definition: Definition) -> Message? {
    let meaning = definition.meanings[name]
    guard meaning?.domain == nil, meaning?.value == nil else { return nil }
    var uses = IndexUses(name)
    uses.collect(definition.body)
    if let use = uses.found.first {
      let length = definition.meanings[use.array]?.domain?.shape.first?.plain ?? "n"
      return Message(
        zh: "\(name.plain) 是 \(use.array.plain) 的下标，没有求和管着它：前面写 \\sum_{\(name.latex)=1}^{\(length)}",
        en:
          "\(name.plain) is an index of \(use.array.plain) that no sum binds: write \\sum_{\(name.latex)=1}^{\(length)} before it"
      )
    }
    let idle = definition.parameters.filter { !definition.inputs.contains($0) }
    guard let first = idle.first else { return nil }
    return Message(
      zh: "公式没有用到 \(first.plain)：是不是把 \(first.plain) 写成了 \(name.plain)？",
      en: "the formula does not use \(first.plain): is \(name.plain) written for \(first.plain)?")
  }

  /// - Parameter field: the field of a struct that no symbol of the formula fills.
  static func unknownParameter(
    _ parameter: SwiftFunction.Parameter, field: String?, _ definition: Definition, _ function: SwiftFunction
  ) -> Diagnostic {
    let names = (definition.parameters + definition.implicit).uniqued.map(\.plain).joined(separator: ", ")
    let written = field.map { "\(parameter.name).\($0)" } ?? parameter.name
    return Diagnostic(
      .error, "unknown-parameter",
      Message(
        zh: "公式 \(definition.name.plain) 中没有 Swift 参数 \(written)",
        en: "the formula \(definition.name.plain) has no symbol for the Swift parameter \(written)"),
      at: parameter.range, consequence: .malformed,
      notes: [Diagnostic.Note(Message(zh: "公式在此", en: "the formula is here"), at: definition.range)],
      help: [
        Message(
          zh: "公式的符号: \(names); 多余的参数须有默认值",
          en: "the formula's symbols: \(names); a further parameter needs a default value")
      ])
  }

  /// A recurrence whose beginning nobody says.
  static func withoutFirst(_ name: Name, _ definition: Definition) -> Diagnostic {
    Diagnostic(
      .error, "missing-parameter",
      Message(
        zh: "递推 \(definition.name.plain) 从什么开始没有写明",
        en: "what the recurrence \(definition.name.plain) begins with is not said"),
      at: definition.range, consequence: .malformed,
      help: [
        Message(
          zh: "在本节写初值, 如 $\(name.latex) = 0$, 或让函数接受 \(name.swiftSpellings.last ?? name.plain)",
          en: "say it in this section, $\(name.latex) = 0$, or let the function take it")
      ])
  }

  static func wrongType(_ name: Name, _ parameter: SwiftFunction.Parameter, expected: String?) -> Diagnostic {
    Diagnostic(
      .error, "parameter-type",
      expected.map {
        Message(
          zh: "参数 \(parameter.name) 的类型是 \(parameter.type), 而公式的 \(name.plain) 需要 \($0)",
          en:
            "the parameter \(parameter.name) is \(parameter.type), and the formula's \(name.plain) needs \($0)"
        )
      }
        ?? Message(
          zh: "参数 \(parameter.name) 的类型 \(parameter.type) 不能由公式给值",
          en:
            "the parameter \(parameter.name) has type \(parameter.type), which no formula can give a value to"
        ),
      at: parameter.range, consequence: .malformed,
      help: (expected.map {
        [Message(zh: "写 \(parameter.name): \($0)", en: "write \(parameter.name): \($0)")]
      } ?? []) + [
        Message(
          zh:
            "可用的类型: Double, Float, Int, Bool, 它们的数组、元组、SIMD 与由它们组成的 struct, (Double, …) -> Double; 可变参数请改成数组",
          en:
            "types that work: Double, Float, Int, Bool; arrays, tuples, SIMD and structs of these; (Double, …) -> Double; take an array for a variadic parameter"
        )
      ])
  }

  /// - Parameter labels: of the tuple that the function returns, of which the definition is one.
  static func partOfResult(
    _ function: SwiftFunction, _ definition: Definition, _ labels: [String]
  ) -> Diagnostic {
    let head = "$(\(labels.joined(separator: ", "))) = (…)$"
    return Diagnostic(
      .error, "result-type",
      Message(
        zh: "\(function.signature) 返回 \(function.returnType), 公式 \(definition.name.plain) 只是其中之一",
        en:
          "\(function.signature) returns \(function.returnType), of which the formula \(definition.name.plain) is but one"
      ),
      at: function.range, consequence: .malformed,
      help: [Message(zh: "写成一个公式: \(head)", en: "write one formula: \(head)")])
  }

  /// - Parameter indices: of the formula's head, where the function neither takes them nor gives an array.
  static func wrongResult(
    _ function: SwiftFunction, _ definition: Definition, indices: [Name]
  ) -> Diagnostic {
    let letters = indices.map(\.plain).joined(separator: ", ")
    let help =
      indices.isEmpty
      ? Message(
        zh: "返回 Double、Int、Bool, 或由它们组成的数组、元组、struct",
        en: "return Double, Int, Bool, or arrays, tuples, structs of these")
      : Message(
        zh:
          "\(definition.name.plain) 对每个 \(letters) 有一个值: 返回 \(String(repeating: "[", count: indices.count))Double\(String(repeating: "]", count: indices.count)), 或加参数 \(letters)",
        en: "\(definition.name.plain) has a value for each \(letters): return an array, or take \(letters)")
    return Diagnostic(
      .error, "result-type",
      Message(
        zh: "\(function.signature) 返回 \(function.returnType), 无法与公式 \(definition.name.plain) 的值比较",
        en:
          "\(function.signature) returns \(function.returnType), which cannot be compared with \(definition.name.plain)"
      ),
      at: function.range, consequence: .malformed, help: [help])
  }
}
