import Notes
import Trees

extension Definition {
  /// With the mean of x in the place of `\bar x`, which the code does not take and nothing else says; nil where there is
  /// none.
  func withMeans(of open: [Name]) -> (definition: Definition, lengths: Set<Name>)? {
    guard let row = rows.first else { return nil }
    var values: [Name: Tree] = [:]
    var made = self
    var own: Set<Name> = []
    for bar in open where ["bar", "overline"].contains(bar.accents.last) && meanings[bar]?.value == nil {
      var bare = bar
      bare.accents.removeLast()
      let meaning = meanings[bare]
      guard row.value.isFree(bare), let domain = meaning?.domain ?? meaning?.generic, domain.rank == 1 else {
        return nil
      }
      let length = domain.shape[0]
      let index = Name("k", label: "·")
      values[bar] = .quotient(
        .fold(.init(.sum, index, .integers(.number(1), length), .element(.symbol(bare), [.symbol(index)]))),
        length)
      made.meanings[bar] = nil
      own.formUnion(length.freeSymbols)
    }
    guard !values.isEmpty else { return nil }
    made.rows = [row]
    made.rows[0].value = row.value.substituting(values)
    for name in own where made.meanings[name] == nil {
      made.meanings[name] = Meaning(name, .length, domain: Domain(.integers(.number(1), nil)), origin: .head)
    }
    made.implicit.removeAll { values[$0] != nil }
    made.inputs.removeAll { values[$0] != nil }
    return (made, own)
  }
}

extension Document {
  /// Whether its prose speaks of a mean.
  var speaksOfMeans: Bool {
    let text = file.text(0..<file.bytes.count).lowercased()
    return ["均值", "平均", "mean", "average"].contains { text.contains($0) }
  }
}
