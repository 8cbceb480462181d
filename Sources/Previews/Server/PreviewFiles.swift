/// Files that a preview serves, as they are now: a table of names, so that no name leads to a disk.
package protocol PreviewFiles: Sendable {
  /// - Parameter path: relative, with `/`, decoded.
  func file(_ path: String) -> PreviewFile?
  /// What is said while there are no files yet; nil when there are.
  var waiting: String? { get }
}

package struct PreviewFile: Sendable {
  package let bytes: [UInt8]
  /// Another one for other bytes.
  package let tag: String

  package init(bytes: [UInt8], tag: String) { (self.bytes, self.tag) = (bytes, tag) }
}
