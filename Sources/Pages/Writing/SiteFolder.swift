import Basics
import Foundation
import Notes

/// The folder of a site, and what stands in it before a new one is written.
///
/// A folder in which all is docgen's is exchanged as a whole, at once. One that holds anybody else's files, such as
/// `.git` or `CNAME`, stays: its files are replaced one by one, behind a decision that the next docgen carries out
/// where this one was killed.
struct SiteFolder: Sendable {
  /// As it was asked for.
  let asked: String
  /// Behind all links.
  let folder: String
  /// What docgen wrote there, and nobody has changed.
  private(set) var old = SiteManifest()
  /// Whether the folder can be exchanged as a whole.
  private(set) var isExchanged = true
  private(set) var exists = false

  /// A draft whose files are to be put in their places.
  static let decided = ".docgen-commit"
  static let draftInside = ".docgen-new-"

  /// - Throws: for a folder that holds something else than a site.
  init(_ path: String) throws(SiteFailure) {
    (asked, folder) = (path, Self.behindLinks(path))
    guard let kind = Disk.kind(of: folder) else { return }
    guard kind == .folder else { throw .notASite(asked) }
    guard let entries = Disk.entries(of: folder) else {
      throw .unwritable(asked, reason: Disk.words(for: errno))
    }
    exists = true
    if let manifest = SiteManifest(of: folder) {
      old = manifest
    } else {
      // A checkout that is to become a site: what a host keeps there is no reason to refuse.
      let own = entries.filter { !$0.name.hasPrefix(".") && $0.name != "CNAME" }
      guard own.isEmpty else { throw .notASite(asked) }
    }
    isExchanged = isBesideItsParent && !hasForeign
  }

  /// Beside the site, as `.site.new-…`.
  var besidePrefix: String { parent + "/." + name + ".new-" }

  private var parent: String { Self.parent(of: folder) }
  private var name: String { SitePaths.split(folder).name }

  static func parent(of path: String) -> String {
    let folder = SitePaths.split(path).folder
    return folder.isEmpty ? path.hasPrefix("/") ? "" : "." : folder
  }

  /// Whether anything in the folder is not on the list. What is hidden or lies where no list leads is not looked into.
  private var hasForeign: Bool {
    let folders = old.folders
    var open = [""]
    while let next = open.popLast() {
      let prefix = next.isEmpty ? "" : next + "/"
      guard let entries = Disk.entries(of: next.isEmpty ? folder : folder + "/" + next) else { return true }
      for (name, kind) in entries {
        let path = prefix + name
        if kind == .folder {
          guard folders.contains(Spelling(path)) else { return true }
          open.append(path)
        } else if kind != .file || !old.has(path) && !Self.isList(path) {
          return true
        }
      }
    }
    return false
  }

  private static func isList(_ path: String) -> Bool {
    SiteManifest.folders.contains { SiteManifest.file(in: $0) == path }
  }

  /// A folder that another file system is mounted on cannot be exchanged.
  private var isBesideItsParent: Bool {
    var (own, above) = (stat(), stat())
    return stat(folder, &own) == 0 && stat(parent.isEmpty ? "/" : parent, &above) == 0
      && own.st_dev == above.st_dev && access(parent.isEmpty ? "/" : parent, W_OK) == 0
  }

  /// A path as it is when every link in it is followed, though its end may not be there yet.
  static func behindLinks(_ path: String) -> String {
    var path = path.isEmpty ? "." : path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    // As many links as the system itself follows.
    for _ in 0..<40 {
      if let real = Disk.real(path) { return real }
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
      path = target.hasPrefix("/") ? target : parent(of: path) + "/" + target
    }
    return Disk.real(parent(of: path)).map { ($0 == "/" ? "" : $0) + "/" + SitePaths.split(path).name }
      ?? path
  }
}

/// Whether a file of the new site may stand where the last one's stands.
extension SiteFolder {
  enum Standing {
    case nothing
    /// The very bytes.
    case equal
    /// What docgen wrote, to be replaced.
    case own
    /// Somebody else's, by its path in the site; a folder is not to be replaced even by who asks for it.
    case foreign(String, isFolder: Bool)
  }

  func standing(_ path: String, _ bytes: [UInt8]) -> Standing {
    if isExchanged, !old.has(path) { return .nothing }
    if let obstacle = obstacle(above: path) { return .foreign(obstacle, isFolder: true) }
    let place = folder + "/" + path
    switch Disk.kind(of: place) {
    case nil: return .nothing
    case .file:
      guard let standing = Disk.bytes(of: place) else { return .foreign(path, isFolder: false) }
      if standing == bytes { return .equal }
      return old.owns(path, ByteSum.of(standing)) ? .own : .foreign(path, isFolder: false)
    case .folder:
      let foreign = Disk.files(below: place)?.first { !old.owns(path + "/" + $0, in: folder) }
      return foreign.map { .foreign(path + "/" + $0, isFolder: true) } ?? .own
    case .link, .other, .misnamed: return .foreign(path, isFolder: false)
    }
  }

  /// What stands where a folder must be: a link, or somebody's file.
  private func obstacle(above path: String) -> String? {
    var above = SitePaths.split(path).folder
    while !above.isEmpty {
      let kind = Disk.kind(of: folder + "/" + above)
      if let kind, kind != .folder, !old.owns(above, in: folder) { return above }
      above = SitePaths.split(above).folder
    }
    return nil
  }

  /// Whether only plain folders lead to a file: a list never reaches through a link.
  static func isReached(_ path: String, in folder: String) -> Bool {
    var above = SitePaths.split(path).folder
    while !above.isEmpty {
      guard Disk.kind(of: folder + "/" + above) == .folder else { return false }
      above = SitePaths.split(above).folder
    }
    return true
  }
}
