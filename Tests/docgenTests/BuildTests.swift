import Foundation
import Testing

@Suite("Building a site")
struct BuildTests {
  @Test("the second build says that nothing changed, starts no compiler, and writes nothing")
  func unchanged() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    let cache = ["--cache", "cache"]
    let first = try workshop.docgen(["build"] + cache, input: Data())
    #expect(first.status == 0, "\(first.all)")
    #expect(workshop.exists("site/note.html") && workshop.exists("site/evidence.json"))
    let before = try workshop.snapshot("site")
    let second = try workshop.docgen(["build"] + cache, input: Data())
    #expect(second.status == 0, "\(second.all)")
    #expect(second.output.contains("未启动编译器"))
    #expect(second.output.contains("没有变化"))
    #expect(try workshop.snapshot("site") == before)
  }

  @Test(
    "a site is the same however the notes' folder is given, and names nothing of the machine",
    arguments: ["./docs", "docs/", "absolute"])
  func folderAsGiven(_ given: String) throws {
    let workshop = try TestFolder.with(TestFolder.area)
    #expect(try workshop.docgen().status == 0)
    let before = try workshop.snapshot("site")
    try workshop.remove("site")
    let folder = given == "absolute" ? workshop.folder.appending(path: "docs").path : given
    #expect(try workshop.docgen("build", "--docs", folder).status == 0)
    #expect(try workshop.snapshot("site") == before)
  }

  @Test("a failed build leaves the last site, and says so")
  func failed() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    #expect(try workshop.docgen().status == 0)
    let before = try workshop.snapshot("site")
    try workshop.edit("docs/note.md", replace: ".pi * r * r", with: ".pi * r")
    let failed = try workshop.docgen()
    #expect(failed.status == 1, "\(failed.all)")
    #expect(failed.output.contains("site"))
    #expect(try workshop.snapshot("site") == before)
  }

  @Test("any tree of Markdown builds: formulas are typeset and marked, missing pictures reported")
  func foreignNote() throws {
    let workshop = try TestFolder.with(
      """
      <!-- markdownlint-disable MD033 -->
      <p><center><h1>速览</h1></center></p>

      ## 模型

      <img src="images/none.png" alt="示意图">

      - <font color=red>$\\star$</font>: 损失非常低 $2 \\times 2$;

      $$
      \\text{loss} = \\sum_{i=0}^{N} \\sum_{j=0}^{M_{i}} f(\\hat{y}_{i,j}, y_{i})
      $$

      调制因子：$ \\left ( 1 - p \\right )^{\\gamma}$(当 y=1)

      ```python
      print("其他语言")
      ```
      """)
    let outcome = try workshop.docgen()
    #expect(outcome.status == 0, "\(outcome.all)")
    #expect(outcome.output.contains("未检查"))
    #expect(outcome.output.contains("none.png"))
    let page = try workshop.read("site/note.html")
    for part in ["速览", "loss", "star", "gamma", "其他语言"] { #expect(page.contains(part), "\(part)") }
  }

  @Test("exit codes: the highest consequence wins")
  func exitCodes() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    #expect(try workshop.docgen("check").status == 0)
    try workshop.edit("docs/note.md", replace: ".pi * r * r", with: ".pi * r")
    #expect(try workshop.docgen("check").status == 1)
    try workshop.write("---\nstrict: true\n---\n\n[死链](none.md)\n", to: "docs/other.md")
    #expect(try workshop.docgen("check").status == 2)
    let machine = try workshop.docgen(
      "check", "--cache", "fresh", environment: ["SWIFTC": "/nonexistent/swiftc"])
    #expect(machine.status == 3, "\(machine.all)")
    #expect(try workshop.docgen("check", "--docs", "nowhere").status == 3)
  }

  @Test("accept writes the lock whole; check --locked then holds")
  func accept() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    #expect(try workshop.docgen("check", "--locked").status != 0)
    let accepted = try workshop.docgen("accept")
    #expect(accepted.status == 0, "\(accepted.all)")
    #expect(workshop.exists("docs/formulas.lock"))
    #expect(try workshop.docgen("check", "--locked").status == 0)
    let lock = try workshop.read("docs/formulas.lock")
    #expect(try workshop.docgen("accept").status == 0)
    #expect(try workshop.read("docs/formulas.lock") == lock)
  }
}
