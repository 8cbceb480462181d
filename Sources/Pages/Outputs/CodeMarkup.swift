import Notes
import Snippets

extension PageRenderer {
  /// Code that is not part of the page's program.
  func code(language: String, text: String) -> String {
    let name = language.isEmpty ? "" : "<span class=\"language\">\(escaped(language))</span>"
    let body: String
    if language.lowercased() == "swift" {
      body = SwiftMarkup.html(text)
    } else if let html = site.options.highlighted[SiteOptions.key(language: language, code: text)] {
      body = HighlightedMarkup.cleaned(html)
    } else {
      body = escaped(text)
    }
    return "<div class=\"code\">\(name)<pre tabindex=\"0\"><code>\(body)</code></pre></div>\n"
  }

  /// A block of the page's program, with what it gave.
  mutating func snippet(_ index: Int) {
    guard document.snippets.indices.contains(index) else { return }
    let snippet = document.snippets[index]
    if !snippet.attributes.isHidden {
      html +=
        "<div class=\"code\" id=\"\(OwnID.code(index))\"><span class=\"language\">swift\(Self.expectation(snippet))</span>"
      html += "<pre tabindex=\"0\"><code>\(SwiftMarkup.html(snippet.code))</code></pre></div>\n"
    }
    for (output, table) in outputs[snippet.index] ?? [] {
      switch output.kind {
      case .text(let text), .shown(let text):
        html +=
          "<pre class=\"output\" tabindex=\"0\" role=\"group\" aria-label=\"输出\"><samp>\(escaped(text))</samp></pre>\n"
      case .table(let computed): html += self.computed(computed, number: table)
      case .plot(let plot):
        let place = "\(snippet.index)-\(output.line)"
        let count = plotCounts[place, default: 0] + 1
        plotCounts[place] = count
        let figure = PlotFigure(plot, id: count > 1 ? "\(place)-\(count)" : place)
        html += figure.html
        sliders += figure.slider?.script ?? ""
      }
    }
  }

  /// What a block must do, where it is not to run well.
  private static func expectation(_ snippet: Snippet) -> String {
    switch snippet.attributes.expectation {
    case .runs: ""
    case .failsToCompile: " · 故意不能编译"
    case .traps: " · 故意中止"
    case .isNotRun(let reason): " · 未运行：\(escaped(reason))"
    }
  }
}

/// Swift in colours, by the language's own parser.
enum SwiftMarkup {
  static func html(_ code: String) -> String {
    SwiftHighlighter.tokens(in: code).map { token in
      let text = escaped(token.text)
      return token.kind == .plain ? text : "<span class=\"k-\(token.kind.rawValue)\">\(text)</span>"
    }.joined()
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
