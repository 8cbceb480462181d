import Foundation
import Testing

@Suite("What the system has, as the C shims find it")
struct ShimTests {
  static let shims = ["CCmark", "CFlint", "CJavaScriptCore"]

  private static func place(_ shim: String) -> String {
    Toolbox.repository.appending(path: "Sources/\(shim)/shim.h").path
  }

  @Test("without its headers a shim says to run make setup, and nothing else", arguments: shims)
  func withoutHeaders(shim: String) throws {
    let toolbox = try Toolbox()
    let outcome = try toolbox.run(
      Toolbox.clang(), ["-nostdinc", "-fsyntax-only", "-x", "c-header", Self.place(shim)])
    #expect(outcome.status != 0)
    let errors = outcome.lines.filter { $0.contains("error:") }
    #expect(errors.count == 1, "\(outcome.text)")
    #expect(errors.first?.contains("run make setup first") == true, "\(outcome.text)")
  }

  @Test("with its headers it compiles", arguments: shims)
  func withHeaders(shim: String) throws {
    let toolbox = try Toolbox()
    let outcome = try toolbox.run(Toolbox.clang(), ["-fsyntax-only", "-x", "c-header", Self.place(shim)])
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  /// FLINT 3 has <flint/arb.h>; beside FLINT 2 it is <arb.h>, and its library is linked by a module of its own.
  @Test("Arb's library is linked only where it is one", arguments: [(2, true), (3, false)])
  func arb(flint: Int, isApart: Bool) throws {
    let toolbox = try Toolbox()
    let folder = flint == 3 ? "include/flint/" : "include/"
    for name in ["arb.h", "acb.h", "acb_calc.h", "arb_hypgeom.h"] {
      try toolbox.write("", to: folder + name)
    }
    try toolbox.write("", to: "include/flint/fmpq.h")
    for name in ["math.h", "stdio.h", "stdlib.h", "unistd.h"] { try toolbox.write("", to: "include/" + name) }
    // What is included is all that is asked; that these empty headers declare nothing does not matter.
    let outcome = try toolbox.run(
      Toolbox.clang(), ["-nostdinc", "-isystem", "include", "-E", "-H", "-x", "c", Self.place("CFlint")])
    #expect(!outcome.text.contains("run make setup"), "\(outcome.text)")
    #expect(outcome.text.contains("arb-of-flint-2.h") == isApart, "\(outcome.text)")
  }

  @Test(
    "JavaScriptCore is WebKitGTK 4.1's, and 6.0's where only that is there",
    arguments: [(["4.1"], "4.1"), (["4.1", "6.0"], "4.1"), (["6.0"], "6.0")])
  func javaScriptCore(present: [String], chosen: String) throws {
    let toolbox = try Toolbox()
    for version in present {
      try toolbox.write("", to: "include/webkitgtk-\(version)/JavaScriptCore/JavaScript.h")
    }
    for name in ["stdbool.h", "stddef.h"] { try toolbox.write("", to: "include/" + name) }
    let outcome = try toolbox.run(
      Toolbox.clang(),
      ["-nostdinc", "-isystem", "include", "-E", "-H", "-x", "c", Self.place("CJavaScriptCore")])
    #expect(!outcome.text.contains("run make setup"), "\(outcome.text)")
    for version in ["4.1", "6.0"] {
      #expect(
        outcome.text.contains("CJavaScriptCore/webkitgtk-\(version).h") == (version == chosen),
        "\(outcome.text)")
    }
  }

  /// Declared twice in one file, a function must be the same both times.
  @Test("what the shim declares is what JavaScriptCore declares")
  func declarations() throws {
    let folders = ["/usr/include/webkitgtk-4.1", "/usr/include/webkitgtk-6.0"]
    let headers = try #require(folders.first { FileManager.default.fileExists(atPath: $0) })
    let toolbox = try Toolbox()
    let include = "#include <JavaScriptCore/JavaScript.h>\n#include \"shim.h\"\n"
    try toolbox.write(include, to: "true.c")
    let shim = Toolbox.repository.appending(path: "Sources/CJavaScriptCore")
    let options = ["-fsyntax-only", "-I", headers, "-I", shim.path]
    let agreed = try toolbox.run(Toolbox.clang(), options + ["true.c"])
    #expect(agreed.status == 0, "\(agreed.text)")
    // That a difference is noticed at all.
    try toolbox.write(include + "int JSStringGetLength(JSStringRef string);\n", to: "false.c")
    let refused = try toolbox.run(Toolbox.clang(), options + ["false.c"])
    #expect(refused.text.contains("conflicting types"), "\(refused.text)")
  }
}
