import Trees

/// What KaTeX made of one formula.
enum Typeset {
  case set(html: String, tree: [UInt8], references: [String])
  /// The position is in UTF-16 units from 0, or nil where KaTeX gives none.
  case broken(position: Int?, message: String)

  /// - Parameter answer: what `TypesetterScript` wrote: fields between bytes of value 2. Nil comes of none of its.
  init?(_ answer: [UInt8]) {
    let parts = answer.split(separator: 2, maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count >= 3 else { return nil }
    func text(_ position: Int) -> String { String(decoding: parts[position], as: UTF8.self) }
    if parts[0] == [0x30], parts.count == 5 {
      self = .set(
        html: text(1), tree: Array(parts[2]), references: text(3).split(separator: "\u{1}").map(String.init))
    } else {
      let position = Int(text(1)).flatMap { $0 >= 0 ? $0 : nil }
      self = .broken(position: position, message: parts.indices.dropFirst(2).map(text).joined(separator: " "))
    }
  }
}

/// Cuts the answers of one typesetter into lexemes, each once.
package final class LexemeCache {
  package enum Entry {
    case read(html: String, [Lexeme], references: [String])
    case unreadable(html: String, ParseError, references: [String])
    case broken(position: Int?, message: String)
  }

  /// By the answers' slots.
  private var known: [Entry] = []

  package init() {}

  package func entry(_ answer: Typesetter.Answer, of latex: String) throws(TypesetterFailure) -> Entry {
    guard let bytes = answer.bytes else { return known[answer.slot] }
    let entry = try Self.lex(bytes, of: latex)
    if answer.slot < known.count { known[answer.slot] = entry } else { known.append(entry) }
    return entry
  }

  private static func lex(_ bytes: [UInt8], of latex: String) throws(TypesetterFailure) -> Entry {
    switch Typeset(bytes) {
    case nil: throw .script("answer")
    case .broken(let position, let message): return .broken(position: position, message: message)
    case .set(let html, let tree, let references):
      var decoder = GlyphDecoder(tree, latex: latex)
      do throws(ParseError) {
        return .read(html: html, try Lexer.lexemes(of: decoder.decode()), references: references)
      } catch {
        return .unreadable(html: html, error, references: references)
      }
    }
  }
}
