import Formulas
import Basics
import ArgumentParser
import Checks
import Diagnostics
import Foundation
import Notes
import Proofs

struct Prove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "把断言的证明写成文件 (write the claims' proofs as files): docs/proofs/*.json。",
    discussion: """
        docgen prove                # 全部断言
        docgen prove C7 C47         # 只写这几条
        docgen prove --check        # 不写，只看文件是否还是这些断言的证明：持续集成

      每个文件自成一体：断言、所用的定义、定义域、证明的每一步与每个界。swift run recheck 不经证明器逐步复核它们。

      Each file stands by itself: claim, definitions, domains, every step and every bound. `swift run recheck` re-checks them \
      step by step, without the prover.
      """)

  @Argument(help: ArgumentHelp("断言的编号 (the claims' ids)", valueName: "编号"))
  var claims: [String] = []
  @Flag(help: "不写，只比较已有的文件 (write nothing, compare the files that are there)")
  var check = false
  @OptionGroup var notes: NotesOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let console = output.console(for: notes.docs)
    let pipeline = Pipeline(notes: notes, cache: cache, console: console)
    do {
      let (formulaIndex, budgets) = try pipeline.understandingWithBudgets()
      let proofs = formulaIndex.proofs(of: Set(claims), budgets: budgets)
      try requireFolder()
      let collisions = Collisions.among(proofs.map { ($0.id, $0.range) })
      let problems = collisions + (check ? stale(proofs) : collisions.isEmpty ? try write(proofs) : [])
      let report = Report(problems + unknown(proofs))
      console.print(report)
      let proved = proofs.count { $0.file != nil }
      console.say(
        Message(
          zh: "\(folder): \(proved) 条断言有证明，\(proofs.count - proved) 条没有",
          en: "\(folder): \(proved) claims have a proof, \(proofs.count - proved) have none"))
      if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    } catch let failure as MachineFailure {
      try console.fail([failure.diagnostic])
    }
  }

  private var folder: String { notes.docs + "/proofs" }

  /// A file of this name that docgen wrote, or may write: no link, and nobody else's.
  private func isOwn(_ name: String) -> Bool {
    Disk.kind(of: folder + "/" + name) == .file
      && ProofFile.isOne(Disk.bytes(of: folder + "/" + name, upTo: Notebook.largestFile) ?? [])
  }

  /// The folder, where no link leads out of the notes.
  private func requireFolder() throws(MachineFailure) {
    guard Disk.kind(of: folder) != .link else { throw MachineFailure(leadsOut: folder) }
  }

  private func unknown(_ proofs: [FormulaIndex.ClaimedProof]) -> [Diagnostic] {
    claims.filter { id in !proofs.contains { $0.id == id } }.map { .claimUnknown($0) }
  }

  /// Every file of a claim that has a proof; files of claims that are no more go.
  private func write(_ proofs: [FormulaIndex.ClaimedProof]) throws(MachineFailure) -> [Diagnostic] {
    func require(_ problem: Int32, _ path: String) throws(MachineFailure) {
      guard problem == 0 else {
        throw MachineFailure(CheckFailure.disk(path: path, reason: Disk.words(for: problem)))
      }
    }
    try require(Disk.makeFolder(folder), folder)
    for proof in proofs {
      guard let file = proof.file else { continue }
      let path = folder + "/" + file.fileName
      guard Disk.kind(of: path) == nil || isOwn(file.fileName) else {
        throw MachineFailure(foreignProof: path, claim: proof.id)
      }
      try require(Disk.replace(path, by: Array(file.text.utf8)), path)
    }
    if claims.isEmpty {
      let kept = Set(proofs.compactMap { $0.file?.fileName })
      for name in present where !kept.contains(name) {
        try require(unlink(folder + "/" + name) == 0 ? 0 : errno, folder + "/" + name)
      }
    }
    return claims.isEmpty
      ? [] : proofs.filter { $0.file == nil }.map { .claimHasNoProof($0.id, at: $0.range) }
  }

  private var present: [String] {
    (Disk.entries(of: folder) ?? []).map(\.name).filter { $0.hasSuffix(".json") && isOwn($0) }.sorted()
  }

  private func stale(_ proofs: [FormulaIndex.ClaimedProof]) -> [Diagnostic] {
    let files = Dictionary(proofs.compactMap { proof in proof.file.map { ($0.fileName, ($0, proof.range)) } })
    {
      first, _ in first
    }
    let here = (Disk.entries(of: folder) ?? []).map(\.name).filter { !$0.hasPrefix(".") }.sorted()
    let missing = files.filter { !here.contains($0.key) }.sorted { $0.key < $1.key }
    return missing.map { .proofMissing(folder + "/" + $0.key, at: $0.value.1) }
      + here.compactMap { name in
        let path = folder + "/" + name
        guard let (file, range) = files[name] else {
          return claims.isEmpty ? .proofOfNothing(path, isOwn: isOwn(name)) : nil
        }
        return Disk.bytes(of: path).map { $0.elementsEqual(file.text.utf8) } ?? false
          ? nil : .proofStale(path, at: range)
      }
  }
}

extension Diagnostic {
  fileprivate static func claimUnknown(_ id: String) -> Diagnostic {
    Diagnostic(
      .error, "claim-unknown", Message(zh: "没有编号为 \(id) 的断言", en: "there is no claim \(id)"),
      consequence: .malformed)
  }

  fileprivate static func claimHasNoProof(_ id: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "claim-unproved", Message(zh: "断言 \(id) 没有证明", en: "the claim \(id) has no proof"), at: range,
      consequence: .content)
  }

  /// - Parameter isOwn: whether docgen wrote it: it removes no other.
  fileprivate static func proofOfNothing(_ path: String, isOwn: Bool) -> Diagnostic {
    Diagnostic(
      .error, "proof-without-claim",
      Message(zh: "\(path) 不是任何断言的证明", en: "\(path) is the proof of no claim"), consequence: .content,
      help: [
        isOwn
          ? Message(zh: "docgen prove 会删去它", en: "docgen prove removes it")
          : Message(zh: "它不是 docgen 写的，把它移走", en: "it is not docgen's: move it")
      ])
  }

  fileprivate static func proofMissing(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "proof-missing",
      Message(zh: "这条断言有证明，文件 \(path) 却不在", en: "this claim has a proof, but \(path) is not there"),
      at: range,
      consequence: .content,
      help: [Message(zh: "写出它: docgen prove", en: "write it: docgen prove")])
  }

  fileprivate static func proofStale(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "proof-stale",
      Message(zh: "\(path) 不是这条断言现在的证明", en: "\(path) is not this claim's proof as it stands"), at: range,
      consequence: .content,
      help: [Message(zh: "重新写出: docgen prove", en: "write it anew: docgen prove")])
  }
}
