import Typesetting
import Trees

/// What a page declares as one quantity though it is spelled as a term: `\sigma^2 \in (0, 4]`, `|A \cap B| \in \{1, 2\}`,
/// `P(B \mid A) \in (0, 1)`. Where it stands on the page it is a name.
package struct Quantities {
  private var spelled: [(lexemes: [Lexeme], name: Name)] = []
  /// Behind the name of each that is an array: the letters that its spelling indexes.
  private var scripts: [Name: [Lexeme]] = [:]

  /// - Parameter sentences: the formulas of the page's sentences.
  package init(_ sentences: [[Lexeme]]) {
    let items = sentences.flatMap(\.declaredItems)
    let plain = Set(
      items.compactMap { $0.count <= 2 ? Parser.spelledName($0) : nil }.filter { $0.mark == nil })
    for item in items where !spelled.contains(where: { $0.lexemes.isSame(as: item) }) {
      guard let name = item.quantity, !plain.contains(name.bare),
        plain.isDisjoint(with: item.parts.flatMap(\.names))
      else { continue }
      spelled.append((item, name))
    }
  }

  /// What values from outside are spelled with, where that is more than a name: `P(A \cap B)`, `V(s_t)`, `|D^v|`.
  package mutating func add(_ values: [GivenValues.Term]) {
    for term in values {
      spelled.append((term.lexemes, term.name))
      scripts[term.name] = term.indices
    }
    spelled.sort { $0.lexemes.count > $1.lexemes.count }
  }

  /// The same lexemes with each of the quantities as one name.
  package func named(_ lexemes: [Lexeme]) -> [Lexeme] {
    guard !spelled.isEmpty else { return lexemes }
    var result: [Lexeme] = []
    var rest = lexemes[...]
    while let first = rest.first {
      let found = spelled.first {
        rest.count >= $0.lexemes.count && Array(rest.prefix($0.lexemes.count)).isSame(as: $0.lexemes)
      }
      if let found, let last = rest.prefix(found.lexemes.count).last {
        var lexeme = Lexeme(
          kind: .name(found.name, isWord: found.name.base.count > 1), range: first.range.through(last.range))
        lexeme.isApart = first.isApart
        result.append(lexeme)
        if let script = scripts[found.name] {
          result.append(Lexeme(kind: .subscript(script), range: lexeme.range))
        }
        rest = rest.dropFirst(found.lexemes.count)
      } else {
        var copy = first
        copy.kind = first.kind.mapParts(named)
        result.append(copy)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}

extension [Lexeme] {
  /// What stands before ∈, between commas.
  fileprivate var declaredItems: [[Lexeme]] {
    let sign = firstIndex { if case .relation = $0.kind { true } else { false } }
    guard let sign, sign > 0, case .relation(.in) = self[sign].kind else { return [] }
    var items: [[Lexeme]] = [[]]
    var level = 0
    for lexeme in self[..<sign] {
      switch lexeme.kind {
      case .open: level += 1
      case .close: level -= 1
      default: break
      }
      if level == 0, case .punctuation(let mark) = lexeme.kind, [",", "，", "、"].contains(mark) {
        items.append([])
      } else {
        items[items.count - 1].append(lexeme)
      }
    }
    return items.filter { !$0.isEmpty }
  }

  fileprivate var quantity: Name? {
    if count == 2, case .name(let name, _) = self[0].kind, case .superscript(let script) = self[1].kind,
      script.count == 1, case .number(2) = script[0].kind
    {
      var square = name
      square.mark = "2"
      return square
    }
    guard count > 2, let text = Parser.scriptText(self) else { return nil }
    if case .bar("|") = self[0].kind, case .bar("|") = self[count - 1].kind, contains(where: \.joinsSets) {
      return Name(text)
    }
    guard case .name(let name, _) = self[0].kind, Custom.isProbability(name), let body = bracketBody(at: 1),
      behindBracket(1) == count, body.names.allSatisfy(\.isCapital), !body.names.isEmpty,
      let inside = Parser.scriptText(body)
    else { return nil }
    var event = name
    event.mark = "(" + inside + ")"
    return event
  }
}

extension Lexeme {
  fileprivate var joinsSets: Bool {
    if case .sign(let sign) = kind { ["∩", "∪"].contains(sign) } else { false }
  }
}
