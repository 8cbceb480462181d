import Typesetting
import Trees
import Foundation
import Snippets

/// Holds the JavaScript that a slider runs against the formula and against the note's own closure, at
/// the points where the closure was asked.
struct SliderCheck {
  var evaluation: Evaluation
  var engine: JavaScriptEngine

  enum Verdict {
    case agrees(tests: [[Double]], points: Int, worstULP: Double)
    case differs(Difference)
    /// Too few points say anything.
    case blunt(points: Int)
  }

  struct Difference {
    var arguments: [Double]
    var script: Double
    var swift: Double
    var truth: String
  }

  /// Points that a verdict needs; and those that the browser is given to hold itself against.
  private static let fewest = 100
  private static let tests = 6

  /// What a closure's arguments are called in the tree and in the script.
  static func arguments(_ arity: Int) -> [(name: Name, script: String)] {
    let letters = arity == 3 ? ["x", "y", "t"] : ["x", "t"]
    return letters.enumerated().map { (Name("$0.\($0.offset)"), $0.element) }
  }

  /// The closure's tree as an arrow function; nil where some part has no JavaScript.
  func script(of tree: Tree, arity: Int) -> String? {
    let arguments = Self.arguments(arity)
    let names = Dictionary(arguments.map { ($0.name, $0.script) }) { first, _ in first }
    guard tree.freeSymbols.allSatisfy({ names[$0] != nil }),
      let body = tree.javaScript(
        names: names, definitions: evaluation.definitions, zeroLogZero: declaresZeroLogZero(tree))
    else { return nil }
    return "(\(arguments.map(\.script).joined(separator: ","))) => \(body)"
  }

  private func declaresZeroLogZero(_ tree: Tree) -> Bool {
    evaluation.declaresZeroLogZero
      || tree.contains { node in
        guard case .call(let call) = node, let definition = evaluation.definitions[call.definition] else {
          return false
        }
        return definition.declaresZeroLogZero || declaresZeroLogZero(definition.body)
      }
  }

  /// - Parameter probes: the closure's arguments, then the value that Swift gave.
  func judge(_ script: String, tree: Tree, probes: [[Double]]) -> Verdict {
    guard let values = engine.values(of: script, at: probes.map { Array($0.dropLast()) }) else {
      return .blunt(points: 0)
    }
    var sharp: [[Double]] = []
    var worst = 0.0
    for (probe, value) in zip(probes, values) {
      guard let swift = probe.last else { continue }
      let point = Self.point(Array(probe.dropLast()))
      guard case .success(.number(let truth)) = evaluation.enclose(tree, at: point) else { continue }
      let width = evaluation.rounding(tree, at: point).flatMap { $0.count == 1 ? $0[0].width : nil }
      let rule = RoundingRule(width: width, truth: truth.middle)
      let isApart = value.isFinite && swift.isFinite && abs(value - swift) > rule.band
      switch rule.judge(value, truth) {
      case .agrees(let ulp) where !isApart:
        guard rule.isSharp(truth), swift.isFinite else { continue }
        worst = max(worst, ulp)
        sharp.append(probe + [rule.band])
      case .unknown where !isApart: continue
      case .agrees, .differs, .unknown:
        return .differs(
          Difference(arguments: Array(probe.dropLast()), script: value, swift: swift, truth: truth.text))
      }
    }
    guard sharp.count >= Self.fewest else { return .blunt(points: sharp.count) }
    let chosen = (0..<Self.tests).map { sharp[$0 * (sharp.count - 1) / (Self.tests - 1)] }
    return .agrees(tests: chosen.map(Self.rounded), points: sharp.count, worstULP: worst)
  }

  private static func point(_ arguments: [Double]) -> Point {
    var point = Point()
    for (argument, value) in zip(Self.arguments(arguments.count), arguments) {
      point[argument.name] = .number(value)
    }
    return point
  }

  /// The band needs no more than two digits, rounded up.
  private static func rounded(_ test: [Double]) -> [Double] {
    let band = test[test.count - 1]
    return test.dropLast() + [Double(String(format: "%.1e", band * 1.05)) ?? band]
  }
}
