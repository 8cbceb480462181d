import Basics
import Diagnostics
import Notes
import Trees
import Snippets

/// Finds the implementation of a definition among the functions in force on its page.
struct Binder {
  /// Functions of the page and of the pages that it uses.
  var functions: [SwiftFunction]
  /// Functions that implement another definition of the same name, with other shapes.
  var taken: Set<SwiftFunction.Identity> = []
  /// Functions that bear another definition's name: no looser likeness makes them this one's.
  var named: Set<SwiftFunction.Identity> = []
  /// Values that the page gives to names, for what a recurrence begins with.
  var values: [Name: Tree] = [:]
  /// What it says of names anywhere.
  var declared: [Name: Meaning] = [:]
  /// All definitions, for those that code is handed the values of.
  var definitions: [String: Definition] = [:]
  /// Of the formulas.
  var page = ""
  /// The nearest declaration before the formula.
  var latest: [Name: Meaning] = [:]
  /// The block of code behind the formula.
  var behind: Int?
  /// Whether the page says that a box encloses others.
  var speaksOfHulls = false
  /// Whether it says of something that it is a mean.
  var speaksOfMeans = false

  enum Outcome {
    case bound(Binding)
    /// The function does not take all that the formula depends on; what it computes is none the less compared.
    case lacking(Binding, Diagnostic)
    /// No function of that name.
    case none
    case failed([Diagnostic])
  }

  /// - Parameter code: the name that `<!-- code: name -->` gives.
  func bind(_ definition: Definition, code: String?, lengths: Set<Name>) -> Outcome {
    let (candidates, likeness) = candidates(definition, code: code)
    guard !candidates.isEmpty else { return missing(definition, code: code) }
    let free = nearest(candidates.filter { !taken.contains($0.identity) }, named: code)
    guard !free.isEmpty else { return .none }
    // Overloads: the one that fits; else the one that misses least says why.
    var attempts: [Pairing] = []
    for function in free {
      let pairing = paired(definition, function, lengths: lengths)
      if let binding = pairing.binding {
        // What a method sets without a look at what was there may be anything of that name.
        if code == nil, binding.isIdleChange { continue }
        return .bound(binding)
      }
      // Nor does a method promise anything of the name of what it changes, or a function of what it gives besides.
      if code != nil || function.change == nil && function.part == nil { attempts.append(pairing) }
    }
    // A name that is only alike promises nothing.
    guard code != nil || likeness <= .written else { return .none }
    guard let best = attempts.min(by: { $0.misses < $1.misses }), let problem = best.problem else {
      return .none
    }
    if code != nil, let binding = best.partial { return .lacking(binding, problem) }
    return .failed([problem])
  }

  /// How one function takes what the formula depends on, and what is missing where it does not.
  func pairing(_ definition: Definition, to function: SwiftFunction) -> Pairing {
    paired(definition, function, lengths: definition.lengths)
  }

  /// The formula with what it leaves to its readers written out, or else as it stands.
  private func paired(_ definition: Definition, _ function: SwiftFunction, lengths: Set<Name>) -> Pairing {
    var definition = definition
    var lengths = lengths
    if let rows = definition.withRows(latest.merging(declared) { own, _ in own }, definitions) {
      definition = rows
      lengths.formUnion(rows.lengths)
    }
    if let (counted, own) = definition.countedFromOne(declared) {
      let pairing = pairedAsRead(counted, function, lengths: lengths.union(own))
      if pairing.binding != nil { return pairing }
    }
    return pairedAsRead(definition, function, lengths: lengths)
  }

  /// The formula, or the same with the values of other formulas that the code is handed.
  private func pairedAsRead(_ definition: Definition, _ function: SwiftFunction, lengths: Set<Name>)
    -> Pairing
  {
    if let (narrowed, fixed) = definition.withWrittenArrays(function, definitions) {
      var pairing = attempt(narrowed, function, lengths)
      pairing.fixed = fixed
      if pairing.binding != nil { return pairing }
    }
    let whole = attempt(definition, function, lengths)
    guard whole.binding == nil else { return whole }
    // What a display says to begin a sequence is taken as if a sentence said it, where that makes the function fit.
    if let (step, first, firstName) = definition.stepFromStart {
      let begun = values.merging([firstName: first]) { $1 }
      return attempt(step, function, lengths, values: begun)
    }
    if let (boxed, corners) = definition.ofRectangles(function, definitions, withHull: speaksOfHulls) {
      return attempt(boxed, function, lengths, given: corners)
    }
    if let (lifted, own) = definition.lifted(to: function, declared) {
      let pairing = attempt(lifted, function, lengths.union(own))
      if pairing.binding != nil { return pairing }
    }
    for own in [definition, definitions[definition.id]].compactMap({ $0 }) {
      guard let (other, handed) = own.handing(to: function, definitions, declared) else { continue }
      var pairing = attempt(other, function, lengths.union(other.lengths))
      pairing.handed = handed
      if pairing.binding != nil { return pairing }
    }
    if speaksOfMeans, let (meant, own) = definition.withMeans(of: whole.open) {
      let pairing = attempt(meant, function, lengths.union(own))
      if pairing.binding != nil { return pairing }
    }
    if let (narrowed, fixed) = definition.atDefaults(of: whole.open, function, declared, definitions) {
      var pairing = attempt(narrowed, function, lengths)
      pairing.fixed = fixed
      if pairing.binding != nil { return pairing }
    }
    return whole
  }

  private func attempt(
    _ definition: Definition, _ function: SwiftFunction, _ lengths: Set<Name>,
    values: [Name: Tree]? = nil, given: [Binding.Argument] = []
  ) -> Pairing {
    var pairing = Pairing(
      definition, function, lengths: lengths, values: values ?? self.values, declared: declared, given: given)
    pairing.pair()
    return pairing
  }

  /// Steps belong to the formulas around their block: a page has several of the same names. Of others the block behind
  /// comes first.
  private func nearest(_ candidates: [SwiftFunction], named code: String?) -> [SwiftFunction] {
    guard code == nil, let behind else { return candidates }
    let own = candidates.filter { $0.change == nil || behind - 1...behind ~= $0.snippet }
    return own.filter { $0.snippet == behind } + own.filter { $0.snippet != behind }
  }

  private func candidates(_ definition: Definition, code: String?) -> ([SwiftFunction], Name.Likeness) {
    if let code {
      let bare = code.filter { !$0.isWhitespace }
      let exact = functions.filter { function in
        if let part = function.part, part.function == bare { return isNamed(function, like: definition) }
        return function.part == nil && [function.name, function.signature].contains(bare)
          || function.qualifiedName == bare
      }
      let parts = exact.filter { $0.part != nil }
      let wholes = exact.filter { $0.part == nil && ($0.change == nil || isNamed($0, like: definition)) }
      return (parts + wholes, .spelled)
    }
    for likeness in Name.Likeness.allCases {
      let found = functions.filter { function in
        definition.functionNames.contains { $0.likeness(to: function.name) == likeness }
          && isInReach(function, of: definition)
          && (likeness == .spelled || !named.contains(function.identity))
      }
      // A customary word is meant of the formula beside its code: `velocity` is no other section's v.
      let near = likeness <= .written ? found : found.filter(isBeside)
      if !near.isEmpty { return (near, likeness) }
    }
    return ([], .spelled)
  }

  /// Of functions that give several values, only those of this page's block behind stand for the values' names.
  private func isInReach(_ function: SwiftFunction, of definition: Definition) -> Bool {
    function.part == nil || function.page == definition.page && function.snippet == behind
  }

  /// Whether a function stands in the block behind the formula or in the one before that.
  private func isBeside(_ function: SwiftFunction) -> Bool {
    guard let behind, function.page == page else { return true }
    return behind - 1...behind ~= function.snippet
  }

  /// Of the values that a method changes, the one that bears the definition's name.
  private func isNamed(_ function: SwiftFunction, like definition: Definition) -> Bool {
    definition.functionNames.contains { $0.likeness(to: function.name) != nil }
  }

  private func missing(_ definition: Definition, code: String?) -> Outcome {
    let wanted = code ?? definition.name.swiftSpellings.first ?? definition.name.plain
    var near = functions.filter {
      isNear(wanted, $0.name) && !named.contains($0.identity) && $0.part == nil
    }
    if let code {
      if near.isEmpty, let name = NearestName.of(code, among: functions.map(\.name)) {
        near = functions.filter { $0.name == name }
      }
      return .failed([.noImplementation(definition, named: code, near: near)])
    }
    return near.isEmpty ? .none : .failed([.noImplementation(definition, named: wanted, near: near)])
  }

  private func isNear(_ wanted: String, _ name: String) -> Bool {
    guard wanted != name else { return false }
    if wanted.lowercased() == name.lowercased() { return true }
    guard wanted.count >= 3 else { return false }
    return editDistance(Array(wanted), Array(name), atMost: wanted.count >= 6 ? 2 : 1) != nil
  }
}

extension Definition {
  /// Names that a function for it may bear: without the indices of its head as well.
  var functionNames: [Name] {
    guard !headIndices.isEmpty else { return [name] }
    var bare = name
    bare.label = nil
    if name.markedIndex != nil { bare.mark = nil }
    return [name, bare]
  }

  /// Letters of the head that run: i of `y_i = x_i^2`, i and j of `A_{ij} = x_i y_j`.
  var headIndices: [Name] {
    let letters = name.indexText.filter { !"(), ".contains($0) }
    let indices = letters.map { Name(String($0)) }.uniqued
    guard !indices.isEmpty,
      indices.allSatisfy({ index in
        implicit.contains(index) || lengths.contains(index)
          || !parameters.contains(index) && body.isFree(index)
      })
    else {
      return []
    }
    return indices.allSatisfy { index in
      var uses = IndexUses(index)
      uses.collect(body)
      if uses.found.isEmpty, uses.spans.isEmpty { uses.collectBounded(body) }
      return !uses.found.isEmpty || !uses.spans.isEmpty
    } ? indices : []
  }
}

extension Name {
  /// What stands below it, and above it where that is an index: `(i)`, `i`, and not `new` or `LS`.
  var indexText: String { (label ?? "") + (markedIndex ?? "") }

  fileprivate var markedIndex: String? {
    guard let mark else { return nil }
    let isOne = mark.count == 1 && mark.first?.isLowercase == true
    return isOne || mark.hasPrefix("(") && mark.hasSuffix(")") ? mark : nil
  }
}
