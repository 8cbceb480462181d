import Trees

/// The JavaScript beside KaTeX: one function that typesets a formula and writes down its parse tree.
///
/// The tree is a flat list joined by U+0001, read by `GlyphDecoder`: a letter for the kind, start and
/// end (UTF-16 units, −1 where KaTeX has no position of its own in this formula), then the kind's
/// fields; lists are preceded by their length. Groups, colours, sizes and styles are dissolved where
/// they stand in a list: they change how a formula looks and never what it says.
enum TypesetterScript {
  package static let source = #"""
    (function (katex) {
      "use strict";
      const common = {
        "\\label": (c) => { name(c); return ""; },
        "\\eqref": (c) => { const n = name(c); references.push(n); return "\\text{(@@" + (references.length - 1) + "@@)}"; },
        "\\ref": (c) => { const n = name(c); references.push(n); return "\\text{@@" + (references.length - 1) + "@@}"; },
        "\\mbox": "\\text{#1}",
        // Letters in math italic, as LaTeX 2.09 wrote it and MathJax reads it: only capital Greek shows the difference.
        "\\mit": "\\mathit{#1}",
        "\\DeclareMathOperator": (c) => {
          if (c.future().text === "*") c.popToken();
          const args = c.consumeArgs(2);
          c.macros.set(args[0][0].text, "\\operatorname{" +
            args[1].map(t => t.text).reverse().join("") + "}", true);
          return "";
        },
      };
      let references = [], links = [], macros = {};
      const name = (c) => c.consumeArgs(1)[0].map(t => t.text).reverse().join("");
      let out = [], input = "", isMeddling = false;
      // `\text{cur_start}`: an underscore in text is one to MathJax and GitHub, and an error to KaTeX. It goes in under
      // a sign of the same length that KaTeX sets as one.
      const underscore = "\u2017";
      if (katex.__defineSymbol) katex.__defineSymbol("text", "main", "textord", "_", underscore);
      const spelled = (latex) => {
        const command = /\\(?:text(?:rm|bf|it|sf|tt|up|md|normal)?|mbox|hbox)\s*\{/g;
        if (!latex.includes("_") || !command.test(latex)) return latex;
        command.lastIndex = 0;
        const units = latex.split("");
        while (command.exec(latex)) {
          let depth = 1, i = command.lastIndex, isMaths = false;
          for (; i < units.length && depth > 0; i++) {
            if (units[i] === "\\") i++;
            else if (units[i] === "{") depth++;
            else if (units[i] === "}") depth--;
            else if (units[i] === "$") isMaths = !isMaths;
            else if (units[i] === "_" && !isMaths) units[i] = underscore;
          }
          command.lastIndex = i;
        }
        return units.join("");
      };
      const at = (n) => {
        const l = n.loc;
        if (l && l.lexer && l.lexer.input === input) out.push(l.start, l.end); else out.push(-1, -1);
      };
      // `\big(` says no side; the bracket does.
      const brackets = { "(": "open", ")": "close", "[": "open", "]": "close", "\\{": "open", "\\}": "close" };
      const spaces = new Set(["spacing", "kern", "rule", "phantom", "hphantom", "vphantom", "cr", "internal"]);
      // What is drawn is what is read. What a reader could not see, or would see as something else, is refused: text in
      // the paper's own colour or over other text, a rule that passes for a sign, styles that say different things.
      const refused = (n, what) => ({ type: "refused", what: "look:" + what, loc: n.loc });
      const named = new Set(("black red green blue cyan magenta orange purple brown gray grey teal navy maroon olive violet " +
        "indigo crimson tomato coral salmon chocolate sienna firebrick steelblue royalblue slateblue slategray slategrey " +
        "seagreen forestgreen limegreen lime turquoise orchid plum pink hotpink deeppink gold goldenrod tan peru dodgerblue " +
        "cornflowerblue cadetblue aqua fuchsia rebeccapurple inherit").split(" "));
      const light = (color) => {
        const c = String(color).toLowerCase();
        const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/.exec(c);
        if (!hex) return null;
        const [r, g, b] = hex[1].length === 3 ? [...hex[1]].map(d => parseInt(d + d, 16))
          : [0, 2, 4].map(i => parseInt(hex[1].slice(i, i + 2), 16));
        return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
      };
      const isInk = (color) => {
        const c = String(color).toLowerCase(), l = light(c);
        return l !== null ? l <= 0.8 : named.has(c) || /^(dark|medium|deep)[a-z]+$/.test(c);
      };
      const isPaper = (color) => {
        const l = light(color);
        return l !== null ? l >= 0.4 : !/^(black|navy|maroon|indigo|dark.*|midnight.*)$/i.test(String(color));
      };
      // A length in ems, as near as it matters.
      const units = { em: 1, ex: 0.43, mu: 1 / 18, pt: 0.1, bp: 0.1, px: 0.1, mm: 0.28, cm: 2.8, in: 7.2, pc: 1.2, dd: 0.11, cc: 1.3 };
      const ems = (d) => d && typeof d.number === "number" ? d.number * (units[d.unit] || 0) : 0;
      // More than what `\!\!\!` takes back, and less than a letter and its sign.
      const furthestBack = -0.6;
      const isSpace = (n) => n && (n.type === "kern" || n.type === "spacing" || n.type === "internal");
      const alike = (n) => JSON.stringify(n, (k, v) => k === "loc" ? undefined : Array.isArray(v) ? v.filter(e => !isSpace(e)) : v);
      // The nodes of a list with everything that only changes looks dissolved.
      const flat = (list, into) => {
        for (const n of list) {
          if (!n) continue;
          if (n.type === "kern" || n.type === "spacing") {
            into.back = Math.min(0, (into.back || 0) + ems(n.dimension));
            into.push(into.back < furthestBack ? refused(n, "\\kern") : n);
            continue;
          }
          if (n.type === "rule" && ems(n.width) > 0 && ems(n.height) > 0) {
            into.push(refused(n, "\\rule"));
            continue;
          }
          if (spaces.has(n.type)) { into.push(n); continue; }
          if (n.type !== "ordgroup" && n.type !== "styling" && n.type !== "color") into.back = 0;
          switch (n.type) {
          case "ordgroup":
            if (n.body.length === 1 && n.body[0].type === "atom" && n.body[0].family === "punct")
              into.push({ type: "textord", text: n.body[0].text, loc: n.body[0].loc });
            else flat(n.body, into);
            break;
          case "color":
            if (isInk(n.color)) flat(n.body, into); else into.push(refused(n, "\\color{" + n.color + "}"));
            break;
          case "styling": case "sizing": case "hbox": case "pmb":
          case "href": case "html": flat(n.body, into); break;
          // `\text{when $x > 0$}`: the formula inside stands between the words.
          case "text":
            if (n.body.some(b => b.type === "styling")) {
              for (const b of n.body) {
                if (b.type === "styling") flat(b.body, into);
                else if (into.length && into[into.length - 1].run) into[into.length - 1].body.push(b);
                else into.push({ type: "text", run: true, body: [b] });
              }
            } else into.push(n);
            break;
          // `\mathop{\mathbb E}` is what it holds; `\mathop{\mathrm{argmax}}` is a word.
          case "op":
            if (n.body && !/^[A-Za-z]{2,}$/.test(words(n.body))) flat(n.body, into);
            else into.push(n);
            break;
          case "mathchoice":
            if ([n.text, n.script, n.scriptscript].every(o => alike(o) === alike(n.display))) flat(n.display, into);
            else into.push(refused(n, "\\mathchoice"));
            break;
          case "htmlmathml":
            // KaTeX's own signs are drawn by one and said by the other; nobody else's are.
            if (/\\[A-Za-z]*@/.test(input) || isMeddling) into.push(refused(n, "\\html@mathml")); else flat(n.mathml, into);
            break;
          case "lap":
            // Under and over a sum `\mathclap` is as wide as it is.
            if (n.alignment === "clap") flat([n.body], into); else into.push(refused(n, "\\" + n.alignment));
            break;
          case "raisebox":
            if (Math.abs(ems(n.dy)) > 0.5) into.push(refused(n, "\\raisebox")); else flat([n.body], into);
            break;
          case "enclose":
            if (n.backgroundColor && !isPaper(n.backgroundColor)) into.push(refused(n, n.label)); else flat([n.body], into);
            break;
          case "smash": case "vcenter": flat([n.body], into); break;
          case "mclass":
            if (n.mclass === "mord" || n.mclass === "minner" || n.mclass === "mop" ||
                n.body.length !== 1) flat(n.body, into);
            else into.push(n);
            break;
          default: into.push(n);
          }
        }
        return into;
      };
      const list = (nodes) => {
        const all = flat(Array.isArray(nodes) ? nodes : [nodes], []);
        out.push(all.length);
        for (const n of all) one(n);
      };
      const option = (n) => { if (n) { out.push(1); list(n); } else out.push(0); };
      const words = (n) => {
        if (Array.isArray(n)) return n.map(words).join("");
        if (!n || /phantom$/.test(n.type)) return "";
        if (n.text !== undefined) return n.text === "~" || n.text === "\\nobreakspace" ? " " : n.text === "\\_" || n.text === underscore ? "_" : n.text;
        if (n.type === "kern" || n.type === "spacing") return " ";
        if (n.base) return words(n.base);
        return n.body !== undefined ? words(n.body) : "";
      };
      // `\\arg \\max` as `argmax`.
      const operators = (n) => Array.isArray(n) ? n.map(operators).join("")
        : !n || spaces.has(n.type) ? "" : n.type === "op" && n.name ? n.name.slice(1)
        : n.body !== undefined ? operators(n.body) : n.text || "";
      // Deeper than any reader's eye: the rest is cut off here and refused there.
      let depth = 0;
      const one = (n) => {
        if (depth >= 400) { out.push("x"); at(n); out.push("deep"); return; }
        depth++;
        node(n);
        depth--;
      };
      const node = (n) => {
        if (n.type === "cr") { out.push("k"); at(n); return; }
        if (spaces.has(n.type)) { out.push("_"); at(n); return; }
        switch (n.type) {
        case "mathord": out.push("l"); at(n); out.push(n.text); return;
        case "textord": out.push("o"); at(n); out.push(n.text); return;
        case "atom": out.push("a"); at(n); out.push(n.family, n.text); return;
        case "supsub":
          // `\overset{a}{x}` and `\underset` are set as scripts and are none.
          if (n.base && n.base.type === "op" && n.base.suppressBaseShift &&
              n.sub && !n.sup && /^(arg|max|min|sup|inf|lim)+$/.test(operators(n.base.body))) {
            out.push("s"); at(n);
            option(n.base.body); option(null); option(n.sub);
            return;
          }
          if (n.base && n.base.type === "op" && n.base.suppressBaseShift) {
            out.push("x"); at(n); out.push("\\overset"); return;
          }
          out.push("s"); at(n);
          option(n.base); option(n.sup); option(n.sub);
          return;
        case "genfrac":
          out.push("f"); at(n);
          out.push(n.hasBarLine ? 1 : 0, n.leftDelim || "", n.rightDelim || "");
          list(n.numer); list(n.denom);
          return;
        case "sqrt": out.push("r"); at(n); list(n.body); option(n.index); return;
        case "leftright": out.push("d"); at(n); out.push(n.left, n.right); list(n.body); return;
        case "middle": out.push("a"); at(n); out.push("middle", n.delim); return;
        case "delimsizing":
          out.push("a"); at(n);
          out.push(n.mclass === "mord" && brackets[n.delim] ||
            { mopen: "open", mclose: "close", mrel: "rel", mord: "ord" }[n.mclass], n.delim);
          return;
        case "refused": out.push("x"); at(n); out.push(n.what); return;
        case "array":
          if ((n.rowGaps || []).some(gap => ems(gap) < furthestBack)) {
            out.push("x"); at(n); out.push("look:\\\\[…]");
            return;
          }
          out.push("g"); at(n);
          out.push(n.colSeparationType || "", n.body.length);
          for (const row of n.body) { out.push(row.length); for (const cell of row) list(cell); }
          return;
        case "op":
          if (n.body) { out.push("p"); at(n); out.push("@" + words(n.body)); return; }
          out.push("p"); at(n); out.push(n.name); return;
        case "operatorname": out.push("p"); at(n); out.push("@" + words(n.body)); return;
        case "text":
          // `x^2 + 1 \text{-8}`: set as a part of the formula, and none.
          if (/^\s*[-+−±×·*\/=<>^]\s*[0-9.]+\s*$/.test(words(n.body))) {
            out.push("x"); at(n); out.push("look:\\text{" + words(n.body) + "}");
            return;
          }
          out.push("t"); at(n); out.push(words(n.body)); return;
        case "font": out.push("n"); at(n); out.push(n.font); list(n.body); return;
        case "mclass":
          out.push("m"); at(n); out.push(n.mclass, words(n.body)); list(n.body); return;
        case "accent": case "accentUnder":
          out.push("c"); at(n); out.push(n.label); list(n.base); return;
        case "overline": case "underline":
          out.push("c"); at(n); out.push("\\" + n.type); list(n.body); return;
        case "horizBrace": out.push("b"); at(n); list(n.base); return;
        case "xArrow": out.push("a"); at(n); out.push("rel", n.label); return;
        case "tag": list([{ type: "ordgroup", body: n.body }]); return;
        case "verb": out.push("x"); at(n); out.push("look:\\verb"); return;
        default: out.push("x"); at(n); out.push(n.type); return;
        }
      };
      const settings = (display, forDisplay) => ({
        displayMode: display, strict: false, maxExpand: 1000, maxSize: 50, throwOnError: true,
        macros: Object.assign({}, common, macros),
        trust: (c) => { links.push(c.command + " " + (c.url || "")); return false; },
        output: "htmlAndMathml",
      });
      const write = (tree) => list(tree.length === 1 && tree[0].type === "tag" ? tree[0].body : tree);
      // The tree of the very parse that is typeset, where it can be had (`watched`); else that of a parse before.
      let isWatched = false;
      try {
        katex.__watch(write);
        isWatched = true;
      } catch (_) {}
      return {
        setMacros(json) { macros = JSON.parse(json); isMeddling = /\\\\[A-Za-z]*@/.test(json); },
        typeset(written, display, wantsHTML) {
          const latex = spelled(written);
          references = []; links = []; out = []; depth = 0; input = latex;
          try {
            let html = "";
            if (isWatched) {
              if (wantsHTML) html = katex.renderToString(latex, settings(display));
              else katex.__parse(latex, settings(display));
            } else {
              write(katex.__parse(latex, settings(display)));
              if (wantsHTML) { references = []; html = katex.renderToString(latex, settings(display)); }
            }
            const referred = references.join("\u0001");
            return "0\u0002" + html + "\u0002" + out.join("\u0001") + "\u0002" + referred + "\u0002" + links.join("\n");
          } catch (error) {
            const where = typeof error.position === "number" ? error.position : -1;
            return "1\u0002" + where + "\u0002" + String(error.message).replace(/\u0332/g, "");
          }
        },
      };
    })(katex)
    """#

  /// KaTeX's script with a way to see the tree that it typesets: `katex.__watch(function)`.
  ///
  /// KaTeX hands its tree out in `__parse` alone, which parses anew. There its minified script names the function
  /// that parses; a script of another form stays as it is, and each formula is parsed twice.
  static func watched(_ katex: String) -> String {
    guard let place = katex.bytes(of: "__parse:function("),
      let found = katex.slice(place.lowerBound).prefix(200).prefixMatch(
        of: /__parse:function\(([\w$]+),([\w$]+)\)\{\w+ ([\w$]+)=new [\w$]+\(\2\);return ([\w$]+)\(\1,\3\)\}/)
    else { return katex }
    let (whole, parse) = (found.output.0, found.output.4)
    let watch = """
      ,__watch:function(w){var p=\(parse);\(parse)=function(e,t){var r=p(e,t);w(r);return r}}
      """
    let end = place.lowerBound + whole.utf8.count
    return String(katex.slice(0, end)) + watch + katex.slice(end)
  }
}
