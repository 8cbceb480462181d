// What opens over the page: a picture at its own size, and the list of keys. Escape and a press beside it close each.
(() => {
  const { all, make, say } = globalThis.docgen;
  const open = (className, label, ...parts) => {
    const dialog = make("dialog", "", className), from = document.activeElement;
    dialog.setAttribute("aria-label", label);
    dialog.append(...parts);
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => { if (!event.target.closest("table")) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); from?.focus({ preventScroll: true }); });
    dialog.showModal();
  };

  // A picture that its column shows smaller than it is.
  const isSmaller = (image) => image.naturalWidth > image.clientWidth * 1.15 && !image.closest("a, button, .preview");
  const zoom = (image) => {
    const whole = make("img");
    whole.src = image.currentSrc;
    whole.alt = image.alt;
    open("zoom", image.alt || say("图片", "Picture"), whole);
  };
  const offer = () => {
    for (const image of all("article img")) {
      const isOffered = image.complete && isSmaller(image);
      image.classList.toggle("zooms", isOffered);
      if (isOffered) {
        image.tabIndex = 0;
        image.setAttribute("role", "button");
        image.setAttribute("aria-label", say("放大：", "Enlarge: ") + (image.alt || say("图片", "picture")));
      } else for (const name of ["tabindex", "role", "aria-label"]) image.removeAttribute(name);
      if (!image.complete) image.addEventListener("load", offer, { once: true });
    }
  };
  offer();
  addEventListener("resize", offer);
  document.addEventListener("docgen:changed", offer);
  document.addEventListener("click", ({ target }) => { if (target.matches?.("img.zooms")) zoom(target); });

  const keys = () => [
    ["/", say("搜索；↑ ↓ 选择，Enter 打开", "Search; ↑ ↓ choose, Enter opens")],
    ["Tab", say("下一处；说明随焦点出现", "Next place; explanations come with the focus")],
    ["← →", say("一组之内：数值、证据、目录、表头", "Within a group: values, evidence, contents, heads of tables")],
    ["Enter", say("打开证据、链接与图片", "Opens evidence, links and pictures")],
    ["Esc", say("关上", "Closes")],
    ["?", say("这张表", "This list")],
  ];
  const list = () => {
    const table = make("table");
    table.append(make("caption", say("按键", "Keys")));
    for (const [key, meaning] of keys()) {
      const row = table.insertRow(), head = make("th");
      head.scope = "row";
      head.append(make("kbd", key));
      row.append(head, make("td", meaning));
    }
    open("keys", say("按键", "Keys"), table);
  };
  addEventListener("keydown", (event) => {
    if (event.target.matches?.("img.zooms") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      return zoom(event.target);
    }
    if (!["?", "？"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    list();
  });
})();
