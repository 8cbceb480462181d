import Foundation
import Testing

/// `docs/architecture` speaks of the tree as it is.
@Suite("the architecture pages")
struct ArchitectureTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let pages: [(name: String, text: String)] = {
    let folder = root.appending(path: "docs/architecture")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().map { name in
      (name, (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? "")
    }
  }()

  @Test func everyPlaceThatTheyNameIsThere() throws {
    #expect(Self.pages.count > 5)
    var places = 0
    for (name, text) in Self.pages {
      for match in text.matches(of: /`((?:Sources|Tests|docs)\/[^`\s…]+)`/) {
        places += 1
        let place = String(match.1)
        let path = Self.root.appending(path: place).path
        #expect(FileManager.default.fileExists(atPath: path), "\(name) names \(place)")
      }
    }
    #expect(places > 10)
  }

  @Test func everyRoomIsOnTheMap() throws {
    let map = try #require(Self.pages.first { $0.name == "index.md" }).text
    let rooms = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path)
    for room in rooms where !room.hasPrefix(".") {
      #expect(map.contains("`\(room)`"), "docs/architecture/index.md leaves out \(room)")
    }
  }

  /// Lines that are not blank, to the nearest hundred.
  @Test func whatIsTrustedIsAsLargeAsThePageSays() throws {
    let text = try #require(Self.pages.first { $0.name == "trusted.md" }).text
    let rows = text.matches(of: /\| `([A-Za-z]+)` \| `(\d+)` \| `(\d+)` \|/)
    #expect(rows.count == 5)
    for row in rows {
      let (files, lines) = try Self.size(of: String(row.1))
      #expect(Int(row.2) == files, "\(row.1) has \(files) files")
      #expect(Int(row.3) == (lines + 50) / 100 * 100, "\(row.1) has \(lines) lines")
    }
  }

  private static func size(of room: String) throws -> (files: Int, lines: Int) {
    let folder = root.appending(path: "Sources/" + room)
    let walk = try #require(FileManager.default.enumerator(atPath: folder.path))
    var (files, lines) = (0, 0)
    for case let name as String in walk where name.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      files += 1
      lines += text.split(separator: "\n").count { $0.contains { !$0.isWhitespace } }
    }
    return (files, lines)
  }
}
