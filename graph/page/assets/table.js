// The same events as a table: for reading, for sorting, and for whoever cannot use the picture.

const sorting = { by: "when", down: false };
const COLUMNS = {
  when: { word: "when", key: (e) => e.day ?? 1e9, cell: (e) => whenText(e.when) },
  type: { word: "type", key: (e) => typeName(e), cell: (e) => [el("i", { class: `tone ${toneOf(e)}` }), typeName(e)] },
  source: { word: "who", key: (e) => (e.roles[0].length ? actorName(e.roles[0][0]) : "\uffff"), cell: (e) => joined(e.roles[0].map(actorLink)) },
  target: { word: "whom", key: (e) => (e.roles[1].length ? actorName(e.roles[1][0]) : "\uffff"), cell: (e) => joined(e.roles[1].map(actorLink)) },
  place: { word: "place", key: (e) => (e.roles[2].length ? actorName(e.roles[2][0]) : "\uffff"), cell: (e) => joined(e.roles[2].map(actorLink)) },
  status: { word: "state_of", key: (e) => STATUSES.indexOf((e.statuses || [])[0]), cell: (e) => [statusesOf(e).map(statusBadge), e.decided && handMark(), e.conflict && el("b", { class: "badge", title: say("conflicts") }, "≠")] },
  outlets: { word: "outlet", key: (e) => -e.outlets, cell: (e) => String(e.outlets) },
  claims: { word: "claims", key: (e) => -e.claims.length, cell: (e) => el("button", { type: "button", class: "link evidence", "aria-label": `${say("claims")}: ${e.label}`, onclick: (x) => { x.stopPropagation(); pick({ kind: "event", n: eventAt.get(e.id) }); } }, counted("claims", e.claims.length)) },
};
let observer = null;
function drawTable() {
  const box = byId("table-view");
  if (box.hidden) return;
  const key = COLUMNS[sorting.by].key, way = sorting.down ? -1 : 1;
  const keyed = visible.map((n) => [key(D.events[n]), D.events[n].day ?? 1e9, n]);
  keyed.sort((p, q) => (typeof p[0] === "number" ? p[0] - q[0] : p[0].localeCompare(q[0], "ar")) * way || p[1] - q[1] || p[2] - q[2]);
  const order = keyed.map((k) => k[2]), dated = order.filter((n) => D.events[n].when), undated = order.filter((n) => !D.events[n].when);
  const body = el("tbody", {}), rows = [...dated, ...(undated.length ? [-1, ...undated] : [])];
  const head = el("thead", {}, el("tr", {}, Object.entries(COLUMNS).map(([name, column]) => el("th", { scope: "col", "aria-sort": sorting.by === name ? (sorting.down ? "descending" : "ascending") : "none" },
    el("button", { type: "button", class: "sort", onclick: () => { sorting.down = sorting.by === name && !sorting.down; sorting.by = name; drawTable(); } }, say(column.word), el("span", { "aria-hidden": "true" }, sorting.by === name ? (sorting.down ? " ▾" : " ▴") : ""))))));
  const end = el("p", { class: "table-end" });
  fill(box, el("table", { id: "events" }, el("caption", {}, counted("events", visible.length)), head, body), end);
  let done = 0;
  const more = () => {
    for (const n of rows.slice(done, done + 120)) body.append(n < 0 ? el("tr", { class: "apart" }, el("th", { colSpan: 8, scope: "rowgroup" }, say("undated"), " ", el("small", {}, undated.length))) : tableRow(n));
    done = Math.min(rows.length, done + 120);
    if (done >= rows.length && observer) observer.disconnect();
  };
  if (observer) observer.disconnect();
  more();
  if (done < rows.length) {
    observer = new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting)) more(); }, { root: box, rootMargin: "600px" });
    observer.observe(end);
  }
}
function tableRow(n) {
  const event = D.events[n];
  return el("tr", { "data-event": event.id, class: state.pick && state.pick.kind === "event" && state.pick.n === n ? "chosen" : "", onclick: (e) => { if (!e.target.closest("button,a")) pick({ kind: "event", n }); } },
    Object.entries(COLUMNS).map(([key, column]) => el("td", { "data-key": key, "data-name": say(column.word) }, column.cell(event))));
}
