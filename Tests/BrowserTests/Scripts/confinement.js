// That a page made of a hostile note is still docgen's page: a list of what is not. Runs with the page's policy
// switched off, so that the markup alone must hold. `pwn` counts how often a smuggled script ran.
(() => {
  const found = [];
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const article = document.querySelector("main > article");
  if (!article) return ["the article is gone"];
  const say = (element) => element.outerHTML.slice(0, 160);

  // The frame stands as in every page.
  const frame = [...document.body.children].map((e) => e.localName + "." + e.className).join(" ");
  if (!/^a\.skip header\.bar div\.frame (script\.symbols )?script\.( div\.tip-box)?$/.test(frame)) found.push("frame: " + frame);
  for (const name of ["main", "article", "header", "footer", "nav.sidebar", "head > title", "base"]) {
    const count = all(name).length, wanted = name === "base" ? 0 : 1;
    if (count !== wanted) found.push(`${count} of ${name}`);
  }

  // Nothing that runs, loads, sends or covers.
  const forbidden = "script, style, link, meta, base, iframe, frame, frameset, object, embed, applet, portal, form, select, textarea, template, dialog, video, audio, source, noscript, slot, marquee, [contenteditable], [popover], [autofocus], [srcset], [background], [formaction], [action], [ping], [target], [download], [srcdoc], [cite]";
  for (const element of all(forbidden, article)) found.push("forbidden: " + say(element));
  for (const element of all("input, button", article)) {
    if (!element.matches("input[type=checkbox][disabled], .copy, .csv, .actions > [data-copy], th > button")) found.push("control: " + say(element));
  }
  const here = location.href.replace(/[^/]*$/, "");
  for (const element of all("*", article)) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push("handler: " + say(element));
      if (name === "style" && !element.closest(".katex") && !/^--ink-of:#?[0-9a-z]+$/.test(value)) found.push("style: " + say(element));
      if (name === "style" && /url\(|expression|position\s*:\s*fixed/i.test(value)) found.push("style: " + say(element));
      if (/^(href|src|xlink:href)$/.test(name)) {
        const { protocol, href } = new URL(value, location.href);
        const isPicture = name === "src";
        const isOwn = protocol === "file:" && href.startsWith(here);
        const isSafe = isOwn || (isPicture ? value === "data:," : /^(https?|mailto):$/.test(protocol));
        if (!isSafe) found.push("leads away: " + say(element));
      }
    }
    const { position } = getComputedStyle(element);
    if (position === "fixed" || position === "sticky") found.push(position + ": " + say(element));
    for (const type of ["mouseover", "mouseenter", "pointerenter", "focus", "toggle", "scroll", "animationstart", "error", "load", "change"]) {
      element.dispatchEvent(new Event(type));
    }
    if (!element.closest("a")) element.dispatchEvent(new MouseEvent("click", { bubbles: false }));
  }

  // Nothing of it is painted, or takes a click, outside its column.
  scrollTo(0, 0);
  const column = document.querySelector("main").getBoundingClientRect();
  for (let x = 4; x < innerWidth; x += 40) {
    for (let y = 4; y < innerHeight; y += 40) {
      const isInside = x > column.left - 24 && x < column.right + 24 && y > column.top && y < column.bottom;
      if (isInside) continue;
      const hit = document.elementsFromPoint(x, y).find((e) => article.contains(e));
      if (hit) { found.push(`painted at ${x}, ${y}: ` + say(hit)); x = innerWidth; break; }
    }
  }
  const bar = document.querySelector(".bar").getBoundingClientRect();
  if (!document.elementFromPoint(bar.x + 30, bar.y + bar.height / 2)?.closest(".bar")) found.push("the bar is covered");
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  if (globalThis.pwned) found.push(`a script ran ${globalThis.pwned} times`);
  if (typeof docgenSearch?.find !== "function") found.push("the page's own script is broken");
  return found;
})()
