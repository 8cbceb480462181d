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

  enum Kind: String, CaseIterable { case toolchains, units, runs, programs }

  init(folder: String) throws(SnippetFailure) {
    self.folder = folder + "/v1"
    for kind in Kind.allCases { try Self.makeFolder(self.folder + "/" + kind.rawValue) }
    try Self.makeFolder(temporary)
  }

  var temporary: String { folder + "/tmp" }
  var modules: String { folder + "/modules" }
  var kits: String { folder + "/kit" }

  static func makeFolder(_ path: String) throws(SnippetFailure) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw SnippetFailure.disk(path: path, reason: error.localizedDescription)
    }
  }

  func path(_ kind: Kind, _ key: String) -> String { "\(folder)/\(kind.rawValue)/\(key)" }

  /// An entry's content; nil if there is none or it is damaged.
  func read<Value: Decodable>(_ kind: Kind, _ key: String, as type: Value.Type) -> Value? {
    guard let data = FileManager.default.contents(atPath: path(kind, key)), data.count > 65 else {
      return nil
    }
    let payload = data.dropFirst(65)
    guard data[64] == 0x0A, String(decoding: data.prefix(64), as: UTF8.self) == SHA256.hex(payload)
    else { return nil }
    touch(path(kind, key))
    return try? JSONDecoder().decode(type, from: payload)
  }

  func write(_ kind: Kind, _ key: String, _ value: some Encodable) throws(SnippetFailure) {
    let place = path(kind, key)
    do {
      let payload = try JSONEncoder().encode(value)
      let data = Data((SHA256.hex(payload) + "\n").utf8) + payload
      let beside = "\(temporary)/\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
      try data.write(to: URL(fileURLWithPath: beside))
      try Self.move(beside, to: place)
    } catch {
      throw SnippetFailure.disk(path: place, reason: error.localizedDescription)
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

  func touch(_ path: String) { utimes(path, nil) }

  /// A folder of this process's own, removed by `removeWorkspace` or by a later process.
  func makeWorkspace() throws(SnippetFailure) -> String {
    let name = "\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    try Self.makeFolder(temporary + "/" + name)
    return temporary + "/" + name
  }

  /// Removes what processes that were killed left behind.
  func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
    for name in names {
      guard let owner = name.split(separator: "-").first.flatMap({ pid_t($0) }) else { continue }
      if owner != getpid(), kill(owner, 0) != 0, errno == ESRCH {
        try? FileManager.default.removeItem(atPath: temporary + "/" + name)
      }
    }
  }

  /// Removes the least recently used entries until nine tenths of the limit are left.
  func trim() {
    var entries: [(path: String, size: Int, used: Date)] = []
    for kind in Kind.allCases {
      let place = folder + "/" + kind.rawValue
      for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
        let path = place + "/" + name
        guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
          let size = facts[.size] as? Int, let used = facts[.modificationDate] as? Date
        else { continue }
        entries.append((path, size, used))
      }
    }
    var total = entries.reduce(0) { $0 + $1.size }
    guard total > limit else { return }
    for entry in entries.sorted(by: { $0.used < $1.used }) where total > limit / 10 * 9 {
      unlink(entry.path)
      total -= entry.size
    }
  }
}
