/// A symbol's name, without regard to how it was spelled: `\gamma` and `γ` are one name.
///
/// A subscript that is no index is part of the name (`p_t`, `L_{cls}`). Roman, bold-as-function
/// and `\text` heads lose their font (`\mathbf{FL}` is FL); a bold single letter keeps it
/// (`\mathbf y` is the vector beside `y_i`).
package struct Name: Hashable, Sendable, Codable {
  /// One letter, Latin or Greek (`p`, `γ`), or a word (`FL`, `loss`).
  package var base: String
  /// `hat`, `bar`, `tilde`, `vec`, `dot` …, outermost last.
  package var accents: [String]
  package var isBold: Bool
  /// A subscript that is part of the name, in plain text: `t`, `cls`, `←`.
  package var label: String?
  /// A superscript that is part of the name: `*`, `g`, `(l)`.
  package var mark: String?
  package var primes: Int

  package init(
    _ base: String, accents: [String] = [], isBold: Bool = false, label: String? = nil,
    mark: String? = nil, primes: Int = 0
  ) {
    self.base = base
    self.accents = accents
    self.isBold = isBold
    self.label = label
    self.mark = mark
    self.primes = primes
  }
}

extension Name: Comparable {
  package static func < (left: Name, right: Name) -> Bool { left.plain < right.plain }
}

extension Name {
  /// What tells most names apart: points are looked up by name at every step of an evaluation.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(base)
    hasher.combine(label)
    hasher.combine(primes)
  }
}
