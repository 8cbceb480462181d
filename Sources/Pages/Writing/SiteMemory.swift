import Basics
import Diagnostics
import Notes
import Synchronization

/// What there is in a site beside its pages, and what cannot be.
struct SiteStock: Sendable {
  let diagnostics: [Diagnostic]
  /// Authors' files that are copied.
  let assets: [String]
  let sizes: [String: PictureSize]

  init(_ notebook: Notebook) {
    let names = SiteNames(notebook, SitePaths(notebook))
    let assets = AssetReading(notebook, leavingOut: names.leftOut)
    diagnostics = names.diagnostics + assets.diagnostics
    self.assets = assets.copied
    sizes = assets.sizes
  }
}

/// A note as other pages see it: what leads to it, and what it is called.
final class PageFace: Sendable {
  fileprivate let document: Document
  fileprivate let output: String
  private let title: String
  private let anchors: [String]
  private let hasFormulas: Bool

  init(_ entry: PageEntry) {
    (document, output, title) = (entry.document, entry.output, entry.title)
    anchors = Anchors(of: entry.document).all
    hasFormulas = !entry.document.formulas.isEmpty
  }

  fileprivate func looksLike(_ other: PageFace) -> Bool {
    document.page == other.document.page && output == other.output && title == other.title
      && hasFormulas == other.hasFormulas && anchors == other.anchors
  }
}

/// What all pages of a site show of each other: where it is another, no page stays.
struct SiteFrame: Sendable {
  let faces: [PageFace]
  let assets: [String]
  let sizes: [String: PictureSize]
  let hasTheme: Bool
  let highlighted: [String: String]

  func isSame(as other: SiteFrame) -> Bool {
    faces.elementsEqual(other.faces, by: ===) && hasTheme == other.hasTheme && assets == other.assets
      && sizes == other.sizes && highlighted == other.highlighted
  }
}

/// Pages as they were made the last time, for who makes them again and again.
///
/// A page is made again where its note, what is understood of it, what was found on it or what is said of it is
/// another, or the frame around all pages is. That configuration and audit are the same is the holder's care.
package final class SiteMemory: Sendable {
  private struct State {
    /// Files beside the notes, as they are now.
    var files = ""
    var stock: (files: String, outputs: [String], stock: SiteStock)?
    var faces: [String: PageFace] = [:]
    var frame: SiteFrame?
    var pages: [String: FinishedPage] = [:]
    var katex: [(path: String, bytes: [UInt8])]?
  }

  private let state = Mutex(State())

  package init() {}

  /// Says what stands in the docs folder beside the notes now.
  package func note(files: String) { state.withLock { $0.files = files } }

  func stock(of notebook: Notebook) -> SiteStock {
    let outputs = notebook.documents.map(\.notePath)
    let (files, known) = state.withLock { ($0.files, $0.stock) }
    if let known, known.files == files, known.outputs == outputs { return known.stock }
    let stock = SiteStock(notebook)
    state.withLock { $0.stock = (files, outputs, stock) }
    return stock
  }

  /// The face of each page: the very one of the last time where it looks the same.
  func faces(of entries: [PageEntry]) -> [PageFace] {
    let before = state.withLock { $0.faces }
    let faces = concurrentMap(entries) { entry -> PageFace in
      let known = before[entry.document.page]
      if let known, known.document.file === entry.document.file, known.output == entry.output {
        return known
      }
      let face = PageFace(entry)
      if let known, known.looksLike(face) { return known }
      return face
    }
    state.withLock { state in
      state.faces = Dictionary(zip(entries.map(\.document.page), faces)) { first, _ in first }
    }
    return faces
  }

  /// Pages that still stand in this frame.
  func pages(in frame: SiteFrame) -> [String: FinishedPage] {
    state.withLock { state in
      defer { state.frame = frame }
      return state.frame.map { $0.isSame(as: frame) } ?? false ? state.pages : [:]
    }
  }

  func keep(_ pages: [FinishedPage]) {
    state.withLock { state in
      state.pages = Dictionary(pages.map { ($0.inputs.document.page, $0) }) { first, _ in first }
    }
  }

  /// KaTeX's style and fonts: read once.
  func katex(_ folder: String?) -> [(path: String, bytes: [UInt8])] {
    if let known = state.withLock({ $0.katex }) { return known }
    let files = KaTeXAssets.files(from: folder).map { (path: $0.path, bytes: $0.bytes) }
    state.withLock { $0.katex = files }
    return files
  }
}
