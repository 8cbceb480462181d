import Foundation
import Notes

/// The folder of a site, and what stands beside it while a new one is written.
struct SitePlace: Sendable {
  let folder: String
  /// `.site.new-PID`: the new site.
  let draft: String
  /// `.site.old-PID`: the last one, between the two renames.
  private let replaced: String
  private let parent: String
  private let name: String
  private var disk: FileManager { .default }

  init(_ path: String) {
    var folder = path
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let url = URL(fileURLWithPath: folder)
    self.folder = folder
    parent = url.deletingLastPathComponent().path
    name = url.lastPathComponent
    let process = ProcessInfo.processInfo.processIdentifier
    draft = "\(parent)/.\(name).new-\(process)"
    replaced = "\(parent)/.\(name).old-\(process)"
  }

  /// Files below the folder; a folder that is neither a site nor empty is left alone.
  func existing() throws(SiteFailure) -> Set<String> {
    guard let status = Disk.status(of: folder) else { return [] }
    guard status.kind == .folder else { throw .notASite(folder) }
    guard let files = Disk.files(below: folder) else { throw .unwritable(folder, reason: "unreadable") }
    guard Disk.entries(of: folder)?.isEmpty == false else { return [] }
    guard files.contains(SiteDraft.marker) else { throw .notASite(folder) }
    return Set(files)
  }

  /// Exchanges by two renames; what was there is put back if the second fails.
  func exchange() throws {
    guard disk.fileExists(atPath: folder) else {
      try disk.moveItem(atPath: draft, toPath: folder)
      return
    }
    try disk.moveItem(atPath: folder, toPath: replaced)
    do {
      try disk.moveItem(atPath: draft, toPath: folder)
    } catch {
      try disk.moveItem(atPath: replaced, toPath: folder)
      throw error
    }
    try? disk.removeItem(atPath: replaced)
  }

  /// Removes what builds that were killed have left. One killed between the renames gets its last site back.
  func removeRemains() {
    for (entry, kind) in Disk.entries(of: parent) ?? [] where kind == .folder {
      for prefix in [".\(name).new-", ".\(name).old-"] where entry.hasPrefix(prefix) {
        guard let process = Int32(entry.dropFirst(prefix.count)), Self.hasEnded(process) else { continue }
        let path = parent + "/" + entry
        let isLastSite = prefix.hasSuffix("old-") && !disk.fileExists(atPath: folder)
        if isLastSite, (try? disk.moveItem(atPath: path, toPath: folder)) != nil { continue }
        try? disk.removeItem(atPath: path)
      }
    }
  }

  /// Whether no process has this number; this one's own number is another's from before.
  private static func hasEnded(_ process: Int32) -> Bool {
    guard process > 0 else { return false }
    return process == ProcessInfo.processInfo.processIdentifier || (kill(process, 0) != 0 && errno == ESRCH)
  }
}
