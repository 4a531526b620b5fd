"""What was concluded is kept and mended; it is always what concluding from nothing gives."""

from __future__ import annotations

import json
import logging
import random
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from made import happens, on, person, reading, thing
from test_weighing import scene

from extract.language import load_language
from extract.records import KhabarError
from graph import kin, pairs, people, ties
from graph.columns import Lists
from graph.conclude import conclude
from graph.decisions import Word, anchor
from graph.recall import concluded
from graph.renew import FOLDER
from graph.store import Store

LANGUAGE = load_language("ar")
FIRST = ("نادر", "سمير", "فؤاد", "ماجد", "هيثم")
FATHER = ("خليل", "سالم", "يوسف")
FAMILY = ("الكيلاني", "القباني", "الراجحي", "بلنكتون", "بلينكتن")
LANDS = (("تونس", "TN"), ("عُمان", "OM"), ("مصر", "EG"))
TOPICS = ("تمويل مشروعات الصيد", "تطوير ميناء الشرق", "برامج تدريب المعلمين", "ملف الكهرباء والطاقة", "اتفاق النقل البحري")
DOES = {"meeting": "التقى", "call": "اتصالا", "visit": "زار", "statement": "قال", "agreement": "اتفاقا", "accusation": "اتهم"}
WIRE = " ".join(f"جملة {w} من تقرير طويل عن أحوال الموانئ" for w in "أولى ثانية ثالثة رابعة خامسة سادسة سابعة".split())


def somebody(chance):
    """One of few people under one of several names, with or without state and office."""
    first, father, family = (chance.choice(x) for x in (FIRST, FATHER, FAMILY))
    name = chance.choice([f"{first} {family}"] * 3 + [f"{first} {father} {family}", f"{first} بن {father} {family}", family])
    state = chance.choice([None, None, "TN", "OM"])
    office = chance.choice([None, None, None, "foreign-minister"])
    return person(name, **({"state": state} if state else {}), **({"office": office} if office else {}))


def article(chance, number, day=None):
    """An article of a few sentences about few people, so that much of it may be what others tell too."""
    people = [somebody(chance) for _ in range(3)]
    land, code = chance.choice(LANDS)
    actors = {"a": people[0], "b": people[1], "c": people[2], "t": thing(land, chance.choice(["state", "place"]), state=code)}
    published = date(2024, 3, 1) + timedelta(days=chance.randrange(6)) if day is None else day
    parts, events, used = [], [], {}
    for n in range(chance.randrange(1, 5)):
        kind = chance.choice([*DOES, "call", "meeting"])
        source, target = chance.choice(["a", "b", "ab", "ac"]), chance.choice(["", "b", "t", "c"])
        word = DOES[kind]
        told = " و".join(actors[x]["name"] for x in dict.fromkeys(source + target))
        parts.append(f"{word} {told} بشأن {chance.choice(TOPICS)} في {land}.")
        when = chance.choice([None, on(published.isoformat()), on((published - timedelta(days=1)).isoformat(), basis="explicit")])
        used[word] = used.get(word, 0) + 1
        events.append(happens(kind, word, nth=used[word], event=chance.choice([f"e{n}", "e0"]), source=source, target=target, place=chance.choice(["", "t"]),
                              when=when, status=chance.choice(["actual"] * 4 + ["planned", "denied", "cancelled"])))  # fmt: skip
    text = " ".join(parts) + (f" {WIRE}" if chance.random() < 0.3 else "")
    actors = {k: a for k, a in actors.items() if a["name"] in text}
    missing = chance.random() < 0.05
    found = reading(f"x{number:03}", text, published=None if missing else published.isoformat(), outlet=f"صحيفة {number % 7}", actors=actors, events=events)
    return replace(found, article=replace(found.article, kind="headline")) if chance.random() < 0.05 else found


def both(folder, words=(), **more):
    """What is kept, mended and told, and what all readings give from nothing."""
    store = Store(folder)
    told = concluded(store, folder, language=LANGUAGE, words=words, keep=True, **more)
    return told, conclude(store.readings(), language=LANGUAGE, words=words, **more)


def same(told, anew):
    for name in ("actors", "events", "claims", "decisions", "copy_of", "readings"):
        assert getattr(told, name) == getattr(anew, name), name


@pytest.fixture
def always_mended(monkeypatch):
    """However much changes, it is mended; and blocks are soon too large."""
    monkeypatch.setattr(ties, "MANY", 2.0)
    for module in (pairs, ties):
        monkeypatch.setattr(module, "NEIGHBOURS", 3)
    for module in (people, kin):
        monkeypatch.setattr(module, "BLOCK", 6)


@pytest.mark.parametrize("seed", range(6))
def test_mended_is_what_rebuilding_gives(seed, tmp_path, always_mended):
    """Articles come, change and go in any order and number: the conclusions are those of concluding from nothing."""
    chance = random.Random(seed)
    there: dict[int, object] = {}
    for step in range(12):
        store = Store(tmp_path)
        fresh = [n for n in chance.sample(range(60), chance.choice([1, 1, 2, 12])) if n not in there or chance.random() < 0.5]
        made = [article(chance, n) for n in fresh]
        there.update(dict.fromkeys(fresh))
        store.append(made, reader_key=f"r{step % 3}")
        gone = chance.sample(sorted(there), min(len(there) - 1, chance.choice([0, 0, 1, 4])))
        store.tidy(drop=[f"x{n:03}" for n in gone])
        for n in gone:
            del there[n]
        same(*both(tmp_path))


def some_words(chance, found):
    """Decisions such as an analyst may take about what was found."""
    words = []
    letters = [anchor(e.article, e.start, e.end) for x in found.events for e in x.evidence]
    named = [anchor(m.article, m.start, m.end) for a in found.actors for m in a.mentions]
    actors = [a.id for a in found.actors if a.kind == "person"]
    for _ in range(chance.randrange(1, 5)):
        about = chance.choice(["actor", "event", "mention", "mention"])
        if about == "actor" and len(actors) > 1:
            left, right = chance.sample(actors, 2)
            words.append(Word(about="actor", verdict=chance.choice(["same", "different"]), left=chance.choice([left, chance.choice(named)]), right=chance.choice([right, chance.choice(named)])))
        elif about == "event" and len(letters) > 1:
            left, right = chance.sample(letters, 2)
            words.append(Word(about="event", verdict=chance.choice(["same", "different"]), left=left, right=right))
        elif letters:
            given = chance.choice([{"type": "visit"}, {"status": "denied"}, {"start": date(2024, 3, 2)}, {"source": (chance.choice(actors),)}, {"target": (chance.choice(named),)}])
            verdict = chance.choice(["wrong", "set", "set"])
            words.append(Word(about="mention", verdict=verdict, left=chance.choice(letters), **(given if verdict == "set" else {})))
    return words


def outcome(ask, *given, **more):
    """What comes of a question, or what is wrong with it."""
    try:
        return ask(*given, **more)
    except KhabarError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(5))
def test_decisions_hold_in_what_is_mended(seed, tmp_path, always_mended):
    """An analyst's decisions come and go between articles that come and go; what cannot be is refused alike."""
    chance = random.Random(1000 + seed)
    words: list[Word] = []
    refused = 0
    for step in range(14):
        store = Store(tmp_path)
        store.append([article(chance, n) for n in chance.sample(range(30), chance.choice([0, 1, 3]) or 8 * (step == 0))], reader_key=f"r{step}")
        store.tidy(drop=[f"x{chance.randrange(30):03}"] if step > 2 else [])
        anew = outcome(conclude, store.readings(), language=LANGUAGE, words=words)
        kept = outcome(concluded, store, tmp_path, language=LANGUAGE, words=words, keep=True)
        if isinstance(anew, str):
            assert kept == anew
            refused += 1
            words = []
            continue
        assert not isinstance(kept, str), kept
        same(kept, anew)
        if chance.random() < 0.7:
            words = [w for w in words if chance.random() < 0.7] + some_words(chance, anew)
            words = [w for w in {w.id: w for w in words}.values() if w.left != w.right]
    assert refused < 14


@pytest.mark.parametrize("seed", range(5))
def test_numbers_of_words_decide_nothing(seed, monkeypatch):
    """Which events are compared depends on the words, not on the numbers they happen to have."""
    monkeypatch.setattr(pairs, "RAREST", 1)
    monkeypatch.setattr(pairs, "ALIKE", 1)
    chance = np.random.default_rng(seed)
    table = scene(random.Random(seed), 60)
    empty = Lists(np.zeros(61, np.int64), np.zeros(0, np.int32))
    table = replace(table, anchors=empty, around=empty, rank=chance.permutation(400))
    other = chance.permutation(400).astype(np.int32)
    rank = np.empty(400, np.int64)
    rank[other] = table.rank
    again = replace(table, words=Lists(table.words.starts, other[table.words.items]), rank=rank)
    found, expected = ([np.stack(p).tolist() for p in pairs.pairs(t)] for t in (again, table))
    assert found == expected
    assert expected[0][0]


def some_articles(folder, numbers, seed=5):
    chance = random.Random(seed)
    Store(folder).append([article(chance, n) for n in numbers], reader_key="r")


def _torn(where):
    path = next(where.glob("rows-*.arrow"))
    path.write_bytes(path.read_bytes()[:-40])


def _rotten(where):
    path = next(where.glob("links-*.arrow"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _lost(where):
    next(where.glob("seen-*.arrow")).unlink()


def _other(where, **values):
    path = where / "state.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


@pytest.mark.parametrize("harm, says", [
    (_torn, "damaged"), (_rotten, "damaged"), (_lost, "cannot be read"), (lambda w: _other(w, version=99), "version 99"),
    (lambda w: _other(w, code="another"), "code was 'another'"), (lambda w: _other(w, language="another"), "language was 'another'"),
    (lambda w: _other(w, files={}), "not what khabar writes"), (lambda w: _other(w, files=[]), "not what khabar writes"),
    (lambda w: (w / "state.json").write_text("{", "utf-8"), "cannot be read"), (lambda w: (w / "state.json").write_text("[]", "utf-8"), "not what khabar writes"),
])  # fmt: skip
def test_what_cannot_be_trusted_is_drawn_anew(harm, says, tmp_path, caplog):
    """Damaged, foreign or stale: the folder and the reason are named, and nothing of it is used."""
    some_articles(tmp_path, range(20))
    both(tmp_path)
    harm(tmp_path / FOLDER)
    with caplog.at_level(logging.WARNING):
        same(*both(tmp_path))
    (line,) = [r.getMessage() for r in caplog.records]
    assert says in line
    assert str(tmp_path / FOLDER) in line
    caplog.clear()
    same(*both(tmp_path))
    assert not caplog.records


def test_other_options_are_other_conclusions(tmp_path):
    """A least score chooses other mentions; what was kept for another is not used."""
    some_articles(tmp_path, range(20))
    both(tmp_path)
    told, anew = both(tmp_path, min_score=0.95)
    same(told, anew)
    assert not told.events


def test_asking_otherwise_leaves_what_is_kept(tmp_path, caplog):
    """Who only looks, with other options or before anything is kept, hears no complaint and changes nothing."""
    some_articles(tmp_path, range(20))
    store = Store(tmp_path)
    concluded(store, tmp_path, language=LANGUAGE)
    assert not (tmp_path / FOLDER).exists()
    both(tmp_path)
    before = (tmp_path / FOLDER / "state.json").read_bytes()
    assert not concluded(store, tmp_path, language=LANGUAGE, min_score=0.95).events
    some_articles(tmp_path, range(30, 33))
    same(concluded(Store(tmp_path), tmp_path, language=LANGUAGE), conclude(Store(tmp_path).readings(), language=LANGUAGE))
    assert (tmp_path / FOLDER / "state.json").read_bytes() == before
    assert not caplog.records


def test_nothing_new_writes_nothing(tmp_path):
    """Where nothing changed, what is kept stays as it is."""
    some_articles(tmp_path, range(20))
    both(tmp_path)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / FOLDER).iterdir()}
    both(tmp_path)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / FOLDER).iterdir()} == before


def test_all_may_go(tmp_path):
    """When the last article goes, nothing is concluded, and something again when one comes."""
    some_articles(tmp_path, range(3))
    both(tmp_path)
    Store(tmp_path).tidy(drop=[f"x{n:03}" for n in range(3)])
    told, anew = both(tmp_path)
    same(told, anew)
    assert not told.actors
    some_articles(tmp_path, range(5, 9))
    same(*both(tmp_path))


@pytest.mark.parametrize("at", ["os.replace", "Path.unlink"])
@pytest.mark.parametrize("times", [1, 3])
def test_killed_midway_nothing_is_believed_that_is_not_so(at, times, tmp_path):
    """Killed while it keeps what it concluded, the next one draws the same conclusions."""
    some_articles(tmp_path, range(20))
    both(tmp_path)
    some_articles(tmp_path, range(30, 33), seed=6)
    script = f"""
        import os, signal, sys
        from pathlib import Path
        sys.path[:0] = {sys.path!r}
        from extract.language import load_language
        from graph.renew import renew
        from graph.store import Store
        left, real = {times}, {at}
        def killed(*given, **more):
            global left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **more)
        {at} = killed
        renew(Store(Path({str(tmp_path)!r})), Path({str(tmp_path)!r}), load_language("ar"))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -9
    same(*both(tmp_path))
    assert len(list((tmp_path / FOLDER).glob("*.arrow"))) == len(json.loads((tmp_path / FOLDER / "state.json").read_text("utf-8"))["files"])
