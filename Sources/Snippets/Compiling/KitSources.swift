import Basics
import Diagnostics

/// The sources of NoteKit and of the launcher, which travel inside docgen, and those of the author's libraries.
struct KitSources: Sendable {
  struct File: Sendable {
    var name: String
    var bytes: [UInt8]
  }
  let noteKit: [File]
  let c: [File]
  let libraries: [Library]
  /// The content of all of them.
  let identity: String

  init(noteKit: [File], c: [File], libraries: [Library] = []) {
    self.noteKit = noteKit
    self.c = c
    self.libraries = libraries
    var hash = SHA256()
    for file in noteKit + c {
      hash.update(field: file.name)
      hash.update(field: file.bytes)
    }
    for library in libraries {
      hash.update(field: "library " + library.name)
      for file in library.files {
        hash.update(field: file.name)
        hash.update(field: file.bytes)
      }
    }
    identity = hash.hexDigest()
  }

  /// The name of a kit made of these by a compiler.
  func key(_ toolchain: Toolchain) -> String { SHA256.hex(fields: ["kit 4", toolchain.identity, identity]) }

  static let embedded = KitSources(
    noteKit: [
      File(name: "Cell.swift", bytes: PackageResources.Cell_swift),
      File(name: "Channel.swift", bytes: PackageResources.Channel_swift),
      File(name: "Check.swift", bytes: PackageResources.Check_swift),
      File(name: "Plot.swift", bytes: PackageResources.Plot_swift),
      File(name: "Probe.swift", bytes: PackageResources.Probe_swift),
      File(name: "SampleFunction.swift", bytes: PackageResources.SampleFunction_swift),
      File(name: "Table.swift", bytes: PackageResources.Table_swift),
      File(name: "Value.swift", bytes: PackageResources.Value_swift),
      File(name: "Spread.swift", bytes: PackageResources.Spread_swift),
      File(name: "Vary.swift", bytes: PackageResources.Vary_swift),
    ],
    c: [
      File(name: "confine.c", bytes: PackageResources.confine_c),
      File(name: "confine.h", bytes: PackageResources.confine_h),
      File(name: "launcher.c", bytes: PackageResources.launcher_c),
      File(name: "start.c", bytes: PackageResources.start_c),
    ])
}
