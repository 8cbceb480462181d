import Diagnostics
import Trees

/// Symbols that nothing declares, taken as any real number or array of their shape.
struct Generic {
  /// Meanings with a domain put in where one was missing.
  private(set) var meanings: [Name: Meaning]
  /// What was assumed of which symbols, in order of appearance.
  private(set) var assumed: [Name] = []

  /// - Parameters:
  ///   - names: what the derivation is about.
  ///   - start: its first term. What only a later one brings in is for the page to define, and is not assumed.
  init(_ meanings: [Name: Meaning], _ names: [Name], start: [Name]) {
    self.meanings = meanings
    for name in names where start.contains(name) {
      guard let meaning = meanings[name], meaning.domain == nil, meaning.value == nil,
        let domain = meaning.generic
      else { continue }
      self.meanings[name]?.domain = domain
      assumed.append(name)
    }
  }

  /// 按一般实数
  var words: Message? {
    guard !assumed.isEmpty else { return nil }
    let list = assumed.map(\.plain).joined(separator: ", ")
    return Message(zh: "按一般实数: \(list)", en: "taken as general real numbers: \(list)")
  }
}
