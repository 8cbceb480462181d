import Formulas
import Typesetting
import Diagnostics
import Trees
import Arithmetic
import Foundation
import TestSupport
import Testing

/// The ten display formulas of the note that docgen was first written for.
@Suite struct ReadingTenFormulasTests {
  static let note = #"""
    # 一对多

    设 $y \in \mathbb{R}^N$, $\hat y_i \in \mathbb{R}^{M_i}$, $f: \mathbb{R}^2 \to \mathbb{R}$.

    $$
    \text{loss}(y, \hat y; f) = \sum_{i=1}^{N} \sum_{j=1}^{M_i} f(\hat y_{i,j}, y_i)
    $$

    <!-- erratum of loss as loss_printed: 从 0 数起 -->
    $$
    \text{loss}(y, \hat y; f) = \sum_{i=0}^{N} \sum_{j=0}^{M_{i}} f(\hat{y}_{i,j}, y_{i})
    $$

    # 损失

    其中 $y \in \{0, 1\}$, $p \in (0, 1)$, $q \in [0, 1]$, $\alpha \in [0, 1]$, $\gamma \in [0, 5]$,
    默认 $\alpha = 0.25$, $\gamma = 2$.

    $$
    \mathbf{FL} (p,y) = \begin{cases}
      & -\alpha \left ( 1 - p \right )^{\gamma } \log{\left ( p \right ) }   & y = 1\\
      & - \left ( 1 - \alpha  \right )p^{\gamma } \log{\left ( 1 - p \right ) } \quad & y = 0
    \end{cases}
    $$

    $$
    \mathbf{BCE} (p,y) = \begin{cases}
      & - \log{\left ( p \right ) }   & y = 1\\
      & - \log{\left ( 1 - p \right ) } \quad & y = 0
    \end{cases}
    $$

    $$p_t = \begin{cases} p & y = 1 \\ 1 - p & y = 0 \end{cases}$$

    $$\alpha_t = \begin{cases} \alpha & y = 1 \\ 1 - \alpha & y = 0 \end{cases}$$

    <!-- claim C30 -->
    $$\mathbf{FL}(p,y) = \mathbf{BCE}(p,y) \cdot (1-p_t)^\gamma \cdot \alpha_t$$

    $$
    \text{VFL}(p, q, y) =
    \begin{cases}
    & -q \left( q \log{p} + (1-q) \log{(1-p)} \right) \quad & q > 0  \\
    & - \alpha p^{\gamma} \log{(1-p)} \quad & q = 0
    \end{cases}
    $$

    <!-- claim C40 -->
    $$\forall p \in (0,1): \text{VFL}(p, 0, 0) = \mathbf{FL}(p, 0; \alpha = 1 - \alpha)$$

    <!-- claim C41: refuted -->
    $$\text{VFL}(p, 0, 0) = \mathbf{FL}(p, 0)$$

    <!-- claim -->
    $$\forall q \in (0, 1): q \in \arg\min_{p \in (0,1)} \text{VFL}(p, q, 1)$$

    $$
    \text{MAL}(p, q, y) =
    \begin{cases}
    & -\left( q^{\gamma} \log{p} + (1-q^{\gamma}) \log{(1-p)} \right) \quad & y = 1 \\
    & - p^{\gamma} \log{(1-p)} \quad & y = 0
    \end{cases}
    $$

    <!-- erratum of MAL as MAL_printed: 原文缺少括号 -->
    $$
    \text{MAL}(p, q, y) =
    \begin{cases}
    & -q^{\gamma} \log{p} + (1-q^{\gamma}) \log{(1-p)} \quad & y = 1 \\
    & - p^{\gamma} \log{(1-p)} \quad & y = 0
    \end{cases}
    $$

    <!-- claim C42 -->
    $$\forall \gamma \in [1, 2]: \text{MAL}(p, q, 1) \ge \text{VFL}(p, q, 1)$$

    <!-- claim C43 -->
    $$\text{MAL}(p, 1, 1) = \text{MAL}_{\text{printed}}(p, 1, 1)$$

    # 似然

    标签 $y\in \left\{0,1\right\}$, $p \in (0,1)$, 其中 $p = p(x)$, $p_i = p(x_i)$.

    $$
    P(y|x) = \left\{ \begin{array}{ll} p & \text{if } y=1 \\ 1-p & \text{if } y=0 \end{array} \right.
    $$

    $$
    P(y|x) = p^{y}(1-p)^{1-y}
    $$

    $$
    \begin{align}
    P(\mathbf y \mid \mathbf x) &=  \prod_{i=1}^{N} P(y_{i}|x_{i}) \\
    &= \prod_{i=1}^{N} p_{i}^{y_{i}} \left( 1-p_{i} \right)^{1-y_{i}}
    \end{align}
    $$

    $$
    L = -\log P(\mathbf y \mid \mathbf x) = -\sum_{i=1}^N [y_i \log p_i + (1-y_i) \log(1-p_i)]
    $$

    <!-- claim -->
    $$L \ge 0$$

    ## 多个类别

    $p_c \in (0,1)$, $\sum_c p_c = 1$, $y_c \in \{0,1\}$, $\sum_c y_c = 1$.

    $$P_K(\mathbf y \mid \mathbf x) = \prod_{c=1}^{K} p_c^{y_c}$$

    $$L_K = -\sum_{i=1}^{N} \sum_{c=1}^{K} y_{i,c} \log p_{i,c}$$

    <!-- erratum of P_K as P_printed: 概率不会大于一 -->
    $$
    \begin{align}
    P(\mathbf y|\mathbf x) &= - \sum_{i=1}^{N} y_{i} \log{p_{i}}
    \end{align}
    $$
    """#

  let read: FormulaIndex
  let evaluator: Evaluator<DoubleArithmetic>

  init() throws {
    read = try FormulaIndex.read([PageFormulas(page: "deim", note: Self.note)])
    evaluator = Evaluator(DoubleArithmetic(), definitions: read.definitions)
  }

  @Test func everyFormulaIsUnderstood() {
    for formula in read.pages["deim"] ?? [] {
      #expect(formula.reading != nil, "\(formula.sourceFormula.latex)")
      #expect(
        formula.problems.isEmpty, "\(formula.sourceFormula.latex): \(formula.problems.map(\.message.zh))")
    }
    #expect(read.diagnostics.isEmpty)
  }

  // MARK: Values

  private typealias Point = [Name: Value<Double>]

  /// Holds a row of a definition against a hand-written function at 100 points.
  private func hold(
    _ id: String, row: Int = 0, _ truth: (inout Seeded) -> (point: Point, value: Double),
    location: SourceLocation = #_sourceLocation
  ) throws {
    let definition = try read.definition(id)
    let row = try #require(definition.rows.indices.contains(row) ? definition.rows[row] : nil)
    var random = Seeded(seed: 20_241_204)
    for _ in 0..<100 {
      let (point, value) = truth(&random)
      let found = try evaluator.number(of: row.value, at: point)
      #expect(
        abs(found - value) <= 1e-13 * max(1, abs(value)),
        "seed \(random.seed): \(id) at \(point): \(found), by hand \(value)", sourceLocation: location)
    }
  }

  private func focal(_ p: Double, _ y: Int, _ α: Double, _ γ: Double) -> Double {
    y == 1 ? -α * pow(1 - p, γ) * log(p) : -(1 - α) * pow(p, γ) * log(1 - p)
  }

  private static func scalar(_ random: inout Seeded) -> (
    p: Double, q: Double, y: Int, α: Double, γ: Double, Point
  ) {
    let (p, q) = (random.double(0.001, 0.999), random.double(0.001, 0.999))
    let (y, α, γ) = (Int.random(in: 0...1, using: &random), random.double(0, 1), random.double(0, 5))
    let point: Point = [
      Name("p"): .number(p), Name("q"): .number(q), Name("y"): .number(Double(y)), Name("α"): .number(α),
      Name("γ"): .number(γ),
    ]
    return (p, q, y, α, γ, point)
  }

  @Test func lossOfRaggedArraysAndAnAsymmetricFunction() throws {
    for f in [{ a, b in a - 2 * b }, { a, b in exp(a) * b }, { a, _ in a * a }]
      as [@Sendable (Double, Double) -> Double]
    {
      try hold("deim#loss(y,ŷ,f)") { random in
        let y = random.doubles(random.next(of: [0, 1, 2, 3, 5, 8]))
        let predictions = y.map { _ in random.doubles(random.next(of: [0, 1, 2, 3, 5])) }
        var total = 0.0
        for (row, y) in zip(predictions, y) { for x in row { total += f(x, y) } }
        let point: Point = [
          Name("y"): .array(y.map { .number($0) }), Name("N"): .number(Double(y.count)),
          Name("y", accents: ["hat"]): .array(predictions.map { .array($0.map { .number($0) }) }),
          Name("M"): .array(predictions.map { .number(Double($0.count)) }),
          Name("f"): .function { x in f(x[0], x[1]) },
        ]
        return (point, total)
      }
    }
  }

  @Test func theSumFromZeroIndexesOutside() throws {
    let definition = try read.definition("deim#loss_printed(y,ŷ,f)")
    let point: Point = [
      Name("y"): .array([.number(1)]), Name("N"): .number(1),
      Name("y", accents: ["hat"]): .array([.array([.number(1)])]), Name("M"): .array([.number(1)]),
      Name("f"): .function { _ in 1 },
    ]
    #expect(throws: Undefined.self) { try evaluator.number(of: definition.body, at: point) }
  }

  @Test func focalAndCrossEntropy() throws {
    try hold("deim#FL(p,y)") { random in
      let (p, _, y, α, γ, point) = Self.scalar(&random)
      return (point, focal(p, y, α, γ))
    }
    try hold("deim#BCE(p,y)") { random in
      let (p, _, y, _, _, point) = Self.scalar(&random)
      return (point, y == 1 ? -log(p) : -log(1 - p))
    }
  }

  @Test func varifocalWithItsBranchAtZero() throws {
    try hold("deim#VFL(p,q,y)") { random in
      var (p, q, _, α, γ, point) = Self.scalar(&random)
      if Bool.random(using: &random) { q = 0 }
      point[Name("q")] = .number(q)
      return (point, q > 0 ? -q * (q * log(p) + (1 - q) * log(1 - p)) : -α * pow(p, γ) * log(1 - p))
    }
  }

  @Test func matchabilityRightAndAsPrinted() throws {
    try hold("deim#MAL(p,q,y)") { random in
      let (p, q, y, _, γ, point) = Self.scalar(&random)
      let t = pow(q, γ)
      return (point, y == 1 ? -(t * log(p) + (1 - t) * log(1 - p)) : -pow(p, γ) * log(1 - p))
    }
    try hold("deim#MAL_printed(p,q,y)") { random in
      let (p, q, y, _, γ, point) = Self.scalar(&random)
      let t = pow(q, γ)
      return (point, y == 1 ? -t * log(p) + (1 - t) * log(1 - p) : -pow(p, γ) * log(1 - p))
    }
  }

  @Test func bernoulliTwice() throws {
    for id in ["deim#P(y,x)", "deim#P(y,x)~2"] {
      try hold(id) { random in
        let (p, _, y, _, _, point) = Self.scalar(&random)
        return (point, y == 1 ? p : 1 - p)
      }
    }
  }

  private static func sample(_ random: inout Seeded) -> (y: [Double], p: [Double], Point) {
    let count = random.next(of: [0, 1, 2, 3, 5, 8])
    let p = (0..<count).map { _ in random.double(0.01, 0.99) }
    let y = p.map { _ in Double(Int.random(in: 0...1, using: &random)) }
    let point: Point = [
      Name("y", isBold: true): .array(y.map { .number($0) }), Name("p"): .array(p.map { .number($0) }),
      Name("x", isBold: true): .array(y.map { _ in .number(0) }), Name("N"): .number(Double(count)),
    ]
    return (y, p, point)
  }

  @Test func jointLikelihoodAndItsLogarithm() throws {
    for row in 0...1 {
      try hold("deim#P(𝐲,𝐱)", row: row) { random in
        let (y, p, point) = Self.sample(&random)
        return (point, zip(y, p).reduce(1) { $0 * ($1.0 == 1 ? $1.1 : 1 - $1.1) })
      }
      try hold("deim#L", row: row) { random in
        let (y, p, point) = Self.sample(&random)
        return (point, -zip(y, p).reduce(0) { $0 + log($1.0 == 1 ? $1.1 : 1 - $1.1) })
      }
    }
  }

  @Test func severalClasses() throws {
    try hold("deim#P_K(𝐲,𝐱)") { random in
      let p = (0..<3).map { _ in random.double(0.01, 0.99) }
      let hot = Int.random(in: 0..<3, using: &random)
      let y = (0..<3).map { $0 == hot ? 1.0 : 0 }
      let point: Point = [
        Name("p"): .array(p.map { .number($0) }), Name("y", isBold: true): .array(y.map { .number($0) }),
        Name("K"): .number(3),
      ]
      return (point, p[hot])
    }
    try hold("deim#L_K") { random in
      let p = (0..<4).map { _ in (0..<3).map { _ in random.double(0.01, 0.99) } }
      let y = p.map { row in row.map { _ in random.double(0, 1) } }
      let total = zip(y, p).reduce(0) { $0 - zip($1.0, $1.1).reduce(0) { $0 + $1.0 * log($1.1) } }
      let point: Point = [
        Name("p"): .array(p.map { .array($0.map { .number($0) }) }), Name("N"): .number(4),
        Name("K"): .number(3),
        Name("y"): .array(y.map { .array($0.map { .number($0) }) }),
      ]
      return (point, total)
    }
  }

  // MARK: How they hang together

  @Test func headsAreRestatedOverloadedAndCorrected() throws {
    let readings = (read.pages["deim"] ?? []).compactMap(\.reading)
    let restated = readings.compactMap {
      if case .restatement(let new, let old) = $0 { (new.id, old) } else { nil }
    }
    #expect(restated.map(\.1) == ["deim#P(y,x)"])
    let errata = readings.compactMap {
      if case .erratum(let new, let old, _) = $0 { (new.name.plain, old) } else { nil }
    }
    #expect(errata.map(\.0) == ["loss_printed", "MAL_printed", "P_printed"])
    #expect(errata.map(\.1) == ["deim#loss(y,ŷ,f)", "deim#MAL(p,q,y)", "deim#P_K(𝐲,𝐱)"])
    let claims = readings.filter { if case .statement = $0 { true } else { false } }
    #expect(claims.count == 7)
  }

  @Test func inputsAreWhatAnImplementationNeeds() throws {
    let inputs = [
      "deim#loss(y,ŷ,f)": ["y", "ŷ", "f"], "deim#FL(p,y)": ["p", "y", "α", "γ"],
      "deim#VFL(p,q,y)": ["p", "q", "α", "γ"],
      "deim#MAL(p,q,y)": ["p", "q", "y", "γ"], "deim#P(y,x)": ["y", "p"], "deim#P(𝐲,𝐱)": ["𝐲", "p"],
      "deim#L": ["𝐲", "p"],
      "deim#P_K(𝐲,𝐱)": ["𝐲", "p"], "deim#L_K": ["y", "p"],
    ]
    for (id, names) in inputs {
      let definition = try read.definition(id)
      #expect(definition.inputs.map(\.plain).sorted() == names.sorted(), "\(id)")
      for name in definition.inputs {
        #expect(definition.meanings[name]?.domain != nil, "\(id): \(name.plain)")
      }
    }
    #expect(try read.definition("deim#FL(p,y)").meanings[Name("γ")]?.value == .number(2))
  }
}

extension Seeded {
  mutating func double(_ lower: Double, _ upper: Double) -> Double {
    Double.random(in: lower...upper, using: &self)
  }
  mutating func doubles(_ count: Int) -> [Double] { (0..<count).map { _ in double(-2, 2) } }
  mutating func next<T>(of items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &self)] }
}
