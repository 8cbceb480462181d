import Testing

@Suite("The command line")
struct CommandLineTests {
  @Test("help names each command and the exit codes, Chinese first")
  func help() throws {
    let outcome = try Workshop().docgen("--help")
    #expect(outcome.status == 0)
    for word in ["退出码", "exit codes", "clean"] { #expect(outcome.output.contains(word)) }
  }

  @Test("an unknown option is the command line's fault, not the notes'")
  func unknownOption() throws {
    #expect(try Workshop().docgen("--nonsense").status == 64)
  }

  @Test("clean removes a cache, and nothing that is none")
  func clean() throws {
    let workshop = try Workshop()
    #expect(try workshop.docgen("clean", "--cache", "nothing").status == 0)
    try workshop.write("precious", to: "folder/file")
    let refused = try workshop.docgen("clean", "--cache", "folder", "--lang", "en")
    #expect(refused.status == 3)
    #expect(refused.output.contains("is no cache"))
    #expect(workshop.exists("folder/file"))
    try workshop.write("Signature: 8a477f597d28d172789f06886806bc55\n", to: "folder/CACHEDIR.TAG")
    #expect(try workshop.docgen("clean", "--cache", "folder").status == 0)
    #expect(!workshop.exists("folder"))
  }
}
