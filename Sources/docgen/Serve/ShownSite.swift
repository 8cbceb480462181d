import Diagnostics
import Pages
import Previews
import Synchronization

/// The site that is served now.
final class ShownSite: PreviewFiles {
  private let edition = Mutex<SiteEdition?>(nil)
  private let language: Language

  init(language: Language) { self.language = language }

  func show(_ next: SiteEdition) { edition.withLock { $0 = next } }

  func file(_ path: String) -> PreviewFile? {
    edition.withLock { $0 }?.file(path).map { PreviewFile(bytes: $0, tag: SiteEdition.tag($0)) }
  }

  var waiting: String? {
    guard edition.withLock({ $0 == nil }) else { return nil }
    return Message(
      zh: "第一次核对还没有完；完了这一页自己会来。", en: "The first check is not done yet; the page comes by itself."
    )
    .text(in: language)
  }
}
