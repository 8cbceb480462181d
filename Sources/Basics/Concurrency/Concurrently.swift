/// Awaits the same of every input, a bounded number at once; the results come in the inputs' order.
///
/// - Throws: the first failure in the inputs' order, when all have ended.
package func concurrently<Input: Sendable, Output: Sendable, Failure: Error>(
  _ inputs: [Input], atOnce: Int, _ work: @escaping @Sendable (Input) async throws(Failure) -> Output
) async throws(Failure) -> [Output] {
  var results = [Result<Output, Failure>?](repeating: nil, count: inputs.count)
  await withTaskGroup(of: (Int, Result<Output, Failure>).self) { group in
    var next = 0
    func addNext() {
      guard next < inputs.count else { return }
      let index = next
      next += 1
      group.addTask {
        do throws(Failure) { return (index, .success(try await work(inputs[index]))) } catch {
          return (index, .failure(error))
        }
      }
    }
    for _ in 0..<max(1, atOnce) { addNext() }
    while let (index, result) = await group.next() {
      results[index] = result
      addNext()
    }
  }
  var outputs: [Output] = []
  for result in results {
    if let result { outputs.append(try result.get()) }
  }
  return outputs
}
