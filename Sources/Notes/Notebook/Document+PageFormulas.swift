import Typesetting
import Diagnostics

extension Document {
  /// What the room LaTeX reads of this note: its formulas, with the declarations in force.
  package func pageFormulas(in notebook: Notebook) -> PageFormulas {
    let configuration = notebook.configuration
    let own = Set(frontMatter.symbols.map(\.name))
    return PageFormulas(
      page: page, file: file, uses: frontMatter.uses.filter { notebook.helpers[$0] == nil },
      declarations: configuration.symbols.filter { !own.contains($0.name) } + frontMatter.symbols,
      macros: configuration.macros.merging(frontMatter.macros) { $1 },
      sourceFormulas: formulas, isStrict: isStrict(in: configuration),
      declaresZeroLogZero: (configuration.conventions + frontMatter.conventions).contains("0log0"))
  }
}

extension Document {
  /// Whether this note is strict: as it says itself, else as the folder's configuration does.
  package func isStrict(in configuration: Configuration) -> Bool {
    frontMatter.strict ?? configuration.strict
  }
}

extension Notebook {
  /// What a finding about these notes comes to.
  package var severities: SeverityPolicy {
    let whole = configuration.strict
    let own = documents.compactMap { document in
      document.frontMatter.strict.map { (document.file.path, $0) }
    }
    let strict = Dictionary(own) { first, _ in first }
    // A slip in the settings would else be what makes itself pass: `strct: true` is not strict.
    let settings = "/" + Configuration.fileName
    return SeverityPolicy { path in
      path.flatMap { strict[$0] ?? ($0.hasSuffix(settings) ? true : nil) } ?? whole
    }
  }
}
