import Basics
import Diagnostics
import Notes

extension [Diagnostic] {
  /// One finding for one mistake: a page that does not compile has no warnings, and a name that is missing is missing
  /// once.
  ///
  /// - Parameters:
  ///   - declared: the program, whose own names are the nearest to a missing one.
  ///   - torn: text of the page that a fence without an end has swallowed.
  func withoutFollowUps(declared text: String, torn: [String]) -> [Diagnostic] {
    let errors = filter { $0.identifier == "swift-error" }
    guard !errors.isEmpty else { return self }
    var kept: [Diagnostic] = []
    var places: [Message: [Int]] = [:]
    for diagnostic in self where diagnostic.identifier != "swift-warning" {
      guard let name = diagnostic.message.missingName else {
        kept.append(diagnostic)
        continue
      }
      if torn.contains(where: { $0.contains(name) }) { continue }
      if places[diagnostic.message] == nil { kept.append(diagnostic) }
      places[diagnostic.message, default: []].append(diagnostic.range?.start.line ?? 0)
    }
    for index in kept.indices {
      guard let name = kept[index].message.missingName else { continue }
      let others = (places[kept[index].message] ?? []).dropFirst()
      if !others.isEmpty {
        let lines = others.map(String.init).joined(separator: ", ")
        kept[index].facts.append(Message(zh: "第 \(lines) 行也用到它", en: "it is used on line \(lines) too"))
      }
      if kept[index].help.isEmpty, let near = name.nearest(in: text.declaredNames) {
        kept[index].help = [Message(zh: "是否想写 \(near)？", en: "did you mean \(near)?")]
      }
    }
    return kept.map(\.withoutNarrowing)
  }
}

extension Message {
  /// `cannot find 'x' in scope`
  fileprivate var missingName: String? {
    en.firstMatch(of: /^cannot find '(\w+)' in scope/).map { String($0.1) }
  }
}

extension Diagnostic {
  /// The compiler offers to make a whole number of what a function gives: what is wrong is the type that it is said to
  /// give.
  fileprivate var withoutNarrowing: Diagnostic {
    guard
      let match = message.en.firstMatch(
        of: /^cannot convert return expression of type '(\w+)' to return type '(\w+)'$/),
      match.1 == "Double" || match.1 == "Float"
    else { return self }
    var copy = self
    copy.help = [
      Message(
        zh: "把返回类型 \(match.2) 改成 \(match.1)", en: "make the return type \(match.1) instead of \(match.2)")
    ]
    return copy
  }
}

extension String {
  /// Names of functions, variables and types that a program declares, and the ones that numerics borrows.
  fileprivate var declaredNames: [String] {
    matches(of: /(?:func|let|var|struct|enum|class)\s+([\p{L}_][\p{L}\p{N}_]*)/).map { String($0.1) }
      + Self.borrowed
  }

  private static let borrowed = [
    "pow", "exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "abs", "max", "min", "floor", "ceil",
    "round",
    "sin", "cos", "tan", "tanh", "sinh", "cosh", "atan2", "erf", "tgamma", "lgamma", "zip", "stride", "table",
    "plot",
    "column", "line", "check", "value",
  ]

  fileprivate func nearest(in names: [String]) -> String? {
    if let near = NearestName.of(self, among: names) { return near }
    return names.first { count >= 3 && ($0.hasPrefix(self) || hasPrefix($0) && $0.count >= 3) }
  }
}
