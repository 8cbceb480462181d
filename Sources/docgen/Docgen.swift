import Basics
import ArgumentParser
import Diagnostics
import Foundation

@main
enum Main {
  static func main() async {
    StandardStreams.open()
    Memory.growInLargeSteps()
    Interruption.watch()
    let typed = CommandWords.withLanguageBehindCommand(Array(CommandLine.arguments.dropFirst()))
    let arguments = CommandLine.withFormulaBehindOptions(typed)
    var code: Int32 = 0
    do {
      if let words = CommandWords.unknownCommand(arguments, among: Docgen.commandNames) {
        throw ValidationError(words)
      }
      var command = try Docgen.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      code = Docgen.exitCode(for: error).rawValue
      let words = TerminalText.shown(CommandWords.inBothLanguages(Docgen.fullMessage(for: error)))
      if !words.isEmpty {
        StandardStreams.write((words + "\n").utf8, to: code == 0 ? .standardOutput : .standardError)
      }
    }
    if let failure = StandardStreams.failure {
      let words = "docgen: 标准输出写不了 (cannot write to standard output): \(failure)\n"
      StandardStreams.write(words.utf8, to: .standardError)
      code = max(code == EX_USAGE ? 0 : code, Consequence.machine.rawValue)
    }
    exit(code)
  }
}

struct Docgen: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "docgen",
    abstract: "把公式、代码、表格与断言相互核对之后，再生成笔记网站。",
    discussion: """
      docgen 读懂笔记里的 LaTeX，独立求值，并以此核对 Swift 代码、表格和断言；核对无误才写出网页。
      不带子命令时即 build。

      docgen understands the LaTeX of a note, evaluates it on its own, holds the note's Swift, tables and \
      claims against it, and writes the site only if they agree. Without a subcommand it builds.

      退出码 (exit codes):
        0   一切成立 (all holds)
        1   内容有误: 不一致、反例、编译失败、陷入、超时、锁定值改变 (the content is wrong)
        2   笔记写法有误: 语法、未知指令、死链 (a note is malformed)
        3   机器: 没有编译器、磁盘写不了 (the machine)
        64  命令行有误 (the command line)
      同时出现几种时取最大者。The highest that occurs wins.
      """,
    version: "0.1.0",
    subcommands: [
      New.self, Build.self, Serve.self, Check.self, Accept.self, Prove.self, AuditCommand.self, Explain.self,
      Doctor.self, Clean.self,
    ],
    defaultSubcommand: Build.self
  )

  static var commandNames: [String] {
    configuration.subcommands.flatMap { command in
      (command.configuration.commandName.map { [$0] } ?? []) + command.configuration.aliases
    }
  }
}

/// How the C library gives memory.
private enum Memory {
  /// A thread's memory grows by many megabytes at a time. Else each page of it, of four kilobytes, is a call to the
  /// system of its own, at which all threads wait for each other. What is not used takes no memory.
  static func growInLargeSteps() {
    #if os(Linux)
      // No module of Swift's has <malloc.h>; a C library other than GNU's need not have this.
      guard let found = dlsym(nil, "mallopt") else { return }
      let topPad: Int32 = -2
      _ = unsafeBitCast(found, to: (@convention(c) (Int32, Int32) -> Int32).self)(topPad, 32 << 20)
    #endif
  }
}

extension CommandLine {
  /// `docgen explain '-\alpha x' --json`: a formula may begin with a minus sign, which no option of
  /// `explain` but `-h` does alone.
  static func withFormulaBehindOptions(_ arguments: [String]) -> [String] {
    guard arguments.first == "explain", !arguments.contains("--") else { return arguments }
    func isFormula(_ argument: String) -> Bool {
      argument.hasPrefix("-") && !argument.hasPrefix("--") && argument != "-h"
    }
    guard let formula = arguments.first(where: isFormula) else { return arguments }
    return arguments.filter { !isFormula($0) } + ["--", formula]
  }
}
