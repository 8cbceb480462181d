import Formulas
import Basics
import Diagnostics
import Trees

extension Explained {
  /// `{"understood": true, "kind": …, "tree": …, "lower": …, "upper": …}`
  func json(in language: Language) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("understood", true), ("kind", .string(kind.rawValue)), ("tree", .string(tree)),
    ]
    switch worth {
    case .enclosed(let lower, let upper): members += [("lower", .string(lower)), ("upper", .string(upper))]
    case .array(let text): members += [("lower", .null), ("upper", .null), ("value", .string(text))]
    case .truth(let truth):
      let holds: JSONValue =
        switch truth {
        case .yes: true
        case .no: false
        case .unknown: .null
        }
      members += [("lower", .null), ("upper", .null), ("holds", holds)]
      if truth != .unknown { members.append(("truth", holds)) }
    case .none(let why):
      members += [("lower", .null), ("upper", .null), ("undefined", .string(why.text(in: language)))]
    }
    if !sides.isEmpty { members.append(("sides", .array(sides.map(\.json)))) }
    return .object(members)
  }

  /// For a person: one thing a line.
  func text(in language: Language) -> String {
    var rows: [(Message, String)] = [
      (Message(zh: "类型", en: "kind"), kindWord.text(in: language)),
      (Message(zh: "含义", en: "meaning"), tree),
    ]
    for meaning in explanation.formula.symbols {
      rows.append((Message(zh: "符号", en: "symbol"), meaning.described(in: language)))
    }
    for role in explanation.formula.roles {
      rows.append((Message(zh: "依据", en: "because"), role.described(in: language)))
    }
    rows.append((Message(zh: "值", en: "value"), worthText(in: language)))
    rows += slopes.map { (Message(zh: "导数", en: "derivative"), $0) }
    return rows.map { label, text in
      let label = label.text(in: language)
      let width = language == .zh ? 2 * label.count : label.count
      return label + String(repeating: " ", count: max(1, 12 - width)) + text + "\n"
    }.joined()
  }

  private var isBareSymbol: Bool {
    if case .symbol = explanation.tree { true } else { false }
  }

  /// `d/dp: …` by every symbol that is a number, where there is a derivative that a person can read.
  private var slopes: [String] {
    guard kind == .definition || kind == .expression, !isBareSymbol, let tree = explanation.tree else {
      return []
    }
    return tree.freeSymbols.compactMap { name in
      guard let slope = try? tree.derivative(by: name, definitions: explanation.definitions) else {
        return nil
      }
      let text = slope.plain
      return text.count <= 300 ? "d/d\(name.plain): \(text)" : nil
    }
  }

  private var kindWord: Message {
    switch kind {
    case .definition: Message(zh: "定义", en: "definition")
    case .relation: Message(zh: "关系", en: "relation")
    case .expression where isBareSymbol: Message(zh: "只是一个符号", en: "a bare symbol")
    case .expression: Message(zh: "表达式", en: "expression")
    case .ornament: Message(zh: "只是记号，本身没有含义", en: "an ornament without a meaning of its own")
    }
  }

  private func worthText(in language: Language) -> String {
    switch worth {
    case .enclosed(let lower, let upper) where lower == upper: lower
    case .enclosed(let lower, let upper): "[\(lower), \(upper)]"
    case .array(let text): text
    case .truth(.yes): Message(zh: "成立", en: "holds").text(in: language)
    case .truth(.no): Message(zh: "不成立", en: "does not hold").text(in: language)
    case .truth(.unknown): Message(zh: "判定不了", en: "undecided").text(in: language)
    case .none(let why): why.text(in: language)
    }
  }
}

extension Explained.Refusal {
  /// `{"understood": false, "column": 7, "message": "…"}`
  func json(in language: Language) -> JSONValue {
    .object([
      ("understood", false), ("column", .int(column)), ("message", .string(message.text(in: language))),
    ])
  }
}

extension SymbolRole {
  /// `f 是函数：本页定义了 f(…)`
  fileprivate func described(in language: Language) -> String {
    let why = reasons.map { $0.text(in: language) }.joined(separator: language == .zh ? "；" : "; ")
    guard let role else {
      return Message(zh: "\(name.plain) 说不定：\(why)", en: "\(name.plain) is undecided: \(why)").text(
        in: language)
    }
    return Message(
      zh: "\(name.plain) 是\(role.word.zh)：\(why)", en: "\(name.plain) is a \(role.word.en): \(why)"
    ).text(in: language)
  }
}

extension Meaning {
  /// `p ∈ (0, 1)`, `γ = 1.5`, or the bare name.
  var plain: String {
    var text = name.plain
    if let domain { text += " ∈ " + domain.plain }
    if let value { text += " = " + value.plain }
    return text
  }

  func described(in language: Language) -> String {
    let word: Message =
      switch role {
      case .function: Message(zh: "函数", en: "function")
      case .variable: Message(zh: "变量", en: "variable")
      case .array: Message(zh: "数组", en: "array")
      case .index: Message(zh: "下标", en: "index")
      case .length: Message(zh: "长度", en: "length")
      case .constant: Message(zh: "常数", en: "constant")
      case .parameter: Message(zh: "参数", en: "parameter")
      }
    return plain + "  " + word.text(in: language)
  }
}
