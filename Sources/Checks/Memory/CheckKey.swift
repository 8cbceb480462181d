import Basics
import Diagnostics
import Trees
import Proofs
import Snippets

/// The digest of all that a check depends on.
struct CheckKey {
  private var hash = SHA256()

  /// - Parameters:
  ///   - kind: which of the checks it is: several may be made of one formula.
  ///   - id: that the sampling is seeded by.
  ///   - trees: that are evaluated; the definitions that they call are looked up.
  init(
    _ kind: String, id: String, _ trees: [Tree], options: CheckOptions, definitions: [String: Definition]
  ) {
    hash.update(field: Self.version)
    hash.update(field: kind)
    hash.update(field: id)
    hash.update(field: "\(options.seed) \(options.points) \(options.smallestLayer) \(options.provesClaims)")
    var seen = Set<String>()
    for tree in trees {
      hash.update(field: tree.text)
      for definition in tree.calledDefinitions(definitions) where seen.insert(definition.id).inserted {
        add(definition)
      }
    }
  }

  /// Raised when a check depends on more than before.
  private static let version = "check 4"

  mutating func add(_ text: String) { hash.update(field: text) }

  /// A definition without those that it calls: its head, every row, domains and defaults.
  mutating func add(_ definition: Definition) {
    add(definition.id)
    for names in [[definition.name], definition.parameters, definition.implicit, definition.inputs] {
      add(names.map(\.text).joined(separator: " "))
    }
    for row in definition.rows { add("\(row.relation.rawValue) \(row.value.text)") }
    add("\(definition.ranks) \(definition.declaresZeroLogZero)")
    add(definition.meanings)
  }

  mutating func add(_ meanings: [Name: Meaning]) {
    let texts = meanings.values.map {
      "\($0.text) \($0.origin.rawValue) \($0.domain?.openLengths ?? 0) \($0.unread)"
    }
    add(texts.sorted().joined(separator: " "))
  }

  /// The values that code gave.
  mutating func add(_ results: [ProbeResult]) {
    var bytes: [UInt8] = []
    for result in results {
      switch result {
      case .value(let value): Self.append(value, to: &bytes)
      case .threw(let words): bytes += Array("threw \(words)\n".utf8)
      case .trapped(let words): bytes += Array("trapped \(words)\n".utf8)
      case .notReached: bytes += Array("not reached\n".utf8)
      }
    }
    hash.update(field: bytes)
  }

  private static func append(_ value: ProbeValue, to bytes: inout [UInt8]) {
    func append(_ kind: UInt8, _ number: some FixedWidthInteger) {
      bytes.append(kind)
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
    switch value {
    case .double(let number): append(0, number.bitPattern)
    case .int(let number): append(1, number)
    case .bool(let truth): append(2, UInt8(truth ? 1 : 0))
    case .function(let number): append(3, number)
    case .array(let elements), .parts(let elements):
      append(4, elements.count)
      for element in elements { Self.append(element, to: &bytes) }
    }
  }

  var text: String { hash.hexDigest() }
}

extension PageContext {
  /// What a page asks of all its checks counts: strictness takes nothing for granted, a larger budget may decide.
  func key(_ kind: String, id: String, _ trees: [Tree]) -> CheckKey {
    var key = CheckKey(kind, id: id, trees, options: options, definitions: definitions)
    key.add("\(isStrict) \(plan.document.frontMatter.budget ?? 1)")
    return key
  }

  /// Of a check of a definition: all that it says of itself counts.
  func key(_ kind: String, _ definition: Definition, _ trees: [Tree]) -> CheckKey {
    var key = key(kind, id: definition.id, trees)
    key.add(definition)
    return key
  }
}
