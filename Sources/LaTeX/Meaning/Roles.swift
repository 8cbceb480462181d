import Diagnostics
import Trees

/// What a symbol is, as far as a page tells.
package enum Role: String, Hashable, Sendable, CaseIterable {
  case number, integer, index, vector, matrix, array, function, randomVariable, event, set, distribution,
    `operator`, label
  /// A number or an array, which of them is open.
  case quantity

  /// How many indices its value takes; nil where the role leaves it open.
  package var rank: Int? {
    switch self {
    case .number, .integer, .index: 0
    case .vector: 1
    case .matrix: 2
    default: nil
    }
  }

  package var word: Message {
    switch self {
    case .number: Message(zh: "数", en: "number")
    case .integer: Message(zh: "整数", en: "whole number")
    case .index: Message(zh: "下标", en: "index")
    case .vector: Message(zh: "向量", en: "vector")
    case .matrix: Message(zh: "矩阵", en: "matrix")
    case .array: Message(zh: "数组", en: "array")
    case .function: Message(zh: "函数", en: "function")
    case .randomVariable: Message(zh: "随机变量", en: "random variable")
    case .event: Message(zh: "事件", en: "event")
    case .set: Message(zh: "集合", en: "set")
    case .distribution: Message(zh: "分布", en: "distribution")
    case .operator: Message(zh: "算符", en: "operator")
    case .label: Message(zh: "标号", en: "label")
    case .quantity: Message(zh: "数或数组", en: "number or array")
    }
  }

  /// Beside a bracket it is multiplied.
  var isFactor: Bool {
    switch self {
    case .number, .integer, .index, .vector, .matrix, .array, .quantity, .randomVariable: true
    default: false
    }
  }

  /// Beside a bracket it is applied.
  package var isApplied: Bool { self == .function || self == .distribution || self == .operator }
}

/// One observation about a symbol, and what it says.
package struct RoleObservation: Hashable, Sendable {
  /// Where it comes from, in the order of its weight.
  package enum Kind: Int, CaseIterable, Comparable, Sendable {
    case declaration, value, head, noun, use, font, custom
    package static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }
  package var kind: Kind
  package var role: Role
  package var reason: Message
}

/// What all evidence about one symbol comes to.
package struct Conclusion: Sendable {
  /// Nil where nothing is known, or where evidence of one weight contradicts itself.
  package var role: Role?
  /// Heaviest first: what supports the role, or the two that contradict each other.
  package var reasons: [RoleObservation]

  package static let unknown = Conclusion(role: nil, reasons: [])
}

/// Evidence about the symbols of one page, and what follows from it.
package struct Roles: Sendable {
  private var evidence: [Name: [RoleObservation]] = [:]
  private var conclusions: [Name: Conclusion] = [:]
  /// Kinds of evidence that are left out, to see what hangs on them.
  package var ignored: Set<RoleObservation.Kind> = []

  package init() {}

  package mutating func add(
    _ name: Name, _ role: Role, _ kind: RoleObservation.Kind, _ reason: @autoclosure () -> Message
  ) {
    guard !ignored.contains(kind) else { return }
    let known = evidence[name]
    guard known?.contains(where: { $0.kind == kind && $0.role == role }) != true else { return }
    evidence[name, default: []].append(RoleObservation(kind: kind, role: role, reason: reason()))
    conclusions[name] = nil
  }

  /// Weighs the evidence: the heaviest kind decides, unless it contradicts itself.
  package mutating func conclude() {
    for (name, all) in evidence { conclusions[name] = Self.weigh(all) }
  }

  private static func weigh(_ evidence: [RoleObservation]) -> Conclusion {
    let sorted = evidence.sorted { $0.kind < $1.kind }
    guard let first = sorted.first else { return .unknown }
    let heaviest = sorted.filter { $0.kind == first.kind }
    guard var role = common(heaviest.map(\.role)) else { return Conclusion(role: nil, reasons: heaviest) }
    // A lighter kind may say more precisely what the heavier leaves open: an array that is a matrix.
    for other in sorted.dropFirst(heaviest.count) {
      if let finer = common([role, other.role]) { role = finer }
    }
    return Conclusion(role: role, reasons: sorted.filter { common([$0.role, role]) != nil })
  }

  /// The narrowest role that all of these allow.
  private static func common(_ roles: [Role]) -> Role? {
    var found: Role?
    for role in roles {
      guard let known = found else {
        found = role
        continue
      }
      if known == role { continue }
      if known == .quantity, role.isFactor || role == .set || role == .event {
        found = role
        continue
      }
      if role == .quantity, known.isFactor || known == .set || known == .event { continue }
      switch (known, role) {
      case (.array, .vector), (.array, .matrix), (.number, .integer), (.number, .index), (.integer, .index),
        (.array, .set), (.function, .distribution):
        found = role
      case (.vector, .array), (.matrix, .array), (.integer, .number), (.index, .number), (.index, .integer),
        (.set, .array), (.distribution, .function), (.randomVariable, .number), (.event, .set):
        break
      case (.number, .randomVariable): found = role
      default: return nil
      }
    }
    return found
  }

  /// What a name does to the bracket behind it.
  package enum Application {
    case applied, multiplied
    /// What speaks for either, heaviest first; nothing where nothing speaks at all.
    case undecided([RoleObservation])
  }

  /// Heavy evidence outweighs light; use, font and custom that contradict each other decide nothing.
  package func application(_ name: Name) -> Application {
    let all = evidence[name] ?? []
    let forFunction = all.filter(\.role.isApplied).map(\.kind).min()
    let forFactor = all.filter(\.role.isFactor).map(\.kind).min()
    switch (forFunction, forFactor) {
    case (nil, nil): return .undecided([])
    case (_?, nil): return .applied
    case (nil, _?): return .multiplied
    case (let function?, let factor?):
      if function < factor, function <= .noun { return .applied }
      if factor < function, factor <= .noun { return .multiplied }
      return .undecided(all.filter { $0.role.isApplied || $0.role.isFactor }.sorted { $0.kind < $1.kind })
    }
  }

  package func conclusion(_ name: Name) -> Conclusion { conclusions[name] ?? .unknown }
  package func role(_ name: Name) -> Role? { conclusions[name]?.role }
  package var names: [Name] { Array(conclusions.keys) }
}
