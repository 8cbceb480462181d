import Diagnostics

extension Notebook {
  /// Reads the plain Swift files that pages use, from the folder's root or beside the page.
  mutating func readHelpers(in folder: Folder, _ memory: NotebookMemory?) throws(NotesFailure) {
    let swift = Set(assets.filter { $0.hasSuffix(".swift") })
    guard !swift.isEmpty else { return }
    for document in documents {
      for name in document.frontMatter.uses where name.hasSuffix(".swift") {
        let beside = document.folder.isEmpty ? name : document.folder + "/" + name
        guard let path = [name, beside].first(where: swift.contains), helpers[path] == nil,
          folder.size(of: path) <= Self.largestNote
        else { continue }
        let bytes = try folder.read(path)
        let read = { Document.helper(SourceFile(path: folder.typed(path), bytes: bytes), page: path) }
        helpers[path] = memory?.helper(path, bytes, read) ?? read()
      }
    }
  }
}

extension Document {
  /// A plain Swift file as a page of one block, for pages to use.
  package static func helper(_ file: SourceFile, page: String) -> Document {
    let whole = 0..<file.bytes.count
    let block = Snippet(index: 0, code: file.text(whole), range: file.range(whole), attributes: .init())
    return Document(
      file: file, page: page, frontMatter: FrontMatter(), blocks: [], formulas: [], snippets: [block],
      inlineValues: [], footnotes: [])
  }
}

/// What pages use, which is in force on them as if it stood before their own.
package struct PageDependencies: Sendable {
  private let documents: [String: Document]

  package init(_ notebook: Notebook) {
    documents = Dictionary(notebook.documents.map { ($0.page, $0) }) { first, _ in first }
      .merging(notebook.helpers) { page, _ in page }
  }

  /// The pages that a page uses, and those that they use before them, each once.
  ///
  /// Without recursion, since a chain of pages may be as long as a book.
  package func closure(of document: Document) -> [Document] {
    var order: [Document] = []
    var seen: Set<String> = [document.page]
    var path: [(document: Document, next: Int)] = [(document, 0)]
    while let (current, next) = path.last {
      guard next < current.frontMatter.uses.count else {
        order.append(current)
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      let name = current.frontMatter.uses[next]
      if let used = documents[name], seen.insert(name).inserted { path.append((used, 0)) }
    }
    return order.dropLast()
  }
}
