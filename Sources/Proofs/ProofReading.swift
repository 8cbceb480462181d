import Trees

extension Proof {
  /// Reads what `json` writes; the value is JSON as Foundation gives it.
  package init?(json: Any) {
    if let text = json as? String {
      self.init(leaf: text)
      return
    }
    guard let object = json as? [String: Any], let proof = Proof.read(ProofObject(object)) else { return nil }
    self = proof
  }

  private init?(leaf text: String) {
    func bound(_ prefix: String) -> Double? {
      guard text.hasPrefix(prefix) else { return nil }
      let digits = String(text.dropFirst(prefix.count))
      // Another spelling of the same double is another file.
      guard let value = Double(digits), "\(value)" == digits else { return nil }
      return value
    }
    if let lower = bound("≥ ") {
      self = .bounds(lower: lower)
    } else if let lower = bound("mean value ≥ ") {
      self = .meanValue(lower: lower)
    } else if text == "vacuous" {
      self = .vacuous
    } else if text == "defined" {
      self = .defined
    } else if text == "left out" {
      self = .leftOut
    } else {
      return nil
    }
  }

  private static func read(_ object: ProofObject) -> Proof? {
    if let name = object.name("split") {
      guard let place = object.tree("at"), let below = object.proof("below"),
        let above = object.proof("above")
      else {
        return nil
      }
      return .split(name, at: place, below: below, above: above)
    }
    if let name = object.name("cut") {
      guard let place = object.tree("at"), let parts = object.proofs("parts") else { return nil }
      return .cut(name, at: place, parts: parts)
    }
    if let name = object.name("edge") {
      guard let end = object.string("end").flatMap({ Endpoint(rawValue: $0) }),
        let edge = object.proof("proof"),
        let rest = object.proof("rest")
      else { return nil }
      return .edge(name, end, at: edge, rest: rest)
    }
    if let name = object.name("members") { return object.proofs("each").map { .members(name, $0) } }
    if let proofs = object.proofs("whole in") {
      guard let sign = object.string("denominator"), sign == "> 0" || sign == "< 0" else { return nil }
      return .parts(proofs, isNegative: sign == "< 0")
    }
    if let proofs = object.proofs("branches") { return .branches(proofs) }
    if let proofs = object.proofs("unfolded") { return .unfolded(proofs) }
    if let proofs = object.proofs("inequalities") { return .inequalities(proofs) }
    if let pair = object.members["identity"] as? [String], pair.count == 2 {
      guard let left = Tree(text: pair[0]), let right = Tree(text: pair[1]) else { return nil }
      return .identity(left, right)
    }
    if let name = object.name("shift") {
      guard let premise = object.members["premise"] as? Int, let fresh = object.name("distance"),
        let rest = object.proof("rest")
      else { return nil }
      return .shift(name, premise: premise, fresh: fresh, rest)
    }
    if let name = object.name("monotone") {
      guard let end = object.string("least at").flatMap({ Endpoint(rawValue: $0) }),
        let sign = object.string("slope is"),
        sign == "> 0" || sign == "≥ 0", let slope = object.proof("slope"), let rest = object.proof("rest")
      else { return nil }
      return .monotone(name, end, isStrict: sign == "> 0", slope: slope, rest: rest)
    }
    if let name = object.name("concave") {
      guard let curve = object.proof("curve"), let lower = object.proof("at lower"),
        let upper = object.proof("at upper")
      else { return nil }
      return .concave(name, curve: curve, lower: lower, upper: upper)
    }
    if let products = object.members["products"] as? [[Any]] {
      let factors = products.map { $0.compactMap { Factor(json: $0) } }
      return zip(products, factors).allSatisfy { $0.count == $1.count } ? .products(factors) : nil
    }
    if let u = object.tree("log") {
      guard let w = object.tree("rest of it"), let taken = object.string("taken"),
        taken == "away" || taken == "on",
        let rest = object.proof("rest")
      else { return nil }
      return .exponentiated(u: u, w: w, isNegated: taken == "away", rest)
    }
    return valley(object)
  }

  private static func valley(_ object: ProofObject) -> Proof? {
    guard let name = object.name("valley"), let place = object.tree("place"),
      let numerator = object.tree("numerator"),
      let times = object.members["times"] as? [Any], let slope = object.proof("slope")
    else { return nil }
    let factors = times.compactMap { Factor(json: $0) }
    guard factors.count == times.count else { return nil }
    return .valley(
      Valley(
        name, place: place, numerator: numerator, factors: factors, slope: slope,
        above: object.proof("above"),
        below: object.proof("below"), floor: object.proof("floor")))
  }
}

extension Proof.Factor {
  fileprivate init?(json: Any) {
    guard let members = json as? [String: Any] else { return nil }
    let object = ProofObject(members)
    guard let tree = object.tree("factor"), let sign = object.string("is"), let proof = object.proof("proof"),
      ["< 0", "≤ 0", "> 0", "≥ 0"].contains(sign)
    else { return nil }
    self.init(
      tree, isNegative: sign == "< 0" || sign == "≤ 0", isStrict: sign == "< 0" || sign == "> 0", proof)
  }
}

/// A JSON object's members, each as what it should be.
private struct ProofObject {
  var members: [String: Any]
  init(_ members: [String: Any]) { self.members = members }
  func string(_ key: String) -> String? { members[key] as? String }
  func tree(_ key: String) -> Tree? { string(key).flatMap { Tree(text: $0) } }
  func name(_ key: String) -> Name? { string(key).flatMap { Name(text: $0) } }
  func proof(_ key: String) -> Proof? { members[key].flatMap { Proof(json: $0) } }
  func proofs(_ key: String) -> [Proof]? {
    guard let list = members[key] as? [Any] else { return nil }
    let proofs = list.compactMap { Proof(json: $0) }
    return proofs.count == list.count ? proofs : nil
  }
}
