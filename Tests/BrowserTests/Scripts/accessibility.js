// What WCAG 2.2 (A and AA) asks and a machine can decide of a page as it stands: a list of `rule: what`.
(() => {
  const found = [];
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const say = (element) => {
    const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const names = [...(element.classList || [])].join(".");
    return `<${element.localName}${element.id ? "#" + element.id : ""}${names ? "." + names : ""}> ${text}`;
  };
  const fail = (rule, element, more = "") => found.push(`${rule}: ${typeof element === "string" ? element : say(element)} ${more}`.trim());
  const style = (element) => getComputedStyle(element);
  const isShown = (element) => element.checkVisibility({ opacityProperty: false, visibilityProperty: true, contentVisibilityAuto: false });
  // Cut away for the eye, kept for screen readers.
  const isClipped = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const s = style(e);
      if ((s.clipPath !== "none" || s.clip !== "auto") && s.position === "absolute" && e.getBoundingClientRect().width <= 2) return true;
    }
    return false;
  };

  // The page as a whole.
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(document.documentElement.lang)) fail("language", document.documentElement);
  for (const element of all("[lang]")) if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(element.lang)) fail("language", element);
  if (!document.title.trim()) fail("title", "empty");
  const zoom = document.querySelector("meta[name=viewport]")?.content ?? "";
  if (/user-scalable\s*=\s*no|maximum-scale\s*=\s*[01]\b/.test(zoom)) fail("zoom", zoom);
  if (document.querySelector("meta[http-equiv=refresh]")) fail("refresh", "meta");
  for (const element of all("[tabindex]")) if (element.tabIndex > 0) fail("tab order", element);
  for (const element of all("blink, marquee, [autofocus], audio[autoplay], video[autoplay]")) fail("moving", element);

  // Landmarks and headings.
  const mains = all("main, [role=main]").filter(isShown);
  if (mains.length !== 1) fail("one main", `${mains.length}`);
  if (all("body > header, [role=banner]").length !== 1) fail("one banner", "");
  const regions = all("nav, aside, [role=navigation], [role=complementary]").filter(isShown);
  const labels = regions.map((e) => e.getAttribute("aria-label") ?? e.getAttribute("aria-labelledby") ?? "");
  labels.forEach((label, at) => {
    if (!label && regions.length > 1) fail("landmark without name", regions[at]);
    if (labels.indexOf(label) !== at) fail("landmarks of one name", regions[at]);
  });
  const inLandmark = "main, nav, aside, header, footer, dialog, .skip, [role=region], script, style";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || /^(SCRIPT|STYLE|ANNOTATION)$/i.test(element.localName) || !isShown(element)) continue;
    texts.push(node);
    if (!element.closest(inLandmark)) fail("outside every landmark", element);
  }
  const headings = all("h1, h2, h3, h4, h5, h6").filter(isShown);
  if (headings.filter((h) => h.localName === "h1").length !== 1) fail("one h1", `${headings.filter((h) => h.localName === "h1").length}`);
  let level = 0;
  for (const heading of headings) {
    const own = Number(heading.localName[1]);
    if (own > level + 1) fail("heading order", heading, `after h${level}`);
    level = own;
    if (!heading.textContent.replace("#", "").trim() && !heading.querySelector("img[alt]")) fail("empty heading", heading);
  }
  const skip = document.querySelector("a[href]");
  if (!skip?.hash || !document.getElementById(skip.hash.slice(1))) fail("skip link", skip ?? "none");

  // Ids and what refers to them.
  const ids = new Set();
  for (const element of all("[id]")) {
    if (ids.has(element.id)) fail("duplicate id", element);
    ids.add(element.id);
  }
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "for", "headers"]) {
    for (const element of all(`[${name}]`)) {
      for (const id of element.getAttribute(name).split(/\s+/)) if (id && !ids.has(id)) fail("dangling " + name, element, id);
    }
  }

  // ARIA.
  const roles = new Set("alert application article banner button cell checkbox columnheader combobox complementary contentinfo definition dialog directory document feed figure form grid gridcell group heading img link list listbox listitem log main math menu menubar menuitem meter navigation none note option presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider spinbutton status switch tab table tablist tabpanel term textbox timer toolbar tooltip tree treeitem".split(" "));
  const attributes = new Set("activedescendant atomic autocomplete busy checked colcount colindex colspan controls current describedby description details disabled errormessage expanded flowto haspopup hidden invalid keyshortcuts label labelledby level live modal multiline multiselectable orientation owns placeholder posinset pressed readonly relevant required roledescription rowcount rowindex rowspan selected setsize sort valuemax valuemin valuenow valuetext".split(" "));
  const booleans = new Set(["aria-atomic", "aria-busy", "aria-disabled", "aria-hidden", "aria-modal", "aria-multiline", "aria-multiselectable", "aria-readonly", "aria-required", "aria-selected", "aria-expanded"]);
  const tokens = { "aria-sort": /^(ascending|descending|none|other)$/, "aria-current": /^(page|step|location|date|time|true|false)$/, "aria-live": /^(off|polite|assertive)$/, "aria-pressed": /^(true|false|mixed)$/, "aria-checked": /^(true|false|mixed)$/ };
  const parents = { option: "[role=listbox], select", tab: "[role=tablist]", row: "table, [role=table], [role=grid]", listitem: "ul, ol, [role=list]", treeitem: "[role=tree]", menuitem: "[role=menu], [role=menubar]" };
  const children = { listbox: "[role=option]", tablist: "[role=tab]", radiogroup: "[role=radio]" };
  const wanted = { slider: ["aria-valuenow"], checkbox: ["aria-checked"], combobox: ["aria-expanded"], heading: ["aria-level"] };
  for (const element of all("[role]")) {
    const role = element.getAttribute("role");
    if (!roles.has(role)) fail("unknown role", element, role);
    if (parents[role] && !element.parentElement.closest(parents[role])) fail("role without its parent", element, role);
    if (children[role] && element.children.length && !element.querySelector(children[role])) fail("role without its children", element, role);
    const isNative = /^(input|button|select|h[1-6])$/.test(element.localName);
    for (const name of wanted[role] ?? []) if (!isNative && !element.hasAttribute(name)) fail("role lacks " + name, element);
  }
  const unnamed = new Set(["div", "span", "p", "code", "em", "strong", "b", "i", "del", "ins", "sub", "sup", "pre", "small", "caption", "li"]);
  for (const element of all("*")) {
    for (const { name, value } of element.attributes) {
      if (!name.startsWith("aria-")) continue;
      if (!attributes.has(name.slice(5))) fail("unknown attribute", element, name);
      if (booleans.has(name) && !/^(true|false)$/.test(value)) fail("bad value", element, `${name}=${value}`);
      if (tokens[name] && !tokens[name].test(value)) fail("bad value", element, `${name}=${value}`);
    }
    if (element.hasAttribute("aria-label") && unnamed.has(element.localName) && !element.hasAttribute("role")) fail("name on what has none", element);
  }
  for (const hidden of all("[aria-hidden=true]")) {
    for (const element of all("a[href], button, input, select, textarea, summary, [tabindex]", hidden)) {
      if (element.tabIndex >= 0 && isShown(element)) fail("focus within what is hidden", element);
    }
  }

  // Names of controls, links, pictures.
  const named = (element) => {
    const by = element.getAttribute("aria-labelledby");
    if (by) return by.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
    const label = element.getAttribute("aria-label");
    if (label !== null) return label.trim();
    if (element.labels?.length) return [...element.labels].map((l) => l.textContent).join(" ").trim();
    const pictures = all("img[alt], [aria-label]", element).map((e) => e.alt ?? e.getAttribute("aria-label")).join(" ");
    return ((element.localName === "input" ? "" : element.textContent) + pictures + (element.title || "")).trim();
  };
  const interactive = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=slider], [role=option], [role=checkbox], [tabindex='0']";
  for (const element of all(interactive + ", dialog, [role=region], [role=group], [role=listbox], [role=img], [role=dialog]")) {
    if (isShown(element) && !named(element)) fail("without name", element);
  }
  for (const element of all("a[aria-label], button[aria-label], summary[aria-label]")) {
    const copy = element.cloneNode(true);
    for (const spoken of all(".katex-mathml, .sr", copy)) spoken.remove();
    const seen = copy.textContent.trim();
    const label = element.getAttribute("aria-label");
    if (/[\p{L}\p{N}]/u.test(seen) && !label.includes(seen)) fail("name without its label", element, label);
  }
  for (const element of all("a[href] a[href], button a, a button, summary a, summary button, button button, label a")) fail("control within control", element);
  for (const picture of all("img")) if (!picture.hasAttribute("alt")) fail("picture without alt", picture);
  for (const drawing of all("svg")) {
    if (drawing.closest("[aria-hidden=true]")) continue;
    if (drawing.getAttribute("role") !== "img" || !(drawing.getAttribute("aria-label") || drawing.querySelector(":scope > title") || drawing.hasAttribute("aria-labelledby"))) fail("drawing without name", drawing);
  }
  for (const formula of all(".katex")) {
    if (!formula.querySelector("math")) fail("formula without MathML", formula);
    if (formula.querySelector(".katex-html:not([aria-hidden=true])")) fail("formula read twice", formula);
  }

  // Lists and tables.
  for (const list of all("ul, ol")) for (const item of list.children) {
    if (!/^(li|script|template)$/.test(item.localName) && list.getAttribute("role") !== "listbox") fail("list holds", item);
  }
  for (const item of all("li")) if (!item.parentElement.matches("ul, ol, menu")) fail("item outside a list", item);
  for (const item of all("dt, dd")) if (!item.closest("dl")) fail("term outside a list", item);
  for (const table of all("table")) {
    const heads = all("th", table);
    if (!heads.length) fail("table without headers", table);
    for (const head of heads) {
      if (!head.textContent.trim() && !head.getAttribute("aria-label")) fail("empty header", table);
      if (!/^(col|row|colgroup|rowgroup)$/.test(head.scope)) fail("header without scope", head);
    }
  }

  // Scrolling without a mouse, and at 320 pixels without scrolling sideways.
  for (const element of all("body *")) {
    if (!isShown(element)) continue;
    const s = style(element);
    const across = /auto|scroll/.test(s.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const down = /auto|scroll/.test(s.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if ((across || down) && element.clientWidth > 0 && element.tabIndex < 0 && !all(interactive, element).some((e) => e.tabIndex >= 0 && isShown(e))) fail("scrolls by mouse alone", element);
  }
  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = all("body *").find((e) => isShown(e) && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, pre, .katex-mathml, .sr"));
    fail("page scrolls sideways", wide ?? document.body, `${document.documentElement.scrollWidth} of ${innerWidth}`);
  }

  // Size of targets (2.5.8): 24 by 24, or so far from its neighbours, or within a line of text.
  const targets = all("a[href], button, input, select, summary, [role=slider]").filter((e) => isShown(e) && !isClipped(e) && !e.disabled);
  const boxes = targets.map((e) => e.getBoundingClientRect());
  const isInText = (e) => style(e).display === "inline" && e.parentElement.closest("p, li, td, th, dd, dt, figcaption, caption, h1, h2, h3, h4, h5, h6, div")?.textContent.trim().length > e.textContent.trim().length;
  targets.forEach((target, at) => {
    const box = boxes[at];
    if (Math.min(box.width, box.height) >= 23.9 || isInText(target)) return;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const isCrowded = boxes.some((other, number) => {
      if (number === at || targets[number].contains(target) || target.contains(targets[number])) return false;
      const dx = Math.max(other.left - x, 0, x - other.right), dy = Math.max(other.top - y, 0, y - other.bottom);
      return Math.hypot(dx, dy) < 12;
    });
    if (isCrowded) fail("small target", target, `${Math.round(box.width)} × ${Math.round(box.height)}`);
  });

  // Contrast (1.4.3, 1.4.11), of each text as it is painted.
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (color) => {
    if (!known.has(color)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = (top, bottom) => [0, 1, 2].map((i) => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1);
  const base = rgba(style(document.body).backgroundColor);
  const grounds = new Map();
  const ground = (element) => {
    if (!element || element === document.documentElement) return base;
    if (!grounds.has(element)) grounds.set(element, over(rgba(style(element).backgroundColor), ground(element.parentElement)));
    return grounds.get(element);
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const opacity = (element) => { let o = 1; for (let e = element; e; e = e.parentElement) o *= Number(style(e).opacity); return o; };
  const judged = new Set();
  for (const node of texts) {
    const element = node.parentElement;
    if (judged.has(element) || isClipped(element) || element.closest(".katex-mathml, [disabled]")) continue;
    judged.add(element);
    const s = style(element);
    if (s.visibility !== "visible") continue;
    const isDrawn = element instanceof SVGElement && !(element instanceof MathMLElement);
    const color = rgba(isDrawn ? s.fill : s.color);
    const see = opacity(element);
    // Shown on hover and on focus alone: at full strength then.
    const strength = see === 0 ? 1 : see;
    const below = ground(element);
    const size = parseFloat(s.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(s.fontWeight) >= 700);
    const value = ratio(over([...color.slice(0, 3), color[3] * strength], below), below);
    if (value < (isLarge ? 3 : 4.5)) fail("contrast", element, `${value.toFixed(2)}: ${isDrawn ? s.fill : s.color}`);
  }
  for (const curve of all(".chart path.s, .chart .marker circle")) {
    const below = ground(curve.closest("figure") ?? document.body);
    if (ratio(over(rgba(style(curve).stroke), below), below) < 3 && !curve.closest(".chart").querySelector(".heat")) fail("contrast of a curve", curve);
  }
  // Links within text are told from it by more than colour.
  for (const link of all("article p a[href], article li a[href], article td a[href]")) {
    if (!isInText(link) || !isShown(link) || link.closest(".index, .pages, .katex, sup") || link.classList.contains("back")) continue;
    if (!style(link).textDecorationLine.includes("underline")) fail("link by colour alone", link);
  }
  return [...new Set(found)];
})()
