import Typesetting
import Diagnostics

/// A piece of a sentence in a note: a formula by its place on the page, words, or a comma or bracket between them.
package enum SentenceToken: Equatable {
  case formula(Int)
  case words(String)
  case stop

  package var formula: Int? {
    if case .formula(let index) = self { index } else { nil }
  }

  /// The sentences of a page in which a formula stands; a display or a directive ends one.
  package static func sentences(_ pageFormulas: PageFormulas) -> [[Self]] {
    var made: [[Self]] = []
    var open: [Self] = []
    func close() {
      if open.contains(where: { if case .formula = $0 { true } else { false } }) { made.append(open) }
      open = []
    }
    let all = pageFormulas.sourceFormulas
    for (index, sourceFormula) in all.enumerated() {
      let start = sourceFormula.range.bytes.lowerBound
      let end = index > 0 ? all[index - 1].range.bytes.upperBound : max(0, start - 400)
      if end < start {
        let pieces = pieces(pageFormulas.file.text(max(end, start - 1200)..<start))
        if start - end > 1200 { close() }
        for (place, piece) in pieces.enumerated() {
          if place > 0 { close() }
          open += piece
        }
      }
      if sourceFormula.isDisplay || sourceFormula.directive != nil {
        close()
      } else {
        open.append(.formula(index))
      }
    }
    if let last = all.last {
      let end = last.range.bytes.upperBound
      open += pieces(pageFormulas.file.text(end..<end + 400)).first ?? []
    }
    close()
    return made
  }

  /// Text between formulas, cut into sentences and these at their commas.
  private static func pieces(_ text: String) -> [[Self]] {
    var made: [[Self]] = [[]]
    var words = ""
    var before: Character = " "
    var blanks = 0
    func close() {
      let bare = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if !bare.isEmpty { made[made.count - 1].append(.words(bare)) }
      words = ""
    }
    for character in text.withoutComments {
      blanks = character == "\n" ? blanks + 1 : character.isWhitespace ? blanks : 0
      let isFullStop = before == "." && character.isWhitespace && !words.hasSuffix("s.t.")
      if isFullStop || blanks > 1 || "。！？!?；;".contains(character)
        || before == "\n" && "#-*|>".contains(character)
      {
        if isFullStop { words.removeLast(words.last == "." ? 1 : 0) }
        close()
        made.append([])
        blanks = 0
      } else if ",，：:（）()|".contains(character) {
        close()
        made[made.count - 1].append(.stop)
      } else if !"$*_`\\".contains(character) {
        words.append(character)
      }
      before = character
    }
    close()
    return made
  }
}
