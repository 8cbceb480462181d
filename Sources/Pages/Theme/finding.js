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
