/// The linker's arguments that an object file asks for, which Swift writes into a section of their own.
///
/// `swift-autolink-extract` says the same, but to start it costs more than to link the program. Source:
/// the System V ABI's ELF-64 object file format; the section holds texts that end in NUL.
enum AutolinkEntries {
  private static let section = ".swift1_autolink_entries"

  /// nil if the bytes are no little-endian ELF-64 object.
  static func all(in object: [UInt8]) -> [String]? {
    guard object.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let table = number(8, at: 0x28, in: object),
      let size = number(2, at: 0x3A, in: object), let count = number(2, at: 0x3C, in: object),
      let names = number(2, at: 0x3E, in: object), size >= 64, table <= object.count
    else { return nil }
    func content(_ index: Int) -> ArraySlice<UInt8>? {
      let header = table + index * size
      guard let start = number(8, at: header + 0x18, in: object),
        let length = number(8, at: header + 0x20, in: object), start <= object.count,
        length <= object.count - start
      else { return nil }
      return object[start..<start + length]
    }
    guard names < count, let texts = content(names) else { return nil }
    var entries: [String] = []
    for index in 0..<count {
      guard let place = number(4, at: table + index * size, in: object) else { return nil }
      guard texts.dropFirst(place).starts(with: Array(section.utf8) + [0]) else { continue }
      guard let content = content(index) else { return nil }
      entries += content.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
    return entries
  }

  /// A little-endian number of so many bytes, where it is within the file and fits.
  private static func number(_ width: Int, at place: Int, in bytes: [UInt8]) -> Int? {
    guard place >= 0, place <= bytes.count - width else { return nil }
    let value = bytes[place..<place + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value)
  }
}
