import Formulas
import Diagnostics
import Notes
import Snippets

extension CheckPlanner {
  /// Names that two of the used pages give, neither of which uses the other: which one is meant nobody says.
  func sharedNames(_ document: Document, uses: [Document], _ functions: [SwiftFunction]) -> [Diagnostic] {
    guard document.frontMatter.uses.count > 1, let range = document.frontMatter.usesRanges.first else {
      return []
    }
    let reach = Dictionary(uses.map { ($0.page, Set(closure(of: $0).map(\.page))) }) { first, _ in first }
    var given: [String: [(name: String, page: String, place: SourceRange)]] = [:]
    // A formula and the Swift of its name are one: `g(x)` and `g(x:)`.
    for function in functions where function.page != document.page {
      given["\(function.name)/\(function.parameters.count)", default: []].append(
        (function.name, function.page, function.range))
    }
    for use in uses {
      for reading in (formulaIndex.pages[use.page] ?? []).flatMap(\.readings) {
        guard case .definition(let definition) = reading, !definition.parameters.isEmpty else { continue }
        let name = definition.name.plain
        given["\(name)/\(definition.parameters.count)", default: []].append(
          (name, use.page, definition.range))
      }
    }
    let own = functions.filter { $0.page == document.page }.map { "\($0.name)/\($0.parameters.count)" }
    return given.keys.sorted().compactMap { key in
      guard let places = given[key], !own.contains(key), let first = places.first,
        let second = places.first(where: { place in
          place.page != first.page && reach[place.page]?.contains(first.page) != true
            && reach[first.page]?.contains(place.page) != true
        })
      else { return nil }
      return .sharedName(first.name, first.place, second.place, at: range)
    }
  }
}

extension Diagnostic {
  static func sharedName(
    _ name: String, _ first: SourceRange, _ second: SourceRange, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .error, "shared-name",
      Message(zh: "uses 里的两页都定义了 \(name)", en: "two of the pages in uses define \(name)"), at: range,
      consequence: .malformed,
      notes: [
        Diagnostic.Note(Message(zh: "一处在此", en: "one is here"), at: first),
        Diagnostic.Note(Message(zh: "另一处在此", en: "the other is here"), at: second),
      ],
      help: [
        Message(
          zh: "只引用其中一页，给其中一个改名，或让一页引用另一页",
          en: "use one of them alone, rename one, or let one page use the other")
      ])
  }
}
