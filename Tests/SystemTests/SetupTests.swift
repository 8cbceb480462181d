import Foundation
import Testing

/// `.ci/setup` before package managers that a test makes up: nothing is installed.
@Suite("The set-up")
struct SetupTests {
  /// A machine: what is installed and what apt offers, a name and a version each.
  struct Machine {
    var installed: [String: String] = [:]
    var offered: [String: String] = [:]
    var isRoot = true
    /// nil: there is no sudo; false: it would ask for a password.
    var sudoWorks: Bool?

    static let common = [
      "libcmark-gfm-dev": "0.29", "libcmark-gfm-extensions-dev": "0.29", "libjs-katex": "0.16",
      "fonts-katex": "0.16", "libseccomp-dev": "2.5", "bubblewrap": "0.8", "python3-pygments": "2.14",
      "chromium": "120", "fonts-noto-cjk": "1",
    ]
    static let bookworm = Machine(
      offered: common.merging([
        "libjavascriptcoregtk-4.1-dev": "2.48", "libjavascriptcoregtk-6.0-dev": "2.48",
        "libflint-dev": "2.9.0-5",
        "libflint-arb-dev": "1:2.23.0-1",
      ]) { $1 })
    static let trixie = Machine(
      offered: common.merging([
        "libjavascriptcoregtk-4.1-dev": "2.48", "libjavascriptcoregtk-6.0-dev": "2.48",
        "libflint-dev": "3.2.2-1",
      ]) { $1 })
    static let later = Machine(
      offered: common.merging(["libjavascriptcoregtk-6.0-dev": "2.60", "libflint-dev": "3.5.0-1"]) { $1 })
  }

  private static let tools = [
    "bash", "sh", "sed", "awk", "grep", "cat", "dirname", "mktemp", "rm", "tail", "env", "tr",
  ]

  /// The script in a checkout that has been built before, so that it does not try the compiler.
  private static func toolbox() throws -> Toolbox {
    let toolbox = try Toolbox()
    for tool in tools { try toolbox.borrow(tool) }
    for name in ["swift", "swiftc"] { try toolbox.program(name, "exit 1") }
    try toolbox.write(
      String(contentsOf: Toolbox.repository.appending(path: ".ci/setup"), encoding: .utf8), to: ".ci/setup")
    try toolbox.write("", to: ".build/keep")
    return toolbox
  }

  private static func run(_ what: String, on machine: Machine) throws -> (
    outcome: Toolbox.Outcome, calls: String
  ) {
    let toolbox = try Self.toolbox()
    try toolbox.borrow("dpkg")
    func list(_ packages: [String: String]) -> String {
      packages.map { "\($0.key) \($0.value)\n" }.sorted().joined()
    }
    try toolbox.write(list(machine.installed), to: "installed")
    try toolbox.write(list(machine.offered), to: "offered")
    try toolbox.program("id", "echo \(machine.isRoot ? 0 : 1000)")
    try toolbox.program(
      "dpkg-query", #"for name; do :; done; sed -n "s/^$name /installed /p" installed | grep ."#)
    try toolbox.program(
      "apt-cache",
      #"v=$(sed -n "s/^$2 //p" offered); echo "$2:"; echo "  Installed: (none)"; echo "  Candidate: ${v:-(none)}""#
    )
    try toolbox.program("apt-get", #"echo "apt-get $*" >>calls"#)
    if let works = machine.sudoWorks {
      try toolbox.program("sudo", #"[ "$1" != -n ] || exit \#(works ? 0 : 1); echo sudo >>calls; exec "$@""#)
    }
    let outcome = try toolbox.run(toolbox.path + "/bash", [".ci/setup", what])
    return (outcome, toolbox.read("calls") ?? "")
  }

  private static func installed(_ calls: String) -> Set<String> {
    let line = calls.split(separator: "\n").first { $0.contains("install") } ?? ""
    return Set(line.split(separator: " ").map(String.init).filter { $0.hasPrefix("lib") || $0.contains("-") })
      .filter { !$0.hasPrefix("-") && $0 != "apt-get" }
  }

  @Test("takes what apt offers, by FLINT's version and by which JavaScriptCore there is")
  func alternatives() throws {
    let old = try Self.run("site", on: .bookworm)
    #expect(old.outcome.status == 0, "\(old.outcome.text)")
    #expect(Self.installed(old.calls).contains("libflint-arb-dev"), "\(old.calls)")
    #expect(Self.installed(old.calls).contains("libjavascriptcoregtk-4.1-dev"), "\(old.calls)")
    #expect(!old.calls.contains("chromium"), "\(old.calls)")
    let current = try Self.run("all", on: .trixie)
    #expect(current.outcome.status == 0, "\(current.outcome.text)")
    #expect(Self.installed(current.calls).contains("libflint-dev"), "\(current.calls)")
    #expect(!current.calls.contains("libflint-arb-dev"), "\(current.calls)")
    #expect(current.calls.contains("chromium"), "\(current.calls)")
    let later = try Self.run("site", on: .later)
    #expect(later.outcome.status == 0, "\(later.outcome.text)")
    #expect(Self.installed(later.calls).contains("libjavascriptcoregtk-6.0-dev"), "\(later.calls)")
  }

  @Test("says nothing and asks apt for nothing where all is there")
  func allThere() throws {
    var machine = Machine.bookworm
    machine.installed = machine.offered
    machine.isRoot = false
    let run = try Self.run("all", on: machine)
    #expect(run.outcome.status == 0)
    #expect(run.outcome.text.isEmpty, "\(run.outcome.text)")
    #expect(run.calls.isEmpty, "\(run.calls)")
  }

  /// FLINT 2 without Arb is not enough, although FLINT is there.
  @Test("a package that is too old is not taken for the one that is wanted")
  func tooOld() throws {
    var machine = Machine.bookworm
    machine.installed = machine.offered
    machine.installed["libflint-arb-dev"] = nil
    let run = try Self.run("site", on: machine)
    #expect(Self.installed(run.calls) == ["libflint-arb-dev"], "\(run.calls)")
  }

  @Test("names what apt does not offer, installs nothing and exits 3")
  func notOffered() throws {
    var machine = Machine.trixie
    machine.offered["libflint-dev"] = "2.8"
    let run = try Self.run("site", on: machine)
    #expect(run.outcome.status == 3)
    #expect(
      run.outcome.lines.last?.contains("libflint-dev>=3|libflint-arb-dev") == true, "\(run.outcome.text)")
    #expect(!run.calls.contains("install"), "\(run.calls)")
  }

  @Test("uses sudo, and says what to type where it cannot", arguments: [nil, false, true])
  func asUser(sudoWorks: Bool?) throws {
    var machine = Machine.trixie
    machine.isRoot = false
    machine.sudoWorks = sudoWorks
    let run = try Self.run("site", on: machine)
    if sudoWorks == true {
      #expect(run.outcome.status == 0, "\(run.outcome.text)")
      #expect(run.calls.contains("sudo\napt-get install"), "\(run.calls)")
    } else {
      #expect(run.outcome.status == 3, "\(run.outcome.text)")
      #expect(run.outcome.lines.last?.contains("apt-get install") == true, "\(run.outcome.text)")
      #expect(run.calls.isEmpty, "\(run.calls)")
    }
  }

  @Test(
    "without apt it lists what is missing in the words of the package manager that there is",
    arguments: [
      ("dnf", "rpm", "dnf install", "flint-devel"), ("brew", "brew", "brew install", "flint"),
      ("none", "none", "", "libflint-dev"),
    ])
  func otherManagers(manager: String, asked: String, command: String, flint: String) throws {
    let toolbox = try Self.toolbox()
    if manager != "none" { for name in Set([manager, asked]) { try toolbox.program(name, "exit 1") } }
    // A shim that does not compile stands for headers that are missing.
    try toolbox.write("#error\n", to: "Sources/CFlint/shim.h")
    try toolbox.program("cc", "exit 1")
    let outcome = try toolbox.run(toolbox.path + "/bash", [".ci/setup", "site"])
    #expect(outcome.status == 3, "\(outcome.text)")
    let line = outcome.lines.first { $0.contains(flint) }
    #expect(line.map { command.isEmpty || $0.contains(command) } == true, "\(outcome.text)")
    #expect(outcome.text.contains("libjs-katex"), "\(outcome.text)")
  }

  @Test("without apt, headers that came another way are enough")
  func otherHeaders() throws {
    let toolbox = try Self.toolbox()
    try toolbox.write("\n", to: "Sources/CFlint/shim.h")
    try toolbox.program("cc", "exit 0")
    let outcome = try toolbox.run(toolbox.path + "/bash", [".ci/setup", "site"])
    #expect(outcome.status == 0, "\(outcome.text)")
  }

  @Test("without Swift it says so first")
  func withoutSwift() throws {
    let toolbox = try Self.toolbox()
    try FileManager.default.removeItem(atPath: toolbox.path + "/swift")
    let outcome = try toolbox.run(toolbox.path + "/bash", [".ci/setup", "site"])
    #expect(outcome.status == 3)
    #expect(outcome.lines.first?.contains("swift") == true, "\(outcome.text)")
  }

  @Test("before a first build, a compiler that cannot link is said, and what it needs is asked for")
  func toolchain() throws {
    let toolbox = try Self.toolbox()
    try FileManager.default.removeItem(at: toolbox.folder.appending(path: ".build"))
    try toolbox.borrow("dpkg")
    try toolbox.program("id", "echo 0")
    try toolbox.program("git", "exit 0")
    try toolbox.program("swiftc", "echo 'error: no linker' >&2; exit 1")
    try toolbox.program("dpkg-query", "exit 1")
    try toolbox.program("apt-cache", "echo '  Candidate: 9'")
    try toolbox.program("apt-get", #"echo "$*" >>calls"#)
    let outcome = try toolbox.run(toolbox.path + "/bash", [".ci/setup", "site"])
    #expect(outcome.status == 0, "\(outcome.text)")
    #expect(outcome.text.contains("error: no linker"), "\(outcome.text)")
    #expect(toolbox.read("calls")?.contains("g++") == true, "\(outcome.text)")
  }
}
