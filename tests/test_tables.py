"""The tables that leave a build."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from made import happens, held_visit, person, reading, the_visit

from graph.conclude import conclude
from graph.tables import SCHEMAS, tables, to_csv, write_tables


def rows(table):
    return list(csv.DictReader(io.StringIO(to_csv(table))))


def test_files_and_columns(tmp_path):
    """Four tables, each as CSV without a byte order mark and as Parquet, with the documented columns."""
    written = {p.name for p in write_tables(conclude(the_visit()), tmp_path)}
    assert written == {f"{n}.{e}" for n in ("events", "actors", "claims", "mentions") for e in ("csv", "parquet")}
    for name, schema in SCHEMAS.items():
        data = (tmp_path / f"{name}.csv").read_bytes()
        assert data.decode("utf-8").splitlines()[0].split(",") == schema.names
        assert pq.read_schema(tmp_path / f"{name}.parquet").equals(schema)
        assert all(field.metadata[b"says"] for field in schema)


def test_mentions_quote_their_article():
    """Each row's span is its quote; sentence and claim go with it."""
    found = conclude(the_visit())
    table = rows(tables(found)["mentions"])
    assert len(table) == 4
    for row in table:
        letters = found.articles[row["article"]].letters
        assert letters[int(row["span_start"]) : int(row["span_end"])] == row["quote"]
        assert row["quote"] in row["sentence"]
    assert {r["status"] for r in table} == {"planned", "actual", "denied"}
    assert [r["reported_by"] != "" for r in table] == [r["article"] != "held" for r in table]


def test_an_unchanged_graph_has_unchanged_bytes(tmp_path):
    """Tables of equal conclusions are equal files."""
    for name in ("a", "b"):
        write_tables(conclude(the_visit()), tmp_path / name)
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


@pytest.mark.parametrize("title", ['=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1"])
def test_no_cell_is_a_formula(title):
    """What a spreadsheet would run begins with an apostrophe in CSV; Parquet keeps the letters."""
    made = held_visit("1", title=title)
    table = tables(conclude([made]))["mentions"]
    assert rows(table)[0]["title"] == "'" + title
    assert table["title"][0].as_py() == title


def test_numbers_and_lists():
    """Numbers stay numbers, lists are joined by a bar, unknown is empty."""
    event = rows(tables(conclude(the_visit()))["events"])[0]
    assert (event["outlets"], event["mentions"], event["claims"]) == ("3", "4", "3")
    assert event["statuses"].split(" | ")[0] == "actual"
    assert (event["start"], event["end"], event["basis"]) == ("2024-03-05", "2024-03-05", "relative")
    assert event["place"] == ""


def test_exports_without_text():
    """``quotes="none"`` carries no quote, sentence or title."""
    table = rows(tables(conclude(the_visit()), quotes="none")["mentions"])
    assert {(r["quote"], r["sentence"], r["title"]) for r in table} == {("", "", "")}


def test_the_day_of_the_paper_is_no_date_of_the_event():
    """Where only the document speaks, bounds and basis are told but start and end stay empty."""
    made = held_visit("1")
    by_paper = replace(made, events=tuple(replace(e, when=replace(e.when, basis="document")) for e in made.events))
    event = rows(tables(conclude([by_paper]))["events"])[0]
    assert (event["start"], event["end"], event["end_latest"], event["basis"]) == ("", "", "2024-03-05", "document")


def test_odd_letters_survive():
    """Quotes, commas, line breaks and a null byte make no second row."""
    text = 'قال سالم الراجحي "نعم, ربما"\r\nثم مضى\x00 إلى البحر'
    made = reading("1", text, actors={"a": person("سالم الراجحي")}, events=[happens("statement", "قال", source="a")])
    (row,) = rows(tables(conclude([made]))["mentions"])
    assert row["quote"] == "قال"
