/// The name that an author may have meant.
package enum NearestName {
  /// The candidate at the least edit distance, if that is near enough; the first of several. One letter resembles nothing.
  ///
  /// - Parameter slips: how many letters may be wrong; as the words' length allows, when it is not said.
  package static func of(
    _ word: String, among candidates: some Sequence<String>, slips: Int? = nil
  ) -> String? {
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != word {
      let (shorter, longer) = (min(word.count, candidate.count), max(word.count, candidate.count))
      guard shorter > 1 else { continue }
      let limit = slips ?? (longer <= 4 ? 1 : longer <= 8 ? 2 : 3)
      guard let distance = distance(word.lowercased(), candidate.lowercased(), limit: limit) else { continue }
      if distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, replacements and exchanges of neighbours, up to a limit.
  static func distance(_ left: String, _ right: String, limit: Int) -> Int? {
    let a = Array(left)
    let b = Array(right)
    guard abs(a.count - b.count) <= limit, a.count <= 64, b.count <= 64 else { return nil }
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        row.append(cost)
      }
      before = last
      last = row
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }
}
