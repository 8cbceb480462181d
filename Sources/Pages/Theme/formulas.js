// Formulas in their boxes. The boxes break lines by themselves; here is only measured what still does not fit.
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const least = 0.75, paper = 44;
  let boxes, inText;
  const gather = () => {
    boxes = all(".formula > .scroll").map((box) => ({ box, formula: box.parentElement }));
    inText = all("article .katex").filter((formula) => !formula.closest(".formula, .scroll"));
  };
  gather();
  const need = ({ box }) => box.scrollWidth / Math.max(box.clientWidth, 1);
  const isWide = (item) => need(item) > 1.002;
  const fit = (items) => {
    const needs = items.map(need);
    items.forEach((item, index) => {
      if (needs[index] <= 1.002) return;
      item.formula.classList.add("fitted");
      const now = Number(item.formula.style.getPropertyValue("--fit") || 1);
      item.formula.style.setProperty("--fit", Math.max(Math.floor(now * 995 / needs[index]) / 1000, least));
    });
  };
  // Each step looks at all that is still too wide, and then writes: so the page is laid out a few times, not per formula.
  const measure = () => {
    for (const { box, formula } of boxes) {
      formula.classList.remove("fitted", "deepest");
      formula.style.removeProperty("--fit");
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
    // A sheet of paper is as wide as so many letters, whatever the screen is.
    for (const { box, formula } of boxes) {
      const fitted = Number(formula.style.getPropertyValue("--fit"));
      if (!fitted) continue;
      const letters = box.scrollWidth / fitted / parseFloat(getComputedStyle(box).fontSize);
      formula.style.setProperty("--paper", Math.min(1, Math.max(paper / letters, least)));
    }
  };
  // Within a line of text a formula breaks between its boxes; one box alone may be too wide.
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
  const again = () => { measure(); measureText(); };
  // An author's preview exchanges blocks of the page.
  document.addEventListener("docgen:changed", () => { gather(); again(); });
  if (!article || !boxes.length && !inText.length) return;
  let width = 0;
  new ResizeObserver(() => {
    if (article.clientWidth === width) return;
    width = article.clientWidth;
    again();
  }).observe(article);
  document.fonts.ready.then(again);
})();
