import Diagnostics
import Notes

/// Turns what an author wrote as a link into a URL of the site, and says what is missing.
struct LinkResolver: Sendable {
  let paths: SitePaths
  let anchors: PageAnchors
  private let guesses: PathGuesses

  init(paths: SitePaths, anchors: PageAnchors) {
    (self.paths, self.anchors) = (paths, anchors)
    guesses = PathGuesses(Array(paths.pageOfNote.keys) + Array(paths.assets))
  }

  enum Target: Equatable {
    case url(String, isExternal: Bool)
    /// Nothing is there, or it may not be linked; shown as text.
    case none
  }

  /// - Parameter guesses: whether to look for what a dead link may have meant: not for each of a thousand.
  func link(_ written: String, from document: Document, at range: SourceRange?, guesses: Bool = true)
    -> Reported<Target>
  {
    if let scheme = AllowedMarkup.scheme(of: written) {
      guard AllowedMarkup.isSafeScheme(scheme) else {
        return Reported(.none, [.unsafeLink(written, at: range)])
      }
      return Reported(.url(written, isExternal: scheme != "mailto"))
    }
    // From `file://` a browser would take `//host` for a file.
    if written.hasPrefix("//") { return Reported(.url("https:" + written, isExternal: true)) }
    let (path, query, fragment) = Self.parts(written)
    let from = paths.output[document.page] ?? ""
    if path.isEmpty {
      return anchored(
        "", page: document.page, query: query, fragment: fragment, guesses: guesses, document, range)
    }
    let folder = SitePaths.split(document.page).folder
    guard let plain = percentDecoded(path), let resolved = SitePaths.resolved(plain, in: folder) else {
      return Reported(.none, [.deadLink(written, nearest: nil, at: range, document)])
    }
    if let page = paths.page(at: resolved), let output = paths.output[page] {
      let way = page == document.page && fragment != nil ? "" : SitePaths.way(from: from, to: output)
      return anchored(way, page: page, query: query, fragment: fragment, guesses: guesses, document, range)
    }
    if let asset = paths.assets.spelled(resolved) {
      let way = SitePaths.way(from: from, to: asset)
      return Reported(.url(way + query + (fragment.map { "#" + $0 } ?? ""), isExternal: false))
    }
    let guess = guesses ? self.guesses.nearest(to: resolved) : nil
    let nearest =
      encodedName(written, in: folder) ?? guess.map { SitePaths.way(from: folder + "/x", to: $0) }
    return Reported(.none, [.deadLink(written, nearest: nearest, at: range, document)])
  }

  /// A picture's URL; `.none` where it is missing or may not be loaded.
  func image(_ written: String, from document: Document, at range: SourceRange?, guesses: Bool = true)
    -> Reported<Target>
  {
    if AllowedMarkup.scheme(of: written) != nil || written.hasPrefix("//") {
      // Nothing leaves the reader's machine: a picture elsewhere is a link at most.
      return Reported(.none, [.foreignImage(written, at: range)])
    }
    let (path, _, _) = Self.parts(written)
    let folder = SitePaths.split(document.page).folder
    if let plain = percentDecoded(path), let resolved = SitePaths.resolved(plain, in: folder) {
      if let asset = paths.assets.spelled(resolved) {
        let from = paths.output[document.page] ?? ""
        return Reported(.url(SitePaths.way(from: from, to: asset), isExternal: false))
      }
      let nearest =
        encodedName(written, in: folder) ?? (guesses ? NearestPath.of(resolved, among: paths.assets) : nil)
      return Reported(.none, [.missingImage(written, nearest: nearest, at: range, document)])
    }
    return Reported(.none, [.missingImage(written, nearest: nil, at: range, document)])
  }

  private func anchored(
    _ way: String, page: String, query: String, fragment: String?, guesses: Bool,
    _ document: Document, _ range: SourceRange?
  ) -> Reported<Target> {
    guard let fragment, !fragment.isEmpty else {
      return Reported(.url(way + query + (fragment == nil ? "" : "#"), isExternal: false))
    }
    let name = percentDecoded(fragment) ?? fragment
    let known = anchors.of(page)
    // A browser compares bytes; GitHub finds an anchor in any case.
    let spelled = known.spelled(name) ?? known.spelledInAnyCase(name)
    let target = Target.url(way + query + "#" + encodedPath(spelled ?? name), isExternal: false)
    guard spelled == nil, name != "top" else { return Reported(target) }
    let nearest = guesses ? NearestPath.of(name, among: known) : nil
    return Reported(
      target,
      [
        .deadAnchor(
          name, page: page, nearest: nearest, among: guesses ? known.filter { $0 != "top" }.sorted() : [],
          at: range, document)
      ])
  }

  /// How the file is written whose own name holds the `#` or `?` that ended the path: `c%23.png`.
  private func encodedName(_ written: String, in folder: String) -> String? {
    guard written.contains("#") || written.contains("?"), let plain = percentDecoded(written),
      let resolved = SitePaths.resolved(plain, in: folder),
      paths.assets.spelled(resolved) != nil || paths.page(at: resolved) != nil
    else { return nil }
    return encodedPath(written)
  }

  /// Path, query with its `?`, fragment without its `#`.
  static func parts(_ url: String) -> (path: String, query: String, fragment: String?) {
    let halves = url.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let front = halves[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return (
      String(front.first ?? ""), front.count > 1 ? "?" + front[1] : "",
      halves.count > 1 ? String(halves[1]) : nil
    )
  }
}

extension Set<String> {
  /// The member as it is spelled: a name can be asked for in the other of Unicode's two forms of an accented letter.
  func spelled(_ name: String) -> String? { firstIndex(of: name).map { self[$0] } }

  /// A member that differs in the case of letters alone; the same one every time.
  func spelledInAnyCase(_ name: String) -> String? {
    let lowered = name.lowercased()
    return filter { $0.lowercased() == lowered }.min()
  }
}

/// What a path that leads nowhere may have meant.
private struct PathGuesses {
  private let candidates: [String]
  /// By the last part, in lower case: in a large site only a file of that name is looked for.
  private let named: [String: [String]]

  private static let most = 500

  init(_ candidates: [String]) {
    self.candidates = candidates
    named =
      candidates.count > Self.most
      ? Dictionary(grouping: candidates) { SitePaths.split($0).name.lowercased() } : [:]
  }

  func nearest(to path: String) -> String? {
    guard candidates.count > Self.most else { return NearestPath.of(path, among: candidates) }
    let alike = named[SitePaths.split(path).name.lowercased()] ?? []
    return NearestPath.of(path, among: alike.sorted().prefix(Self.most))
  }
}

/// The candidate that shares most with a mistyped path.
enum NearestPath {
  /// By pairs of neighbouring bytes: linear in all candidates together, and order does not matter.
  static func of(_ word: String, among candidates: some Sequence<String>) -> String? {
    let pairs = pairs(of: word)
    var best: (name: String, score: Double)?
    for candidate in candidates {
      let others = self.pairs(of: candidate)
      guard !pairs.isEmpty, !others.isEmpty else { continue }
      let score = 2 * Double(pairs.intersection(others).count) / Double(pairs.count + others.count)
      guard score >= 0.5 else { continue }
      if let known = best, (known.score, candidate) > (score, known.name) { continue }
      best = (candidate, score)
    }
    return best?.name
  }

  private static func pairs(of word: String) -> Set<Int> {
    let bytes = Array(word.lowercased().utf8.prefix(400))
    return Set(zip(bytes, bytes.dropFirst()).map { Int($0) << 8 | Int($1) })
  }
}

extension Diagnostic {
  static func deadLink(
    _ written: String, nearest: String?, at range: SourceRange?, _ document: Document
  ) -> Diagnostic {
    Diagnostic(
      .error, "dead-link", Message(zh: "链接的目标不存在: \(written)", en: "nothing is at this link: \(written)"),
      at: range ?? document.file.range(0..<0),
      help: Self.nearest(
        nearest, else: Message(zh: "改成有的一页，或写出这一页", en: "link to a page that exists, or write this one")))
  }

  static func deadAnchor(
    _ anchor: String, page: String, nearest: String?, among known: [String], at range: SourceRange?,
    _ document: Document
  ) -> Diagnostic {
    Diagnostic(
      .error, "dead-anchor",
      Message(zh: "页面 \(page) 里没有 #\(anchor)", en: "page \(page) has no #\(anchor)"),
      at: range ?? document.file.range(0..<0),
      help: Self.nearest(
        nearest.map { "#" + $0 },
        else: known.isEmpty
          ? nil
          : Message(
            zh: "那里有: \(known.prefix(8).map { "#" + $0 }.joined(separator: "、"))",
            en: "it has: \(known.prefix(8).map { "#" + $0 }.joined(separator: ", "))")))
  }

  static func missingImage(
    _ written: String, nearest: String?, at range: SourceRange?, _ document: Document
  ) -> Diagnostic {
    Diagnostic(
      .error, "missing-image", Message(zh: "找不到图片: \(written)", en: "no such picture: \(written)"),
      at: range ?? document.file.range(0..<0),
      help: Self.nearest(
        nearest,
        else: Message(
          zh: "路径从这篇笔记所在的文件夹算起；把图放在那里，或改正路径",
          en: "the path begins at this note's folder: put the picture there, or mend the path")))
  }

  static func foreignImage(_ written: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .error, "foreign-image",
      Message(
        zh: "图片在别处，页面不会去取: \(written)", en: "the picture lies elsewhere and is not loaded: \(written)"),
      at: range, help: [Message(zh: "把它放进笔记的文件夹", en: "put it into the folder of the notes")])
  }

  static func unsafeLink(_ written: String, at range: SourceRange?) -> Diagnostic {
    Diagnostic(
      .error, "unsafe-link",
      Message(zh: "不允许的链接，只留下文字: \(written)", en: "this kind of link is left out: \(written)"), at: range)
  }

  private static func nearest(_ name: String?, else other: Message?) -> [Message] {
    (name.map { Message(zh: "是不是 \($0)？", en: "did you mean \($0)?") } ?? other).map { [$0] } ?? []
  }
}
