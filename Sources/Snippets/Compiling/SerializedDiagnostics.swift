/// Reads what `-serialize-diagnostics-path` writes: messages with ranges and mends.
///
/// Source: clang/Frontend/SerializedDiagnostics.h. Notes are blocks inside their message's block.
struct SerializedDiagnostics {
  private(set) var messages: [CompilerMessage] = []
  /// File numbers that name the woven files.
  private var ownFiles: Set<UInt64> = []

  private enum Block { static let diagnostic = 9 }
  private enum Code { static let (diagnostic, range, file, mend) = (2, 3, 6, 7) }

  /// nil if the bytes are no such file.
  init?(_ bytes: [UInt8], files: [String]) {
    guard var stream = Bitstream(bytes, magic: Array("DIAG".utf8)) else { return nil }
    var open: [Open] = []
    while let entry = stream.next() {
      switch entry {
      case .enter(let block):
        if block == Block.diagnostic { open.append(Open()) }
      case .leave:
        guard let finished = open.popLast()?.message else { continue }
        if open.isEmpty {
          messages.append(finished)
        } else {
          open[open.count - 1].message?.notes.append(finished)
        }
      case .record(let record):
        if record.code == Code.file, let number = record.values.first,
          case let name = String(decoding: record.blob, as: UTF8.self),
          files.contains(where: { name.hasSuffix($0) })
        {
          ownFiles.insert(number)
        }
        if !open.isEmpty { take(record, &open[open.count - 1]) }
      }
    }
    // The compiler orders them by discovery; readers go down the page. Stable, for equal places.
    messages = messages.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
    }.map(\.element)
  }

  private struct Open {
    var message: CompilerMessage?
    var file: UInt64 = 0
  }

  private func take(_ record: Bitstream.Record, _ open: inout Open) {
    let values = record.values.map { Int(clamping: $0) }
    switch record.code {
    case Code.diagnostic:
      guard values.count >= 4, let severity = Self.severity(values[0]) else { return }
      let isOwn = ownFiles.contains(record.values[1])
      open.message = CompilerMessage(
        severity: severity, line: isOwn ? values[2] : 0, column: isOwn ? values[3] : 0, length: 0,
        text: String(decoding: record.blob, as: UTF8.self))
    case Code.range:
      // From here to the range's end, where a range starts here: the start is the compiler's own column.
      guard values.count >= 8, let message = open.message, ownFiles.contains(record.values[0]),
        values[1] == message.line, values[2] == message.column, values[5] == message.line,
        values[6] > message.column
      else { return }
      open.message?.length = max(message.length, values[6] - message.column)
    case Code.mend:
      guard values.count >= 8, ownFiles.contains(record.values[0]), values[1] == values[5] else { return }
      open.message?.mends.append(
        .init(
          line: values[1], column: values[2], length: max(0, values[6] - values[2]),
          replacement: String(decoding: record.blob, as: UTF8.self)))
    default: return
    }
  }

  private static func severity(_ number: Int) -> CompilerMessage.Severity? {
    switch number {
    case 1: .note
    case 2: .warning
    case 3, 4: .error
    case 5: .remark
    default: nil
    }
  }
}
