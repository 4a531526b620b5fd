"""Columns say what records say: pairs, participants and groups against their plain definitions."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.records import TimeSpan
from graph.alike import Party, same_party
from graph.columns import NEVER, Columns, Lists, Parties
from graph.index import Index
from graph.merge import components, decide, merge_columns
from graph.slices import lies_in
from graph.tables import SCHEMAS, when_columns
from graph.weigh import Weighed, role_fit, shared
from graph.weigh import same_party as same_parties

KINDS = ("person", "state", "organisation", "armed-group", "group", "place")


def made_parties(chance: random.Random, count: int = 12) -> tuple[list[Party], Parties]:
    told = [
        Party(id=str(n), kind=chance.choice(KINDS), state=chance.choice([None, "OM", "TN"]), key=chance.choice("abcdefgh"))
        for n in range(count)
    ]
    states = {None: -1, "OM": 0, "TN": 1}
    columns = Parties(
        key=np.array([ord(p.key) for p in told], np.int32), state=np.array([states[p.state] for p in told], np.int32),
        kind=np.array([KINDS.index(p.kind) for p in told], np.int32), anchor=np.arange(count, dtype=np.int32),
    )  # fmt: skip
    return told, columns


def lists(chance: random.Random, rows: int, codes: int) -> list[list[int]]:
    return [sorted(chance.sample(range(codes), chance.randrange(4))) for _ in range(rows)]


@pytest.mark.parametrize("seed", range(5))
def test_participants_are_held_against_each_other(seed):
    """Role by role, the share of the smaller side that the other holds."""
    chance = random.Random(seed)
    told, columns = made_parties(chance)
    first, second = lists(chance, 20, 12), lists(chance, 20, 12)
    pairs = list(combinations(range(20), 2))
    left, right = (np.array(x, np.int64) for x in zip(*pairs, strict=True))
    share, count = role_fit([Lists.of(first), Lists.of(second)], columns, left, right)
    for n, (a, b) in enumerate(pairs):
        few, many = sorted(([*first[a], *second[a]], [*first[b], *second[b]]), key=len)
        best = [max(same_party(told[x], told[y]) for y in many) for x in few] if few else []
        assert share[n] == pytest.approx(sum(best) / len(best) if best else 1.0)
        assert count[n] == pytest.approx(sum(best))


def test_pairs_of_parties():
    """The column form says of every two actors what the record form says."""
    told, columns = made_parties(random.Random(3), 40)
    left, right = (np.array(x, np.int32) for x in zip(*combinations(range(40), 2), strict=True))
    assert list(same_parties(columns, left, right)) == [same_party(told[a], told[b]) for a, b in zip(left, right, strict=True)]


def test_shared_items():
    """How many items two lists have in common."""
    rows = lists(random.Random(1), 30, 9)
    left, right = (np.array(x, np.int64) for x in zip(*combinations(range(30), 2), strict=True))
    expected = [len(set(rows[a]) & set(rows[b])) for a, b in zip(left, right, strict=True)]
    assert list(shared(Lists.of(rows), left, right)) == expected


def scene(chance: random.Random, count: int) -> Columns:
    """Local events of one type around few actors and days, one article each but for some."""
    _, parties = made_parties(chance)
    first = np.array([chance.choice([NEVER, 100, 101, 102, 110]) for _ in range(count)], np.int32)
    roles = {role: Lists.of(lists(chance, count, 12)) for role in ("source", "target", "place")}
    anchors = [
        list(dict.fromkeys(x for r in ("source", "target", "place") for x in roles[r].items[roles[r].starts[n] : roles[r].starts[n + 1]].tolist()))
        for n in range(count)
    ]
    return Columns(
        type=np.zeros(count, np.int32), article=np.array([chance.randrange(count * 2) for _ in range(count)], np.int32),
        copy=np.arange(count, dtype=np.int32), copied=np.zeros(count, np.bool_), news=np.array([100 + chance.randrange(4) for _ in range(count)], np.int32),
        first=first, last=np.where(first == NEVER, NEVER, first + chance.randrange(5)).astype(np.int32),
        told=np.array([chance.random() < 0.5 for _ in range(count)], np.bool_) & (first != NEVER),
        plan=np.zeros(count, np.bool_), off=np.zeros(count, np.bool_), roles=roles, anchors=Lists.of(anchors), known=Lists.of(anchors), around=Lists.of(anchors),
        words=Lists.of(lists(chance, count, 8)), topic=Lists.of(lists(chance, count, 6)), triggers=Lists.of([[0]] * count), called=Lists.of(lists(chance, count, 3)),
        parties=parties, types=("meeting",), symmetric=frozenset({"meeting"}),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_groups_keep_the_rules(seed):
    """Only rows that sure links connect are one event, the first row stands for it, and merging again changes nothing."""
    table = scene(random.Random(seed), 60)
    found = merge_columns(table)
    sure = found.weighed.sure
    within = components(60, found.weighed.left[sure], found.weighed.right[sure], [])
    for root in set(found.root.tolist()):
        rows = np.flatnonzero(found.root == root)
        assert len(set(within[rows].tolist())) == 1
        assert rows.min() == root
        told = Counter(table.copy[rows].tolist())
        assert len(rows) < 2 or sum(n > 1 for n in told.values()) < len(rows)
    assert (merge_columns(table).root == found.root).all()


def links(*told: tuple[int, int, float]) -> Weighed:
    """Links of a score, of nothing else."""
    left, right, score = (np.array(x) for x in zip(*told, strict=True))
    none = np.zeros(len(told))
    return Weighed(
        left=left, right=right, score=score, rule=none.astype(np.int8), words=none, shared=none.astype(np.int8), least=none, most=none,
        time=np.ones(len(told), np.int8), apart=none.astype(np.int64),
    )  # fmt: skip


def rows(articles: list[int], plan: tuple[int, ...] = (), off: tuple[int, ...] = ()) -> Columns:
    """Rows of some articles that are otherwise alike."""
    table = scene(random.Random(0), len(articles))
    where = np.arange(len(articles))
    return replace(table, article=np.array(articles), copy=np.array(articles), plan=np.isin(where, plan), off=np.isin(where, off))


@pytest.mark.parametrize("told, articles, events", [
    ([(0, 1, 0.88), (1, 2, 0.88)], [0, 1, 2], [0, 0, 2]),                                     # a chain is not enough
    ([(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.7)], [0, 1, 2], [0, 0, 0]),                        # unless its ends are alike
    ([(0, 1, 0.9), (1, 2, 0.99), (0, 2, 0.5)], [0, 1, 2], [0, 0, 0]),                       # or one link is very sure
    ([(0, 2, 0.9), (1, 2, 0.9)], [0, 0, 1], [0, 1, 0]),                                     # an article tells two events
    ([(0, 2, 0.97), (1, 2, 0.97)], [0, 0, 1], [0, 0, 0]),                                   # or one of them twice
    ([(a, b, 0.99) for a in (0, 1) for b in (2, 3)], [0, 0, 1, 1], [0, 1, 0, 1]),           # two articles tell two events
    ([(0, 1, 0.6)], [0, 1], [0, 1]),
])  # fmt: skip
def test_the_mean_decides(told, articles, events):
    """Groups are joined by the mean of the evidence between all their members."""
    table = rows(articles)
    assert decide(table, links(*told)).root.tolist() == events
    assert decide(table, links(*reversed(told))).root.tolist() == events


def test_every_sure_link_is_a_decision():
    """What is sure and was not joined says what kept it apart."""
    found = decide(rows([0, 1, 2]), links((0, 1, 0.88), (1, 2, 0.87)))
    told = [(d.verdict, d.left, d.right) for d in found.decisions("abc")]
    assert told == [("same", "a", "b"), ("different", "b", "c")]
    assert "on the whole" in list(found.decisions("abc"))[1].why


def test_plans_bind_nobody_once_they_are_put_off():
    """What was planned and what was held are one event through what was put off; else their days part them."""
    told = (0, 1, 0.9), (1, 2, 0.85)
    assert decide(rows([0, 1, 2], plan=(0,), off=(1,)), links(*told)).root.tolist() == [0, 0, 0]
    assert decide(rows([0, 1, 2], plan=(0,)), links(*told)).root.tolist() == [0, 0, 2]


def test_an_analyst_goes_first():
    """What is held together is together whatever speaks against it, what is parted is parted."""
    table, told = rows([0, 1, 2]), links((0, 1, 0.95), (0, 2, 0.6))
    assert decide(table, told).root.tolist() == [0, 0, 2]
    parted = decide(table, told, apart=[(0, 1)])
    assert parted.root.tolist() == [0, 1, 2]
    assert "an analyst" in next(parted.decisions("abc")).why
    assert decide(table, told, together=[(1, 2)]).root[1] == decide(table, told, together=[(1, 2)]).root[2]


DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 31)) | st.none()


@settings(max_examples=200, deadline=None)
@given(bounds=st.tuples(DAYS, DAYS, DAYS, DAYS), basis=st.sampled_from(["explicit", "document"]), days=st.tuples(st.dates(date(2024, 1, 1), date(2024, 3, 31)), st.integers(0, 40)))
def test_windows_by_column_are_windows_by_record(bounds, basis, days):
    """Whatever is known of a time, both ways to ask agree."""
    when = TimeSpan(begin=bounds[:2], end=bounds[2:], basis=basis)
    first, last = days[0], date.fromordinal(days[0].toordinal() + days[1])
    row = {"event": "e", "type": "visit", "source": [], "target": [], "place": [], **when_columns(when)}
    index = Index(pa.Table.from_pylist([row], schema=SCHEMAS["events"]))
    for mode in ("certain", "possible"):
        assert (len(index.window(first, last, mode=mode)) == 1) is lies_in(when, first, last, mode=mode)
