import Diagnostics
import Trees
import Proofs
import Proving

/// A claim's proof: goal by goal, found by the prover and re-checked by the kernel.
struct ClaimProof {
  let form: ClaimForm
  let evaluation: Evaluation

  enum Outcome {
    case proved([Proof], Evidence.Proof)
    /// A point at which an interval says that the claim fails.
    case suspect([Name: Double])
    case open(Message)
  }

  func run() -> Outcome {
    let goals: [Goal]
    do throws(Obstacle) {
      goals = try form.goals(
        evaluation.definitions, declaresZeroLogZero: evaluation.declaresZeroLogZero)
    } catch {
      return .open(Message(zh: "未证明: \(error.zh)", en: "not proved: \(error.en)"))
    }
    guard !goals.isEmpty else {
      return .open(Message(zh: "未证明: 没有可证的关系", en: "not proved: no relation to prove"))
    }
    var prover = Prover(times: evaluation.budget.map { Double($0.whole) / Double(Budget.usual) } ?? 1)
    var proofs: [Proof] = []
    for goal in goals {
      guard let proof = prover.prove(goal) else {
        if let suspect = prover.suspect { return .suspect(suspect) }
        if case .defined = goal.subject { return .open(Self.undefined(prover)) }
        return .open(Self.remainder(prover))
      }
      guard Kernel.accepts(proof, of: goal) else {
        return .open(Message(zh: "未证明: 证明未过复核", en: "not proved: the re-check refused the proof"))
      }
      proofs.append(proof)
    }
    return .proved(proofs, Self.summary(proofs, of: goals))
  }

  private static func summary(_ proofs: [Proof], of goals: [Goal]) -> Evidence.Proof {
    let boxes = proofs.reduce(0) { $0 + $1.boxes }
    let method = proofs.contains(where: \.usesSigns) ? "sign" : boxes == 0 ? "normal form" : "boxes"
    let leftOut = zip(goals, proofs).flatMap { goal, proof in proof.leftOut(on: goal.box) }.uniqued
    return Evidence.Proof(method: method, boxes: boxes, leftOut: leftOut)
  }

  private static func undefined(_ prover: Prover) -> Message {
    let ground = prover.open.map(ground) ?? ""
    return Message(
      zh: "未证明: 没有证明处处有定义" + (ground.isEmpty ? "" : ", 剩余 \(ground)"),
      en: "not proved: it is not shown to be defined everywhere" + (ground.isEmpty ? "" : ", left \(ground)"))
  }

  private static func ground(_ box: Box) -> String {
    box.sides.map { side in
      "\(side.name.plain) ∈ [\(shortest(side.interval.lower)), \(shortest(side.interval.upper))]"
    }.joined(separator: ", ")
  }

  private static func remainder(_ prover: Prover) -> Message {
    let ground = prover.open.map(ground)
    let why =
      prover.budget <= 0
      ? Message(zh: "计算量到了上限", en: "the bound on the work was reached")
      : Message(zh: "界不够紧", en: "the bounds are not tight enough")
    guard let ground, !ground.isEmpty else {
      return Message(zh: "未证明: \(why.zh)", en: "not proved: \(why.en)")
    }
    return Message(zh: "未证明: \(why.zh), 剩余 \(ground)", en: "not proved: \(why.en), left \(ground)")
  }
}
