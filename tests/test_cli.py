"""The command line: exit codes, what goes to stdout, what a person is told."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from made import the_visit

from extract.records import KhabarError
from graph import cli
from graph.build import Options, build_readings

building = importlib.import_module("graph.build")  # the name graph.build is the function


@dataclass(frozen=True)
class Skip:
    path: str
    reason: str
    kind: str = "skipped"
    line: int | None = None


class HandMade:
    key = "r1"

    def read(self, articles: Any) -> Iterator[Any]:
        known = {r.article.id: r for r in the_visit()}
        yield from (known[a.id] for a in articles)


@pytest.fixture
def khabar(monkeypatch, capsys):
    """Runs the command as a shell would: (exit code, stdout, stderr)."""
    skips: list[Skip] = []

    def read_articles(paths: Any, *, published: Any, strict: bool, on_skip: Any) -> Iterator[Any]:
        for skip in skips:
            if strict:
                raise KhabarError(f"{skip.path}: {skip.reason}")
            on_skip(skip)
        yield from (r.article for r in the_visit())

    monkeypatch.setattr(building, "_read_articles", lambda: read_articles)
    monkeypatch.setattr(building, "_reader", lambda options: HandMade())
    monkeypatch.setattr(building, "write_all", _tables_only)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khabar", *words])
        with pytest.raises(SystemExit) as done:
            cli.main()
        out, err = capsys.readouterr()
        return int(done.value.code or 0), out, err

    run.skips = skips  # type: ignore[attr-defined]  # what the next run meets
    return run


def _tables_only(conclusions: Any, out: Path, options: Options) -> list[Path]:
    from graph.tables import write_tables

    return write_tables(conclusions, out, quotes=options.quotes)


def test_a_build_ends_with_its_account(khabar, tmp_path):
    """Everything read: exit 0 and a table of articles, events by type, actors and files."""
    code, out, _ = khabar("build", "news", "--out", str(tmp_path))
    assert code == 0
    for word in ("articles", "visit", "actors", "events.csv"):
        assert word in out


def test_skipped_inputs_are_told_and_change_the_exit_code(khabar, tmp_path):
    """Something left out: exit 1, a line on stderr that says what and why."""
    khabar.skips.append(Skip("empty.txt", "no text; delete it"))
    code, out, err = khabar("build", "news", "-o", str(tmp_path))
    assert code == 1
    assert "empty.txt: no text; delete it" in err
    assert "skipped or doubted" in out


def test_strict_fails(khabar, tmp_path):
    """With --strict the first trouble is the last: exit 2."""
    khabar.skips.append(Skip("empty.txt", "no text"))
    code, _, err = khabar("build", "news", "-o", str(tmp_path), "--strict")
    assert code == 2
    assert "empty.txt: no text" in err


@pytest.mark.parametrize("words", [
    ("build", "news", "--out", "x", "--published", "yesterday"),
    ("build", "news"),
    ("build", "news", "--out", "x", "--workers", "0"),
    ("build", "news", "--out", "x", "--quotes", "some"),
    ("unheard-of",),
    ("export", "nowhere-at-all", "--to", "x.graphml"),
])  # fmt: skip
def test_wrong_words_fail(words, khabar, tmp_path, monkeypatch):
    """What cannot be done is said on stderr: exit 2, no traceback."""
    monkeypatch.chdir(tmp_path)
    code, out, err = khabar(*words)
    assert code == 2
    assert err
    assert "Traceback" not in err + out


def test_a_folder_that_is_a_file_fails(khabar, tmp_path):
    """Trouble with the disk is told in one line: exit 2."""
    (tmp_path / "out").write_text("x", encoding="utf-8")
    code, _, err = khabar("build", "news", "--out", str(tmp_path / "out"))
    assert code == 2
    assert str(tmp_path / "out") in err
    assert "Traceback" not in err


def test_digits_of_any_kind_make_a_day(khabar, tmp_path):
    """--published takes the digits people type."""
    code, _, _ = khabar("build", "news", "--out", str(tmp_path), "--published", "٢٠٢٤-٠٤-٢٨")
    assert code == 0
    assert json.loads((tmp_path / "run.json").read_text("utf-8"))["options"]["published"] == "2024-04-28"


def test_export_writes_a_part_of_a_graph(khabar, tmp_path):
    """A built graph goes out in another form, cut by actor and time."""
    build_readings(the_visit(), tmp_path / "built", Options(rdf=False, html=False))
    target = tmp_path / "tunis.graphml"
    code, out, _ = khabar("export", str(tmp_path / "built"), "--to", str(target), "--about", "تونس", "--during", "2024")
    assert (code, out.strip()) == (0, str(target))
    assert target.stat().st_size > 500
    code, _, err = khabar("export", str(tmp_path / "built"), "--to", str(tmp_path / "x.docx"))
    assert code == 2
    assert ".graphml" in err
