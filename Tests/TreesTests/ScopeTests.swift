import Testing
import TreeNotation
import Trees

@Suite("What a scope binds") struct ScopeTests {
  private let x = Name("x")

  @Test func theLetterDoesNotCount() {
    #expect(sum("i", 1, 3, v("i") * v("x")) == sum("j", 1, 3, v("j") * v("x")))
    #expect(Set([sum("i", 1, 3, v("i")), sum("j", 1, 3, v("j"))]).count == 1)
    #expect(sum("i", 1, 3, v("i")) != sum("i", 1, 3, v("x")))
  }

  @Test func nothingIsCaptured() {
    let tree = sum("i", 1, 3, v("i") * v("x")).substituting([x: v("i") + 1])
    #expect(tree == sum("k", 1, 3, v("k") * (v("i") + 1)))
    #expect(tree.freeSymbols == [Name("i")])
    #expect(tree.plain == "∑_{i′=1}^{3} i′·(i + 1)")
  }

  @Test func scopesWithinScopesStayApart() {
    let inner = sum("j", 1, v("i"), v("i") * v("j") * v("x"))
    let tree = sum("i", 1, 2, inner).substituting([x: v("i") * v("j")])
    #expect(tree == sum("a", 1, 2, sum("b", 1, v("a"), v("a") * v("b") * (v("i") * v("j")))))
    guard case .fold(let outer) = tree else { return #expect(Bool(false), "no fold") }
    #expect(outer.scope.applied(to: v("b")) == sum("c", 1, v("b"), v("b") * v("c") * (v("i") * v("j"))))
  }

  @Test func aDerivativeIsTakenBeforeItsPlaceIsPutIn() throws {
    let slope = Tree.derivative(v("x") ** 2, by: x, order: 1)
    #expect(slope.freeSymbols == [x])
    #expect(try slope.substituting([x: 3]).withoutDerivatives().simplified == 6)
    #expect(try slope.substituting([x: v("y") ** 2]).withoutDerivatives() == 2 * v("y") ** 2)
  }

  @Test func aNodeOfAScopeIsNotReplacedForAllItsTurns() {
    let tree = sum("i", 1, 2, f(.abs, v("i")) + f(.abs, v("x")))
    guard case .fold(let fold) = tree,
      case .sum(let terms)? = fold.scope.opened.body.children.isEmpty ? nil : tree.children.last
    else { return #expect(Bool(false), "no fold") }
    #expect(terms[0].isLoose && !terms[1].isLoose)
    #expect(tree.replacing(terms[0], by: 0) == tree)
    #expect(tree.replacing(terms[1], by: v("i")) == sum("k", 1, 2, f(.abs, v("k")) + v("i")))
  }

  /// An implicit parameter is shared by its name, with the scope around the call as with the page.
  @Test func aCallSharesWhatIsBoundAroundIt() throws {
    let call = Tree.call(.init(Name("f"), definition: "f", arguments: [1]))
    guard case .fold(let fold) = sum("k", 1, 3, call) else { return }
    guard case .call(let inside) = fold.scope.applied(to: 7) else { return #expect(Bool(false), "no call") }
    #expect(inside.captured == [Tree.Setting(Name("k"), 7)])
    guard case .call(let put) = call.substituting([Name("k"): v("z")]) else { return }
    #expect(put.captured == [Tree.Setting(Name("k"), v("z"))])
  }
}
