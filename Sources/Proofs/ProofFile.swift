import Basics
import Diagnostics
import Trees
import Foundation

/// A claim with its proof, for `docs/proofs/*.json`: all that a re-check needs, and nothing else.
package struct ProofFile: Sendable, Hashable {
  package var claim: String
  package var page: String
  package var latex: String
  package var statement: Statement
  /// What the statement calls, directly or not; by id.
  package var definitions: [String: Definition]
  /// One for each goal of the claim.
  package var proofs: [Proof]

  package init(
    claim: String, page: String, latex: String, statement: Statement, definitions: [String: Definition],
    proofs: [Proof]
  ) {
    self.claim = claim
    self.page = page
    self.latex = latex
    self.statement = statement
    self.definitions = definitions
    self.proofs = proofs
  }

  package var goals: [Goal]? {
    try? ClaimForm(statement, definitions: definitions).goals(
      definitions, declaresZeroLogZero: statement.declaresZeroLogZero)
  }

  /// The claim's id with nothing that a file's name cannot hold.
  package var fileName: String {
    let safe = claim.unicodeScalars.map { scalar in
      scalar.properties.isAlphabetic || 48...57 ~= scalar.value || "-._".unicodeScalars.contains(scalar)
        ? String(scalar) : "-"
    }
    return safe.joined() + ".json"
  }

  // MARK: Writing

  package var text: String {
    let goals = goals ?? []
    let parts = zip(goals, proofs).map { goal, proof in
      JSONTree.members([
        "goal": .string(goal.subject.text), "where": .list(goal.box.lines.map { .string($0) }),
        "given": .list(goal.premises.map { .string($0.text) }),
        "left out": .list(proof.leftOut(on: goal.box).map { .string($0) }), "proof": proof.json,
      ])
    }
    let members = JSONTree.members([
      "claim": .string(claim), "page": .string(page),
      "latex": .string(latex), "meaning": .string(statement.meaningHash),
      "statement": .string(statement.proposition.text),
      "symbols": .list(statement.meanings.values.map(\.text).sorted().map { .string($0) }),
      "0 log 0": .string(statement.declaresZeroLogZero ? "0" : "undefined"),
      "definitions": .list(definitions.keys.sorted().compactMap { definitions[$0]?.json }),
      "goals": .list(parts),
    ])
    let body = members.text()
    guard case .object(let all) = members else { return body }
    let head = JSONTree.members([
      "format": .string(Self.format), "digest": .string(SHA256.hex(Array(body.utf8))),
    ])
    guard case .object(let first) = head else { return body }
    return JSONTree.object(first + all).text() + "\n"
  }

  /// What a file of another docgen is told from. 2: definedness is proved, and a digest covers all that is said.
  private static let format = "docgen proof 2"

  // MARK: Reading

  /// Whether some bytes are a proof file of docgen's, of whatever version.
  package static func isOne(_ bytes: [UInt8]) -> Bool {
    let members = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    return (members?["format"] as? String)?.hasPrefix("docgen proof ") ?? false
  }

  /// - Returns: the file, or what in it cannot be read.
  package static func read(_ data: Data) -> Result<ProofFile, Kernel.Refusal> {
    func refuse(_ reason: String) -> Result<ProofFile, Kernel.Refusal> { .failure(.init(reason: reason)) }
    guard let members = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
      let format = members["format"] as? String
    else { return refuse("no proof file") }
    guard format == Self.format else {
      return refuse(
        format.hasPrefix("docgen proof ")
          ? "\(format) is another format than \(Self.format): docgen prove writes it anew" : "no proof file")
    }
    guard let claim = members["claim"] as? String, let page = members["page"] as? String,
      let latex = members["latex"] as? String, let meaning = members["meaning"] as? String,
      let proposition = (members["statement"] as? String).flatMap({ Tree(text: $0) }),
      let convention = members["0 log 0"] as? String
    else { return refuse("no claim") }
    guard let symbols = Meaning.table(members["symbols"]) else { return refuse("a symbol cannot be read") }
    let statement = Statement(
      proposition: proposition, meanings: symbols, rows: [], declaresZeroLogZero: convention == "0")
    guard statement.meaningHash == meaning else {
      return refuse("the statement is not the one that was hashed")
    }
    var definitions: [String: Definition] = [:]
    for item in members["definitions"] as? [Any] ?? [] {
      guard let definition = Definition(json: item) else { return refuse("a definition cannot be read") }
      definitions[definition.id] = definition
    }
    let goals = members["goals"] as? [[String: Any]] ?? []
    let proofs = goals.compactMap { $0["proof"].flatMap { Proof(json: $0) } }
    guard proofs.count == goals.count else { return refuse("a proof cannot be read") }
    let file = ProofFile(
      claim: claim, page: page, latex: latex, statement: statement, definitions: definitions, proofs: proofs)
    // Everything that a reader sees in it must be what is checked.
    guard Data(file.text.utf8) == data else { return refuse("the text is not the one that this proof has") }
    return .success(file)
  }

  package func check() throws(Kernel.Refusal) {
    guard let goals, !goals.isEmpty else { throw Kernel.Refusal(reason: "the statement makes no goals") }
    guard goals.count == proofs.count else { throw Kernel.Refusal(reason: "a goal has no proof") }
    for (goal, proof) in zip(goals, proofs) { try Kernel().check(proof, of: goal) }
  }
}

extension Goal.Subject {
  package var text: String {
    switch self {
    case .sign(let tree, let isStrict): "(\(isStrict ? ">" : "≥") \(tree.text) 0)"
    case .equal(let a, let b): "(= \(a.text) \(b.text))"
    case .defined(let tree): "(defined \(tree.text))"
    case .least(let body, let name, let place): "(least \(name.text) \(place.text) \(body.text))"
    }
  }
}

extension Box {
  package var lines: [String] {
    sides.map { side in
      "\(side.name.text) ∈ \(side.isClosedBelow ? "[" : "(")\(side.lower.text), \(side.upper.text)\(side.isClosedAbove ? "]" : ")")"
    } + finite.map { "\($0.name.text) ∈ {\($0.values.map(\.text).joined(separator: ", "))}" }
  }
}

extension Meaning {
  /// `(p variable (interval open open 0 1) -)`.
  package var text: String {
    "(\(name.text) \(role.rawValue) \(domain?.text ?? "-") \(value?.text ?? "-"))"
  }

  fileprivate init?(text: String) {
    guard let parts = Expression(text)?.list, parts.count == 4,
      let name = parts[0].word.flatMap({ Name(text: $0) }),
      let role = parts[1].word.flatMap({ Role(rawValue: $0) })
    else { return nil }
    let domain = parts[2].word == "-" ? nil : Domain(parts[2])
    let value = parts[3].word == "-" ? nil : Tree(parts[3])
    guard (parts[2].word == "-") == (domain == nil), (parts[3].word == "-") == (value == nil) else {
      return nil
    }
    self.init(name, role, domain: domain, value: value, origin: .definition)
  }

  fileprivate static func table(_ json: Any?) -> [Name: Meaning]? {
    guard let texts = json as? [String] else { return nil }
    let meanings = texts.compactMap { Meaning(text: $0) }
    guard meanings.count == texts.count else { return nil }
    return Dictionary(meanings.map { ($0.name, $0) }) { first, _ in first }
  }
}

extension Domain {
  fileprivate var text: String {
    "(domain " + ([values.text] + shape.map(\.text)).joined(separator: " ") + ")"
  }

  fileprivate init?(_ expression: Expression) {
    guard let (head, rest) = expression.form, head == "domain",
      let values = rest.first.flatMap({ Values($0) })
    else {
      return nil
    }
    let shape = rest.dropFirst().compactMap { Tree($0) }
    guard shape.count == rest.count - 1 else { return nil }
    self.init(values, shape: shape)
  }
}

extension Domain.Values {
  fileprivate var text: String {
    switch self {
    case .interval(let lower, let upper, let below, let above):
      Tree.set(.interval(lower, upper, closedBelow: below, closedAbove: above)).text
    case .finite(let members): Tree.set(.finite(members)).text
    case .integers(let lower, let upper): "(whole \(lower?.text ?? "-") \(upper?.text ?? "-"))"
    case .reals: "(reals)"
    case .function(let arity): "(function \(arity))"
    case .filtered(let inner, let scope):
      "(where \(inner.text) \(scope.opened.name.text) \(scope.opened.body.text))"
    }
  }

  fileprivate init?(_ expression: Expression) {
    guard let (head, rest) = expression.form else { return nil }
    let parts = Array(rest)
    switch (head, parts.count) {
    case ("whole", 2):
      let ends = parts.map { $0.word == "-" ? nil : Tree($0) }
      guard zip(parts, ends).allSatisfy({ ($0.word == "-") == ($1 == nil) }) else { return nil }
      self = .integers(ends[0], ends[1])
    case ("function", 1):
      guard let arity = parts[0].word.flatMap({ Int($0) }) else { return nil }
      self = .function(arity: arity)
    case ("where", 3):
      guard let inner = Domain.Values(parts[0]), let name = parts[1].word.flatMap({ Name(text: $0) }),
        let condition = Tree(parts[2])
      else { return nil }
      self = .filtered(inner, Tree.Scope(name, condition))
    default:
      guard case .set(let form)? = Tree(expression) else { return nil }
      switch form {
      case .interval(let lower, let upper, let below, let above):
        self = .interval(lower, upper, closedBelow: below, closedAbove: above)
      case .finite(let members): self = .finite(members)
      case .reals: self = .reals
      default: return nil
      }
    }
  }
}

extension Definition {
  fileprivate var json: JSONTree {
    .members([
      "id": .string(id), "name": .string(name.text), "parameters": .list(parameters.map { .string($0.text) }),
      "implicit": .list(implicit.map { .string($0.text) }), "body": .string(body.text),
      "symbols": .list(meanings.values.map(\.text).sorted().map { .string($0) }),
      "0 log 0": .string(declaresZeroLogZero ? "0" : "undefined"),
    ])
  }

  fileprivate init?(json: Any) {
    guard let members = json as? [String: Any], let id = members["id"] as? String,
      let name = (members["name"] as? String).flatMap({ Name(text: $0) }),
      let parameters = (members["parameters"] as? [String])?.map({ Name(text: $0) }),
      let implicit = (members["implicit"] as? [String])?.map({ Name(text: $0) }),
      let body = (members["body"] as? String).flatMap({ Tree(text: $0) }),
      let meanings = Meaning.table(members["symbols"]), let convention = members["0 log 0"] as? String
    else { return nil }
    let place = SourceRange(file: SourceFile(path: "", text: ""), bytes: 0..<0)
    self.init(
      id: id, name: name, parameters: parameters.compactMap { $0 }, ranks: [],
      implicit: implicit.compactMap { $0 },
      rows: [Row(relation: .equal, value: body, range: place)], meanings: meanings, range: place, page: "",
      declaresZeroLogZero: convention == "0")
  }
}
