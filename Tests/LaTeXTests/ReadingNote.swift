import Formulas
import Typesetting
import Diagnostics
import Trees

extension PageFormulas {
  /// A page out of a few lines of Markdown: headings, `$…$`, `$$…$$` and directives; no more than tests need.
  init(
    page: String = "page", uses: [String] = [], declarations: [(name: String, domain: String)] = [],
    macros: [String: String] = [:], isStrict: Bool = true, note: String
  ) {
    let file = SourceFile(path: "\(page).md", text: note)
    var scanner = NoteScanner(file: file, bytes: Array(note.utf8))
    scanner.scan()
    self.init(
      page: page, file: file, uses: uses, declarations: declarations, macros: macros,
      sourceFormulas: scanner.sourceFormulas, isStrict: isStrict)
  }
}

private struct NoteScanner {
  let file: SourceFile
  let bytes: [UInt8]
  var next = 0
  var section: [Int] = []
  var directive: FormulaDirective?
  var sourceFormulas: [SourceFormula] = []

  mutating func scan() {
    while next < bytes.count {
      if starts("$$") {
        formula(between: "$$", isDisplay: true)
      } else if starts("$") {
        formula(between: "$", isDisplay: false)
      } else if starts("<!--") {
        let text = take(after: "<!--", to: "-->")
        directive = FormulaDirective(text)
      } else if starts("#"), next == 0 || bytes[next - 1] == 0x0A {
        heading()
      } else {
        next += 1
      }
    }
  }

  private func starts(_ text: String) -> Bool { bytes[next...].starts(with: text.utf8) }

  private mutating func heading() {
    var level = 0
    while starts("#") {
      level += 1
      next += 1
    }
    section = Array((section + Array(repeating: 0, count: level)).prefix(level))
    section[level - 1] += 1
  }

  private mutating func take(after opening: String, to closing: String) -> String {
    next += opening.utf8.count
    let start = next
    while next < bytes.count, !starts(closing) { next += 1 }
    defer { next += closing.utf8.count }
    return String(decoding: bytes[start..<min(next, bytes.count)], as: UTF8.self)
  }

  private mutating func formula(between fence: String, isDisplay: Bool) {
    let start = next + fence.utf8.count
    let latex = take(after: fence, to: fence)
    let rest = bytes[min(next, bytes.count)...].prefix(60)
    let trailing = String(decoding: rest, as: UTF8.self).prefix { !"，。,.；;$\n".contains($0) }
    sourceFormulas.append(
      SourceFormula(
        id: sourceFormulas.count, latex: latex, range: file.range(start..<(start + latex.utf8.count)),
        isDisplay: isDisplay, section: section, directive: isDisplay ? directive : nil,
        trailingText: String(trailing)))
    if isDisplay { directive = nil }
  }
}

extension FormulaDirective {
  fileprivate init?(_ comment: String) {
    let text = comment.split(separator: " ").joined(separator: " ")
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let words = (parts.first ?? "").split(separator: " ").map(String.init)
    let reason = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
    switch words.first {
    case "claim":
      self = .claim(id: words.count > 1 ? words[1] : nil, Duty(rawValue: reason) ?? .holds)
    case "erratum":
      self = .erratum(
        of: words.count > 2 ? words[2] : "", as: words.count > 4 ? words[4] : nil, reason: reason)
    case "unchecked": self = .unchecked(reason: reason)
    default: return nil
    }
  }
}

extension FormulaIndex {
  /// The definition that a name has on a page, the first of them.
  func definition(_ id: String) throws -> Definition {
    guard let definition = definitions[id] else {
      throw MissingDefinition(id: id, known: definitions.keys.sorted())
    }
    return definition
  }
}

struct MissingDefinition: Error {
  var id: String
  var known: [String]
}
