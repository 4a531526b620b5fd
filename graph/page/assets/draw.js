// The graph: which actors and lines are drawn, where, and how. vis-network draws them; labels are in labels.js.

const N = D.network;
const nodeAt = new Map(N.nodes.map((n, i) => [n.id, i]));
const touching = N.nodes.map(() => []); // edges of each node
N.edges.forEach((edge, i) => {
  edge.a = nodeAt.get(edge.from); edge.b = nodeAt.get(edge.to);
  edge.key = `${edge.from}~${edge.to}`;
  touching[edge.a].push(i); touching[edge.b].push(i);
});
for (const node of N.nodes) node.actor = actorAt.has(node.id) ? actorAt.get(node.id) : null;
const edgeAt = new Map(N.edges.map((e, i) => [e.key, i]));
const nodeOfActor = (n) => nodeAt.get(D.actors[n].id);

let network = null, dots = null, lines = null;
let drawn = new Map(), drawnLines = new Map(), spots = new Map(), strength = null, ordered = [], candidates = 0;
const pinned = new Set(); // nodes that a search or a click brought in

function palette() {
  const style = getComputedStyle(document.documentElement), v = (name) => style.getPropertyValue(name).trim();
  const kinds = {};
  for (const kind of Object.keys(D.kinds)) kinds[kind] = v(`--${kind}`) || D.kinds[kind].colour;
  return { ink: v("--ink"), paper: v("--paper"), quiet: v("--quiet"), accent: v("--accent"), line: v("--line-edge"), kinds, together: v("--together"), against: v("--against"), neutral: v("--neutral"), knot: v("--quiet"), font: style.fontFamily || v("--font") };
}
let P = null, changing = false;

// Events on an edge that the filters leave, with the ways they go.
const live = () => { const set = new Uint8Array(D.events.length); for (const n of visible) set[n] = 1; return set; };
function onEdge(edge, alive) {
  const found = { events: [], forth: 0, back: 0, both: 0 };
  for (const way of ["forth", "back", "both"]) for (const n of edge[way] || []) if (alive[n]) { found.events.push(n); found[way]++; }
  if (state.places) for (const n of edge.where || []) if (alive[n]) found.events.push(n);
  return found;
}

// Which nodes: the strongest of those with something to show, and whoever was asked for.
function choose(alive) {
  strength = new Float64Array(N.nodes.length);
  for (const n of visible) {
    const [source, target, place] = D.events[n].roles, where = state.places || !target.length && source.length < 2;
    for (const a of new Set([...source, ...target, ...(where ? place : [])])) { const node = nodeOfActor(a); if (node !== undefined) strength[node]++; }
  }
  const wanted = [];
  for (let i = 0; i < N.nodes.length; i++) {
    const node = N.nodes[i];
    if (node.group === "event") { if (alive[eventAt.get(node.id)]) strength[i] = 0.5; else continue; }
    if (!strength[i] || (state.kinds && node.group !== "event" && !state.kinds.has(node.group))) continue;
    wanted.push(i);
  }
  wanted.sort((x, y) => strength[y] - strength[x] || x - y);
  const actors = wanted.filter((i) => N.nodes[i].group !== "event");
  candidates = actors.length;
  const kept = actors.length > state.shown ? joinedOf(actors.slice(0, state.shown), alive) : new Set(actors);
  const possible = new Set(actors);
  for (const i of pinned) if (possible.has(i)) { if (!kept.has(i)) for (const k of nearest(i, alive)) if (possible.has(k)) kept.add(k); kept.add(i); }
  for (const i of asked()) if (possible.has(i)) kept.add(i);
  for (const i of wanted) if (N.nodes[i].group === "event" && touching[i].filter((e) => kept.has(N.edges[e].a) || kept.has(N.edges[e].b)).length > 1) kept.add(i);
  ordered = wanted.filter((i) => kept.has(i));
  return kept;
}
// Of the strongest, those that something joins to another of them; the others would only stand about.
function joinedOf(strongest, alive) {
  const set = new Set(strongest), out = new Set();
  for (const i of strongest) if (touching[i].some((k) => { const e = N.edges[k]; return set.has(e.a) && set.has(e.b) && onEdge(e, alive).events.length; })) out.add(i);
  return out;
}
// The strongest of those whom something joins to a node.
function nearest(i, alive) {
  const others = touching[i].filter((k) => onEdge(N.edges[k], alive).events.length).map((k) => (N.edges[k].a === i ? N.edges[k].b : N.edges[k].a));
  return others.sort((a, b) => strength[b] - strength[a] || a - b).slice(0, 24);
}
// Nodes of what is picked, and the surroundings of the actor in focus.
function asked() {
  const out = [];
  const add = (a) => { const i = nodeOfActor(a); if (i !== undefined) out.push(i); };
  if (state.pick && state.pick.kind === "actor") add(state.pick.n);
  if (state.pick && state.pick.kind === "event") D.events[state.pick.n].everyone.forEach(add);
  if (state.pick && state.pick.kind === "edge") for (const id of state.pick.ends) if (nodeAt.has(id)) out.push(nodeAt.get(id));
  if (state.ego !== null) { add(state.ego); }
  return out;
}

// How an edge looks: dashed where only planned, dotted where possible or requested, grey with a bar where denied.
function edgeLook(edge, found) {
  const statuses = new Set();
  let together = 0, against = 0, conflict = false;
  for (const n of found.events) {
    const event = D.events[n];
    for (const s of statusesOf(event)) statuses.add(s);
    const tone = toneOf(event);
    if (tone === "together") together++; else if (tone === "against") against++;
    conflict = conflict || event.conflict;
  }
  const gone = [...statuses].every((s) => NEGATIVE.has(s));
  const where = !found.forth && !found.back && !found.both;
  const tone = gone || where ? "neutral" : against > together ? "against" : together ? "together" : "neutral";
  const n = found.events.length;
  const width = where ? 1 : 1.3 + 1.1 * Math.log2(n);
  return {
    count: n, conflict, tone, gone, where,
    width: width * Math.sqrt(grown), color: { color: P[tone], highlight: P[tone], hover: P[tone], opacity: where ? 0.45 : gone ? 0.6 : 0.8 },
    dashes: gone ? [10, 4] : statuses.has("actual") ? false : statuses.has("planned") ? [9, 6] : statuses.size ? [2, 5] : where ? [1, 4] : false,
    arrows: {
      to: { enabled: found.forth > 0, scaleFactor: 0.55 }, from: { enabled: found.back > 0, scaleFactor: 0.55 },
      middle: { enabled: gone, type: "bar", scaleFactor: 0.7 },
    },
  };
}
// Nodes shrink less than the picture does, so that they stay visible from afar.
let grown = 1;
function grow() {
  const wanted = ordered.length > 800 ? 1 : Math.min(2, Math.max(1, 0.62 / network.getScale())), step = 1.15 ** Math.round(Math.log(wanted) / Math.log(1.15));
  if (step === grown) return;
  grown = step;
  drawGraph(true);
}
const nodeSize = (n) => Math.min(34, 9 + 3.2 * Math.sqrt(n));
function nodeLook(i) {
  const node = N.nodes[i], knot = node.group === "event";
  const colour = knot ? P.knot : P.kinds[node.group];
  return {
    id: node.id, shape: node.shape, size: (knot ? 5 : nodeSize(strength[i])) * grown, label: undefined, borderWidth: 1.5, borderWidthSelected: 4,
    color: { background: colour, border: P.paper, highlight: { background: colour, border: P.ink }, hover: { background: colour, border: P.ink } },
  };
}

function initGraph() {
  P = palette();
  dots = new vis.DataSet();
  lines = new vis.DataSet();
  const heavy = N.edges.length > 1500;
  const options = { ...N.options, autoResize: true, interaction: { ...N.options.interaction, hideEdgesOnDrag: heavy, hideEdgesOnZoom: heavy, tooltipDelay: 1e9, selectConnectedEdges: false, hoverConnectedEdges: false } };
  delete options.groups; // colours follow the theme, so nodes carry their own
  network = new vis.Network(byId("canvas"), { nodes: dots, edges: lines }, options);
  network.on("click", (p) => {
    if (p.nodes.length) { const i = nodeAt.get(p.nodes[0]), node = N.nodes[i]; pick(node.actor === null ? { kind: "event", n: eventAt.get(node.id) } : { kind: "actor", n: node.actor }); }
    else if (p.edges.length) pickEdge(p.edges[0]);
    else { const label = labelUnder(p.pointer.DOM); if (label !== null) pick({ kind: "actor", n: N.nodes[label].actor }); else if (state.pick) pick(null); }
  });
  network.on("doubleClick", (p) => { if (p.nodes.length) { const node = N.nodes[nodeAt.get(p.nodes[0])]; if (node.actor !== null) change({ ego: state.ego === node.actor ? null : node.actor }); } });
  network.on("hoverNode", (p) => hover(p.event, nodeCard(nodeAt.get(p.node))));
  network.on("hoverEdge", (p) => hover(p.event, edgeCard(p.edge)));
  for (const name of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(name, () => { byId("hover").hidden = true; });
  network.on("dragEnd", (p) => { for (const id of p.nodes) { const at = network.getPosition(id); spots.set(nodeAt.get(id), [at.x, at.y]); } });
  network.on("afterDrawing", drawLabels);
  for (const name of ["zoom", "animationFinished"]) network.on(name, grow);
  network.canvas.frame.tabIndex = -1; // the frame around it has the focus and the name
}
function pickEdge(id) {
  const edge = N.edges[edgeAt.get(id)], found = onEdge(edge, live());
  const knot = [edge.a, edge.b].find((i) => N.nodes[i].group === "event");
  if (knot !== undefined) pick({ kind: "event", n: eventAt.get(N.nodes[knot].id) });
  else if (found.events.length === 1) pick({ kind: "event", n: found.events[0] });
  else pick({ kind: "edge", ends: [edge.from, edge.to] });
}

// Draw what the state asks for, changing only what differs.
function drawGraph(keepPlaces) {
  if (!network) return;
  const alive = live(), kept = choose(alive);
  if (!keepPlaces) spots = new Map();
  place(kept, alive);
  const crowd = N.edges.reduce((n, e) => n + (kept.has(e.a) && kept.has(e.b) ? 1 : 0), 0);
  const thin = (count) => (crowd > 160 && count < 2 ? 0.45 : crowd > 80 && count < 2 ? 0.7 : 1);
  const nodes = [], edges = [], next = new Map(), nextLines = new Map(), focus = lit = neighbourhood(alive);
  for (const i of kept) {
    const [x, y] = spots.get(i), look = { ...nodeLook(i), x, y };
    look.opacity = focus && !focus.nodes.has(i) ? 0.16 : 1;
    const print = JSON.stringify(look);
    next.set(i, print);
    if (drawn.get(i) !== print) nodes.push(look);
  }
  N.edges.forEach((edge, k) => {
    if (!kept.has(edge.a) || !kept.has(edge.b)) return;
    const found = onEdge(edge, alive);
    if (!found.events.length) return;
    const look = edgeLook(edge, found), faint = focus && !focus.edges.has(k);
    edge.look = look; edge.found = found; edge.faint = faint;
    const item = { id: edge.key, from: edge.from, to: edge.to, width: look.width, color: { ...look.color, opacity: faint ? 0.07 : focus ? 0.9 : look.color.opacity * thin(look.count) }, dashes: look.dashes, arrows: look.arrows };
    const print = JSON.stringify(item);
    nextLines.set(k, print);
    if (drawnLines.get(k) !== print) edges.push(item);
  });
  changing = true;
  network.renderer.allowRedraw = false; // vis would draw at every change; once at the end is enough
  lines.remove([...drawnLines.keys()].filter((k) => !nextLines.has(k)).map((k) => N.edges[k].key));
  dots.remove([...drawn.keys()].filter((i) => !next.has(i)).map((i) => N.nodes[i].id));
  dots.update(nodes);
  lines.update(edges);
  drawn = next; drawnLines = nextLines;
  changing = false;
  network.renderer.allowRedraw = true;
  network.redraw();
  byId("empty").hidden = kept.size > 0;
  showNotice();
  const chosen = state.pick && state.pick.kind === "actor" ? [D.actors[state.pick.n].id].filter((id) => dots.get(id)) : [];
  network.selectNodes(chosen, false);
}
// What is lit when something is picked; the rest fades.
let lit = null;
function neighbourhood(alive) {
  if (!state.pick) return null;
  const nodes = new Set(), edges = new Set();
  const whole = (k) => {
    if (!onEdge(N.edges[k], alive).events.length) return;
    edges.add(k);
    nodes.add(N.edges[k].a);
    nodes.add(N.edges[k].b);
  };
  if (state.pick.kind === "edge") { const k = edgeAt.get(state.pick.ends.join("~")); if (k !== undefined) whole(k); }
  else if (state.pick.kind === "actor") {
    const i = nodeOfActor(state.pick.n);
    if (i === undefined) return null;
    nodes.add(i);
    touching[i].forEach(whole);
  } else {
    const event = D.events[state.pick.n], n = state.pick.n;
    event.everyone.forEach((a) => { const i = nodeOfActor(a); if (i !== undefined) { nodes.add(i); touching[i].forEach((k) => { const e = N.edges[k]; if ([e.forth, e.back, e.both].some((l) => l && l.includes(n))) whole(k); }); } });
  }
  return nodes.size ? { nodes, edges } : null;
}
function showNotice() {
  const notice = byId("notice"), n = ordered.filter((i) => N.nodes[i].group !== "event").length;
  notice.hidden = n >= candidates && state.shown <= D.start.shown && state.ego === null;
  fill(notice,
    n < candidates && el("span", {}, put("showing", { n, all: candidates })),
    n < candidates && el("button", { type: "button", class: "link", onclick: () => change({ shown: state.shown * 2 }) }, say("show_more")),
    n < candidates && candidates <= 3000 && el("button", { type: "button", class: "link", onclick: () => change({ shown: candidates }) }, say("show_all")),
    state.shown > D.start.shown && el("button", { type: "button", class: "link", onclick: () => change({ shown: D.start.shown }) }, say("show_fewer")),
    state.ego !== null && el("button", { type: "button", class: "link", onclick: () => change({ ego: null }) }, say("unfocus")));
  notice.hidden = !notice.childNodes.length;
}
// All drawn nodes and their names on the screen, clear of the buttons.
function fit() {
  const canvas = byId("canvas"), box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const i of ordered) { const [x, y] = spots.get(i); box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y); }
  if (!ordered.length || !canvas.clientWidth) return;
  const [wide, high] = [canvas.clientWidth - 190, canvas.clientHeight - 110];
  const scale = Math.max(0.05, Math.min(1.25, wide / Math.max(1, box[2] - box[0]), high / Math.max(1, box[3] - box[1])));
  network.moveTo({ position: { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 + 10 / scale }, scale, animation: false });
  grow();
}

// The card beside the pointer.
function hover(event, card) {
  const box = byId("hover"), frame = byId("graph-view").getBoundingClientRect();
  fill(box, card);
  box.hidden = false;
  const x = event.clientX - frame.left, y = event.clientY - frame.top;
  const left = Math.min(Math.max(8, x - box.offsetWidth / 2), frame.width - box.offsetWidth - 8);
  const above = y - box.offsetHeight - 18;
  box.style.left = `${left}px`;
  box.style.top = `${above > 8 ? above : y + 22}px`;
}
function nodeCard(i) {
  const node = N.nodes[i];
  if (node.actor === null) { const e = D.events[eventAt.get(node.id)]; return [el("strong", {}, typeName(e)), el("span", {}, bdi(e.label))]; }
  return [el("strong", {}, bdi(actorName(node.actor))), el("span", {}, of("kinds", node.group), " · ", counted("events", strength[i])), D.actors[node.actor].decided && el("span", {}, pencil(), " ", say("by_hand"))];
}
function edgeCard(id) {
  const edge = N.edges[edgeAt.get(id)], found = onEdge(edge, live());
  const first = found.events.map((n) => D.events[n]).sort((p, q) => (q.day || -1e9) - (p.day || -1e9)).slice(0, 4);
  return [
    el("strong", {}, counted("events", found.events.length)),
    ...first.map((e) => el("span", { class: "row" }, bdi(e.label), el("small", {}, " ", whenText(e.when)))),
    found.events.length > 4 && el("span", {}, "…"),
  ];
}
