import Foundation
import Notes
import Testing

@testable import Snippets

/// Functions that are asked for values: what they throw and where they trap costs one point each.
@Suite struct ProbeTests {
  @Test func trapsCostOnePointEach() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    var program = page(
      "probes",
      """
      ```swift
      enum Bad: Error { case odd }
      func f(_ n: Int) throws -> Int { if n % 2 == 1 { throw Bad.odd }; return 10 / (n - 4) }
      func mean(xs: [Double], g: (Double) -> Double) -> Double { g(xs.reduce(0, +) / Double(xs.count)) }
      func opaque(x: Date) -> Int { 1 }
      func generic<T: BinaryFloatingPoint>(x: T) -> T { x * 2 }
      func later(x: Double) async -> Double { x + 1 }
      func both(x: Double) async throws -> Double { if x < 0 { throw Bad.odd }; return await later(x: x) }
      func many<T: FixedWidthInteger>(_ n: T, _ xs: [[Double]]) -> [Double] { xs.map { $0.reduce(0, +) * Double(n) } }
      func none(x: Double) -> Double? { x > 0 ? x : nil }
      ```
      """)
    let functions = Declarations(of: program.document).functions
    func probe(_ index: Int, _ points: [[ProbeValue]]) -> Probe {
      Probe(
        id: functions[index].name, function: functions[index],
        passed: Array(functions[index].parameters.indices), points: points)
    }
    program.probes = [
      probe(0, (0..<7).map { [.int($0)] }), probe(1, [[.array([.double(1), .double(2)]), .function(0)]]),
      probe(2, [[.double(1)]]), probe(3, [[.double(1.5)]]), probe(4, [[.double(1.5)]]),
      probe(5, [[.double(1)], [.double(-1)]]),
      probe(6, [[.int(2), .array([.array([.double(1), .double(2)]), .array([])])]]),
      probe(7, [[.double(1)], [.double(-1)]]),
    ]
    let run = try #require(try await workshop.run(program)["probes"])
    #expect(run.status == .ran && run.findings.isEmpty)
    #expect(
      run.probes["f"] == [
        .value(.int(-2)), .threw("odd"), .value(.int(-5)), .threw("odd"),
        .trapped("Fatal error: Division by zero"), .threw("odd"), .value(.int(5)),
      ])
    #expect(run.probes["mean"] == [.value(.double(4))])
    #expect(run.probes["generic"] == [.value(.double(3))] && run.probes["later"] == [.value(.double(2.5))])
    #expect(run.probes["both"] == [.value(.double(2)), .threw("odd")])
    #expect(run.probes["many"] == [.value(.array([.double(6), .double(0)]))])
    if case .threw? = run.probes["opaque"]?.first {} else { Issue.record("\(run.probes)") }
    if case .value? = run.probes["none"]?.first {} else { Issue.record("\(run.probes["none"] ?? [])") }
  }
}
