import Basics
import Diagnostics

extension Notebook {
  /// Notes larger than this are refused.
  static let largestNote = 16 << 20
  package static let largestConfiguration = 1 << 20
  /// Pages that one may use, by way of others too.
  static let mostUsed = 256
  /// Files that docgen keeps beside the notes are read no further.
  package static let largestFile = 32 << 20

  /// Reads a folder of notes.
  ///
  /// - Parameters:
  ///   - strict: overrides the configuration's and each note's own; nil leaves them.
  ///   - run: overrides the configuration's; nil leaves it.
  ///   - memory: of an earlier reading under the same configuration.
  package static func read(
    folder path: String, strict: Bool?, run: Bool?, memory: NotebookMemory? = nil
  ) throws(NotesFailure) -> Reported<Notebook> {
    let folder = try Folder(path)
    var diagnostics = folder.diagnostics
    var configuration = Configuration()
    if folder.files.contains(Configuration.fileName) {
      let path = folder.typed(Configuration.fileName)
      let bytes = try folder.read(Configuration.fileName, upTo: largestConfiguration)
      if bytes.count <= largestConfiguration {
        let read = Configuration.parse(SourceFile(path: path, bytes: bytes))
        configuration = read.value
        diagnostics += read.diagnostics
      } else {
        diagnostics.append(.configurationTooLarge(SourceFile(path: path, bytes: [])))
      }
    }
    if let strict { configuration.strict = strict }
    if let run { configuration.run = run }

    var assets: [String] = []
    var notes: [String] = []
    for relative in folder.files {
      guard noteEnding(of: relative) != nil else {
        if relative != Configuration.fileName, !["formulas.lock", "formulas.audit"].contains(relative) {
          assets.append(relative)
        }
        continue
      }
      notes.append(relative)
    }
    if notes.isEmpty { diagnostics.append(.noNotes(in: folder.path)) }
    var documents: [Document] = []
    documents.reserveCapacity(notes.count)
    let parsed = concurrentMap(notes) { [folder, configuration] relative in
      Swift.Result { () throws(NotesFailure) in
        try document(relative, in: folder, configuration, memory)
      }
    }
    for result in parsed {
      let read = try result.get()
      var document = read.value
      if let strict { document.frontMatter.strict = strict }
      documents.append(document)
      diagnostics += read.diagnostics
    }
    var notebook = Notebook(
      documents: inReadingOrder(documents), configuration: configuration, assets: assets, folder: folder.path)
    try notebook.readHelpers(in: folder, memory)
    memory?.keep(notes: notes, helpers: notebook.helpers.keys)
    diagnostics += notebook.resolveUses()
    return Reported(notebook, diagnostics)
  }

  /// How a note's path ends, as it is written: `.md`, `.MD`, `.markdown`; nil for what is no note.
  static func noteEnding(of path: String) -> String? {
    guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    let ending = path[dot...]
    return [".md", ".markdown", ".mdown", ".mkdn", ".mkd"].contains(ending.lowercased())
      ? String(ending) : nil
  }

  /// One note; of one that is too large only its name.
  private static func document(
    _ relative: String, in folder: Folder, _ configuration: Configuration, _ memory: NotebookMemory?
  ) throws(NotesFailure) -> Reported<Document> {
    let bytes = try folder.read(relative, upTo: largestNote)
    let read = { document(relative, bytes, in: folder, configuration) }
    return memory?.note(relative, bytes, read) ?? read()
  }

  private static func document(
    _ relative: String, _ bytes: [UInt8], in folder: Folder, _ configuration: Configuration
  ) -> Reported<Document> {
    let isWhole = bytes.count <= largestNote
    let file = SourceFile(path: folder.typed(relative), bytes: isWhole ? bytes : [])
    let page = String(relative.dropLast(noteEnding(of: relative)?.count ?? 0))
    let read = Document.parse(file, page: page, configuration: configuration)
    return Reported(read.value, read.diagnostics + (isWhole ? [] : [.noteTooLarge(file)]))
  }

  /// By folder, in it by `order`, then by name; a folder stands where its index page's order puts it,
  /// one without such a page where the least order of its pages does.
  static func inReadingOrder(_ documents: [Document]) -> [Document] {
    var orders: [String: Double] = [:]
    for document in documents {
      guard let order = document.frontMatter.order else { continue }
      var path = document.folder
      while !path.isEmpty {
        orders[path] = min(order, orders[path] ?? .infinity)
        path = path.split(separator: "/").dropLast().joined(separator: "/")
      }
    }
    for document in documents where document.isIndex {
      if let order = document.frontMatter.order { orders[document.folder] = order }
    }
    let keyed = documents.indices.map { index -> (key: [ReadingKey], index: Int) in
      let document = documents[index]
      var key: [ReadingKey] = []
      var path = ""
      for component in document.folder.split(separator: "/") {
        path += path.isEmpty ? String(component) : "/" + component
        key.append(ReadingKey(order: orders[path] ?? .infinity, name: String(component)))
      }
      let order = document.isIndex ? -.infinity : document.frontMatter.order ?? .infinity
      key.append(ReadingKey(order: order, name: document.name))
      return (key, index)
    }
    return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { documents[$0.index] }
  }

  struct ReadingKey: Comparable {
    var order: Double
    var name: String

    static func < (left: ReadingKey, right: ReadingKey) -> Bool {
      if left.order != right.order { return left.order < right.order }
      return naturally(left.name, right.name)
    }

    /// `2-x` before `10-x`: by bytes, runs of digits by their number.
    private static func naturally(_ left: String, _ right: String) -> Bool {
      var a = left.utf8[...]
      var b = right.utf8[...]
      while let x = a.first, let y = b.first {
        if Byte.isDigit(x), Byte.isDigit(y) {
          let m = a.prefix(while: Byte.isDigit)
          let n = b.prefix(while: Byte.isDigit)
          let p = m.drop { $0 == UInt8(ascii: "0") }
          let q = n.drop { $0 == UInt8(ascii: "0") }
          if p.count != q.count { return p.count < q.count }
          if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
          a = a[m.endIndex...]
          b = b[n.endIndex...]
        } else if x != y {
          return x < y
        } else {
          a.removeFirst()
          b.removeFirst()
        }
      }
      return a.isEmpty == b.isEmpty ? left < right : a.isEmpty
    }
  }

  /// Replaces what `uses` says by pages' names: from the docs folder's root, or beside the page.
  private mutating func resolveUses() -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    let pages = Set(documents.map(\.page))
    let known = pages.sorted() + assets.filter { $0.hasSuffix(".swift") }
    for index in documents.indices {
      let document = documents[index]
      var resolved: [String] = []
      for (use, range) in zip(document.frontMatter.uses, document.frontMatter.usesRanges) {
        let name = String(use.dropLast(Self.noteEnding(of: use)?.count ?? 0))
        let beside = document.folder.isEmpty ? name : document.folder + "/" + name
        let candidates = [name, beside].flatMap { [$0, $0 + "/index", $0 + "/README"] }
        if let page = candidates.first(where: { pages.contains($0) || helpers[$0] != nil }) {
          if page == document.page {
            diagnostics.append(.usesItself(at: range))
          } else if !resolved.contains(page) {
            resolved.append(page)
          }
        } else {
          diagnostics.append(.unknownPage(use, near: NearestName.of(name, among: known), at: range))
        }
      }
      documents[index].frontMatter.uses = resolved
    }
    return diagnostics + usesInCircles() + usesTooMany()
  }

  /// Pages that use themselves by way of others; what they use of each other is then let go, so that nothing behind
  /// goes round with them.
  private mutating func usesInCircles() -> [Diagnostic] {
    let circles = Circles(documents.map { ($0.page, $0.frontMatter.uses) })
    var diagnostics: [Diagnostic] = []
    for index in documents.indices {
      let document = documents[index]
      guard let circle = circles.circle(of: document.page) else { continue }
      diagnostics.append(.usesInCircle(document.page, at: document.frontMatter.usesRanges.first))
      documents[index].frontMatter.uses.removeAll { circles.circle(of: $0) == circle }
    }
    return diagnostics
  }

  /// Pages that reach more than a page's program can hold: what they use is let go, so that a chain of thousands
  /// costs no more than its length. A page is judged behind those that it uses.
  private mutating func usesTooMany() -> [Diagnostic] {
    guard documents.count > Self.mostUsed else { return [] }
    let numbers = Dictionary(documents.indices.map { (documents[$0].page, $0) }) { first, _ in first }
    var reach = [Set<Int>?](repeating: nil, count: documents.count)
    var diagnostics: [Diagnostic] = []
    for start in documents.indices where reach[start] == nil {
      var path = [start]
      while let index = path.last {
        let uses = documents[index].frontMatter.uses.compactMap { numbers[$0] }
        if let next = uses.first(where: { reach[$0] == nil }) {
          path.append(next)
          continue
        }
        path.removeLast()
        let all = uses.reduce(into: Set<Int>()) { $0.formUnion(reach[$1] ?? []) }.union(uses)
        reach[index] = all.count <= Self.mostUsed ? all : []
        guard all.count > Self.mostUsed else { continue }
        diagnostics.append(
          .usesTooMany(documents[index].page, all.count, at: documents[index].frontMatter.usesRanges.first))
        documents[index].frontMatter.uses = []
      }
    }
    return diagnostics
  }
}

extension Document {
  /// The note's path below the docs folder: `deim/mal.md`.
  package var notePath: String { page + (Notebook.noteEnding(of: file.path) ?? ".md") }

  /// Whether it is its folder's page.
  var isIndex: Bool { ["index", "readme"].contains(name.lowercased()) }
  /// The folder below the docs folder, empty at its root.
  var folder: String { lastSlash.map { String(page[..<$0]) } ?? "" }
  /// The path's last part.
  var name: String { lastSlash.map { String(page[page.index(after: $0)...]) } ?? page }

  private var lastSlash: String.Index? { page.utf8.lastIndex(of: UInt8(ascii: "/")) }
}

extension Diagnostic {
  static func configurationTooLarge(_ file: SourceFile) -> Diagnostic {
    Diagnostic(
      .error, "configuration-too-large",
      Message(
        zh: "\(Configuration.fileName) 超过 \(Notebook.largestConfiguration >> 20) MB，没有读",
        en:
          "\(Configuration.fileName) is larger than \(Notebook.largestConfiguration >> 20) MB and is not read"
      ),
      at: file.range(0..<0))
  }

  static func noteTooLarge(_ file: SourceFile) -> Diagnostic {
    Diagnostic(
      .error, "note-too-large",
      Message(
        zh: "笔记超过 \(Notebook.largestNote >> 20) MB",
        en: "the note is larger than \(Notebook.largestNote >> 20) MB"),
      at: file.range(0..<0))
  }

  static func unknownPage(_ name: String, near: String?, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "unknown-page", Message(zh: "没有页面 “\(name)”", en: "no page '\(name)'"), at: range,
      help: near.map { [Message(zh: "是否想写 “\($0)”？", en: "did you mean '\($0)'?")] } ?? [])
  }

  static func usesItself(at range: SourceRange) -> Diagnostic {
    Diagnostic(.error, "uses-in-circle", Message(zh: "页面引用了自己", en: "the page uses itself"), at: range)
  }

  static func usesInCircle(_ page: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .error, "uses-in-circle",
      Message(zh: "页面 “\(page)” 经由 uses 又引用到自己", en: "the page '\(page)' uses itself in a circle"),
      at: range)
  }
}

extension Diagnostic {
  fileprivate static func usesTooMany(_ page: String, _ count: Int, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .error, "uses-too-many",
      Message(
        zh: "页面 “\(page)” 经由 uses 用到 \(count) 页, 超过 \(Notebook.mostUsed) 页; 它的 uses 没有算",
        en:
          "the page '\(page)' uses \(count) pages, by way of others too; that is more than \(Notebook.mostUsed), and none is used"
      ),
      at: range,
      help: [
        Message(
          zh: "把共用的定义放进少数几页, 或一个自己的库 (libraries)",
          en: "put what they share into a few pages, or into a library of your own (libraries)")
      ])
  }

  /// A mistyped folder is as a rule there, and holds something else.
  fileprivate static func noNotes(in folder: String) -> Diagnostic {
    Diagnostic(
      .warning, "no-notes",
      Message(zh: "\(folder) 里没有一篇笔记（.md 文件）", en: "\(folder) holds no note (no .md file)"),
      consequence: .malformed,
      help: [Message(zh: "用 --docs 指明笔记所在的文件夹", en: "name the folder of the notes with --docs")])
  }
}
