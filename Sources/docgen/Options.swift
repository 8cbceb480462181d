import ArgumentParser
import Basics
import Diagnostics
import Notes
import Snippets

extension ReportFormat: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
extension SnippetOptions.Isolation: ExpressibleByArgument {}

/// Where the notes are and how they are taken.
struct NotesOptions: ParsableArguments {
  @Option(help: ArgumentHelp("笔记所在的文件夹 (folder of the notes)", valueName: "文件夹"))
  var docs = "docs"

  @Flag(help: "未检查、损坏的公式与死链都算错误 (unchecked or broken formulas and dead links are errors)")
  var strict = false

  @Flag(help: "运行没有声明 run: true 的笔记里的 Swift (run Swift of notes that do not ask for it)")
  var run = false

  @Option(help: ArgumentHelp("一页程序最多运行的秒数 (seconds that a page's program may take)", valueName: "秒"))
  var timeout = 10.0

  @Option(
    help: ArgumentHelp(
      """
      笔记里的代码在怎样的隔离之后运行 (walls around the notes' code): required 缺少一样就不运行; available 有什么用什么; \
      off 只留资源上限。默认 required, 而 docgen 自己的 docs 用 available; 环境变量 DOCGEN_ISOLATION 亦可
      """, valueName: "方式"))
  var isolation: SnippetOptions.Isolation?

  @Option(
    help: ArgumentHelp(
      "允许 libraries 用笔记仓库之外的这个文件夹 (a library outside the notes' repository)", valueName: "文件夹"))
  var library: [String] = []

  @Option(help: ArgumentHelp("Swift 编译器；默认取 SWIFTC，再取 PATH (the compiler)", valueName: "路径"))
  var swiftc: String?

  func validate() throws {
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout 应在 0 与 86400 秒之间 (must lie between 0 and 86400 seconds)")
    }
  }
}

/// How findings and progress are written.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      结果的写法 (how findings are written): text 带原文与指示符; plain 纯文本; github 注解; \
      sarif 2.1.0; json。列号从 1 起，以 UTF-8 字节计 (sarif: Unicode 码点)
      """, valueName: "写法"))
  var format = ReportFormat.text

  @Option(help: .messagesLanguage)
  var lang: Language?

  /// - Parameter docs: the folder of the notes, whose own language is taken where none is asked for.
  func console(for docs: String) -> Console {
    Console(language: lang ?? .ofNotes(in: docs), format: format)
  }
}

extension ArgumentHelp {
  static let messagesLanguage = ArgumentHelp(
    "消息的语言；默认是 docgen.yml 里的 lang (language of messages): zh 或 en", valueName: "语言")
}

extension Language {
  /// The language that a folder of notes is written in, by its `docgen.yml`.
  static func ofNotes(in docs: String) -> Language {
    let path = docs + "/" + Configuration.fileName
    guard let bytes = Disk.bytes(of: path, upTo: Notebook.largestConfiguration),
      bytes.count <= Notebook.largestConfiguration
    else { return .zh }
    return Configuration.parse(SourceFile(path: path, bytes: bytes)).value.language
  }
}
