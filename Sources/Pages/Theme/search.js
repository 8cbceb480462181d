// Search. The index comes as scripts, since file:// lets nothing else through, and by parts: a query asks for its own.
(() => {
  const { make, root, say } = globalThis.docgen;
  const index = { pages: null, shards: 1, terms: new Map(), texts: new Map() };
  const waitingFor = new Map();
  globalThis.docgenSearch = {
    pages(data) {
      index.pages = data.pages;
      index.shards = data.shards;
      index.names = data.pages.map((page) => page[1].toLowerCase());
    },
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
  // As SearchTerms.swift cuts a text; a Han character alone is asked for as one.
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
        if (run && run === last) pairs.push(run);
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
  // Pages by points: all that hold every term; near, all but what one slip in a stretch of Han hides.
  const candidates = ({ pairs, words }, near) => {
    const terms = [...pairs, ...words], found = new Map(), counts = new Map();
    for (const term of terms) {
      const isLatin = words.includes(term), pages = pagesOf(term, isLatin, near);
      const rarity = Math.log(1 + index.pages.length / (pages.size + 0.5)) + 0.2;
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
  const share = (words, wanted) => {
    if (words === wanted) return 3;
    const at = words.indexOf(wanted);
    return at < 0 ? 0 : (at === 0 ? 1 : 0.7) * (0.4 + wanted.length / words.length);
  };
  // The best of many, without sorting all.
  const best = (found, wanted, count) => {
    const order = [];
    for (const [page, points] of found) {
      const name = share(index.names[page], wanted);
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
  const judge = (page, points, { runs, words }, wanted, near) => {
    const [url, title] = index.pages[page], name = index.names[page];
    const entry = textOf(page), [text, headings, lower, places] = entry;
    const holds = (run) => lower.includes(run) || name.includes(run) || (near && (nearPlace(lower, run) >= 0 || nearPlace(name, run) >= 0));
    // Pairs may stand apart: only the text itself says that they stand together.
    if (!runs.every(holds)) return null;
    const keys = [...new Set([wanted, ...runs, ...words])];
    let heading, fit = 0;
    for (const own of headings) {
      const one = own[0].toLowerCase(), part = share(one, wanted) || (keys.some((key) => one.includes(key)) ? 0.1 : 0);
      if (part > fit) [heading, fit] = [own, part];
    }
    let key = keys.find((part) => lower.includes(part)), at = key === undefined ? 0 : lower.indexOf(key), length = key?.length ?? 0;
    if (key === undefined && near) {
      const run = runs.find((one) => nearPlace(lower, one) >= 0);
      if (run) [at, length] = [nearPlace(lower, run), run.length];
    }
    // A formula is the same with other spaces.
    const isFormula = /[\\^_=(){}]/.test(wanted), dense = isFormula && wanted.replace(/\s/g, "");
    if (isFormula && !entry[4]) entry[4] = lower.replace(/\s/g, "");
    const count = isFormula ? times(entry[4], dense, 40) : wanted.length > 1 ? times(lower, wanted, 40) : 0;
    const together = 3 * Math.log(1 + count) + (isFormula && count ? 2 * Math.min(dense.length, 15) : 0);
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
  const gather = async (parts, wanted, limit, near) => {
    const found = candidates(parts, near), order = best(found, wanted, Math.max(limit, 30));
    const results = [];
    for (let from = 0; from < order.length && results.length < limit; from += limit) {
      const batch = order.slice(from, from + limit);
      const files = [...new Set(batch.map(([page]) => index.pages[page][2]))].filter((file) => !index.texts.has(file));
      if (files.length) await Promise.all(files.map((file) => load("x-" + file)));
      for (const [page, points] of batch) {
        const result = results.length < limit && judge(page, points, parts, wanted, near);
        if (result) results.push(result);
      }
    }
    results.sort((a, b) => b.points - a.points);
    results.more = results.length >= limit && found.size > limit;
    results.isNear = near;
    return results;
  };
  // The best so many pages for a query, best first; where nothing holds all of it, what differs by one slip.
  const find = async (query, limit = 30) => {
    if (!index.pages) await load("pages");
    const parts = cut(query), terms = [...parts.pairs, ...parts.words];
    if (!index.pages || !terms.length) return [];
    const missing = [...new Set(terms.map(shardOf))].filter((shard) => !index.terms.has(shard));
    if (missing.length) await Promise.all(missing.map((shard) => load("t-" + shard)));
    const wanted = query.toLowerCase().trim();
    const results = await gather(parts, wanted, limit, false);
    return results.length ? results : gather(parts, wanted, limit, true);
  };
  globalThis.docgenSearch.find = find;

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

  let dialog = null;
  // LaTeX as a reader knows it: a context is words, not a source.
  const signs = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", varepsilon: "ε", theta: "θ", lambda: "λ", mu: "μ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ", phi: "φ", varphi: "φ", omega: "ω", eta: "η", Delta: "Δ", Sigma: "Σ", Omega: "Ω",
    in: "∈", le: "≤", leq: "≤", ge: "≥", geq: "≥", ne: "≠", neq: "≠", cdot: "·", times: "×", sum: "∑", prod: "∏", int: "∫", infty: "∞", partial: "∂", forall: "∀", exists: "∃", to: "→", mid: "|", approx: "≈", sqrt: "√", hat: "", quad: " ", left: "", right: "", begin: "", end: "", frac: "", dfrac: "", mathrm: "", mathbf: "", text: "", operatorname: "", mathbb: "", displaystyle: "" };
  const plain = (text) => text.replace(/\\begin\{\w*\}|\\end\{\w*\}/g, " ").replace(/\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, "$1/$2")
    .replace(/\\([a-zA-Z]+)\s*/g, (all, name) => signs[name] ?? name + " ").replace(/\\[,;:! ]/g, " ").replace(/\\\\|(?<=\S) & /g, " ").replace(/[{}]/g, "").replace(/ {2,}/g, " ");
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
      const hint = say("标题、正文、公式、数值；错一个字也找得到", "Titles, text, formulas, numbers; one slip is forgiven");
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
        note.textContent = results.length ? results.length + (results.more ? say(" 页以上", " pages or more") : say(" 页", results.length === 1 ? " page" : " pages")) + (results.isNear ? say("，与所写的差一个字", ", one letter off") : "")
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
