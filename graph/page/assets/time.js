// The time bar: a histogram of events, two handles, and a player.

const days = D.events.filter((e) => e.day !== undefined).map((e) => e.day).sort((a, b) => a - b);

// First and last day of the bar: the time of the news and the months around it. Events far from that, as of another
// century, are counted at the ends.
const span = (() => {
  if (!days.length) return null;
  const news = D.events.flatMap((e) => (e.claims || []).map((c) => c.on)).filter((on) => on !== undefined);
  let [lo, hi] = [days[0], days[days.length - 1]];
  if (news.length) {
    const first = news.reduce((a, b) => Math.min(a, b)), last = news.reduce((a, b) => Math.max(a, b)), room = Math.max(45, Math.round((last - first) / 3));
    const [from, to] = [Math.max(lo, first - room), Math.min(hi, last + room)];
    if (days.filter((d) => d < from || d > to).length < days.length / 8) [lo, hi] = [from, to];
  }
  return { lo, hi: Math.max(hi, lo + 1) };
})();

// Bars of days, weeks, months, quarters or years, few enough to be seen.
const bars = (() => {
  if (!span) return [];
  const length = span.hi - span.lo + 1;
  const [y, m] = parts(span.lo), out = [];
  if (length <= 750) {
    const step = length <= 100 ? 1 : 7;
    for (let d = step === 1 ? span.lo : span.lo - ((span.lo + 3) % 7); d <= span.hi; d += step) out.push([d, d + step - 1]);
  } else {
    const step = length <= 3700 ? 1 : length <= 11000 ? 3 : 12;
    for (let k = m - (m % step); dayOf(y, k, 1) <= span.hi; k += step) out.push([dayOf(y, k, 1), dayOf(y, k + step, 0)]);
  }
  return out;
})();
function barOf(day) {
  let [lo, hi] = [0, bars.length - 1];
  while (lo < hi) { const mid = (lo + hi + 1) >> 1; if (bars[mid][0] <= day) lo = mid; else hi = mid - 1; }
  return lo;
}

let playing = 0, chart = null, ends = null;
function buildTime() {
  const box = byId("time");
  if (!span) { fill(box, el("p", { class: "quiet" }, say("undated"))); return; }
  const range = (name, value) => el("input", {
    type: "range", id: `time-${name}`, min: String(span.lo), max: String(span.hi), step: "1", value: String(value), "aria-label": say(`time_${name}`),
    oninput: (e) => moved(name, Number(e.target.value)),
  });
  chart = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  chart.setAttribute("aria-hidden", "true");
  ends = { from: range("from", state.from === null ? span.lo : state.from), to: range("to", state.to === null ? span.hi : state.to) };
  const undated = D.events.filter((e) => !e.when).length;
  fill(box,
    el("div", { class: "time-line" },
      el("button", { type: "button", id: "play", class: "icon", "aria-label": say("play"), onclick: togglePlay }, "▶"),
      el("output", { id: "window" }),
      el("button", { type: "button", id: "all-times", class: "link", onclick: () => change({ from: null, to: null }) }, say("time_all")),
      D.events.some((e) => e.when && e.when[5] === "document") && el("span", { class: "keys" }, el("i", { class: "key" }), say("dated"), el("i", { class: "key by-report" }), say("by_report")),
      el("span", { class: "push" }),
      el("span", { class: "switch", role: "group", "aria-label": say("time_mode"), title: say("time_mode_help") },
        ["possible", "certain"].map((mode) => el("button", { type: "button", id: `time-${mode}`, "aria-pressed": String((mode === "certain") === state.sure), onclick: () => change({ sure: mode === "certain" }) }, say(`${mode}_time`)))),
      undated > 0 && el("label", { class: "check" }, el("input", { type: "checkbox", id: "undated", checked: state.undated, onchange: (e) => change({ undated: e.target.checked }) }), say("undated_too"), el("small", {}, undated))),
    el("div", { class: "bar" }, chart, ends.from, ends.to),
    el("div", { class: "ticks", "aria-hidden": "true" }));
  chart.addEventListener("pointerdown", brush);
  new ResizeObserver(drawTime).observe(chart);
}
function moved(name, value) {
  stop();
  const lo = span.lo, hi = span.hi;
  if (name === "from") change({ from: value <= lo ? null : Math.min(value, state.to === null ? hi : state.to) });
  else change({ to: value >= hi ? null : Math.max(value, state.from === null ? lo : state.from) });
}
// Draw on the chart to choose a window; a click chooses one bar.
function brush(event) {
  const box = chart.getBoundingClientRect();
  const dayAt = (x) => { const s = Math.min(1, Math.max(0, (x - box.left) / box.width)); return Math.round(span.lo + (rtl() ? 1 - s : s) * (span.hi - span.lo)); };
  const start = dayAt(event.clientX), from = event.clientX;
  stop();
  chart.setPointerCapture(event.pointerId);
  const set = (a, b) => change({ from: a <= span.lo ? null : a, to: b >= span.hi ? null : b });
  const move = (e) => { const end = dayAt(e.clientX); if (Math.abs(e.clientX - from) > 4) set(Math.min(start, end), Math.max(start, end)); };
  const up = (e) => {
    if (Math.abs(e.clientX - from) <= 4) set(...bars[barOf(start)]);
    chart.removeEventListener("pointermove", move); chart.removeEventListener("pointerup", up);
  };
  chart.addEventListener("pointermove", move);
  chart.addEventListener("pointerup", up);
}
function drawTime() {
  if (!span || !chart) return;
  const wide = chart.clientWidth || 800, high = chart.clientHeight || 56;
  const count = bars.map(() => [0, 0]);
  for (let n = 0; n < D.events.length; n++) {
    const event = D.events[n];
    if (event.day === undefined || (failed[n] & ~BIT.time)) continue;
    count[barOf(event.day)][event.when[5] === "document" ? 1 : 0]++;
  }
  const most = Math.max(1, ...count.map(([a, b]) => a + b));
  const x = (day) => { const s = (day - span.lo) / (span.hi + 1 - span.lo) * wide; return rtl() ? wide - s : s; };
  const first = state.from === null ? -Infinity : state.from, last = state.to === null ? Infinity : state.to;
  chart.setAttribute("viewBox", `0 0 ${wide} ${high}`);
  const rects = [];
  const rect = (cls, left, top, w, h) => {
    const r = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [k, v] of Object.entries({ class: cls, x: left.toFixed(1), y: top.toFixed(1), width: Math.max(w, 0.5).toFixed(1), height: h.toFixed(1) })) r.setAttribute(k, v);
    rects.push(r);
  };
  const edge = (d) => Math.min(span.hi + 1, Math.max(span.lo, d));
  const [wa, wb] = [x(edge(first)), x(edge(last + 1))];
  rect("window", Math.min(wa, wb), 0, Math.abs(wb - wa), high);
  bars.forEach(([a, b], i) => {
    const [sure, by] = count[i];
    if (!sure && !by) return;
    const [p, q] = [x(edge(a)), x(edge(b + 1))], left = Math.min(p, q), w = Math.abs(q - p), gap = w > 4 ? 1 : 0;
    const cls = b >= first && a <= last ? "in" : "out", scale = (v) => (v ? Math.max(2, (high - 3) * Math.sqrt(v / most)) : 0);
    const all = scale(sure + by), low = sure ? all * sure / (sure + by) : 0;
    if (by) rect(`${cls} by-report`, left + gap / 2, high - all, w - gap, all - low);
    if (sure) rect(cls, left + gap / 2, high - low, w - gap, low);
  });
  chart.replaceChildren(...rects);
  ends.from.value = state.from === null ? span.lo : state.from;
  ends.to.value = state.to === null ? span.hi : state.to;
  for (const [name, input] of Object.entries(ends)) input.setAttribute("aria-valuetext", dayText(Number(input.value)));
  byId("window").textContent = state.from === null && state.to === null
    ? `${dayText(Math.max(days[0], span.lo))} – ${dayText(Math.min(days[days.length - 1], span.hi))}`
    : `${state.from === null ? "…" : dayText(state.from)} – ${state.to === null ? "…" : dayText(state.to)}`;
  byId("all-times").hidden = state.from === null && state.to === null;
  for (const mode of ["possible", "certain"]) byId(`time-${mode}`).setAttribute("aria-pressed", String((mode === "certain") === state.sure));
  if (byId("undated")) byId("undated").checked = state.undated;
  drawTicks(x, wide);
}
// Names of months or years along the bar, as many as have room.
function drawTicks(x, wide) {
  const box = byId("time").querySelector(".ticks"), length = span.hi - span.lo + 1, room = 92;
  const ticks = [], [y, m] = parts(span.lo);
  if (length <= 62) { const step = Math.max(1, Math.ceil(length / (wide / room))); for (let d = span.lo; d <= span.hi; d += step) ticks.push([d, `${parts(d)[2]} ${W.months[parts(d)[1]]}`]); }
  else {
    const months = length / 30.4, step = [1, 2, 3, 6, 12, 24, 60, 120, 240].find((s) => months / s * room <= wide) || 600;
    for (let k = m - (m % Math.min(step, 12)); dayOf(y, k, 1) <= span.hi; k += step) {
      const d = dayOf(y, k, 1);
      if (d >= span.lo - 10) ticks.push([Math.max(d, span.lo), step >= 12 ? String(parts(d)[0]) : monthText(d)]);
    }
  }
  const before = days.filter((d) => d < span.lo).length, after = days.filter((d) => d > span.hi).length;
  fill(box, before > 0 && el("b", { class: "first" }, `${before} ${say("earlier")}`), after > 0 && el("b", { class: "last" }, `${after} ${say("later")}`), ticks.filter(([d]) => { const p = x(d); const near = rtl() ? wide - p : p; return near < wide - (after ? 120 : 50) && near > (before ? 60 : -1); }).map(([d, text]) => el("span", { vars: { "--at": `${(rtl() ? wide - x(d) : x(d)).toFixed(0)}px` } }, text)));
}

// The player moves a window on; with all of time chosen it lets time grow from its beginning.
function togglePlay() { if (playing) stop(); else start(); }
function start() {
  if (!span || playing) return;
  const whole = state.from === null && state.to === null, step = Math.max(1, Math.round((span.hi - span.lo) / 60));
  if (whole || state.to === null) change(whole ? { to: span.lo + step } : { from: null, to: span.lo + (span.hi - state.from) });
  playing = setInterval(() => {
    const to = state.to + step;
    if (to >= span.hi) { change({ to: state.from === null ? null : span.hi }); stop(); return; }
    change(state.from === null ? { to } : { from: state.from + step, to });
  }, 450);
  showPlay();
}
function stop() { clearInterval(playing); playing = 0; showPlay(); }
function showPlay() {
  const button = byId("play");
  if (!button) return;
  button.textContent = playing ? "⏸" : "▶";
  button.setAttribute("aria-label", say(playing ? "pause" : "play"));
}
