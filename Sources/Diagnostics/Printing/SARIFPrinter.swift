import Basics

/// SARIF 2.1.0, for code scanning services and editors.
///
/// SARIF knows no column in bytes: its columns here count Unicode scalars (`columnKind`), and each
/// region has its bytes as well. Source: OASIS, sarif-v2.1.0, §3.14 run, §3.27 result, §3.30 region.
struct SARIFPrinter {
  var language: Language

  func print(_ report: Report) -> String {
    let identifiers = Set(report.diagnostics.map(\.identifier)).sorted()
    let index = Dictionary(uniqueKeysWithValues: identifiers.enumerated().map { ($1, $0) })
    let driver = JSONValue.object([
      ("name", "docgen"),
      ("rules", .array(identifiers.map { .object([("id", .string($0))]) })),
    ])
    let run = JSONValue.object([
      ("tool", .object([("driver", driver)])),
      ("language", language == .zh ? "zh-CN" : "en-US"),
      ("columnKind", "unicodeCodePoints"),
      ("results", .array(report.diagnostics.map { result($0, rule: index[$0.identifier] ?? 0) })),
    ])
    let log = JSONValue.object([
      ("$schema", "https://json.schemastore.org/sarif-2.1.0.json"),
      ("version", "2.1.0"),
      ("runs", .array([run])),
    ])
    return log.text(indented: true) + "\n"
  }

  private func result(_ diagnostic: Diagnostic, rule: Int) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("ruleId", .string(diagnostic.identifier)),
      ("ruleIndex", .int(rule)),
      ("level", .string(diagnostic.severity.rawValue)),
      ("message", message(diagnostic.fullText(in: language))),
    ]
    if let range = diagnostic.range {
      members.append(("locations", .array([.object([("physicalLocation", place(range))])])))
    }
    let related = diagnostic.notes.compactMap { note -> JSONValue? in
      guard let range = note.range else { return nil }
      return .object([
        ("physicalLocation", place(range)), ("message", message(note.message.text(in: language))),
      ])
    }
    if !related.isEmpty { members.append(("relatedLocations", .array(related))) }
    members.append(("properties", .object([("consequence", .string(diagnostic.consequence.word))])))
    return .object(members)
  }

  private func message(_ text: String) -> JSONValue { .object([("text", .string(text))]) }

  private func place(_ range: SourceRange) -> JSONValue {
    let region = JSONValue.object([
      ("startLine", .int(range.start.line)),
      ("startColumn", .int(scalarColumn(of: range.bytes.lowerBound, in: range.file))),
      ("endLine", .int(range.end.line)),
      ("endColumn", .int(scalarColumn(of: range.bytes.upperBound, in: range.file))),
      ("byteOffset", .int(range.bytes.lowerBound)),
      ("byteLength", .int(range.bytes.count)),
    ])
    return .object([
      ("artifactLocation", .object([("uri", .string(reference(to: range.file.path)))])),
      ("region", region),
    ])
  }

  /// Scalars before the byte on its line, plus one; a broken byte counts as the scalar that replaces it.
  private func scalarColumn(of offset: Int, in file: SourceFile) -> Int {
    let start = file.lineStarts[file.position(ofByte: offset).line - 1]
    return file.text(start..<offset).unicodeScalars.count + 1
  }

  /// A path as a relative URI reference: RFC 3986's unreserved characters and `/` stay.
  private func reference(to path: String) -> String {
    var reference = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      switch Character(Unicode.Scalar(byte)) {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/":
        reference.append(Character(Unicode.Scalar(byte)))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        reference += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return reference
  }
}
