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
  /// Fields of a parameter that keep their defaults.
  package var omitted: [Int: Set<Int>] = [:]
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
  /// The parts of a struct or tuple, one after the other.
  case parts([ProbeValue])
  /// One of NoteKit's sample functions, by number (`SampleCatalogue`).
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
  /// How it is called.
  package var callee = Callee.free
  /// Of a mutating method: which of the values that it changes is meant.
  package var change: Change?
  /// Of a function that gives several values at once: which of them is meant.
  package var part: Part?
  /// Structs among its parameters that have initialisers of their own.
  package var assembled: Set<String> = []
  /// What its return type is; of a function that changes its arguments, what these are.
  package var result = SwiftType.other("")
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
    package var isInout = false
    /// What the type is.
    package var shape = SwiftType.other("")
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

  /// What tells it from all others: a method stands once in a note and changes several values.
  package struct Identity: Sendable, Hashable {
    var range: SourceRange
    var name: String
  }
  package var identity: Identity { Identity(range: range, name: name) }

  package struct Change: Sendable, Hashable {
    package var method: String
    package var parameter: Int
    /// The stored property of the parameter; nil where it is all of it.
    package var field: String?
    /// Names that the method writes to, and how.
    package var written: [String: Write] = [:]

    /// How a method writes to a name: 1 is added to it once, or in any other way.
    package enum Write: Sendable, Hashable { case addsOne, changes }

    package func writes(to name: String) -> Bool { written[name] != nil }
  }

  /// One of the values of a tuple or struct that a function returns.
  package struct Part: Sendable, Hashable {
    package var function: String
    /// Nil where the tuple gives its values no names.
    package var label: String?
    package var place: Int

    /// What stands behind the call for it.
    package var member: String { label ?? "\(place)" }
  }

  package enum Callee: Sendable, Hashable {
    case free
    /// A stored property of what an initialiser makes: `Moments(x).mean`.
    case made(by: String)
    /// `Losses.huber`: a static function of a type.
    case member(of: String)
    /// The first parameter is the value whose method or computed property it is.
    case method, property
    /// A constant that holds a closure.
    case constant
  }

  package init(
    name: String, parameters: [Parameter], returnType: String, isAsync: Bool, canThrow: Bool, page: String,
    snippet: Int, range: SourceRange, source: String
  ) {
    self.name = name
    self.parameters = parameters
    self.returnType = returnType
    self.isAsync = isAsync
    self.canThrow = canThrow
    self.page = page
    self.snippet = snippet
    self.range = range
    self.source = source
  }

  /// `MAL(p:q:y:γ:)`, `Losses.huber(r:)`, `Box.area`
  package var signature: String {
    let own = callee == .method || callee == .property ? parameters.first : nil
    let labels = parameters.dropFirst(own == nil ? 0 : 1).map { ($0.label ?? "_") + ":" }.joined()
    if let part {
      var whole = self
      whole.part = nil
      whole.name = part.function
      return whole.signature + "." + part.member
    }
    switch callee {
    case .property: return qualifiedName
    case .made(let type): return "\(type)(\(labels)).\(name)"
    case .free, .member, .method, .constant: return qualifiedName + "(" + labels + ")"
    }
  }

  /// The name by which a note's author would speak of it: `huber`, `Losses.huber`, `Box.area`.
  package var qualifiedName: String {
    if let part {
      var whole = self
      whole.part = nil
      whole.name = part.function
      return whole.qualifiedName + "." + part.member
    }
    return switch callee {
    case .free, .constant: name
    case .member(let type): type + "." + name
    case .method, .property: (parameters.first?.type ?? "") + "." + (change?.method ?? name)
    case .made(let type): "\(type).\(name)"
    }
  }

  /// Whether it stands for a stored property of what an initialiser makes.
  package var isOfInitialiser: Bool { if case .made = callee { true } else { false } }

  /// Parameters that it changes: what it gives where it returns nothing.
  package var changed: [Int] {
    if let change { return [change.parameter] }
    return returnType == "Void" || returnType == "()"
      ? parameters.indices.filter { parameters[$0].isInout } : []
  }

  /// Each of several values that it gives, as a function of its own.
  package var parts: [SwiftFunction] {
    guard changed.isEmpty, !isOfInitialiser, let fields = result.fields, fields.count > 1 else { return [] }
    return fields.enumerated().compactMap { place, field in
      guard field.type.isSupported else { return nil }
      var one = self
      one.part = Part(function: name, label: field.label, place: place)
      one.name = field.label ?? "\(name).\(place)"
      one.result = field.type
      return one
    }
  }

  /// The same with its types read.
  package func resolved(in types: SwiftTypes) -> SwiftFunction {
    var function = self
    for index in parameters.indices { function.parameters[index].shape = types.type(parameters[index].type) }
    function.assembled = types.assembled
    let shapes = changed.map { index in
      let shape = function.parameters[index].shape
      guard let field = change?.field else { return shape }
      return shape.fields?.first { $0.label == field }?.type ?? .other(field)
    }
    switch shapes.count {
    case 0: function.result = types.type(returnType)
    case 1: function.result = shapes[0]
    default: function.result = .tuple(shapes.map { .init(label: nil, type: $0) })
    }
    return function
  }
}
