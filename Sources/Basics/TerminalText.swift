/// Text as a terminal may have it: whatever a note, a program or a file's name holds, nothing moves the cursor, rings,
/// or turns the line round. What would do so shows as its picture.
package enum TerminalText {
  package static func shown(_ text: String) -> String {
    guard text.utf8.contains(where: isSuspect) else { return text }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar != "\n", scalar != "\t", let picture = picture(of: scalar) {
        shown.append(picture)
      } else {
        shown.append(scalar)
      }
    }
    return String(shown)
  }

  /// What stands for a control character or a direction mark; nil for all others.
  package static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0...0x1F: Unicode.Scalar(0x2400 + scalar.value)
    case 0x7F: "␡"
    case 0x80...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: "\u{FFFD}"
    default: nil
    }
  }

  /// A byte that such a character can begin with.
  private static func isSuspect(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F || byte == 0xC2 || byte == 0xD8
      || byte == 0xE2
  }
}
