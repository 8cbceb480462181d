import Foundation
import Testing

@testable import Snippets

/// An error put at each line of a page is reported at that line and column, whatever stands around it.
@Suite struct InjectedErrorTests {
  enum Kind: String, CaseIterable { case typeError, trap, thrown, failedCheck }

  /// A page of blocks in all that containers and line ends can do; `⟦n⟧` marks where an error may stand.
  static let pages: [String] = {
    let blocks = [
      "```swift\nlet 数A = [1, 2, 3]\n⟦⟧\nfunc 平方(_ x: Int) -> Int { x * x }\n⟦⟧\n```",
      "- 列表:\n\n  ```swift hidden\n  let 表情B = \"😀🇨🇳\"; ⟦⟧\n  ⟦⟧\n  ```",
      "> 引用\n>\n> ```swift\n> let C = 平方(3)\n> ⟦⟧\n> ```",
      "```swift\n\tlet D = 1\n\t\t⟦⟧\n\tif D == 1 {\n\t\t⟦⟧\n\t}\n```",
      "```swift\nlet E = \"\"\"\n  多行\n    文字 \\(1 + 1)\n  \"\"\"\n\n⟦⟧\n\n// 注释 ⟦\n/* 长\n注释 */ ⟦⟧\n```",
    ]
    let page = "# 题 😀\n\n" + blocks.joined(separator: "\n\n散文, 有 `= 1 + 1`.\n\n") + "\n"
    return [page, page.replacing("\n", with: "\r\n")]
  }()

  /// The page with errors at some of its marks, and where they stand.
  static func injected(_ page: String, _ numbers: Set<Int>, _ kind: Kind) -> (text: String, places: [String])
  {
    let parts = page.components(separatedBy: "⟦⟧")
    var text = ""
    var places: [String] = []
    for (index, part) in parts.enumerated() {
      text += part
      guard numbers.contains(index) else { continue }
      let bytes = Array(text.utf8)
      let start = (bytes.lastIndex(of: 0x0A) ?? -1) + 1
      let (code, column) = code(of: kind, index)
      places.append("\(bytes.filter { $0 == 0x0A }.count + 1):\(bytes.count - start + column)")
      text += code
    }
    return (text, places)
  }

  /// An error's code, and the column in it (from 1, in bytes) that is to be named.
  static func code(of kind: Kind, _ number: Int) -> (String, Int) {
    switch kind {
    case .typeError: ("let 坏\(number): Int = \"中\"", "let 坏\(number): Int = ".utf8.count + 1)
    case .trap: ("print([1, 2][Int(\"7\") ?? 0])", "print([1, 2]".utf8.count + 1)
    case .thrown: ("_ = try text(of: \"no such file\")", 1)
    case .failedCheck: ("check(1 == 2, \"坏\")", 1)
    }
  }

  @Test(arguments: Kind.allCases) func errorIsReportedWhereItStands(_ kind: Kind) async throws {
    let workshop = try TestFolder()
    defer { workshop.remove() }
    var programs: [PageProgram] = []
    var expected: [[String]] = []
    for text in Self.pages {
      let marks = 0..<text.components(separatedBy: "⟦⟧").count - 1
      // A trap ends the program, so that each needs a page; errors of the compiler are all told at once.
      let groups = kind == .trap || kind == .thrown ? marks.map { [$0] } : [Array(marks)]
      for group in groups {
        let (page, places) = Self.injected(text, Set(group), kind)
        programs.append(injectedPage("p\(programs.count)", page))
        expected.append(places)
      }
    }
    let runs = try await workshop.runner.run(programs)
    for (program, places) in zip(programs, expected) {
      let run = try #require(runs[program.document.page])
      let said = run.diagnostics.filter { $0.severity == .error }.map {
        "\($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0)"
      }
      #expect(said == places, "\(program.document.page): \(run.findings)")
    }
  }
}

private func injectedPage(_ name: String, _ text: String) -> PageProgram { page(name, text) }
