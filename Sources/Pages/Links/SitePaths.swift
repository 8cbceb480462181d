import Notes

/// Where each page and asset lies in the site, and the way from one to another.
struct SitePaths: Sendable {
  /// Output path by page: `deim/mal` → `deim/mal.html`.
  private(set) var output: [String: String] = [:]
  /// Page by its note's path below the docs folder: `deim/README.md` → `deim/README`.
  private(set) var pageOfNote: [String: String] = [:]
  /// Page that stands for a folder: `deim` → `deim/README`; the docs folder is the empty path.
  private(set) var pageOfFolder: [String: String] = [:]
  private(set) var assets: Set<String>

  init(_ notebook: Notebook) {
    assets = Set(notebook.assets)
    var ranked: [String: Int] = [:]
    for document in notebook.documents {
      let page = document.page
      pageOfNote[document.notePath] = page
      let (folder, name) = Self.split(page)
      let ranks = ["index": 0, "readme": 2]
      // `index` itself before `Index`, both before a README.
      guard let rank = name == "index" ? 0 : ranks[name.lowercased()].map({ $0 + 1 }) else { continue }
      if let known = ranked[folder], known <= rank { continue }
      ranked[folder] = rank
      pageOfFolder[folder] = page
    }
    for document in notebook.documents {
      let page = document.page
      let folder = Self.split(page).folder
      let isFolderPage = pageOfFolder[folder] == page
      output[page] = isFolderPage ? (folder.isEmpty ? "" : folder + "/") + "index.html" : page + ".html"
    }
  }

  /// A path up to its last `/`, with it.
  private static func folder(of path: String) -> Substring {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[..<path.startIndex] }
    return path[...slash]
  }

  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  /// `../` as often as a page lies deep.
  static func root(from output: String) -> String {
    String(repeating: "../", count: output.utf8.count { $0 == UInt8(ascii: "/") })
  }

  /// The relative URL from one file of the site to another.
  static func way(from: String, to: String) -> String {
    let above = folder(of: to)
    if folder(of: from) == above { return encodedPath(plainWay(to[above.endIndex...])) }
    let own = split(from).folder.split(separator: "/")
    let other = split(to).folder.split(separator: "/")
    let common = zip(own, other).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: own.count - common)
    let path = (up + other.dropFirst(common).map(String.init) + [split(to).name]).joined(separator: "/")
    return encodedPath(plainWay(path))
  }

  /// A relative path that no browser takes for an address: a file may be called `javascript:x.html`.
  static func plainWay(_ path: some StringProtocol) -> String {
    let first = path.utf8.prefix { $0 != UInt8(ascii: "/") }
    return (first.contains(UInt8(ascii: ":")) ? "./" : "") + path
  }

  /// The file of a page's former path: `old/page`, `/old/page/`, `old/page.html`; nil for a name that is none.
  static func redirect(_ alias: String) -> String? {
    guard alias.contains("/") || alias.hasSuffix(".html") || alias.hasSuffix(".md") else { return nil }
    let parts = alias.split(separator: "/")
    let isPath = parts.allSatisfy { part in
      part != ".." && part != "." && part.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    }
    guard let last = parts.last, isPath, last.utf8.count < 200 else { return nil }
    if last.hasSuffix(".html") { return parts.joined(separator: "/") }
    let name = last.hasSuffix(".md") ? last.dropLast(3) : last
    if alias.hasSuffix("/") { return parts.joined(separator: "/") + "/index.html" }
    return (parts.dropLast() + [name]).joined(separator: "/") + ".html"
  }

  /// A path with `.` and `..` resolved; nil if it leaves the docs folder.
  static func resolved(_ path: String, in folder: String) -> String? {
    var parts = path.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
    for part in path.split(separator: "/") {
      if part == "." { continue }
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  /// The page that a path below the docs folder means: with `.md`, without, a folder, or as output.
  func page(at path: String) -> String? {
    if let page = pageOfNote[path] ?? pageOfFolder[path] { return page }
    if output[path] != nil { return path }
    if path.hasSuffix(".html") {
      let page = String(path.dropLast(5))
      if output[page] != nil { return page }
      let (folder, name) = Self.split(page)
      if name == "index" { return pageOfFolder[folder] }
    }
    return nil
  }
}
