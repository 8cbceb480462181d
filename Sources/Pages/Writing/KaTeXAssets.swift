import Typesetting
import Foundation

/// KaTeX's own style and fonts, as the machine has them: copied, never committed.
enum KaTeXAssets {
  static let folder = "assets/katex"

  /// Letters of nearly every formula. They travel within the style, so that they are there when text is first
  /// laid out and no line wraps anew; from `file://` a browser lets no page preload a font.
  private static let inStyle: Set = ["KaTeX_Main-Regular.woff2", "KaTeX_Math-Italic.woff2"]

  /// - Returns: nothing where KaTeX's style is not to be had; the MathML in the pages then stands alone.
  static func files(from chosen: String?) -> [(path: String, bytes: [UInt8])] {
    guard let place = chosen.map({ KaTeXPlaces.style(in: [$0]) }) ?? KaTeXPlaces.style,
      let css = FileManager.default.contents(atPath: place)
    else { return [] }
    var fonts: [(path: String, bytes: [UInt8])] = []
    var inlined: [String: Data] = [:]
    let text = String(decoding: css, as: UTF8.self)
    for name in fontNames(in: text) {
      guard let data = KaTeXPlaces.font(name, of: place).flatMap(FileManager.default.contents(atPath:)) else {
        continue
      }
      if inStyle.contains(name) { inlined[name] = data }
      fonts.append(("\(folder)/fonts/\(name)", Array(data)))
    }
    guard !fonts.isEmpty else { return [] }
    return [("\(folder)/katex.css", Array(style(text, inlined).utf8))] + fonts
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
  private static func style(_ css: String, _ inlined: [String: Data]) -> String {
    var out = ""
    for part in css.split(separator: "@font-face{", omittingEmptySubsequences: false).enumerated() {
      guard part.offset > 0, let end = part.element.firstIndex(of: "}") else {
        out += part.element
        continue
      }
      let declarations = part.element[..<end].split(separator: ";").map { declaration in
        guard declaration.hasPrefix("src:") else { return String(declaration) }
        let first = declaration.prefix { $0 != "," }
        guard let font = inlined.first(where: { first.contains("/\($0.key)") })?.value else {
          return String(first)
        }
        return "src:url(data:font/woff2;base64,\(font.base64EncodedString())) format(\"woff2\")"
      }
      out +=
        "@font-face{" + declarations.joined(separator: ";") + ";font-display:block" + part.element[end...]
    }
    return out + "\n.katex .katex-html{display:inline}.katex-display>.katex>.katex-html.flow{display:flex}\n"
  }
}
