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
    let near = NearestName.of(word, among: commands)
    return near.map { "没有命令 \(word)；是否想写 \($0)？ (no such command: did you mean \($0)?)" }
      ?? "没有命令 \(word)；有 \(commands.joined(separator: ", ")) (no such command)"
  }
}
