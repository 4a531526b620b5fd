"""What was read is kept whole, once, and only by one build at a time."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import held_visit, planned_visit, the_visit

from extract.records import (
    Article,
    ArticleActor,
    EventMention,
    Evidence,
    KhabarError,
    Mention,
    Reading,
    Segment,
    Source,
    TimeMention,
    TimeSpan,
    Written,
)
from graph.lock import held_by, locked
from graph.store import SCHEMA, Store

EVIDENCE = Evidence(article="كل شيء", start=0, end=3, quote="خبر")
SPAN = TimeSpan(begin=(None, date(2024, 3, 5)), end=(date(1, 1, 1), date(9999, 12, 31)), grain="week", basis="inferred", evidence=EVIDENCE, recurring=True)
EVERYTHING = Reading(
    article=Article(
        id="كل شيء", title="خبر\u200f", text="سطر\r\nوآخر 🚢 \x00", published=date(2024, 3, 5), outlet="", url="https://example.org/ا",
        language="ar", kind="headline", source=Source(path="a b.html", start=0, end=99), published_basis="dateline", is_record=False,
    ),
    written=Written(earliest=None, latest=date(2024, 3, 6), basis="inferred", reasons=("سبب", "")),
    segments=(Segment(kind="other-headline", start=0, end=3),),
    actors=(ArticleActor(id="a", name="فلان", kind="armed-group", wikidata="Q1", entry="kh:x", office="o/OM", state="OM", mentions=(Mention(start=0, end=2),)),
            ArticleActor(id="b", name="", kind="group")),
    events=(EventMention(id="m", event="e", type="visit", trigger=(0, 3), segment="quote", source=("a",), target=("b",), place=("a", "b"), when=SPAN,
                         status="cancelled", reported_by="b", cue=(1, 2), sentence=(0, 9), score=0.1 + 0.2, by="قاعدة"),
            EventMention(id="n", event="e", type="call", trigger=(4, 5))),
    times=(TimeMention(start=0, end=2, when=SPAN, notes=("ملاحظة",)),),
)  # fmt: skip


def stored(folder: Path) -> list[Reading]:
    return sorted(Store(folder).readings(), key=lambda r: r.article.id)


@pytest.mark.parametrize("reading", [EVERYTHING, Reading(article=Article(id="", title="", text="")), *the_visit()])
def test_a_reading_comes_back_as_it_went(reading, tmp_path):
    """Every field of every record survives, None and empty apart."""
    Store(tmp_path).append([reading], reader_key="r")
    assert stored(tmp_path) == [reading]


def test_what_was_read_is_known_by_article_and_reader(tmp_path):
    """The same article by another reader, or a changed article, is new."""
    one = held_visit("1")
    Store(tmp_path).append([one], reader_key="r1")
    store = Store(tmp_path)
    changed = replace(one.article, text=one.article.text + " تحديث.")
    assert store.has("1", one.article.key, "r1")
    assert not store.has("1", one.article.key, "r2")
    assert not store.has("1", changed.key, "r1")
    assert not store.has("2", one.article.key, "r1")


def test_later_readings_replace_earlier_ones(tmp_path):
    """Of two readings of one article the later counts, before and after tidying."""
    old, new, other = held_visit("1"), planned_visit("1"), held_visit("2")
    store = Store(tmp_path)
    store.append([old, other], reader_key="r")
    store.append([new], reader_key="r")
    assert stored(tmp_path) == [new, other]
    store.tidy()
    assert stored(tmp_path) == [new, other]
    store.tidy(drop={"2"})
    assert stored(tmp_path) == [new]


def test_a_killed_writer_leaves_no_torn_part(tmp_path):
    """Killed between writing and putting in place, the store holds what it held, and the rest is swept up."""
    Store(tmp_path).append([held_visit("1")], reader_key="r")
    code = f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import graph.atomic
        from pathlib import Path
        from made import held_visit
        from graph.store import Store
        graph.atomic.os.replace = lambda a, b: os._exit(9)
        Store(Path({str(tmp_path)!r})).append([held_visit("2")], reader_key="r")
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False, cwd=Path(__file__).parents[1])
    assert done.returncode == 9
    assert len(list((tmp_path / "readings").iterdir())) == 2
    assert [r.article.id for r in stored(tmp_path)] == ["1"]
    Store(tmp_path).tidy()
    assert [p.name for p in (tmp_path / "readings").iterdir()] == ["part-000001.parquet"]


def _torn(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:200])


def _rotten(part: Path) -> None:
    data = bytearray(part.read_bytes())
    for at in range(40, len(data) // 2, 97):
        data[at] ^= 0xFF
    part.write_bytes(data)


def _foreign(part: Path) -> None:
    pq.write_table(pq.read_table(part).replace_schema_metadata({"khabar.readings": "99"}), part)


def _strange(part: Path) -> None:
    pq.write_table(pa.table({"x": [1]}), part)


def _bent(part: Path) -> None:
    table = pq.read_table(part).drop_columns(["written"])
    pq.write_table(table.replace_schema_metadata(SCHEMA.metadata), part)


@pytest.mark.parametrize("harm, says", [
    (_torn, "not a readable part"), (_rotten, "not a readable part"), (_foreign, "version 99"), (_strange, "no version"), (_bent, "written"),
])  # fmt: skip
def test_a_part_that_cannot_be_used_is_named(harm, says, tmp_path):
    """The error names the file, says what was seen and what to do; nothing is overwritten."""
    part = Store(tmp_path).append([held_visit("1")], reader_key="r")
    harm(part)
    before = part.read_bytes()
    with pytest.raises(KhabarError, match=says) as caught:
        stored(tmp_path)
    assert part.name in str(caught.value)
    with pytest.raises(KhabarError):
        Store(tmp_path).append([held_visit("2")], reader_key="r")
    assert part.read_bytes() == before


def test_half_a_character_is_refused_with_a_reason(tmp_path):
    """Lone surrogates cannot be stored as UTF-8."""
    bad = replace(held_visit("1"), article=replace(held_visit("1").article, title="\ud83d"))
    with pytest.raises(KhabarError, match="half a character"):
        Store(tmp_path).append([bad], reader_key="r")


def test_a_second_build_waits_and_says_for_whom(tmp_path):
    """Whoever comes second hears who holds the folder, and goes on when it is free."""
    told: list[str] = []
    heard = threading.Event()

    def second() -> None:
        def on_wait(holder: str) -> None:
            told.append(holder)
            heard.set()

        with locked(tmp_path, holder="second", on_wait=on_wait, every=0.01):
            told.append("in")

    with locked(tmp_path, holder="khabar build --out x"):
        waiting = threading.Thread(target=second)
        waiting.start()
        assert heard.wait(10)
        assert len(told) == 1
        assert told[0].startswith("khabar build --out x (process ")
    waiting.join(10)
    assert told[1:] == ["in"]
    assert held_by(tmp_path) is None


def test_a_lock_dies_with_its_holder(tmp_path):
    """A killed build does not block the next."""
    code = f"""
        import os
        from pathlib import Path
        from graph.lock import locked
        with locked(Path({str(tmp_path)!r}), holder="killed"):
            os._exit(9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False, cwd=Path(__file__).parents[1])
    with locked(tmp_path, holder="next", on_wait=lambda holder: pytest.fail(f"waits for {holder}")):
        pass


def test_many_small_parts_become_one(tmp_path, monkeypatch):
    """Tidying packs small parts; what is kept, and what counts, stays the same, also if it dies midway."""
    monkeypatch.setattr("graph.store.MANY", 4)
    for n in range(6):
        Store(tmp_path).append([held_visit(str(n))], reader_key="r")
    Store(tmp_path).append([planned_visit("3")], reader_key="r")
    before = stored(tmp_path)
    real = Path.unlink

    def die(self, missing_ok=False):
        if self.name == "part-000001.parquet":
            raise KeyboardInterrupt
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", die)
    with pytest.raises(KeyboardInterrupt):
        Store(tmp_path).tidy()
    assert stored(tmp_path) == before
    monkeypatch.setattr(Path, "unlink", real)
    Store(tmp_path).tidy()
    assert stored(tmp_path) == before
    assert len(Store(tmp_path).parts) <= 3
    assert Store(tmp_path).has("3", planned_visit("3").article.key, "r")
