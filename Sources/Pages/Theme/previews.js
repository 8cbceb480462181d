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
