import Diagnostics
import Trees

extension DocumentReader {
  enum HTMLReading {
    /// Nothing but comments: docgen's among them.
    case directives([Directive])
    case html(Block)
  }

  /// A block of HTML: comments are read and left out, anything else is kept.
  mutating func html(_ node: MarkdownNode) -> HTMLReading {
    let literal = node.literalBytes
    let range = preparedRange(of: node)
    let map = ContentMap(literal, in: text, lines: [node.startLine])
    var directives: [Directive] = []
    var problems: [Diagnostic] = []
    var isAllComments = true
    var index = 0
    while index < literal.count {
      if Byte.isSpace(literal[index]) {
        index += 1
      } else if let end = Self.endOfComment(in: literal, from: index) {
        let start = map?.offset(index) ?? range.lowerBound
        let stop = map.map { $0.offset(end - 1) + 1 } ?? range.upperBound
        let comment = text.restored(
          String(decoding: literal[index + 4..<end - 3], as: UTF8.self), as: .verbatim)
        switch DirectiveParser.read(comment, at: place(start..<max(start, stop))) {
        case .directive(let directive): directives.append(directive)
        case .malformed(let problem): problems.append(problem)
        case .comment: break
        }
        index = end
      } else {
        isAllComments = false
        break
      }
    }
    diagnostics += problems
    if isAllComments { return .directives(directives) }
    for directive in directives { diagnostics.append(.directiveNotAlone(at: directive.range)) }
    return .html(Block(.html(pieces(of: literal, map)), range: place(range)))
  }

  private static func endOfComment(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard bytes[start...].starts(with: "<!--".utf8) else { return nil }
    var index = start + 4
    while index + 3 <= bytes.count {
      if bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-"),
        bytes[index + 2] == Byte.quote
      {
        return index + 3
      }
      index += 1
    }
    return nil
  }

  /// A formula's directive inside a paragraph belongs to the formula right behind it.
  mutating func bindInlineDirectives(_ inlines: [Inline]) -> [Inline] {
    guard inlines.contains(where: { if case .directive = $0 { true } else { false } }) else { return inlines }
    var result: [Inline] = []
    for (index, inline) in inlines.enumerated() {
      if case .directive(.label(_, _, let range)) = inline {
        diagnostics.append(.labelInLine(at: range))
        continue
      }
      guard case .directive(.formula(let directive, let range)) = inline else {
        result.append(inline)
        continue
      }
      let next = inlines[(index + 1)...].first { inline in
        switch inline {
        case .softBreak: return false
        case .text(let text, _): return !text.allSatisfy(\.isWhitespace)
        default: return true
        }
      }
      if case .formula(let formula)? = next {
        document.formulas[formula].directive = directive
      } else {
        diagnostics.append(.misplacedDirective(at: range))
      }
    }
    return result
  }

  /// Notes for each formula the prose right behind it, to the next punctuation.
  mutating func noteTrailingText(_ inlines: [Inline]) {
    guard !document.formulas.isEmpty else { return }
    let leaves = inlines.leaves
    for (index, leaf) in leaves.enumerated() {
      guard case .formula(let formula) = leaf else { continue }
      var trailing = ""
      search: for leaf in leaves[(index + 1)...] {
        guard case .text(let text, _) = leaf else {
          if case .softBreak = leaf {
            trailing += " "
            continue
          }
          break
        }
        for scalar in text.unicodeScalars {
          if EastAsianWidth.isPunctuation(scalar) || trailing.count >= 12 { break search }
          trailing.unicodeScalars.append(scalar)
        }
      }
      document.formulas[formula].trailingText = DirectiveParser.trimmed(trailing)
    }
  }
}

extension [Inline] {
  /// What stands in a row, emphasis and links opened.
  fileprivate var leaves: [Inline] {
    flatMap { inline -> [Inline] in
      switch inline {
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner, _):
        inner.leaves
      default: [inline]
      }
    }
  }
}
