// The data, the words of the page, and the one way text reaches it: as text.

const D = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const FSI = "\u2068", PDI = "\u2069";

// An element; properties beginning with "on" listen, "data-…" and "aria-…" are attributes; children are nodes or text.
function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "vars") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else if (name in node && !name.includes("-") && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}
const bdi = (text) => el("bdi", { dir: "auto" }, String(text));
const fill = (node, ...children) => { node.replaceChildren(...children.flat(3).filter(Boolean)); return node; };

// Words of the page.
let W = D.words[D.start.lang];
const say = (key) => (W[key] === undefined ? key : W[key]);
const of = (group, key) => (W[group] && W[group][key]) || key;
const put = (key, values) => say(key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
let rules = new Intl.PluralRules(D.start.lang);
function counted(group, n) {
  const forms = W.counts[group];
  return (forms[rules.select(n)] || forms.other).replace("{n}", n.toLocaleString("en"));
}
const rtl = () => document.documentElement.dir === "rtl";

// Arabic as it is compared: no diacritics or tatweel, one alef, ya, ha and waw, plain digits. Keeps no offsets.
const DROPPED = /[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const SAME = { "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ک": "ك", "ڪ": "ك", "گ": "ك", "چ": "ج", "پ": "ب", "ڤ": "ف" };
const VARIANT = /[أإآٱىیېئؤةۀہھکڪگچپڤ]/g;
function fold(text) {
  return text.normalize("NFKC").replace(DROPPED, "").replace(VARIANT, (c) => SAME[c])
    .replace(/[٠-٩]/g, (c) => String(c.charCodeAt(0) - 0x660)).replace(/[۰-۹]/g, (c) => String(c.charCodeAt(0) - 0x6f0))
    .toLowerCase();
}
const foldedWords = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// Days are counted from 1970-01-01.
const ofDay = (n) => new Date(n * 864e5);
const iso = (n) => (n === null || n === undefined ? "" : ofDay(n).toISOString().slice(0, 10));
const fromIso = (text) => { const t = Date.parse(text + "T00:00:00Z"); return Number.isNaN(t) ? null : Math.round(t / 864e5); };
function dayText(n) {
  const d = ofDay(n);
  return `${d.getUTCDate()} ${W.months[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}
function monthText(n) {
  const d = ofDay(n);
  return `${W.months[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}
const parts = (n) => { const d = ofDay(n); return [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()]; };
const dayOf = (y, m, d) => Math.round(Date.UTC(y, m, d) / 864e5);

// When something was, in words: [begin earliest, begin latest, end earliest, end latest, grain, basis].
function whenText(when) {
  if (!when) return say("date_unknown");
  const [a, b, c, d] = when;
  if (when[5] === "document") return put("day_reported", { a: dayText(Math.max(...[a, b, c, d].filter((x) => x !== null))) });
  const known = [a, b, c, d].every((x) => x !== null);
  if (known && a === d) return dayText(a);
  if (known && wholeOf(a, d)) return wholeOf(a, d);
  if (known && a === b && c === d) return put("day_from_to", { a: dayText(a), b: dayText(d) });
  if (a !== null && d !== null) return put("day_between", { a: dayText(a), b: dayText(d) });
  const first = a !== null ? a : b, last = d !== null ? d : c;
  if (first !== null && (last === null || a !== null)) return put("day_since", { a: dayText(first) });
  return put("day_until", { a: dayText(last !== null ? last : first) });
}
// The name of a month or a year that two days exactly bound.
function wholeOf(a, d) {
  const [y, m, day] = parts(a);
  if (day !== 1) return null;
  if (dayOf(y, m + 1, 0) === d) return monthText(a);
  return m === 0 && dayOf(y, 11, 31) === d ? String(y) : null;
}

// Names of things.
const actorName = (n) => D.actors[n].name;
const typeName = (event) => of("types", event.type);
const outletName = (article) => (article && article.outlet) || say("outlet_unknown");
function safeUrl(url) {
  try {
    const made = new URL(url);
    return made.protocol === "http:" || made.protocol === "https:" ? made.href : null;
  } catch { return null; }
}
const tones = {};
for (const [tone, types] of Object.entries(D.tones)) for (const t of types) tones[t] = tone;
const toneOf = (event) => tones[event.type] || "neutral";
const NEGATIVE = new Set(["denied", "cancelled"]);
const STATUSES = ["actual", "planned", "possible", "requested", "denied", "cancelled"];

// Accounts that cannot all be true: some affirm and some deny, or their days lie apart. What was planned and then
// cancelled is no conflict.
function conflicts(event) {
  let yes = false, denied = false, actual = false, cancelled = false, begins = -Infinity, ends = Infinity;
  for (const claim of event.claims || []) {
    if (claim.status === "denied") denied = true; else if (claim.status === "cancelled") cancelled = true; else yes = true;
    if (claim.status === "actual") actual = true;
    const when = claim.when || event.when;
    if (!when || when[5] === "document" || NEGATIVE.has(claim.status)) continue;
    if (when[0] !== null) begins = Math.max(begins, when[0]);
    if (when[3] !== null) ends = Math.min(ends, when[3]);
  }
  return { status: (yes && denied) || (actual && cancelled), time: begins > ends };
}
for (const event of D.events) {
  const found = conflicts(event);
  event.conflict = found.status || found.time;
}
