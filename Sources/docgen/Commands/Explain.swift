import Typesetting
import Formulas
import Basics
import ArgumentParser
import Diagnostics
import Foundation

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "一个公式怎么理解，值是多少 (how a formula is understood, and what it is worth)。",
    discussion: """
      打印公式的含义、每个符号、在给定点的值（严格的区间）与导数；读不懂时说明在第几列、为什么。
      列号从 1 起，以 UTF-8 字节计。点里的数按十进制原样取用，不经舍入；数组写作 y=[1,0]。

        docgen explain '\\frac{1}{1+e^{-x}}' --at x=0
        docgen explain '\\sum_{i=1}^{N} y_i' --at 'N=2,y=[0.1,0.2]'

      --jsonl 逐行读标准输入，逐行作答，次序不变；一行有误不影响其余各行:

        {"tex": "\\\\log p", "at": {"p": 0.5, "\\\\gamma": "0.1"}, "declare": {"p": "(0,1)", "f": "function"}}
        {"tex": "y = f(x)", "given": ["f(u) = u^2"], "at": {"x": 3}}
        {"understood": true, "kind": "definition|relation|expression", "tree": "…", "lower": "…", "upper": "…", "sides": […]}
        {"understood": false, "column": 7, "message": "…"}

      at 里 JSON 数即那个 binary64，字符串是十进制数或 inf，数组可以嵌套；名字写 LaTeX、希腊字母或拉丁名。
      given 是它之前的公式，declare 是取值范围或一个名词 (function、set of …)；at 里的值也说明符号是数、数组还是矩阵。
      sides 依次是各边的值: null (正在定义的左边，或没有值)、{"lower","upper"}、{"array": […]}、{"truth": true}。
      读懂而在该点没有值时，lower 与 upper 为 null，undefined 写明缘由；关系另有 holds，定得下时也写作 truth。

      Prints a formula's meaning, its symbols, its value at the point as a rigorous enclosure, and its derivatives; or where \
      and why it is not understood (column from 1, in UTF-8 bytes). --jsonl answers one JSON line for each line read.
      """)

  @Argument(help: ArgumentHelp("公式，不带 $ (the formula without its dollars)", valueName: "LaTeX"))
  var latex: String?

  @Option(help: ArgumentHelp("求值的点 (the point): p=0.5,q=0.2", valueName: "点"))
  var at = ""

  @Flag(help: "以一行 JSON 作答 (answer with one line of JSON)")
  var json = false

  @Flag(help: "逐行读 JSON，逐行作答 (read and answer JSON lines)")
  var jsonl = false

  @Option(help: ArgumentHelp("消息的语言 (language of messages): zh 或 en", valueName: "语言"))
  var lang = Language.zh

  func validate() throws {
    guard jsonl != (latex != nil) else {
      throw ValidationError("给出一个公式，或用 --jsonl (give a formula, or --jsonl)")
    }
  }

  func run() throws {
    let console = Console(language: lang, format: .text)
    do {
      let explainer = Explainer()
      if jsonl { return try answerLines(with: explainer) }
      try answer(latex ?? "", with: explainer, console)
    } catch let failure as TypesetterFailure {
      try console.fail([failure.diagnostic])
    }
  }

  private func answer(_ latex: String, with explainer: Explainer, _ console: Console) throws {
    let point: GivenPoint
    do {
      point = try GivenPoint(parsing: at)
    } catch {
      throw ValidationError("--at: \(error)")
    }
    let explanation = try explainer.explain(latex, values: point.given)
    guard let explained = Explained(explanation, at: point) else {
      if json {
        let refusal = Explained.refusal(explanation).json(in: lang)
        console.write(refusal.text(indented: false) + "\n", to: .standardOutput)
      } else {
        console.print(Report(explanation.problems))
      }
      throw ExitCode(Consequence.malformed.rawValue)
    }
    let text =
      json
      ? explained.json(in: lang).text(indented: false) + "\n" : TerminalText.shown(explained.text(in: lang))
    console.write(text, to: .standardOutput)
  }

  private func answerLines(with explainer: Explainer) throws {
    let lines = StandardLines()
    while let line = lines.next() {
      lines.answer(try answer(line, with: explainer).text(indented: false))
    }
    lines.flush()
  }

  private func answer(_ line: StandardLines.Line, with explainer: Explainer) throws -> JSONValue {
    let request: ExplainRequest
    do throws(BadRequest) {
      guard case .whole(let bytes) = line else { throw BadRequest(reason: "the line is too long") }
      request = try ExplainRequest(line: bytes)
    } catch {
      return Explained.Refusal(column: 1, message: Message(error.reason)).json(in: lang)
    }
    let domains = request.declarations.map { ($0.name, $0.domain) }
    let explanation = try explainer.explain(
      request.tex, declaring: domains, given: request.given, values: request.point.given)
    return Explained(explanation, at: request.point)?.json(in: lang)
      ?? Explained.refusal(explanation).json(in: lang)
  }
}
