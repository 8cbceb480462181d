import Foundation
import Testing

@Suite("A new folder of notes")
struct NewTests {
  @Test("docgen new x && cd x && docgen build --strict is clean", arguments: ["zh", "en"])
  func isClean(language: String) throws {
    let workshop = try TestFolder()
    #expect(try workshop.docgen("new", "x", "--lang", language).status == 0)
    let built = try workshop.template("cd x && '\(TestFolder.binary.path)' build --strict")
    #expect(built.status == 0, "\(built.all)")
    #expect(!built.output.contains("warning:") && !built.output.contains("error:"), "\(built.all)")
    #expect(workshop.exists("x/site/huber.html"))
    let page = try workshop.read("x/site/huber.html")
    for part in ["<table", "<svg", "class=\"erratum\""] { #expect(page.contains(part), "\(part)") }
  }

  @Test("one more page holds as it stands")
  func page() throws {
    let workshop = try TestFolder()
    #expect(try workshop.docgen("new", "x").status == 0)
    let built = try workshop.template(
      "cd x && '\(TestFolder.binary.path)' new page losses/mal && '\(TestFolder.binary.path)' build --strict")
    #expect(built.status == 0, "\(built.all)")
    #expect(workshop.exists("x/site/losses/mal.html"))
    let again = try workshop.template("cd x && '\(TestFolder.binary.path)' new page losses/mal")
    #expect(again.status == 3 && again.output.contains("[file-exists]"), "\(again.all)")
    for name in ["../out", "/etc/x", "a//b", ".hidden"] {
      #expect(
        try workshop.template("cd x && '\(TestFolder.binary.path)' new page '\(name)'").status == 64,
        "\(name)")
    }
    #expect(!workshop.exists("out.md"))
  }

  @Test("no file is replaced")
  func replacesNothing() throws {
    let workshop = try TestFolder.with("# mine\n", at: "x/docs/index.md")
    let refused = try workshop.docgen("new", "x")
    #expect(refused.status == 3 && refused.output.contains("x/docs/index.md"), "\(refused.all)")
    #expect(!workshop.exists("x/.gitignore"))
    #expect(try workshop.read("x/docs/index.md") == "# mine\n")
  }

  /// All that the workflows have docgen do, as it stands in them; how docgen comes to the runner needs a network.
  @Test(
    "the workflows' commands run as they stand", arguments: [".github/workflows/notes.yml", ".gitlab-ci.yml"])
  func workflows(file: String) throws {
    let workshop = try TestFolder()
    #expect(try workshop.docgen("new", "x").status == 0)
    let text = try workshop.read("x/" + file)
    let commands = text.split(separator: "\n").compactMap { line -> String? in
      let words = line.drop { $0 == " " || $0 == "-" }
      let command = words.hasPrefix("run: ") ? words.dropFirst(5) : words
      return command.hasPrefix("docgen ") ? String(command) : nil
    }
    #expect(commands.count == 2, "\(commands)")
    for command in commands {
      #expect(command.contains("--isolation available"))
      let run = try workshop.template(
        "cd x && PATH=\"$(dirname '\(TestFolder.binary.path)'):$PATH\" && \(command)")
      #expect(run.status == 0, "\(command): \(run.all)")
    }
    if file.hasPrefix(".github") {
      let sarif = try JSONSerialization.jsonObject(with: Data(workshop.read("x/docgen.sarif").utf8))
      #expect((sarif as? [String: Any])?["version"] as? String == "2.1.0")
      #expect(text.contains("upload-sarif"))
    }
    #expect(workshop.exists(file.hasPrefix(".github") ? "x/site/index.html" : "x/public/index.html"))
  }

  /// A job that names GitHub's environment of pages fails on every branch but the default one.
  @Test("checking is a job of every branch, publishing one of the default branch alone")
  func jobs() throws {
    let workshop = try TestFolder()
    #expect(try workshop.docgen("new", "x").status == 0)
    let github = try workshop.read("x/.github/workflows/notes.yml").components(separatedBy: "\n  publish:\n")
    #expect(github.count == 2 && !github[0].contains("environment:") && github[1].contains("environment:"))
    #expect(
      github[1].contains("github.event.repository.default_branch") && github[1].contains("needs: notes"))
    let gitlab = try workshop.read("x/.gitlab-ci.yml").components(separatedBy: "\n\n")
    let rules = ["notes:": "!=", "pages:": "=="].map { job, sign in
      gitlab.contains { $0.hasPrefix(job) && $0.contains("$CI_COMMIT_BRANCH \(sign) $CI_DEFAULT_BRANCH") }
    }
    #expect(rules == [true, true])
  }

  @Test("English notes are told of in English, by docgen and by their site")
  func english() throws {
    let workshop = try TestFolder()
    #expect(try workshop.docgen("new", "x", "--lang", "en").status == 0)
    let binary = TestFolder.binary.path
    let built = try workshop.template(
      "cd x && '\(binary)' build && '\(binary)' new page own && cat docs/own.md")
    let isHan = { (text: String) in text.unicodeScalars.contains { 0x4E00...0x9FFF ~= $0.value } }
    #expect(built.status == 0 && built.all.contains("formulas") && !isHan(built.all), "\(built.all)")
    let page = try workshop.read("x/site/huber.html")
    #expect(page.contains("<html lang=\"en\"") && !isHan(page))
    let asked = try workshop.template("cd x && '\(binary)' check --lang zh")
    #expect(asked.all.contains("公式"), "\(asked.all)")
  }

  @Test(
    "a mistyped command or option gets the nearest one",
    arguments: [("biuld", "build"), ("sevre", "serve"), ("chekc", "check"), ("docter", "doctor")])
  func nearest(typed: String, meant: String) throws {
    let outcome = try TestFolder().docgen(typed)
    #expect(outcome.status == 64)
    #expect(outcome.progress.contains("是否想写 \(meant)"), "\(outcome.all)")
    let option = try TestFolder().docgen("build", "--strcit")
    #expect(option.status == 64 && option.progress.contains("是否想写 --strict"), "\(option.all)")
  }

  @Test(
    "what cannot be on a command line is said in the reader's words",
    arguments: [
      (["--hlep"], "没有选项 --hlep；是否想写 --help？"), (["init", "x"], "没有命令 init；是否想写 new？"),
      (["check", "--at"], "--at <点> 后面还要写一个值"), (["new"], "还要写 <文件夹>"),
      (["check", "--lang", "fr"], "--lang <语言> 不能是 fr；可以是 zh, en"),
      (["serve", "--port", "abc"], "--port <端口> 不能是 abc"),
      (["build", "docs/a.md"], "多出了 docs/a.md；只看这一篇: docgen check docs/a.md"),
    ])
  func words(arguments: [String], said: String) throws {
    let outcome = try TestFolder().docgen(arguments, input: Data())
    #expect(outcome.status == 64 && outcome.progress.contains(said), "\(outcome.all)")
  }

  @Test("--lang may stand anywhere")
  func language() throws {
    let workshop = try TestFolder.with(TestFolder.area)
    for arguments in [
      ["--lang", "en", "check"], ["check", "--lang", "en"], ["--lang=en"], ["--lang", "en", "build"],
    ] {
      let outcome = try workshop.docgen(arguments, input: Data())
      #expect(outcome.status == 0 && outcome.output.contains("formula"), "\(arguments): \(outcome.all)")
    }
  }
}
