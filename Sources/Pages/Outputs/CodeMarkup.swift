import Diagnostics
import Notes
import Snippets

extension PageRenderer {
  /// Code that is not part of the page's program.
  func code(language: String, info: String, text: String) -> String {
    let dress = CodeDress(info)
    let words = dress.title ?? language
    let name = words.isEmpty ? "" : "<span class=\"language\">\(escaped(words))</span>"
    let body: String
    if language.lowercased() == "swift" {
      body = SwiftMarkup.html(text)
    } else if let html = site.options.highlighted[SiteOptions.key(language: language, code: text)] {
      body = VisibleDirections.shown(HighlightedMarkup.cleaned(html))
    } else {
      body = escaped(VisibleDirections.shown(text))
    }
    return "<div class=\"code\">\(name)<pre><code>\(dress.html(body))</code></pre></div>\n"
  }

  /// A block of the page's program, with what it gave.
  mutating func snippet(_ index: Int) {
    guard document.snippets.indices.contains(index) else { return }
    let snippet = document.snippets[index]
    let outputs = outputs[snippet.index] ?? []
    // What only draws stands under what it drew.
    let isBehind = !snippet.attributes.isHidden && !outputs.isEmpty && DrawingCode.isAll(of: snippet.code)
    if !snippet.attributes.isHidden, !isBehind {
      let box = code(of: snippet, index)
      html += part?.kind == .listing ? listing(box) : box
    }
    show(outputs, of: snippet)
    if isBehind { html += code(of: snippet, index, isFolded: true) }
  }

  /// The code, long code behind its first line.
  private func code(of snippet: Snippet, _ index: Int, isFolded: Bool = false) -> String {
    let lines = snippet.code.split(separator: "\n", omittingEmptySubsequences: false)
    let dress = CodeDress(snippet.attributes)
    let name = escaped(dress.title ?? "swift") + expectation(snippet)
    let box =
      "<div class=\"code\" id=\"\(OwnID.code(index))\"><span class=\"language\">\(name)</span><pre><code>\(dress.html(SwiftMarkup.html(snippet.code)))</code></pre></div>"
    if isFolded {
      return
        "<details class=\"fold drawing\"><summary>\(language(zh: "代码", en: "Code"))</summary>\(box)</details>\n"
    }
    guard lines.count > Self.longestCode else { return box + "\n" }
    let first = lines.first { !$0.isEmpty && !$0.hasPrefix("//") && !$0.hasPrefix("import ") } ?? ""
    let size = language(zh: "共 \(lines.count) 行代码", en: "\(lines.count) lines of code")
    return
      "<details class=\"fold\"><summary><code>\(escaped(first))</code><span class=\"gist\">\(size)</span></summary>\(box)</details>\n"
  }

  private static let longestCode = 25

  private mutating func show(_ outputs: [(output: Output, table: Int)], of snippet: Snippet) {
    for (output, table) in outputs {
      switch output.kind {
      case .text(let text), .shown(let text):
        html +=
          "<pre class=\"output\" role=\"group\" aria-label=\"\(language(zh: "输出", en: "Output"))\"><samp>\(escaped(text))</samp></pre>\n"
      case .table(let computed): html += self.computed(computed, number: table)
      case .plot(let plot):
        let place = "\(snippet.index)-\(output.line)"
        let count = plotCounts[place, default: 0] + 1
        plotCounts[place] = count
        let figure = PlotFigure(
          plot, id: count > 1 ? "\(place)-\(count)" : place, language, colors: site.colors,
          number: takeNumber())
        html += figure.html
        sliders += figure.slider?.script ?? ""
      }
    }
  }

  /// What a block must do, where it is not to run well.
  private func expectation(_ snippet: Snippet) -> String {
    switch snippet.attributes.expectation {
    case .runs: ""
    case .failsToCompile: language(zh: " · 故意不能编译", en: " · made not to compile")
    case .traps: language(zh: " · 故意中止", en: " · made to trap")
    case .isNotRun(let reason): language(zh: " · 未运行：", en: " · not run: ") + escaped(reason)
    }
  }
}

/// Code that computes nothing but a table or a picture: `table("…", …)`, `plot(…) { … }`.
enum DrawingCode {
  private static let calls = ["table(", "plot(", "heatmap(", "histogram(", "boxes(", "show("]

  static func isAll(of code: String) -> Bool {
    var depth = 0
    var hasCalls = false
    var isInText = false
    for line in code.split(separator: "\n") {
      let words = line.drop { $0 == " " || $0 == "\t" }
      if words.isEmpty || words.hasPrefix("//") { continue }
      if depth == 0 {
        // A chain goes on: `.padding()`; all else that begins a statement must draw.
        guard calls.contains(where: { words.hasPrefix($0) }) || hasCalls && ").}".contains(words.first ?? " ")
        else {
          return false
        }
        hasCalls = true
      }
      var last: Character = " "
      for letter in words {
        if letter == "\"", last != "\\" { isInText.toggle() }
        if !isInText {
          if "({[".contains(letter) { depth += 1 } else if ")}]".contains(letter) { depth -= 1 }
        }
        last = letter
      }
      isInText = false
    }
    return hasCalls
  }
}

/// Swift in colours, by the language's own parser.
enum SwiftMarkup {
  static func html(_ code: String) -> String {
    SwiftHighlighter.tokens(in: code).map { token in
      let text = escaped(VisibleDirections.shown(String(token.text)))
      return token.kind == .plain ? text : "<span class=\"k-\(token.kind.rawValue)\">\(text)</span>"
    }.joined()
  }
}

/// Code is read from left to right: characters that turn its direction, and let it look like other code than what runs,
/// stand as their numbers.
enum VisibleDirections {
  private static func isTurning(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  static func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isTurning) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if isTurning(scalar) {
        out += "‹U+" + String(scalar.value, radix: 16, uppercase: true) + "›"
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

/// Highlighted code from elsewhere: spans with a short class, text, nothing else.
enum HighlightedMarkup {
  static func cleaned(_ html: String) -> String {
    var out = ""
    var open = 0
    for token in HTMLTokenizer(html) {
      switch token {
      case .text(let text): out += escaped(CharacterReferences.decoded(String(text)))
      case .start("span", let attributes, _):
        let name = attributes.first { $0.name == "class" }?.value ?? ""
        let isPlain = name.utf8.count <= 8 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        out += "<span class=\"\(isPlain ? name : "")\">"
        open += 1
      case .end("span") where open > 0:
        out += "</span>"
        open -= 1
      default: break
      }
    }
    return out + String(repeating: "</span>", count: open)
  }
}
