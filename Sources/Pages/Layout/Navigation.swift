import Diagnostics
import Notes

/// The site's pages as a tree of folders, and each page's place in it.
struct Navigation: Sendable {
  struct Entry: Sendable {
    let page: String
    let title: String
    let output: String
    /// Its item in the sidebar of a page in the same folder: most items of most sidebars.
    fileprivate let neighbour: String
    /// The folder that its output lies in.
    fileprivate let folder: String

    init(page: String, title: String, output: String) {
      (self.page, self.title, self.output) = (page, title, output)
      folder = SitePaths.split(output).folder
      neighbour = "<li><a href=\"\(SitePaths.way(from: output, to: output))\">\(escaped(title))</a></li>"
    }
  }

  /// In reading order.
  let entries: [Entry]
  private let indexOfPage: [String: Int]
  /// Pages right in a folder, by folder, in reading order; the folder's own page is not among them.
  private let pages: [String: [Int]]
  /// Folders right in a folder, in reading order of their first page.
  private let folders: [String: [String]]
  private let folderPage: [String: Int]
  private let positionInFolder: [String: Int]
  /// Where a folder's first page stands in reading order.
  private let firstInFolder: [String: Int]
  /// What folders without a page of their own are called.
  private let names: [String: String]

  /// Below this number of pages a reader sees the whole tree.
  private static let smallSite = 80
  /// In a large folder a reader sees so many neighbours on each side.
  private static let neighbours = 20

  init(_ entries: [Entry], _ paths: SitePaths, names: [String: String] = [:]) {
    self.entries = entries
    self.names = names
    indexOfPage = Dictionary(
      entries.enumerated().map { ($1.page, $0) }, uniquingKeysWith: { first, _ in first })
    var pages: [String: [Int]] = [:]
    var folders: [String: [String]] = [:]
    var known: Set<String> = [""]
    var folderPage: [String: Int] = [:]
    var position: [String: Int] = [:]
    var first: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      let folder = SitePaths.split(entry.page).folder
      var path = folder
      var made: [String] = []
      while known.insert(path).inserted {
        made.append(path)
        path = SitePaths.split(path).folder
      }
      for path in made { first[path] = index }
      for path in made.reversed() { folders[SitePaths.split(path).folder, default: []].append(path) }
      if paths.pageOfFolder[folder] == entry.page {
        folderPage[folder] = index
      } else {
        position[entry.page] = pages[folder, default: []].count
        pages[folder, default: []].append(index)
      }
    }
    self.pages = pages
    self.folders = folders
    self.folderPage = folderPage
    positionInFolder = position
    firstInFolder = first
  }

  func previous(of page: String) -> Entry? { indexOfPage[page].flatMap { $0 > 0 ? entries[$0 - 1] : nil } }
  func next(of page: String) -> Entry? {
    indexOfPage[page].flatMap { $0 + 1 < entries.count ? entries[$0 + 1] : nil }
  }

  /// The folders above a page, outermost first, each with its page if it has one.
  func ancestors(of page: String) -> [(name: String, entry: Entry?)] {
    var path = SitePaths.split(page).folder
    if folderPage[path].map({ entries[$0].page }) == page { path = SitePaths.split(path).folder }
    var found: [(String, Entry?)] = []
    while !path.isEmpty {
      found.append((name(of: path), folderPage[path].map { entries[$0] }))
      path = SitePaths.split(path).folder
    }
    return found.reversed()
  }

  /// The sidebar of a page: its ancestors, and what stands beside it.
  /// - Parameter contents: of the page itself, shown under it where no other list of them has room.
  func sidebar(for page: String, from output: String, contents: String = "", in language: Language) -> String
  {
    let view = View(
      page: page, folder: SitePaths.split(page).folder, output: output,
      outputFolder: SitePaths.split(output).folder, contents: contents)
    var out = "<ul>"
    if let home = folderPage[""] { add(entries[home], view, named: language(zh: "首页", en: "Home"), to: &out) }
    addList(of: "", view, to: &out)
    out += "</ul>"
    return out
  }

  /// Where a sidebar is seen from.
  private struct View {
    let page: String
    let folder: String
    let output: String
    let outputFolder: String
    let contents: String
  }

  private func addList(of folder: String, _ view: View, to out: inout String) {
    let isSmall = entries.count <= Self.smallSite
    let all = pages[folder] ?? []
    var shown = all[...]
    if !isSmall, all.count > 2 * Self.neighbours {
      let at = folder == view.folder ? positionInFolder[view.page] ?? 0 : 0
      let low = max(0, min(at - Self.neighbours, all.count - 2 * Self.neighbours))
      shown = all[low..<min(low + 2 * Self.neighbours, all.count)]
    }
    let inside = folders[folder] ?? []
    guard !inside.isEmpty else {
      for index in shown { add(entries[index], view, to: &out) }
      return
    }
    var places = shown.map { (index: $0, folder: String?.none) }
    for sub in isSmall ? inside[...] : inside.prefix(2 * Self.neighbours) {
      places.append((firstInFolder[sub] ?? .max, sub))
    }
    for place in places.sorted(by: { $0.index < $1.index }) {
      guard let sub = place.folder else {
        add(entries[place.index], view, to: &out)
        continue
      }
      if let own = folderPage[sub] {
        add(entries[own], view, isOpenTag: true, to: &out)
      } else {
        out += "<li><span class=\"folder\">\(escaped(name(of: sub)))</span>"
      }
      if isSmall || view.folder == sub || view.folder.hasPrefix(sub + "/") {
        out += "<ul>"
        addList(of: sub, view, to: &out)
        out += "</ul>"
      }
      out += "</li>"
    }
  }

  private func name(of folder: String) -> String { names[folder] ?? SitePaths.split(folder).name }

  private func add(
    _ entry: Entry, _ view: View, isOpenTag: Bool = false, named name: String? = nil, to out: inout String
  ) {
    if entry.page != view.page, !isOpenTag, name == nil, entry.folder == view.outputFolder {
      out += entry.neighbour
      return
    }
    out += "<li><a href=\""
    out += SitePaths.way(from: view.output, to: entry.output)
    out += entry.page == view.page ? "\" aria-current=\"page\">" : "\">"
    out += escaped(name ?? entry.title)
    out += "</a>"
    if entry.page == view.page { out += view.contents }
    if !isOpenTag { out += "</li>" }
  }
}
