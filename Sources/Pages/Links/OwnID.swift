/// The ids that docgen gives parts of a page. Each begins with a capital, which no heading's slug does, and none is an
/// author's to give: so no two parts of a page have one id.
enum OwnID {
  static let main = "Main"
  static func note(_ number: Int) -> String { "Note-\(number)" }
  static func reference(_ number: Int, _ count: Int) -> String { "Reference-\(number)-\(count)" }
  static func formula(_ index: Int) -> String { "Formula-\(index)" }
  static func code(_ index: Int) -> String { "Code-\(index)" }
  static func plot(_ name: String) -> String { "Plot-\(name)" }

  /// Whether an author's id could be one of these.
  static func isOne(_ id: String) -> Bool {
    id == main
      || ["Note-", "Reference-", "Formula-", "Code-", "Plot-"].contains { id.utf8.starts(with: $0.utf8) }
  }
}
