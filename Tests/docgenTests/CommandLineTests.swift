import Foundation
import Testing

@Suite("The command line")
struct CommandLineTests {
  @Test("help names each command and the exit codes, Chinese first")
  func help() throws {
    let outcome = try TestFolder().docgen("--help")
    #expect(outcome.status == 0)
    for word in ["退出码", "exit codes", "clean"] { #expect(outcome.output.contains(word)) }
  }

  @Test("an unknown option is the command line's fault, not the notes'")
  func unknownOption() throws {
    #expect(try TestFolder().docgen("--nonsense").status == 64)
  }

  @Test("clean removes a cache, and nothing that is none")
  func clean() throws {
    let workshop = try TestFolder()
    #expect(try workshop.docgen("clean", "--cache", "nothing").status == 0)
    try workshop.write("precious", to: "folder/file")
    let refused = try workshop.docgen("clean", "--cache", "folder", "--lang", "en")
    #expect(refused.status == 3)
    #expect(refused.output.contains("is no cache"))
    // The common tag is everybody's: it makes nothing docgen's own.
    try workshop.write("Signature: 8a477f597d28d172789f06886806bc55\n", to: "folder/CACHEDIR.TAG")
    #expect(try workshop.docgen("clean", "--cache", "folder").status == 3)
    #expect(workshop.exists("folder/file"))
    try workshop.write(TestFolder.area, to: "docs/note.md")
    #expect(try workshop.docgen("build", "--cache", "own").status == 0)
    #expect(try workshop.docgen("clean", "--cache", "own").status == 0)
    #expect(!workshop.exists("own"))
  }

  @Test(
    "a place or a point that the notes do not have passes for none that holds",
    arguments: [
      (["docs/note.md:1"], "最近的在第 11 行"), (["docs/other.md"], "no such note"),
      (["docs/note.md:11", "--at", "z=1"], "没有 z"), (["docs/note.md:11", "--at", "r=half"], "“half” 不是一个数"),
    ])
  func nowhere(arguments: [String], words: String) throws {
    let workshop = try TestFolder.with(TestFolder.area)
    let outcome = try workshop.docgen(["check"] + arguments, input: Data())
    #expect(outcome.status == 64, "\(outcome.all)")
    #expect(outcome.all.contains(words), "\(outcome.all)")
    #expect(try workshop.docgen("check", "docs/note.md:11", "--at", "r=1").status == 0)
  }
}
