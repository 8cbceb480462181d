import Diagnostics
import Foundation
import Testing

@testable import Notes

@Suite("Folders of notes") struct NotebookTests {
  /// A folder with these files, gone behind the test.
  static func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "notes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    try body(folder.path)
  }

  @Test("pages that use each other in circles are each an error, in time linear in their number")
  func circles() throws {
    var files = [
      "alone.md": "---\nuses: [p0]\n---\n", "a.md": "---\nuses: [b]\n---\n",
      "b.md": "---\nuses: [a, p1]\n---\n",
    ]
    for page in 0..<3000 { files["p\(page).md"] = "---\nuses: [p\((page + 1) % 3000)]\n---\n" }
    try Self.withFolder(files) { folder in
      let read = try Notebook.read(folder: folder, strict: nil, run: nil)
      let found = read.diagnostics.filter { $0.identifier == "uses-in-circle" }
      #expect(found.count == 3002)
      #expect(!found.contains { $0.range?.file.path.hasSuffix("alone.md") ?? true })
      // What is not of the circle is still used.
      let uses = Dictionary(uniqueKeysWithValues: read.value.documents.map { ($0.page, $0.frontMatter.uses) })
      #expect(uses["b"] == ["p1"] && uses["alone"] == ["p0"] && uses["p7"] == [])
    }
  }

  @Test("a chain of pages longer than a program can hold is let go where it grows too long")
  func chains() throws {
    var files = ["few.md": "---\nuses: [p2995]\n---\n"]
    for page in 0..<3000 { files["p\(page).md"] = page < 2999 ? "---\nuses: [p\(page + 1)]\n---\n" : "x" }
    try Self.withFolder(files) { folder in
      let read = try Notebook.read(folder: folder, strict: nil, run: nil)
      let found = read.diagnostics.filter { $0.identifier == "uses-too-many" }
      // 256 behind the last but one that was let go, and so on.
      #expect(found.count == 11 && found.allSatisfy { $0.message.en.contains("257 pages") }, "\(found)")
      let uses = PageDependencies(read.value)
      let reach = read.value.documents.map { uses.closure(of: $0).count }
      #expect(reach.max() == Notebook.mostUsed)
      #expect(reach.count { $0 == 0 } == 12, "the last page, and those that were let go")
    }
  }

  @Test("a site or a cache below the notes is no note; a folder too deep is said") func marks() throws {
    let deep = String(repeating: "d/", count: 70)
    let files = [
      "a.md": "x", "site/.docgen-site": "", "site/b.md": "x", "x/cache/.docgen-cache": "",
      "x/cache/c.md": "x",
      deep + "e.md": "x",
    ]
    try Self.withFolder(files) { folder in
      let read = try Notebook.read(folder: folder, strict: nil, run: nil)
      #expect(read.value.documents.map(\.page) == ["a"] && read.value.assets.isEmpty)
      #expect(read.diagnostics.map(\.identifier) == ["folder-too-deep"])
    }
  }

  @Test func readsInOrderWithAssets() throws {
    let files = [
      "docgen.yml": "title: 书\nstrict: true\nsymbols:\n  p: (0, 1)\nmacros:\n  \"\\\\R\": \"\\\\mathbb R\"\n",
      "index.md": "# 首页", "10-b.md": "x", "2-a.md": "x", "z.md": "---\norder: 1\n---\nz",
      "part/README.md": "---\norder: 0\n---\n", "part/one.md": "---\nsymbols: {p: \"[0, 1]\"}\n---\n$p$",
      "part/img/a.png": "",
      "formulas.lock": "", ".hidden/a.md": "x", "theme.css": "",
    ]
    try Self.withFolder(files) { folder in
      let read = try Notebook.read(folder: folder, strict: nil, run: nil)
      #expect(read.diagnostics.isEmpty)
      #expect(read.value.documents.map(\.page) == ["index", "part/README", "part/one", "z", "2-a", "10-b"])
      #expect(read.value.assets == ["part/img/a.png", "theme.css"])
      #expect(read.value.configuration.strict)
      let pageFormulas = read.value.documents[2].pageFormulas(in: read.value)
      #expect(pageFormulas.declarations.map(\.domain) == ["[0, 1]"])
      #expect(pageFormulas.macros == ["\\R": "\\mathbb R"])
      #expect(pageFormulas.isStrict)
      #expect(try !Notebook.read(folder: folder, strict: false, run: nil).value.configuration.strict)
    }
  }

  @Test func reportsMistakesOfEachFileAtOnce() throws {
    let files = [
      "docgen.yml": "titel: 书\nstrict: maybe\n", "a.md": "---\nuses: [bb, a]\n---\n<!-- claim C1 -->",
      "b.md": "---\nuses: c\n---\n", "c.md": "---\nuses: [b]\n---\n",
    ]
    try Self.withFolder(files) { folder in
      let read = try Notebook.read(folder: folder, strict: nil, run: nil)
      #expect(
        read.diagnostics.map(\.identifier) == [
          "unknown-key", "wrong-setting", "dangling-directive", "unknown-page", "uses-in-circle",
          "uses-in-circle",
          "uses-in-circle",
        ])
    }
  }

  @Test func swiftFilesAreUsed() throws {
    let files = [
      "a.md": "---\nuses: [lib/stats.swift, sub/b, lib/stats.swift]\n---\n", "lib/stats.swift": "let n = 1\n",
      "sub/b.md": "---\nuses: [own.swift]\n---\n", "sub/own.swift": "let m = 2\n", "unused.swift": "",
      "c.md": "---\nuses: [lib/stat.swift]\n---\n",
    ]
    try Self.withFolder(files) { folder in
      let read = try Notebook.read(folder: folder, strict: nil, run: nil)
      #expect(read.diagnostics.map(\.identifier) == ["unknown-page"])
      #expect(read.diagnostics.first?.help.map(\.en) == ["did you mean 'lib/stats.swift'?"])
      let notebook = read.value
      #expect(
        notebook.helpers.mapValues { $0.snippets.map(\.code) } == [
          "lib/stats.swift": ["let n = 1\n"], "sub/own.swift": ["let m = 2\n"],
        ])
      let page = try #require(notebook.documents.first { $0.page == "a" })
      #expect(
        PageDependencies(notebook).closure(of: page).map(\.page) == [
          "lib/stats.swift", "sub/own.swift", "sub/b",
        ])
      // No formula is read from them.
      #expect(page.pageFormulas(in: notebook).uses == ["sub/b"])
    }
  }

  @Test func usesAreGatheredOnceInOrder() throws {
    let uses = ["a": "b, c", "b": "c, d", "c": "", "d": "", "e": "f", "f": "e"]
    let files = Dictionary(uniqueKeysWithValues: uses.map { ($0 + ".md", "---\nuses: [\($1)]\n---\n") })
    try Self.withFolder(files) { folder in
      let notebook = try Notebook.read(folder: folder, strict: nil, run: nil).value
      let closures = notebook.documents.map {
        PageDependencies(notebook).closure(of: $0).map(\.page).joined(separator: " ")
      }
      #expect(closures == ["c d b", "c d", "", "", "", ""])
    }
  }

  @Test func linksLeadNowhereElse() throws {
    try Self.withFolder(["docs/a.md": "x", "secret.md": "y", "docs/sub/b.md": "z"]) { folder in
      let manager = FileManager.default
      try manager.createSymbolicLink(atPath: folder + "/docs/out.md", withDestinationPath: "../secret.md")
      try manager.createSymbolicLink(atPath: folder + "/docs/sub/loop", withDestinationPath: "..")
      try manager.createSymbolicLink(atPath: folder + "/docs/twice.md", withDestinationPath: "sub/b.md")
      try manager.createSymbolicLink(atPath: folder + "/docs/nowhere.md", withDestinationPath: "nowhere.md")
      let read = try Notebook.read(folder: folder + "/docs", strict: nil, run: nil)
      #expect(read.value.documents.map(\.page) == ["a", "sub/b", "twice"])
      #expect(
        read.diagnostics.map(\.identifier) == ["link-not-followed", "link-not-followed", "link-not-followed"])
    }
  }

  @Test func aMissingFolderIsTheMachines() {
    #expect(throws: NotesFailure.folderMissing("no/such/folder")) {
      try Notebook.read(folder: "no/such/folder", strict: nil, run: nil)
    }
  }

  @Test func anotherToolsFrontMatterIsNoError() {
    let file = SourceFile(path: "a.md", text: "---\nlayout: home\ntitel: x\n---\n")
    let read = Document.parse(file, page: "a", configuration: Configuration())
    #expect(read.diagnostics.map(\.identifier) == ["unknown-key", "unknown-key"])
    let lenient = SeverityPolicy { _ in false }
    #expect(read.diagnostics.map { lenient.judged($0).severity } == [.warning, .warning])
  }
}

@Suite("Slugs") struct SlugTests {
  @Test(arguments: [
    ("Focal Loss", "focal-loss"), ("二元交叉熵BCE", "二元交叉熵bce"), ("一、概述（说明）", "一概述说明"),
    ("O2O vs O2M", "o2o-vs-o2m"), ("a & b", "a--b"), ("snake_case-x", "snake_case-x"), ("C++ 与 C#", "c-与-c"),
  ]) func followsGitHub(text: String, slug: String) {
    #expect(Slug.of(text) == slug)
  }

  @Test func numbersRepeats() {
    var slugs = Slug()
    #expect(["a", "a", "a-1", "a"].map { slugs.next(for: $0) } == ["a", "a-1", "a-1-1", "a-2"])
  }
}
