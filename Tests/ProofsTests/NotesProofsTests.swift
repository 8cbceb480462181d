import Foundation
import Testing

@testable import Checks
@testable import Proofs

/// The proof files of this repository's own notes.
@Suite struct NotesProofsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "docs/proofs")

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted()
  }()

  @Test func thereAreFiles() { #expect(Self.files.count > 40) }

  /// Accepted as it is; refused with any one bound changed in any one digit, or with another statement.
  @Test(arguments: files) func file(_ name: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    #expect(ProvingTests.isAccepted(text))
    for bound in text.matches(of: /"(mean value )?≥ [^"]+"/) {
      for place in text[bound.range].indices where text[place].isNumber {
        let other = text[place] == "9" ? "8" : String((text[place].wholeNumberValue ?? 0) + 1)
        let changed = text.replacingCharacters(in: place...place, with: other)
        #expect(!ProvingTests.isAccepted(changed), "accepted with \(text[bound.range]) changed to \(other)")
      }
    }
    // Another statement is not the one that was hashed.
    let found = text.firstMatch(of: /"statement": "[^"]+"/)
    let statement = try #require(found)
    let other = text.replacingCharacters(in: statement.range, with: "\"statement\": \"(rel ≥ 1 0)\"")
    #expect(!ProvingTests.isAccepted(other), "accepted with another statement")
  }
}
