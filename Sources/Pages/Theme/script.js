"use strict";
// Everything here is comfort: without it all text, formulas, tables and plots stand.
(() => {
  const root = document.documentElement.dataset.root || "";
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  // Theme: system, light, dark in turn.
  const toggle = document.querySelector("[data-theme-switch]");
  const themes = { system: "跟随系统", light: "浅色", dark: "深色" };
  let theme = document.documentElement.dataset.theme || "system";
  const sayTheme = () => {
    toggle.title = themes[theme];
    toggle.setAttribute("aria-label", "切换主题：" + themes[theme]);
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

  // The tree of pages: open beside the text, closed above it.
  const menu = document.querySelector(".menu");
  if (menu) {
    if (matchMedia("(max-width: 56rem)").matches) menu.open = false;
    menu.classList.add("ready");
  }
  document.querySelector(".sidebar [aria-current]")?.scrollIntoView({ block: "nearest" });

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
      const box = here.closest(".contents");
      if (box.scrollHeight > box.clientHeight) here.scrollIntoView({ block: "nearest" });
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
      button.textContent = "已复制";
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
    const button = make("button", "复制", "copy");
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
    const button = make("button", "复制为 CSV", "csv");
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
  };
  dressAll();
  // An author's preview exchanges blocks of the page.
  document.addEventListener("docgen:changed", (event) => {
    event.detail.blocks.forEach(dressAll);
    gather();
    follow();
  });

  // A symbol under the pointer says what it is, and lights up in its section.
  const data = document.querySelector("script.symbols");
  if (data) {
    let symbols = [];
    const readSymbols = () => { symbols = JSON.parse(data.textContent).map((line) => line.split("\t")); };
    readSymbols();
    document.addEventListener("docgen:changed", readSymbols);
    const box = make("div", "", "tip-box");
    box.hidden = true;
    document.body.append(box);
    let lit = [];
    const meaning = (letter) => {
      const formula = letter.closest("[data-s]");
      const text = letter.textContent.trim();
      for (const id of formula?.dataset.s.split(" ") ?? []) {
        if (symbols[id]?.[0] === text) return symbols[id];
      }
      return null;
    };
    const clear = () => {
      for (const element of lit) element.classList.remove("lit");
      lit = [];
      box.hidden = true;
    };
    const sectionOf = (element) => {
      let block = element;
      while (block.parentElement && block.parentElement.tagName !== "ARTICLE") block = block.parentElement;
      const blocks = [block];
      for (let b = block.previousElementSibling; b && !/^H[12]$/.test(b.tagName); b = b.previousElementSibling) blocks.push(b);
      for (let b = block.nextElementSibling; b && !/^H[12]$/.test(b.tagName); b = b.nextElementSibling) blocks.push(b);
      return blocks;
    };
    const letters = ".katex-html .mord";
    document.addEventListener("pointerover", (event) => {
      const letter = event.target.closest?.(letters);
      const found = letter && !letter.querySelector(".mord") && meaning(letter);
      clear();
      if (!found) return;
      const text = letter.textContent.trim();
      for (const block of sectionOf(letter)) {
        for (const other of all("[data-s] " + letters, block)) {
          if (other.textContent.trim() === text && !other.querySelector(".mord") && meaning(other)) {
            other.classList.add("lit");
            lit.push(other);
          }
        }
      }
      box.textContent = found[1];
      box.hidden = false;
      const at = letter.getBoundingClientRect();
      const left = Math.min(Math.max(8, at.left + at.width / 2 - box.offsetWidth / 2), innerWidth - box.offsetWidth - 8);
      box.style.left = left + scrollX + "px";
      box.style.top = at.top + scrollY - box.offsetHeight - 8 + "px";
    });
  }

  // A link to a formula or a claim opens its evidence.
  const reveal = () => {
    if (!location.hash) return;
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = target?.closest(".stated, .erratum")?.querySelector(".evidence");
    if (details) details.open = true;
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Search. The index comes as scripts, since file:// lets nothing else through.
  const index = { pages: null, shards: 1, terms: new Map(), texts: new Map() };
  const waitingFor = new Map();
  globalThis.docgenSearch = {
    pages(data) { index.pages = data.pages; index.shards = data.shards; },
    terms(number, data) { index.terms.set(number, data); },
    texts(number, data) { index.texts.set(number, data); },
  };
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
  // As SearchTerms.swift cuts a text.
  const cut = (text) => {
    const pairs = [], words = [], runs = [];
    let word = "", run = "", last = "";
    for (const letter of [...text.toLowerCase(), " "]) {
      if (isHan.test(letter)) {
        if (last) pairs.push(last + letter);
        last = letter;
        run += letter;
      } else {
        if (run) runs.push(run);
        run = last = "";
      }
      if (!isHan.test(letter) && isWord.test(letter)) word += letter;
      else if (word) {
        words.push((word.length === 1 && greek[word.charCodeAt(0) - 0x3b1]) || [...word].slice(0, 40).join(""));
        word = "";
      }
    }
    return { pairs: [...new Set(pairs)], words: [...new Set(words)], runs };
  };
  const shardOf = (term) => {
    let hash = 0;
    for (const letter of [...term].slice(0, 2)) hash = (Math.imul(hash, 31) + letter.codePointAt(0)) >>> 0;
    return hash & (index.shards - 1);
  };
  const alphabet = "0123456789abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ!$()*.";
  const place = new Map([...alphabet].map((letter, at) => [letter, at]));
  const pagesOf = (letters, into) => {
    let value = 0, part = 0, weight = 1;
    for (const letter of letters) {
      const digit = place.get(letter);
      part += (digit & 31) * weight;
      weight *= 32;
      if (digit < 32) {
        value += part;
        const page = Math.floor(value / 3), rank = value % 3;
        if ((into.get(page) ?? -1) < rank) into.set(page, rank);
        part = 0;
        weight = 1;
      }
    }
    return into;
  };
  // Pages that hold every term, by page, each with the ranks of its terms together; null if there is nothing to ask.
  const candidates = async ({ pairs, words, runs }) => {
    const terms = [...pairs, ...words];
    if (!terms.length) {
      // A single letter is no beginning that a shard is known by: it is looked for in titles alone.
      if (!runs.length) return null;
      const found = new Map();
      index.pages.forEach((page, id) => { if (runs.every((run) => page[1].includes(run))) found.set(id, 2); });
      return found;
    }
    await Promise.all(terms.map((term) => load("t-" + shardOf(term))));
    let found = null;
    for (const term of terms) {
      const shard = index.terms.get(shardOf(term)) ?? {};
      const pages = new Map();
      if (words.includes(term) && [...term].length > 1) {
        for (const word in shard) if (word.startsWith(term)) pagesOf(shard[word], pages);
      } else if (Object.hasOwn(shard, term)) pagesOf(shard[term], pages);
      if (!found) found = pages;
      else for (const [page, rank] of found) {
        if (pages.has(page)) found.set(page, rank + pages.get(page));
        else found.delete(page);
      }
    }
    return found;
  };
  const textOf = (page) => {
    const texts = index.texts.get(index.pages[page][2]);
    const entry = texts?.[page] ?? (texts ? (texts[page] = ["", []]) : ["", []]);
    // In small letters once.
    if (entry.length < 3) entry.push(entry[0].toLowerCase());
    return entry;
  };
  // The best so many pages for a query, best first: title before heading before text, words together before apart.
  const find = async (query, limit = 30) => {
    await load("pages");
    if (!index.pages) return [];
    const parts = cut(query), { words, runs } = parts;
    const found = await candidates(parts);
    if (!found) return [];
    const wanted = query.toLowerCase().trim();
    const score = ([page, rank]) => rank + (index.pages[page][1].toLowerCase().includes(wanted) ? 1000 : 0);
    const order = [...found].map((entry) => [entry[0], score(entry)]).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const keys = [...new Set([wanted, ...runs, ...words])];
    const results = [];
    for (let at = 0; at < order.length && results.length < limit; at += limit) {
      const batch = order.slice(at, at + limit);
      await Promise.all([...new Set(batch.map(([page]) => index.pages[page][2]))].map((file) => load("x-" + file)));
      for (const [page, points] of batch) {
        if (results.length >= limit) break;
        const [url, title] = index.pages[page], name = title.toLowerCase();
        const [text, headings, lower] = textOf(page);
        // Pairs may stand apart: only the text itself says that they stand together.
        if (!runs.every((run) => lower.includes(run) || name.includes(run))) continue;
        const heading = headings.find(([words]) => words.toLowerCase().includes(wanted))
          ?? headings.find(([words]) => keys.some((part) => words.toLowerCase().includes(part)));
        const key = keys.find((part) => lower.includes(part));
        const start = key === undefined ? 0 : lower.indexOf(key);
        const together = heading?.[0].toLowerCase().includes(wanted) ? 200 : key === wanted ? 100 : 0;
        results.push({ url, title, heading, text, at: start, length: key?.length ?? 0, points: points + together });
      }
    }
    results.sort((a, b) => b.points - a.points);
    results.more = results.length >= limit && found.size > limit;
    return results;
  };
  globalThis.docgenSearch.find = find;

  // A small site's index is at hand before the first word is typed.
  const warm = () => {
    const files = new Set((index.pages ?? []).map((page) => "x-" + page[2]));
    for (let shard = 0; shard < index.shards; shard++) files.add("t-" + shard);
    return files.size > 128 ? null : Promise.all([...files].map(load));
  };
  globalThis.docgenSearch.warm = () => load("pages").then(warm);

  let dialog = null;
  const context = ({ text, at, length }) => {
    const small = make("small");
    // From its own line on: what stands before a heading belongs to another section.
    const line = at ? text.lastIndexOf("\n", at - 1) + 1 : 0, start = Math.max(line, at - 28);
    small.append((start > line ? "…" : "") + text.slice(start, at), make("mark", text.slice(at, at + length)),
      text.slice(at + length, at + length + 70).replaceAll("\n", " "));
    return small;
  };
  const openSearch = () => {
    if (!dialog) {
      dialog = make("dialog", "", "search");
      dialog.setAttribute("aria-label", "搜索");
      const input = make("input"), list = make("ul"), note = make("p", "输入两个字以上，或一个英文词");
      input.type = "search";
      input.placeholder = "搜索标题、正文、公式";
      input.setAttribute("aria-label", "搜索");
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-expanded", "true");
      input.setAttribute("aria-controls", "search-results");
      list.id = "search-results";
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", "结果");
      note.setAttribute("role", "status");
      dialog.append(input, note, list);
      document.body.append(dialog);
      const more = make("button", "显示更多", "more-results");
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
        list.replaceChildren(...results.map((result, number) => {
          const item = make("li"), link = make("a");
          item.id = "search-result-" + number;
          item.setAttribute("role", "option");
          link.tabIndex = -1;
          link.href = root + encodeURI(result.url).replace(/[?#]/g, encodeURIComponent) + (result.heading ? "#" + encodeURIComponent(result.heading[1]) : "");
          link.append(result.title + (result.heading && result.heading[0] !== result.title ? " › " + result.heading[0] : ""), context(result));
          item.append(link);
          return item;
        }));
        chosen = -1;
        choose(Math.min(limit - 30, results.length - 1));
        const few = !cut(input.value).pairs.length && !cut(input.value).words.length;
        note.textContent = results.length ? results.length + (results.more ? " 个以上结果" : " 个结果")
          : few ? "输入两个字以上，或一个英文词" : "没有找到";
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
    load("pages").then(warm);
  };
  document.querySelector("[data-open-search]")?.addEventListener("click", openSearch);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName) || dialog?.open) return;
    event.preventDefault();
    openSearch();
  });
})();
