import Basics
import Foundation
import Notes

/// A folder for a site on its way, marked as such and held by a lock as long as its docgen lives.
///
/// The system lets go of the lock with the process, however that ends; the number of a process says nothing where
/// several containers share a disk.
struct DraftFolder: Sendable {
  let path: String
  private let lock: Int32

  /// - Parameter prefix: of its path; what follows is drawn by lot.
  init(prefix: String) throws(SystemError) {
    // Another docgen may take a new folder for one that was left before its lock is held: then there is another name.
    for _ in 0..<8 {
      let path = prefix + String(UInt32.random(in: 0...UInt32.max), radix: 16)
      guard mkdir(path, 0o755) == 0 else {
        if errno == EEXIST { continue }
        throw SystemError(errno, path)
      }
      guard let lock = Self.locked(path) else { continue }
      let problem = Disk.write(Array("docgen\n".utf8), to: path + "/" + FolderMark.draft.rawValue)
      guard problem == 0 else {
        Disk.removeTree(path)
        close(lock)
        throw SystemError(problem, path)
      }
      (self.path, self.lock) = (path, lock)
      return
    }
    throw SystemError(EBUSY, prefix)
  }

  /// Lets go of the lock.
  func leave() { close(lock) }

  /// - Returns: a descriptor by whose closing the lock is given back; nil if another holds it, or the folder is gone.
  static func locked(_ path: String) -> Int32? {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var (held, there) = (stat(), stat())
    let isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno == ENOTSUP
    if isHeld, fstat(descriptor, &held) == 0, stat(path, &there) == 0, held.st_ino == there.st_ino {
      return descriptor
    }
    close(descriptor)
    return nil
  }
}

/// What the system refuses, and where.
struct SystemError: Error {
  let number: Int32
  let path: String

  init(_ number: Int32, _ path: String) { (self.number, self.path) = (number, path) }

  var words: String { path + ": " + Disk.words(for: number) }
}
