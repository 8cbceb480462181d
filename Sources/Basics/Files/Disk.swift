import Foundation

/// Files and folders by the system's own calls.
///
/// Foundation's ways cost ten times as much: for a file's kind it looks up the names of owner and group, and
/// its bytes come in a `Data` that is then copied.
package enum Disk {
  package enum Kind: Sendable {
    case file, folder, link, other
    /// Its name is not UTF-8: what stands for it opens nothing.
    case misnamed
  }

  /// A plain file's bytes; nil for what cannot be read, or is no plain file and might never end.
  ///
  /// - Parameter limit: of a file that is larger, no more than one byte beyond it.
  package static func bytes(of path: String, upTo limit: Int = .max - 1) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    // One more than the file has, so that its end is seen without growing.
    var bytes: [UInt8] = []
    var room = min(Int(status.st_size), limit) + 1
    while true {
      let (part, isWhole) = portion(of: descriptor, upTo: room)
      guard let part else { return nil }
      if bytes.isEmpty { bytes = part } else { bytes += part }
      if isWhole || bytes.count > limit { return bytes }
      room = max(bytes.count, 1 << 16)
    }
  }

  /// - Returns: also whether the file ended; nil where it could not be read.
  private static func portion(of descriptor: Int32, upTo room: Int) -> (bytes: [UInt8]?, isWhole: Bool) {
    var isWhole = false
    var hasFailed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      guard let start = buffer.baseAddress else { return }
      while filled < room {
        let count = read(descriptor, start + filled, room - filled)
        if count < 0, errno == EINTR { continue }
        hasFailed = count < 0
        isWhole = count == 0
        guard count > 0 else { return }
        filled += count
      }
    }
    return (hasFailed ? nil : bytes, isWhole)
  }

  /// Puts a file's bytes through a function piece by piece, whatever its size.
  ///
  /// - Parameter start: is given the file's size; a file that then has another is as good as none.
  /// - Returns: whether all was read.
  package static func stream(
    _ path: String, start: (Int) -> Void, _ take: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    start(Int(status.st_size))
    var left = Int(status.st_size)
    while left > 0 {
      let (part, _) = portion(of: descriptor, upTo: min(left, 1 << 20))
      guard let part, !part.isEmpty else { return false }
      part.withUnsafeBytes(take)
      left -= part.count
    }
    return true
  }

  /// Makes a file of some bytes, or overwrites one.
  ///
  /// - Returns: 0, or the system's number of what went wrong.
  package static func write(_ bytes: [UInt8], to path: String) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    return bytes.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
        let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return errno == 0 ? EIO : errno }
        start += count
      }
      return 0
    }
  }

  /// Puts a file in its place at once, so that no one ever reads half of it.
  ///
  /// Its bytes reach the disk when the system pleases: to wait for that, after a site of a thousand pages, takes
  /// longer than many a page. For what can be made again.
  ///
  /// - Returns: 0, or the system's number of what went wrong.
  package static func replace(_ path: String, by bytes: [UInt8]) -> Int32 {
    let beside = "\(path).new-\(getpid())"
    let problem = write(bytes, to: beside)
    guard problem == 0, rename(beside, path) != 0 else { return problem }
    let reason = errno
    unlink(beside)
    return reason
  }

  /// What a path leads to, links followed, and how large that is; nil where nothing is.
  package static func status(of path: String) -> (kind: Kind, size: Int)? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return (kind(status.st_mode), Int(status.st_size))
  }

  /// What stands in a folder, links not followed; nil if it cannot be read.
  package static func entries(of folder: String) -> [(name: String, kind: Kind)]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var entries: [(String, Kind)] = []
    while let entry = readdir(stream) {
      let (name, isText) = withUnsafePointer(to: &entry.pointee.d_name) {
        let bytes = UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)
        return (String(cString: bytes), String(validatingCString: bytes) != nil)
      }
      guard name != ".", name != ".." else { continue }
      guard isText else {
        entries.append((name, .misnamed))
        continue
      }
      switch Int(entry.pointee.d_type) {
      case Int(DT_REG): entries.append((name, .file))
      case Int(DT_DIR): entries.append((name, .folder))
      case Int(DT_LNK): entries.append((name, .link))
      case Int(DT_UNKNOWN):
        // Some file systems do not say it here.
        var status = stat()
        guard lstat(folder + "/" + name, &status) == 0 else { continue }
        entries.append((name, kind(status.st_mode)))
      default: entries.append((name, .other))
      }
    }
    return entries
  }

  /// Relative paths of all that is no folder below a folder, sorted; nil if that cannot be read.
  ///
  /// - Parameter areNotes: leaves out what docgen writes for itself, such as a site below the notes.
  package static func files(below folder: String, areNotes: Bool = false) -> [String]? {
    guard entries(of: folder) != nil else { return nil }
    var files: [String] = []
    var open = [""]
    while let next = open.popLast() {
      let prefix = next.isEmpty ? "" : next + "/"
      let entries = entries(of: prefix.isEmpty ? folder : folder + "/" + next) ?? []
      if areNotes, !next.isEmpty, FolderMark.stands(in: entries) { continue }
      for (name, kind) in entries {
        if kind == .folder { open.append(prefix + name) } else { files.append(prefix + name) }
      }
    }
    return files.sorted()
  }

  private static func kind(_ mode: mode_t) -> Kind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }
}

/// Changes, and what the system says of links.
extension Disk {
  /// What stands at a path itself, its last link not followed.
  package static func kind(of path: String) -> Kind? {
    var status = stat()
    return lstat(path, &status) == 0 ? kind(status.st_mode) : nil
  }

  /// Where a path leads to, all links followed; nil where nothing is.
  package static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Makes a folder and those above it.
  ///
  /// - Returns: 0, or the system's number of what went wrong.
  package static func makeFolder(_ path: String) -> Int32 {
    if mkdir(path, 0o755) == 0 { return 0 }
    switch errno {
    case EEXIST: return status(of: path)?.kind == .folder ? 0 : ENOTDIR
    case ENOENT:
      let above = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? ""
      guard !above.isEmpty else { return ENOENT }
      let problem = makeFolder(above)
      guard problem == 0 else { return problem }
      return mkdir(path, 0o755) == 0 || errno == EEXIST ? 0 : errno
    case let problem: return problem
    }
  }

  /// Bytes that can still be written where a folder lies; nil where that is not known.
  package static func room(in folder: String) -> UInt64? {
    var status = statvfs()
    return statvfs(folder, &status) == 0 ? UInt64(status.f_bavail) * UInt64(status.f_frsize) : nil
  }

  /// The system's words for one of its numbers.
  package static func words(for problem: Int32) -> String { String(cString: strerror(problem)) }

  /// Removes a folder that is docgen's own with all that is in it; links in it are removed, never followed.
  package static func removeTree(_ folder: String) {
    for (name, kind) in entries(of: folder) ?? [] {
      let path = folder + "/" + name
      if kind == .folder { removeTree(path) } else { unlink(path) }
    }
    rmdir(folder)
  }
}
