import Typesetting
import Trees

/// A definition whose head carries letters that stand for any index.
struct Family {
  package var definition: Definition
  package var lower: [Name]
  package var upper: [Name]
  /// What the head adds to each of the lower letters: 1 of `F_{n+1}`.
  var offsets: [Int] = []
  /// Where a dot or a plus stands for all places: `_·` of `n_{i\cdot}`; empty without one.
  var pattern: String { Self.pattern(of: definition.name.label ?? "") }

  static func pattern(of label: String) -> String {
    guard label.contains(where: { "·+•".contains($0) }),
      label.first.map({ "·+•".contains($0) }) == true || label.last.map({ "·+•".contains($0) }) == true
    else { return "" }
    return String(label.map { "·+•".contains($0) ? $0 : "_" })
  }

  /// A definition while its own body is read.
  init(_ recurrence: Recurrence) {
    definition = recurrence.provisional
    lower = recurrence.indices.map(\.letter)
    upper = []
    offsets = recurrence.indices.map(\.offset)
  }

  /// One that goes back to itself: the letters and what is added to them are read off its subscript.
  private init?(recurring definition: Definition) {
    guard definition.isRecursive else { return nil }
    self.init(ofFirstRow: definition)
    guard definition.implicit.contains(where: lower.contains) else { return nil }
  }

  /// By the letters of the head, whatever is added to them.
  init?(ofFirstRow definition: Definition) {
    guard definition.name.mark == nil, let label = definition.name.label else { return nil }
    self.definition = definition
    upper = []
    lower = []
    let parts = label.split(separator: ",")
    for part in parts.count == 1 && label.allSatisfy(\.isLetter) ? label.map({ "\($0)"[...] }) : parts {
      guard let letter = part.first, letter.isLetter else { return nil }
      let rest = part.dropFirst()
      guard let offset = rest.isEmpty ? 0 : Int(rest) else { return nil }
      lower.append(Name(String(letter)))
      offsets.append(offset)
    }
    guard lower.contains(where: { definition.implicit.contains($0) || definition.body.isFree($0) }) else {
      return nil
    }
  }

  /// Nil where the head carries no such letters, or where the body names a neighbour (`x_{t-1}`), whose own
  /// index would have to move with it.
  init?(_ definition: Definition, besides others: [Name: [Family]]) {
    if let recurring = Family(recurring: definition) {
      self = recurring
      return
    }
    let name = definition.name
    func letters(_ text: String?) -> [Name]? {
      guard let text, !text.isEmpty else { return [] }
      let isDotted = !Self.pattern(of: text).isEmpty
      let bare = text.filter { !"(), ".contains($0) && !(isDotted && "·+•".contains($0)) }
      guard bare.allSatisfy({ $0.isLetter }),
        bare.allSatisfy({ letter in
          Parser.familyIndices.contains(String(letter))
            || letter.isLowercase && definition.body.indexes(with: Name(String(letter)))
        })
      else {
        return nil
      }
      return bare.map { Name(String($0)) }
    }
    guard let lower = letters(name.label), let upper = letters(name.mark), !(lower + upper).isEmpty else {
      return nil
    }
    // A letter that the body does not ask for is a label: `p_t` is no element of p.
    guard
      (lower + upper).allSatisfy({
        definition.implicit.contains($0) || Self.asks(definition.body, for: $0, others)
      })
    else { return nil }
    let indices = Set((lower + upper).map(\.base))
    let neighbours = definition.meanings.keys.contains { other in
      ((other.label ?? "") + (other.mark ?? "")).contains { indices.contains(String($0)) }
        && !definition.parameters.contains(other)
    }
    guard !neighbours else { return nil }
    self.definition = definition
    self.lower = lower
    self.upper = upper
  }

  /// How far a letter of the head runs from 1, as the words behind the definition say.
  func length(of letter: Name, _ count: (Tree) -> Int?) -> Int? {
    guard case .set(.intersection(let parts))? = definition.ranges[letter], parts.count == 2,
      case .set(.interval(.number(1), let to, true, true)) = parts[1]
    else { return nil }
    return count(to)
  }

  /// Whether a body names a letter, or what another family is at it.
  private static func asks(_ body: Tree, for letter: Name, _ others: [Name: [Family]]) -> Bool {
    body.isFree(letter)
      || body.contains { tree in
        guard case .call(let call) = tree else { return false }
        return others.values.joined().contains {
          $0.definition.id == call.definition && ($0.lower + $0.upper).contains(letter)
        }
      }
  }
}
