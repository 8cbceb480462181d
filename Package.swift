// swift-tools-version: 6.1
import PackageDescription

/// SwiftPM takes no package with unsafe flags as a dependency: there docgen is built without them.
let isRoot = !Context.packageDirectory.contains("/checkouts/")

// The rooms and what each may import. A room that must not import another does not list it.
// The hot rooms are optimised in debug builds too: `swift run docgen` is what people type first.
let optimised: [SwiftSetting] =
  isRoot ? [.unsafeFlags(["-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug))] : []

/// On Linux the released command holds Swift's libraries itself: to look up their names took a third of the time to
/// start, and it runs where no Swift is installed.
let standalone: [LinkerSetting] =
  !isRoot
  ? []
  : [
    .unsafeFlags(
      [
        "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
        "-l_FoundationCollections",
      ],
      .when(platforms: [.linux], configuration: .release))
  ]

let package = Package(
  name: "docgen",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "docgen", targets: ["docgen"]),
    .executable(name: "recheck", targets: ["recheck"]),
    .library(name: "NoteKit", targets: ["NoteKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // What the system has. `.ci/setup` installs it and knows its packages' names; each shim looks for its own headers
    // and says so where they are missing, and each module map links what the shim found.
    .systemLibrary(name: "CCmark"),
    .systemLibrary(name: "CJavaScriptCore"),
    .systemLibrary(name: "CFlint"),
    .systemLibrary(name: "CSeccomp"),

    // The ground floor: files, digests, concurrency, JSON. Knows nothing of notes.
    .target(name: "Basics", swiftSettings: optimised),
    .target(name: "Diagnostics", dependencies: ["Basics"]),
    // What a formula means: trees, domains, rewriting, printing.
    .target(name: "Trees", dependencies: ["Basics", "Diagnostics"], swiftSettings: optimised),
    // The value of a tree: doubles, intervals, balls.
    .target(name: "Arithmetic", dependencies: ["Trees", "CFlint"], swiftSettings: optimised),
    // From a formula's source to KaTeX's HTML and parse tree, and from that to lexemes.
    .target(
      name: "Typesetting", dependencies: ["Basics", "Diagnostics", "Trees", "CJavaScriptCore"],
      swiftSettings: optimised),
    // From lexemes to trees: the grammar, and what a page's words and usage make of its symbols.
    .target(
      name: "LaTeX", dependencies: ["Diagnostics", "Trees", "Typesetting"], swiftSettings: optimised),
    // Every formula of every page, read in the pages' order.
    .target(
      name: "Formulas", dependencies: ["Basics", "Diagnostics", "Trees", "Typesetting", "LaTeX"],
      swiftSettings: optimised),
    .target(
      name: "Notes",
      dependencies: [
        "Basics", "Diagnostics", "Trees", "Typesetting", "CCmark",
        .product(name: "Yams", package: "Yams"),
      ]),
    // Compiled again beside each note's snippets, in their language mode.
    .target(name: "NoteKit", swiftSettings: [.swiftLanguageMode(.v5)]),
    .target(name: "Launcher"),
    .target(
      name: "Snippets",
      dependencies: [
        .target(name: "CSeccomp", condition: .when(platforms: [.linux])),
        "Basics", "Diagnostics", "Trees", "Arithmetic", "Notes",
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftParserDiagnostics", package: "swift-syntax"),
        .product(name: "SwiftOperators", package: "swift-syntax"),
      ],
      // NoteKit's and the launcher's sources travel inside the binary.
      resources: [.embedInCode("Embedded")]),
    // Claims as goals, proofs, and the kernel that re-checks them: no search, no notes.
    .target(
      name: "Proofs", dependencies: ["Basics", "Diagnostics", "Trees", "Arithmetic"], swiftSettings: optimised
    ),
    // The search for proofs: what it finds counts only once the kernel has re-checked it.
    .target(
      name: "Proving", dependencies: ["Trees", "Arithmetic", "Proofs"], swiftSettings: optimised),
    .executableTarget(name: "recheck", dependencies: ["Proofs"]),
    .target(
      name: "Checks",
      dependencies: [
        "Basics", "Diagnostics", "Trees", "Arithmetic", "Typesetting", "LaTeX", "Formulas", "Notes",
        "Snippets",
        "Proofs", "Proving",
      ]),
    .target(
      name: "Pages",
      dependencies: [
        "Basics", "Diagnostics", "Trees", "Typesetting", "LaTeX", "Formulas", "Notes", "Snippets", "Checks",
      ],
      resources: [
        .embedInCode("Theme/style.css"), .embedInCode("Theme/script.js"), .embedInCode("Theme/theme.js"),
        .embedInCode("Theme/sliders.js"), .embedInCode("Theme/formulas.js"),
        .embedInCode("Theme/previews.js"), .embedInCode("Theme/finding.js"), .embedInCode("Theme/search.js"),
        .embedInCode("Theme/readings.js"), .embedInCode("Theme/dialogs.js"),
      ]),
    // What an author has open while writing: a server on loopback, and what tells it that files changed.
    .target(
      name: "Previews",
      dependencies: ["Diagnostics", .product(name: "FlyingFox", package: "FlyingFox")],
      resources: [.embedInCode("Live/live.js"), .embedInCode("Live/live.css")]),
    .executableTarget(
      name: "docgen",
      dependencies: [
        "Basics", "Diagnostics", "Trees", "Arithmetic", "Typesetting", "LaTeX", "Formulas", "Notes",
        "Snippets",
        "Proofs", "Checks",
        "Pages",
        "Previews",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      linkerSettings: standalone),

    .target(name: "TestSupport", path: "Tests/Support"),
    // Times evaluation, for `Tests/Bench/bench`.
    .executableTarget(
      name: "EvaluationBench", dependencies: ["Trees", "Arithmetic", "Formulas"],
      path: "Tests/Bench/EvaluationBench"),
    // Drives headless Chromium, for the tests of what a reader opens.
    .target(name: "Browser", path: "Tests/Browser"),
    .testTarget(
      name: "BrowserTests", dependencies: ["Browser", "TestSupport", "docgen"], exclude: ["Scripts"]),
    // The set-up, the C shims and the scripts beside them.
    .testTarget(name: "SystemTests"),
    .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Basics", "Diagnostics"]),
    // Trees written with operators, for tests.
    .target(name: "TreeNotation", dependencies: ["Trees", "Arithmetic"], path: "Tests/TreeNotation"),
    .testTarget(name: "TreesTests", dependencies: ["Trees", "Arithmetic", "TreeNotation"]),
    .testTarget(
      name: "ArithmeticTests",
      dependencies: ["Arithmetic", "Trees", "Diagnostics", "TreeNotation", "TestSupport"]),
    .testTarget(
      name: "LaTeXTests",
      dependencies: [
        "Typesetting", "LaTeX", "Formulas", "Trees", "Arithmetic", "Diagnostics", "TreeNotation",
        "TestSupport",
      ]),
    .testTarget(name: "NotesTests", dependencies: ["Notes", "Trees", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "SnippetsTests",
      dependencies: [
        "Basics", "Snippets", "Trees", "Arithmetic", "Notes", "Diagnostics", "NoteKit", "TestSupport",
      ]),
    .testTarget(
      name: "ProofsTests",
      dependencies: [
        "Proofs", "Proving", "Checks", "Trees", "Arithmetic", "Formulas", "Diagnostics", "TestSupport",
      ]),
    .testTarget(
      name: "ChecksTests",
      dependencies: ["Checks", "Trees", "Typesetting", "Formulas", "Notes", "Snippets", "Proofs"]),
    .testTarget(
      name: "PagesTests",
      dependencies: ["Basics", "Pages", "Notes", "Trees", "Typesetting", "Formulas", "Checks", "TestSupport"]),
    .testTarget(name: "PreviewsTests", dependencies: ["Previews"]),
    .testTarget(
      name: "docgenTests",
      dependencies: ["docgen", "Checks", "Arithmetic", "Diagnostics", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
