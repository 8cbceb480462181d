import CCmark
import Foundation

/// Memory of one thread's Markdown trees: handed out piece after piece, and taken back as a whole.
///
/// A tree is made of thousands of small pieces that go together. cmark does not say which tree it wants one for, so
/// each thread has a memory of its own; a tree is read and given back on the thread that made it.
final class MarkdownMemory {
  /// How cmark comes by it.
  nonisolated(unsafe) static let allocator: UnsafeMutablePointer<cmark_mem> = {
    let allocator = UnsafeMutablePointer<cmark_mem>.allocate(capacity: 1)
    allocator.initialize(
      to: cmark_mem(
        calloc: { count, size in MarkdownMemory.ofThread.piece(count * size) },
        realloc: { piece, size in MarkdownMemory.ofThread.resized(piece, to: size) },
        free: { _ in }))
    return allocator
  }()

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key) { memory in
      if let memory { Unmanaged<MarkdownMemory>.fromOpaque(memory).release() }
    }
    return key
  }()

  static var ofThread: MarkdownMemory {
    if let known = pthread_getspecific(key) {
      return Unmanaged<MarkdownMemory>.fromOpaque(known).takeUnretainedValue()
    }
    let memory = MarkdownMemory()
    pthread_setspecific(key, Unmanaged.passRetained(memory).toOpaque())
    return memory
  }

  private var blocks: [UnsafeMutableRawPointer] = []
  /// The free part of the last block.
  private var next: UnsafeMutableRawPointer
  private var end: UnsafeMutableRawPointer
  private var trees = 0

  private static let blockSize = 1 << 18
  /// A piece's length stands before it.
  private static let header = 16

  private init() {
    next = .allocate(byteCount: Self.blockSize, alignment: Self.header)
    end = next + Self.blockSize
    blocks = [next]
  }

  deinit {
    for block in blocks { block.deallocate() }
  }

  /// A tree begins.
  func enter() { trees += 1 }

  /// A tree is no longer used: behind the last one all is free again.
  func leave() {
    trees -= 1
    guard trees == 0 else { return }
    for block in blocks.dropFirst() { block.deallocate() }
    blocks.removeLast(blocks.count - 1)
    next = blocks[0]
    end = next + Self.blockSize
  }

  /// So many bytes, all zero.
  private func piece(_ size: Int) -> UnsafeMutableRawPointer {
    let room = Self.header + Self.rounded(size)
    if room > end - next {
      let length = max(room, Self.blockSize)
      next = .allocate(byteCount: length, alignment: Self.header)
      end = next + length
      blocks.append(next)
    }
    let piece = next + Self.header
    next.storeBytes(of: size, as: Int.self)
    next += room
    memset(piece, 0, size)
    return piece
  }

  private func resized(_ old: UnsafeMutableRawPointer?, to size: Int) -> UnsafeMutableRawPointer {
    guard let old else { return piece(size) }
    let length = (old - Self.header).load(as: Int.self)
    guard size > length else { return old }
    let larger = piece(size)
    memcpy(larger, old, length)
    return larger
  }

  private static func rounded(_ size: Int) -> Int { (size + header - 1) / header * header }
}
