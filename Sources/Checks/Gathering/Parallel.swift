/// Maps on all cores; results in the order of the inputs.
func parallel<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], atOnce: Int, _ work: @escaping @Sendable (Input) async -> Output
) async -> [Output] {
  var results = [Output?](repeating: nil, count: inputs.count)
  await withTaskGroup(of: (Int, Output).self) { group in
    var next = 0
    func add() {
      guard next < inputs.count else { return }
      let index = next
      next += 1
      group.addTask { (index, await work(inputs[index])) }
    }
    for _ in 0..<max(1, atOnce) { add() }
    while let (index, result) = await group.next() {
      results[index] = result
      add()
    }
  }
  return results.compactMap { $0 }
}
