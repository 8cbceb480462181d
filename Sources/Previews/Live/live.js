"use strict";
// What `docgen serve` adds to a page: it follows the note. Only the blocks that changed are exchanged.
(() => {
  const key = (node) => node.outerHTML ?? node.textContent;
  const blocksOf = (parent) => [...parent.childNodes].filter((node) => node.nodeType === 1 || node.textContent.trim());
  const article = document.querySelector("article");
  // The page as it was sent: the site's own script changes it from now on.
  let known = article ? blocksOf(article).map((node) => ({ node, text: key(node) })) : [];
  const frame = (from, selector) => from.querySelector(selector)?.outerHTML ?? "";
  const frames = [".sidebar", ".trail", ".contents", "main > footer"];
  let framed = frames.map((selector) => frame(document, selector));
  let scripts = [...document.querySelectorAll("body script[src]")].map((s) => s.getAttribute("src")).join(" ");
  let symbols = frame(document, "script.symbols");
  let tag = null;

  // What a reader has done to a block: evidence that is open, sliders that were moved, what has the focus.
  const same = (a, b) => a.tagName === b.tagName && a.type === b.type;
  const inside = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...(root.querySelectorAll?.(selector) ?? [])];
  // Evidence that a reader opened stays open, also where its block was gone for a while.
  const opened = new Set();
  const nameOf = (details) => (details.closest("[id]")?.id ?? "") + " " + details.className;
  article?.addEventListener("toggle", ({ target }) => {
    if (target.open) opened.add(nameOf(target));
    else if (target.isConnected) opened.delete(nameOf(target));
  }, true);
  const carry = (old, fresh) => {
    const details = inside(fresh, "details");
    inside(old, "details").forEach((one, at) => { if (details[at]) details[at].open = one.open; });
    const inputs = inside(fresh, "input, select, textarea");
    inside(old, "input, select, textarea").forEach((one, at) => {
      if (inputs[at] && same(one, inputs[at]) && one.value !== inputs[at].value) {
        inputs[at].value = one.value;
        inputs[at].dataset.docgenKept = "";
      }
    });
    const boxes = inside(fresh, ".scroll");
    inside(old, ".scroll").forEach((one, at) => { if (boxes[at]) boxes[at].scrollLeft = one.scrollLeft; });
  };
  const pathOf = (node) => {
    for (let at = 0; at < known.length; at++) {
      const block = known[at].node;
      if (block !== node && !block.contains?.(node)) continue;
      const peers = inside(block, node.tagName);
      return { block: at, tag: node.tagName, at: peers.indexOf(node) };
    }
    return null;
  };

  // Which of the old blocks stay: the longest row of equal ones, found from both ends and then in between.
  const pairs = (old, fresh) => {
    const kept = new Map();
    let first = 0, lastOld = old.length - 1, lastFresh = fresh.length - 1;
    while (first <= lastOld && first <= lastFresh && old[first] === fresh[first]) kept.set(first, first++);
    while (lastOld >= first && lastFresh >= first && old[lastOld] === fresh[lastFresh]) kept.set(lastFresh--, lastOld--);
    const rows = lastOld - first + 1, columns = lastFresh - first + 1;
    if (rows <= 0 || columns <= 0 || rows * columns > 4e6) return kept;
    const length = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
    for (let i = rows - 1; i >= 0; i--) {
      for (let j = columns - 1; j >= 0; j--) {
        length[i][j] = old[first + i] === fresh[first + j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    for (let i = 0, j = 0; i < rows && j < columns;) {
      if (old[first + i] === fresh[first + j]) kept.set(first + j++, first + i++);
      else if (length[i + 1][j] >= length[i][j + 1]) i++;
      else j++;
    }
    return kept;
  };

  const exchange = (next) => {
    const fresh = blocksOf(next.querySelector("article")).map((node) => ({ node, text: key(node) }));
    const kept = pairs(known.map((one) => one.text), fresh.map((one) => one.text));
    const stays = new Set(kept.values());
    // Blocks that are exchanged hand what a reader did to them to the one in their place.
    let gone = [];
    const heirs = new Map();
    const focused = document.activeElement && article.contains(document.activeElement) ? pathOf(document.activeElement) : null;
    let at = 0;
    const added = [];
    const places = fresh.map((one, number) => {
      if (!kept.has(number)) return null;
      return kept.get(number);
    });
    for (let number = 0; number <= fresh.length; number++) {
      const place = number < fresh.length ? places[number] : known.length;
      if (place === null) { added.push(number); continue; }
      gone = [];
      for (; at < place; at++) gone.push(at);
      added.forEach((number, turn) => {
        const old = gone.filter((one) => known[one].node.tagName === fresh[number].node.tagName);
        const heir = gone.length === added.length ? gone[turn] : old[Math.min(turn, old.length - 1)];
        if (heir !== undefined && known[heir].node.nodeType === 1) heirs.set(number, heir);
      });
      added.length = 0;
      at = place + 1;
    }
    const anchor = known.find(({ node }, number) => stays.has(number) && node.getBoundingClientRect && node.getBoundingClientRect().bottom > 0);
    const before = anchor?.node.getBoundingClientRect().top;
    const scroll = scrollY;
    const changed = [];
    let previous = null;
    const result = fresh.map((one, number) => {
      if (kept.has(number)) {
        previous = known[kept.get(number)].node;
        return { node: previous, text: one.text };
      }
      const node = document.importNode(one.node, true);
      if (previous) previous.after(node);
      else article.prepend(node);
      previous = node;
      if (heirs.has(number)) carry(known[heirs.get(number)].node, node);
      for (const one of node.nodeType === 1 ? inside(node, "details") : []) one.open ||= opened.has(nameOf(one));
      if (node.nodeType === 1) changed.push(node);
      return { node, text: one.text };
    });
    const focusHeir = focused && !stays.has(focused.block)
      ? [...heirs].find(([, old]) => old === focused.block)?.[0] : undefined;
    known.forEach(({ node }, number) => { if (!stays.has(number)) node.remove(); });
    known = result;
    if (focusHeir !== undefined) inside(known[focusHeir].node, focused.tag)[focused.at]?.focus({ preventScroll: true });
    return { changed, settle: () => settle(anchor?.node, before, scroll) };
  };
  // Back to the reader's place, once all is laid out; where the page was too short for a while, when it is long again.
  let lost = null;
  const settle = (anchor, before, scroll) => {
    const wanted = lost !== null && lost.after === scroll ? lost.wanted : null;
    if (wanted !== null) scrollTo({ top: wanted, behavior: "instant" });
    else if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
    else scrollTo({ top: scroll, behavior: "instant" });
    const place = wanted ?? (anchor ? null : scroll);
    lost = place !== null && Math.abs(scrollY - place) > 1 ? { wanted: place, after: scrollY } : null;
  };

  const reload = () => {
    try {
      sessionStorage.setItem("docgen-scroll", JSON.stringify([location.pathname, scrollY,
        [...document.querySelectorAll("article details")].map((one) => one.open)]));
    } catch {}
    location.reload();
  };
  const restore = () => {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem("docgen-scroll")); sessionStorage.removeItem("docgen-scroll"); } catch {}
    if (!kept || kept[0] !== location.pathname) return;
    document.querySelectorAll("article details").forEach((one, at) => { one.open = kept[2][at] ?? one.open; });
    scrollTo({ top: kept[1], behavior: "instant" });
  };

  const follow = async () => {
    const answer = await fetch(location.pathname, { cache: "no-cache" });
    const fresh = answer.headers.get("ETag");
    if (fresh === tag || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
    tag = fresh;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!article || !next.querySelector("article")) return !article === !next.querySelector("article") ? undefined : reload();
    const nextScripts = [...next.querySelectorAll("body script[src]")].map((s) => s.getAttribute("src")).join(" ");
    // Other scripts, or other functions of sliders, can only be run by loading the page.
    if (nextScripts !== scripts) return reload();
    const nextSymbols = frame(next, "script.symbols");
    const { changed, settle: back } = exchange(next);
    document.title = next.title;
    frames.forEach((selector, at) => {
      const now = frame(next, selector);
      if (now === framed[at]) return;
      framed[at] = now;
      const [old, one] = [document.querySelector(selector), next.querySelector(selector)];
      if (!old || !one) return;
      const box = document.importNode(one, true), scroll = old.scrollTop;
      carry(old, box);
      old.replaceWith(box);
      box.scrollTop = scroll;
    });
    if (nextSymbols !== symbols) {
      symbols = nextSymbols;
      const one = document.querySelector("script.symbols");
      if (one) one.textContent = next.querySelector("script.symbols")?.textContent ?? "[]";
    }
    document.dispatchEvent(new CustomEvent("docgen:changed", { detail: { blocks: changed } }));
    back();
    if (changed.some((block) => inside(block, "input[type=range]").length)) reload();
  };

  // The list.
  const box = document.createElement("aside");
  box.className = "docgen-live";
  box.setAttribute("aria-label", "docgen serve");
  box.innerHTML = "<details><summary role=\"status\"></summary><ol></ol></details>";
  const [details, summary, list] = ["details", "summary", "ol"].map((name) => box.querySelector(name));
  const say = (state, text) => { box.dataset.state = state; summary.textContent = text; };
  const here = () => decodeURIComponent(location.pathname.slice(1)).replace(/(^|\/)$/, "$1index.html");
  const jump = (place) => {
    const target = [...document.querySelectorAll("[data-docgen-place]")].find((one) => one.dataset.docgenPlace === place);
    if (!target) return false;
    for (let up = target.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    target.scrollIntoView({ block: "center" });
    target.classList.add("docgen-shown");
    setTimeout(() => target.classList.remove("docgen-shown"), 1500);
    return true;
  };
  let words = { zh: true };
  const show = (news) => {
    words = news.words;
    const { errors, warnings } = news;
    say(errors ? "error" : warnings ? "warning" : "fine", news.counts + " · " + news.seconds + " s");
    list.replaceChildren(...news.problems.map((problem) => {
      const item = document.createElement("li"), link = document.createElement("a"), place = document.createElement("small");
      item.dataset.severity = problem.severity;
      link.href = problem.page === null ? "#" : "/" + encodeURI(problem.page).replace(/[?#]/g, encodeURIComponent) + "#docgen:" + encodeURIComponent(problem.place);
      link.textContent = problem.message;
      place.textContent = problem.place;
      link.append(place);
      link.addEventListener("click", (event) => {
        if (problem.page !== null && problem.page !== here()) return;
        event.preventDefault();
        jump(problem.place);
      });
      item.append(link);
      return item;
    }));
    box.dataset.edition = news.edition;
  };

  let wait = 100;
  const connect = () => {
    const socket = new WebSocket("ws://" + location.host + "/.docgen/socket");
    let turn = Promise.resolve();
    socket.onmessage = ({ data }) => {
      wait = 100;
      const news = JSON.parse(data);
      if (news.busy) return say("busy", news.busy);
      turn = turn.then(() => (news.styles !== undefined && restyle(news.styles), follow())).catch(() => {}).then(() => show(news));
    };
    socket.onclose = () => {
      say("away", words.away ?? "docgen serve …");
      setTimeout(connect, wait);
      wait = Math.min(wait * 1.5, 2000);
    };
  };
  // The author's own style, when it changes.
  let styles = null;
  const restyle = (now) => {
    if (styles !== null && styles !== now) {
      for (const link of document.querySelectorAll("link[rel=stylesheet]:not([data-docgen-live])")) {
        const fresh = link.cloneNode();
        fresh.href = link.getAttribute("href").replace(/\?.*/, "") + "?" + now;
        fresh.addEventListener("load", () => link.remove());
        link.after(fresh);
      }
    }
    styles = now;
  };
  addEventListener("load", () => {
    restore();
    document.body.append(box);
    if (location.hash.startsWith("#docgen:")) jump(decodeURIComponent(location.hash.slice("#docgen:".length)));
    connect();
  });
})();
