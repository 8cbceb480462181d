import Foundation

extension Array {
  /// Whether two arrays are one in memory, and so hold the same: told at once, however long they are.
  ///
  /// It may be false of equal arrays; it is never true of different ones while both are held.
  package func isSame(as other: [Element]) -> Bool {
    guard count == other.count else { return false }
    if isEmpty { return true }
    return withUnsafeBufferPointer { left in
      other.withUnsafeBufferPointer { right in left.baseAddress == right.baseAddress }
    }
  }
}

extension [UInt8] {
  /// Whether the bytes are equal, compared in one stroke in debug builds too.
  package func holdsSame(as other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    if isEmpty { return true }
    return withUnsafeBytes { left in
      other.withUnsafeBytes { right in
        guard let a = left.baseAddress, let b = right.baseAddress else { return false }
        return a == b || memcmp(a, b, left.count) == 0
      }
    }
  }
}
