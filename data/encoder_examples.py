"""What the encoder learns from, as tensors: articles in windows, with the answers to all that is asked of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import IterableDataset, get_worker_info

PAD, UNKNOWN, MASK, END = 0, 1, 2, 3
LENGTH, NOTHING = 512, -100
TYPES = [
    "none", "accusation", "agreement", "aid", "appeal", "appointment", "assault", "call", "coercion", "concession", "conference", "cooperation", "decision",
    "meeting", "mobilization", "negotiation", "protest", "rejection", "sanction", "statement", "support", "threat", "visit",
]  # fmt: skip
KINDS = ["armed-group", "group", "organisation", "person", "place", "state"]
TAGS = ["O", *(f"{x}-{k}" for k in KINDS for x in "BI")]
STATUS = ["actual", "cancelled", "denied", "planned", "possible", "requested"]
NAMES = ["O", "B-LOC", "I-LOC", "B-MISC", "I-MISC", "B-ORG", "I-ORG", "B-PER", "I-PER"]
ROLES = ["source", "target", "place", "speaker"]
VIEWS = 2

Row = dict[str, Any]


def windows(article: dict[str, Any], limit: int = LENGTH) -> list[Row]:
    """An article in stretches of whole sentences that fit; each later one sees the title and three sentences again."""
    sizes = [sum(len(w) for w in s["ids"]) + 1 for s in article["sentences"]]
    out: list[Row] = []
    n = 0
    while n < len(sizes):
        back = [] if n == 0 else sorted({0, *range(max(0, n - 3), n)})
        while back and sum(sizes[k] for k in back) + sizes[n] > limit:
            back.pop(0)
        chosen, end = list(back), n
        total = sum(sizes[k] for k in chosen)
        while end < len(sizes) and (end == n or total + sizes[end] <= limit):
            total += sizes[end]
            chosen.append(end)
            end += 1
        ids: list[int] = []
        at: dict[tuple[int, int], int] = {}
        for k in chosen:
            sentence = article["sentences"][k]
            for w, (pieces, stem) in enumerate(zip(sentence["ids"], sentence["stem"], strict=True)):
                at[k, w] = min(len(ids) + stem, limit - 1)
                ids += pieces
            ids.append(END)
        out.append({"ids": ids[:limit], "at": at, "own": set(range(n, end)), "seen": set(chosen)})
        n = end
    return out


def stretches(article: dict[str, Any], chance: random.Random, longest: int = 3) -> Iterator[dict[str, Any]]:
    """An article cut into stretches of one to ``longest`` sentences, each an article of its own."""
    n = 0
    while n < len(article["sentences"]):
        end = n + chance.randint(1, longest)
        moved = lambda span: [span[0] - n, *span[1:]]  # noqa: B023, E731
        inside = [{**e, "at": moved(e["at"])} for e in article["events"] if n <= e["at"][0] < end]
        views = [[{**c, "spans": kept} for c in view if (kept := [moved(s) for s in c["spans"] if n <= s[0] < end])] for view in article["views"]]
        yield {**article, "sentences": article["sentences"][n:end], "events": inside, "views": views}
        n = end


def distance(event: Sequence[int], span: Sequence[int]) -> int:
    """Where a mention stands as seen from a trigger: around it, in its sentence before or after, in sentences before or after."""
    gap = span[0] - event[0]
    if gap == 0:
        if span[1] <= event[1] < span[2]:
            return 0
        return 1 if span[2] <= event[1] else 2
    if span[0] == 0:
        return 3
    return {-1: 4, -2: 5, 1: 6}.get(gap, 7 if gap < 0 else 8)


def article_rows(article: dict[str, Any]) -> Iterator[Row]:
    """What is learnt from an article, a window each."""
    for window in windows(article):
        at, own = window["at"], window["own"]
        order = sorted(at)
        answers = [(article["sentences"][s]["tags"][w], article["sentences"][s]["types"][w]) if s in own else None for s, w in order]
        events = [e for e in article["events"] if e["at"][0] in own]
        yield {
            "ids": window["ids"], "words": [at[k] for k in order],
            "tags": [NOTHING if a is None else TAGS.index(a[0]) for a in answers], "types": [NOTHING if a is None else TYPES.index(a[1]) for a in answers],
            "names": [NOTHING] * len(order), "events": [(at[tuple(e["at"])], TYPES.index(e["type"]), STATUS.index(e["status"]), e["at"][0]) for e in events],
            "same": torch.tensor([[float(a["event"] == b["event"]) for b in events] for a in events]), "views": [_view(view, window, events) for view in article["views"]],
        }  # fmt: skip


def _view(view: list[dict[str, Any]], window: Row, events: list[dict[str, Any]]) -> Row:
    """The actors of a window as somebody found them, and who of them fills which role."""
    at = window["at"]
    spans = [(s, c) for c, cluster in enumerate(view) for s in cluster["spans"] if s[0] in window["seen"]]
    clusters = sorted({c for _, c in spans})
    actors = [view[c]["actor"] for c in clusters]
    return {
        "mentions": [(at[s[0], s[1]], at[s[0], s[2] - 1], KINDS.index(view[c]["kind"]), s[0], clusters.index(c)) for s, c in spans],
        "far": torch.tensor([[distance(e["at"], s) for s, _ in spans] for e in events], dtype=torch.long),
        "roles": torch.tensor([[[float(a is not None and a in e[role]) for a in actors] for e in events] for role in ROLES]), "actors": len(actors),
    }  # fmt: skip


def name_row(line: str) -> Row:
    """A stretch of newswire with its names."""
    row = json.loads(line)
    none = [NOTHING] * len(row["words"])
    empty: Row = {"mentions": [], "far": torch.tensor([]), "roles": torch.tensor([]), "actors": 0}
    return {"ids": row["ids"], "words": row["words"], "tags": none, "types": none, "names": [NAMES.index(n) for n in row["names"]], "events": [], "same": torch.tensor([]), "views": [empty] * VIEWS}


@dataclass
class Actors:
    """Mentions [B, M] with first and last position, kind, sentence and actor; which are real; ``far`` [B, E, M]; ``roles`` [B, R, E, A]; which actors are real [B, A]."""

    first: Tensor
    last: Tensor
    kind: Tensor
    sentence: Tensor
    actor: Tensor
    real: Tensor
    far: Tensor
    roles: Tensor
    actors: Tensor


@dataclass
class Batch:
    """Windows side by side: pieces [B, N] and which actor each belongs to (0: none), words [B, W] with their answers, events [B, E], and the actors as seen twice."""

    ids: Tensor
    whose: Tensor
    words: Tensor
    tags: Tensor
    types: Tensor
    names: Tensor
    event_at: Tensor
    event_type: Tensor
    event_status: Tensor
    event_sentence: Tensor
    event_real: Tensor
    same_event: Tensor
    views: list[Actors]

    def to(self, device: Any) -> Batch:
        """The same where the network is."""
        moved = {f.name: getattr(self, f.name) for f in fields(self)}
        views = [Actors(**{f.name: getattr(v, f.name).to(device, non_blocking=True) for f in fields(v)}) for v in self.views]
        return Batch(**{k: views if k == "views" else v.to(device, non_blocking=True) for k, v in moved.items()})


def _padded(rows: Sequence[Sequence[Any]], fill: float, kind: torch.dtype = torch.long) -> Tensor:
    out = torch.full((len(rows), max(1, *map(len, rows))), fill, dtype=kind)
    for n, row in enumerate(rows):
        if len(row):
            out[n, : len(row)] = torch.as_tensor(row, dtype=kind)
    return out


def _tables(rows: Sequence[Tensor], shape: Sequence[int], kind: torch.dtype = torch.long) -> Tensor:
    out = torch.zeros(len(rows), *shape, dtype=kind)
    for n, table in enumerate(rows):
        if table.numel():
            out[(n, *(slice(0, k) for k in table.shape))] = table
    return out


def collate(rows: Sequence[Row]) -> Batch:
    """Windows side by side."""
    events = [r["events"] for r in rows]
    most = max(1, *map(len, events))
    ids = _padded([r["ids"] for r in rows], PAD)
    whose = torch.zeros_like(ids)
    for n, row in enumerate(rows):
        for first, last, _, _, actor in row["views"][0]["mentions"]:
            whose[n, first : last + 1] = actor + 1
    column = lambda k, fill: _padded([[e[k] for e in some] for some in events], fill)  # noqa: E731
    return Batch(
        ids, whose, _padded([r["words"] for r in rows], 0), *(_padded([r[k] for r in rows], NOTHING) for k in ("tags", "types", "names")),
        column(0, 0), column(1, 0), column(2, NOTHING), column(3, -1), _padded([[1] * len(e) for e in events], 0, torch.bool),
        _tables([r["same"] for r in rows], (most, most), torch.float), [_side_by_side([r["views"][v] for r in rows], most) for v in range(VIEWS)],
    )  # fmt: skip


def _side_by_side(views: Sequence[Row], events: int) -> Actors:
    mentions = [v["mentions"] for v in views]
    columns = [_padded([[m[k] for m in some] for some in mentions], -1 if k == 3 else 0) for k in range(5)]
    actors = max(1, *(v["actors"] for v in views))
    return Actors(
        *columns, _padded([[1] * len(m) for m in mentions], 0, torch.bool), _tables([v["far"] for v in views], (events, columns[0].shape[1])),
        _tables([v["roles"] for v in views], (len(ROLES), events, actors), torch.float), _padded([[1] * v["actors"] + [0] * (actors - v["actors"]) for v in views], 0, torch.bool),
    )  # fmt: skip


def drawn(articles: Sequence[dict[str, Any]], chance: random.Random, cut: float, older: float = 1.0) -> list[Row]:
    """The windows of articles in an order drawn by chance, a share ``cut`` of the articles in stretches of a few sentences, as a reader may get them;
    of the articles that are not of the last campaign of writing a share ``older``."""
    last = max((a["campaign"] for a in articles), default=0)
    chosen = [a for a in articles if a["campaign"] == last or chance.random() < older]
    rows = [row for a in chosen for part in (stretches(a, chance) if chance.random() < cut else (a,)) for row in article_rows(part)]
    return chance.sample(rows, len(rows))


def read_articles(folder: Path, *, skip: int | None = None, of: int = 2, share: float = 1.0) -> tuple[list[dict[str, Any]], dict[str, list[Row]]]:
    """Articles to learn from and windows to measure on, by the name of their set. ``skip`` leaves out the articles whose
    fold gives this rest when divided by ``of``, and they are measured on in place of the set-aside ones; ``share`` is the part of the articles that is learnt from."""
    held: dict[str, list[Row]] = {"held": []}
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    training = [a for a in articles if not a["set_aside"] and (skip is None or a["fold"] % of != skip)]
    learn = [a for n, a in enumerate(training) if int((n + 1) * share) > int(n * share)]
    for article in articles:
        if article["set_aside"] if skip is None else not article["set_aside"] and article["fold"] % of == skip:
            held["held"] += article_rows(article)
    if (more := folder / "measure.jsonl").exists():
        with more.open(encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                held.setdefault(article["set"], []).extend(article_rows(article))
    return learn, held


def alike(rows: Sequence[Row], size: int, chance: random.Random, among: int = 8) -> list[Sequence[Row]]:
    """Windows in batches, those of a batch of about one length, each found ``among`` so many batches."""
    groups: list[Sequence[Row]] = []
    for k in range(0, len(rows), size * among):
        near = sorted(rows[k : k + size * among], key=lambda r: len(r["ids"]))
        groups += [near[m : m + size] for m in range(0, len(near), size)]
    whole = [g for g in groups if len(g) == size]
    return chance.sample(whole, len(whole)) + [g for g in groups if len(g) < size]


class Stream(IterableDataset[tuple[Batch, bool, float]]):
    """Batches without end, drawn anew for every epoch, for every seed in another way: with each, whether only teachers say what is right in it, and which part of an epoch it is."""

    def __init__(self, drawing: Callable[[random.Random, int, int], list[Row]], plain: Callable[[random.Random, int, int], list[Row]] | None, batch: int, seed: int) -> None:
        self.drawing, self.plain, self.batch, self.seed = drawing, plain, batch, seed

    def __iter__(self) -> Iterator[tuple[Batch, bool, float]]:
        info = get_worker_info()
        part, of = (info.id, info.num_workers) if info is not None else (0, 1)
        chance = random.Random(f"{self.seed} {part}") if part else random.Random(self.seed)
        while True:
            rows = self.drawing(chance, part, of)
            groups = [(group, False) for group in alike(rows, self.batch, chance)]
            if self.plain is not None:
                groups += [(group, True) for group in alike(self.plain(chance, part, of), self.batch, chance)]
                groups = chance.sample(groups, len(groups))
            whole = sum(len(group) for group, _ in groups) * of
            for group, plain in groups:
                yield collate(group), plain, len(group) / whole
