import Formulas
import Snippets
import Trees

extension Reading {
  /// What code may compute of it: a definition, or the right side of a plain equality, which the code is to give
  /// whatever the left side says that it is.
  func computed(by code: String?, of formula: Formula, on page: String) -> Definition? {
    if let definition { return definition }
    guard code != nil, case .statement(let statement) = self,
      case .relation(let terms, let relations) = statement.proposition,
      relations.allSatisfy({ $0 == .equal }),
      terms.count > 1, !statement.isCondition
    else { return nil }
    let range = formula.sourceFormula.range
    let rows = terms.dropFirst().map { Definition.Row(relation: .equal, value: $0, range: range) }
    let lengths = Set(statement.meanings.values.filter { $0.role == .length }.map(\.name))
    let symbols = rows[0].value.freeSymbols.filter { !lengths.contains($0) }
    return Definition(
      id: "\(page)#\(formula.sourceFormula.id):\(terms[0].plain)", name: Name(terms[0].plain), parameters: [],
      ranks: [], implicit: symbols, rows: rows, meanings: statement.meanings, range: range, page: page,
      declaresZeroLogZero: statement.declaresZeroLogZero)
  }
}

extension Formula {
  /// The function that `<!-- code: name -->` gives it, or the page's own of a built-in name that a reading is about.
  func code(of reading: Reading, among functions: [SwiftFunction]) -> String? {
    codeName ?? (sourceFormula.directive == nil ? reading.builtIn(among: functions) : nil)
  }
}

extension Reading {
  /// `\tanh(x) = …` beside `func tanh`: that function is the page's, and no other formula speaks of it.
  fileprivate func builtIn(among functions: [SwiftFunction]) -> String? {
    guard case .statement(let statement) = self, case .relation(let terms, _) = statement.proposition,
      case .apply(let function, var arguments) = terms[0]
    else { return nil }
    var names = [function.rawValue]
    switch function {
    case .log: names.append("ln")
    case .logBase:
      guard case .number(let base) = arguments.removeFirst() else { return nil }
      names = base.integer == 10 ? ["lg", "log10"] : base.integer == 2 ? ["log2"] : []
    case .sign: names.append("sgn")
    case .arctan: names.append("atan")
    case .arcsin: names.append("asin")
    case .arccos: names.append("acos")
    case .detached: names += ["sg", "stopgrad", "detach"]
    default: break
    }
    guard arguments.allSatisfy({ if case .symbol = $0 { true } else { false } }) else { return nil }
    return functions.first { names.contains($0.name) }?.name
  }
}

extension [Formula] {
  /// `$m_0 = 0$`: values that the page gives to names; a name with two has none.
  var valuesByName: [Name: Tree] {
    var values: [Name: Tree?] = [:]
    for reading in flatMap(\.readings) {
      var given: [(Name, Tree)] = []
      switch reading {
      case .declaration(let meanings):
        given = meanings.compactMap { meaning in meaning.value.map { (meaning.name, $0) } }
      case .definition(let definition) where definition.inputs.isEmpty && definition.parameters.isEmpty:
        given = [(definition.name, definition.body)]
      default: break
      }
      for (name, value) in given {
        if let known = values[name], known != value {
          values[name] = .some(nil)
        } else {
          values[name] = .some(value)
        }
      }
    }
    return values.compactMapValues { $0 }
  }

  /// What the page says of names, wherever it says it: for names that a formula uses in another form.
  var declaredMeanings: [Name: Meaning] {
    var found: [Name: Meaning] = [:]
    for case .declaration(let meanings) in flatMap(\.readings) {
      for meaning in meanings where meaning.domain != nil && found[meaning.name] == nil {
        found[meaning.name] = meaning
      }
    }
    return found
  }
}

extension [Name: Meaning] {
  /// Takes what a formula says of names: what the page says of them last, where it takes one after the other.
  mutating func take(_ formula: Formula) {
    for case .declaration(let meanings) in formula.readings {
      for meaning in meanings where meaning.domain != nil { self[meaning.name] = meaning }
    }
  }
}
