import LaTeX
import Diagnostics
import Trees

/// Symbols of which a page says nothing but how they compare: `设 $0 < a < b$`, `残差 $r$ 满足 $|r| \le 2\delta$`. They are
/// numbers, real or whole as custom and the nouns say; where these do not agree nothing is taken for granted.
extension PageReader {
  func declareNumbers(of constraint: Constraint, _ meanings: inout [Name: Meaning]) {
    declareElements(of: constraint, &meanings)
    guard let index = constraint.formula, constraint.words == nil, let names = constraint.relation.numbers
    else { return }
    let foreign = names.filter { isForeign($0, meanings, to: constraint.section) }
    let open = names.filter { meanings[$0] == nil } + foreign
    let sourceFormula = pageFormulas.sourceFormulas[index]
    guard !open.isEmpty, open.allSatisfy({ mayBeNumber($0, isForeign: foreign.contains($0)) }),
      !constraint.isDefinition(among: meanings),
      !isRestrictedByNoun(open)
    else { return }
    let whole = open.filter(isWholeByCustom)
    guard whole.isEmpty || whole.count == open.count && isOfWholeNumbers(names, meanings) else { return }
    for name in open {
      meanings[name] = Meaning(
        name, .variable, domain: Domain(whole.isEmpty ? .reals : .integers(nil, nil)),
        source: sourceFormula.range, origin: .section)
    }
  }

  /// `设 $p_i > 0$`, `$0 \le x_i \le 1$`, where the page counts through the elements and says nowhere else where they lie:
  /// an array of real numbers, which the relation then restricts.
  private func declareElements(of constraint: Constraint, _ meanings: inout [Name: Meaning]) {
    guard let index = constraint.formula, constraint.words == nil,
      let bounds = constraint.relation.elementBounds, meanings[bounds.array] == nil,
      mayBeArray(bounds.array), let indices = constraint.relation.indices(of: bounds.array)
    else { return }
    var domain = Domain(.reals, shape: indices)
    domain.openLengths = indices.count
    meanings[bounds.array] = Meaning(
      bounds.array, .array, domain: domain, source: pageFormulas.sourceFormulas[index].range, origin: .section
    )
  }

  /// Whether a relation that nothing brings in is all that the page says of an array: `$p_i > 0$`, as `$x > 0$` is of x.
  func declaresElements(_ constraint: Constraint, _ meanings: [Name: Meaning]) -> Bool {
    guard constraint.reach == .nowhere, !constraint.isSupposed, constraint.words == nil,
      let bounds = constraint.relation.elementBounds
    else { return false }
    return meanings[bounds.array] == nil && mayBeArray(bounds.array)
  }

  private func mayBeArray(_ name: Name) -> Bool {
    switch nounRoles[name] {
    case .function?, .operator?: return false
    default: break
    }
    return indexed.contains(name) && !heads.contains(name) && !recurrent.contains(name)
      && definedBy[name] == nil && values.byName[name] == nil && !inherited.contains { $0.name == name }
  }

  /// Whether a noun right before one of them, anywhere on the page, says more than that it is a number: 概率 $p$.
  private func isRestrictedByNoun(_ names: [Name]) -> Bool {
    let all = pageFormulas.sourceFormulas
    return all.indices.contains { index in
      guard !all[index].isDisplay, !lexed[index].lexemes.names.allSatisfy({ !names.contains($0) }) else {
        return false
      }
      let start = all[index].range.bytes.lowerBound
      let end = max(index > 0 ? all[index - 1].range.bytes.upperBound : 0, start - 60)
      guard end < start else { return false }
      let words = all[index].range.file.text(end..<start).lowercased()
      return NumberNouns.restrict(words.split { "。；;\n".contains($0) }.last ?? "")
    }
  }

  private func mayBeNumber(_ name: Name, isForeign: Bool) -> Bool {
    switch nounRoles[name] {
    case nil, .number?, .integer?: break
    default: return false
    }
    return !name.isBold && !heads.contains(name) && (isForeign || !indexed.contains(name))
      && !recurrent.contains(name)
      && definedBy[name] == nil && values.byName[name] == nil && !inherited.contains { $0.name == name }
  }

  private func isWholeByCustom(_ name: Name) -> Bool {
    nounRoles[name] == .integer
      || nounRoles[name] == nil && name == name.bare && Parser.customaryIndices.contains(name.base)
  }

  /// Whether those that are declared are whole numbers.
  private func isOfWholeNumbers(_ names: [Name], _ meanings: [Name: Meaning]) -> Bool {
    var scope = Scope()
    scope.meanings = meanings
    return names.allSatisfy { meanings[$0] == nil || meanings[$0]?.role == .length || scope.isInteger($0) }
  }
}

/// Nouns that say more of a number than a relation beside them.
private enum NumberNouns {
  static func restrict(_ words: Substring) -> Bool { restricting.contains(where: words.contains) }

  private static let restricting = [
    "概率", "似然", "频率", "频数", "计数", "个数", "次数", "数目", "数量", "人数", "样本数", "步数", "类别数", "方差", "标准差", "距离", "长",
    "宽", "高", "范数", "面积", "体积", "半径", "密度", "权重", "比例", "百分比", "置信度", "交并比", "熵", "信息量", "角", "边", "整数",
    "自然数", "有理数", "奇数", "偶数", "素数", "质数", "合数", "因数", "约数", "倍数", "正数", "负数", "probabilit", "likelihood",
    "variance", "deviation", "distance", "length", "norm", "area", "radius", "weight", "ratio", "entropy",
    "angle", "count",
    "number of", "integer", "natural", "rational", "prime", "odd", "even", "positive", "negative", "iou",
  ]
}

extension Tree {
  /// Where the one element of an array that a relation speaks of stands.
  fileprivate func indices(of array: Name) -> [Tree]? {
    guard case .relation(let terms, _) = self else { return nil }
    for case .element(.symbol(array), let indices) in terms { return indices }
    return nil
  }

  /// The symbols of an order or equality between numbers; nil where it speaks of more than numbers.
  fileprivate var numbers: [Name]? {
    guard case .relation(_, let relations) = self, relations.allSatisfy(\.comparesNumbers),
      !contains(where: { !$0.isOfNumbers })
    else { return nil }
    return freeSymbols
  }

  private var isOfNumbers: Bool {
    switch self {
    case .symbol, .number, .constant, .negate, .sum, .product, .quotient, .power, .relation: true
    case .apply(let function, _):
      [.abs, .sqrt, .exp, .log, .min, .max, .floor, .ceiling].contains(function)
    default: false
    }
  }
}

extension Tree.Relation {
  fileprivate var comparesNumbers: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .unequal, .equal: true
    default: false
    }
  }
}
