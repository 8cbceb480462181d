import Typesetting
import Formulas
import ArgumentParser
import Diagnostics
import Foundation
import Snippets

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "有什么、缺什么、该输入什么 (what is there, what is missing, what to type)。",
    discussion: """
      一行一个: 名称与位置；没有找到的写明缺了它会怎样、装什么。缺了必需的部件时退出码为 3。
      A line each: its name and place, or what is lacking without it and what to install. Exits 3 where a part is missing \
      without which nothing can be typeset.
      """,
    aliases: ["parts"])

  @Option(help: ArgumentHelp("消息的语言 (language of messages): zh 或 en", valueName: "语言"))
  var lang = Language.zh

  func run() throws {
    let console = Console(language: lang, format: .plain)
    let parts = Part.all
    for part in parts { console.say(part.line) }
    let wanted = parts.filter { $0.found == nil }.compactMap(\.package)
    if parts.allSatisfy({ $0.found != nil || $0.isOfNotes }) {
      console.say(Message(zh: "齐全", en: "nothing is missing"))
    }
    if !wanted.isEmpty {
      let command = "apt-get install " + wanted.joined(separator: " ")
      console.say(Message(zh: "输入 (Debian): \(command)", en: "type (Debian): \(command)"))
    }
    if parts.contains(where: \.isLacking) { throw ExitCode(Consequence.machine.rawValue) }
  }
}

/// Something of the machine that docgen uses and does not hold itself.
struct Part {
  var name: String
  var found: String?
  var isRequired = false
  /// What is lacking without it, and what brings it.
  var without = Message("")
  /// Debian's package that brings it.
  var package: String?

  /// Whether it is of the folder in which this runs, and not of the machine.
  var isOfNotes = false

  var isLacking: Bool { isRequired && found == nil }

  var line: Message {
    let label = name.padding(toLength: 22, withPad: " ", startingAt: 0)
    guard found == nil else { return Message(label + (found ?? "")) }
    if isOfNotes { return Message(zh: label + without.text(in: .zh), en: label + without.text(in: .en)) }
    return Message(
      zh: label + "没有找到: " + without.text(in: .zh), en: label + "not found: " + without.text(in: .en))
  }

  /// Each of them, as the rooms that use it find it.
  static var all: [Part] {
    [compiler, wall, katex, style, fonts, pygments] + libraries
      + [notes, Part(name: "cache", found: CachePlace.standard)]
  }

  private static var notes: Part {
    let isThere = FileManager.default.fileExists(atPath: "docs")
    return Part(
      name: "docs", found: isThere ? FileManager.default.currentDirectoryPath + "/docs" : nil,
      without: Message(
        zh: "这个文件夹里还没有笔记；docgen new 文件夹, 或用 --docs 指明",
        en: "no notes in this folder yet; docgen new FOLDER, or name them with --docs"), isOfNotes: true)
  }

  private static var compiler: Part {
    Part(
      name: "Swift", found: SnippetOptions.compiler(named: nil)?.path,
      without: Message(
        zh: "笔记里的 Swift 不能编译；安装 Swift, 或以 SWIFTC 指明 swiftc",
        en: "no Swift of a note is compiled; install Swift, or name swiftc in SWIFTC"))
  }

  private static var wall: Part {
    let (path, absence) = SnippetOptions.wall
    return Part(
      name: "bubblewrap", found: path,
      without: Message(
        zh: "别人的笔记里的代码不运行 (\(absence))；make setup（bubblewrap），并允许用户命名空间",
        en:
          "code of others' notes does not run (\(absence)); make setup (bubblewrap), and allow user namespaces"
      ))
  }

  private static var katex: Part {
    let script = KaTeXPlaces.script.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    return Part(
      name: "KaTeX", found: script.map { $0 + version(ofKaTeX: $0) }, isRequired: true,
      without: Message(
        zh: "公式不能排版；make setup（Debian 的 libjs-katex）, 或以 DOCGEN_KATEX 指明 katex.min.js",
        en: "no formula is typeset; make setup (Debian's libjs-katex), or name katex.min.js in DOCGEN_KATEX"),
      package: "libjs-katex")
  }

  /// The number that KaTeX's script holds.
  private static func version(ofKaTeX script: String) -> String {
    let text = FileManager.default.contents(atPath: script).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard let found = text.firstMatch(of: #/version:\s*"([0-9.]+)"/#) else { return "" }
    return " (\(found.1))"
  }

  private static var style: Part {
    Part(
      name: "KaTeX's style", found: KaTeXPlaces.style,
      without: Message(
        zh: "网页里的公式只有 MathML；make setup（libjs-katex）",
        en: "pages show formulas by MathML alone; make setup (libjs-katex)"), package: "libjs-katex")
  }

  private static var fonts: Part {
    Part(
      name: "KaTeX's fonts",
      found: KaTeXPlaces.style.flatMap { KaTeXPlaces.font("KaTeX_Main-Regular.woff2", of: $0) },
      without: Message(
        zh: "网页里的公式只有 MathML；make setup（fonts-katex）",
        en: "pages show formulas by MathML alone; make setup (fonts-katex)"), package: "fonts-katex")
  }

  private static var pygments: Part {
    Part(
      name: "Pygments", found: Highlighter.place(),
      without: Message(
        zh: "Swift 以外的代码没有颜色；make setup（python3-pygments）",
        en: "code other than Swift has no colours; make setup (python3-pygments)"),
      package: "python3-pygments")
  }

  /// What this process is linked with, as the system loaded it; nothing where the system does not tell.
  private static var libraries: [Part] {
    // The file says of itself that it is empty: it is read to its end.
    let data = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd()
    let maps = String(decoding: data ?? Data(), as: UTF8.self)
    let paths = Set(
      maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } })
    return ["libcmark-gfm", "libflint", "libjavascriptcoregtk", "libseccomp"].compactMap { name in
      let found = paths.filter { ($0 as NSString).lastPathComponent.hasPrefix(name) }.sorted()
      return found.isEmpty ? nil : Part(name: name, found: found.joined(separator: " "))
    }
  }
}
