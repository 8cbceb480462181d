import Notes

/// Ids of a page's display formulas that do not shift when others are added: made of what the formula says.
enum StableIDs {
  /// By the formula's number on the page.
  static func of(_ document: Document) -> [Int: String] {
    var counts: [String: Int] = [:]
    var ids: [Int: String] = [:]
    for sourceFormula in document.formulas where sourceFormula.isDisplay {
      let first = OwnID.stable(sourceFormula.latex, 1)
      counts[first, default: 0] += 1
      ids[sourceFormula.id] = OwnID.stable(sourceFormula.latex, counts[first] ?? 1)
    }
    return ids
  }
}
