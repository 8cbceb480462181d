import Foundation

/// Where the cache is when none is named.
enum CachePlace {
  /// `$XDG_CACHE_HOME/docgen`, else `~/.cache/docgen`.
  static var usual: String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder + "/docgen" }
    // Foundation asks the user database, and not HOME first.
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return home + "/.cache/docgen"
  }

  /// This user's own among the temporary files.
  static var temporary: String {
    let folder =
      ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    return "\(folder)/docgen-\(getuid())"
  }

  /// The usual place; where it cannot be written, such as in a home on a read-only disk, the temporary one.
  static var standard: String { isWritable(usual) || !isOwn(temporary) ? usual : temporary }

  /// Whether files can be made in a folder that is there, or the folder itself where it is not.
  private static func isWritable(_ folder: String) -> Bool {
    var url = URL(fileURLWithPath: folder)
    while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
    return access(url.path, W_OK | X_OK) == 0
  }

  /// Whether a folder is this user's alone, which it is made to be: anyone may put one of that name there before.
  private static func isOwn(_ folder: String) -> Bool {
    guard mkdir(folder, 0o700) != 0 else { return true }
    var facts = stat()
    return lstat(folder, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR && facts.st_uid == getuid()
      && facts.st_mode & 0o022 == 0
  }
}
