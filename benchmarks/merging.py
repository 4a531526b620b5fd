"""How fast events are merged, cut by time and added to: the figures of docs/results.md.

    python benchmarks/merging.py [--events 1000000] [--store 100000] [--only merge,slices,store]

Events are made up: two participants of a few thousand actors (the famous in most, as in the news), a day, words of a
sentence, and every happening told by some articles. The seed is fixed.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extract.records import Article, ArticleActor, EventMention, Mention, Reading, Source, TimeSpan, digest
from graph.columns import EVE, NEVER, Columns, Lists, Parties
from graph.index import Index
from graph.merge import merge_columns

TYPES = ("visit", "call", "meeting", "statement", "accusation", "agreement", "assault", "sanction", "support", "decision")
SHARES = (0.08, 0.06, 0.12, 0.34, 0.08, 0.08, 0.12, 0.04, 0.04, 0.04)
DAYS, WORDS, PER_WORD = 3650, 60_000, 14
START = date(2015, 1, 1).toordinal()


def invented(count: int, seed: int = 7) -> Columns:
    """Local events of made-up articles, three on average to a happening, spread over years in proportion to their number."""
    chance = np.random.default_rng(seed)
    happenings = max(1, count // 3)
    days = max(30, DAYS * count // 1_000_000)
    actors = 5000
    fame = 1.0 / np.arange(1, actors + 1) ** 0.9
    fame /= fame.sum()
    kind = chance.choice(len(TYPES), happenings, p=SHARES)
    source, target = chance.choice(actors, happenings, p=fame), chance.choice(actors, happenings, p=fame)
    place = chance.choice(300, happenings)
    day = START + chance.integers(0, days, happenings)
    topic = np.sort(chance.integers(0, WORDS, (happenings, PER_WORD)), axis=1)

    of = np.sort(chance.integers(0, happenings, count))
    news = day[of] + chance.integers(0, 3, count)
    order = np.lexsort((of, news))
    of, news = of[order], news[order]
    told = chance.random(count) < 0.6
    undated = chance.random(count) < 0.02
    first = np.where(told, day[of] - EVE, news - 4)
    last = np.where(told, day[of], news + 7)
    words = np.where(chance.random((count, PER_WORD)) < 0.6, topic[of], chance.integers(0, WORDS, (count, PER_WORD)))
    words = [np.unique(row) for row in words]
    has_target, has_place = chance.random(count) < 0.7, chance.random(count) < 0.3
    sources = Lists.of([(s,) for s in source[of].tolist()])
    targets = Lists.of([(t,) if h else () for t, h in zip(target[of].tolist(), has_target.tolist(), strict=True)])
    places = Lists.of([(actors + p,) if h else () for p, h in zip(place[of].tolist(), has_place.tolist(), strict=True)])
    rows = zip(source[of].tolist(), target[of].tolist(), place[of].tolist(), has_target.tolist(), has_place.tolist(), strict=True)
    anchors = Lists.of([tuple(dict.fromkeys((s, *((t,) if ht else ()), *((actors + p,) if hp else ())))) for s, t, p, ht, hp in rows])
    everyone = np.arange(actors + 300, dtype=np.int32)
    return Columns(
        type=kind[of].astype(np.int32), article=np.arange(count, dtype=np.int32), copy=np.arange(count, dtype=np.int32),
        copied=np.zeros(count, np.bool_), news=news.astype(np.int32),
        first=np.where(undated, NEVER, first).astype(np.int32), last=np.where(undated, NEVER, last).astype(np.int32),
        told=told & ~undated, plan=chance.random(count) < 0.2, off=chance.random(count) < 0.01, roles={"source": sources, "target": targets, "place": places}, anchors=anchors, known=anchors, around=anchors,
        words=(told_words := Lists.of(words)), topic=told_words, triggers=Lists.of([(int(k),) for k in kind[of]]), called=Lists.of([()] * count),
        parties=Parties(
            key=everyone, state=(everyone % 190).astype(np.int32), kind=np.where(everyone < 200, 1, np.where(everyone < actors, 0, 5)).astype(np.int32),
            anchor=everyone,
        ),
        types=TYPES, symmetric=frozenset({"call", "meeting"}),
    )  # fmt: skip


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    """GB of memory held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def merging(count: int) -> dict[str, float]:
    table = invented(count)
    before = cpu()
    found = merge_columns(table)
    spent = cpu() - before
    return {
        "mentions": count, "cpu_s": round(spent, 2), "us_per_mention": round(spent / count * 1e6, 1), "peak_gb": round(peak(), 2),
        "links": len(found.weighed.left), "events": len(np.unique(found.root)),
    }  # fmt: skip


def invented_events(count: int, seed: int = 7) -> pa.Table:
    """The columns of an events table that cuts look at."""
    chance = np.random.default_rng(seed)
    begin = (date(2015, 1, 1).toordinal() - date(1970, 1, 1).toordinal()) + chance.integers(0, DAYS, count)
    length = chance.integers(0, 4, count)
    days = {"begin_earliest": begin, "begin_latest": begin, "end_earliest": begin + length, "end_latest": begin + length}
    names = np.array([f"a-{n:05}" for n in range(20_000)])
    fame = 1.0 / np.arange(1, 20_001) ** 0.9
    sides = {role: names[chance.choice(20_000, count, p=fame / fame.sum())] for role in ("source", "target")}
    columns = {name: pa.array(v.astype(np.int32)).cast(pa.date32()) for name, v in days.items()}
    columns |= {role: pa.ListArray.from_arrays(np.arange(count + 1, dtype=np.int32), pa.array(v)) for role, v in sides.items()}
    columns["place"] = pa.ListArray.from_arrays(np.zeros(count + 1, np.int32), pa.array([], pa.string()))
    columns["basis"] = pa.array(np.where(chance.random(count) < 0.1, "document", "explicit"))
    columns["type"] = pa.array(np.array(TYPES)[chance.choice(len(TYPES), count, p=SHARES)])
    return pa.table(columns)


def slices(count: int) -> dict[str, float]:
    import networkx as nx

    table = invented_events(count)
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    rows = zip(*(table[n].to_pylist() for n in ("source", "target", "begin_earliest", "end_latest", "type", "basis")), strict=True)
    for (source,), (target,), begin, end, kind, basis in rows:
        graph.add_edge(source, target, start=begin, end=end, type=kind, basis=basis)
    before = time.perf_counter()
    index = Index(table)
    index.about(["a-00000"])
    made = time.perf_counter() - before
    day, month = date(2019, 5, 7), (date(2019, 5, 1), date(2019, 5, 31))
    famous, other = "a-00003", "a-04000"
    tests = {
        "day": (lambda: index.window(day, day, mode="possible"), lambda d, u, v: d["end"] == day if d["basis"] == "document" else d["start"] <= day <= d["end"]),
        "month": (lambda: index.window(*month, mode="certain"), lambda d, u, v: d["basis"] != "document" and d["start"] <= month[1] and d["end"] >= month[0]),
        "about": (lambda: index.about([other]), lambda d, u, v: other in (u, v)),
        "between": (lambda: np.intersect1d(index.about([famous]), index.about(["a-00000"]), assume_unique=True), lambda d, u, v: {famous, "a-00000"} <= {u, v}),
    }
    out: dict[str, float] = {"events": count, "index_s": round(made, 2)}
    for name, (quick, test) in tests.items():
        times = []
        for _ in range(5):
            before = time.perf_counter()
            found = quick()
            times.append(time.perf_counter() - before)
        before = time.perf_counter()
        scanned = [d for u, v, d in graph.edges(data=True) if test(d, u, v)]
        slow = time.perf_counter() - before
        assert len(scanned) == len(found), (name, len(scanned), len(found))
        out[f"{name}_ms"], out[f"{name}_times_faster"] = round(min(times) * 1e3, 2), round(slow / min(times))
    return out


def person(number: int) -> str:
    """A name of a first and a family name, another for every number below 20 000."""
    first = ("ناصر", "سالم", "ماجد", "فهد", "خالد", "نبيل", "رامي", "طارق", "باسم", "وليد")[number % 10]
    rest, letters = number // 10, "بتجدرسفقكلمنه"
    return f"{first} ال{'حع'[rest % 2]}{letters[rest // 2 % 13]}{letters[rest // 26 % 13]}{letters[rest // 338 % 13]}ي"


def invented_reading(number: int) -> Reading:
    """One short article of two events."""
    chance = np.random.default_rng(number)
    names = [person(int(n)) for n in np.minimum(chance.zipf(1.3, 3), 7999)]
    day = date(2015, 1, 1) + timedelta(days=number // 30)
    parts, spans = ["خبر\n"], []
    for n in range(2):
        at = sum(map(len, parts))
        parts.append(f"التقى {names[n]} و{names[n + 1]} في المقر رقم {number % 5003}. ")
        spans.append((at, at + 5, at + len(parts[-1]) - 1))
    article = Article(id=f"x{number:06}", title="خبر", text="".join(parts)[4:], published=day, outlet=f"صحيفة {number % 40}", source=Source(path=f"x{number}.txt"))
    letters = article.letters
    actors = tuple(
        ArticleActor(id=f"a{i}", name=name, kind="person", mentions=(Mention(start=(at := letters.find(name)), end=at + len(name)),))
        for i, name in enumerate(dict.fromkeys(names))
    )
    ids = {a.name: a.id for a in actors}
    when = TimeSpan(begin=(day, day), end=(day, day))
    events = tuple(
        EventMention(id=digest(number, n), event=f"e{n}", type="meeting", trigger=(s, e), source=tuple(dict.fromkeys((ids[names[n]], ids[names[n + 1]]))), when=when, sentence=(s, stop), score=0.9, by="made")
        for n, (s, e, stop) in enumerate(spans)
    )
    return Reading(article=article, actors=actors, events=events)


def store(count: int, *, folder: Path | None = None, check: bool = False) -> dict[str, Any]:
    """Conclude from a store of so many articles, then add one in a process of its own, which knows only what is on disk."""
    from graph.store import Store

    with tempfile.TemporaryDirectory() as temporary:
        folder = folder or Path(temporary)
        made = Store(folder)
        for first in range(len(made), count, 5000):
            made.append([invented_reading(n) for n in range(first, min(first + 5000, count))], reader_key="r")
        adding = [sys.executable, __file__, "--add", str(folder)]
        out = json.loads(subprocess.run(adding, check=True, capture_output=True, text=True).stdout)
        return {"first": out, "then": json.loads(subprocess.run([*adding, *(["--check"] if check else [])], check=True, capture_output=True, text=True).stdout)}


def add(folder: Path, *, check: bool) -> dict[str, Any]:
    """Add one article to what a folder holds and conclude; all but start-up is counted: modules, language data."""
    import graph.temporal  # noqa: F401  # what khabar build imports
    from extract.language import load_language
    from graph.conclude import conclude
    from graph.recall import recall
    from graph.renew import renew
    from graph.store import Store

    language = load_language("ar")
    new = invented_reading(len(Store(folder)))
    times = [(time.perf_counter(), cpu())]
    held = Store(folder)
    assert not held.has(new.article.id, new.article.key, "r")
    held.append([new], reader_key="r")
    held.tidy()
    times.append((time.perf_counter(), cpu()))
    found = renew(held, folder, language)
    times.append((time.perf_counter(), cpu()))
    (store_s, store_cpu), (conclude_s, conclude_cpu) = ((round(b[0] - a[0], 2), round(b[1] - a[1], 2)) for a, b in pairwise(times))
    out = {
        "articles": len(held), "mentions": len(found.tables["rows"]["id"]), "actors_seen": len(found.tables["seen"]["key"]),
        "pairs": len(found.tables["links"]["left"]), "store_s": store_s, "conclude_s": conclude_s,
        "cpu_s": round(store_cpu + conclude_cpu, 2), "peak_gb": round(peak(), 2),
    }  # fmt: skip
    if check:
        told, anew = recall(found, held.readings(), language=language), conclude(held.readings(), language=language)
        out["as_anew"] = all(getattr(told, n) == getattr(anew, n) for n in ("actors", "events", "claims", "decisions"))
    return out


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--events", type=int, default=1_000_000)
    args.add_argument("--store", type=int, default=100_000)
    args.add_argument("--only", default="merge,slices,store")
    args.add_argument("--folder", type=Path, help="where the store is, or is to be made")
    args.add_argument("--add", type=Path, metavar="FOLDER", help="add one article to the store in a folder")
    args.add_argument("--check", action="store_true", help="hold what was mended against concluding anew")
    told = args.parse_args()
    if told.add:
        print(json.dumps(add(told.add, check=told.check)))
        return
    only = told.only.split(",")
    if "merge" in only:
        small = merging(10_000)
        large = merging(told.events)
        print(json.dumps({"small": small, "large": large, "cost_ratio": round(large["us_per_mention"] / small["us_per_mention"], 2)}))
    if "slices" in only:
        print(json.dumps(slices(told.events)))
    if "store" in only:
        print(json.dumps(store(told.store, folder=told.folder, check=told.check)))


if __name__ == "__main__":
    main()
