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
