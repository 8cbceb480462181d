extension [Inline] {
  /// Without the line breaks between two characters that are set without spaces.
  var joiningLines: [Inline] {
    guard contains(where: \.mayHoldLines) else { return self }
    var joined: [Inline] = []
    joined.reserveCapacity(count)
    for (index, inline) in enumerated() {
      if case .softBreak = inline, let before = joined.last?.lastScalar,
        let after = index + 1 < count ? self[index + 1].firstScalar : nil,
        EastAsianWidth.isSetWithoutSpaces(before), EastAsianWidth.isSetWithoutSpaces(after)
      {
        continue
      }
      joined.append(inline.joiningLines)
    }
    return joined
  }
}

extension Inline {
  fileprivate var mayHoldLines: Bool {
    switch self {
    case .softBreak, .emphasis, .strong, .strikethrough, .link: true
    default: false
    }
  }

  fileprivate var joiningLines: Inline {
    switch self {
    case .emphasis(let inner): .emphasis(inner.joiningLines)
    case .strong(let inner): .strong(inner.joiningLines)
    case .strikethrough(let inner): .strikethrough(inner.joiningLines)
    case .link(let url, let title, let inner, let range): .link(url, title: title, inner.joiningLines, range)
    default: self
    }
  }

  fileprivate var firstScalar: Unicode.Scalar? {
    switch self {
    case .text(let text, _): text.unicodeScalars.first
    case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner, _):
      inner.first?.firstScalar
    default: nil
    }
  }

  fileprivate var lastScalar: Unicode.Scalar? {
    switch self {
    case .text(let text, _): text.unicodeScalars.last { !EastAsianWidth.isVariationSelector($0) }
    case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(_, _, let inner, _):
      inner.last?.lastScalar
    default: nil
    }
  }
}
