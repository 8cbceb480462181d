import Diagnostics
import Foundation
import Notes

extension Document {
  /// A plain Swift file of the docs folder, as a page of one block, for other pages to use.
  package static func swiftHelper(_ file: SourceFile, page: String) -> Document {
    var document = Document.nothing
    document.file = file
    document.page = page
    document.snippets = [
      Snippet(
        index: 0, code: file.text(0..<file.bytes.count), range: file.range(0..<file.bytes.count),
        attributes: .init())
    ]
    return document
  }

  /// A page without anything.
  static var nothing: Document {
    Document(
      file: SourceFile(path: "", bytes: []), page: "", frontMatter: FrontMatter(), blocks: [], formulas: [],
      snippets: [], inlineValues: [], footnotes: [])
  }
}

extension PageProgram {
  /// Each page with what it uses, what those use before them, each once.
  ///
  /// - Parameter helper: a plain Swift file below the docs folder, by its path there (`lib/stats.swift`).
  package static func gather(
    _ documents: [Document], helper: (String) -> SourceFile?
  ) -> Reported<[PageProgram]> {
    var pages: [String: Document] = [:]
    for document in documents { pages[document.page] = document }
    var diagnostics: [Diagnostic] = []
    for document in documents {
      for name in document.frontMatter.uses where pages[name] == nil {
        if name.hasSuffix(".swift"), let file = helper(name) {
          pages[name] = .swiftHelper(file, page: name)
        } else {
          diagnostics.append(.unknownUse(name, in: document))
        }
      }
    }
    let programs = documents.map { document in
      var closure = UseClosure(pages: pages)
      closure.visit(document)
      if let circle = closure.circle { diagnostics.append(.circularUse(circle, in: document)) }
      return PageProgram(document: document, uses: closure.order.filter { $0.page != document.page })
    }
    return Reported(programs, diagnostics)
  }
}

/// Pages in the order in which they are woven: used ones first.
private struct UseClosure {
  let pages: [String: Document]
  var order: [Document] = []
  var circle: [String]?
  private var seen: Set<String> = []

  init(pages: [String: Document]) { self.pages = pages }

  /// Without recursion, since a chain of pages may be as long as a book.
  mutating func visit(_ start: Document) {
    var path: [(document: Document, next: Int)] = [(start, 0)]
    seen.insert(start.page)
    while let (document, next) = path.last {
      guard next < document.frontMatter.uses.count else {
        order.append(document)
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      let name = document.frontMatter.uses[next]
      if name == start.page { circle = path.map(\.document.page) + [name] }
      if let used = pages[name], seen.insert(name).inserted { path.append((used, 0)) }
    }
  }
}

extension Diagnostic {
  static func unknownUse(_ name: String, in document: Document) -> Diagnostic {
    Diagnostic(
      .error, "unknown-use",
      Message(zh: "uses 里的 \(name) 不存在", en: "uses names \(name), which does not exist"),
      at: document.placeOfUse(name), consequence: .malformed,
      help: [
        Message(
          zh: "写 docs 下的页面路径, 不带 .md, 或一个 .swift 文件",
          en: "name a page by its path below docs without .md, or a .swift file")
      ])
  }

  static func circularUse(_ circle: [String], in document: Document) -> Diagnostic {
    let path = circle.joined(separator: " → ")
    return Diagnostic(
      .error, "circular-use", Message(zh: "uses 成环: \(path)", en: "uses goes in a circle: \(path)"),
      at: circle.count > 1 ? document.placeOfUse(circle[1]) : nil, consequence: .malformed)
  }
}

extension Document {
  /// The name in the front matter's `uses`, which stands before the first block.
  fileprivate func placeOfUse(_ name: String) -> SourceRange? {
    let head = file.text(0..<min(file.bytes.count, blocks.first?.range.bytes.lowerBound ?? file.bytes.count))
    guard let uses = head.range(of: "uses"), let place = head[uses.upperBound...].range(of: name) else {
      return nil
    }
    let start = head.utf8.distance(from: head.startIndex, to: place.lowerBound)
    return file.range(start..<start + name.utf8.count)
  }
}
