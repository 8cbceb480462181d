import Trees

/// What a noun beside a symbol says of it: 函数 $f$, 矩阵 $W$, "set of hypotheses".
package enum Nouns {
  private static let words: [(text: String, role: Role)] = [
    ("随机变量", .randomVariable), ("random variable", .randomVariable), ("分布", .distribution),
    ("distribution", .distribution), ("事件", .event), ("event", .event), ("集合", .set),
    ("数据集", .set), ("训练集", .set), ("样本集", .set), ("set", .set), ("函数", .function),
    ("function", .function), ("映射", .function), ("向量", .vector), ("vector", .vector),
    ("矩阵", .matrix), ("matrix", .matrix), ("学习率", .number), ("常数", .number), ("标量", .number),
    ("实数", .number), ("系数", .number), ("温度", .number), ("scalar", .number), ("constant", .number),
    ("learning rate", .number), ("权重", .array), ("整数", .integer), ("个数", .integer),
    ("数量", .integer), ("类别数", .integer), ("样本数", .integer), ("维度", .integer), ("维数", .integer),
    ("长度", .integer), ("步数", .integer), ("integer", .integer), ("number of", .integer),
  ]

  /// The role that a text ends in, as the noun right before a symbol: `损失函数`, `the weight matrix`.
  package static func role(before text: some StringProtocol) -> Role? {
    let lower = text.lowercased().trimmed
    return words.first { lower.hasSuffix($0.text) }?.role
  }

  /// The role that a text begins with, right behind a symbol: `是函数`, `is a vector`, `为矩阵`.
  package static func role(behind text: some StringProtocol) -> Role? {
    var lower = text.lowercased().trimmed[...]
    for verb in ["是一个", "是", "为", "表示", "is a ", "is an ", "is the ", "denotes a ", "denotes the "]
    where lower.hasPrefix(verb) {
      lower = lower.dropFirst(verb.count)
      return words.first { lower.hasPrefix($0.text) }?.role
    }
    return nil
  }

  /// The role that a declaration in words gives: `set of functions`.
  package static func role(of text: String) -> Role? {
    let lower = text.lowercased()
    if lower.contains("set of") || lower.contains("集") { return .set }
    return words.first { lower.contains($0.text) }?.role
  }
}
