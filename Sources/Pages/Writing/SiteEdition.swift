import Basics
import Notes
import Synchronization

/// A site that is held and not written: its pages, and the rest as it is asked for.
package final class SiteEdition: Sendable {
  /// Files that are made: pages, KaTeX's, and what was asked for before.
  private let made: Mutex<[Spelling: [UInt8]]>
  private let sides: [Spelling: SideFile]
  private let search: @Sendable (any SiteOutput) -> Void
  /// Authors' files, which stay where they are.
  private let assets: Set<Spelling>
  private let folder: String

  init(
    pages: [(path: String, bytes: [UInt8])], sides: [SideFile],
    search: @escaping @Sendable (any SiteOutput) -> Void, katex: [(path: String, bytes: [UInt8])],
    assets: [String], folder: String
  ) {
    made = Mutex(Dictionary((pages + katex).map { (Spelling($0.path), $0.bytes) }) { first, _ in first })
    self.sides = Dictionary(sides.map { (Spelling($0.path), $0) }) { first, _ in first }
    self.search = search
    self.assets = Set(assets.map { Spelling($0) })
    self.folder = folder
  }

  package func file(_ path: String) -> [UInt8]? {
    let name = Spelling(path)
    if let bytes = made.withLock({ $0[name] }) { return bytes }
    if let side = sides[name] {
      let bytes = side.make()
      made.withLock { $0[name] = bytes }
      return bytes
    }
    if path.hasPrefix(Self.searchFolder) { makeSearch() }
    if let bytes = made.withLock({ $0[name] }) { return bytes }
    // An author's file never stands in for one of docgen's.
    return assets.contains(name) ? asset(path) : nil
  }

  /// Paths of all files, sorted.
  package var paths: [String] {
    makeSearch()
    let names = made.withLock { Set($0.keys) }
    return names.union(sides.keys).union(assets).sorted().map(\.text)
  }

  private static let searchFolder = "search/"

  private func makeSearch() {
    let isMade = made.withLock { $0[Spelling(Self.searchFolder + "pages.js")] != nil }
    guard !isMade else { return }
    let files = HeldFiles()
    search(files)
    made.withLock { $0.merge(files.all) { $1 } }
  }

  /// A file below the docs folder, wherever a link that was put there since may lead.
  private func asset(_ path: String) -> [UInt8]? {
    guard let root = Disk.real(folder), let place = Disk.real(folder + "/" + path),
      place.hasPrefix(root + "/")
    else { return nil }
    return Disk.bytes(of: place, upTo: AssetReading.largest)
  }

  /// A word that is another one for other bytes.
  package static func tag(_ bytes: [UInt8]) -> String { String(ByteSum.of(bytes), radix: 16) }
}

/// Files in memory.
private final class HeldFiles: SiteOutput {
  private let files = Mutex<[Spelling: [UInt8]]>([:])

  func put(_ path: String, _ bytes: [UInt8]) { files.withLock { $0[Spelling(path)] = bytes } }

  var all: [Spelling: [UInt8]] { files.withLock { $0 } }
}
