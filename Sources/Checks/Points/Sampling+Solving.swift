import Arithmetic
import Trees

/// Points on which equalities among the conditions hold exactly.
extension Sampling {
  /// An equality, solved for its symbols one at a time.
  struct Equality {
    var condition: Tree
    /// What is 0 where it holds.
    var difference: Tree
    var solutions: [(name: Name, value: Tree)]
  }

  /// Moves one symbol of each equality, or one element of an array, to where it holds.
  ///
  /// - Returns: false where that leaves a domain.
  mutating func solve(_ point: inout Point, keeping values: [Name: PointValue]) -> Bool {
    var settled: Set<Name> = []
    for equality in equalities {
      let open = equality.solutions.filter { !settled.contains($0.name) }
      // A symbol that was given on purpose stays, if another can move.
      let free = open.filter { values[$0.name] == nil }
      let choices = free.isEmpty ? open : free
      guard !choices.isEmpty else {
        if moveElement(for: equality, &point, keeping: settled.union(values.keys)) {
          settled.formUnion(equality.condition.freeSymbols)
        }
        continue
      }
      let choice = choices[generator.index(choices.count)]
      guard let value = evaluation.value(of: choice.value, at: point),
        case .scalar(let set)? = space.axis(choice.name)?.kind, set.contains(value)
      else { return false }
      point[choice.name] = value
      if value.fraction == nil { point.solved.insert(equality.condition) }
      settled.formUnion(equality.condition.freeSymbols)
    }
    return true
  }

  /// Moves an element in which the equality is of the first degree: `\sum_i x_i y_i = 0`, `a^\top x = 1`.
  ///
  /// - Returns: false where it moves none; the point then may or may not meet the equality.
  private mutating func moveElement(
    for equality: Equality, _ point: inout Point, keeping settled: Set<Name>
  ) -> Bool {
    let names = equality.condition.freeSymbols.filter { !settled.contains($0) }
    let arrays = space.axes.compactMap { axis -> (Name, ScalarSet)? in
      guard case .array(let set, _, .none) = axis.kind, set.members == nil else { return nil }
      return names.contains(axis.name) ? (axis.name, set) : nil
    }
    guard !arrays.isEmpty else { return false }
    let (name, set) = arrays[generator.index(arrays.count)]
    guard let array = point[name], let path = array.randomPath(&generator) else { return false }
    func difference(_ element: PointValue) -> Fraction? {
      var moved = point
      moved[name] = array.replacing(path[...], by: element)
      return evaluation.fraction(equality.difference, at: moved)
    }
    guard let zero = difference(.number(0)), let one = difference(.number(1)),
      let two = difference(.number(2)),
      zero.infinitySign == 0, one.infinitySign == 0, two.infinitySign == 0
    else { return false }
    let slope = one.adding(zero.negated)
    guard !slope.isZero, two.adding(one.negated) == slope else { return false }
    let solution = PointValue.real(zero.negated.divided(by: slope))
    guard set.contains(solution) else { return false }
    point[name] = array.replacing(path[...], by: solution)
    return true
  }
}

extension PointValue {
  /// The way to one of an array's elements; nil where it has none.
  fileprivate func randomPath(_ generator: inout SplitMix64) -> [Int]? {
    guard case .array(let elements) = self else { return [] }
    guard !elements.isEmpty else { return nil }
    let place = generator.index(elements.count)
    return elements[place].randomPath(&generator).map { [place] + $0 }
  }

  fileprivate func replacing(_ path: ArraySlice<Int>, by value: PointValue) -> PointValue {
    guard let place = path.first, case .array(var elements) = self else { return value }
    elements[place] = elements[place].replacing(path.dropFirst(), by: value)
    return .array(elements)
  }
}
