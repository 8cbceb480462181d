import Trees

/// JSON with its members in the order written: the same proof gives the same bytes.
package indirect enum JSONTree: Sendable, Hashable {
  case string(String)
  case number(Int)
  case list([JSONTree])
  case object([Member])

  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSONTree
  }

  package static func members(_ pairs: KeyValuePairs<String, JSONTree>) -> JSONTree {
    .object(pairs.map { Member(key: $0.key, value: $0.value) })
  }

  /// Short values on one line, longer ones on a line for each member.
  package func text(indent: Int = 0) -> String {
    let flat = self.flat
    if flat.count + indent <= 110 { return flat }
    let inner = String(repeating: " ", count: indent + 1)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .string, .number: return flat
    case .list(let members):
      return "[\n" + members.map { inner + $0.text(indent: indent + 1) }.joined(separator: ",\n")
        + "\n\(outer)]"
    case .object(let members):
      let lines = members.map { "\(inner)\(Self.quoted($0.key)): \($0.value.text(indent: indent + 1))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
    }
  }

  private var flat: String {
    switch self {
    case .string(let text): Self.quoted(text)
    case .number(let number): "\(number)"
    case .list(let members): "[" + members.map(\.flat).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.key)): \($0.value.flat)" }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}

extension Proof {
  /// The rule's name.
  package var rule: String {
    switch self {
    case .bounds: "bounds"
    case .identity: "identity"
    case .vacuous: "vacuous"
    case .defined: "defined"
    case .parts: "parts"
    case .leftOut: "left out"
    case .meanValue: "mean value"
    case .split: "split"
    case .cut: "cut"
    case .edge: "edge"
    case .members: "members"
    case .branches: "branches"
    case .unfolded: "unfolded"
    case .inequalities: "inequalities"
    case .shift: "shift"
    case .products: "products"
    case .monotone: "monotone"
    case .valley: "valley"
    case .exponentiated: "log"
    case .concave: "concave"
    }
  }

  package var json: JSONTree {
    switch self {
    case .bounds(let lower): .string("≥ \(lower)")
    case .meanValue(let lower): .string("mean value ≥ \(lower)")
    case .vacuous, .defined, .leftOut: .string(rule)
    case .parts(let parts, let isNegative):
      .members(["whole in": .list(parts.map(\.json)), "denominator": .string(isNegative ? "< 0" : "> 0")])
    case .identity(let left, let right):
      .members(["identity": .list([.string(left.text), .string(right.text)])])
    case .split(let name, let place, let below, let above):
      .members([
        "split": .string(name.text), "at": .string(place.text), "below": below.json, "above": above.json,
      ])
    case .cut(let name, let place, let parts):
      .members(["cut": .string(name.text), "at": .string(place.text), "parts": .list(parts.map(\.json))])
    case .edge(let name, let end, let edge, let rest):
      .members([
        "edge": .string(name.text), "end": .string(end.rawValue), "proof": edge.json, "rest": rest.json,
      ])
    case .members(let name, let proofs):
      .members(["members": .string(name.text), "each": .list(proofs.map(\.json))])
    case .branches(let proofs): .members(["branches": .list(proofs.map(\.json))])
    case .unfolded(let proofs): .members(["unfolded": .list(proofs.map(\.json))])
    case .inequalities(let proofs): .members(["inequalities": .list(proofs.map(\.json))])
    case .shift(let name, let premise, let fresh, let rest):
      .members([
        "shift": .string(name.text), "premise": .number(premise), "distance": .string(fresh.text),
        "rest": rest.json,
      ])
    case .products(let products):
      .members(["products": .list(products.map { .list($0.map(\.json)) })])
    case .monotone(let name, let end, let isStrict, let slope, let rest):
      .members([
        "monotone": .string(name.text), "least at": .string(end.rawValue),
        "slope is": .string(isStrict ? "> 0" : "≥ 0"), "slope": slope.json, "rest": rest.json,
      ])
    case .valley(let valley): valley.json
    case .concave(let name, let curve, let lower, let upper):
      .members([
        "concave": .string(name.text), "curve": curve.json, "at lower": lower.json, "at upper": upper.json,
      ])
    case .exponentiated(let u, let w, let isNegated, let rest):
      .members([
        "log": .string(u.text), "taken": .string(isNegated ? "away" : "on"), "rest of it": .string(w.text),
        "rest": rest.json,
      ])
    }
  }
}

extension Proof.Factor {
  var json: JSONTree {
    let sign = isNegative ? (isStrict ? "< 0" : "≤ 0") : isStrict ? "> 0" : "≥ 0"
    return .members(["factor": .string(tree.text), "is": .string(sign), "proof": proof.json])
  }
}

extension Proof.Valley {
  var json: JSONTree {
    var members: [JSONTree.Member] = [
      .init(key: "valley", value: .string(variable.text)), .init(key: "place", value: .string(place.text)),
      .init(key: "numerator", value: .string(numerator.text)),
      .init(key: "times", value: .list(factors.map(\.json))), .init(key: "slope", value: slope.json),
    ]
    if let above { members.append(.init(key: "above", value: above.json)) }
    if let below { members.append(.init(key: "below", value: below.json)) }
    if let floor { members.append(.init(key: "floor", value: floor.json)) }
    return .object(members)
  }
}

extension Proof {
  /// Interval evaluations that it rests on.
  package var boxes: Int {
    switch self {
    case .bounds, .meanValue: 1
    case .identity, .vacuous, .defined, .leftOut: 0
    case .split(_, _, let a, let b), .edge(_, _, let a, let b), .monotone(_, _, _, let a, let b):
      a.boxes + b.boxes
    case .cut(_, _, let parts), .members(_, let parts), .branches(let parts), .unfolded(let parts),
      .inequalities(let parts), .parts(let parts, _):
      parts.reduce(0) { $0 + $1.boxes }
    case .shift(_, _, _, let rest), .exponentiated(_, _, _, let rest): rest.boxes
    case .concave(_, let curve, let lower, let upper): curve.boxes + lower.boxes + upper.boxes
    case .products(let products): products.joined().reduce(0) { $0 + $1.proof.boxes }
    case .valley(let valley):
      valley.factors.reduce(valley.slope.boxes) { $0 + $1.proof.boxes } + (valley.floor?.boxes ?? 0)
    }
  }

  /// Whether it follows a slope's sign anywhere, or the signs of factors.
  package var usesSigns: Bool {
    switch self {
    case .bounds, .meanValue, .identity, .vacuous, .defined, .leftOut: false
    case .split(_, _, let a, let b), .edge(_, _, let a, let b): a.usesSigns || b.usesSigns
    case .cut(_, _, let parts), .members(_, let parts), .branches(let parts), .unfolded(let parts),
      .inequalities(let parts), .parts(let parts, _):
      parts.contains(where: \.usesSigns)
    case .shift(_, _, _, let rest): rest.usesSigns
    case .products, .monotone, .valley, .exponentiated, .concave: true
    }
  }
}

extension Proof {
  /// The faces that a proof of definedness leaves out, each by what holds on it.
  package func leftOut(on box: Box, _ path: [String] = []) -> [String] {
    func on(_ part: VariableRange?) -> Box { part.map(box.replacing) ?? box }
    switch self {
    case .leftOut: return [path.joined(separator: ", ")]
    case .split(let name, let place, let below, let above):
      let parts = box.side(name)?.parts(at: place, closed: true)
      return (below.leftOut(on: on(parts?.below), path) + above.leftOut(on: on(parts?.above), path)).uniqued
    case .cut(let name, let place, let parts):
      let halves = box.side(name)?.parts(at: place, closed: false)
      let boxes = [on(halves?.below), box.without(name), on(halves?.above)]
      return parts.enumerated().flatMap { index, part in
        part.leftOut(
          on: index < 3 ? boxes[index] : box, index == 1 ? path + ["\(name.plain) = \(place.plain)"] : path)
      }.uniqued
    case .edge(let name, let end, let edge, let rest):
      let place = box.side(name)?.end(end).plain ?? "?"
      return
        (edge.leftOut(on: box.without(name), path + ["\(name.plain) = \(place)"])
        + rest.leftOut(on: box, path)).uniqued
    case .members(let name, let parts):
      let values = box.finite.first { $0.name == name }?.values ?? []
      return parts.enumerated().flatMap { index, part in
        part.leftOut(
          on: box, index < values.count ? path + ["\(name.plain) = \(values[index].plain)"] : path)
      }.uniqued
    case .branches(let parts), .parts(let parts, _):
      return parts.flatMap { $0.leftOut(on: box, path) }.uniqued
    default: return []
    }
  }
}
