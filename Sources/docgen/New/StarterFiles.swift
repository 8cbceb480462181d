import Diagnostics

/// A file that `docgen new` writes.
struct StarterFile {
  /// Relative, with `/`.
  let path: String
  let text: String
}

/// A folder of notes to begin with: what docgen does, each thing once, in notes that hold.
enum StarterFiles {
  static func all(in language: Language) -> [StarterFile] {
    let notes = language == .zh ? chinese : english
    return notes + [
      StarterFile(path: ".gitignore", text: ignored), StarterFile(path: ".gitlab-ci.yml", text: gitlab),
      StarterFile(path: ".github/workflows/notes.yml", text: github),
    ]
  }

  /// One more page, which holds as it stands.
  static func page(titled title: String, in language: Language) -> String {
    let declared =
      language == .zh
      ? "其中 $x \\in [-10, 10]$。公式左边的名字就是实现它的 Swift 函数的名字："
      : "Here $x \\in [-10, 10]$. The name on the left is that of the Swift function that computes it:"
    return """
      # \(title)

      \(declared)

      $$
      f(x) = x^2 + 1
      $$

      ```swift
      func f(x: Double) -> Double { x * x + 1 }
      ```

      """
  }

  private static let ignored = """
    # What docgen makes; it is made again where it is missing.
    /site/
    /docgen.sarif

    """
}
