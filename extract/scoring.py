"""Hold what was read against annotated articles: the measures of the annotation guide.

A gold article is a mapping with ``title``, ``text``, ``actors`` and ``events`` as ``docs/annotation-guide.md`` describes; a
prediction is what ``khabar read`` prints. All measures are micro-averaged over articles; a thing missed or made up counts
against every measure it belongs to:

trigger        spans that overlap, one to one; trigger+type: and the type agrees
role           (role, actor) pairs of each event mention, at triggers of the right type
full           mentions right in type, status and every role
argument       set of (type, role, actor) of an article; dyad: set of (type, source, target)
actor          actors that take part; predicted and gold actors are paired one to one
attribution    who said so; time: start and end equal as given; wikidata: identifiers of actors that take part
status         accuracy at triggers of the right type
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .records import KhabarError

Span = tuple[int, int]
Data = Mapping[str, Any]

ONTOLOGY = json.loads((Path(__file__).parent / "lang" / "ontology.json").read_text("utf-8"))
SYMMETRIC = set(ONTOLOGY["symmetric"])
WORD = r"[\w\u0610-\u061a\u064b-\u065f\u0670\u0640]"
PROCLITIC = re.compile(r"[وف]?[بكلس]?")


class GoldError(KhabarError):
    """A gold file that does not keep to the annotation guide."""


def words(needle: str, text: str) -> list[Span]:
    """Spans at which needle stands in text as whole words."""
    return [m.span() for m in re.finditer(rf"(?<!{WORD}){re.escape(needle)}(?!{WORD})", text)]


def mention_spans(needle: str, text: str) -> list[Span]:
    """Spans of an actor's mention; letters attached in front of its first word are allowed."""
    spans = []
    for m in re.finditer(rf"{re.escape(needle)}(?!{WORD})", text):
        found = re.search(rf"{WORD}*$", text[: m.start()])
        before = found.group() if found else ""
        if PROCLITIC.fullmatch(before):
            spans.append(m.span())
    return spans


def from_gold(article: Data) -> dict[str, Any]:
    """A gold article as a prediction: spans for strings. Raises GoldError."""
    text = article["title"] + "\n" + article["text"]
    where = article.get("id")
    actors = []
    for actor in article["actors"]:
        spans = sorted({s for m in actor["mentions"] for s in mention_spans(m, text)})
        if not spans:
            raise GoldError(f"{where}: actor {actor['id']!r} is nowhere in the text: {actor['mentions']}")
        if actor["kind"] not in ONTOLOGY["kinds"]:
            raise GoldError(f"{where}: actor {actor['id']!r}: unknown kind {actor['kind']!r}")
        actors.append({**actor, "mentions": spans})
    known = {a["id"] for a in actors}
    events = []
    for event in article["events"]:
        if event["type"] not in ONTOLOGY["types"]:
            raise GoldError(f"{where}: unknown type {event['type']!r}")
        if event["status"] not in ONTOLOGY["status"]:
            raise GoldError(f"{where}: unknown status {event['status']!r}")
        spans = words(event["trigger"], text)
        nth = event.get("nth") or 1
        if len(spans) < nth:
            raise GoldError(
                f"{where}: trigger {event['trigger']!r} number {nth} is not in the text ({len(spans)} found)"
            )
        used = {*event["source"], *event["target"], *event["place"]}
        used |= {event["reported_by"]} if event.get("reported_by") else set()
        if used - known:
            raise GoldError(f"{where}: event {event['trigger']!r} names unknown actors {sorted(used - known)}")
        events.append({**event, "trigger": spans[nth - 1]})
    return {"id": article["id"], "actors": actors, "events": events, "text": text}


def load(path: Path | str, strict: bool = True) -> dict[str, dict[str, Any]]:
    path = Path(path)
    if path.is_dir() or path.suffix == ".json":
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        out = {}
        for file in files:
            try:
                article = from_gold(json.loads(file.read_text("utf-8")))
            except (GoldError, KeyError, json.JSONDecodeError) as error:
                if strict:
                    raise GoldError(f"{file.name}: {error!r}") from error
                continue
            out[article["id"]] = article
        return out
    return {a["id"]: a for a in map(json.loads, filter(str.strip, path.read_text("utf-8").splitlines()))}


def overlap(a: Span, b: Span) -> int:
    return min(a[1], b[1]) - max(a[0], b[0])


def align(gold: Data, pred: Data) -> dict[str, str]:
    """One predicted actor for one gold actor, by shared mentions, the heaviest pair first; the rest stand for themselves."""
    pairs = []
    for p in pred["actors"]:
        for g in gold["actors"]:
            # each shared mention weighs 1 to 2, more where the spans agree: a name that merely
            # stands inside a longer name does not win a tie
            weight = sum(
                1 + overlap(s, t) / (max(s[1], t[1]) - min(s[0], t[0]))
                for s in p["mentions"]
                for t in g["mentions"]
                if overlap(s, t) > 0 and overlap(s, t) * 2 >= min(s[1] - s[0], t[1] - t[0])
            )
            if weight:
                pairs.append((-weight, p["id"], g["id"]))
    table: dict[str, str] = {p["id"]: f"?{p['id']}" for p in pred["actors"]}
    taken: set[str] = set()
    for _, p, g in sorted(pairs):
        if table[p].startswith("?") and g not in taken:
            table[p] = g
            taken.add(g)
    return table


def roles(event: Data, table: Mapping[str, str] | None = None) -> dict[str, set[str]]:
    def name(a: str) -> str:
        return a if table is None else table.get(a, f"?{a}")

    source, target, place = ({name(a) for a in event.get(r) or []} for r in ("source", "target", "place"))
    if event["type"] in SYMMETRIC:
        return {"participant": source | target, "place": place}
    if event["type"] == "visit":
        return {"source": source, "target": target | place}
    return {"source": source, "target": target, "place": place}


def arguments(events: list[dict[str, Any]], table: Mapping[str, str] | None = None) -> set[tuple[str, str, str]]:
    return {
        (e["type"], role, actor)
        for e in events
        for role, actors in roles(e, table).items()
        if role != "place"
        for actor in actors
    }


def dyads(
    events: list[dict[str, Any]], table: Mapping[str, str] | None = None
) -> set[tuple[str, str | None, str | None]]:
    out: set[tuple[str, str | None, str | None]] = set()
    for event in events:
        r = roles(event, table)
        if event["type"] in SYMMETRIC:
            people = sorted(r["participant"])
            if len(people) == 1:
                out.add((event["type"], people[0], None))
            out |= {(event["type"], a, b) for i, a in enumerate(people) for b in people[i + 1 :]}
        else:
            nobody: set[str | None] = {None}
            out |= {(event["type"], s, t) for s in r["source"] or nobody for t in r["target"] or nobody}
    return out


def match(gold: list[dict[str, Any]], pred: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """One-to-one pairs of overlapping triggers, same type first. Yields (gold, pred)."""
    pairs = sorted(
        (
            (g["type"] != p["type"], -overlap(g["trigger"], p["trigger"]), i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(pred)
            if overlap(g["trigger"], p["trigger"]) > 0
        )
    )
    taken_g: set[int] = set()
    taken_p: set[int] = set()
    for _, _, i, j in pairs:
        if i not in taken_g and j not in taken_p:
            taken_g.add(i)
            taken_p.add(j)
            yield gold[i], pred[j]


class Tally:
    def __init__(self) -> None:
        self.hit = self.gold = self.pred = 0

    def add(self, gold: int, pred: int, hit: int) -> None:
        self.hit, self.gold, self.pred = self.hit + hit, self.gold + gold, self.pred + pred

    def figures(self) -> dict[str, float]:
        p = self.hit / self.pred if self.pred else 0.0
        r = self.hit / self.gold if self.gold else 0.0
        return {
            "p": round(p, 4),
            "r": round(r, 4),
            "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0,
            "gold": self.gold,
            "pred": self.pred,
        }


def day(value: object) -> str | None:
    return str(value) if value else None


def score(
    golds: Mapping[str, Data], preds: Mapping[str, Data]
) -> tuple[dict[str, Any], dict[str, Any], list[tuple[Any, ...]]]:
    t = {
        k: Tally()
        for k in (
            "trigger",
            "trigger+type",
            "role",
            "full",
            "argument",
            "dyad",
            "actor",
            "attribution",
            "time",
            "wikidata",
        )
    }
    right: Counter[str] = Counter()
    by_type = {k: {"trigger": Tally(), "argument": Tally()} for k in ONTOLOGY["types"]}
    errors: list[tuple[Any, ...]] = []
    for key, gold in golds.items():
        pred = preds.get(key) or {"actors": [], "events": []}
        table = align(gold, pred)
        ge, pe = gold["events"], pred["events"]
        pairs = list(match(ge, pe))
        typed = [(g, p) for g, p in pairs if g["type"] == p["type"]]
        t["trigger"].add(len(ge), len(pe), len(pairs))
        t["trigger+type"].add(len(ge), len(pe), len(typed))
        ga, pa = arguments(ge), arguments(pe, table)
        t["argument"].add(len(ga), len(pa), len(ga & pa))
        gd, pd = dyads(ge), dyads(pe, table)
        t["dyad"].add(len(gd), len(pd), len(gd & pd))
        taking = {a for e in ge for r in ("source", "target", "place") for a in e.get(r) or []}
        taking |= {e["reported_by"] for e in ge if e.get("reported_by")}
        ptaking = {a for e in pe for r in ("source", "target", "place") for a in e.get(r) or []}
        ptaking |= {e["reported_by"] for e in pe if e.get("reported_by")}
        found = {table.get(a) for a in ptaking} & taking
        t["actor"].add(len(taking), len(ptaking), len(found))
        inverse = {g: p for p, g in table.items()}
        linked = {a["id"]: a.get("wikidata") for a in pred["actors"]}
        want = {a["id"]: a["wikidata"] for a in gold["actors"] if a.get("wikidata") and a["id"] in taking}
        named = sum(bool(linked[a]) for a in ptaking if a in linked and table[a] in want)
        t["wikidata"].add(len(want), named, sum(linked.get(inverse.get(a, "")) == q for a, q in want.items()))
        for kind in by_type:
            by_type[kind]["trigger"].add(
                sum(e["type"] == kind for e in ge),
                sum(e["type"] == kind for e in pe),
                sum(g["type"] == kind for g, _ in typed),
            )
            ka, kb = {x for x in ga if x[0] == kind}, {x for x in pa if x[0] == kind}
            by_type[kind]["argument"].add(len(ka), len(kb), len(ka & kb))
        for g, p in typed:
            right["typed"] += 1
            right["status"] += g["status"] == p.get("status")

        def count(e: Data) -> int:
            return sum(len(v) for k, v in roles(e).items() if k != "place")

        hits = sum(len(roles(g)[k] & roles(p, table)[k]) for g, p in typed for k in roles(g) if k != "place")
        t["role"].add(sum(map(count, ge)), sum(map(count, pe)), hits)
        same = [
            g["status"] == p.get("status") and all(roles(g)[k] == roles(p, table)[k] for k in roles(g) if k != "place")
            for g, p in typed
        ]
        t["full"].add(len(ge), len(pe), sum(same))
        t["attribution"].add(
            sum(bool(e.get("reported_by")) for e in ge),
            sum(bool(e.get("reported_by")) for e in pe),
            sum(bool(g.get("reported_by")) and table.get(str(p.get("reported_by"))) == g["reported_by"] for g, p in typed),
        )

        def dates(e: Data) -> tuple[str | None, str | None]:
            return day(e.get("start")), day(e.get("end"))

        t["time"].add(
            sum(any(dates(e)) for e in ge),
            sum(any(dates(e)) for e in pe),
            sum(any(dates(g)) and dates(g) == dates(p) for g, p in typed),
        )
        for e in ge:
            if not any(g is e for g, _ in typed):
                errors.append((key, "missed", e["type"], e["trigger"], gold["text"]))
        for e in pe:
            if not any(p is e for _, p in typed):
                errors.append((key, "spurious", e["type"], e["trigger"], gold["text"]))
    out = {name: tally.figures() for name, tally in t.items()}
    out["status"] = {
        "accuracy": round(right["status"] / right["typed"], 4) if right["typed"] else 0.0,
        "of": right["typed"],
    }
    return out, {k: {n: x.figures() for n, x in v.items()} for k, v in by_type.items()}, errors
