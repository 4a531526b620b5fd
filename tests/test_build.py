"""The way from articles to files: what is read, what is kept, what is told."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from made import denied_visit, held_visit, planned_visit, the_visit

from extract.records import Article, KhabarError, Reading
from graph import TemporalGraph, build
from graph.build import Options, build_paths
from graph.store import Store

building = importlib.import_module("graph.build")  # the name graph.build is the function
BARE = Options(rdf=False, html=False)


@dataclass(frozen=True)
class Skip:
    path: str
    reason: str
    kind: str
    line: int | None = None


class FakeReader:
    """Gives back readings made by hand and notes what it was asked to read."""

    def __init__(self, readings: Iterable[Reading], *, key: str = "r1") -> None:
        self.known = {r.article.id: r for r in readings}
        self.key = key
        self.asked: list[str] = []

    def read(self, articles: Iterable[Article]) -> Iterator[Reading]:
        for article in articles:
            self.asked.append(article.id)
            if article.text == "عطب":
                raise RuntimeError("broken")
            yield replace(self.known[article.id], article=article)


@pytest.fixture
def world(monkeypatch):
    """A world of articles and a reader; ``use`` sets what the next build meets."""

    class World:
        reader = FakeReader(the_visit())

        def use(self, *readings: Reading, skipped: tuple[Skip, ...] = (), key: str = "r1") -> None:
            self.reader = FakeReader(readings, key=key)

            def read_articles(paths: Any, *, published: Any, strict: bool, on_skip: Any) -> Iterator[Article]:
                for skip in skipped:
                    if strict:
                        raise KhabarError(skip.reason)
                    on_skip(skip)
                yield from (r.article for r in readings)

            monkeypatch.setattr(building, "_read_articles", lambda: read_articles)
            monkeypatch.setattr(building, "_reader", lambda options: self.reader)

    return World()


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file() and p.name not in ("run.json", ".lock")}


def test_a_build_writes_its_files(world, tmp_path):
    """Tables, decisions and the account of the run; the graph comes back."""
    world.use(*the_visit())
    kg, report = build_paths(["news"], tmp_path, BARE)
    assert len(kg) == 1
    tables = {f"{n}.{e}" for n in ("events", "actors", "claims", "mentions") for e in ("csv", "parquet")}
    assert set(report.files) == {*tables, "decisions.jsonl"}
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert (run["articles"], run["read"], run["events"], run["claims"]) == (3, 3, {"visit": 1}, 3)
    decisions = [json.loads(line) for line in (tmp_path / "decisions.jsonl").read_text("utf-8").splitlines()]
    assert {d["verdict"] for d in decisions if d["about"] == "event"} == {"same"}


def test_a_second_build_reads_nothing_again(world, tmp_path):
    """The same articles and the same reader: nothing is read, every byte is the same."""
    world.use(*the_visit())
    build_paths(["news"], tmp_path, BARE)
    before = files(tmp_path)
    world.use(*reversed(the_visit()))
    _, report = build_paths(["news"], tmp_path, BARE)
    assert world.reader.asked == []
    assert (report.read, report.known) == (0, 3)
    assert files(tmp_path) == before


def test_a_new_reader_reads_again(world, tmp_path):
    """New words in the language data mean reading again, and nothing twice in the graph."""
    world.use(*the_visit())
    build_paths(["news"], tmp_path, BARE)
    world.use(*the_visit(), key="r2")
    kg, report = build_paths(["news"], tmp_path, BARE)
    assert report.read == 3
    assert len(kg.conclusions.readings) == 3


def test_articles_accrue_and_changes_replace(world, tmp_path):
    """More articles add to the graph; a changed file's articles replace those it gave before."""
    world.use(planned_visit(path="a.txt"), held_visit("old", path="b.txt"))
    build_paths(["a.txt", "b.txt"], tmp_path, BARE)
    world.use(held_visit("new", path="b.txt"), denied_visit(path="c.txt"))
    kg, report = build_paths(["b.txt", "c.txt"], tmp_path, BARE)
    assert {r.article.id for r in kg.conclusions.readings} == {"plan", "new", "denial"}
    assert report.dropped == 1
    fresh = tmp_path / "fresh"
    world.use(denied_visit(path="c.txt"), held_visit("new", path="b.txt"), planned_visit(path="a.txt"))
    build_paths(["a.txt", "b.txt", "c.txt"], fresh, BARE)
    assert files(fresh) == files(tmp_path)


def test_what_was_left_out_is_told(world, tmp_path):
    """Skipped inputs, an id met twice and an article the reader fails on are listed; the others are read."""
    broken = replace(held_visit("x"), article=replace(held_visit("x").article, text="عطب"))
    world.use(planned_visit(), broken, planned_visit(path="again.txt"), skipped=(Skip("empty.txt", "no text", "empty"),))
    kg, report = build_paths(["news"], tmp_path, BARE)
    assert [(o.path, o.kind) for o in report.skipped] == [("again.txt", "duplicate"), ("empty.txt", "empty"), ("x.txt", "failed")]
    assert {r.article.id for r in kg.conclusions.readings} == {"plan"}
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert len(run["skipped"]) == 3


@pytest.mark.parametrize("case", ["skip", "twice", "fail"])
def test_strict_stops_at_the_first_trouble(case, world, tmp_path):
    """With ``strict`` nothing is left out in silence."""
    broken = replace(held_visit("x"), article=replace(held_visit("x").article, text="عطب"))
    met = {"skip": (), "twice": (planned_visit(), planned_visit(path="again.txt")), "fail": (broken,)}[case]
    world.use(*met, skipped=(Skip("empty.txt", "no text", "empty"),) if case == "skip" else ())
    with pytest.raises(KhabarError):
        build_paths(["news"], tmp_path, replace(BARE, strict=True))


def test_nothing_to_read_is_an_error(world, tmp_path):
    """A build of nothing says what it met."""
    world.use(skipped=(Skip("empty.txt", "no text", "empty"),))
    with pytest.raises(KhabarError, match=r"empty\.txt: no text"):
        build_paths(["news"], tmp_path, BARE)


def test_a_killed_build_goes_on_where_it_stopped(world, tmp_path, monkeypatch):
    """Batches that were kept are not read again."""
    readings = [held_visit(f"{i:03}", "2024-03-05", outlet=f"صحيفة {i}") for i in range(10)]
    monkeypatch.setattr(building, "BATCH", 4)
    world.use(*readings)
    real = FakeReader.read

    def read(self: FakeReader, articles: Iterable[Article]) -> Iterator[Reading]:
        for article in articles:
            if article.id == "006":
                raise KeyboardInterrupt
            yield from real(self, [article])

    monkeypatch.setattr(FakeReader, "read", read)
    with pytest.raises(KeyboardInterrupt):
        build_paths(["news"], tmp_path, BARE)
    monkeypatch.setattr(FakeReader, "read", real)
    assert len(Store(tmp_path).kept) == 4
    world.use(*readings)
    _, report = build_paths(["news"], tmp_path, BARE)
    assert (report.known, report.read) == (4, 6)


def test_readings_and_paths_make_a_graph(world, tmp_path):
    """``build`` takes readings or paths, with a folder or without."""
    assert len(build(the_visit())) == len(build(iter(the_visit()))) == 1
    assert len(build([])) == 0
    world.use(*the_visit())
    assert len(build("news")) == len(build([Path("news")], tmp_path, rdf=False, html=False)) == 1
    assert len(TemporalGraph.open(tmp_path)) == 1


def test_a_graph_opens_with_the_options_of_its_build(world, tmp_path):
    """What a build left out for its score stays out when the folder is opened."""
    doubtful = replace(held_visit(), events=tuple(replace(e, score=0.2) for e in held_visit().events))
    world.use(doubtful, planned_visit())
    build_paths(["news"], tmp_path, replace(BARE, min_score=0.5))
    opened = TemporalGraph.open(tmp_path)
    assert [e.statuses for e in opened.conclusions.events] == [("planned",)]


def test_a_spoilt_account_is_named(world, tmp_path):
    """A run.json that is none says so and is not guessed at."""
    world.use(*the_visit())
    build_paths(["news"], tmp_path, BARE)
    (tmp_path / "run.json").write_text("[1", encoding="utf-8")
    with pytest.raises(KhabarError, match=r"run\.json"):
        TemporalGraph.open(tmp_path)


def test_sync_takes_out_what_was_deleted(world, tmp_path):
    """With ``sync`` the folder holds what the files hold; a file that cannot be used now keeps what it gave."""
    world.use(planned_visit(path="a.txt"), held_visit(path="b.txt"), denied_visit(path="c.txt"))
    build_paths(["news"], tmp_path, BARE)
    world.use(planned_visit(path="a.txt"))
    kg, report = build_paths(["news"], tmp_path, BARE)
    assert (len(kg.conclusions.readings), report.dropped) == (3, 0)
    world.use(planned_visit(path="a.txt"), skipped=(Skip("c.txt", "torn", "failed"),))
    kg, report = build_paths(["news"], tmp_path, replace(BARE, sync=True))
    assert ({r.article.id for r in kg.conclusions.readings}, report.dropped) == ({"plan", "denial"}, 1)
    fresh = tmp_path / "fresh"
    world.use(denied_visit(path="c.txt"), planned_visit(path="a.txt"))
    build_paths(["news"], fresh, BARE)
    assert files(fresh) == files(tmp_path)


def test_sync_with_nothing_takes_out_nothing(world, tmp_path):
    """A slip in the path does not empty a folder."""
    world.use(*the_visit())
    build_paths(["news"], tmp_path, BARE)
    world.use(skipped=(Skip("nwes", "nothing matches", "missing"),))
    kg, _ = build_paths(["nwes"], tmp_path, replace(BARE, sync=True))
    assert len(kg.conclusions.readings) == 3


@pytest.mark.parametrize("batch", [1, 2, 64])
def test_the_size_of_batches_changes_no_byte(batch, world, tmp_path, monkeypatch):
    """Exports are the same however many articles are kept at once and in whatever order they come."""
    made = [*the_visit(), *(held_visit(f"{i:02}", f"2024-04-{i + 1:02}", outlet=f"صحيفة {i}") for i in range(7))]
    expected = tmp_path / "expected"
    world.use(*made)
    build_paths(["news"], expected, BARE)
    monkeypatch.setattr(building, "BATCH", batch)
    world.use(*reversed(made))
    build_paths(["news"], tmp_path / "other", BARE)
    assert files(tmp_path / "other") == files(expected)


@pytest.mark.parametrize("death", [1, 2, 4, 7, 11])
def test_killed_at_any_write_nothing_is_torn(death, tmp_path):
    """A process that dies at any write leaves a folder from which the next build makes the same bytes."""
    code = f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import importlib
        from pathlib import Path
        import graph.atomic
        from made import the_visit
        building = importlib.import_module("graph.build")
        building.BATCH = 1
        real, count = os.replace, [0]
        def replace(a, b):
            count[0] += 1
            if count[0] == {death}:
                os._exit(9)
            real(a, b)
        graph.atomic.os.replace = replace
        building.build_readings(the_visit(), Path({str(tmp_path / "killed")!r}), building.Options(rdf=False, html=False))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False, cwd=Path(__file__).parents[1])
    assert done.returncode == 9
    building.build_readings(the_visit(), tmp_path / "killed", BARE)
    building.build_readings(the_visit(), tmp_path / "fresh", BARE)
    assert files(tmp_path / "killed") == files(tmp_path / "fresh")
    assert not list(tmp_path.glob("killed/**/.*.writing"))


@pytest.mark.slow
def test_workers_change_no_byte(tmp_path):
    """The samples read by one process and by two, each with its own reader: the same exports."""
    samples = Path(__file__).parents[1] / "data" / "samples"
    for workers in (1, 2):
        build_paths([samples], tmp_path / str(workers), replace(BARE, workers=workers))
    assert files(tmp_path / "1") == files(tmp_path / "2")
