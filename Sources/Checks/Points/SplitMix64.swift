import Basics

/// A small generator with a seed: the same points on every machine.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A stream of its own for each thing that is checked, so that an edit in one formula moves no
  /// other formula's points.
  init(seed: UInt64, for identity: String) {
    state = seed ^ fnv1a(identity)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
  /// Uniform in 0..<count.
  mutating func index(_ count: Int) -> Int { Int(next() % UInt64(max(count, 1))) }
}
