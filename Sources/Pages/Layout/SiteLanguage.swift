import Diagnostics
import Notes

extension Language {
  /// The site's own words in this language.
  func callAsFunction(zh: String, en: String) -> String { self == .zh ? zh : en }

  /// What browsers and screen readers know it by.
  var tag: String { self(zh: "zh-Hans", en: "en") }

  /// Between the members of a list.
  var comma: String { self(zh: "，", en: ", ") }
  /// Between two sentences of one line.
  var semicolon: String { self(zh: "；", en: "; ") }

  /// `（见上）`, ` (see above)`.
  func bracketed(_ text: String) -> String { self(zh: "（\(text)）", en: " (\(text))") }

  /// A number with its noun: `1 box`, `3 boxes`.
  static func many(_ number: Int, _ one: String, _ many: String) -> String {
    "\(NumberText.grouped(number)) \(number == 1 ? one : many)"
  }
}

extension Notebook {
  /// The language of the site's own words on a page.
  func language(of document: Document) -> Language {
    document.frontMatter.language ?? configuration.language
  }
}
