import Diagnostics
import Trees

/// Symbols that nothing declares, taken as any real number or array of their shape.
struct Generic {
  /// Meanings with a domain put in where one was missing.
  private(set) var meanings: [Name: Meaning]
  /// What was assumed of which symbols, in order of appearance.
  private(set) var assumed: [Name] = []
  /// Whether some stand for a place in an array.
  private(set) var hasPlaces = false
  /// What only a later term brings in: assumed as long as all holds whatever it is.
  private let latecomers: Set<Name>
  /// Names taken as the mean of the array below their bar.
  var means: [Name] = []

  /// - Parameters:
  ///   - names: what the derivation is about.
  ///   - start: its first term. What only a later one brings in may be for the page to define.
  init(_ meanings: [Name: Meaning], _ names: [Name], start: [Name]) {
    self.meanings = meanings
    latecomers = Set(names).subtracting(start)
    for name in names {
      guard let meaning = meanings[name], meaning.domain == nil, meaning.value == nil,
        let domain = meaning.generic
      else { continue }
      self.meanings[name]?.domain = domain
      if case .finite = domain.values { hasPlaces = true }
      assumed.append(name)
    }
  }

  /// What has neither a domain nor a value, assumed or not.
  func open(_ names: [Name]) -> Set<Name> {
    Set(names.filter { meanings[$0]?.domain == nil && meanings[$0]?.value == nil })
  }

  /// Undeclared symbols that a row no longer speaks of: what stands for them now, the page says nowhere.
  func vanishing(_ rows: RowsCheck, _ link: Int) -> Set<Name> {
    guard link + 1 < rows.terms.count else { return [] }
    let definitions = rows.evaluation.definitions
    let kept = Set(rows.terms[link + 1].dependencies(definitions))
    let before = Set(rows.terms[link].dependencies(definitions))
    return Set(
      assumed.filter {
        before.contains($0) && !kept.contains($0)
          || latecomers.contains($0) && (before.contains($0) || kept.contains($0))
      })
  }

  /// Takes back what was assumed of some symbols.
  mutating func forget(_ names: Set<Name>) {
    for name in names { meanings[name]?.domain = nil }
    assumed.removeAll(where: names.contains)
  }

  /// 按一般实数
  var words: Message? {
    var said: [Message] = []
    if !assumed.isEmpty {
      let list = assumed.map(\.plain).joined(separator: ", ")
      said.append(Message(zh: "按一般实数: \(list)", en: "taken as general real numbers: \(list)"))
    }
    if !means.isEmpty {
      let list = means.map(\.plain).joined(separator: ", ")
      said.append(Message(zh: "按平均值: \(list)", en: "taken as means: \(list)"))
    }
    guard let first = said.first else { return nil }
    return said.dropFirst().reduce(first) { Message(zh: "\($0.zh); \($1.zh)", en: "\($0.en); \($1.en)") }
  }
}
