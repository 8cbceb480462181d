/// Words that are looked for anywhere in a text, by the letter that each begins with.
struct WordList {
  private var byFirst: [Unicode.Scalar: [[Unicode.Scalar]]] = [:]

  init(_ words: [String]) {
    for word in words {
      let letters = Array(word.unicodeScalars)
      if let first = letters.first { byFirst[first, default: []].append(letters) }
    }
  }

  /// Whether one of them stands in a text; Latin letters of a longer word do not make one.
  func occurs(in text: String) -> Bool {
    let letters = Array(text.unicodeScalars)
    for start in letters.indices {
      for word in byFirst[letters[start]] ?? [] {
        let end = start + word.count
        guard end <= letters.count, letters[start..<end].elementsEqual(word) else { continue }
        let isInside =
          word[0].isLatinLetter
          && (start > 0 && letters[start - 1].isLatinLetter
            || end < letters.count && letters[end].isLatinLetter)
        if !isInside { return true }
      }
    }
    return false
  }
}

extension Unicode.Scalar {
  fileprivate var isLatinLetter: Bool { isASCII && properties.isAlphabetic }
}
