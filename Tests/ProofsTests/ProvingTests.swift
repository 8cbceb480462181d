import Foundation
import Testing

@testable import Checks
@testable import Trees
@testable import Proofs

@Suite struct ProvingTests {
  @Test func theTableIsWhole() {
    let claims = ClaimTable.standard.claims
    #expect(claims.count { $0.verdict == .proved } >= 40)
    #expect(claims.count { $0.verdict == .wrong } >= 60)
  }

  @Test(arguments: ClaimTable.standard.claims)
  func verdict(_ claim: ClaimTable.Claim) throws {
    let (file, suspect) = ClaimTable.prove(try ClaimTable.standard.read(claim.latex))
    switch claim.verdict {
    case .proved:
      let file = try #require(file, "not proved; left at \(String(describing: suspect))")
      try refusesChanges(of: file, seed: UInt64(claim.line))
    case .open: #expect(file == nil && suspect == nil)
    case .wrong: #expect(file == nil, "a falsehood was proved: \(file?.text ?? "")")
    }
  }

  /// The file reads back and is accepted; with any one bound changed in one digit it is refused.
  private func refusesChanges(of file: ProofFile, seed: UInt64) throws {
    let text = file.text
    let read = try ProofFile.read(Data(text.utf8)).get()
    #expect(read.proofs == file.proofs)
    try read.check()
    let bounds = Array(text.matches(of: /"(mean value )?≥ [^"]+"/))
    var generator = SplitMix64(seed: seed)
    let limit = ProcessInfo.processInfo.environment["DOCGEN_ALL_BOUNDS"] == nil ? 6 : Int.max
    let chosen =
      bounds.count <= limit ? bounds : (0..<limit).map { _ in bounds[generator.index(bounds.count)] }
    for bound in chosen {
      let digits = text[bound.range].indices.filter { text[$0].isNumber }
      let place = digits[generator.index(digits.count)]
      let other = text[place] == "9" ? "8" : String((text[place].wholeNumberValue ?? 0) + 1)
      let changed = text.replacingCharacters(in: place...place, with: other)
      #expect(!Self.isAccepted(changed), "accepted with \(text[bound.range]) changed to \(other)")
    }
  }

  static func isAccepted(_ text: String) -> Bool {
    guard let file = try? ProofFile.read(Data(text.utf8)).get() else { return false }
    return (try? file.check()) != nil
  }
}
