import Basics

/// Anchors of headings, by GitHub's rule: lower case, punctuation dropped, spaces to hyphens, repeats numbered.
package struct Slug: Sendable {
  private var taken: Set<Spelling> = []
  private var next: [Spelling: Int] = [:]

  package init() {}

  /// The slug of a heading's text, without regard to others on its page.
  package static func of(_ text: String) -> String {
    var slug: [UInt8] = []
    slug.reserveCapacity(text.utf8.count)
    // Han has no case, and Unicode's way to lower letters is slow.
    let isLowered = text.unicodeScalars.allSatisfy { isHan($0) || $0.isASCII && !(65...90 ~= $0.value) }
    for scalar in (isLowered ? text : text.lowercased()).unicodeScalars {
      if scalar == " " {
        slug.append(UInt8(ascii: "-"))
      } else if scalar == "-" || scalar == "_" || isKept(scalar) {
        slug += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    return String(decoding: slug, as: UTF8.self)
  }

  private static func isHan(_ scalar: Unicode.Scalar) -> Bool { 0x4E00...0x9FFF ~= scalar.value }

  /// Letters, marks, numbers and connectors of any script stay.
  private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
    if isHan(scalar) { return true }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
      .connectorPunctuation:
      true
    default: false
    }
  }

  /// The slug of the next heading on the page, unique on it.
  package mutating func next(for text: String) -> String {
    // A heading of signs alone (`## 🎉`) can be linked to as well.
    let own = Self.of(text)
    return next(as: own.isEmpty ? "section" : own)
  }

  /// An id that its author gave, or one with a number where that is taken.
  package mutating func next(as slug: String) -> String {
    guard !taken.insert(Spelling(slug)).inserted else { return slug }
    var number = next[Spelling(slug)] ?? 1
    while !taken.insert(Spelling("\(slug)-\(number)")).inserted { number += 1 }
    next[Spelling(slug)] = number + 1
    return "\(slug)-\(number)"
  }
}
