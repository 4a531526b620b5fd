"""Columns say what records say: pairs, participants and groups against their plain definitions."""

from __future__ import annotations

import random
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
from graph.merge import merge_columns
from graph.slices import lies_in
from graph.tables import SCHEMAS, when_columns
from graph.weigh import role_fit, shared
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
    """No event holds two of one article, or texts whose days exclude each other; merging again changes nothing."""
    table = scene(random.Random(seed), 60)
    found = merge_columns(table)
    for root in set(found.root.tolist()):
        rows = np.flatnonzero(found.root == root)
        assert len(set(table.article[rows].tolist())) == len(rows)
        told = rows[table.told[rows]]
        if len(told):
            assert table.first[told].max() <= table.last[told].min()
        assert rows.min() == root
    assert (merge_columns(table).root == found.root).all()


def test_an_analyst_goes_first():
    """What is held together is together whatever speaks against it, what is parted is parted."""
    table = scene(random.Random(2), 40)
    free = merge_columns(table).root
    joined = next((a, b) for a, b in combinations(range(40), 2) if free[a] == free[b])
    parted = merge_columns(table, apart=[joined]).root
    assert parted[joined[0]] != parted[joined[1]]
    strangers = next((a, b) for a, b in combinations(range(40), 2) if free[a] != free[b])
    held = merge_columns(table, together=[strangers]).root
    assert held[strangers[0]] == held[strangers[1]]


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
