import Basics
import Diagnostics
import Foundation

/// What was computed before, by the content of everything that went in.
///
/// Three rules. A key is every input, so an entry never grows stale. An entry is written beside its
/// place and renamed, so a reader sees all of it or nothing, and two docgen processes only ever
/// write the same bytes. An entry begins with its own digest, so a damaged one is as good as none.
struct Cache: Sendable {
  let folder: String
  /// Bytes that it may take before the least recently used entries go.
  var limit = 512 << 20
  private let own: TemporaryFolder

  enum Kind: String, CaseIterable { case toolchains, units, runs, programs }

  init(folder: String) throws(SnippetFailure) {
    self.folder = folder + "/v1"
    for kind in Kind.allCases { try Self.makeFolder(self.folder + "/" + kind.rawValue) }
    try Self.makeFolder(self.folder + "/modules")
    TemporaryFolder.removeLeftovers(in: self.folder + "/tmp")
    own = try TemporaryFolder(in: self.folder + "/tmp")
  }

  /// For what is not yet whole, and for what is only read once.
  var temporary: String { own.path }
  /// Clang's modules for a compiler. They name each other by their whole path and refuse to be known by two, so
  /// a cache that was moved, or is reached by another link, has others.
  func modules(of toolchain: Toolchain) -> String {
    let place = URL(fileURLWithPath: folder + "/modules").resolvingSymlinksInPath().path
    return place + "/" + SHA256.hex(fields: [toolchain.identity, place]).prefix(16)
  }
  var kits: String { folder + "/kit" }

  static func makeFolder(_ path: String) throws(SnippetFailure) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw SnippetFailure.disk(path: path, reason: error.localizedDescription)
    }
  }

  func path(_ kind: Kind, _ key: String) -> String { "\(folder)/\(kind.rawValue)/\(key)" }

  /// An entry's content; nil if there is none or it is damaged.
  func read<Value: Decodable>(_ kind: Kind, _ key: String, as type: Value.Type) -> Value? {
    guard let payload = SealedFile.payload(ofFile: path(kind, key)) else { return nil }
    touch(path(kind, key))
    return try? JSONDecoder().decode(type, from: payload)
  }

  func write(_ kind: Kind, _ key: String, _ value: some Encodable) throws(SnippetFailure) {
    let place = path(kind, key)
    do {
      let data = SealedFile.sealed(try JSONEncoder().encode(value))
      let beside = "\(temporary)/\(UUID().uuidString)"
      try Self.createFile(beside, data)
      try Self.move(beside, to: place)
    } catch {
      throw SnippetFailure.disk(path: place, reason: error.localizedDescription)
    }
  }

  /// A file that nobody reads before it is whole. Not forced to the disk: what a power cut tears is known by its
  /// digest.
  static func createFile(_ path: String, _ bytes: some Sequence<UInt8>) throws(SnippetFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .disk(path: path, reason: String(cString: strerror(errno))) }
    defer { close(file) }
    guard NamelessFile.write(Array(bytes), to: file) else {
      throw .disk(path: path, reason: String(cString: strerror(errno)))
    }
  }

  static func move(_ source: String, to place: String) throws {
    guard rename(source, place) == 0 else {
      let code = errno
      unlink(source)
      throw CocoaError(
        .fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(code))])
    }
  }

  func touch(_ path: String) { _ = utimes(path, nil) }

  /// A folder for one task.
  func makeWorkspace() throws(SnippetFailure) -> String {
    let path = temporary + "/" + UUID().uuidString
    try Self.makeFolder(path)
    return path
  }

  /// One thing that can go: a file, or a kit's folder with all that is in it.
  private struct Entry {
    var path: String
    var size = 0
    var used = 0.0
  }

  /// Removes the least recently used entries until nine tenths of the limit are left.
  func trim() {
    var entries: [Entry] = []
    for kind in Kind.allCases { entries += Self.files(in: folder + "/" + kind.rawValue) }
    for whole in Self.files(in: kits) + Self.files(in: folder + "/modules") {
      let files = Self.files(in: whole.path) + Self.files(in: whole.path).flatMap { Self.files(in: $0.path) }
      // A kit's list of sums is touched when it is used, as the folder of clang's modules is.
      let used = files.first { $0.path.hasSuffix("/sums") }?.used ?? whole.used
      entries.append(Entry(path: whole.path, size: files.reduce(0) { $0 + $1.size }, used: used))
    }
    var total = entries.reduce(0) { $0 + $1.size }
    guard total > limit else { return }
    for entry in entries.sorted(by: { ($0.used, $0.path) < ($1.used, $1.path) }) where total > limit / 10 * 9
    {
      try? FileManager.default.removeItem(atPath: entry.path)
      total -= entry.size
    }
  }

  private static func files(in folder: String) -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      var facts = stat()
      let path = folder + "/" + name
      guard stat(path, &facts) == 0 else { return nil }
      let used = Double(facts.st_mtim.tv_sec) + Double(facts.st_mtim.tv_nsec) / 1e9
      return Entry(path: path, size: Int(facts.st_size), used: used)
    }
  }
}
