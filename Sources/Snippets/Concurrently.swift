/// Maps with bounded parallelism; results in the order of the inputs.
func concurrently<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], atOnce: Int, _ work: @escaping @Sendable (Input) async throws(SnippetFailure) -> Output
) async throws(SnippetFailure) -> [Output] {
  var results = [Result<Output, SnippetFailure>?](repeating: nil, count: inputs.count)
  await withTaskGroup(of: (Int, Result<Output, SnippetFailure>).self) { group in
    func add(_ index: Int) {
      group.addTask {
        do throws(SnippetFailure) { return (index, .success(try await work(inputs[index]))) } catch {
          return (index, .failure(error))
        }
      }
    }
    var next = 0
    while next < min(inputs.count, max(1, atOnce)) {
      add(next)
      next += 1
    }
    while let (index, result) = await group.next() {
      results[index] = result
      if next < inputs.count {
        add(next)
        next += 1
      }
    }
  }
  var outputs: [Output] = []
  for result in results {
    if let result { outputs.append(try result.get()) }
  }
  return outputs
}
