import Notes

/// Ids of a page's display formulas that do not shift when others are added: made of what the formula says.
enum StableIDs {
  /// By the formula's number on the page.
  static func of(_ document: Document) -> [Int: String] {
    var counts: [String: Int] = [:]
    var ids: [Int: String] = [:]
    for occurrence in document.formulas where occurrence.isDisplay {
      let first = OwnID.stable(occurrence.latex, 1)
      counts[first, default: 0] += 1
      ids[occurrence.id] = OwnID.stable(occurrence.latex, counts[first] ?? 1)
    }
    return ids
  }
}
