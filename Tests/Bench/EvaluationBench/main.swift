import Formulas
import Trees
import Arithmetic

// Prints how long the focal loss takes at a point in each arithmetic, for `Tests/Bench/bench`: one line each, in microseconds.

let focalLoss = #"\mathrm{FL}(p, y) = -\alpha y (1-p)^\gamma \log p - (1-\alpha)(1-y) p^\gamma \log(1-p)"#
let rounds = 15
let points = 20_000

func time<A: Arithmetic>(
  _ name: String, _ explanation: Explainer.Explanation, in arithmetic: A, _ probability: (Double) -> A.Number
) throws {
  guard let tree = explanation.tree else { throw Undefined.unsupported("\(explanation.problems)") }
  let machine = Evaluator(arithmetic, definitions: explanation.definitions)
    .machine(for: tree, symbols: ["p", "y", "α", "γ"].map { Name($0) })
  let rest = [1.0, 0.25, 2.0].map { arithmetic.exact($0) }
  var least = Double.infinity
  var total = 0.0
  for _ in 0..<rounds {
    let start = ContinuousClock.now
    for point in 0..<points {
      let p = probability((Double(point) + 0.5) / Double(points))
      total += arithmetic.spread(try machine.number(at: [p, rest[0], rest[1], rest[2]]))
    }
    least = min(least, (ContinuousClock.now - start) / .microseconds(points))
  }
  // What was computed is used: it cannot be left out.
  guard total.isFinite else { throw Undefined.unsupported(name) }
  print(least, name)
}

let explanation = try Explainer().explain(focalLoss)
try time("in doubles", explanation, in: DoubleArithmetic()) { $0 }
try time("in intervals, at a point (at most 1)", explanation, in: IntervalArithmetic()) { Interval($0) }
try time("in intervals, on a box", explanation, in: IntervalArithmetic()) { Interval($0 * 0.999, $0) }
try time("in balls of 128 bits", explanation, in: BallArithmetic()) { Ball($0) }
