import Foundation
import Testing

@testable import Snippets

/// Tries to change, read or stop what lies outside the walls (`Tests/Cases/walls`).
@Suite(.serialized) struct WallTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Cases/walls").path

  /// A file, a process and a port outside, which are to stay as they are.
  final class Outside {
    let file: String
    let note: String
    let process = Process()
    let listener: Int32
    let port: UInt16

    init(_ workshop: TestFolder) throws {
      file = workshop.root + "/outside"
      note = workshop.options.docsFolder + "/note.md"
      for path in [file, note] {
        try "quite private\n".write(toFile: path, atomically: true, encoding: .utf8)
        // For everybody to read, so that it is the walls that refuse.
        chmod(path, 0o644)
      }
      process.executableURL = URL(filePath: "/bin/sleep")
      process.arguments = ["infinity"]
      // It must not hold what the tests write to.
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = bind(listener, $0, size)
          _ = listen(listener, 4)
          _ = getsockname(listener, $0, &size)
        }
      }
      _ = fcntl(listener, F_SETFL, O_NONBLOCK)
      self.listener = listener
      port = UInt16(bigEndian: address.sin_port)
    }

    func end() {
      kill(process.processIdentifier, SIGKILL)
      close(listener)
    }

    /// Everything of it that somebody could have changed.
    var state: [String] {
      var lines: [String] = []
      for path in [file, note] {
        var facts = stat()
        let isThere = stat(path, &facts) == 0
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        lines.append(
          "\(isThere) \(facts.st_mode) \(facts.st_uid) \(facts.st_gid) \(facts.st_nlink) \(facts.st_mtim.tv_sec) \(facts.st_mtim.tv_nsec) \(text ?? "")"
        )
      }
      let id = process.processIdentifier
      func proc(_ name: String) -> String {
        (try? String(contentsOfFile: "/proc/\(id)/\(name)", encoding: .utf8)) ?? "gone"
      }
      let stat = proc("stat").split(separator: " ")
      // Stopped or ended; parent, group, session; priority, nice, policy.
      lines.append("\(["T", "t", "Z", "X"].contains(stat.count > 2 ? String(stat[2]) : "X"))")
      lines.append(
        [3, 4, 5, 17, 18, 40].compactMap { stat.indices.contains($0) ? String(stat[$0]) : nil }.joined(
          separator: " "))
      lines += [proc("limits"), proc("oom_score_adj")]
      lines += proc("status").split(separator: "\n").filter {
        $0.hasPrefix("Cpus_allowed") || $0.hasPrefix("Uid")
      }.map(String.init)
      let folder = (note as NSString).deletingLastPathComponent
      lines += ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      lines.append("\(accept(listener, nil, nil))")
      return lines
    }
  }

  /// What `tricks.c` says behind the walls.
  static func tricks(_ workshop: TestFolder, _ arguments: [String]) async throws -> (
    lines: [String], outcome: Walls.Outcome
  ) {
    let session = try await Session(options: workshop.options, progress: nil)
    let kit = try await session.kit()
    let program = workshop.root + "/tricks"
    if access(program, X_OK) != 0 {
      let result = try await Tool(
        path: session.toolchain.binaries + "/clang",
        arguments: ["-O1", "-o", program, folder + "/tricks.c", "-lpthread"], folder: workshop.root
      ).run(in: session.cache, timeout: 60)
      #expect(result.ending == .exited(0), "\(result.errors)")
      chmod(program, 0o755)
    }
    let sandbox = Sandbox(
      options: workshop.options, toolchain: session.toolchain, kit: kit, cache: session.cache)
    let files = try (0..<3).map { _ in try NamelessFile(in: session.cache.temporary) }
    let outcome = try await kit.walls.run(sandbox.shut(program, arguments), files, cache: session.cache)
    let text = String(decoding: files[1].bytes(), as: UTF8.self)
    return (text.split(separator: "\n").map(String.init), outcome)
  }

  static var isWalled: Bool { if case .success = Wall.find(named: nil) { true } else { false } }

  /// `name result errno`
  private static func parts(_ line: String) -> (name: String, result: Int, code: Int)? {
    let words = line.split(separator: " ")
    guard words.count >= 3, let result = Int(words[words.count - 2]), let code = Int(words[words.count - 1])
    else { return nil }
    return (words.dropLast(2).joined(separator: " "), result, code)
  }

  static func table(_ name: String) throws -> [String: String] {
    let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: "\t", maxSplits: 1).map(String.init)
    }
    return Dictionary(rows.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { first, _ in first }
  }

  @Test(arguments: [true, false]) func nothingOutsideIsTouched(isWalled: Bool) async throws {
    guard !isWalled || Self.isWalled else { return }
    var workshop = try TestFolder()
    defer { workshop.remove() }
    if !isWalled {
      workshop.options.bubblewrap = "no-such-bwrap"
    } else {
      workshop.options.isolation = .required
    }
    let outside = try Outside(workshop)
    defer { outside.end() }
    let before = outside.state
    let (lines, outcome) = try await Self.tricks(
      workshop,
      [String(outside.process.processIdentifier), outside.file, outside.note, String(outside.port), "0"])
    #expect(outcome.ending == .exited(0) && lines.last == "done 0 0", "\(outcome) \(lines.last ?? "")")
    #expect(outside.state == before)
    let answers = lines.compactMap(Self.parts)
    #expect(answers.count >= 150)
    guard isWalled else { return }
    #expect(outcome.missing == nil)
    let may = try Self.table("may.tsv")
    let succeeded = Set(answers.filter { $0.result >= 0 && $0.name != "done" }.map(\.name))
    #expect(succeeded.subtracting(may.keys).sorted() == [], "what is not listed must be refused")
    #expect(Set(may.keys).subtracting(succeeded).sorted() == [], "what is listed must be so")
    #expect(may.values.allSatisfy { !$0.isEmpty })
  }

  /// Every number that is not on the list is refused before the kernel looks at it.
  @Test(arguments: [true, false]) func everyOtherCallIsRefused(isWalled: Bool) async throws {
    guard !isWalled || Self.isWalled else { return }
    var workshop = try TestFolder()
    defer { workshop.remove() }
    if !isWalled { workshop.options.bubblewrap = "no-such-bwrap" }
    let names = CallFilter.always + CallFilter.conditional.map(\.call) + ["clone"]
    let numbers = names.compactMap(CallFilter.number).map(String.init).joined(separator: "\n")
    let list = workshop.options.docsFolder + "/allowed"
    try numbers.write(toFile: list, atomically: true, encoding: .utf8)
    let (lines, outcome) = try await Self.tricks(workshop, ["numbers", list])
    #expect(outcome.ending == .exited(0))
    #expect(lines.count == 1 && lines[0].hasPrefix("refused"), "\(lines)")
    #expect(lines.last.flatMap(Self.parts).map { $0.result >= 300 } == true, "\(lines)")
  }

  /// The list of what is allowed stands in a file, each with its reason.
  @Test func everyAllowedCallHasItsReason() throws {
    let reasons = try Self.table("allowed.tsv")
    #expect(Set(CallFilter.always + CallFilter.conditional.map(\.call) + ["clone"]) == Set(reasons.keys))
    #expect(reasons.values.allSatisfy { $0.count > 3 })
  }

  @Test func threadsAreCounted() async throws {
    guard Self.isWalled else { return }
    var workshop = try TestFolder()
    defer { workshop.remove() }
    workshop.options.isolation = .required
    let (lines, _) = try await Self.tricks(workshop, ["threads"])
    let made = lines.last.flatMap(Self.parts)?.result ?? 0
    #expect(made > 32 && made < Sandbox.threads, "\(lines)")
  }
}
