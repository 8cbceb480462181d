import Trees
import Foundation

/// Where KaTeX is kept: Debian's libjs-katex and fonts-katex, and what others do.
package enum KaTeXPlaces {
  package static let folders = [
    "/usr/share/javascript/katex", "/usr/local/share/katex", "/opt/homebrew/share/katex",
  ]
  package static let fontFolders = ["/usr/share/fonts/truetype/katex", "/usr/share/fonts/katex"]

  package static var scripts: [String] {
    folders.flatMap { [$0 + "/katex.min.js", $0 + "/katex.js"] }
  }

  /// The script in use: `DOCGEN_KATEX`, else the first that is there.
  package static var script: String? {
    if let named = ProcessInfo.processInfo.environment["DOCGEN_KATEX"] { return named }
    return scripts.first { FileManager.default.fileExists(atPath: $0) }
  }

  package static var style: String? {
    folders.map { $0 + "/katex.min.css" }.first { FileManager.default.fileExists(atPath: $0) }
  }
}
