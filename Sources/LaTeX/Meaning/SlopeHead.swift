import Typesetting
import Trees

/// Left sides that name a slope of something that the page does not write out: `\frac{\partial L}{\partial w} =`,
/// `\nabla_\theta L =`, `\partial_w L =`. The right side is what the slope is said to be.
extension Head {
  package init?(slope start: Parser) {
    let lexemes = start.lexemes
    guard let sign = lexemes.firstIndex(where: { if case .relation = $0.kind { true } else { false } }),
      sign > 0, case .relation(.equal) = lexemes[sign].kind,
      let (subject, variable) = Self.slope(lexemes[..<sign]),
      let text = Parser.scriptText(Array(lexemes[..<sign])),
      let name = Parser.spelledName(subject), !start.knows(name), start.scope.definitions[name] == nil
    else { return nil }
    // `\frac{\partial L}{\partial w_j} = …` is one of many slopes, by its index.
    if let script = variable.last, case .subscript(let index) = script.kind, let label = Parser.label(index),
      label.isOfIndices, text.hasSuffix("_" + label)
    {
      self.init(naming: Name(String(text.dropLast(label.count + 1)), label: label), next: sign)
    } else {
      self.init(naming: Name(text), next: sign)
    }
  }

  /// What a slope is of, and by what.
  private static func slope(_ left: ArraySlice<Lexeme>) -> (subject: [Lexeme], variable: [Lexeme])? {
    guard let first = left.first else { return nil }
    switch first.kind {
    case .fraction(let top, let bottom) where left.count == 1:
      guard top.count > 1, bottom.count > 1, top[0].isDifferential, bottom[0].isDifferential else {
        return nil
      }
      return (Array(top.dropFirst()), Array(bottom.dropFirst()))
    case .ornament("\\nabla"), .ornament("∇"), .partial:
      guard left.count > 1 else { return nil }
      if case .subscript(let variable) = left[left.startIndex + 1].kind {
        // The gradient by a whole vector has no index of its own.
        return (Array(left.dropFirst(2)), first.isNabla ? [] : variable)
      }
      return first.isNabla ? (Array(left.dropFirst()), []) : nil
    default: return nil
    }
  }
}

extension Lexeme {
  fileprivate var isDifferential: Bool {
    switch kind {
    case .partial, .name(Name("d"), _): true
    default: false
    }
  }

  fileprivate var isNabla: Bool { if case .ornament = kind { true } else { false } }
}

extension String {
  /// Whether all its letters are customary for indices.
  package var isOfIndices: Bool { !isEmpty && allSatisfy { Parser.customaryIndices.contains(String($0)) } }
}
