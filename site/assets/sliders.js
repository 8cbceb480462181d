"use strict";
// Sliders: the functions come generated from the notes' formulas, by docgenSlider(…) in a file of their page.
(() => {
  const svg = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return element;
  };
  const all = (selector, from) => [...from.querySelectorAll(selector)];
  const at = (value) => String(Math.round(value * 10) / 10);
  const minus = (text) => text.replaceAll("-", "−");
  // As NumberText.brief in Swift.
  const brief = (value, digits = 3) => {
    if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : minus(value > 0 ? "∞" : "-∞");
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 1e5 || size < 1e-4) {
      const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
      return minus(Number(mantissa) + "e" + Number(exponent));
    }
    const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    const text = value.toFixed(Math.min(places, 20));
    return minus(text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  };
  // As Scale in Swift: a value's place in the picture, null where it has none.
  const scale = ([isLog, low, high, from, to]) => {
    const span = isLog ? Math.log(high) - Math.log(low) : high - low;
    const slack = isLog ? 0 : span * 1e-9;
    return {
      from, to,
      place: (value) => {
        if (!Number.isFinite(value) || (isLog && value <= 0)) return null;
        return from + (isLog ? Math.log(value) - Math.log(low) : value - low) / span * (to - from);
      },
      holds: (value) => value >= low - slack && value <= high + slack,
      value: (share) => (isLog ? Math.exp(Math.log(low) + share * span) : low + share * span),
    };
  };
  const samples = ([first, last, count], isLog) => Array.from({ length: count }, (_, index) => {
    if (index === 0) return first;
    if (index === count - 1) return last;
    const share = index / (count - 1);
    return isLog ? Math.exp(Math.log(first) + share * (Math.log(last) - Math.log(first))) : first + share * (last - first);
  });

  // As PlotDrawing.line in Swift: cut where the curve leaves the frame or is not finite.
  const curve = (xs, ys, x, y) => {
    const top = y.to, bottom = y.from;
    let path = "", last = null, end = null;
    xs.forEach((a, index) => {
      const px = x.place(a), py = y.place(ys[index]);
      if (px === null || py === null || !x.holds(a)) { last = null; return; }
      const clamped = Math.min(Math.max(py, top - 4), bottom + 4);
      const joins = last !== null && (y.holds(ys[index]) || (last >= top && last <= bottom));
      path += (joins ? "L" : "M") + at(px) + " " + at(clamped);
      last = py;
      end = clamped;
    });
    return { path, end: end === null ? null : Math.min(Math.max(end, top), bottom) };
  };

  // As Contour in Swift: marching squares, the segments joined to lines.
  const contour = (xs, ys, values, level) => {
    const segments = [], ends = new Map();
    const add = (a, b) => {
      for (const key of [a[2], b[2]]) ends.set(key, [...(ends.get(key) ?? []), segments.length]);
      segments.push([a, b]);
    };
    for (let r = 0; r + 1 < ys.length; r++) {
      for (let c = 0; c + 1 < xs.length; c++) {
        const corners = [[r, c], [r, c + 1], [r + 1, c + 1], [r + 1, c]];
        const v = corners.map(([i, j]) => values[i][j]);
        if (!v.every(Number.isFinite)) continue;
        const crossings = [];
        for (let edge = 0; edge < 4; edge++) {
          const next = (edge + 1) % 4;
          if ((v[edge] < level) === (v[next] < level)) continue;
          const [p, q] = corners[edge], [s, t] = corners[next];
          const forward = p < s || (p === s && q < t);
          const [f, g] = forward ? [edge, next] : [next, edge];
          const share = (level - v[f]) / (v[g] - v[f]);
          const [i, j] = corners[f], [k, l] = corners[g];
          const a = xs[j] + share * (xs[l] - xs[j]), b = ys[i] + share * (ys[k] - ys[i]);
          // Joined where they meet, as in Swift: an edge of no width has two crossings at one place.
          crossings.push([a, b, a + " " + b]);
        }
        if (crossings.length === 2) add(crossings[0], crossings[1]);
        else if (crossings.length === 4) {
          const isLow = (v[0] + v[1] + v[2] + v[3]) / 4 < level;
          const pairs = isLow === (v[0] < level) ? [[0, 1], [2, 3]] : [[3, 0], [1, 2]];
          for (const [a, b] of pairs) add(crossings[a], crossings[b]);
        }
      }
    }
    const used = new Set(), lines = [];
    const follow = (from) => {
      const line = [];
      for (;;) {
        const next = ends.get(from[2]).find((s) => !used.has(s));
        if (next === undefined) return line;
        used.add(next);
        from = segments[next][0][2] === from[2] ? segments[next][1] : segments[next][0];
        line.push(from);
      }
    };
    segments.forEach(([a, b], index) => {
      if (used.has(index)) return;
      used.add(index);
      lines.push([...follow(a).reverse(), a, b, ...follow(b)]);
    });
    return lines;
  };
  // As HeatMap in Swift: the area above each level, each over that of the level below.
  const heat = (xs, ys, values, levels, x, y) => {
    const edged = (list, low, high) => [low, ...list, high];
    const px = edged(xs, xs[0], xs.at(-1)), py = edged(ys, ys[0], ys.at(-1)), empty = Array(px.length).fill(-1);
    const area = (level, shade) => {
      const rows = values.map((row) => edged(row.map((v) => !Number.isFinite(v) ? -1 : level === null ? 1
        : Math.max(Math.min(v - level, Number.MAX_VALUE), -Number.MAX_VALUE)), -1, -1));
      const d = contour(px, py, edged(rows, empty, empty), 0).map((line) =>
        line.map(([a, b], i) => (i ? "L" : "M") + at(x.place(a)) + " " + at(y.place(b))).join("") + "Z").join("");
      return svg("path", { class: "z" + shade, "fill-rule": "evenodd", d });
    };
    return [area(null, 0), ...levels.map((level, k) => area(level, Math.round((k + 1) / levels.length * 8)))];
  };
  const contours = (xs, ys, values, all, x, y, levels = [...all]) => levels.flatMap((level) => {
    const lines = contour(xs, ys, values, level);
    if (!lines.length) return [];
    const longest = lines.reduce((a, b) => (b.length > a.length ? b : a));
    const d = lines.map((line) =>
      line.map(([a, b], i) => (i ? "L" : "M") + at(x.place(a)) + " " + at(y.place(b))).join("")).join("");
    const [a, b] = longest[(longest.length - 1) >> 1];
    if (levels.taken?.some(([c, d]) => Math.abs(c - x.place(a)) < 44 && Math.abs(d - y.place(b)) < 20)) return [svg("path", { class: "contour", d })];
    (levels.taken ??= []).push([x.place(a), y.place(b)]);
    const text = svg("text", { class: "level", x: at(x.place(a)), y: at(y.place(b) + 4), "text-anchor": "middle" });
    text.textContent = brief(level);
    return [svg("path", { class: "contour", d }), text];
  });

  // Names move apart where they would meet, as PlotDrawing.names in Swift.
  const spread = (names, bottom) => {
    const placed = [...names].sort((a, b) => a.y - b.y), step = 24;
    for (let i = 1; i < placed.length; i++) placed[i].y = Math.max(placed[i].y, placed[i - 1].y + step);
    if (placed.length && placed.at(-1).y > bottom) {
      let limit = bottom;
      for (const name of placed.reverse()) { name.y = Math.min(name.y, limit); limit = name.y - step; }
    }
    for (const { element, y } of placed) element.setAttribute("y", at(y + 4));
  };

  const isTrue = ({ f, tests }) => tests.every((test) => {
    const [value, band] = test.slice(-2);
    return Math.abs(f(...test.slice(0, -2)) - value) <= band;
  });

  globalThis.docgenSlider = (plot) => {
    const figure = document.getElementById(plot.id);
    const panel = figure?.querySelector(".slider");
    if (!panel) return;
    const functions = [...plot.curves, ...plot.markers, ...(plot.grid ? [plot.grid] : [])];
    let holds = false;
    try { holds = functions.every(isTrue); } catch { /* A function that throws does not hold. */ }
    if (!holds) {
      panel.classList.add("refused");
      panel.querySelector(".held").textContent =
        (document.documentElement.lang.startsWith("zh")
          ? "滑块停用：这里的 JavaScript 与构建时核对过的值不一致。上图仍是 " + plot.name + " = " + brief(plot.start) + " 时的图。"
          : "The slider is off: JavaScript here computes other values than were checked. The plot stays at " + plot.name + " = " + brief(plot.start) + ".");
      return;
    }
    const chart = figure.querySelector(".chart");
    const x = scale(plot.x), y = scale(plot.y), isLog = plot.x[0], bottom = y.from, top = y.to;
    const inputs = all("input", panel);
    const outputs = inputs.map((input) => input.parentElement.querySelector("output"));
    const readings = all(".readings output", panel);
    const probe = chart.appendChild(svg("g", { class: "probe" }));
    const names = all("text[data-n]", chart).map((element) => ({ element, k: Number(element.dataset.n), still: Number(element.getAttribute("y")) - 4 }));
    const read = (input) => (input.dataset.log ? scale([1, Number(input.dataset.low), Number(input.dataset.high), 0, 1]).value(Number(input.value)) : Number(input.value));

    const drawGrid = (grid, t) => {
      const xs = samples(grid.x, isLog), ys = samples(grid.y, plot.y[0]);
      const values = ys.map((b) => xs.map((a) => grid.f(a, b, t)));
      chart.querySelector("[data-heat]").replaceChildren(...heat(xs, ys, values, grid.levels, x, y));
      chart.querySelector(".contours").replaceChildren(...contours(xs, ys, values, grid.contours, x, y));
    };
    const draw = (t) => {
      if (plot.grid) drawGrid(plot.grid, t);
      const ends = new Map();
      for (const { k, x: over, f } of plot.curves) {
        const xs = samples(over, isLog);
        const { path, end } = curve(xs, xs.map((a) => f(a, t)), x, y);
        chart.querySelector("path[data-k='" + k + "']").setAttribute("d", path);
        ends.set(k, end);
      }
      for (const name of names) {
        const end = ends.get(name.k);
        name.element.style.display = end === null ? "none" : "";
        name.y = end ?? name.still;
      }
      if (!plot.grid) spread(names.filter((name) => name.element.style.display !== "none"), bottom);
      for (const { k, at: a, f } of plot.markers) {
        const group = chart.querySelector("g[data-m='" + k + "']"), value = f(a, t), py = y.place(value);
        group.style.display = y.holds(value) ? "" : "none";
        if (py === null) continue;
        const circle = group.querySelector("circle"), text = group.querySelector("text");
        // Its name stays where Swift has found room for it.
        const away = group.dataset.away ??= Math.round(text.getAttribute("y") - circle.getAttribute("cy"));
        circle.setAttribute("cy", at(py));
        text.setAttribute("y", at(py + Number(away)));
      }
    };
    // The value that a reader asks for: a line through the picture, a number for each curve.
    const ask = (t, a, b) => {
      const px = at(x.place(a) ?? x.from);
      const marks = [svg("path", { d: "M" + px + " " + at(top) + "V" + at(bottom) })];
      const values = plot.grid ? [plot.grid.f(a, b, t)] : plot.curves.map(({ f }) => f(a, t));
      if (plot.grid) {
        const py = at(y.place(b) ?? y.from);
        marks.push(svg("path", { d: "M" + at(x.from) + " " + py + "H" + at(x.to) }), svg("circle", { cx: px, cy: py, r: 3.5 }));
      } else {
        for (const value of values) {
          if (y.holds(value)) marks.push(svg("circle", { cx: px, cy: at(y.place(value)), r: 3.5 }));
        }
      }
      probe.replaceChildren(...marks);
      values.forEach((value, index) => {
        readings[index].textContent = brief(value, 6);
        readings[index].title = String(value);
      });
    };
    const fill = (t) => {
      for (const { k, f } of plot.curves) {
        for (const row of all("table[data-k='" + k + "'] tbody tr", figure)) {
          const value = f(Number(row.cells[0].dataset.value), t);
          row.cells[1].dataset.value = String(value);
          row.cells[1].textContent = brief(value, 5);
        }
      }
      const table = plot.grid && figure.querySelector("table[data-grid]");
      if (!table) return;
      const heads = [...table.tHead.rows[0].cells];
      for (const row of table.tBodies[0].rows) {
        [...row.cells].slice(1).forEach((cell, index) => {
          const value = plot.grid.f(Number(heads[index + 1].dataset.value), Number(row.cells[0].dataset.value), t);
          cell.dataset.value = String(value);
          cell.textContent = brief(value, 5);
        });
      }
    };
    let waiting = false, drawn = plot.start;
    const follow = () => {
      waiting = false;
      const [t, a, b] = inputs.map(read);
      inputs.forEach((input, index) => {
        outputs[index].textContent = brief(read(input), 4);
        input.setAttribute("aria-valuetext", outputs[index].textContent);
      });
      if (t !== drawn) { draw(t); fill(t); drawn = t; }
      ask(t, a, b);
    };
    const soon = () => {
      if (!waiting) { waiting = true; requestAnimationFrame(follow); }
    };
    const reset = panel.querySelector(".reset");
    for (const input of inputs) {
      input.disabled = false;
      input.addEventListener("input", () => { reset.hidden = false; soon(); });
    }
    reset.addEventListener("click", () => {
      for (const input of inputs) input.value = input.defaultValue;
      reset.hidden = true;
      inputs[0].focus();
      soon();
    });
    // A press on the picture asks there.
    const press = (event) => {
      const box = chart.getBoundingClientRect(), { width, height } = chart.viewBox.baseVal;
      const shares = [
        ((event.clientX - box.left) / box.width * width - x.from) / (x.to - x.from),
        ((event.clientY - box.top) / box.height * height - y.from) / (y.to - y.from),
      ];
      inputs.slice(1).forEach((input, index) => {
        input.value = Number(input.min) + shares[index] * (input.max - input.min);
      });
      soon();
    };
    chart.addEventListener("pointerdown", press);
    chart.addEventListener("pointermove", (event) => { if (event.buttons || event.pointerType === "mouse") press(event); });
    follow();
  };
})();
