// A value under the pointer on every plot that stands still, out of the numbers of its own data.
(() => {
  const { all, make, say } = globalThis.docgen;
  const svg = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return element;
  };
  const scale = (text) => {
    const [isLog, low, high, from, to] = text.split(" ").map(Number);
    const [a, b] = isLog ? [Math.log(low), Math.log(high)] : [low, high];
    return {
      from, to,
      place: (value) => from + ((isLog ? Math.log(value) : value) - a) / (b - a) * (to - from),
      value: (place) => { const v = a + (place - from) / (to - from) * (b - a); return isLog ? Math.exp(v) : v; },
      holds: (place) => place >= Math.min(from, to) - 4 && place <= Math.max(from, to) + 4,
    };
  };
  const brief = (value) => String(Number(value.toPrecision(4))).replace("-", "−");
  const dress = (figure) => {
    const chart = figure.querySelector(".chart[data-x]");
    if (!chart || figure.querySelector(".slider")) return;
    const x = scale(chart.dataset.x), y = scale(chart.dataset.y);
    const grid = figure.querySelector("table[data-grid], .data th[scope=row]")?.closest("table");
    const lines = grid ? [] : all(".data table", figure).map((table) => ({
      name: table.caption.textContent.replace(/（.*$/, ""),
      rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => Number(cell.dataset.value))).filter((row) => row.every(Number.isFinite)),
    })).filter((line) => line.rows.length);
    const heads = grid && [...grid.tHead.rows[0].cells].slice(1).map((cell) => Number(cell.dataset.value ?? cell.textContent.replace("−", "-")));
    const rows = grid && [...grid.tBodies[0].rows].map((row) => [...row.cells].map((cell) => Number(cell.dataset.value ?? cell.textContent.replace("−", "-"))));
    const label = all(".axis", chart)[0]?.textContent ?? "x";
    const mark = chart.appendChild(svg("g", { class: "reading" }));
    const box = make("div", "", "tip-box");
    box.hidden = true;
    const hide = () => { box.hidden = true; mark.replaceChildren(); };
    // Between two rows of the data a value lies on the line through them; where they are far apart it is the nearer one.
    const at = (list, value) => {
      const next = list.findIndex((row) => row[0] >= value);
      if (next <= 0) return next === 0 && list[0][0] === value ? list[0][1] : null;
      const [a, b] = [list[next - 1], list[next]];
      return list.length > 40 ? a[1] + (value - a[0]) / (b[0] - a[0]) * (b[1] - a[1]) : value - a[0] < b[0] - value ? a[1] : b[1];
    };
    const nearest = (list, value) => list.reduce((best, one, index) => Math.abs(one - value) < Math.abs(list[best] - value) ? index : best, 0);
    chart.addEventListener("pointermove", (event) => {
      const frame = chart.getBoundingClientRect(), { width, height } = chart.viewBox.baseVal;
      const px = (event.clientX - frame.left) / frame.width * width, py = (event.clientY - frame.top) / frame.height * height;
      if (!x.holds(px) || !y.holds(py)) return hide();
      const value = x.value(px), marks = [svg("line", { x1: px, x2: px, y1: y.to, y2: y.from })];
      const said = [];
      if (grid) {
        const column = nearest(heads, value), row = nearest(rows.map((one) => one[0]), y.value(py));
        said.push(label + " = " + brief(heads[column]), say("纵轴 ", "up ") + brief(rows[row][0]), say("值 ", "value ") + brief(rows[row][column + 1]));
        marks.length = 0;
        marks.push(svg("circle", { cx: x.place(heads[column]), cy: y.place(rows[row][0]), r: 4 }));
      } else {
        said.push(label + " = " + brief(value));
        for (const { name, rows: list } of lines) {
          const found = at(list, value);
          if (found === null) continue;
          said.push(name + " " + brief(found));
          const place = y.place(found);
          if (y.holds(place)) marks.push(svg("circle", { cx: px, cy: place, r: 3.5 }));
        }
      }
      mark.replaceChildren(...marks);
      box.textContent = said.join("；");
      if (!box.isConnected) document.body.append(box);
      box.hidden = false;
      box.style.left = Math.max(8, Math.min(event.clientX + 14, document.documentElement.clientWidth - box.offsetWidth - 8)) + scrollX + "px";
      box.style.top = event.clientY + scrollY - box.offsetHeight - 14 + "px";
    });
    chart.addEventListener("pointerleave", hide);
  };
  all(".plot").forEach(dress);
  document.addEventListener("docgen:changed", (event) => {
    for (const block of event.detail.blocks) {
      if (block.matches(".plot")) dress(block);
      all(".plot", block).forEach(dress);
    }
  });
})();
