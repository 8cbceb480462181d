import Diagnostics

/// Why no snippet can run at all: the machine's fault, never a note's.
package enum SnippetFailure: Error, Sendable, Hashable {
  /// Places that were tried.
  case noCompiler(tried: [String])
  case compilerTooOld(path: String, version: String)
  /// The compiler does not even compile NoteKit, or says nothing about itself.
  case compilerBroken(path: String, output: String)
  case disk(path: String, reason: String)
  /// `libraries:` of `docgen.yml` names no folder with Swift files whose name can be a module's.
  case libraryMissing(path: String)
  case libraryBroken(name: String, output: String)
  /// It lies outside the notes' repository, and the command line does not name it.
  case libraryElsewhere(path: String, repository: String)
  /// A file of it is a link that leads out of the repository.
  case libraryLink(path: String, root: String)
  /// A wall is missing, and nobody said that code may run without it.
  case isolationMissing(what: String)

  private static let installation = Message(
    zh: "安装 Swift 6 (swift.org/install), 或用 --swiftc、环境变量 SWIFTC 指明路径",
    en: "install Swift 6 (swift.org/install), or name it by --swiftc or SWIFTC")

  package var diagnostic: Diagnostics.Diagnostic {
    switch self {
    case .noCompiler(let tried):
      Diagnostic(
        .error, "no-compiler",
        Message(
          zh: "找不到 Swift 编译器: \(tried.joined(separator: ", "))",
          en: "no Swift compiler: \(tried.joined(separator: ", "))"),
        consequence: .machine,
        help: [Self.installation])
    case .compilerTooOld(let path, let version):
      Diagnostic(
        .error, "compiler-too-old",
        Message(
          zh: "\(path) 是 \(version), 需要 Swift 6 或更新", en: "\(path) is \(version), Swift 6 or newer is needed"),
        consequence: .machine, help: [Self.installation])
    case .compilerBroken(let path, let output):
      Diagnostic(
        .error, "compiler-broken", Message(zh: "\(path) 不能用", en: "\(path) does not work"),
        consequence: .machine, facts: output.split(separator: "\n").prefix(12).map { Message(String($0)) })
    case .libraryMissing(let path):
      Diagnostic(
        .error, "library-missing",
        Message(
          zh: "libraries 里的 \(path) 不是 Swift 模块的文件夹",
          en: "libraries names \(path), which is no folder of a Swift module"),
        consequence: .malformed,
        help: [
          Message(
            zh: "写一个有 .swift 文件的文件夹, 相对于笔记文件夹; 最后一段是模块名",
            en: "name a folder with .swift files, relative to the notes; its last part is the module's name")
        ])
    case .libraryBroken(let name, let output):
      Diagnostic(
        .error, "library-broken",
        Message(zh: "libraries 里的 \(name) 编译不过", en: "the library \(name) does not compile"),
        consequence: .content, facts: output.split(separator: "\n").prefix(12).map { Message(String($0)) })
    case .disk(let path, let reason):
      Diagnostic(
        .error, "cache-not-writable",
        Message(zh: "不能写 \(path): \(reason)", en: "cannot write \(path): \(reason)"),
        consequence: .machine)
    case .libraryElsewhere(let path, let repository):
      Diagnostic(
        .error, "library-elsewhere",
        Message(
          zh: "libraries 里的 \(path) 不在笔记的仓库 \(repository) 里",
          en: "libraries names \(path), which is not in the notes' repository \(repository)"),
        consequence: .malformed,
        help: [
          Message(
            zh: "它的源码会印在网页上; 若你同意, 写 --library \(path)",
            en: "its source would stand in the site; if you agree, say --library \(path)")
        ])
    case .libraryLink(let path, let root):
      Diagnostic(
        .error, "library-elsewhere",
        Message(
          zh: "\(path) 是链接, 指向 \(root) 之外",
          en: "\(path) is a link that leads out of \(root)"),
        consequence: .malformed,
        help: [Message(zh: "换成真正的文件", en: "put the file itself there")])
    case .isolationMissing(let what):
      Diagnostic(
        .error, "isolation-missing",
        Message(
          zh: "笔记里的代码没有运行: 缺少隔离 \(what)",
          en: "the notes' code was not run: a wall is missing: \(what)"),
        consequence: .machine,
        help: [
          Message(
            zh: "安装 bubblewrap (make setup), 或允许用户命名空间 (容器里常常禁止)",
            en: "install bubblewrap (make setup), or allow user namespaces, which many containers forbid"),
          Message(
            zh: "若信得过这些笔记的作者: --isolation available 用现有的隔离, off 只留资源上限",
            en:
              "if you trust the authors of these notes: --isolation available goes on with what walls there are, off with none"
          ),
        ])
    }
  }
}

extension Diagnostic {
  /// The kernel lacks a part of the sandbox, and the snippets ran without it.
  static func isolationPartial(_ missing: String) -> Diagnostic {
    Diagnostic(
      .warning, "isolation-partial",
      Message(
        zh: "代码运行时隔离不完整, 缺少: \(missing)", en: "code ran without all walls, there is no: \(missing)"),
      consequence: .machine,
      help: [Message(zh: "--isolation required 使它成为错误", en: "--isolation required makes it an error")])
  }
}
