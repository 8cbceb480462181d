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
