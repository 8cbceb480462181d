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
    // And the file that says whose the folder is.
    let count = both.files.count + 1
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

  /// A process that has ended, as a killed build has.
  private static func ended() throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    return process.processIdentifier
  }

  @Test("what a killed build left is removed by the next, what a living one writes is not")
  func remains() throws {
    defer { remove() }
    let (dead, living) = (try Self.ended(), getppid())
    _ = try RenderedSite(["index": "# 首页\n"]).write(to: folder)
    for name in [
      ".site.new-\(dead)/assets", ".site.old-\(dead)", ".site.new-\(living)", ".other.new-\(dead)",
      ".site.new-x",
    ] {
      try FileManager.default.createDirectory(
        atPath: parent + "/" + name, withIntermediateDirectories: true)
    }
    SiteDraft.removeRemains(of: folder)
    #expect(try names() == [".other.new-\(dead)", ".site.new-\(living)", ".site.new-x", "site"])
  }

  @Test("a build killed between its two renames gets its last site back")
  func restored() throws {
    defer { remove() }
    _ = try RenderedSite(["index": "# 旧\n", "a": "# 甲\n"]).write(to: folder)
    try FileManager.default.moveItem(atPath: folder, toPath: parent + "/.site.old-\(try Self.ended())")
    SiteDraft.removeRemains(of: folder)
    #expect(text(folder + "/index.html")?.contains("旧") == true)
    #expect(try names() == ["site"])
  }

  @Test("the sum of what was written is the sum of what stands there, until someone changes it")
  func sum() throws {
    defer { remove() }
    let draft = try SiteDraft(for: folder)
    for (path, bytes) in RenderedSite(["index": "# 首页\n", "节/a": "# 甲\n"]).files { draft.put(path, bytes) }
    _ = try draft.publish()
    #expect(FolderSum(of: folder)?.digest == draft.sum.digest)
    #expect(FolderSum(of: folder)?.count == draft.sum.count)
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/节/a.html"))
    #expect(FolderSum(of: folder)?.digest != draft.sum.digest)
  }

  @Test("each byte of a file and its length count in its sum")
  func sums() {
    for length in [0, 1, 7, 8, 15, 16, 17, 31, 32, 40] {
      let bytes = (0..<length).map { UInt8($0 &* 37 & 0xFF) }
      let sum = FolderSum.sum(bytes)
      #expect(FolderSum.sum(bytes + [0]) != sum)
      for index in bytes.indices {
        var other = bytes
        other[index] ^= 1
        #expect(FolderSum.sum(other) != sum, "byte \(index) of \(length)")
      }
    }
  }
}
