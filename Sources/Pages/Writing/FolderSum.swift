import Basics
import Diagnostics
import Foundation
import Notes
import Snippets

/// What the files of a folder hold, as one word: whether anyone has changed them since they were read or written.
package struct FolderSum: Sendable {
  private(set) var files: [Spelling: UInt64] = [:]

  package init() {}

  /// Of the files that stand in a folder; nil where there are none.
  ///
  /// - Parameters:
  ///   - areNotes: whether what docgen writes for itself below it is left out.
  ///   - known: the bytes of some of them, by their names, that need not be read again.
  package init?(of folder: String, areNotes: Bool = false, knowing known: [String: [UInt8]] = [:]) {
    guard let names = Disk.files(below: folder, areNotes: areNotes), !names.isEmpty else { return nil }
    self.init(of: names, in: folder, knowing: known)
  }

  /// Of the named files in a folder; what cannot be read is as good as empty.
  init(of names: [String], in folder: String, knowing known: [String: [UInt8]] = [:]) {
    let found = concurrentMap(names) { name in
      known[name].map(ByteSum.of) ?? ByteSum.of(file: folder + "/" + name, upTo: AssetReading.largest)
    }
    for (file, sum) in zip(names, found) { files[Spelling(file)] = sum ?? 0 }
  }

  package var count: Int { files.count }

  package var digest: String {
    var bytes: [UInt8] = []
    for (name, sum) in files.sorted(by: { $0.key < $1.key }) {
      // No name holds a NUL.
      bytes += name.text.utf8
      bytes.append(0)
      withUnsafeBytes(of: sum.littleEndian) { bytes += $0 }
    }
    return SHA256.hex(bytes)
  }

  mutating func add(_ path: String, _ sum: UInt64) { files[Spelling(path)] = sum }
}
