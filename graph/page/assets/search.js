// Search over actors, events and sentences, Arabic compared without its spelling variants.

const actorWords = D.actors.map((a) => fold([a.name, ...(a.names || []), a.wikidata || ""].join(" \n ")));
let eventWords = null, sentenceWords = null;
const labelWords = () => (eventWords = eventWords || D.events.map((e) => fold([e.label || "", typeName(e), ...e.everyone.map((a) => actorName(a))].join(" "))));
const textWords = () => (sentenceWords = sentenceWords || D.sentences.map((s) => fold(s[1])));
const holds = (text, words) => words.every((w) => text.includes(w));

// Events that a query means: by label and people, or by the letters of their sentences.
function matches(query) {
  const words = foldedWords(query), found = new Set(), labels = labelWords(), texts = textWords();
  if (!words.length) return null;
  D.events.forEach((e, n) => {
    if (holds(labels[n], words) || e.everyone.some((a) => holds(actorWords[a], words)) || e.claims.some((c) => c.says.some((x) => x[0] !== null && holds(texts[x[0]], words)))) found.add(n);
  });
  return found;
}
// Whole names first, then beginnings of words, then anything within; the busier before the others.
function rank(text, words, weight) {
  const whole = words.join(" ");
  const names = text.split(" \n ");
  const fit = names.some((n) => n === whole) ? 3 : names.some((n) => n.startsWith(whole)) ? 2 : words.every((w) => new RegExp(`(^|\\s|ال)${w.replace(/[^\p{L}\p{N}]/gu, "")}`, "u").test(text)) ? 1 : 0;
  return fit * 1e6 + weight;
}
function suggest(query) {
  const words = foldedWords(query);
  if (!words.length) return [];
  const busy = (n) => { const i = nodeOfActor(n); return (i === undefined ? 0 : touching[i].length) + (D.actors[n].articles || []).length; };
  const people = D.actors.map((_, n) => n).filter((n) => holds(actorWords[n], words)).map((n) => [rank(actorWords[n], words, busy(n)), n]).sort((p, q) => q[0] - p[0]).slice(0, 8);
  const labels = labelWords(), events = [];
  for (let n = 0; n < labels.length && events.length < 400; n++) if (holds(labels[n], words)) events.push(n);
  events.sort((p, q) => D.events[q].outlets - D.events[p].outlets);
  const all = matches(query), said = [...all].filter((n) => !events.includes(n)).slice(0, 4);
  return [
    ...people.map(([, n]) => ({ group: "search_actors", show: () => [shapeIcon(D.actors[n].kind), bdi(actorName(n)), el("small", {}, of("kinds", D.actors[n].kind))], act: () => goToActor(n) })),
    ...events.slice(0, 6).map((n) => ({ group: "search_events", show: () => [el("i", { class: `tone ${toneOf(D.events[n])}` }), el("span", {}, typeName(D.events[n]), ": ", headline(D.events[n])), el("small", {}, whenText(D.events[n].when))], act: () => goToEvent(n) })),
    ...said.map((n) => ({ group: "search_sentences", show: () => [el("i", { class: `tone ${toneOf(D.events[n])}` }), el("span", {}, typeName(D.events[n]), ": ", headline(D.events[n])), el("small", {}, whenText(D.events[n].when))], act: () => goToEvent(n) })),
    ...(all.size ? [{ group: "", show: () => [el("strong", {}, `${say("search_all")} (${all.size})`)], act: () => change({ q: query.trim() }) }] : []),
  ];
}
function goToActor(n) {
  const node = nodeOfActor(n);
  if (node !== undefined) pinned.add(node);
  pick({ kind: "actor", n });
  centre(node);
}
function goToEvent(n) {
  D.events[n].everyone.forEach((a) => { const node = nodeOfActor(a); if (node !== undefined) pinned.add(node); });
  pick({ kind: "event", n });
  centre(D.events[n].everyone.map(nodeOfActor).find((i) => drawn.has(i)));
}
function centre(node) {
  if (node === undefined || !drawn.has(node) || state.view !== "graph") return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  network.focus(N.nodes[node].id, { scale: Math.max(0.7, network.getScale()), animation: calm ? false : { duration: 400 } });
  if (calm) grow();
}

let options = [], chosen = -1;
function initSearch() {
  const input = byId("search"), list = byId("found");
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const choose = (i) => { const option = options[i]; close(); input.value = ""; if (option) option.act(); };
  const light = (i) => {
    chosen = i;
    [...list.querySelectorAll("[role=option]")].forEach((row, k) => { row.setAttribute("aria-selected", String(k === i)); if (k === i) { row.scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", row.id); } });
  };
  const open = () => {
    options = suggest(input.value);
    if (!input.value.trim()) { close(); return; }
    let group = null;
    fill(list, options.length ? options.flatMap((o, i) => {
      const row = el("div", { role: "option", id: `option-${i}`, "aria-selected": "false", onmousedown: (e) => { e.preventDefault(); choose(i); } }, o.show());
      const head = o.group && o.group !== group ? el("div", { class: "group", role: "presentation" }, say(o.group)) : null;
      group = o.group;
      return [head, row];
    }) : el("div", { class: "group" }, say("search_none")));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    light(options.length ? 0 : -1);
  };
  let timer = 0;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(open, D.events.length > 8000 ? 220 : 60); });
  input.addEventListener("focus", () => { if (input.value) open(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { e.preventDefault(); if (list.hidden) open(); else light((chosen + (e.key === "ArrowDown" ? 1 : options.length - 1)) % Math.max(1, options.length)); }
    else if (e.key === "Enter") { if (list.hidden) open(); if (options.length) choose(Math.max(0, chosen)); }
    else if (e.key === "Escape") { input.value = ""; close(); }
    e.stopPropagation();
  });
}
