// What the reader has asked for, which events that leaves, and the address that keeps it.

const state = {
  lang: D.start.lang, theme: D.start.theme, view: "graph", from: null, to: null, sure: false, undated: false,
  types: null, statuses: null, outlets: null, kinds: null, decided: null, places: false, q: "", ego: null, pick: null, shown: D.start.shown,
};
const actorAt = new Map(D.actors.map((a, n) => [a.id, n]));
const eventAt = new Map(D.events.map((e, n) => [e.id, n]));
const listeners = [];
const onChange = (hear) => listeners.push(hear);

// Each event's claims as pairs of status and outlet, and who is in it.
const OUTLETS = [...new Set(D.articles.map((a) => a.outlet || ""))].sort((a, b) => (a === "") - (b === "") || a.localeCompare(b, "ar"));
for (const event of D.events) {
  event.claims = event.claims || [];
  event.roles = event.roles || [[], [], []];
  event.everyone = [...new Set(event.roles.flat())];
  event.told = event.claims.map((c) => [c.status, (c.article !== undefined && D.articles[c.article].outlet) || ""]);
}

// Whether an event surely was, or may have been, on some day of first..last; as graph.slices.lies_in.
function liesIn(event, first, last, sure) {
  const when = event.when;
  if (!when) return false;
  const [a, b, c, d] = when;
  if (when[5] === "document") return !sure && event.day >= first && event.day <= last;
  if (!sure) return (a === null || a <= last) && (d === null || d >= first);
  const inside = a !== null && d !== null && first <= a && d <= last;
  return inside || (b !== null && c !== null && b <= last && c >= first);
}

// Which filters an event passes, one bit each, so that counts of one filter can look through the others.
const BIT = { time: 1, types: 2, claims: 4, q: 8, ego: 16, decided: 32 };
let failed = new Uint8Array(D.events.length), visible = [], matching = null;

function compute() {
  const windowed = state.from !== null || state.to !== null;
  const first = state.from === null ? -1e9 : state.from, last = state.to === null ? 1e9 : state.to;
  matching = state.q ? matches(state.q) : null;
  visible = [];
  for (let n = 0; n < D.events.length; n++) {
    const event = D.events[n];
    let f = 0;
    if (windowed && !(event.when ? liesIn(event, first, last, state.sure) : state.undated)) f |= BIT.time;
    if (state.types && !state.types.has(event.type)) f |= BIT.types;
    if ((state.statuses || state.outlets) && !event.told.some((t) => statusOk(t) && outletOk(t))) f |= BIT.claims;
    if (!handOk(event)) f |= BIT.decided;
    if (matching && !matching.has(n)) f |= BIT.q;
    if (state.ego !== null && !event.everyone.includes(state.ego)) f |= BIT.ego;
    failed[n] = f;
    if (!f) visible.push(n);
  }
}
const statusOk = (told) => !state.statuses || state.statuses.has(told[0]);
const outletOk = (told) => !state.outlets || state.outlets.has(told[1]);
// Statuses of an event that the filters leave, commonest first as the event has them.
function statusesOf(event) {
  if (!state.statuses && !state.outlets) return event.statuses || [];
  const left = new Set(event.told.filter((t) => statusOk(t) && outletOk(t)).map((t) => t[0]));
  return (event.statuses || []).filter((s) => left.has(s));
}
const filtered = () => state.types || state.statuses || state.outlets || state.kinds || state.decided || state.q || state.ego !== null || state.from !== null || state.to !== null;

// Changes go through here: compute, tell everyone, write the address.
function change(what) {
  const before = { ...state };
  Object.assign(state, what);
  if (Object.keys(what).some((k) => k !== "pick" && k !== "view")) compute();
  const changed = new Set(Object.keys(what).filter((k) => before[k] !== state[k] || state[k] instanceof Set));
  for (const hear of listeners) hear(changed);
  later(writeAddress);
}
let waiting = 0;
function later(deed) { clearTimeout(waiting); waiting = setTimeout(deed, 150); }

function address() {
  const p = new URLSearchParams();
  const set = (k, v) => { if (v !== null && v !== "" && v !== false && v !== undefined) p.set(k, v); };
  if (state.pick) set(state.pick.kind, state.pick.kind === "edge" ? state.pick.ends.join("~") : (state.pick.kind === "event" ? D.events : D.actors)[state.pick.n].id);
  set("view", state.view === "table" ? "table" : "");
  set("from", state.from === null ? "" : iso(state.from));
  set("to", state.to === null ? "" : iso(state.to));
  set("sure", state.sure ? 1 : ""); set("undated", state.undated ? 1 : ""); set("places", state.places ? 1 : "");
  for (const k of ["types", "statuses", "outlets", "kinds", "decided"]) if (state[k]) p.set(k, [...state[k]].join("~"));
  set("q", state.q);
  set("ego", state.ego === null ? "" : D.actors[state.ego].id);
  set("lang", state.lang === D.start.lang ? "" : state.lang);
  set("theme", state.theme === D.start.theme ? "" : state.theme);
  set("n", state.shown === D.start.shown ? "" : state.shown);
  return p.toString();
}
let written = "";
function writeAddress() {
  written = address();
  try { history.replaceState(null, "", written ? "#" + written : location.href.split("#")[0]); } catch { /* a frame without an address */ }
}
function readAddress() {
  const p = new URLSearchParams(location.hash.slice(1));
  const listed = (k) => (p.has(k) ? new Set(p.get(k).split("~")) : null);
  const read = {
    view: p.get("view") === "table" ? "table" : "graph", from: fromIso(p.get("from")), to: fromIso(p.get("to")),
    sure: p.has("sure"), undated: p.has("undated"), places: p.has("places"), types: listed("types"), statuses: listed("statuses"),
    outlets: listed("outlets"), kinds: listed("kinds"), decided: listed("decided"), q: p.get("q") || "", ego: actorAt.has(p.get("ego")) ? actorAt.get(p.get("ego")) : null,
    lang: D.words[p.get("lang")] ? p.get("lang") : D.start.lang, shown: Number(p.get("n")) > 0 ? Number(p.get("n")) : D.start.shown, pick: null,
    theme: ["light", "dark", "auto"].includes(p.get("theme")) ? p.get("theme") : D.start.theme,
  };
  if (eventAt.has(p.get("event"))) read.pick = { kind: "event", n: eventAt.get(p.get("event")) };
  else if (actorAt.has(p.get("actor"))) read.pick = { kind: "actor", n: actorAt.get(p.get("actor")) };
  else if (p.has("edge")) {
    const ends = p.get("edge").split("~");
    if (ends.length === 2) read.pick = { kind: "edge", ends };
  }
  return read;
}

// What was looked at before, for the panel's way back.
const trail = [];
function pick(what) {
  if (state.pick && what) trail.push(state.pick);
  if (!what) trail.length = 0;
  change({ pick: what });
}
function goBack() {
  change({ pick: trail.pop() || null });
}
