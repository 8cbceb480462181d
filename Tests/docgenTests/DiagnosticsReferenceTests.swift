import Foundation
import Testing

/// The guide's reference of diagnostics is whole: each identifier in the sources is explained, each
/// explained one is in the sources.
@Suite struct DiagnosticsReferenceTests {
  /// Where a diagnostic is made: its identifier stands before its message.
  static func identifiers(in source: String) -> Set<String> {
    let beforeMessage = #/"([a-z]+(?:-[a-z0-9]+)*)"\s*,\s*(?:Message\(|zh:)/#
    let made = #/(?:Diagnostic|ParseError)\(\s*(?:[.\w? :]+,\s*)?"([a-z]+(?:-[a-z0-9]+)*)"/#
    return Set(source.matches(of: beforeMessage).map { String($0.1) })
      .union(source.matches(of: made).map { String($0.1) })
  }

  static let sources: [String] = {
    let folder = TestFolder.repository.appending(path: "Sources").path
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap {
      try? String(contentsOfFile: folder + "/" + $0, encoding: .utf8)
    }
  }()

  static func guide(_ page: String) throws -> Set<String> {
    let text = try String(
      contentsOf: TestFolder.repository.appending(path: "docs/guide/\(page).md"), encoding: .utf8)
    // Identifiers stand in the first column of a table.
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    return Set(
      rows.compactMap { $0.split(separator: "|").first }
        .flatMap { $0.matches(of: #/`([a-z]+(?:-[a-z0-9]+)*)`/#).map { String($0.1) } })
  }

  @Test func everyIdentifierIsExplained() throws {
    let found = Self.sources.reduce(into: Set()) { $0.formUnion(Self.identifiers(in: $1)) }
    #expect(found.count > 150, "the pattern finds what is made")
    let explained = try Self.guide("diagnostics").union(Self.guide("grammar"))
    #expect(found.subtracting(explained).sorted() == [])
  }

  @Test func everyExplanationHasItsDiagnostic() throws {
    let all = Self.sources.joined()
    for identifier in try Self.guide("diagnostics").sorted() {
      #expect(all.contains("\"\(identifier)\""), "\(identifier)")
    }
    #expect(try Self.guide("diagnostics").isDisjoint(with: Self.guide("grammar")), "said once")
  }
}
