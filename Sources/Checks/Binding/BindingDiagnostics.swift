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

  static func unsupportedFunction(_ function: SwiftFunction) -> Diagnostic {
    Diagnostic(
      .error, "unsupported-function",
      Message(
        zh: "\(function.signature) 是泛型函数, 无法作为公式的实现来调用",
        en: "\(function.signature) is generic and cannot be called as an implementation"),
      at: function.range, consequence: .malformed,
      help: [
        Message(
          zh: "给公式配一个普通的 func, 由它调用 \(function.name)", en: "write a plain func that calls \(function.name)")
      ])
  }

  static func missingParameter(
    _ name: Name, _ definition: Definition, _ function: SwiftFunction, unknown: [SwiftFunction.Parameter]
  ) -> Diagnostic {
    let spellings = name.swiftSpellings.prefix(2).joined(separator: " / ")
    let near = unknown.map(\.name).joined(separator: ", ")
    return Diagnostic(
      .error, "missing-parameter",
      Message(
        zh: "公式 \(definition.name.plain) 依赖 \(name.plain), 而 \(function.signature) 没有这个参数",
        en:
          "the formula \(definition.name.plain) depends on \(name.plain), which \(function.signature) does not take"
      ),
      at: function.range, consequence: .malformed,
      notes: [Diagnostic.Note(Message(zh: "公式在此", en: "the formula is here"), at: definition.range)],
      help: [
        near.isEmpty
          ? Message(zh: "加一个参数 \(spellings)", en: "add a parameter \(spellings)")
          : Message(
            zh: "\(near) 不是公式中的名字; 是否想写 \(spellings)?",
            en: "\(near) is no name of the formula; did you mean \(spellings)?")
      ])
  }

  static func unknownParameter(
    _ parameter: SwiftFunction.Parameter, _ definition: Definition, _ function: SwiftFunction, absent: [Name]
  ) -> Diagnostic {
    let names = (definition.parameters + definition.implicit).uniqued.map(\.plain).joined(separator: ", ")
    return Diagnostic(
      .error, "unknown-parameter",
      Message(
        zh: "公式 \(definition.name.plain) 中没有 Swift 参数 \(parameter.name)",
        en: "the formula \(definition.name.plain) has no symbol for the Swift parameter \(parameter.name)"),
      at: parameter.range, consequence: .malformed,
      notes: [Diagnostic.Note(Message(zh: "公式在此", en: "the formula is here"), at: definition.range)],
      help: [
        absent.isEmpty
          ? Message(
            zh: "公式的符号: \(names); 多余的参数须有默认值",
            en: "the formula's symbols: \(names); a further parameter needs a default value")
          : Message(
            zh: "是否想写 \(absent[0].swiftSpellings[0])?", en: "did you mean \(absent[0].swiftSpellings[0])?")
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
      help: [
        Message(
          zh: "可用的类型: Double, Float, Int, Bool, 它们的数组, (Double, …) -> Double",
          en: "types that work: Double, Float, Int, Bool, arrays of these, (Double, …) -> Double")
      ])
  }

  static func wrongResult(_ function: SwiftFunction, _ definition: Definition) -> Diagnostic {
    Diagnostic(
      .error, "result-type",
      Message(
        zh: "\(function.signature) 返回 \(function.returnType), 无法与公式 \(definition.name.plain) 的值比较",
        en:
          "\(function.signature) returns \(function.returnType), which cannot be compared with \(definition.name.plain)"
      ),
      at: function.range, consequence: .malformed,
      help: [Message(zh: "返回 Double 或 [Double]", en: "return Double or [Double]")])
  }
}
