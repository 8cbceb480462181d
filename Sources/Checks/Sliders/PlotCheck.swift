import Typesetting
import Diagnostics
import Snippets

/// Gives each mark that follows a slider its JavaScript, held against the closure that the note plots.
struct PlotCheck: Sendable {
  let context: PageContext

  /// - Returns: what was found, and the page's outputs with the JavaScript in their plots.
  func result() -> (result: CheckResult, outputs: [Output]) {
    var result = CheckResult()
    var outputs = context.run.outputs
    var ids = RepeatedNames()
    var engine: JavaScriptEngine?
    var plots = 0
    for index in outputs.indices {
      guard case .plot(var plot) = outputs[index].kind, let parameter = plot.parameter else { continue }
      plots += 1
      let machine = engine ?? JavaScriptEngine()
      engine = machine
      let check = SliderCheck(evaluation: context.evaluation(false), engine: machine)
      let place = context.snippetRange(outputs[index].snippet, line: outputs[index].line)
      if !plot.hasVarying { result.diagnostics.append(.sliderMovesNothing(parameter.name, at: place)) }
      plot.mapVarying { varying, title in
        let name = "\(context.page):slider:\(plots)" + (title.isEmpty ? "" : ":\(title)")
        result += hold(&varying, title: title, check, at: varying.range ?? place) { ids.unique(name) }
      }
      outputs[index].kind = .plot(plot)
    }
    return (result, outputs)
  }

  private func hold(
    _ varying: inout ComputedPlot.Varying, title: String, _ check: SliderCheck, at range: SourceRange,
    id: () -> String
  ) -> CheckResult {
    let arity = (varying.probes.first?.count ?? 1) - 1
    guard let form = varying.source.flatMap({ context.code.closure($0, takesDoubles: true) }),
      let script = check.script(of: form.tree, arity: arity)
    else { return .saying(.sliderUnreadable(title, at: range)) }
    var item = Evidence(
      id: id(), kind: .value, page: context.page, range: range, finding: .agrees(.certified, nil))
    item.isHeldAgainstFormula = form.isHeld
    item.calls = Set(form.tree.calledDefinitions(context.definitions).map(\.id))
    switch check.judge(script, tree: form.tree, probes: varying.probes) {
    case .agrees(let tests, let points, let worst):
      varying.function = ComputedPlot.Driven(
        script: script, tests: tests, points: points, worstULP: worst)
      item.sample.points = points
      item.sample.worstULP = worst
      return CheckResult([item])
    case .differs(let difference):
      item.differ()
      return CheckResult([item], [.sliderDiffers(title, difference, at: range)])
    case .blunt(let points):
      item.undecide(Message(zh: "只有 \(points) 个点说得清", en: "only \(points) points tell anything"))
      return CheckResult([item], [.sliderUndecided(title, points: points, at: range)])
    }
  }
}

extension ComputedPlot {
  fileprivate var hasVarying: Bool {
    series.contains { $0.varying != nil } || grid?.varying != nil || markers.contains { $0.varying != nil }
  }
}

extension Diagnostic {
  static func sliderUnreadable(_ title: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "slider-unreadable",
      Message(
        zh: "滑块要移动的“\(title)”读不成公式", en: "what the slider moves, \"\(title)\", cannot be read as a formula"),
      at: range, consequence: .content,
      help: [
        Message(
          zh: "闭包写成一个算式，或对公式函数的调用: { p, γ in FL(p: p, y: 1, γ: γ) }；循环、数组与外面的变量都不行",
          en:
            "let the closure be an expression, or call a formula's function: { p, γ in FL(p: p, y: 1, γ: γ) }; no loop, no array, no outer variable"
        )
      ])
  }

  static func sliderDiffers(
    _ title: String, _ difference: SliderCheck.Difference, at range: SourceRange
  ) -> Diagnostic {
    let point = difference.arguments.map(shortest).joined(separator: ", ")
    let (script, swift, truth) = (shortest(difference.script), shortest(difference.swift), difference.truth)
    return Diagnostic(
      .error, "slider-differs",
      Message(
        zh: "滑块“\(title)”的 JavaScript 与 Swift 不一致（已证实）",
        en: "the slider's JavaScript of \"\(title)\" is not what Swift computes (certified)"),
      at: range, consequence: .content,
      facts: [
        Message(
          zh: "在 (\(point))   JavaScript: \(script)   Swift: \(swift)   公式: \(truth)",
          en: "at (\(point))   JavaScript: \(script)   Swift: \(swift)   formula: \(truth)")
      ])
  }

  static func sliderUndecided(_ title: String, points: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "slider-undecided",
      Message(
        zh: "滑块“\(title)”没有足够的点可比（\(points)）",
        en: "too few points (\(points)) to hold the slider \"\(title)\" against Swift"),
      at: range, consequence: .content,
      help: [
        Message(zh: "缩小 over: 或滑块的范围，使公式在其中有定义", en: "narrow the ranges to where the formula is defined")
      ]
    )
  }

  static func sliderMovesNothing(_ name: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .error, "slider-moves-nothing",
      Message(zh: "滑块 \(name) 什么也不移动", en: "the slider \(name) moves nothing"), at: range,
      consequence: .content,
      help: [
        Message(
          zh: "至少一个图元的闭包以参数结尾: { p, \(name) in … }",
          en: "at least one mark's closure takes the parameter last: { p, \(name) in … }")
      ])
  }
}
