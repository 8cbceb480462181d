import Checks
import Diagnostics
import Formulas
import Foundation
import Notes
import Testing

@testable import Pages

/// Whole sites, made of Markdown.
struct SiteTests {
  static func notebook(_ notes: [String: String]) -> Notebook {
    let documents = notes.sorted { $0.key < $1.key }.map { page, text in
      Document.parse(
        SourceFile(path: "docs/\(page).md", text: text), page: page, configuration: Configuration()
      ).value
    }
    return Notebook(documents: documents, configuration: Configuration(), assets: [], folder: "docs")
  }

  static func render(_ notes: [String: String]) -> Reported<Site> {
    Site.render(
      notebook(notes), Understanding(pages: [:], definitions: [:], diagnostics: []), Findings(),
      options: SiteOptions(katexFolder: "/nowhere"))
  }

  static func text(_ site: Site, _ path: String) -> String {
    site.files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  }

  @Test("links between notes lead to their pages")
  func links() {
    let site = Self.render([
      "index": "# 首页\n\n[去](deim/mal.md#一-节)\n", "deim/mal": "# MAL\n\n## 一 节\n\n[回](../index.md)\n",
    ])
    #expect(site.diagnostics.isEmpty)
    #expect(Self.text(site.value, "index.html").contains("href=\"deim/mal.html#一-节\""))
    #expect(Self.text(site.value, "deim/mal.html").contains("href=\"../index.html\""))
  }

  @Test("what is missing is said, with the nearest name")
  func deadLinks() {
    let site = Self.render([
      "index": "# 首页\n\n[去](deim/mall.md) [节](deim/mal.md#没有) ![图](a.png)\n", "deim/mal": "# MAL\n",
    ])
    #expect(Set(site.diagnostics.map(\.identifier)) == ["dead-link", "dead-anchor", "missing-image"])
    #expect(
      site.diagnostics.first { $0.identifier == "dead-link" }?.help.first?.zh.contains("deim/mal.md") == true)
  }

  @Test("the same notes give the same bytes")
  func deterministic() {
    let notes = ["index": "# 首页\n\n一些**文字**与 $x$。\n", "a": "# 甲\n\n- [x] 做完\n- [ ] 没做\n"]
    let first = Self.render(notes).value.files
    let second = Self.render(notes).value.files
    #expect(first.map(\.path) == second.map(\.path))
    #expect(zip(first, second).allSatisfy { $0.bytes == $1.bytes })
  }

  @Test("writing is all or nothing and leaves equal files alone")
  func writing() throws {
    let folder = NSTemporaryDirectory() + "docgen-site-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let both = Self.render(["index": "# 首页\n", "a": "# 甲\n"]).value
    let one = Self.render(["index": "# 首页\n"]).value
    #expect(try both.write(to: folder).written == both.files.count)
    #expect(try both.write(to: folder) == WriteResult(written: 0, removed: 0, unchanged: both.files.count))
    #expect(try one.write(to: folder).removed == 1)
    #expect(!FileManager.default.fileExists(atPath: folder + "/a.html"))
  }

  @Test("a folder that is no site is left alone")
  func refusal() throws {
    let folder = NSTemporaryDirectory() + "docgen-site-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/diary.txt"))
    #expect(throws: SiteFailure.notASite(folder)) {
      try Self.render(["index": "# 首页\n"]).value.write(to: folder)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["diary.txt"])
  }
}
