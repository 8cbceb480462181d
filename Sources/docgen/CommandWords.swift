import Basics
import ArgumentParser
import Diagnostics
import Notes

/// The command line as people type it.
enum CommandWords {
  /// Puts a `--lang` that stands before the command behind it, where the command reads it.
  static func withLanguageBehindCommand(_ arguments: [String]) -> [String] {
    var front: [String] = []
    var rest = arguments[...]
    while let word = rest.first, word == "--lang" || word.hasPrefix("--lang=") {
      let count = word == "--lang" ? 2 : 1
      guard rest.count > count else { return arguments }
      front += rest.prefix(count)
      rest = rest.dropFirst(count)
    }
    guard !front.isEmpty else { return arguments }
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return Array(rest[..<end]) + front + Array(rest[end...])
  }

  /// What to say of a word that stands for a command and is none; nil where it is one, or an option.
  ///
  /// Without a command docgen builds, and a build takes no words: whatever stands there was meant as a command.
  static func unknownCommand(_ arguments: [String], among commands: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help", !commands.contains(word) else {
      return nil
    }
    let near = otherTools[word.lowercased()] ?? NearestName.of(word, among: commands)
    return near.map { "没有命令 \(word)；是否想写 \($0)？ (no such command: did you mean \($0)?)" }
      ?? "没有命令 \(word)；有 \(commands.joined(separator: ", ")) (no such command)"
  }

  /// What other tools call the commands.
  private static let otherTools = [
    "init": "new", "create": "new", "preview": "serve", "watch": "serve", "dev": "serve", "server": "serve",
    "test": "check", "lint": "check", "verify": "check", "generate": "build", "render": "build",
    "make": "build", "update": "accept",
  ]

  /// What the parser says of the command line, in the reader's words first, as all else here is said.
  static func inBothLanguages(_ message: String) -> String {
    message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.hasPrefix("Error: ") else { return String(line) }
      let said = String(line.dropFirst("Error: ".count))
      return "Error: " + (inChinese(said).map { "\($0) (\(said))" } ?? said)
    }.joined(separator: "\n")
  }

  private static func inChinese(_ said: String) -> String? {
    if let found = said.wholeMatch(of: /Unknown option '(.+?)'\. Did you mean '(.+?)'\?/) {
      return "没有选项 \(found.1)；是否想写 \(found.2)？"
    }
    if let found = said.wholeMatch(of: /Unknown option '(.+?)'/) {
      let near = NearestName.of(String(found.1), among: ["--help", "--version"])
      return "没有选项 \(found.1)" + (near.map { "；是否想写 \($0)？" } ?? "")
    }
    if let found = said.wholeMatch(of: /Missing expected argument '(.+?)'/) { return "还要写 \(found.1)" }
    if let found = said.wholeMatch(of: /Missing value for '(.+?)'/) { return "\(found.1) 后面还要写一个值" }
    if let found = said.wholeMatch(
      of: /The value '(.*?)' is invalid for '(.+?)'(?:\. Please provide one of (.+))?/)
    {
      let choice = found.3.map { list in
        "；可以是 " + list.matches(of: /'(.+?)'/).map { String($0.1) }.joined(separator: ", ")
      }
      return "\(found.2) 不能是 \(found.1)" + (choice ?? "")
    }
    if let found = said.wholeMatch(of: /Unexpected argument '(.+?)'/) {
      let isPage = found.1.hasSuffix(".md") || found.1.contains(".md:")
      return "多出了 \(found.1)" + (isPage ? "；只看这一篇: docgen check \(found.1)" : "")
    }
    return nil
  }
}
