import Diagnostics
import Trees

/// Which parts of a space some points lie in: tenths of each symbol's window, members of finite sets,
/// lengths of arrays.
struct Coverage: Sendable {
  private var deciles: [Name: Set<Int>] = [:]
  private var members: [Name: Set<PointValue>] = [:]
  private var lengths: [Name: Set<Int>] = [:]

  enum Gap: Hashable, Sendable {
    case decile(Name, Int)
    case member(Name, PointValue)
    case length(Name, Int)
  }

  mutating func note(_ point: Point, in space: SampleSpace) {
    for axis in space.axes {
      if let decile = axis.decile(point) { deciles[axis.name, default: []].insert(decile) }
      if case .scalar(let set) = axis.kind, set.members != nil, let value = point[axis.name] {
        members[axis.name, default: []].insert(value)
      }
    }
    // One element is as often a special case as none: a variance over N − 1. Long arrays may be too long.
    for length in space.lengths where !length.isRagged {
      if let count = point.number(length.name), (2...9).contains(count) {
        lengths[length.name, default: []].insert(Int(count))
      }
    }
  }

  /// A part that this covers and the other does not, in the symbols' order.
  func gap(to other: Coverage, in space: SampleSpace) -> Gap? {
    for axis in space.axes {
      let open = (deciles[axis.name] ?? []).subtracting(other.deciles[axis.name] ?? [])
      if let decile = open.min() { return .decile(axis.name, decile) }
      let absent = (members[axis.name] ?? []).subtracting(other.members[axis.name] ?? [])
      if let value = absent.min(by: { ($0.number ?? 0) < ($1.number ?? 0) }) {
        return .member(axis.name, value)
      }
    }
    for length in space.lengths {
      let absent = (lengths[length.name] ?? []).subtracting(other.lengths[length.name] ?? [])
      if let count = absent.min() { return .length(length.name, count) }
    }
    return nil
  }
}

extension Coverage.Gap {
  var words: Message {
    switch self {
    case .decile(let name, let decile):
      Message(
        zh: "\(name.plain) 的第 \(decile + 1) 个十分之一区间没有可比较的点",
        en: "no point in the tenth number \(decile + 1) of \(name.plain) could be compared")
    case .member(let name, let value):
      Message(
        zh: "\(name.plain) = \(value.text) 处没有可比较的点",
        en: "no point with \(name.plain) = \(value.text) could be compared")
    case .length(let name, let count):
      Message(
        zh: "\(name.plain) = \(count) 时没有可比较的点",
        en: "no point with \(name.plain) = \(count) could be compared")
    }
  }
}
