import Basics
import Diagnostics

/// KaTeX's complaints in the reader's words, each with what mends it.
package enum KaTeXWords {
  /// - Parameter text: what KaTeX says, with the piece of LaTeX that it quotes behind it.
  package static func message(_ text: String) -> (reason: Message, help: Message?) {
    let text = text.replacing("KaTeX parse error: ", with: "").withoutUnderlines
    let bare = text.firstMatch(of: /^(.*?) at (?:position \d+|end of input):/).map { String($0.1) } ?? text
    for rule in rules {
      if let found = rule(bare) { return found }
    }
    return (Message(bare), nil)
  }

  private typealias Rule = @Sendable (String) -> (Message, Message?)?

  private static let rules: [Rule] = [
    { text in
      guard let name = text.firstMatch(of: /^Undefined control sequence: (\\[A-Za-z]+|\\.)/)?.1 else {
        return nil
      }
      let near = nearest(String(name))
      return (
        Message(zh: "没有 \(name) 这个命令", en: "there is no command \(name)"),
        near.map { Message(zh: "是否想写 \($0)？", en: "did you mean \($0)?") }
          ?? Message(
            zh: "名字写 \\mathrm{\(name.dropFirst())}；自己的命令写在 docgen.yml 的 macros 里",
            en:
              "write \\mathrm{\(name.dropFirst())} for a name; a command of your own goes under macros in docgen.yml"
          )
      )
    },
    { text in
      guard text.contains("expected '}'") || text.contains("Expected '}'") else { return nil }
      return (
        Message(zh: "花括号 { 没有闭合", en: "a brace { is never closed"),
        Message(zh: "补上 }", en: "add the }")
      )
    },
    { text in
      guard text.hasPrefix("Expected 'EOF', got '}'") else { return nil }
      return (
        Message(zh: "多了一个 }", en: "a } has no { before it"),
        Message(zh: "删去它，或在前面补上 {", en: "remove it, or add the {")
      )
    },
    { text in
      guard let got = text.firstMatch(of: /^Expected 'EOF', got '(.*)'/)?.1 else { return nil }
      return (Message(zh: "这里不应有 \(got)", en: "\(got) cannot stand here"), nil)
    },
    { text in
      guard let kind = text.firstMatch(of: /^Double (super|sub)script/)?.1 else { return nil }
      let zh = kind == "super" ? "上标" : "下标"
      return (
        Message(zh: "两个\(zh)连在一起", en: "one \(kind)script follows another"),
        Message(zh: "用花括号说明次序，如 {x^a}^b 或 x^{a^b}", en: "let braces say which is meant: {x^a}^b or x^{a^b}")
      )
    },
    { text in
      guard let sign = text.firstMatch(of: /^Expected group (?:after|as argument to) '(.*)'/)?.1 else {
        return nil
      }
      return (
        Message(zh: "\(sign) 之后缺少内容", en: "something is missing behind \(sign)"),
        Message(
          zh: "在 \(sign) 之后写出它，多于一个字的用 {…}", en: "write it behind \(sign), in {…} if it is more than one sign"
        )
      )
    },
    { text in
      guard let name = text.firstMatch(of: /^No such environment: (.*)/)?.1 else { return nil }
      return (
        Message(zh: "没有 \(name) 这个环境", en: "there is no environment \(name)"),
        NearestName.of(String(name), among: environments, slips: 1).map {
          Message(zh: "是否想写 \($0)？", en: "did you mean \($0)?")
        }
      )
    },
    { text in
      guard let match = text.firstMatch(of: /Mismatch: \\begin\{(.*)\} matched by \\end\{(.*)\}/) else {
        return nil
      }
      return (
        Message(
          zh: "\\begin{\(match.1)} 以 \\end{\(match.2)} 结尾",
          en: "\\begin{\(match.1)} ends with \\end{\(match.2)}"),
        Message(zh: "两处写成同一个名字", en: "write the same name in both")
      )
    },
    { text in
      guard text.hasPrefix("Expected & or") else { return nil }
      return (
        Message(zh: "环境没有 \\end", en: "the environment has no \\end"),
        Message(zh: "补上 \\end{…}", en: "add the \\end{…}")
      )
    },
    { text in
      guard text.contains(#"Expected '\right'"#) else { return nil }
      return (
        Message(zh: "\\left 没有配对的 \\right", en: "\\left has no \\right"),
        Message(zh: "补上 \\right)，没有右括号的写 \\right.", en: "add the \\right), or \\right. for none")
      )
    },
    { text in
      guard let match = text.firstMatch(of: /^Can't use function '(.*)' in (math|text) mode/) else {
        return nil
      }
      let zh = match.2 == "math" ? "公式" : "\\text"
      return (Message(zh: "\(match.1) 不能用在\(zh)里", en: "\(match.1) cannot be used in \(match.2) mode"), nil)
    },
    { text in
      guard let name = text.firstMatch(of: /^Got function '(.*)' with no arguments/)?.1 else { return nil }
      return (
        Message(zh: "\(name) 少了参数，或少了花括号", en: "\(name) lacks its arguments, or braces around it"),
        Message(zh: "写成 {\(name){…}}", en: "write {\(name){…}}")
      )
    },
    { text in
      guard text.hasPrefix("Unexpected end of input") else { return nil }
      return (Message(zh: "公式到此为止，还缺一部分", en: "the formula ends too early"), nil)
    },
  ]

  private static func nearest(_ command: String) -> String? {
    NearestName.of(String(command.dropFirst()), among: commands, slips: 1).map { "\\" + $0 }
  }

  private static let environments = [
    "aligned", "align", "cases", "matrix", "pmatrix", "bmatrix", "vmatrix", "gathered", "gather", "equation",
    "array",
    "split", "align*",
  ]

  private static let commands = [
    "frac", "dfrac", "tfrac", "sqrt", "sum", "prod", "int", "lim", "log", "ln", "exp", "sin", "cos", "tan",
    "tanh", "max",
    "min", "arg", "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "iota",
    "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "varphi", "chi", "psi", "omega", "Gamma",
    "Delta",
    "Theta", "Lambda", "Sigma", "Phi", "Psi", "Omega", "mathrm", "mathbf", "mathbb", "mathcal", "mathit",
    "text",
    "operatorname", "left", "right", "begin", "end", "cdot", "cdots", "ldots", "times", "le", "ge", "leq",
    "geq", "ne",
    "neq", "approx", "in", "notin", "subset", "cup", "cap", "infty", "partial", "nabla", "forall", "exists",
    "to",
    "rightarrow", "leftarrow", "Rightarrow", "mid", "quad", "qquad", "hat", "bar", "tilde", "vec", "top",
    "odot", "binom",
    "lfloor", "rfloor", "lceil", "rceil", "ell", "pm", "propto", "sim", "equiv", "argmax", "argmin",
    "overline", "star",
  ]
}

extension String {
  /// KaTeX underlines what it quotes with combining marks.
  fileprivate var withoutUnderlines: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { $0 != "\u{332}" }))
  }
}
