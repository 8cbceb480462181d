import LaTeX

extension Document {
  /// What the room LaTeX reads of this note: its formulas, with the declarations in force.
  package func manuscript(in notebook: Notebook) -> Manuscript {
    let configuration = notebook.configuration
    let own = Set(frontMatter.symbols.map(\.name))
    return Manuscript(
      page: page, file: file, uses: frontMatter.uses.filter { notebook.helpers[$0] == nil },
      declarations: configuration.symbols.filter { !own.contains($0.name) } + frontMatter.symbols,
      macros: configuration.macros.merging(frontMatter.macros) { $1 },
      occurrences: formulas, isStrict: frontMatter.strict ?? configuration.strict,
      declaresZeroLogZero: (configuration.conventions + frontMatter.conventions).contains("0log0"))
  }
}
