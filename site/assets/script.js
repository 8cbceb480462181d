"use strict";
// Everything here is comfort: without it all text, formulas, tables and plots stand.
(() => {
  const root = document.documentElement.dataset.root || "";
  const say = (zh, en) => (document.documentElement.lang.startsWith("zh") ? zh : en);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  // Theme: system, light, dark in turn.
  const toggle = document.querySelector("[data-theme-switch]");
  const themes = { system: say("跟随系统", "as the system"), light: say("浅色", "light"), dark: say("深色", "dark") };
  let theme = document.documentElement.dataset.theme || "system";
  const sayTheme = () => {
    toggle.title = themes[theme];
    toggle.setAttribute("aria-label", say("切换主题：", "Theme: ") + themes[theme]);
  };
  if (toggle) {
    sayTheme();
    toggle.addEventListener("click", () => {
      const names = Object.keys(themes);
      theme = names[(names.indexOf(theme) + 1) % names.length];
      if (theme === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      try { localStorage.setItem("docgen-theme", theme); } catch {}
      sayTheme();
    });
  }

  // Scrolls a box no further than shows an element in it. After scrollIntoView some browsers let Tab begin there.
  const showInside = (element, box) => {
    const shown = element.getBoundingClientRect(), frame = box.getBoundingClientRect();
    box.scrollTop += Math.max(0, shown.bottom - frame.bottom) || Math.min(0, shown.top - frame.top);
  };

  // The tree of pages: beside the text, or behind its button.
  const ownEntry = document.querySelector(".sidebar [aria-current]");
  if (ownEntry) showInside(ownEntry, ownEntry.closest(".sidebar"));
  document.querySelector(".sidebar")?.addEventListener("click", (event) => {
    if (event.target.closest("a")) event.currentTarget.hidePopover?.();
  });

  // Contents follow the scroll: the last heading that has passed the bar.
  let links, headings, here = null, waiting = false;
  const gather = () => {
    links = new Map(all(".contents a").map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
    headings = all("article h2[id], article h3[id]").filter((h) => links.has(h.id));
    here = null;
  };
  gather();
  const follow = () => {
    waiting = false;
    let current = null;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
    for (const heading of headings) {
      if (heading.getBoundingClientRect().top > 90 && !(atEnd && scrollY > 0)) break;
      current = heading;
    }
    const link = current && links.get(current.id);
    if (link === here) return;
    if (here) { here.classList.remove("here"); here.removeAttribute("aria-current"); }
    here = link;
    if (here) {
      here.classList.add("here");
      here.setAttribute("aria-current", "true");
      showInside(here, here.closest(".contents"));
    }
  };
  addEventListener("scroll", () => {
    if (!waiting) { waiting = true; requestAnimationFrame(follow); }
  }, { passive: true });
  follow();

  // Copying: code, tables, and formulas as their LaTeX, once.
  const copied = (button, text) => {
    const done = () => {
      const before = button.textContent;
      button.textContent = say("已复制", "Copied");
      setTimeout(() => { button.textContent = before; }, 1200);
    };
    const byHand = () => {
      const area = make("textarea");
      area.value = text;
      area.style.position = "fixed";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
      done();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  };
  const dressCode = (block) => {
    const button = make("button", say("复制", "Copy"), "copy");
    button.type = "button";
    button.addEventListener("click", () => copied(button, block.querySelector("code").textContent));
    block.append(button);
  };
  const latexOf = (element) => element.querySelector("annotation")?.textContent;
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    if (document.activeElement && /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    const range = selection.getRangeAt(0);
    // A selection that ends within a formula takes all of it.
    const whole = range.cloneRange();
    const holder = (node) => (node.nodeType === 1 ? node : node.parentElement).closest(".katex");
    const start = holder(range.startContainer), end = holder(range.endContainer);
    if (start) whole.setStartBefore(start);
    if (end) whole.setEndAfter(end);
    const part = whole.cloneContents();
    if (!part.querySelector(".katex")) return;
    for (const formula of all(".katex", part)) {
      const latex = latexOf(formula);
      if (latex === undefined) continue;
      const display = formula.parentElement?.classList.contains("katex-display");
      formula.replaceWith(display ? "$$" + latex + "$$" : "$" + latex.trim() + "$");
    }
    const blocks = "p,div,li,h1,h2,h3,h4,h5,h6,tr,pre,section";
    for (const block of all(blocks, part)) block.append("\n");
    event.clipboardData.setData("text/plain", part.textContent.replace(/\n{3,}/g, "\n\n").trim());
    event.preventDefault();
  });

  // Tables of numbers: sort by a column, copy as CSV.
  const keyOf = (cell) => {
    const value = parseFloat(cell.dataset.value);
    return Number.isNaN(value) ? cell.textContent : value;
  };
  const dressNumbers = (figure) => {
    const table = figure.querySelector("table"), body = table.tBodies[0];
    const before = [...body.rows];
    all("thead th", table).forEach((head, column) => {
      const button = make("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const order = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort || "none"];
        for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
        const rows = [...before];
        if (order !== "none") {
          head.setAttribute("aria-sort", order);
          const sign = order === "ascending" ? 1 : -1;
          rows.sort((a, b) => {
            const x = keyOf(a.cells[column]), y = keyOf(b.cells[column]);
            return sign * (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y)));
          });
        }
        body.append(...rows);
      });
    });
    const button = make("button", say("复制为 CSV", "Copy as CSV"), "csv");
    button.type = "button";
    button.addEventListener("click", () => {
      const quoted = (text) => (/[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
      const lines = [...table.rows].map((row) =>
        [...row.cells].map((cell) => quoted(cell.dataset.value ?? cell.textContent.trim())).join(","));
      copied(button, lines.join("\n") + "\n");
    });
    figure.append(button);
    // A number that is asked says all its digits and where it came from.
    const origin = make("p", "", "origin");
    origin.setAttribute("role", "status");
    figure.append(origin);
    const ask = (cell) => {
      const head = table.tHead.rows[0].cells[cell.cellIndex];
      origin.textContent = cell.title.replaceAll("-", "−") + (head.dataset.code ? "，" : "");
      if (head.dataset.code) origin.append(make("code", head.dataset.code));
    };
    table.addEventListener("click", (event) => {
      const cell = event.target.closest("td[data-value]");
      if (cell) ask(cell);
    });
  };
  const dress = (selector, one, from) => {
    if (from?.matches(selector)) one(from);
    all(selector, from).forEach(one);
  };
  const dressAll = (from) => {
    dress(".code", dressCode, from);
    dress(".numbers", dressNumbers, from);
    for (const box of all(".scroll, pre", from)) {
      if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
      else if (!box.closest(".formula")) box.removeAttribute("tabindex");
    }
  };
  dressAll();
  // An author's preview exchanges blocks of the page.
  document.addEventListener("docgen:changed", (event) => {
    event.detail.blocks.forEach(dressAll);
    gather();
    follow();
  });

  globalThis.docgen = { all, make, copied, latexOf, root, say };

  // A link to a formula or a claim opens its evidence.
  const reveal = () => {
    if (!location.hash) return;
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target?.closest(".stated, .erratum")?.querySelector(".evidence");
    if (details) details.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
// Formulas in their boxes. The boxes break lines by themselves; here is only measured what still does not fit.
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const least = 0.75, paper = 44;
  // A strip of paper that is narrower than a sheet is fitted as a screen is; a sheet is reckoned below.
  const printing = matchMedia("print");
  let isOnSheet = false;
  const scale = () => (printing.matches ? "--paper" : "--fit");
  let boxes, inText;
  const need = ({ box }) => box.scrollWidth / Math.max(box.clientWidth, 1);
  const isWide = (item) => need(item) > 1.002;
  const fit = (items) => {
    const needs = items.map(need);
    items.forEach((item, index) => {
      if (needs[index] <= 1.002) return;
      item.formula.classList.add("fitted");
      const now = Number(item.formula.style.getPropertyValue(scale()) || 1);
      item.formula.style.setProperty(scale(), Math.max(Math.floor(now * 995 / needs[index]) / 1000, least));
    });
  };
  // Each step looks at all that is still too wide, and then writes: so the page is laid out a few times, not per formula.
  const measure = () => {
    for (const { box, formula } of boxes) {
      formula.classList.remove("fitted", "deepest");
      formula.style.removeProperty("--fit");
      formula.style.removeProperty("--paper");
      box.removeAttribute("tabindex");
      for (const rows of all(".stack", box)) rows.classList.remove("stack");
    }
    let wide = boxes.filter(isWide);
    // A little too wide is set a little smaller; else columns go under each other first.
    const far = wide.filter((item) => need(item) > 1.1);
    for (const { box } of far) for (const rows of all(".rows", box)) rows.classList.add("stack");
    for (let turn = 0; turn < 3; turn++) fit(wide = wide.filter(isWide));
    wide = wide.filter(isWide);
    for (const { formula } of wide) formula.classList.add("deepest");
    for (const { box } of wide.filter(isWide)) box.tabIndex = 0;
    if (printing.matches) return;
    // A sheet of paper is as wide as so many letters, whatever the screen is.
    for (const { box, formula } of boxes) {
      const fitted = Number(formula.style.getPropertyValue("--fit"));
      if (!fitted) continue;
      const letters = box.scrollWidth / fitted / parseFloat(getComputedStyle(box).fontSize);
      formula.style.setProperty("--paper", Math.min(1, Math.max(paper / letters, least)));
    }
  };
  const gather = () => {
    boxes = all(".formula > .scroll").map((box) => ({ box, formula: box.parentElement }));
    // Within a line of text a formula breaks between its boxes; one box alone may be too wide.
    inText = all("article .katex").filter((formula) => !formula.closest(".formula, .scroll"));
  };
  const measureText = () => {
    for (const formula of inText) {
      formula.style.fontSize = "";
      formula.classList.remove("wide");
      formula.removeAttribute("tabindex");
    }
    const sizes = inText.map((formula) => {
      const room = formula.closest("p, li, td, h1, h2, h3, h4, dd, figcaption, article")?.clientWidth;
      return [room, Math.max(0, ...all(".base", formula).map((base) => base.offsetWidth))];
    });
    inText.forEach((formula, index) => {
      const [room, width] = sizes[index];
      if (!room || width <= room) return;
      formula.style.fontSize = 1.21 * Math.max(room / width * 0.99, least) + "em";
      if (room / width * 0.99 >= least) return;
      formula.classList.add("wide");
      formula.tabIndex = 0;
    });
  };
  const article = document.querySelector("article");
  if (!article) return;
  gather();
  const again = () => { measure(); measureText(); };
  let width = 0;
  new ResizeObserver(() => {
    if (article.clientWidth === width || isOnSheet) return;
    width = article.clientWidth;
    again();
  }).observe(article);
  document.fonts.ready.then(again);
  addEventListener("beforeprint", () => { isOnSheet = true; });
  addEventListener("afterprint", () => { isOnSheet = false; });
  printing.addEventListener("change", () => { if (!isOnSheet) again(); });
  document.addEventListener("docgen:changed", () => { gather(); again(); });
  globalThis.docgen.fit = again;
})();

// What a reader takes along, and the page of all formulas by what is asked.
(() => {
  const { all, make, copied, latexOf, say } = globalThis.docgen;
  const mathOf = (place) => {
    const math = place.querySelector(".katex-mathml math").cloneNode(true);
    math.querySelector("annotation")?.remove();
    return math.outerHTML;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const place = button.closest(".stated, .erratum").querySelector(".formula");
    copied(button, button.dataset.copy === "latex" ? latexOf(place) : mathOf(place));
  });
  // For the pointer alone: the keyboard finds the same behind the evidence.
  for (const formula of all(":is(.stated, .printed) > .formula")) {
    if (latexOf(formula) === undefined) continue;
    const button = make("button", say("复制", "Copy"), "copy");
    button.type = "button";
    button.tabIndex = -1;
    button.title = say("复制 LaTeX", "Copy LaTeX");
    button.addEventListener("click", () => copied(button, latexOf(formula)));
    formula.append(button);
  }

  const filters = document.querySelector(".filters");
  if (!filters) return;
  const page = filters.querySelector("select"), symbol = filters.querySelector("input");
  const said = filters.querySelector("output"), tally = all(".tally a");
  let verdict = location.hash.startsWith("#Verdict-") ? location.hash.slice(9) : null;
  const filter = () => {
    let count = 0;
    const name = symbol.value.trim();
    for (const section of all(".of-page")) {
      const isAsked = !page.value || section.querySelector("h2").textContent === page.value;
      let shown = 0;
      for (const item of all("li[data-verdict]", section)) {
        const names = item.dataset.names.split(" ");
        item.hidden = !isAsked || (verdict && item.dataset.verdict !== verdict)
          || (name && !names.some((one) => one === name || one.startsWith(name + "_") || one.toLowerCase() === name.toLowerCase()));
        if (!item.hidden) shown++;
      }
      section.hidden = !shown;
      count += shown;
    }
    said.textContent = count + say(" 个公式", count === 1 ? " formula" : " formulas");
    for (const link of tally) link.setAttribute("aria-pressed", link.dataset.verdict === verdict);
    globalThis.docgen.fit?.();
  };
  for (const link of tally) {
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      verdict = verdict === link.dataset.verdict ? null : link.dataset.verdict;
      filter();
    });
    link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
  }
  if (verdict) scrollTo({ top: 0, behavior: "instant" });
  page.addEventListener("input", filter);
  symbol.addEventListener("input", filter);
  filter();
})();
// What a letter, a number, a mark or a link stands for, beside it: under the pointer, a finger, or the keyboard's focus.
(() => {
  const { all, make, root, say } = globalThis.docgen;
  const place = (box, at) => {
    const left = Math.min(Math.max(8, at.left + at.width / 2 - box.offsetWidth / 2), document.documentElement.clientWidth - box.offsetWidth - 8);
    box.style.left = left + scrollX + "px";
    const above = at.top - box.offsetHeight - 8;
    box.style.top = (above > 56 ? above : at.bottom + 8) + scrollY + "px";
  };

  const box = make("div", "", "tip-box");
  box.hidden = true;
  document.body.append(box);
  let lit = [], source = null;
  const clear = () => {
    for (const element of lit) element.classList.remove("lit");
    lit = [];
    source = null;
    box.hidden = true;
  };
  const tell = (element, words, link) => {
    box.textContent = words;
    if (link) box.append(link);
    box.hidden = false;
    source = element;
    place(box, element.getBoundingClientRect());
  };

  // A symbol says what it is, and lights up in its section.
  const data = document.querySelector("script.symbols");
  let symbols = [];
  const readSymbols = () => { symbols = data ? JSON.parse(data.textContent).map((line) => line.split("\t")) : []; };
  readSymbols();
  document.addEventListener("docgen:changed", readSymbols);
  const letters = ".katex-html .mord";
  const meaning = (letter) => {
    const text = letter.textContent.trim();
    for (const id of letter.closest("[data-s]")?.dataset.s.split(" ") ?? []) if (symbols[id]?.[0] === text) return symbols[id];
    return null;
  };
  const sectionOf = (element) => {
    let block = element;
    while (block.parentElement && block.parentElement.tagName !== "ARTICLE") block = block.parentElement;
    const blocks = [block], ends = /^H[12]$/;
    for (let b = block.previousElementSibling; b && !ends.test(b.tagName); b = b.previousElementSibling) blocks.push(b);
    for (let b = block.nextElementSibling; b && !ends.test(b.tagName); b = b.nextElementSibling) blocks.push(b);
    return blocks;
  };
  const tellSymbol = (letter, found) => {
    const text = letter.textContent.trim();
    for (const block of sectionOf(letter)) {
      for (const other of all("[data-s] " + letters, block)) {
        if (other.textContent.trim() === text && !other.querySelector(".mord") && meaning(other)) {
          other.classList.add("lit");
          lit.push(other);
        }
      }
    }
    let link = null;
    const heading = found[2] && document.getElementById(found[2]);
    if (heading && !sectionOf(letter).includes(heading.nextElementSibling)) {
      link = make("a", say("声明于 ", "Declared in ") + heading.firstChild.textContent);
      link.href = "#" + encodeURIComponent(found[2]);
      link.tabIndex = -1;
    }
    tell(letter, found[1], link);
  };

  const told = ".value[title], .mark[title]";
  const wordsOf = (element) => element.dataset.tip ??= (() => {
    const words = element.title;
    element.removeAttribute("title");
    return words;
  })();
  const look = (target) => {
    const letter = target.closest?.(letters);
    const found = letter && !letter.querySelector(".mord") && meaning(letter);
    if (found) {
      if (source !== letter) { clear(); tellSymbol(letter, found); }
      return;
    }
    const element = target.closest?.(told + ", [data-tip]");
    if (element) {
      if (source !== element) { clear(); tell(element, wordsOf(element)); }
      return;
    }
    if (!box.contains(target)) clear();
  };
  document.addEventListener("pointerover", (event) => look(event.target));

  // What is many of a kind is one stop of the Tab key: arrows go from one to the next.
  const groups = new Map();
  const rove = (members, first = members[0]) => {
    for (const member of members) {
      member.tabIndex = member === first ? 0 : -1;
      groups.set(member, members);
    }
  };
  const group = () => {
    groups.clear();
    rove(all(".value"));
    for (const name of [".sidebar > ul a", ".contents a", ".footnotes a", ".turns a"]) {
      const members = all(name);
      rove(members, members.find((one) => one.ariaCurrent === "page") ?? members[0]);
    }
    for (const figure of all(".numbers")) rove(all("th button, .csv", figure));
    // A page that is a register, such as all formulas: each of its lists is one.
    if (all("article :is(li, td) > a[href]").length > 40) {
      for (const list of all("article :is(ul, ol, table):not(.numbers *)")) rove(all(":is(li, td) > a[href]", list));
    }
    let section = [];
    for (const one of [...all("article h2, article .evidence > summary"), null]) {
      if (one?.tagName === "SUMMARY") section.push(one);
      else {
        rove(section);
        section = [];
      }
    }
    // Their links stand in the contents, and behind the evidence.
    for (const link of all(".anchor, .claim[href^='#']")) link.tabIndex = -1;
  };
  group();
  document.addEventListener("docgen:changed", group);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { clear(); hide(); }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], members = groups.get(event.target);
    if (!step || !members || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = members.filter((one) => one.checkVisibility());
    const next = shown[(shown.indexOf(event.target) + step + shown.length) % shown.length];
    rove(members, next);
    next.focus();
    event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.matches(":focus-visible")) return;
    if (event.target.matches(".value")) look(event.target);
    else if (event.target.matches(".evidence > summary")) look(event.target.querySelector(".mark"));
    else if (!box.contains(event.target)) clear();
  });

  // A link shows what it leads to: on this page the thing itself, on another its title and words.
  let preview = null, waiting = 0;
  const hide = () => {
    clearTimeout(waiting);
    if (!preview) return;
    document.querySelector("[aria-describedby=Preview]")?.removeAttribute("aria-describedby");
    preview.remove();
    preview = null;
  };
  const piece = (target) => {
    const whole = target.closest(".stated, .erratum, .footnotes li, figure, .code") ?? target.closest("li, p, h2, h3, h4");
    const around = whole ?? target.nextElementSibling;
    if (!around || around.tagName === "MAIN" || around.tagName === "H1") return null;
    const parts = [around.cloneNode(true)];
    if (/^H\d$/.test(around.tagName) && around.nextElementSibling) parts.push(around.nextElementSibling.cloneNode(true));
    return parts;
  };
  const partsFor = async (link) => {
    const here = link.pathname === location.pathname && link.hash;
    if (here) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return target && piece(target);
    }
    const found = await globalThis.docgenSearch?.page?.(link);
    return found && [make("strong", found.title), make("p", found.text)];
  };
  const open = async (link) => {
    const parts = await partsFor(link);
    if (!parts || !parts.length || !(link.matches(":hover") || link === document.activeElement)) return;
    hide();
    preview = make("div", "", "preview");
    preview.id = "Preview";
    preview.setAttribute("role", "tooltip");
    preview.append(...parts);
    for (const element of all("[id]", preview)) element.removeAttribute("id");
    for (const element of all("a, button, summary, [tabindex], input", preview)) element.tabIndex = -1;
    document.body.append(preview);
    link.setAttribute("aria-describedby", "Preview");
    place(preview, link.getBoundingClientRect());
    preview.addEventListener("pointerleave", hide);
  };
  const isLink = (link) => link && link.origin === location.origin && link.href.startsWith(new URL(root || ".", location.href).href)
    && !link.matches(".anchor, .claim[href^='#'], .back, .toc a, .actions a, .tip-box a, .preview a");
  document.addEventListener("pointerover", (event) => {
    if (preview?.contains(event.target)) return;
    const link = event.pointerType !== "touch" && event.target.closest?.("article a[href]");
    clearTimeout(waiting);
    if (isLink(link)) waiting = setTimeout(open, 250, link);
    else if (preview) waiting = setTimeout(hide, 200);
  });
  document.addEventListener("focusin", (event) => {
    if (isLink(event.target.closest?.("article a[href]")) && event.target.matches(":focus-visible")) open(event.target);
    else hide();
  });
})();
// Search. The index comes as scripts, since file:// lets nothing else through, and by parts: a query asks for its own.
(() => {
  const { make, root, say } = globalThis.docgen;
  const index = { pages: null, shards: 1, terms: new Map(), texts: new Map() };
  const waitingFor = new Map();
  globalThis.docgenSearch = {
    pages(data) {
      index.pages = data.pages;
      index.shards = data.shards;
      // What a page is called: its title, its file, the other names that its author gave.
      index.names = data.pages.map(([url, title, , aliases]) =>
        [title, url.replace(/(^|\/)index\.html$|\.html$|\/$/, "").split("/").at(-1), ...(aliases ?? [])].map((name) => name.toLowerCase()));
      index.flat = index.names.map((names) => names.map(flat));
    },
    terms(number, data) { index.terms.set(number, data); },
    texts(number, data) { index.texts.set(number, data); },
  };
  // `focal_loss`, `Focal Loss` and `focalloss` are one name.
  const flat = (text) => text.replace(/(?<=[\p{L}\p{N}])[\s_-]+(?=[\p{L}\p{N}])/gu, "");
  const load = (name) => {
    if (!waitingFor.has(name)) {
      waitingFor.set(name, new Promise((resolve) => {
        const script = make("script");
        script.src = root + "search/" + name + ".js";
        script.onload = script.onerror = () => resolve();
        document.head.append(script);
      }));
    }
    return waitingFor.get(name);
  };
  const isHan = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7a3\u{20000}-\u{323af}]/u;
  const isWord = /[\p{L}\p{N}]/u;
  const greek = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(" ");
  // A sign that is typed stands in a note as its command.
  const commands = { "∑": "sum", "∏": "prod", "∫": "int", "∂": "partial", "∞": "infty", "√": "sqrt", "∇": "nabla", "∀": "forall", "∃": "exists",
    "∈": "in", "∩": "cap", "∪": "cup", "≤": "le", "≥": "ge", "≠": "ne", "≈": "approx", "∼": "sim", "→": "to", "⊤": "top", "⌊": "lfloor", "⌈": "lceil" };
  // Wide letters, small figures above and below a line, and signs, as an index has them.
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u2190-\u22ff\u2308-\u230b]/g, (sign) => (commands[sign] ? ` ${commands[sign]} ` : sign))
    .replace(/(?<![\p{L}\p{N}])[α-ω](?=[a-z0-9])/gu, "$& ");
  // As SearchTerms.swift cuts a text; a Han character alone is asked for as one.
  const cut = (text) => {
    const pairs = [], words = [], runs = [];
    let word = "", run = "", last = "";
    for (const letter of [...fold(text), " "]) {
      if (isHan.test(letter)) {
        if (last) pairs.push(last + letter);
        last = letter;
        run += letter;
      } else {
        if (run) runs.push(run);
        if (run && run === last) pairs.push(run);
        run = last = "";
      }
      if (!isHan.test(letter) && isWord.test(letter)) word += letter;
      else if (word) {
        words.push((word.length === 1 && greek[word.charCodeAt(0) - 0x3b1]) || [...word].slice(0, 40).join(""));
        word = "";
      }
    }
    return { pairs: [...new Set(pairs)], words: [...new Set(words)], runs, joined: words.slice(1).map((word, at) => words[at] + word) };
  };
  // What asks and is not asked for.
  const asking = /什么是|是什么意思|是什么|什么意思|什么叫|什么时候|为什么要?|为何要?|怎么样|怎么办|怎么来的|怎么|怎样|如何|有哪些|有什么|哪些|哪个|什么|多少|能不能|可不可以|可以|是不是|有没有|之间的?|的?区别|的?不同|吗|呢/g;
  const particles = new Set([..."的和与或有是在里要用写算加做把被", ..."what is are how to do does the a an of in for and or vs why can i my with".split(" ")]);
  const essence = (query) => {
    const rest = fold(query).replace(asking, " ").replace(/(?<=[a-z])['’]s\b/g, ""), parts = cut(rest);
    const isParticle = (term) => particles.has(term);
    const kept = { ...parts, pairs: parts.pairs.filter((term) => !isParticle(term)), words: parts.words.filter((term) => !isParticle(term)), runs: parts.runs.filter((run) => !isParticle(run)) };
    return kept.pairs.length + kept.words.length ? { parts: kept, wanted: rest.trim() } : { parts: cut(query), wanted: fold(query).trim() };
  };
  const shardOf = (term) => {
    let hash = 0;
    for (const letter of [...term].slice(0, 2)) hash = (Math.imul(hash, 31) + letter.codePointAt(0)) >>> 0;
    return hash & (index.shards - 1);
  };
  const digits = new Uint8Array(128);
  [..."0123456789abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ!$()*."].forEach((letter, at) => { digits[letter.charCodeAt(0)] = at; });
  // What a term weighs where it stands: by often, opening, heading, definition, title.
  const weights = [1, 1.5, 2.1, 4, 5, 6, 15, 14];
  const add = (letters, share, into) => {
    let value = 0, part = 0, weight = 1;
    for (let at = 0; at < letters.length; at++) {
      const digit = digits[letters.charCodeAt(at)];
      part += (digit & 31) * weight;
      weight *= 32;
      if (digit < 32) {
        value += part;
        const page = value >> 3, points = weights[value & 7] * share;
        if (!(into.get(page) >= points)) into.set(page, points);
        part = 0;
        weight = 1;
      }
    }
  };
  // Whether one slip makes one word of the other: a letter more, less, another, or two that have changed places.
  const isNear = (a, b) => {
    if (Math.abs(a.length - b.length) > 1) return false;
    let i = 0;
    while (i < a.length && a[i] === b[i]) i++;
    const rest = (x, y) => a.slice(x) === b.slice(y);
    return rest(i + 1, i + 1) || rest(i + 1, i) || rest(i, i + 1)
      || (a[i] === b[i + 1] && a[i + 1] === b[i] && rest(i + 2, i + 2));
  };
  const pagesOf = (term, isLatin, near) => {
    const pages = new Map(), shard = index.terms.get(shardOf(term)) ?? {};
    if (Object.hasOwn(shard, term)) add(shard[term], 1, pages);
    if (!isLatin || [...term].length < 2) return pages;
    for (const word in shard) if (word.length > term.length && word.startsWith(term)) add(shard[word], 0.4, pages);
    if (near && term.length > 3) {
      // A slip in the first letters leads to another shard: those that are here are looked through.
      for (const other of index.shards > 32 ? [shard] : index.terms.values()) {
        for (const word in other) if (word.length > 3 && isNear(term, word)) add(other[word], 0.5, pages);
      }
    }
    return pages;
  };
  const isKnown = (word) => Object.hasOwn(index.terms.get(shardOf(word)) ?? {}, word);
  // A word that nothing holds, as the known words that it is made of: `logsumexp`, `focalloss`.
  const partsOf = (word) => {
    for (let at = word.length - 1; at >= 1; at--) {
      const [head, tail] = [word.slice(0, at), word.slice(at)];
      if ((at < 2 || tail.length < 2) && word.length > 3 || !isKnown(head)) continue;
      const rest = isKnown(tail) ? [tail] : partsOf(tail);
      if (rest) return [head, ...rest];
    }
    return null;
  };
  const stemOf = (word) => word.length > 4 && ["ing", "ed", "es", "s"].map((end) => word.endsWith(end) && word.slice(0, -end.length)).find((stem) => stem && isKnown(stem));
  // The pages of a term; where none holds it, those of what is meant by it.
  const pagesNear = (term, isLatin) => {
    const pages = pagesOf(term, isLatin, false);
    if (pages.size || !isLatin) return pages;
    const stem = stemOf(term);
    if (stem) return pagesOf(stem, true, false);
    const each = partsOf(term)?.map((part) => pagesOf(part, true, false));
    if (!each) return pagesOf(term, true, true);
    for (const [page, points] of each[0]) if (each.every((one) => one.has(page))) pages.set(page, points);
    return pages;
  };
  const rarityOf = (pages) => Math.log(1 + index.pages.length / (pages.size + 0.5)) + 0.2;
  // Pages by the share of the query that they hold: what no page holds is left out of the account.
  const partial = ({ pairs, words, joined }) => {
    const found = new Map(), masses = new Map();
    let whole = 0;
    for (const term of [...pairs, ...words, ...joined.filter(isKnown)]) {
      const pages = pagesNear(term, !pairs.includes(term)), rarity = rarityOf(pages);
      if (!pages.size) continue;
      if (!joined.includes(term)) whole += rarity;
      for (const [page, points] of pages) {
        found.set(page, (found.get(page) ?? 0) + points * rarity);
        masses.set(page, (masses.get(page) ?? 0) + rarity * (joined.includes(term) ? 2 : 1));
      }
    }
    for (const [page, points] of found) {
      const share = Math.min(1, masses.get(page) / whole);
      if (share < 0.15) found.delete(page);
      else found.set(page, points * share * share);
    }
    return found;
  };
  // Pages by points: all that hold every term; near, all but what one slip in a stretch of Han hides.
  const candidates = ({ pairs, words }, near) => {
    const terms = [...pairs, ...words], found = new Map(), counts = new Map();
    for (const term of terms) {
      const isLatin = words.includes(term), pages = pagesOf(term, isLatin, near);
      const rarity = rarityOf(pages);
      for (const [page, points] of pages) {
        found.set(page, (found.get(page) ?? 0) + points * rarity);
        counts.set(page, (counts.get(page) ?? 0) + 1);
      }
    }
    const least = terms.length - (near ? Math.min(2, Math.max(pairs.length - 1, 0)) : 0);
    for (const page of found.keys()) if (counts.get(page) < Math.max(least, 1)) found.delete(page);
    return found;
  };
  const textOf = (page) => {
    const texts = index.texts.get(index.pages[page][2]);
    const entry = texts?.[page] ?? ["", []];
    // In small letters once; where each heading stands.
    if (entry.length < 3) {
      let from = 0;
      const places = entry[1].map(([words]) => {
        const at = entry[0].indexOf(words, from);
        return at < 0 ? from : (from = at);
      });
      entry.push(entry[0].toLowerCase(), places);
    }
    return entry;
  };
  // Where a stretch stands with one slip in it: one of its halves is whole.
  const nearPlace = (text, run) => {
    if (run.length < 4) return -1;
    const half = run.length >> 1;
    for (const [part, offset] of [[run.slice(0, half), 0], [run.slice(half), half]]) {
      // Four characters are often two words: with another first one it is another thing.
      if (offset && run.length < 5) continue;
      for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
        const start = at - offset;
        for (const shift of offset ? [-1, 0, 1] : [0]) {
          for (const length of [run.length, run.length + 1, run.length - 1]) {
            if (start + shift >= 0 && isNear(run, text.slice(start + shift, start + shift + length))) return start + shift;
          }
        }
      }
    }
    return -1;
  };
  // How much of a name is asked for; both are flat.
  const share = (words, wanted) => {
    if (words === wanted) return 3;
    const at = words.indexOf(wanted);
    return at < 0 ? 0 : (at === 0 ? 1 : 0.7) * (0.4 + wanted.length / words.length);
  };
  const shareOfNames = (page, wanted) => Math.max(...index.flat[page].map((name) => share(name, wanted)));
  // The best of many, without sorting all.
  const best = (found, wanted, count) => {
    const order = [], asked = flat(wanted);
    for (const [page, points] of found) {
      const name = shareOfNames(page, asked);
      order.push([page, points + 60 * name]);
    }
    if (order.length > 4 * count) {
      const bounds = order.map((entry) => entry[1]).sort((a, b) => b - a);
      const bound = bounds[count - 1];
      return order.filter((entry) => entry[1] >= bound).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 2 * count);
    }
    return order.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  };
  const times = (text, part, most) => {
    let count = 0;
    for (let at = text.indexOf(part); at >= 0 && count < most; at = text.indexOf(part, at + part.length)) count++;
    return count;
  };
  // Up to so many sections of a page that hold a stretch, the fullest first.
  const sections = (places, lower, key) => {
    const counts = new Map();
    for (let at = lower.indexOf(key), n = 0; at >= 0 && n < 200; at = lower.indexOf(key, at + key.length), n++) {
      let section = -1;
      while (section + 1 < places.length && places[section + 1] <= at) section++;
      const entry = counts.get(section) ?? { section, at, count: 0 };
      entry.count++;
      counts.set(section, entry);
    }
    return [...counts.values()].sort((a, b) => b.count - a.count || a.at - b.at).slice(0, 3);
  };
  const squeeze = (text, isFlat) => text.replace(/[α-ω]/g, (letter) => greek[letter.charCodeAt(0) - 0x3b1])
    .replace(/\\(?:mathrm|text|operatorname)\b|[\s\\{}]/g, "").replace(isFlat ? /[_^]/g : /$^/, "");
  const judge = (page, points, { runs, words }, wanted, near, isPart) => {
    const [url, title] = index.pages[page], name = index.names[page].join("\n");
    const entry = textOf(page), [text, headings, lower, places] = entry;
    const holds = (run) => lower.includes(run) || name.includes(run) || (near && (nearPlace(lower, run) >= 0 || nearPlace(name, run) >= 0));
    // Pairs may stand apart: only the text itself says that they stand together.
    if (!isPart && !runs.every(holds)) return null;
    const source = wanted.replace(/[α-ω]/g, (letter) => "\\" + greek[letter.charCodeAt(0) - 0x3b1]);
    const keys = [...new Set([wanted, source, ...runs, ...words])];
    const asked = flat(wanted);
    let heading, fit = 0;
    for (const own of headings) {
      const one = own[0].toLowerCase(), part = share(flat(one), asked) || (keys.some((key) => one.includes(key)) ? 0.1 : 0);
      if (part > fit) [heading, fit] = [own, part];
    }
    let key = keys.find((part) => lower.includes(part)), at = key === undefined ? 0 : lower.indexOf(key), length = key?.length ?? 0;
    if (key === undefined && near) {
      const run = runs.find((one) => nearPlace(lower, one) >= 0);
      if (run) [at, length] = [nearPlace(lower, run), run.length];
    }
    // A formula is the same with other spaces, and with its letters as signs or as commands.
    const isFormula = /[\\^_=(){}+|\u0391-\u03c9]/.test(wanted), isFlat = !/[\^_]/.test(wanted), place = isFlat ? 5 : 4;
    const dense = isFormula && squeeze(wanted, isFlat);
    if (isFormula) entry[place] ??= squeeze(lower, isFlat);
    const count = isFormula ? times(entry[place], dense, 40) : wanted.length > 1 ? times(lower, wanted, 40) : 0;
    // A long page says everything more often.
    const together = 3 * Math.log(1 + count * Math.min(1, 6000 / text.length)) + (isFormula && count ? 4 * Math.min(dense.length, 12) : 0);
    const total = points + 14 * fit + together;
    const parts = key && wanted.length > 1 ? sections(places, lower, key) : [];
    if (heading && parts.length) parts.sort((a, b) => (headings[b.section] === heading) - (headings[a.section] === heading));
    const result = { url, title, heading, text, at, length, points: total, more: [] };
    if (!heading && parts.length) {
      result.at = parts[0].at;
      result.heading = headings[parts[0].section];
    }
    if (heading && headings[parts[0]?.section] === heading) result.at = parts[0].at;
    for (const part of parts) {
      const own = headings[part.section];
      if (own && own !== result.heading && result.more.length < 2) {
        result.more.push({ url, title, heading: own, text, at: part.at, length, isMore: true, more: [] });
      }
    }
    return result;
  };
  const gather = async (parts, wanted, limit, near, isPart = false) => {
    const found = isPart ? partial(parts) : candidates(parts, near), order = best(found, wanted, Math.max(limit, 30));
    const results = [];
    for (let from = 0; from < order.length && results.length < limit; from += limit) {
      const batch = order.slice(from, from + limit);
      const files = [...new Set(batch.map(([page]) => index.pages[page][2]))].filter((file) => !index.texts.has(file));
      if (files.length) await Promise.all(files.map((file) => load("x-" + file)));
      for (const [page, points] of batch) {
        const result = results.length < limit && judge(page, points, parts, wanted, near, isPart);
        if (result) results.push(result);
      }
    }
    results.sort((a, b) => b.points - a.points);
    results.more = results.length >= limit && found.size > limit;
    results.isNear = near;
    return results;
  };
  // The best so many pages for a query, best first; where hardly any holds all of it, what differs by one slip or holds a part.
  const find = async (query, limit = 30) => {
    if (!index.pages) await load("pages");
    const parts = cut(query), core = essence(query), terms = [...parts.pairs, ...parts.words];
    if (!index.pages || !terms.length) return [];
    const asked = [...terms, ...parts.joined, ...core.parts.pairs, ...core.parts.words, ...core.parts.joined];
    const missing = [...new Set(asked.map(shardOf))].filter((shard) => !index.terms.has(shard));
    if (missing.length) await Promise.all(missing.map((shard) => load("t-" + shard)));
    const whole = await gather(parts, fold(query).trim(), limit, false);
    const isAsked = core.wanted !== fold(query).trim(), count = core.parts.words.length + core.parts.runs.length;
    if (whole.length >= 3 || (whole.length && !isAsked && count < 2)) return whole;
    // What asks is left out, then a slip forgiven, then a part of it is enough.
    if (isAsked) join(whole, await gather(core.parts, core.wanted, limit, false));
    const near = whole.length ? [] : await gather(core.parts, core.wanted, limit, true);
    const results = [...whole.map((one) => ({ ...one, points: one.points + 15 })), ...near];
    results.isNear = !whole.length && near.length > 0;
    results.isPart = !results.length;
    if (whole.length < 3) join(results, await gather(core.parts, core.wanted, limit, false, true));
    results.sort((a, b) => b.points - a.points);
    return results;
  };
  const join = (results, others) => {
    results.push(...others.filter((other) => !results.some((one) => one.url === other.url)));
    results.more ||= others.more;
  };
  globalThis.docgenSearch.find = find;

  // LaTeX as a reader knows it: a context is words, not a source.
  const signs = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", varepsilon: "ε", theta: "θ", lambda: "λ", mu: "μ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ", phi: "φ", varphi: "φ", omega: "ω", eta: "η", Delta: "Δ", Sigma: "Σ", Omega: "Ω",
    in: "∈", le: "≤", leq: "≤", ge: "≥", geq: "≥", ne: "≠", neq: "≠", cdot: "·", times: "×", sum: "∑", prod: "∏", int: "∫", infty: "∞", partial: "∂", forall: "∀", exists: "∃", to: "→", mid: "|", approx: "≈", sqrt: "√", hat: "", quad: " ", left: "", right: "", begin: "", end: "", frac: "", dfrac: "", mathrm: "", mathbf: "", text: "", operatorname: "", mathbb: "", displaystyle: "" };
  const plain = (text) => text.replace(/\\begin\{\w*\}|\\end\{\w*\}/g, " ").replace(/\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "$1/$2")
    .replace(/\\([a-zA-Z]+)\s*/g, (all, name) => signs[name] ?? name + " ").replace(/\\[,;:! ]/g, " ").replace(/\\\\|(?<=\S) & /g, " ").replace(/[{}]/g, "").replace(/ {2,}/g, " ");
  globalThis.docgenSearch.plain = plain;

  // What a link of the site leads to: a title, and the words behind its place.
  globalThis.docgenSearch.page = async (link) => {
    await load("pages");
    const base = new URL(root || ".", location.href).href;
    const way = decodeURI(link.href.split("#")[0].slice(base.length)) || "index.html";
    const page = index.pages?.findIndex((one) => one[0] === way || one[0] + "index.html" === way || one[0] + ".html" === way) ?? -1;
    if (page < 0) return null;
    await load("x-" + index.pages[page][2]);
    const [text, headings, , places] = textOf(page), slug = decodeURIComponent(link.hash.slice(1));
    const heading = headings.findIndex((one) => one[1] === slug);
    const from = heading < 0 ? 0 : places[heading] + headings[heading][0].length;
    const title = index.pages[page][1] + (heading < 0 ? "" : " › " + plain(headings[heading][0]));
    return { title, text: plain(text.slice(from, from + 160).trim()) + "…" };
  };

  // A small site's index is at hand before the first word is typed.
  const warm = () => {
    const files = new Set((index.pages ?? []).map((page) => "x-" + page[2]));
    for (let shard = 0; shard < index.shards; shard++) files.add("t-" + shard);
    return files.size > 128 ? null : Promise.all([...files].map(load));
  };
  globalThis.docgenSearch.warm = () => load("pages").then(warm);
})();
// The search dialog: what is typed, and what is found.
(() => {
  const { make, root, say } = globalThis.docgen;
  const { find, plain, warm } = globalThis.docgenSearch;
  let dialog = null;
  const context = ({ text, at, length }) => {
    const small = make("small");
    // From its own line on: what stands before a heading belongs to another section.
    const line = at ? text.lastIndexOf("\n", at - 1) + 1 : 0, start = Math.max(line, at - 28);
    small.append((start > line ? "…" : "") + plain(text.slice(start, at)), make("mark", text.slice(at, at + length)),
      plain(text.slice(at + length, at + length + 70).replaceAll("\n", " ")));
    return small;
  };
  const openSearch = () => {
    if (!dialog) {
      dialog = make("dialog", "", "search");
      dialog.setAttribute("aria-label", say("搜索", "Search"));
      const hint = say("标题、正文、公式、数值；错一个字也找得到", "Titles, text, formulas, numbers; one slip is forgiven") + say("；? 是按键的表", "; ? lists the keys");
      const input = make("input"), list = make("ul"), note = make("p", hint);
      input.type = "search";
      input.placeholder = say("搜索标题、正文、公式", "Titles, text, formulas");
      input.setAttribute("aria-label", say("搜索", "Search"));
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-expanded", "true");
      input.setAttribute("aria-controls", "search-results");
      list.id = "search-results";
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", say("结果", "Results"));
      note.setAttribute("role", "status");
      const away = make("button", say("关闭", "Close"), "close-search");
      away.type = "button";
      away.addEventListener("click", () => dialog.close());
      dialog.append(input, away, note, list);
      document.body.append(dialog);
      const more = make("button", say("显示更多", "Show more"), "more-results");
      more.type = "button";
      more.hidden = true;
      dialog.append(more);
      let turn = 0, chosen = -1, limit = 30;
      const choose = (number) => {
        const items = [...list.children];
        items[chosen]?.setAttribute("aria-selected", "false");
        chosen = items.length ? (number + items.length) % items.length : -1;
        items[chosen]?.setAttribute("aria-selected", "true");
        items[chosen]?.scrollIntoView({ block: "nearest" });
        if (items[chosen]) input.setAttribute("aria-activedescendant", items[chosen].id);
        else input.removeAttribute("aria-activedescendant");
      };
      const show = async () => {
        const mine = ++turn;
        const results = await find(input.value, limit);
        if (mine !== turn) return;
        more.hidden = !results.more;
        list.replaceChildren(...results.flatMap((result) => [result, ...result.more]).map((result, number) => {
          const item = make("li", "", result.isMore ? "part" : ""), link = make("a");
          item.id = "search-result-" + number;
          item.setAttribute("role", "option");
          link.tabIndex = -1;
          link.href = root + encodeURI(result.url).replace(/[?#]/g, encodeURIComponent) + (result.heading ? "#" + encodeURIComponent(result.heading[1]) : "");
          const heading = result.heading && plain(result.heading[0]);
          link.append(result.isMore ? heading : result.title + (heading && heading !== result.title ? " › " + heading : ""), context(result));
          item.append(link);
          return item;
        }));
        chosen = -1;
        choose(Math.min(limit - 30, results.length - 1));
        note.textContent = results.length ? results.length + (results.more ? say(" 页以上", " pages or more") : say(" 页", results.length === 1 ? " page" : " pages")) + (results.isNear ? say("，与所写的差一个字", ", one letter off") : results.isPart ? say("，没有一页写到全部", ", none with all of it") : "")
          : input.value.trim() ? say("没有找到", "Nothing found") : hint;
      };
      input.addEventListener("input", () => { limit = 30; show(); });
      more.addEventListener("click", () => { limit += 30; input.focus(); show(); });
      input.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        if (event.key === "ArrowDown") choose(chosen + 1);
        else if (event.key === "ArrowUp") choose(chosen - 1);
        // Else a search field empties itself first.
        else if (event.key === "Escape") dialog.close();
        else if (event.key === "Enter") list.children[chosen]?.querySelector("a").click();
        else return;
        event.preventDefault();
      });
      list.addEventListener("click", (event) => { if (event.target.closest("a")) dialog.close(); });
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    }
    dialog.showModal();
    dialog.querySelector("input").select();
    warm();
  };
  document.querySelector("[data-open-search]")?.addEventListener("click", openSearch);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName) || dialog?.open) return;
    event.preventDefault();
    openSearch();
  });
})();
// A value under the pointer on every plot that stands still, out of the numbers of its own data.
(() => {
  const { all, make, say } = globalThis.docgen;
  const svg = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return element;
  };
  const scale = (text) => {
    const [isLog, low, high, from, to] = text.split(" ").map(Number);
    const [a, b] = isLog ? [Math.log(low), Math.log(high)] : [low, high];
    return {
      from, to,
      place: (value) => from + ((isLog ? Math.log(value) : value) - a) / (b - a) * (to - from),
      value: (place) => { const v = a + (place - from) / (to - from) * (b - a); return isLog ? Math.exp(v) : v; },
      holds: (place) => place >= Math.min(from, to) - 4 && place <= Math.max(from, to) + 4,
    };
  };
  const brief = (value) => String(Number(value.toPrecision(4))).replace("-", "−");
  const dress = (figure) => {
    const chart = figure.querySelector(".chart[data-x]");
    if (!chart || figure.querySelector(".slider")) return;
    const x = scale(chart.dataset.x), y = scale(chart.dataset.y);
    const grid = figure.querySelector("table[data-grid], .data th[scope=row]")?.closest("table");
    const lines = grid ? [] : all(".data table", figure).map((table) => ({
      name: table.caption.textContent.replace(/（.*$/, ""),
      rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => Number(cell.dataset.value))).filter((row) => row.every(Number.isFinite)),
    })).filter((line) => line.rows.length);
    const heads = grid && [...grid.tHead.rows[0].cells].slice(1).map((cell) => Number(cell.dataset.value ?? cell.textContent.replace("−", "-")));
    const rows = grid && [...grid.tBodies[0].rows].map((row) => [...row.cells].map((cell) => Number(cell.dataset.value ?? cell.textContent.replace("−", "-"))));
    const label = all(".axis", chart)[0]?.textContent ?? "x";
    const mark = chart.appendChild(svg("g", { class: "reading" }));
    const box = make("div", "", "tip-box");
    box.hidden = true;
    const hide = () => { box.hidden = true; mark.replaceChildren(); };
    // Between two rows of the data a value lies on the line through them; where they are far apart it is the nearer one.
    const at = (list, value) => {
      const next = list.findIndex((row) => row[0] >= value);
      if (next <= 0) return next === 0 && list[0][0] === value ? list[0][1] : null;
      const [a, b] = [list[next - 1], list[next]];
      return list.length > 40 ? a[1] + (value - a[0]) / (b[0] - a[0]) * (b[1] - a[1]) : value - a[0] < b[0] - value ? a[1] : b[1];
    };
    const nearest = (list, value) => list.reduce((best, one, index) => Math.abs(one - value) < Math.abs(list[best] - value) ? index : best, 0);
    chart.addEventListener("pointermove", (event) => {
      const frame = chart.getBoundingClientRect(), { width, height } = chart.viewBox.baseVal;
      const px = (event.clientX - frame.left) / frame.width * width, py = (event.clientY - frame.top) / frame.height * height;
      if (!x.holds(px) || !y.holds(py)) return hide();
      const value = x.value(px), marks = [svg("line", { x1: px, x2: px, y1: y.to, y2: y.from })];
      const said = [];
      if (grid) {
        const column = nearest(heads, value), row = nearest(rows.map((one) => one[0]), y.value(py));
        said.push(label + " = " + brief(heads[column]), say("纵轴 ", "up ") + brief(rows[row][0]), say("值 ", "value ") + brief(rows[row][column + 1]));
        marks.length = 0;
        marks.push(svg("circle", { cx: x.place(heads[column]), cy: y.place(rows[row][0]), r: 4 }));
      } else {
        said.push(label + " = " + brief(value));
        for (const { name, rows: list } of lines) {
          const found = at(list, value);
          if (found === null) continue;
          said.push(name + " " + brief(found));
          const place = y.place(found);
          if (y.holds(place)) marks.push(svg("circle", { cx: px, cy: place, r: 3.5 }));
        }
      }
      mark.replaceChildren(...marks);
      box.textContent = said.join("；");
      if (!box.isConnected) document.body.append(box);
      box.hidden = false;
      box.style.left = Math.max(8, Math.min(event.clientX + 14, document.documentElement.clientWidth - box.offsetWidth - 8)) + scrollX + "px";
      box.style.top = event.clientY + scrollY - box.offsetHeight - 14 + "px";
    });
    chart.addEventListener("pointerleave", hide);
  };
  all(".plot").forEach(dress);
  document.addEventListener("docgen:changed", (event) => {
    for (const block of event.detail.blocks) {
      if (block.matches(".plot")) dress(block);
      all(".plot", block).forEach(dress);
    }
  });
})();
// What opens over the page: a picture at its own size, and the list of keys. Escape and a press beside it close each.
(() => {
  const { all, make, say } = globalThis.docgen;
  const open = (className, label, ...parts) => {
    const dialog = make("dialog", "", className), from = document.activeElement;
    dialog.setAttribute("aria-label", label);
    dialog.append(...parts);
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => { if (!event.target.closest("table")) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); from?.focus({ preventScroll: true }); });
    dialog.showModal();
  };

  // A picture that its column shows smaller than it is.
  const isSmaller = (image) => image.naturalWidth > image.clientWidth * 1.15 && !image.closest("a, button, .preview");
  const zoom = (image) => {
    const whole = make("img");
    whole.src = image.currentSrc;
    whole.alt = image.alt;
    open("zoom", image.alt || say("图片", "Picture"), whole);
  };
  const offer = () => {
    for (const image of all("article img")) {
      const isOffered = image.complete && isSmaller(image);
      image.classList.toggle("zooms", isOffered);
      if (isOffered) {
        image.tabIndex = 0;
        image.setAttribute("role", "button");
        image.setAttribute("aria-label", say("放大：", "Enlarge: ") + (image.alt || say("图片", "picture")));
      } else for (const name of ["tabindex", "role", "aria-label"]) image.removeAttribute(name);
      if (!image.complete) image.addEventListener("load", offer, { once: true });
    }
  };
  offer();
  addEventListener("resize", offer);
  document.addEventListener("docgen:changed", offer);
  document.addEventListener("click", ({ target }) => { if (target.matches?.("img.zooms")) zoom(target); });

  const keys = () => [
    ["/", say("搜索；↑ ↓ 选择，Enter 打开", "Search; ↑ ↓ choose, Enter opens")],
    ["Tab", say("下一处；说明随焦点出现", "Next place; explanations come with the focus")],
    ["← →", say("一组之内：数值、证据、目录、表头", "Within a group: values, evidence, contents, heads of tables")],
    ["Enter", say("打开证据、链接与图片", "Opens evidence, links and pictures")],
    ["Esc", say("关上", "Closes")],
    ["?", say("这张表", "This list")],
  ];
  const list = () => {
    const table = make("table");
    table.append(make("caption", say("按键", "Keys")));
    for (const [key, meaning] of keys()) {
      const row = table.insertRow(), head = make("th");
      head.scope = "row";
      head.append(make("kbd", key));
      row.append(head, make("td", meaning));
    }
    open("keys", say("按键", "Keys"), table);
  };
  addEventListener("keydown", (event) => {
    if (event.target.matches?.("img.zooms") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      return zoom(event.target);
    }
    if (!["?", "？"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    list();
  });
})();
