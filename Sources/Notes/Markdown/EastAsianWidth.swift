/// Which characters are set on the East Asian grid (Unicode's East_Asian_Width W, F or H, and Hangul).
///
/// Ranges after EastAsianWidth.txt 16.0, without emoji; unassigned code points of the ideographic
/// planes count as wide, as the file itself says.
///
/// For how lines join and where emphasis may stand: a matter of scripts. How many columns a terminal gives, to
/// emoji and marks too, is `DisplayWidth`'s.
enum EastAsianWidth {
  static func isCJK(_ scalar: Unicode.Scalar) -> Bool {
    let value = scalar.value
    guard value >= 0x1100 else { return false }
    return ranges.contains { $0.contains(value) }
  }

  /// Whether a line break beside it stands for nothing: CJK, but not Hangul, which has spaces.
  static func isSetWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
    isCJK(scalar) && !hangul.contains { $0.contains(scalar.value) }
  }

  /// What CommonMark calls punctuation: Unicode P (and, in ASCII, S).
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return (0x21...0x2F).contains(scalar.value) || (0x3A...0x40).contains(scalar.value)
        || (0x5B...0x60).contains(scalar.value) || (0x7B...0x7E).contains(scalar.value)
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  static func isVariationSelector(_ scalar: Unicode.Scalar) -> Bool {
    (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
  }

  private static let ranges: [ClosedRange<UInt32>] = [
    0x1100...0x11FF, 0x20A9...0x20A9, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F,
    0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4DC0...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFFDC,
    0xFFE0...0xFFEE, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D37F, 0x1F200...0x1F2FF,
    0x20000...0x3FFFD,
  ]
  private static let hangul: [ClosedRange<UInt32>] = [
    0x1100...0x11FF, 0x20A9...0x20A9, 0x3131...0x318E, 0xA960...0xA97F, 0xAC00...0xD7FF,
    0xFFA0...0xFFDC,
  ]
}
