// The search dialog: what is typed, and what is found.
(() => {
  const { make, root, say } = globalThis.docgen;
  const { find, plain, warm } = globalThis.docgenSearch;
  let dialog = null;
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
      const hint = say("标题、正文、公式、数值；错一个字也找得到", "Titles, text, formulas, numbers; one slip is forgiven") + say("；? 是按键的表", "; ? lists the keys");
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
        note.textContent = results.length ? results.length + (results.more ? say(" 页以上", " pages or more") : say(" 页", results.length === 1 ? " page" : " pages")) + (results.isNear ? say("，与所写的差一个字", ", one letter off") : results.isPart ? say("，没有一页写到全部", ", none with all of it") : "")
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
    warm();
  };
  document.querySelector("[data-open-search]")?.addEventListener("click", openSearch);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName) || dialog?.open) return;
    event.preventDefault();
    openSearch();
  });
})();
