import Diagnostics
import Trees
import Notes

/// A page's Swift: its blocks, its inline values, the pages it uses, and the functions that the
/// checks ask values of.
package struct PageProgram: Sendable {
  package var document: Document
  /// Pages whose snippets come before this page's own, in order, each once.
  package var uses: [Document]
  package var probes: [Probe]

  package init(document: Document, uses: [Document] = [], probes: [Probe] = []) {
    self.document = document
    self.uses = uses
    self.probes = probes
  }
}

/// A Swift function to be called at given points, inside the page's program.
package struct Probe: Sendable, Hashable {
  package var id: String
  package var function: SwiftFunction
  /// One row a point, one value a parameter that is passed; parameters that are left out take their defaults.
  package var points: [[ProbeValue]]
  /// Labels of the parameters that are passed, in the function's order (indices into `function.parameters`).
  package var passed: [Int]
  /// A variable of the program that each row's first value, an integer, is put into before the call.
  var selector: String?

  package init(id: String, function: SwiftFunction, passed: [Int], points: [[ProbeValue]]) {
    self.id = id
    self.function = function
    self.passed = passed
    self.points = points
  }
}

package enum ProbeValue: Sendable, Hashable {
  case double(Double)
  case int(Int)
  case bool(Bool)
  case array([ProbeValue])
  /// One of NoteKit's sample functions, by number (`SampleFunction`).
  case function(Int)
}

/// What a probe gives at one point.
package enum ProbeResult: Sendable, Hashable {
  case value(ProbeValue)
  /// It threw: the error's description.
  case threw(String)
  /// The process ended in this call: the signal's or trap's words.
  case trapped(String)
  /// The program never came to this point.
  case notReached
}

/// A function declared at the top level of a page's Swift, read by swift-syntax.
package struct SwiftFunction: Sendable, Hashable {
  package var name: String
  package var parameters: [Parameter]
  /// The return type as written, `Void` if none.
  package var returnType: String
  package var isAsync: Bool
  package var canThrow: Bool
  package var isGeneric: Bool
  /// The page and snippet that declare it, and the name's place in the note.
  package var page: String
  package var snippet: Int
  package var range: SourceRange
  /// The whole declaration's source text.
  package var source: String

  package struct Parameter: Sendable, Hashable {
    /// The argument label; nil for `_`.
    package var label: String?
    package var name: String
    /// The type as written: `Double`, `[Double]`, `(Double, Double) -> Double`.
    package var type: String
    /// The default value's source text.
    package var defaultValue: String?
    package var range: SourceRange

    package init(
      label: String?, name: String, type: String, defaultValue: String?, range: SourceRange
    ) {
      self.label = label
      self.name = name
      self.type = type
      self.defaultValue = defaultValue
      self.range = range
    }
  }

  package init(
    name: String, parameters: [Parameter], returnType: String, isAsync: Bool, canThrow: Bool,
    isGeneric: Bool, page: String, snippet: Int, range: SourceRange, source: String
  ) {
    self.name = name
    self.parameters = parameters
    self.returnType = returnType
    self.isAsync = isAsync
    self.canThrow = canThrow
    self.isGeneric = isGeneric
    self.page = page
    self.snippet = snippet
    self.range = range
    self.source = source
  }

  /// `MAL(p:q:y:γ:)`
  package var signature: String {
    name + "(" + parameters.map { ($0.label ?? "_") + ":" }.joined() + ")"
  }
}
