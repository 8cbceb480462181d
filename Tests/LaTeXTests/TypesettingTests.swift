@testable import Formulas
@testable import Typesetting
import Diagnostics
import Foundation
import TestSupport
import Testing

/// What KaTeX was asked is asked once, in this run and in the next.
@Suite("Typesetting, once")
struct TypesettingTests {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/docgen-typeset-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private var store: TypesetStore { TypesetStore(folder: folder + "/typeset", notes: "/notes") }

  private static func pages(
    _ first: String = "a + b", macros: [String: String] = [:]
  ) -> [PageFormulas] {
    [
      PageFormulas(
        page: "one", declarations: [("\\gamma", "[1, 2]")], macros: macros,
        note: """
          # 一
          其中 $p \\in (0, 1)$，又 $p \\in (0, 1)$。

          $$
          \\begin{equation} \\mathrm{F}(p) = -\\log p \\label{f} \\end{equation}
          $$

          见 $\\eqref{g}$ 与 $\(first)$，还有 $x + $ 与 $\\frac{1}{$。
          """),
      PageFormulas(
        page: "two", uses: ["one"], macros: macros,
        note: """
          # 二

          $$
          \\begin{equation} \\mathrm{G}(p) = \\mathrm{F}(p)^2 \\label{g} \\end{equation}
          $$

          再说一次 $p \\in (0, 1)$。
          """),
    ]
  }

  /// All that was understood, to be compared.
  private static func told(_ formulaIndex: FormulaIndex) -> [String] {
    formulaIndex.pages.sorted { $0.key < $1.key }.flatMap { page, formulas in
      formulas.map { "\(page): \($0.html) \(String(describing: $0.reading)) \($0.symbols)" }
    } + formulaIndex.diagnostics.map { "\($0)" }
  }

  /// The calls of a run with this store, and what it understood.
  private func run(
    _ pages: [PageFormulas], _ store: TypesetStore?, katex: String? = nil
  ) throws -> (calls: Int, told: [String]) {
    let typesetter = Typesetter(katex: katex, store: store)
    let formulaIndex = try FormulaIndex.read(pages, with: typesetter, LexemeCache())
    return (typesetter.calls, Self.told(formulaIndex))
  }

  /// Pages for several typesetters, with more formulas than are ever handed over at once.
  private static let many = (0..<20).map { page in
    PageFormulas(
      page: "page\(page)", uses: page > 0 ? ["page\(page - 1)"] : [],
      macros: page % 3 == 0 ? [:] : ["\\z": "z_{\(page % 3)}"],
      note: (0..<60).map { "$x_{\($0)}^{\(page)} + y$ 与 $z$ 与 $\\z$。" }.joined(separator: "\n"))
  }

  @Test("several threads understand what one understands")
  func threads() throws {
    let pages = Self.pages()
    let alone = try run(pages, nil).told
    #expect(Self.told(try FormulaIndex.read(pages)) == alone)
    let many = try run(Self.many, nil).told
    #expect(Self.told(try FormulaIndex.read(Self.many)) == many)
    for _ in 0..<2 {
      #expect(Self.told(try FormulaIndex.read(Self.many, keeping: store)) == many)
    }
  }

  @Test("without KaTeX all threads end")
  func noKaTeX() throws {
    for pages in [Self.pages(), Self.many] {
      #expect(throws: TypesetterFailure.self) {
        try FormulaIndex.read(pages, katex: "/nonexistent/katex.js")
      }
    }
  }

  @Test("what is kept needs no JavaScript, and says the same")
  func warm() throws {
    let pages = Self.pages()
    let cold = try run(pages, store)
    #expect(cold.calls == 8)
    let warm = try run(pages, store)
    #expect(warm.calls == 0)
    #expect(warm.told == cold.told)
  }

  @Test("an edit asks for what is new alone; other macros, another KaTeX and other notes for everything")
  func edits() throws {
    let all = try run(Self.pages(), store).calls
    #expect(try run(Self.pages("a - b"), store).calls == 1)
    #expect(try run(Self.pages("a - b"), store).calls == 0)
    // A page keeps what its last run asked for.
    #expect(try run(Self.pages(), store).calls == 1)
    #expect(try run(Self.pages(macros: ["\\R": "\\mathbb{R}"]), store).calls == all)
    let other = folder + "/katex.js"
    let script = try #require(KaTeXPlaces.script.flatMap(FileManager.default.contents(atPath:)))
    try (script + Data("\n".utf8)).write(to: URL(filePath: other))
    #expect(try run(Self.pages(), store, katex: other).calls == all)
    let foreign = TypesetStore(folder: folder + "/typeset", notes: "/elsewhere")
    #expect(try run(Self.pages(), foreign).calls == all)
  }

  @Test("a KaTeX that hides the tree it typesets is asked to parse once more, and says the same")
  func hiddenTree() throws {
    let path = try #require(KaTeXPlaces.script)
    let script = try String(contentsOfFile: path, encoding: .utf8)
    #expect(TypesetterScript.watched(script) != script)
    let hiding = script.replacing("__parse:function(", with: "__parse:function (")
    #expect(TypesetterScript.watched(hiding) == hiding)
    let other = folder + "/katex.js"
    try Data(hiding.utf8).write(to: URL(filePath: other))
    #expect(try run(Self.pages(), nil, katex: other).told == (try run(Self.pages(), nil).told))
  }

  @Test("a damaged file is as good as none")
  func damage() throws {
    let pages = Self.pages()
    let cold = try run(pages, store)
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = Seeded(seed: seed)
    for _ in 0..<12 {
      for file in try FileManager.default.contentsOfDirectory(atPath: folder + "/typeset") {
        let url = URL(filePath: folder + "/typeset/" + file)
        var data = try Data(contentsOf: url)
        let place = Int.random(in: 0..<data.count, using: &random)
        if Bool.random(using: &random) {
          data[place] ^= UInt8.random(in: 1...255, using: &random)
        } else {
          data.removeSubrange(place...)
        }
        try data.write(to: url)
      }
      let mended = try run(pages, store)
      #expect(mended.calls == cold.calls && mended.told == cold.told, "seed \(seed)")
    }
  }

  @Test("the pages longest unused go first")
  func bound() throws {
    var store = store
    for page in 0..<8 {
      _ = try run([PageFormulas(page: "page\(page)", note: "$x^{\(page)}$")], store)
    }
    let size = try FileManager.default.contentsOfDirectory(atPath: folder + "/typeset").reduce(0) {
      $0 + (try Data(contentsOf: URL(filePath: folder + "/typeset/" + $1)).count)
    }
    _ = try run([PageFormulas(page: "page0", note: "$x^{0}$")], store)
    store.limit = size / 2
    store.trim()
    let left = try (0..<8).filter {
      try run([PageFormulas(page: "page\($0)", note: "$x^{\($0)}$")], store).calls == 0
    }
    #expect(left.contains(0) && left.contains(7) && (2...4).contains(left.count), "\(left)")
  }

  @Test("two spellings of one accented letter keep their own places")
  func accents() throws {
    let (composed, apart) = ("\\text{\u{E9}} +", "\\text{e\u{301}} +")
    let both = PageFormulas(page: "both", note: "$\(composed)$\n\n$\(apart)$")
    let alone = PageFormulas(page: "both", note: "$\(apart)$")
    let after = try FormulaIndex.read([both]).pages["both"]?.last
    let first = try FormulaIndex.read([alone]).pages["both"]?.last
    let typeset = try #require(first)
    #expect(after.map { Array($0.html.utf8) } == Array(typeset.html.utf8))
    let start = try #require(after?.sourceFormula.range.bytes.lowerBound)
    #expect(
      after?.problems.map { ($0.range?.bytes.lowerBound ?? 0) - start }
        == typeset.problems.map {
          ($0.range?.bytes.lowerBound ?? 0) - typeset.sourceFormula.range.bytes.lowerBound
        })
  }
}
