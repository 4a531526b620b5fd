"""Hold a reader against annotated articles, as ``khabar evaluate`` does: figures, intervals, errors by what they cost.

Intervals are percentiles of a bootstrap over articles (Efron 1979), since mentions of one article are not independent.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .records import Article, KhabarError
from .say import to_json
from .scoring import MEASURES, Scored, Tally, add_up, from_gold, roles, score_article

if TYPE_CHECKING:
    from .pipeline import Reader

Interval = tuple[float, float]
RELIABILITY = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: how many gold or predicted things it spoils, what it is, and where."""

    cost: int
    what: str
    type: str
    article: str
    quote: str


@dataclass(frozen=True)
class Evaluation:
    """Figures by measure with 95 % intervals, figures by type, errors, and how far scores can be believed."""

    articles: int
    total: Mapping[str, Tally]
    intervals: Mapping[str, Interval]
    by_type: Mapping[str, Mapping[str, Tally]]
    problems: Sequence[Problem]
    reliability: Sequence[tuple[float, float, int, float]]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "articles": self.articles,
            **{name: {**self.total[name].figures(), "interval": list(self.intervals[name])} for name in MEASURES},
            "by_type": {kind: {n: t.figures() for n, t in tallies.items()} for kind, tallies in self.by_type.items()},
            "reliability": [{"from": a, "to": b, "mentions": n, "right": r} for a, b, n, r in self.reliability],
        }


def gold_files(path: Path) -> Iterator[dict[str, Any]]:
    """The annotated articles of a folder or a file. Raises KhabarError where there are none or one is no JSON."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files or not path.exists():
        raise KhabarError(f"{path}: no annotated articles; give a folder of .json files in the form of docs/annotation-guide.md")
    for file in files:
        try:
            yield json.loads(file.read_text("utf-8"))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise KhabarError(f"{file}: not JSON ({error}); mend or remove it") from error


def article_of(gold: Mapping[str, Any]) -> Article:
    """The article that was annotated."""
    published = gold.get("published")
    return Article(
        id=gold["id"], title=gold["title"], text=gold["text"], outlet=gold.get("outlet"), url=gold.get("url"),
        published=date.fromisoformat(published) if published else None, published_basis="given" if published else "unknown",
    )  # fmt: skip


def evaluate(reader: Reader, golds: Iterable[Mapping[str, Any]], *, samples: int = 1000) -> Evaluation:
    """Read the annotated articles and hold what was read against the annotation."""
    facts = list(golds)
    scored: list[Scored] = []
    problems: list[Problem] = []
    for gold in facts:
        (reading,) = reader.read([article_of(gold)])
        answer = from_gold(gold)
        one = score_article(answer, to_json(reading))
        scored.append(one)
        problems += _problems(one, answer)
    total, by_type = add_up(scored)
    order = {"missed": 0, "spurious": 1, "roles": 2, "status": 3}
    problems.sort(key=lambda p: (-p.cost, order.get(p.what, 9), p.article, p.quote))
    return Evaluation(len(facts), total, _intervals(scored, samples), by_type, problems, _reliability(scored))


def _intervals(scored: Sequence[Scored], samples: int) -> dict[str, Interval]:
    rng = random.Random(1)
    found: dict[str, list[float]] = {name: [] for name in MEASURES}
    for _ in range(samples if len(scored) > 1 else 0):
        drawn = [scored[rng.randrange(len(scored))] for _ in scored]
        for name in MEASURES:
            found[name].append(sum((one.total[name] for one in drawn), Tally()).f1)
    return {name: _middle(values) for name, values in found.items()}


def _middle(values: list[float]) -> Interval:
    values.sort()
    return (round(values[int(len(values) * 0.025)], 3), round(values[int(len(values) * 0.975)], 3)) if values else (0.0, 1.0)


def _reliability(scored: Sequence[Scored]) -> list[tuple[float, float, int, float]]:
    """For bands of scores: how many mentions, and what share of them is right in trigger and type."""
    told = [(float(p.get("score", 0)), right) for one in scored for right, group in ((True, [p for _, p in one.typed]), (False, one.spurious)) for p in group]
    out = []
    for low, high in pairwise(RELIABILITY):
        band = [right for score, right in told if low <= score < high]
        if band:
            out.append((low, min(high, 1.0), len(band), round(sum(band) / len(band), 3)))
    return out


def _problems(one: Scored, gold: Mapping[str, Any]) -> Iterator[Problem]:
    def around(span: Sequence[int]) -> str:
        text, (start, end) = gold["text"], span
        return f"{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 40]}".replace("\n", " ")

    def fillers(event: Mapping[str, Any]) -> int:
        return sum(len(event.get(r) or []) for r in ("source", "target"))

    for event in one.missed:
        yield Problem(1 + fillers(event), "missed", event["type"], gold["id"], around(event["trigger"]))
    for event in one.spurious:
        yield Problem(1 + fillers(event), "spurious", event["type"], gold["id"], around(event["trigger"]))
    for answer, event in one.typed:
        wrong = sum(len(a ^ b) for a, b in zip(roles(answer).values(), roles(event, one.table).values(), strict=True))
        if wrong:
            yield Problem(wrong, "roles", answer["type"], gold["id"], around(answer["trigger"]))
        if answer["status"] != event["status"]:
            yield Problem(1, f"status {answer['status']} read as {event['status']}", answer["type"], gold["id"], around(answer["trigger"]))


def report(found: Evaluation, *, by_type: bool = True, errors: int = 20) -> Iterator[str]:
    """The evaluation as lines for people."""
    yield f"{found.articles} articles"
    for name in MEASURES:
        tally, (low, high) = found.total[name], found.intervals[name]
        figures = tally.figures()
        head = f"accuracy {figures['r']:.3f}" if name == "status" else f"p {figures['p']:.3f}  r {figures['r']:.3f}  f1 {figures['f1']:.3f}"
        yield f"{name:13} {head}  ({low:.3f}–{high:.3f})  gold {tally.gold}  pred {tally.pred}"
    if by_type:
        for kind, tallies in found.by_type.items():
            if tallies["trigger"].gold or tallies["trigger"].pred:
                yield f"  {kind:13} trigger f1 {tallies['trigger'].f1:.2f} ({tallies['trigger'].gold} gold, {tallies['trigger'].pred} pred)   argument f1 {tallies['argument'].f1:.2f}"
    yield "reliability: " + ", ".join(f"score {a:.2f}–{b:.2f}: {r:.2f} right of {n}" for a, b, n, r in found.reliability)
    for problem in found.problems[:errors]:
        yield f"  {problem.cost} {problem.what} {problem.type} in {problem.article}: …{problem.quote}…"
