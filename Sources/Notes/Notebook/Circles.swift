/// The circles of a graph of names: Tarjan's strongly connected components, in time linear in its edges.
struct Circles {
  /// The number of the circle that a name is on.
  private var circles: [String: Int] = [:]

  init(_ edges: [(name: String, uses: [String])]) {
    let numbers = Dictionary(edges.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let next = edges.map { $0.uses.compactMap { numbers[$0] } }
    var search = Search(next)
    for node in next.indices { search.visit(node) }
    for (number, component) in search.components.enumerated() where component.count > 1 {
      for node in component { circles[edges[node].name] = number }
    }
  }

  func circle(of name: String) -> Int? { circles[name] }

  /// Without recursion, since a circle may be as long as a book.
  private struct Search {
    let next: [[Int]]
    var components: [[Int]] = []
    private var order: [Int?]
    private var lowest: [Int]
    private var isOpen: [Bool]
    private var open: [Int] = []
    private var count = 0

    init(_ next: [[Int]]) {
      self.next = next
      order = Array(repeating: nil, count: next.count)
      lowest = Array(repeating: 0, count: next.count)
      isOpen = Array(repeating: false, count: next.count)
    }

    mutating func visit(_ start: Int) {
      guard order[start] == nil else { return }
      var path: [(node: Int, edge: Int)] = [enter(start)]
      while let (node, edge) = path.last {
        guard edge < next[node].count else {
          path.removeLast()
          leave(node, to: path.last?.node)
          continue
        }
        path[path.count - 1].edge += 1
        let other = next[node][edge]
        if let known = order[other] {
          if isOpen[other] { lowest[node] = min(lowest[node], known) }
        } else {
          path.append(enter(other))
        }
      }
    }

    private mutating func enter(_ node: Int) -> (Int, Int) {
      order[node] = count
      lowest[node] = count
      isOpen[node] = true
      open.append(node)
      count += 1
      return (node, 0)
    }

    private mutating func leave(_ node: Int, to parent: Int?) {
      if let parent { lowest[parent] = min(lowest[parent], lowest[node]) }
      guard lowest[node] == order[node] else { return }
      var component: [Int] = []
      while let last = open.popLast() {
        isOpen[last] = false
        component.append(last)
        if last == node { break }
      }
      components.append(component)
    }
  }
}
