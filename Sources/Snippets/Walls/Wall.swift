import Foundation
import Synchronization

/// The outer wall: bubblewrap, which gives a program its own user, processes, network, messages and host name, and
/// a root that holds what it needs, read-only.
struct Wall: Sendable {
  let path: String

  /// Why there is none.
  struct Absence: Error, Sendable, Hashable {
    var reason: String
  }

  private static let known = Mutex<[String: Result<Wall, Absence>]>([:])

  /// Looked for, and tried, once in a process: whether it stands is the kernel's and the container's to say.
  static func find(named name: String?) -> Result<Wall, Absence> {
    let place = name ?? "bwrap"
    if let known = known.withLock({ $0[place] }) { return known }
    let found = tried(place)
    known.withLock { $0[place] = found }
    return found
  }

  private static func tried(_ name: String) -> Result<Wall, Absence> {
    #if os(Linux)
      let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      let places = name.contains("/") ? [name] : folders.map { $0 + "/" + name }
      guard let path = places.first(where: { access($0, X_OK) == 0 }) else {
        return .failure(Absence(reason: "bubblewrap (bwrap: not found)"))
      }
      guard CallFilter.program.compiled != nil else { return .failure(Absence(reason: "libseccomp")) }
      let wall = Wall(path: path)
      let words = wall.trial()
      return words.map { .failure(Absence(reason: "bubblewrap (\($0))")) } ?? .success(wall)
    #else
      return .failure(Absence(reason: "bubblewrap"))
    #endif
  }

  /// Its own namespaces, each required, no capability, and an end together with docgen.
  private static let spaces = [
    "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts",
    "--unshare-cgroup-try", "--hostname", "note", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
  ]

  /// nil if it stands, else its words.
  private func trial() -> String? {
    let folder = FileManager.default.temporaryDirectory.path
    guard let input = try? NamelessFile(in: folder), let errors = try? NamelessFile(in: folder) else {
      return "no temporary folder"
    }
    let ending = ChildProcess(
      path: path,
      arguments: Self.spaces + ["--ro-bind", "/", "/", "--proc", "/proc", "--", path, "--version"],
      descriptors: [input, input, errors].map(\.descriptor), timeout: 10
    ).runHere()
    if ending == .exited(0) { return nil }
    let words = String(decoding: errors.bytes(atMost: 400), as: UTF8.self).split(separator: "\n").first
    return words.map(String.init) ?? "\(ending)"
  }

  /// What a program sees: places of the host under their own names, and one that it may write.
  struct View {
    /// Folders and files to be read.
    var readable: [String]
    /// A folder of the host that may be written; nil: a scratch in memory.
    var folder: String?
    /// MiB of the scratch.
    var size = 64

    static let scratch = "/scratch"
    var place: String { folder ?? Self.scratch }
  }

  static let system = [
    "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo",
  ]
  private static let devices = ["/dev/null", "/dev/zero", "/dev/urandom"]

  /// The arguments before the program, of which none begins the command itself.
  func arguments(_ view: View) -> [String] {
    var words = Self.spaces
    // Left to itself bubblewrap makes them for one user alone.
    let places = Self.outermost(Self.system + view.readable)
    for folder in Self.ancestors(of: places + [view.folder].compactMap(\.self)) {
      words += ["--perms", "0755", "--dir", folder]
    }
    for place in places { words += ["--ro-bind-try", place, place] }
    for device in Self.devices { words += ["--dev-bind", device, device] }
    words += ["--proc", "/proc"]
    if let folder = view.folder {
      words += ["--bind", folder, folder]
    } else {
      words += ["--perms", "0777", "--size", String(view.size << 20), "--tmpfs", View.scratch]
    }
    return words + ["--remount-ro", "/", "--chdir", view.place]
  }

  /// Without places that another one holds: they are there with it, and bubblewrap mounts nothing over a link. What
  /// such a link leads to comes too.
  private static func outermost(_ places: [String]) -> [String] {
    func isHeld(_ place: String) -> Bool { places.contains { place.hasPrefix($0 + "/") } }
    let real = places.filter(isHeld).map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
    return places.filter { !isHeld($0) } + real.uniqued.filter { !isHeld($0) && !places.contains($0) }
  }

  /// The folders that some paths lie in, the outer before the inner.
  private static func ancestors(of paths: [String]) -> [String] {
    paths.flatMap { path in
      let parts = path.split(separator: "/")
      return parts.indices.dropFirst().map { "/" + parts[..<$0].joined(separator: "/") }
    }.uniqued
  }
}
