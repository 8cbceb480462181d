import Testing

@testable import NoteKit

/// Each tolerance admits what its unit says and nothing else.
@Suite struct ToleranceTests {
  static let admitted: [(Double, Double, Tolerance)] = [
    (1.05, 1, .absolute(0.0500001)), (-3, -3, .absolute(0)), (.nan, .nan, .absolute(0)),
    (.infinity, .infinity, .absolute(1)), (101, 100, .relative(0.01)), (-101, -100, .relative(0.01)),
    (0, 0, .relative(0)), (1.0.nextUp, 1, .ulps(1)), (1.0.nextDown, 1, .ulps(1)), (5e-324, 0, .ulps(1)),
    (0.73106, 0.7310585786300049, .digits("0.7311")), (0.10964, 0.1096, .digits("0.1096")),
    (12345, 12345, .digits("12_345")), (1234, 1200, .digits("1.2e3")), (-0.5, -0.5, .digits("-0.5")),
    (2.5, 2.5, .digits("2")), (-.infinity, -.infinity, .relative(0.1)),
  ]
  static let refused: [(Double, Double, Tolerance)] = [
    (1.06, 1, .absolute(0.05)), (.nan, 1, .absolute(9)), (1, .nan, .absolute(9)),
    (1, .infinity, .absolute(9)),
    (102, 100, .relative(0.01)), (1e-300, 0, .relative(0.5)), (5, .infinity, .relative(0.1)),
    (-.infinity, .infinity, .relative(0.1)), (1.0.nextUp.nextUp, 1, .ulps(1)), (1, .infinity, .ulps(3)),
    (0.7312, 0.7310585, .digits("0.7311")), (0.7311, 0.74, .digits("0.7311")),
    (0.10966, 0.1096, .digits("0.1096")),
    (1, 1, .digits("eins")), (1, 1, .digits("1e400")), (.infinity, .infinity, .digits("1e400")),
    (1260, 1200, .digits("1.2e3")), (.nan, .nan, .digits("0.5")),
  ]

  @Test func toleranceAdmitsWhatItSays() {
    for (value, expected, tolerance) in Self.admitted {
      #expect(tolerance.admits(value, expected).0, "\(value) \(expected) \(tolerance.kind)")
    }
    for (value, expected, tolerance) in Self.refused {
      #expect(!tolerance.admits(value, expected).0, "\(value) \(expected) \(tolerance.kind)")
    }
  }

  @Test func boundSaysItsUnit() {
    #expect(Tolerance.absolute(0.5).admits(1, 2).1 == "absolute 0.5")
    #expect(Tolerance.relative(0.5).admits(1, 2).1 == "relative 0.5")
    #expect(Tolerance.ulps(4).admits(1, 2).1 == "4 ulp")
    #expect(Tolerance.digits("2.50").admits(1, 2).1 == "digits 2.50")
  }
}
