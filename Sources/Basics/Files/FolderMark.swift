/// The file by which a folder that docgen writes for itself is known: no notes are read below it.
///
/// `CACHEDIR.TAG` says as much to backup programs, and stands in other programs' folders too.
package enum FolderMark: String, CaseIterable, Sendable {
  /// A site's list of what docgen wrote there.
  case site = ".docgen-site"
  /// A site on its way into its folder.
  case draft = ".docgen-draft"
  case cache = ".docgen-cache"

  package static func stands(in entries: [(name: String, kind: Disk.Kind)]) -> Bool {
    entries.contains { entry in
      entry.kind == .file && entry.name.hasPrefix(".docgen-") && FolderMark(rawValue: entry.name) != nil
    }
  }

  /// Whether a folder has this mark.
  package func stands(in folder: String) -> Bool { Disk.kind(of: folder + "/" + rawValue) == .file }
}
