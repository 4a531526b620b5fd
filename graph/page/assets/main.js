// Put the page together and listen.

function words() {
  W = D.words[state.lang];
  rules = new Intl.PluralRules(state.lang);
  const root = document.documentElement;
  root.lang = state.lang;
  root.dir = state.lang === "ar" ? "rtl" : "ltr";
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = say(node.dataset.word);
  for (const node of document.querySelectorAll("[data-label]")) { node.setAttribute("aria-label", say(node.dataset.label)); if (node.matches("button")) node.title = say(node.dataset.label); }
  byId("search").placeholder = say("search");
  byId("help").textContent = state.lang === "ar" ? "؟" : "?";
  if (!D.start.title) { byId("title").textContent = say("title"); document.title = say("title"); }
  eventWords = null;
}
function theme() {
  document.documentElement.dataset.theme = state.theme;
  if (network) { P = palette(); drawn = new Map(); drawnLines = new Map([...drawnLines.keys()].map((k) => [k, ""])); drawn = new Map(ordered.map((i) => [i, ""])); }
}
function sizes() {
  byId("sizes").textContent = [filtered() ? `${counted("events", visible.length)} / ${D.events.length.toLocaleString("en")}` : counted("events", D.events.length), counted("actors", D.actors.length), counted("articles", D.articles.length)].join(say("comma"));
}
function view() {
  const table = state.view === "table";
  byId("graph-view").hidden = table;
  byId("table-view").hidden = !table;
  byId("see-graph").setAttribute("aria-pressed", String(!table));
  byId("see-table").setAttribute("aria-pressed", String(table));
  document.body.classList.toggle("as-table", table);
  if (table) drawTable();
}
onChange((changed) => {
  const has = (...names) => names.some((n) => changed.has(n));
  const narrowed = has("types", "statuses", "outlets", "kinds", "decided", "q", "ego", "places", "shown"), timed = has("from", "to", "sure", "undated");
  if (has("lang")) { words(); buildFilters(); buildTime(); }
  if (has("theme")) theme();
  if (narrowed || timed || has("pick", "theme", "lang")) drawGraph(!narrowed);
  if (narrowed && !has("pick")) fit();
  if (has("view")) { view(); if (state.view === "graph") { network.redraw(); if (!fitted) fit(); } }
  if (narrowed || timed || has("lang")) { drawTime(); drawFilters(); sizes(); drawTable(); }
  if (has("pick") || (narrowed || timed || has("lang")) && (!state.pick || state.pick.kind !== "event") && !playing) drawPanel();
  if (has("pick") && state.view === "table") for (const row of byId("table-view").querySelectorAll("tr[data-event]")) row.classList.toggle("chosen", Boolean(state.pick && state.pick.kind === "event" && D.events[state.pick.n].id === row.dataset.event));
});
let fitted = false;

// Arrow keys walk from actor to actor; the picture is not needed to reach any of them.
function walk(event) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  if (event.key === "+" || event.key === "=") return zoom(1.25);
  if (event.key === "-") return zoom(0.8);
  if (event.key === "Enter" && state.pick) { byId("panel").focus(); return true; }
  const way = ways[event.key];
  if (!way) return false;
  const people = ordered.filter((i) => N.nodes[i].actor !== null);
  const here = state.pick && state.pick.kind === "actor" ? nodeOfActor(state.pick.n) : undefined;
  if (here === undefined || !drawn.has(here)) { if (people.length) pick({ kind: "actor", n: N.nodes[people[0]].actor }); return true; }
  const from = spots.get(here);
  let best = null, least = Infinity;
  for (const i of people) {
    if (i === here) continue;
    const dx = spots.get(i)[0] - from[0], dy = spots.get(i)[1] - from[1], along = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (along > 0 && aside < along * 2.2 && along + 2 * aside < least) { least = along + 2 * aside; best = i; }
  }
  if (best !== null) { trail.length = 0; change({ pick: { kind: "actor", n: N.nodes[best].actor } }); network.moveTo({ position: { x: spots.get(best)[0], y: spots.get(best)[1] } }); tell(`${actorName(N.nodes[best].actor)}: ${counted("events", strength[best])}`); }
  return true;
}
function zoom(by) { network.moveTo({ scale: network.getScale() * by }); grow(); return true; }
function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,textarea,select")) return;
  const inside = event.target.closest("#canvas");
  if (inside && walk(event)) event.preventDefault();
  else if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
  else if (event.key === "Escape") { if (document.body.classList.contains("filters-open")) openFilters(false); else pick(null); }
  else if (event.key === "g") change({ view: "graph" });
  else if (event.key === "t") change({ view: "table" });
  else if (event.key === "?" || event.key === "؟") helpPage();
  else if (event.key === " " && !event.target.closest("button,summary,a")) { event.preventDefault(); togglePlay(); }
}
function listen() {
  const on = (id, deed) => byId(id).addEventListener("click", deed);
  on("see-graph", () => change({ view: "graph" }));
  on("see-table", () => change({ view: "table" }));
  on("skip", () => { change({ view: "table" }); byId("table-view").querySelector("button").focus(); });
  on("lang", () => change({ lang: state.lang === "ar" ? "en" : "ar" }));
  on("theme", () => { const dark = state.theme === "dark" || (state.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches); change({ theme: dark ? "light" : "dark" }); });
  on("help", helpPage);
  on("zoom-in", () => zoom(1.3));
  on("zoom-out", () => zoom(1 / 1.3));
  on("fit", fit);
  on("arrange", () => { const kept = new Set(ordered), made = arrange([...kept], live()); spots = made; drawn = new Map(ordered.map((i) => [i, ""])); drawGraph(true); fit(); });
  on("open-filters", () => openFilters(!document.body.classList.contains("filters-open")));
  const menu = byId("save"), opener = byId("open-save");
  const show = (open) => { menu.hidden = !open; opener.setAttribute("aria-expanded", String(open)); };
  on("open-save", (e) => { e.stopPropagation(); show(menu.hidden); });
  document.addEventListener("click", () => show(false));
  on("save-png", savePicture);
  on("save-csv", saveTable);
  on("copy-link", copyLink);
  on("print", () => print());
  document.addEventListener("keydown", keys);
  addEventListener("beforeprint", () => { for (const row of [...byId("panel").querySelectorAll("details.event-row")].slice(0, 200)) row.open = true; });
  addEventListener("hashchange", () => { if (location.hash.slice(1) !== written) change(readAddress()); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { theme(); drawGraph(true); });
}

Object.assign(state, readAddress());
words();
document.documentElement.dataset.theme = state.theme;
compute();
initGraph();
drawGraph(false);
buildFilters();
buildTime();
initSearch();
listen();
sizes();
view();
drawPanel();
requestAnimationFrame(() => { network.redraw(); fit(); fitted = state.view === "graph"; document.body.classList.add("ready"); });
