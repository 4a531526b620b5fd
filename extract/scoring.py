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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .records import KhabarError

Span = tuple[int, int]
Data = Mapping[str, Any]

ONTOLOGY = json.loads((Path(__file__).parent / "lang" / "ontology.json").read_text("utf-8"))
SYMMETRIC = set(ONTOLOGY["symmetric"])
WORD = r"[\w\u0610-\u061a\u064b-\u065f\u0670\u0640]"
LETTER = re.compile(WORD)
PROCLITIC = re.compile(r"[وف]?[بكلس]?")


class GoldError(KhabarError):
    """A gold file that does not keep to the annotation guide."""


def _found(needle: str, text: str) -> Iterator[Span]:
    """Spans at which needle stands in text with no letter behind it."""
    at = text.find(needle)
    while at >= 0:
        end = at + len(needle)
        if not LETTER.match(text, end):
            yield at, end
        at = text.find(needle, at + 1)


def words(needle: str, text: str) -> list[Span]:
    """Spans at which needle stands in text as whole words."""
    return [(s, e) for s, e in _found(needle, text) if not s or not LETTER.match(text, s - 1)]


def mention_spans(needle: str, text: str) -> list[Span]:
    """Spans of an actor's mention; letters attached in front of its first word are allowed."""
    spans = []
    for at, end in _found(needle, text):
        start = at
        while start and LETTER.match(text, start - 1):
            start -= 1
        if PROCLITIC.fullmatch(text, start, at):
            spans.append((at, end))
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


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were annotated, predicted and right."""

    gold: int = 0
    pred: int = 0
    hit: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.gold + other.gold, self.pred + other.pred, self.hit + other.hit)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 where nothing is right; of a status tally, the accuracy."""
        return 2 * self.hit / (self.gold + self.pred) if self.hit else 0.0

    def figures(self) -> dict[str, float]:
        """Precision, recall, F1 and the counts."""
        p = self.hit / self.pred if self.pred else 0.0
        r = self.hit / self.gold if self.gold else 0.0
        return {"p": round(p, 4), "r": round(r, 4), "f1": round(self.f1, 4), "gold": self.gold, "pred": self.pred}


MEASURES = ("trigger", "trigger+type", "role", "full", "argument", "dyad", "actor", "attribution", "time", "wikidata", "status")


@dataclass(frozen=True)
class Scored:
    """One article held against its annotation: tallies by measure and by type, and the triggers missed and made up."""

    total: dict[str, Tally]
    by_type: dict[str, dict[str, Tally]]
    missed: list[dict[str, Any]]
    spurious: list[dict[str, Any]]
    typed: list[tuple[dict[str, Any], dict[str, Any]]]
    table: dict[str, str]


def _fillers(event: Data) -> int:
    return sum(len(v) for k, v in roles(event).items() if k != "place")


def _right(gold: Data, pred: Data, table: Mapping[str, str]) -> int:
    mine, theirs = roles(gold), roles(pred, table)
    return sum(len(mine[k] & theirs[k]) for k in mine if k != "place")


def _same(gold: Data, pred: Data, table: Mapping[str, str]) -> bool:
    mine, theirs = roles(gold), roles(pred, table)
    return gold["status"] == pred.get("status") and all(mine[k] == theirs[k] for k in mine if k != "place")


def _dates(event: Data) -> tuple[str | None, str | None]:
    start, end = event.get("start"), event.get("end")
    return (str(start) if start else None), (str(end) if end else None)


def _taking_part(events: Iterable[Data]) -> set[str]:
    found = {a for e in events for r in ("source", "target", "place") for a in e.get(r) or []}
    return found | {e["reported_by"] for e in events if e.get("reported_by")}


def _linked(gold: Data, pred: Data, table: Mapping[str, str]) -> Tally:
    taking, predicted = _taking_part(gold["events"]), _taking_part(pred["events"])
    inverse = {g: p for p, g in table.items()}
    links = {a["id"]: a.get("wikidata") for a in pred["actors"]}
    want = {a["id"]: a["wikidata"] for a in gold["actors"] if a.get("wikidata") and a["id"] in taking}
    named = sum(bool(links[a]) for a in predicted if a in links and table[a] in want)
    return Tally(len(want), named, sum(links.get(inverse.get(a, "")) == q for a, q in want.items()))


def score_article(gold: Data, pred: Data) -> Scored:
    """One article's tallies. Both in the form of ``from_gold``."""
    table = align(gold, pred)
    mine, theirs = gold["events"], pred["events"]
    pairs = list(match(mine, theirs))
    typed = [(g, p) for g, p in pairs if g["type"] == p["type"]]
    args, pargs = arguments(mine), arguments(theirs, table)
    dyad, pdyad = dyads(mine), dyads(theirs, table)
    taking, ptaking = _taking_part(mine), _taking_part(theirs)
    hits = sum(_right(g, p, table) for g, p in typed)
    reported = sum(bool(g.get("reported_by")) and table.get(str(p.get("reported_by"))) == g["reported_by"] for g, p in typed)
    dated = sum(any(_dates(g)) and _dates(g) == _dates(p) for g, p in typed)
    total = {
        "trigger": Tally(len(mine), len(theirs), len(pairs)),
        "trigger+type": Tally(len(mine), len(theirs), len(typed)),
        "role": Tally(sum(map(_fillers, mine)), sum(map(_fillers, theirs)), hits),
        "full": Tally(len(mine), len(theirs), sum(_same(g, p, table) for g, p in typed)),
        "argument": Tally(len(args), len(pargs), len(args & pargs)),
        "dyad": Tally(len(dyad), len(pdyad), len(dyad & pdyad)),
        "actor": Tally(len(taking), len(ptaking), len({table.get(a) for a in ptaking} & taking)),
        "attribution": Tally(sum(bool(e.get("reported_by")) for e in mine), sum(bool(e.get("reported_by")) for e in theirs), reported),
        "time": Tally(sum(any(_dates(e)) for e in mine), sum(any(_dates(e)) for e in theirs), dated),
        "wikidata": _linked(gold, pred, table),
        "status": Tally(len(typed), len(typed), sum(g["status"] == p.get("status") for g, p in typed)),
    }
    by_type = {}
    for kind in ONTOLOGY["types"]:
        a, b = {x for x in args if x[0] == kind}, {x for x in pargs if x[0] == kind}
        found = Tally(sum(e["type"] == kind for e in mine), sum(e["type"] == kind for e in theirs), sum(g["type"] == kind for g, _ in typed))
        by_type[kind] = {"trigger": found, "argument": Tally(len(a), len(b), len(a & b))}
    missed = [e for e in mine if not any(g is e for g, _ in typed)]
    spurious = [e for e in theirs if not any(p is e for _, p in typed)]
    return Scored(total, by_type, missed, spurious, typed, table)


def add_up(scored: Iterable[Scored]) -> tuple[dict[str, Tally], dict[str, dict[str, Tally]]]:
    """Tallies over many articles: in total, and by type."""
    total = dict.fromkeys(MEASURES, Tally())
    by_type = {kind: {"trigger": Tally(), "argument": Tally()} for kind in ONTOLOGY["types"]}
    for one in scored:
        total = {name: total[name] + one.total[name] for name in MEASURES}
        by_type = {k: {n: v[n] + one.by_type[k][n] for n in v} for k, v in by_type.items()}
    return total, by_type
