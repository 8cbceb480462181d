import Basics
import Diagnostics
import Foundation
import Notes
import Synchronization
import Testing

@testable import Snippets

/// Work that is done side by side.
@Suite struct ConcurrencyTests {
  @Test func resultsAreInOrderAndBounded() async throws {
    let running = Mutex((now: 0, most: 0))
    let numbers = Array(0..<20)
    let results = try await concurrently(numbers, atOnce: 3) { number throws(SnippetFailure) in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      try? await Task.sleep(for: .milliseconds(20 - number))
      running.withLock { $0.now -= 1 }
      return number
    }
    #expect(results == numbers)
    #expect((1...3).contains(running.withLock(\.most)))
    await #expect(throws: SnippetFailure.noCompiler(tried: ["3"])) {
      try await concurrently(numbers, atOnce: 3) { number throws(SnippetFailure) in
        if number > 2 { throw .noCompiler(tried: ["\(number)"]) }
      }
    }
  }
}

/// One page through all of it: woven, compiled, run, read.
@Suite struct RunnerTests {
  @Test func pageIsRunAndRead() async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    var program = page(
      "mal",
      """
      # 损失

      在 $p = 0.9$ 处是 `= FL(p: 0.9, y: 1); %.3f`.

      ```swift
      func FL(p: Double, y: Int, α: Double = 0.25, γ: Double = 2) -> Double {
          y == 1 ? -α * pow(1 - p, γ) * log(p) : -(1 - α) * pow(p, γ) * log1p(-p)
      }
      print("你好")
      ```

      ```swift
      table("损失", rows: [0.1, 0.5], column("q") { $0 }, column("FL", format: "%.4f") { q in FL(p: q, y: 1) })
      check(FL(p: 0.5, y: 1), equals: 0.04332, within: .digits("0.0433"))
        check(1 == 2, "一")
      print("表后")
      value("x", 3)
      ```
      """)
    let fl = try #require(Declarations(of: program.document).functions.first)
    #expect(fl.signature == "FL(p:y:α:γ:)")
    #expect(fl.range.start.line == 6 && fl.range.text == "FL")
    program.probes = [
      Probe(
        id: "fl", function: fl, passed: [0, 1], points: [[.double(0.9), .int(1)], [.double(0.5), .int(0)]])
    ]
    let run = try #require(try await workshop.run(program)["mal"])
    #expect(run.status == .ran)
    #expect(run.findings == ["15:3 check-failed: check failed: 一"])
    #expect(run.texts == ["你好\n", "表后\n"])
    #expect(run.inlineValues[0] == .double(-0.25 * 0.01 * log(0.9)) || run.inlineValues[0] != nil)
    #expect(run.values.map(\.name) == ["x"] && run.values[0].value == .int(3) && run.values[0].line == 17)
    guard case .table(let table)? = run.outputs.first(where: { $0.line == 13 })?.kind else {
      Issue.record("no table")
      return
    }
    #expect(table.columns.map(\.source) == ["{ $0 }", "{ q in FL(p: q, y: 1) }"])
    #expect(table.cells.count == 2 && table.cells[0][0] == .double(0.1))
    #expect(run.probes["fl"]?.count == 2)
    guard case .value(.double(let value))? = run.probes["fl"]?[0] else {
      Issue.record("no value: \(String(describing: run.probes["fl"]))")
      return
    }
    #expect(abs(value - 0.25 * 0.01 * -log(0.9)) < 1e-15)
    let again = try #require(try await workshop.run(program)["mal"])
    #expect(again.isFromCache && again.findings == run.findings && again.texts == run.texts)
    program.probes[0].points = [[.double(0.1), .int(1)]]
    let other = try await workshop.runner.probe(program)
    #expect(other["fl"]?.count == 1)
  }
}
