import Testing

@testable import Pages

/// What an author's HTML may do, and what it may not.
struct SanitiserTests {
  private func clean(_ html: String) -> String {
    var sanitiser = Sanitiser()
    sanitiser.enter()
    let body = sanitiser.clean(html) { url, _ in
      guard let scheme = AllowedMarkup.scheme(of: url) else { return url }
      return AllowedMarkup.isSafeScheme(scheme) ? url : nil
    }
    return body + sanitiser.leave()
  }

  @Test("the original note's own HTML is shown as its author meant")
  func originalNote() {
    #expect(clean("<font color=red>红</font>") == "<span class=\"ink\" style=\"--ink-of:red\">红</span>")
    #expect(clean("<center>中</center>") == "<div class=\"center\">中</div>")
    #expect(
      clean("<img src=\"a.png\" alt=\"图\">") == "<img src=\"a.png\" alt=\"图\" loading=\"lazy\">")
    #expect(clean("<p align=\"center\"><b>作者</b></p>") == "<div class=\"p\" align=\"center\"><b>作者</b></div>")
  }

  @Test("a stray end tag closes nothing, an open element ends with its scope")
  func balance() {
    #expect(clean("</div></main></body>文") == "文")
    #expect(clean("<b><i>文") == "<b><i>文</i></b>")
    #expect(clean("<b><i>文</b>字") == "<b><i>文</i></b>字")
    var sanitiser = Sanitiser()
    sanitiser.enter()
    #expect(sanitiser.clean("<div>", resolve: { url, _ in url }) == "<div>")
    sanitiser.enter()
    #expect(sanitiser.clean("</div>", resolve: { url, _ in url }).isEmpty)
    #expect(sanitiser.leave().isEmpty)
    #expect(sanitiser.leave() == "</div>")
  }

  /// Ways to smuggle, each under several disguises.
  static let attacks: [String] = {
    let payloads = ["alert(1)", "alert&lpar;1)", "x=1"]
    let schemes = [
      "javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "java\nscript:", "&#106;avascript:",
      "&#x6A;avascript:", "javascript&colon;", "\u{1}javascript:", "vbscript:", "data:text/html,",
      "java&Tab;script:",
      "&#0000106avascript:", "file:", "blob:", "filesystem:",
    ]
    let handlers = ["onclick", "onerror", "ONLOAD", "onmouseover", "onfocus", "ontoggle", "onbegin", "style"]
    let elements = [
      "script", "iframe", "object", "embed", "svg", "math", "style", "link", "meta", "base", "form", "input",
      "button", "textarea", "select", "template", "noscript", "frameset", "frame", "applet", "video", "audio",
      "source", "portal", "dialog", "marquee", "xmp", "plaintext", "title", "body", "html", "head", "slot",
    ]
    var attacks = schemes.flatMap { scheme in
      payloads.map { "<a href=\"\(scheme)\($0)\">x</a>" } + ["<img src='\(scheme)alert(1)'>"]
    }
    attacks += handlers.flatMap { handler in
      ["a", "img", "details", "div", "p", "font"].map { "<\($0) \(handler)=alert(1)>x" }
        + ["<b/\(handler)=alert(1)>", "<b \(handler)\n=\n'alert(1)'>"]
    }
    attacks += elements.flatMap { ["<\($0)>alert(1)</\($0)>", "<\($0.uppercased()) src=//evil.example/x>"] }
    attacks += [
      "<scr<script>ipt>alert(1)</script>", "<!--><script>alert(1)</script>-->",
      "<!-- --!><script>alert(1)</script>",
      "<![CDATA[<script>alert(1)</script>]]>", "<?php <script>alert(1)</script> ?>",
      "<b title='\"><script>alert(1)'>",
      "<font color=\"red;background:url(//evil.example)\">",
      "<img src=x align=\"x\" width=\"1\" onerror=alert(1)",
      "<a href=x id=\"a\" class=\"bar\" data-open-search target=_top ping=//evil.example>",
      "<img srcset=\"//evil.example/x 1x\" src=a>",
      "<a name=\"x y\" href=x>", "<td background=//evil.example>",
      "<style>@import url(//evil.example)</style>",
      "<script", "<a href=\"x", "<img src=`javascript:alert(1)`>", "</script><script>alert(1)</script>",
    ]
    return attacks
  }()

  @Test("nothing that runs or loads comes through")
  func hostile() {
    #expect(Self.attacks.count >= 200)
    let allowed = Set(AllowedMarkup.elements).union(["div", "span", "h2", "code", "s"])
    for attack in Self.attacks {
      for token in HTMLTokenizer(clean(attack)) {
        guard case .start(let name, let attributes, _) = token else { continue }
        #expect(allowed.contains(name), "\(attack)")
        for attribute in attributes {
          #expect(!attribute.name.hasPrefix("on") && !attribute.name.hasPrefix("data"), "\(attack)")
          #expect(!["srcset", "background", "target", "ping"].contains(attribute.name), "\(attack)")
          if attribute.name == "style" { #expect(attribute.value.hasPrefix("--ink-of:"), "\(attack)") }
          if attribute.name == "style" { #expect(!attribute.value.contains("("), "\(attack)") }
          if ["href", "src"].contains(attribute.name) {
            let scheme = AllowedMarkup.scheme(of: attribute.value)
            #expect(scheme == nil || AllowedMarkup.isSafeScheme(scheme!), "\(attack)")
          }
        }
      }
    }
  }

  @Test("deep nesting and unclosed tags take linear time")
  func large() {
    #expect(clean(String(repeating: "<div>", count: 100_000)).utf8.count < 10_000)
    #expect(clean(String(repeating: "<", count: 200_000)).utf8.count == 800_000)
  }
}
