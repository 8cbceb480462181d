import Formulas
import Foundation

/// KaTeX's own style and fonts, as the machine has them: copied, never committed.
enum KaTeXAssets {
  static let folder = "assets/katex"

  /// - Returns: nothing where KaTeX's style is not to be had; the MathML in the pages then stands alone.
  static func files(from chosen: String?) -> [(path: String, bytes: [UInt8])] {
    let folders = chosen.map { [$0] } ?? KaTeXPlaces.folders
    guard
      let (place, css) = folders.lazy.compactMap({ folder in
        FileManager.default.contents(atPath: folder + "/katex.min.css").map { (folder, $0) }
      }).first
    else { return [] }
    var fonts: [(path: String, bytes: [UInt8])] = []
    let text = String(decoding: css, as: UTF8.self)
    for name in fontNames(in: text) {
      let places = [place + "/fonts"] + KaTeXPlaces.fontFolders
      guard let data = places.lazy.compactMap({ FileManager.default.contents(atPath: "\($0)/\(name)") }).first
      else { continue }
      fonts.append(("\(folder)/fonts/\(name)", Array(data)))
    }
    guard !fonts.isEmpty else { return [] }
    return [("\(folder)/katex.css", Array(style(text).utf8))] + fonts
  }

  private static func fontNames(in css: String) -> [String] {
    var names: Set<String> = []
    for part in css.split(separator: "url(").dropFirst() {
      let name = part.prefix { $0 != ")" }.split(separator: "/").last.map(String.init) ?? ""
      if name.hasSuffix(".woff2"), !name.contains("\"") { names.insert(name) }
    }
    return names.sorted()
  }

  /// Only woff2, shown at once and swapped never (nothing jumps), and the visual HTML made visible.
  private static func style(_ css: String) -> String {
    var out = ""
    for part in css.split(separator: "@font-face{", omittingEmptySubsequences: false).enumerated() {
      guard part.offset > 0, let end = part.element.firstIndex(of: "}") else {
        out += part.element
        continue
      }
      let declarations = part.element[..<end].split(separator: ";").map { declaration in
        guard declaration.hasPrefix("src:") else { return String(declaration) }
        return String(declaration.prefix { $0 != "," })
      }
      out +=
        "@font-face{" + declarations.joined(separator: ";") + ";font-display:block" + part.element[end...]
    }
    return out + "\n.katex .katex-html{display:inline}\n"
  }
}
