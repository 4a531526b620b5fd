// What an analyst decided: a pencil wherever it shows, a filter, and each decision beside what khabar had read.

const HANDS = ["mention", "event", "actor", "none"];
const decidedOn = D.decisions.map(() => ({ actors: [], events: [] })); // what each decision shows on
D.actors.forEach((a, n) => (a.decided || []).forEach((d) => decidedOn[d].actors.push(n)));
D.events.forEach((e, n) => (e.decided || []).forEach((d) => decidedOn[d].events.push(n)));
for (const event of D.events) {
  event.hands = new Set((event.decided || []).map((d) => D.decisions[d].about));
  if (event.everyone.some((a) => D.actors[a].decided)) event.hands.add("actor");
  if (!event.hands.size) event.hands.add("none");
}
const handOk = (event) => !state.decided || [...event.hands].some((h) => state.decided.has(h));

const pencil = () => svg("svg", { viewBox: "0 0 16 16", class: "pencil", "aria-hidden": "true" }, svg("path", { d: "M1.5 14.5 2.6 10.4 11.2 1.8 14.2 4.8 5.6 13.4Z" }));
// The mark alone, named for whoever cannot see it; and the mark with its words.
const handMark = (word) => el("span", { class: "hand", role: "img", "aria-label": say(word || "by_hand"), title: say(word || "by_hand") }, pencil());
const handBadge = () => el("span", { class: "status hand-badge" }, pencil(), say("by_hand"));

// A sentence of the page with nodes in place of {names}.
const putNodes = (key, nodes) => say(key).split(/\{(\w+)\}/).map((part, i) => (i % 2 ? nodes[part] : part)).filter((x) => x !== "");

// Fields that were set, or that khabar had read.
function values(fields) {
  const people = (list) => (list.length ? joined(list.map((a) => (typeof a === "number" ? actorLink(a) : bdi(a)))) : say("nobody"));
  const shown = {
    type: (x) => of("types", x), status: (x) => of("status", x), when: (x) => whenText(x), source: people, target: people, place: people,
  };
  const names = { type: "type", status: "state_of", when: "when", source: "who", target: "whom", place: "place" };
  return joined(Object.keys(names).filter((k) => fields[k] !== undefined).map((k) => el("span", {}, `${say(names[k])}: `, shown[k](fields[k]))));
}
function verdict(decision) {
  const [a, b] = decision.names.map(bdi);
  if (decision.verdict === "same") return putNodes(decision.about === "actor" ? "one_actor" : "one_event", { a, b });
  if (decision.verdict === "different") return putNodes(decision.about === "actor" ? "two_actors" : "two_events", { a, b });
  return decision.verdict === "wrong" ? putNodes("no_event", { a }) : [a, ": ", values(decision.set)];
}
// Decisions that say the same of several mentions stand once.
function alike(numbers) {
  const found = new Map();
  for (const n of numbers) {
    const d = D.decisions[n], key = d.about === "mention" ? JSON.stringify([d.verdict, d.names, d.set, d.own, d.why, d.by]) : String(n);
    if (found.has(key)) found.get(key).push(n); else found.set(key, [n]);
  }
  return [...found.values()];
}
function ruling(numbers, here) {
  const decision = D.decisions[numbers[0]], article = decision.article === undefined ? null : D.articles[decision.article];
  const others = (kind) => [...new Set(numbers.flatMap((n) => decidedOn[n][kind]))].filter((n) => !(here && here.kind === kind && here.n === n));
  const links = [...others("actors").map(actorLink), ...others("events").map(eventLink)];
  return el("article", { class: "ruling" },
    el("p", {}, pencil(), " ", verdict(decision), numbers.length > 1 && el("small", {}, ` ×${numbers.length}`)),
    decision.own && el("p", { class: "as-read" }, `${say("as_read")} `, values(decision.own)),
    decision.weighed && el("p", { class: "as-read" }, `${say("as_weighed")} ${decision.weighed[0].toFixed(2)} · `, el("bdi", { lang: "en", dir: "ltr" }, decision.weighed[1])),
    (decision.says || []).filter((x) => x[0] !== null).map((x) => quoteOf(x[0], [x])),
    decision.verdict === "wrong" && article && source(article),
    links.length > 0 && el("p", { class: "shows-on" }, `${say("shows_on")} `, links.slice(0, 6).map((x) => el("span", {}, x))),
    el("p", { class: "by" }, decision.why && [bdi(decision.why), " · "], `${say("decided_by")} `, bdi(decision.by), " · ", numbers.map((n, i) => [i ? " " : "", el("code", {}, D.decisions[n].id)])));
}
const rulings = (numbers, here) => section(say("decided"), alike(numbers).map((same) => ruling(same, here)));
// All decisions, those that took a mention away among them.
function allRulings() {
  const every = alike(D.decisions.map((_, n) => n));
  return el("details", { class: "more-of", id: "all-decided" }, el("summary", {}, pencil(), " ", say("decided"), el("small", {}, D.decisions.length)), many(every.map((same) => () => ruling(same))));
}
