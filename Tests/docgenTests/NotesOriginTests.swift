import Foundation
import Testing

@testable import docgen

/// Whose notes are docgen's own: nothing that stands in them can say so.
@Suite struct NotesOriginTests {
  @Test func onlyThePackagesOwnDocsAreOwn() throws {
    let files = FileManager.default
    let root = files.temporaryDirectory.appending(path: "origin-\(UUID().uuidString)")
      .resolvingSymlinksInPath().path
    defer { try? files.removeItem(atPath: root) }
    for folder in [
      "p/Sources/docgen", "p/.build/debug", "p/docs/inner", "p/other/docs", "stranger/docs", "free",
    ] {
      try files.createDirectory(atPath: root + "/" + folder, withIntermediateDirectories: true)
    }
    for file in [
      "p/Package.swift", "p/Sources/docgen/NotesOrigin.swift", "p/.build/debug/docgen",
      "stranger/Package.swift", "stranger/docgen",
    ] {
      try Data().write(to: URL(filePath: root + "/" + file))
    }
    try files.createSymbolicLink(atPath: root + "/link", withDestinationPath: root + "/p/docs")
    try files.createSymbolicLink(
      atPath: root + "/stranger/notes", withDestinationPath: root + "/stranger/docs")
    func isOwn(_ docs: String, executable: String = "p/.build/debug/docgen") -> Bool {
      NotesOrigin(
        docs: root + "/" + docs, source: root + "/p/Sources/docgen/NotesOrigin.swift",
        executable: root + "/" + executable
      ).isOwn
    }
    #expect(isOwn("p/docs") && isOwn("p/docs/") && isOwn("p/other/../docs") && isOwn("link"))
    for docs in ["p", "p/docs/inner", "p/other/docs", "stranger/docs", "stranger/notes", "free", "none"] {
      #expect(!isOwn(docs), "\(docs)")
    }
    #expect(!isOwn("p/docs", executable: "stranger/docgen") && !isOwn("p/docs", executable: "p/docgen"))
    // Where the docs of the package are a link, they are somebody else's.
    try files.removeItem(atPath: root + "/p/docs")
    try files.createSymbolicLink(atPath: root + "/p/docs", withDestinationPath: root + "/stranger/docs")
    #expect(!isOwn("p/docs"))
    try files.removeItem(atPath: root + "/p/Package.swift")
    #expect(!isOwn("p/docs"))
  }

  @Test func repositoryIsTheNearestAbove() throws {
    let files = FileManager.default
    let root = files.temporaryDirectory.appending(path: "origin-\(UUID().uuidString)")
      .resolvingSymlinksInPath().path
    defer { try? files.removeItem(atPath: root) }
    for folder in ["a/.git", "a/b/docs", "c/docs"] {
      try files.createDirectory(atPath: root + "/" + folder, withIntermediateDirectories: true)
    }
    #expect(NotesOrigin(docs: root + "/a/b/docs").repository == root + "/a")
    #expect(NotesOrigin(docs: root + "/c/docs").repository == root + "/c/docs")
  }
}
