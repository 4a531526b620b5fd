// Filters that are also the legend: types, statuses, outlets, kinds of actors, and what lines mean.

const SVG = "http://www.w3.org/2000/svg";
function svg(tag, props, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [k, v] of Object.entries(props)) node.setAttribute(k, v);
  node.append(...children);
  return node;
}
const OUTLINES = {
  dot: ["circle", { cx: 8, cy: 8, r: 6 }], square: ["rect", { x: 2.5, y: 2.5, width: 11, height: 11 }],
  diamond: ["polygon", { points: "8,0.8 15.2,8 8,15.2 0.8,8" }], triangle: ["polygon", { points: "8,1.5 15,14 1,14" }],
  triangleDown: ["polygon", { points: "8,14.5 15,2 1,2" }], hexagon: ["polygon", { points: "4.2,1.8 11.8,1.8 15.4,8 11.8,14.2 4.2,14.2 0.6,8" }],
};
function shapeIcon(kind) {
  const [tag, props] = OUTLINES[(D.kinds[kind] || {}).shape || "dot"];
  return svg("svg", { viewBox: "0 0 16 16", class: `shape ${kind}`, "aria-hidden": "true" }, svg(tag, props));
}
const DASH = { planned: "6 4", possible: "1.5 4", requested: "1.5 4", denied: "6 3", cancelled: "6 3" };
function lineIcon(status, tone) {
  const lines = [svg("line", { x1: 1, y1: 5, x2: 31, y2: 5, "stroke-dasharray": DASH[status] || "none", "stroke-linecap": status === "possible" || status === "requested" ? "round" : "butt" })];
  if (NEGATIVE.has(status)) lines.push(svg("line", { x1: 16, y1: 0.5, x2: 16, y2: 9.5 }));
  return svg("svg", { viewBox: "0 0 32 10", class: `stroke ${NEGATIVE.has(status) ? "gone" : tone || "plain"}`, "aria-hidden": "true" }, ...lines);
}

// How many events each choice would leave, looking through its own filter only.
function tally(bit, keysOf) {
  const count = new Map();
  for (let n = 0; n < D.events.length; n++) if (!(failed[n] & ~bit)) for (const key of new Set(keysOf(D.events[n]))) count.set(key, (count.get(key) || 0) + 1);
  return count;
}
function buildFilters() {
  const box = byId("filters");
  const present = (all, keys) => all.filter((k) => keys.has(k));
  const types = tally(-1, (e) => [e.type]), statuses = tally(-1, (e) => e.told.map((t) => t[0]));
  const sortedTypes = [...types.keys()].sort((a, b) => types.get(b) - types.get(a) || (a < b ? -1 : 1));
  const kinds = new Set(N.nodes.map((n) => n.group));
  fill(box,
    el("div", { class: "filters-head" }, el("h2", {}, say("filters")), el("button", { type: "button", id: "reset", class: "link", onclick: resetFilters }, say("filters_reset")),
      el("button", { type: "button", class: "icon narrow", "aria-label": say("close"), onclick: () => openFilters(false) }, "×")),
    el("div", { id: "chips" }),
    facet("kinds", say("kind"), present(Object.keys(D.kinds), kinds), (k) => [shapeIcon(k), of("kinds", k)]),
    facet("statuses", say("state_of"), present(STATUSES, statuses), (s) => [lineIcon(s), of("status", s)]),
    el("fieldset", { class: "legend" }, el("legend", {}, say("legend_edges")),
      el("p", {}, lineIcon("actual", "together"), say("together")), el("p", {}, lineIcon("actual", "against"), say("against")), el("p", {}, lineIcon("actual", "neutral"), say("neutral")),
      D.events.some((e) => e.conflict) && el("p", {}, el("b", { class: "badge" }, "≠"), say("conflict_mark")),
      kinds.has("event") && el("p", {}, svg("svg", { viewBox: "0 0 16 16", class: "shape knot", "aria-hidden": "true" }, svg("circle", { cx: 8, cy: 8, r: 4 })), say("knot")),
      N.edges.some((e) => e.where) && el("label", { class: "check" }, el("input", { type: "checkbox", id: "places", checked: state.places, onchange: (e) => change({ places: e.target.checked }) }), say("places"))),
    D.decisions.length > 0 && facet("decided", say("decided"), present(HANDS, tally(-1, (e) => e.hands)), (h) => [h !== "none" && pencil(), say(`hand_${h}`)]),
    facet("types", say("type"), sortedTypes, (t) => [el("i", { class: `tone ${tones[t] || "neutral"}` }), of("types", t)]),
    OUTLETS.length > 1 && facet("outlets", say("outlet"), OUTLETS, (o) => [o ? bdi(o) : say("outlet_unknown")]));
  drawFilters();
}
const optionsOf = {};
function facet(name, title, keys, show) {
  optionsOf[name] = keys;
  const rows = keys.map((key) => el("li", {},
    el("label", {},
      el("input", { type: "checkbox", "data-key": key, checked: !state[name] || state[name].has(key), onchange: () => toggle(name, key) }),
      show(key), el("small", { class: "count" })),
    el("button", { type: "button", class: "only", onclick: () => change({ [name]: new Set([key]) }) }, say("only"))));
  const long = keys.length > 9;
  return el("details", { class: "facet", "data-facet": name, open: !long || name !== "outlets" },
    el("summary", {}, title, el("small", { class: "chosen" })),
    long && name === "outlets" && el("input", { type: "search", class: "narrowing", "aria-label": `${say("outlet")}…`, placeholder: "…", dir: "auto", oninput: (e) => { const want = fold(e.target.value); rows.forEach((r, i) => { r.hidden = !fold(keys[i] || say("outlet_unknown")).includes(want); }); } }),
    el("div", { class: "all-none" }, el("button", { type: "button", class: "link", onclick: () => change({ [name]: null }) }, say("all")), el("button", { type: "button", class: "link", onclick: () => change({ [name]: new Set() }) }, say("none"))),
    el("ul", {}, rows));
}
function toggle(name, key) {
  const now = new Set(state[name] || optionsOf[name]);
  if (now.has(key)) now.delete(key); else now.add(key);
  change({ [name]: optionsOf[name].every((k) => now.has(k)) ? null : now });
}
function drawFilters() {
  const counts = {
    types: tally(BIT.types, (e) => [e.type]),
    statuses: tally(BIT.claims, (e) => e.told.filter(outletOk).map((t) => t[0])),
    outlets: tally(BIT.claims, (e) => e.told.filter(statusOk).map((t) => t[1])),
    decided: tally(BIT.decided, (e) => e.hands),
    kinds: new Map(),
  };
  if (strength) N.nodes.forEach((n, i) => { if (strength[i]) counts.kinds.set(n.group, (counts.kinds.get(n.group) || 0) + 1); });
  for (const box of byId("filters").querySelectorAll(".facet")) {
    const name = box.dataset.facet;
    box.querySelector(".chosen").textContent = state[name] ? `${state[name].size} / ${optionsOf[name].length}` : "";
    for (const row of box.querySelectorAll("li")) {
      const input = row.querySelector("input"), n = counts[name].get(input.dataset.key) || 0;
      input.checked = !state[name] || state[name].has(input.dataset.key);
      row.querySelector(".count").textContent = n.toLocaleString("en");
      row.classList.toggle("empty", !n);
    }
  }
  byId("reset").hidden = !filtered();
  if (byId("places")) byId("places").checked = state.places;
  fill(byId("chips"),
    state.q && chip(`«${state.q}»`, () => change({ q: "" })),
    state.ego !== null && chip(actorName(state.ego), () => change({ ego: null })));
}
const chip = (text, drop) => el("button", { type: "button", class: "chip", onclick: drop }, bdi(text), el("span", { "aria-label": say("close") }, "×"));
function resetFilters() { change({ types: null, statuses: null, outlets: null, kinds: null, decided: null, q: "", ego: null, from: null, to: null }); }
function openFilters(open) {
  document.body.classList.toggle("filters-open", open);
  byId("open-filters").setAttribute("aria-expanded", String(open));
}
