import Trees
import Synchronization

/// Programs by tree, for one set of definitions: what is wanted at many points is compiled once.
package final class ProgramCache: Sendable {
  private let kept = Mutex<[Tree: Program]>([:])
  private let definitions: [String: Definition]
  private let declaresZeroLogZero: Bool

  /// Mutants come by the thousand, each for a few points: the store starts anew.
  private static let most = 2000

  package init(definitions: [String: Definition], declaresZeroLogZero: Bool) {
    self.definitions = definitions
    self.declaresZeroLogZero = declaresZeroLogZero
  }

  package func program(for tree: Tree) -> Program {
    if let program = kept.withLock({ $0[tree] }) { return program }
    let program = Program(tree, definitions: definitions, declaresZeroLogZero: declaresZeroLogZero)
    kept.withLock {
      if $0.count >= Self.most { $0 = [:] }
      $0[tree] = program
    }
    return program
  }
}
