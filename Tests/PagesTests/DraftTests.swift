import Basics
import Foundation
import Testing

@testable import Pages

/// How a site gets into its folder.
struct DraftTests {
  private let parent = NSTemporaryDirectory() + "docgen-site-\(UUID().uuidString)"
  private var folder: String { parent + "/site" }

  init() throws { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: parent).sorted()
  }
  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
  private func remove() { try? FileManager.default.removeItem(atPath: parent) }

  @Test("writing is all or nothing and leaves equal files alone")
  func writing() throws {
    defer { remove() }
    let both = RenderedSite(["index": "# 首页\n", "a": "# 甲\n"])
    let one = RenderedSite(["index": "# 首页\n"])
    let count = both.files.count
    #expect(try both.write(to: folder) == WriteResult(written: count, removed: 0, unchanged: 0))
    func time(_ name: String) throws -> Date? {
      try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.modificationDate] as? Date
    }
    let before = try time("assets/script.js")
    #expect(try both.write(to: folder) == WriteResult(written: 0, removed: 0, unchanged: count))
    let result = try one.write(to: folder)
    #expect(result.removed == 1 && result.unchanged > 0)
    #expect(!FileManager.default.fileExists(atPath: folder + "/a.html"))
    #expect(try time("assets/script.js") == before)
    #expect(try names() == ["site"])
  }

  @Test("a draft that is given up leaves the last site, and nothing beside it")
  func discarding() throws {
    defer { remove() }
    _ = try RenderedSite(["index": "# 旧\n"]).write(to: folder)
    let draft = try SiteDraft(for: folder)
    draft.put("index.html", Array("neu".utf8))
    draft.discard()
    draft.put("x/late.html", Array("zu spät".utf8))
    #expect(try names() == ["site"])
    #expect(text(folder + "/index.html")?.contains("旧") == true)
  }

  @Test("a folder that is no site is left alone")
  func refusal() throws {
    defer { remove() }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/diary.txt"))
    #expect(throws: SiteFailure.notASite(folder)) { try RenderedSite(["index": "# 首页\n"]).write(to: folder) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["diary.txt"])
    #expect(try names() == ["site"])
  }

  /// Files of another's below the site, which keep its folder from being exchanged as a whole.
  private func addForeign() throws {
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/CNAME"))
  }

  @Test("what a killed build left is removed by the next, what a living one writes is not")
  func remains() throws {
    defer { remove() }
    _ = try RenderedSite(["index": "# 首页\n"]).write(to: folder)
    // Its lock is held, as by a docgen that lives.
    let living = try SiteDraft(for: folder)
    living.put("a.html", Array("neu".utf8))
    for name in [".site.new-1", ".other.new-2", ".site.new-x"] {
      try FileManager.default.createDirectory(atPath: parent + "/" + name, withIntermediateDirectories: true)
    }
    try Data("docgen\n".utf8).write(to: URL(fileURLWithPath: parent + "/.site.new-1/.docgen-draft"))
    try Data("x".utf8).write(to: URL(fileURLWithPath: parent + "/.site.new-1/half.html"))
    try Data("x".utf8).write(to: URL(fileURLWithPath: parent + "/.site.new-x/somebody's"))
    SiteDraft.removeRemains(of: folder)
    let left = try names()
    #expect(left.count == 4, "\(left)")
    #expect(left.contains(".other.new-2") && left.contains(".site.new-x") && !left.contains(".site.new-1"))
    _ = try living.publish()
    #expect(text(folder + "/a.html") == "neu")
  }

  @Test("a build killed behind its decision is carried out by the next, and spares what came since")
  func decided() throws {
    defer { remove() }
    _ = try RenderedSite(["index": "# 旧\n", "a": "# 甲\n", "weg/b": "# 乙\n"]).write(to: folder)
    try addForeign()
    let new = RenderedSite(["index": "# 新\n", "c": "# 丙\n", "d": "# 丁\n"])
    // As a draft stands when it is decided; what is equal is not in it.
    let other = parent + "/other"
    _ = try new.write(to: other)
    let decided = folder + "/.docgen-commit"
    try FileManager.default.moveItem(atPath: other, toPath: decided)
    try Data("docgen\n".utf8).write(to: URL(fileURLWithPath: decided + "/.docgen-draft"))
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/d.html"))
    SiteDraft.removeRemains(of: folder)
    #expect(text(folder + "/index.html")?.contains("新") == true)
    #expect(text(folder + "/c.html")?.contains("丙") == true)
    #expect(text(folder + "/d.html") == "mine" && text(folder + "/CNAME") == "mine")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(!left.contains("a.html") && !left.contains("weg") && !left.contains(".docgen-commit"), "\(left)")
    #expect(try names() == ["site"])
  }

  @Test("two drafts for one folder with others' files wait for each other; each is whole")
  func busy() throws {
    defer { remove() }
    _ = try RenderedSite(["index": "# 旧\n"]).write(to: folder)
    try addForeign()
    let first = try SiteDraft(for: folder)
    #expect(throws: SiteFailure.busy(folder)) { try SiteDraft(for: folder) }
    first.discard()
  }

  @Test("a file becomes a folder and a folder a file, in place and by exchange", arguments: [false, true])
  func turned(hasForeign: Bool) throws {
    defer { remove() }
    func write(_ files: [String: String]) throws {
      let draft = try SiteDraft(for: folder)
      for (path, text) in files { draft.put(path, Array(text.utf8)) }
      _ = try draft.publish()
    }
    try write(["a": "1", "b/c": "2", "B/d": "3", "index.html": "4"])
    if hasForeign { try addForeign() }
    try write(["a/x": "1", "b": "2", "index.html": "5"])
    #expect(text(folder + "/a/x") == "1" && text(folder + "/b") == "2")
    #expect(!FileManager.default.fileExists(atPath: folder + "/B"))
    #expect((text(folder + "/CNAME") == "mine") == hasForeign)
  }

  @Test("the state of what was written is the state of what stands there, until someone changes it")
  func state() throws {
    defer { remove() }
    let draft = try SiteDraft(for: folder)
    for (path, bytes) in RenderedSite(["index": "# 首页\n", "节/a": "# 甲\n"]).files { draft.put(path, bytes) }
    _ = try draft.publish()
    #expect(try #require(SiteDraft.state(of: folder)) == draft.published)
    // Others' files have no part in it.
    try addForeign()
    #expect(try #require(SiteDraft.state(of: folder)) == draft.published)
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/节/a.html"))
    #expect(SiteDraft.state(of: folder) == nil)
  }

  @Test("each byte of a file and its length count in its sum")
  func sums() {
    for length in [0, 1, 7, 8, 15, 16, 17, 31, 32, 40] {
      let bytes = (0..<length).map { UInt8($0 &* 37 & 0xFF) }
      let sum = ByteSum.of(bytes)
      #expect(ByteSum.of(bytes + [0]) != sum)
      for index in bytes.indices {
        var other = bytes
        other[index] ^= 1
        #expect(ByteSum.of(other) != sum, "byte \(index) of \(length)")
      }
    }
  }
}
