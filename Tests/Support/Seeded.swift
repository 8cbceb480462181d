/// A random generator with a seed for a failing test to print: SplitMix64.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
package struct Seeded: RandomNumberGenerator {
  package let seed: UInt64
  private var state: UInt64

  /// Without a seed another one each time.
  package init(seed: UInt64 = .random(in: 0 ... .max)) {
    self.seed = seed
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
