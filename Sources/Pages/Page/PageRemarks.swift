import Diagnostics
import Notes

/// What docgen found wrong on a page and nevertheless let stand: each finding is shown once, behind the innermost
/// block that it is about, or at the page's head where it is about none.
struct PageRemarks {
  /// By place; shown ones are marked.
  private var remarks: [(place: Int, html: String, isShown: Bool)]

  /// - Parameters:
  ///   - findings: those of this page's file.
  ///   - page: the language of the page.
  ///   - reports: the language of whole reports; nil for remarks to a site's readers.
  init(_ findings: [Diagnostic], of document: Document, reports: Language? = nil, in page: Language) {
    var found = findings.compactMap { finding in
      finding.range.map {
        (place: $0.bytes.lowerBound, html: Self.html(finding, reports: reports, in: page), isShown: false)
      }
    }.sorted { $0.place < $1.place }
    let blocks = document.blocks + document.footnotes.flatMap(\.blocks)
    let outside = found.indices.filter { index in
      !blocks.contains { $0.range.bytes.covers(found[index].place) }
    }
    for index in outside { found[index].isShown = true }
    head = outside.map { found[$0].html }.joined()
    remarks = found
  }

  /// What belongs to no block: front matter, footnotes that are left out, a note that could not be read.
  let head: String

  var isEmpty: Bool { remarks.isEmpty }

  /// What stands within some bytes of the note and is not shown yet.
  mutating func take(_ bytes: Range<Int>) -> String {
    var low = 0
    var high = remarks.count
    while low < high {
      let middle = (low + high) / 2
      if remarks[middle].place < bytes.lowerBound { low = middle + 1 } else { high = middle }
    }
    var html = ""
    while low < remarks.count, bytes.covers(remarks[low].place) {
      if !remarks[low].isShown { html += remarks[low].html }
      remarks[low].isShown = true
      low += 1
    }
    return html
  }

  private static func html(_ finding: Diagnostic, reports: Language?, in page: Language) -> String {
    guard let language = reports else { return html(finding, in: page) }
    let text = Report([finding]).printed(as: .text, in: language)
    return
      "<pre class=\"docgen-finding\" data-severity=\"\(finding.severity.rawValue)\" data-docgen-place=\"\(escaped(finding.place ?? ""))\">\(escaped(text))</pre>\n"
  }

  static func html(_ finding: Diagnostic, in language: Language) -> String {
    let line =
      finding.range.map { language(zh: "第 \($0.start.line) 行：", en: "Line \($0.start.line): ") } ?? ""
    let help = finding.help.map { language.semicolon + $0.text(in: language) }.joined()
    return
      "<p class=\"error\" data-finding=\"\(escaped(finding.identifier))\">\(line)\(escaped(finding.message.text(in: language) + help))</p>\n"
  }
}

extension Diagnostic {
  /// `docs/deim/mal.md:41:5`, as the terminal says it; nil where it stands nowhere.
  package var place: String? {
    range.map { "\($0.file.path):\($0.start.line):\($0.start.column)" }
  }
}

extension Range<Int> {
  /// Whether a place lies in a block: its end counts, and so does the place of an empty one.
  fileprivate func covers(_ place: Int) -> Bool {
    place >= lowerBound && place <= Swift.max(lowerBound, upperBound)
  }
}
