#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

func naturalLog(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }

/// A value that the page names, for its prose and for the record.
///
/// - Parameter format: printf's, `%.3f`.
public func value<Value: Cell>(
  _ name: String, _ value: Value, format: String? = nil, line: Int = #line
) {
  guard Channel.isOpen else { return }
  Channel.send(
    "value", [Channel.field(line), Channel.field(name), Channel.field(format), value._field])
}

/// Shows a value where the snippet stands.
public func show(_ value: Any, line: Int = #line) {
  guard Channel.isOpen else { return }
  Channel.send("show", [Channel.field(line), Channel.field(String(describing: value))])
}

/// A file of the docs folder could not be read.
public struct UnreadableFile: Error, CustomStringConvertible {
  public let path: String
  /// In the system's words.
  public let reason: String
  /// Who asked: docgen runs a page as the owner of the docs folder, or where that is root as a user who owns nothing.
  let user: UInt32
  public var description: String {
    let hint =
      reason == String(cString: strerror(EACCES)) ? " by user \(user), whom the page runs as (chmod a+r)" : ""
    return "cannot read \(path) below the docs folder\(hint): \(reason)"
  }
}

/// The text of a file below the docs folder, as UTF-8; the page is run again when the file changes.
///
/// - Parameter path: relative to the docs folder.
public func text(of path: String) throws -> String {
  Channel.send("file", [Channel.field(path)])
  guard let bytes = contents(ofFile: Channel.docs + "/" + path) else {
    throw UnreadableFile(path: path, reason: String(cString: strerror(errno)), user: UInt32(geteuid()))
  }
  return String(decoding: bytes, as: UTF8.self)
}

func contents(ofFile path: String) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  return contents(of: file)
}

func contents(of file: Int32) -> [UInt8]? {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    if count < 0 { return nil }
    if count == 0 { return bytes }
    bytes += chunk[0..<count]
  }
}
