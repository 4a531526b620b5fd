// The evidence: for an event, a line or an actor, who says what, where, and in which words.

const statusBadge = (status) => el("span", { class: `status ${status}` }, lineIcon(status), of("status", status));
const actorLink = (n) => el("button", { type: "button", class: "actor", onclick: () => pick({ kind: "actor", n }) }, shapeIcon(D.actors[n].kind), bdi(actorName(n)), D.actors[n].decided && handMark());
const joined = (list) => list.flatMap((x, i) => (i ? [el("span", { class: "quiet" }, say("comma")), x] : [x]));
const byDay = (p, q) => (D.events[p].day ?? 1e9) - (D.events[q].day ?? 1e9) || p - q;

function drawPanel() {
  const box = byId("panel"), what = state.pick;
  const top = what && el("div", { class: "panel-top" },
    trail.length > 0 && el("button", { type: "button", class: "link", onclick: goBack }, say("back")), el("span", { class: "push" }),
    el("button", { type: "button", class: "icon", id: "close-panel", "aria-label": say("close"), onclick: () => pick(null) }, "×"));
  fill(box, top, el("div", { class: "panel-body" }, !what ? overview() : what.kind === "event" ? eventPage(what.n) : what.kind === "actor" ? actorPage(what.n) : edgePage(what.ends)));
  box.scrollTop = 0;
  document.body.classList.toggle("picked", Boolean(what));
  document.body.classList.toggle("torn", Boolean(box.querySelector(".panel-body > .sides")));
}

// An event: what, who, when, and every claim, side by side where they conflict.
function eventPage(n) {
  const event = D.events[n], found = conflicts(event);
  const sub = D.events.map((e, i) => (e.part === n ? i : -1)).filter((i) => i >= 0);
  return [
    el("p", { class: "over" }, el("i", { class: `tone ${toneOf(event)}` }), typeName(event), " ", (event.statuses || []).map(statusBadge), event.decided && handBadge()),
    el("h2", {}, headline(event)),
    el("p", { class: "quiet" }, `${counted("claims", event.claims.length)}${say("comma")}${counted("outlets", event.outlets)}`,
      state.view === "table" && [" · ", el("button", { type: "button", class: "link", onclick: () => change({ view: "graph" }) }, say("show_in_graph"))]),
    el("dl", { class: "facts" },
      [["who", 0], ["whom", 1], ["place", 2]].filter(([, r]) => event.roles[r].length).map(([word, r]) => [el("dt", {}, say(word)), el("dd", {}, joined(event.roles[r].map(actorLink)))]),
      el("dt", {}, say("when")), el("dd", {}, timeOf(event.when)),
      event.part !== undefined && [el("dt", {}, say("part_of")), el("dd", {}, eventLink(event.part))],
      sub.length > 0 && [el("dt", {}, say("parts")), el("dd", {}, sub.map((i) => el("div", {}, eventLink(i))))]),
    (found.status || found.time) && el("p", { class: "conflict" }, el("b", { class: "badge" }, "≠"), found.status ? say("conflicts") : say("dates_disagree")),
    event.decided && rulings(event.decided, { kind: "events", n }),
    claimsOf(event, found.status),
  ];
}
// «who ← whom» with the names set apart from each other; the label as given where no one is known.
function headline(event) {
  const [source, target, place] = event.roles, other = target.length ? target : place;
  const side = (ids) => joined([...ids.slice(0, 4).map((a) => bdi(actorName(a))), ...(ids.length > 4 ? [`+${ids.length - 4}`] : [])]);
  if (!source.length && !other.length) return bdi(event.label || typeName(event));
  return [side(source), source.length > 0 && other.length > 0 && el("span", { class: "arrow" }, rtl() ? " ← " : " → "), !source.length && other.length > 0 && el("span", { class: "arrow" }, rtl() ? "← " : "→ "), side(other)];
}
function eventLink(n) {
  const event = D.events[n];
  return el("button", { type: "button", class: "link event-link", onclick: () => pick({ kind: "event", n }) }, el("i", { class: `tone ${toneOf(event)}` }), typeName(event), ": ", headline(event));
}
function timeOf(when) {
  const known = when && [when[0], when[1], when[2], when[3]].some((x, i, all) => i && x !== all[0]);
  return [
    el("div", {}, whenText(when)),
    when && el("small", { class: "quiet" }, say(`basis_${when[5]}`), when[6] ? `${say("comma")}${say("recurring")}` : ""),
    known && when[5] !== "document" && el("details", { class: "bounds" }, el("summary", {}, `${of("grains", when[4])} …`), el("dl", {},
      ["earliest_begin", "latest_begin", "earliest_end", "latest_end"].map((word, i) => [el("dt", {}, say(word)), el("dd", {}, when[i] === null ? say("unknown") : dayText(when[i]))]))),
  ];
}
function claimsOf(event, apart) {
  const order = [...event.claims].sort((a, b) => (a.on ?? 1e9) - (b.on ?? 1e9));
  if (!apart) return el("div", { class: "claims" }, el("h3", {}, say("claims")), order.map((c) => claimCard(c, event)));
  const side = (word, list) => el("section", { class: word }, el("h3", {}, say(word), el("small", {}, list.length)), list.map((c) => claimCard(c, event)));
  return el("div", { class: "claims sides" }, side("conflict_yes", order.filter((c) => !NEGATIVE.has(c.status))), side("conflict_no", order.filter((c) => NEGATIVE.has(c.status))));
}
function claimCard(claim, event) {
  const article = claim.article === undefined ? null : D.articles[claim.article];
  const off = !(statusOk([claim.status]) && outletOk(["", (article && article.outlet) || ""]));
  const roles = claim.roles && claim.roles.some((ids, r) => ids.some((a) => !event.roles[r].includes(a)) || event.roles[r].some((a) => !ids.includes(a)));
  const shown = new Set();
  return el("article", { class: `claim ${off ? "off" : ""}` },
    el("header", {}, statusBadge(claim.status), claim.decided && handBadge(), el("span", { class: "holder" }, voice(claim, article))),
    claim.decided && asRead(claim),
    claim.when && claim.when[5] !== "document" && el("p", { class: "differs" }, say("differs_time"), " ", whenText(claim.when)),
    roles && el("p", { class: "differs" }, say("differs_roles"), " ", joined([...new Set(claim.roles.flat())].map(actorLink))),
    claim.says.map((x) => (x[0] === null ? el("p", { class: "quiet" }, `${say("letters")} ${x[5]}–${x[6]}`) : shown.has(x[0]) ? null : (shown.add(x[0]), quoteOf(x[0], claim.says.filter((y) => y[0] === x[0]))))),
    el("footer", {}, article && source(article), article && article.letters && wholeArticle(article, claim.says),
      el("small", { class: "by" }, `${say("found_by")} `, el("bdi", {}, [...new Set(claim.says.map((x) => x[4]))].join("، ")), ` · ${say("confidence")} ${claim.score.toFixed(2)}`)));
}
// What khabar had read where an analyst corrected it, each once.
function asRead(claim) {
  const own = [...new Map(claim.decided.map((n) => D.decisions[n].own).filter(Boolean).map((x) => [JSON.stringify(x), x])).values()];
  return own.map((x) => el("p", { class: "as-read" }, `${say("as_read")} `, values(x)));
}
// Who says so: someone quoted, or the outlet itself.
function voice(claim, article) {
  const name = article && article.outlet;
  if (claim.kind === "reported") return [claim.holder === undefined ? bdi(claim.name || say("unknown")) : actorLink(claim.holder), name && el("small", {}, ` ${say("via")} `, bdi(name))];
  if (name) return [bdi(name), el("small", {}, ` ${say("own_voice")}`)];
  return el("small", {}, say("unnamed_voice"));
}
function source(article) {
  const url = article.url && safeUrl(article.url), title = article.title || say("no_title");
  return el("p", { class: "source" },
    url ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, bdi(title)) : bdi(title),
    el("small", {}, " ", article.headline ? `(${say("headline")}) ` : "", bdi(outletName(article)), say("comma"), article.day === undefined ? say("date_unknown") : `${article.guessed ? "≈ " : ""}${dayText(article.day)}`));
}
// A sentence with its trigger marked and its names as links to their actors.
function quoteOf(number, says) {
  const [, text, names] = D.sentences[number];
  return el("blockquote", { dir: "auto" }, marked(text, says.map((x) => [x[1], x[2]]), names || []));
}
function marked(text, triggers, names) {
  const cuts = new Set([0, text.length]);
  for (const [s, e] of [...triggers, ...names]) { cuts.add(s); cuts.add(e); }
  const order = [...cuts].filter((c) => c >= 0 && c <= text.length).sort((a, b) => a - b), out = [];
  for (let i = 0; i + 1 < order.length; i++) {
    const [s, e] = [order[i], order[i + 1]], piece = text.slice(s, e);
    const name = names.find((n) => n[0] <= s && e <= n[1]), trigger = triggers.some((t) => t[0] <= s && e <= t[1]);
    let node = document.createTextNode(piece);
    if (trigger) node = el("mark", {}, node);
    if (name) node = el("button", { type: "button", class: `named ${D.actors[name[2]].kind}`, title: actorName(name[2]), onclick: () => pick({ kind: "actor", n: name[2] }) }, node);
    out.push(node);
  }
  return out;
}
function wholeArticle(article, says) {
  return el("details", { class: "whole", ontoggle: (e) => { if (e.target.open && e.target.children.length < 2) e.target.append(el("blockquote", { dir: "auto" }, marked(article.letters, says.map((x) => [x[5], x[6]]), []))); } }, el("summary", {}, say("read_article")));
}

// An actor: its names, its events, what is attributed to it, where it is named.
function actorPage(n) {
  const actor = D.actors[n], mine = visible.filter((i) => D.events[i].everyone.includes(n)).sort(byDay);
  const held = D.events.flatMap((e, i) => (e.claims.some((c) => c.holder === n) ? [i] : [])).sort(byDay);
  const hidden = D.events.filter((e) => e.everyone.includes(n)).length - mine.length;
  return [
    el("p", { class: "over" }, shapeIcon(actor.kind), of("kinds", actor.kind), actor.decided && handBadge()),
    el("h2", {}, bdi(actor.name)),
    el("p", { class: "quiet" }, counted("events", mine.length), hidden > 0 && ` (+${hidden} ${say("filters")})`, say("comma"), counted("articles", (actor.articles || []).length)),
    actor.names && el("p", { class: "quiet" }, `${say("also_called")}: `, joined(actor.names.map(bdi))),
    el("p", { class: "deeds" },
      mine.length > 0 && el("button", { type: "button", onclick: () => change({ ego: state.ego === n ? null : n }) }, say(state.ego === n ? "unfocus" : "focus")),
      /^Q\d+$/.test(actor.wikidata || "") && el("a", { href: `https://www.wikidata.org/wiki/${actor.wikidata}`, target: "_blank", rel: "noopener noreferrer" }, say("wikidata"), " ", el("bdi", {}, actor.wikidata))),
    actor.decided && rulings(actor.decided, { kind: "actors", n }),
    mine.length > 0 && section(say("events_of"), eventList(mine)),
    held.length > 0 && section(say("said_by_actor"), eventList(held)),
    actor.articles && el("details", { class: "more-of" }, el("summary", {}, say("articles_of"), el("small", {}, actor.articles.length)), many(actor.articles.map((a) => () => source(D.articles[a])))),
  ];
}
function edgePage(ids) {
  const edge = N.edges[edgeAt.get(ids.join("~"))];
  if (!edge) return overview();
  const events = [...new Set(onEdge(edge, live()).events)].sort(byDay), nodes = [N.nodes[edge.a], N.nodes[edge.b]];
  const open = events.length <= 3;
  return [
    el("p", { class: "over" }, say("between")),
    el("h2", {}, joinedPair(nodes)),
    el("p", { class: "quiet" }, counted("events", events.length)),
    eventList(events, open),
  ];
}
const joinedPair = (nodes) => nodes.flatMap((node, i) => [i ? el("span", { class: "arrow" }, " ↔ ") : null, node.actor === null ? bdi(node.label) : actorLink(node.actor)]);
const section = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);

// Events that unfold to their claims; the undated stand apart at the end.
function eventList(list, open, step) {
  const dated = list.filter((n) => D.events[n].when), undated = list.filter((n) => !D.events[n].when);
  return [
    many(dated.map((n) => () => eventRow(n, open)), step),
    undated.length > 0 && el("h4", {}, say("undated"), el("small", {}, undated.length)),
    undated.length > 0 && many(undated.map((n) => () => eventRow(n, open)), step),
  ];
}
function eventRow(n, open) {
  const event = D.events[n];
  const inside = (box) => { if (box.children.length < 2) box.append(claimsOf(event, conflicts(event).status), el("button", { type: "button", class: "link", onclick: () => pick({ kind: "event", n }) }, "⤢ ", say("event"))); };
  const box = el("details", { class: "event-row", ontoggle: (e) => { if (e.target.open) inside(e.target); } },
    el("summary", {},
      el("span", { class: "row-top" }, el("i", { class: `tone ${toneOf(event)}` }), el("b", {}, typeName(event)), (event.statuses || []).map(statusBadge), event.decided && handMark(), event.conflict && el("b", { class: "badge", title: say("conflicts") }, "≠")),
      el("span", { class: "row-who" }, headline(event)),
      el("small", { class: "quiet" }, whenText(event.when), " · ", counted("outlets", event.outlets))));
  if (open) { inside(box); box.open = true; }
  return box;
}
// A long list, some at a time.
function many(makers, step) {
  const size = step || 40, list = el("div", { class: "list" });
  let done = 0;
  const button = el("button", { type: "button", class: "link more", onclick: () => more() }, say("more"));
  function more() {
    for (const make of makers.slice(done, done + size)) list.insertBefore(make(), button.parentNode === list ? button : null);
    done = Math.min(makers.length, done + size);
    if (done < makers.length) { list.append(button); button.textContent = `${say("more")} (${makers.length - done})`; } else button.remove();
  }
  more();
  return list;
}

// Nothing chosen: what the graph as filtered has to tell first.
function overview() {
  const events = visible.map((n) => [n, D.events[n]]);
  const told = [...events].sort((p, q) => q[1].outlets - p[1].outlets || q[1].claims.length - p[1].claims.length || p[0] - q[0]).slice(0, 6).map((p) => p[0]);
  const torn = events.filter((p) => p[1].conflict).map((p) => p[0]).sort(byDay), loose = events.filter((p) => !p[1].when).map((p) => p[0]);
  const strong = strength ? ordered.filter((i) => N.nodes[i].actor !== null).slice(0, 8) : [];
  return [
    el("h2", {}, say("overview")),
    !events.length && el("p", { class: "quiet" }, say("nothing_visible")),
    told.length > 0 && section(say("most_told"), eventList(told.filter((n) => D.events[n].when)), many(told.filter((n) => !D.events[n].when).map((n) => () => eventRow(n)))),
    torn.length > 0 && section(say("conflicts"), eventList(torn, false, 6)),
    strong.length > 0 && section(say("busiest"), el("ul", { class: "actors" }, strong.map((i) => el("li", {}, actorLink(N.nodes[i].actor), el("small", {}, counted("events", strength[i])))))),
    D.decisions.length > 0 && allRulings(),
    loose.length > 0 && el("details", { class: "more-of" }, el("summary", {}, say("undated"), el("small", {}, loose.length)), many(loose.map((n) => () => eventRow(n)))),
    D.start.quotes === "none" && el("p", { class: "quiet" }, say("no_text")),
  ];
}
function helpPage() {
  pick(null);
  fill(byId("panel"), el("div", { class: "panel-top" }, el("span", { class: "push" }), el("button", { type: "button", class: "icon", "aria-label": say("close"), onclick: () => drawPanel() }, "×")),
    el("div", { class: "panel-body" }, el("h2", {}, say("help")), say("help_text").map((line) => el("p", {}, line))));
  document.body.classList.add("picked");
  byId("panel").focus();
}
