import Trees
import Foundation

/// Where KaTeX is kept: Debian's libjs-katex and fonts-katex, and what others do.
package enum KaTeXPlaces {
  static let folders = [
    "/usr/share/javascript/katex", "/usr/local/share/katex", "/opt/homebrew/share/katex",
  ]
  private static let fontFolders = ["/usr/share/fonts/truetype/katex", "/usr/share/fonts/katex"]

  package static var scripts: [String] {
    folders.flatMap { [$0 + "/katex.min.js", $0 + "/katex.js"] }
  }

  /// The script in use: `DOCGEN_KATEX`, else the first that is there.
  package static var script: String? {
    if let named = ProcessInfo.processInfo.environment["DOCGEN_KATEX"] { return named }
    return scripts.first { FileManager.default.fileExists(atPath: $0) }
  }

  package static var style: String? { style(in: folders) }

  package static func style(in folders: [String]) -> String? {
    folders.map { $0 + "/katex.min.css" }.first { FileManager.default.isReadableFile(atPath: $0) }
  }

  /// A font that a style names: beside it, or where the system keeps fonts.
  package static func font(_ name: String, of style: String) -> String? {
    let beside = (style as NSString).deletingLastPathComponent + "/fonts"
    return ([beside] + fontFolders).map { "\($0)/\(name)" }.first {
      FileManager.default.isReadableFile(atPath: $0)
    }
  }
}
