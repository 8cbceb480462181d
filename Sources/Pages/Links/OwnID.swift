/// The ids that docgen gives parts of a page. Each begins with a capital, which no heading's slug does, and none is an
/// author's to give: so no two parts of a page have one id.
enum OwnID {
  static let main = "Main"
  static let menu = "Menu"
  static func note(_ number: Int) -> String { "Note-\(number)" }
  static func reference(_ number: Int, _ count: Int) -> String { "Reference-\(number)-\(count)" }
  static func formula(_ index: Int) -> String { "Formula-\(index)" }
  /// Of what a formula says, so that it stays when others come before it; the second of one kind says so.
  static func stable(_ latex: String, _ count: Int) -> String {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in latex.utf8 where byte > 32 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return "Eq-" + String(sum >> 24, radix: 36) + (count > 1 ? "-\(count)" : "")
  }
  static let legend = "Legend"
  static func verdict(_ name: String) -> String { "Verdict-\(name)" }
  static func code(_ index: Int) -> String { "Code-\(index)" }
  static func plot(_ name: String) -> String { "Plot-\(name)" }

  /// Whether an author's id could be one of these.
  static func isOne(_ id: String) -> Bool {
    [main, menu, legend].contains(id)
      || ["Note-", "Reference-", "Formula-", "Eq-", "Verdict-", "Code-", "Plot-"].contains {
        id.utf8.starts(with: $0.utf8)
      }
  }
}
