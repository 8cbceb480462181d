/// What an object file of the Swift compiler asks of the linker, and what in it reaches beyond its own module.
///
/// `swift-autolink-extract` says the former too, but to start it costs more than to link the program. Source: the
/// System V ABI's ELF-64 object file format.
struct ObjectFile {
  /// The linker's arguments that it asks for, which Swift writes into a section of their own.
  private(set) var linkerArguments: [String] = []
  private var symbols: [Symbol] = []
  private var sections: [(name: String, kind: Int)] = []

  private struct Symbol {
    var name: String
    var kind: UInt8
    var binding: UInt8
  }

  private enum Kind {
    static let symbolTable = 2
    /// Constructors, destructors, and what runs before both.
    static let starting = 14...16
    /// A symbol whose place a function decides at the start.
    static let resolved: UInt8 = 10
  }
  private enum Binding { static let local: UInt8 = 0, weak: UInt8 = 2 }
  private static let autolinking = ".swift1_autolink_entries"

  /// nil if the bytes are no little-endian ELF-64 object.
  init?(_ bytes: [UInt8]) {
    guard let tables = Sections(bytes) else { return nil }
    for index in 0..<tables.count {
      guard let name = tables.name(index), let kind = tables.field(4, at: 4, of: index) else { return nil }
      sections.append((name, kind))
      if name == Self.autolinking {
        guard let content = tables.content(index) else { return nil }
        // One NUL ends each.
        linkerArguments += content.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      }
      if kind == Kind.symbolTable {
        guard let content = tables.content(index), let names = tables.field(4, at: 0x28, of: index),
          names < tables.count, let texts = tables.content(names)
        else { return nil }
        take(content, names: texts)
      }
    }
  }

  private mutating func take(_ table: ArraySlice<UInt8>, names: ArraySlice<UInt8>) {
    let size = 24
    for start in stride(from: table.startIndex, through: table.endIndex - size, by: size) {
      let entry = table[start..<start + size]
      let place = entry.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      let isDefined = entry[start + 6] != 0 || entry[start + 7] != 0
      let binding = entry[start + 4] >> 4
      guard isDefined, binding != Binding.local else { continue }
      let name = String(decoding: names.dropFirst(place).prefix { $0 != 0 }, as: UTF8.self)
      symbols.append(Symbol(name: name, kind: entry[start + 4] & 0xF, binding: binding))
    }
  }

  /// What the file defines for others than its own module, or lets run before the program: names of symbols and
  /// sections, and arguments of the linker that name more than a library.
  ///
  /// - Parameters:
  ///   - mark: the part of the module's name that stands in every mangled name of it, and in no other.
  ///   - entries: symbols that docgen asked for.
  func foreign(mark: String, entries: [String]) -> [String] {
    let starting = sections.filter { section in
      Kind.starting.contains(section.kind)
        || [".init", ".fini", ".preinit_array", ".ctors", ".dtors"].contains {
          section.name.hasPrefix($0)
        }
    }.map(\.name)
    let named = symbols.filter { symbol in
      if symbol.kind == Kind.resolved { return true }
      if symbol.name.contains(mark) || entries.contains(symbol.name) { return false }
      return symbol.binding != Binding.weak || !Self.isShared(symbol.name)
    }.map(\.name)
    let asked = linkerArguments.filter { $0.wholeMatch(of: #/-l[A-Za-z0-9_+.-]+/#) == nil }
    return (starting + named + asked).uniqued
  }

  /// What the compiler writes into every file that needs it, the same in all: metadata and helpers under names
  /// that no function of C can have, or that are the compiler's own.
  private static func isShared(_ name: String) -> Bool {
    for start in ["$s", "__swift_", "dynamic_cast_existential_", "got."] where name.hasPrefix(start) {
      return true
    }
    return name.contains(" ")
  }

  /// The table of the sections.
  private struct Sections {
    let bytes: [UInt8]
    let table: Int
    let size: Int
    let count: Int
    let names: Int

    init?(_ bytes: [UInt8]) {
      self.bytes = bytes
      guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]),
        let table = Self.number(8, at: 0x28, in: bytes), let size = Self.number(2, at: 0x3A, in: bytes),
        let count = Self.number(2, at: 0x3C, in: bytes), let names = Self.number(2, at: 0x3E, in: bytes),
        size >= 64, table <= bytes.count, count > 0, names < count
      else { return nil }
      (self.table, self.size, self.count, self.names) = (table, size, count, names)
    }

    func field(_ width: Int, at place: Int, of section: Int) -> Int? {
      Self.number(width, at: table + section * size + place, in: bytes)
    }

    func content(_ section: Int) -> ArraySlice<UInt8>? {
      // One without bytes in the file.
      if field(4, at: 4, of: section) == 8 { return [] }
      guard let start = field(8, at: 0x18, of: section), let length = field(8, at: 0x20, of: section),
        start <= bytes.count, length <= bytes.count - start
      else { return nil }
      return bytes[start..<start + length]
    }

    func name(_ section: Int) -> String? {
      guard let texts = content(names), let place = field(4, at: 0, of: section) else { return nil }
      return String(decoding: texts.dropFirst(place).prefix { $0 != 0 }, as: UTF8.self)
    }

    /// A little-endian number of so many bytes, where it is within the file and fits.
    private static func number(_ width: Int, at place: Int, in bytes: [UInt8]) -> Int? {
      guard place >= 0, place <= bytes.count - width else { return nil }
      let value = bytes[place..<place + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return Int(exactly: value)
    }
  }
}
