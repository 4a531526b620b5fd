"""Clusters across articles held against gold: B³, pairs joined, pairs kept apart."""

from __future__ import annotations

import json

import pytest
from made import held_visit, planned_visit, the_visit

from extract.records import KhabarError
from graph.build import Options, build_readings
from graph.clusters import score
from graph.conclude import conclude


def write(path, rows):
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


PLAN, HELD, DENIED = ({"article": a, "trigger": t} for a, t in (("plan", "سيزور"), ("held", "وصل"), ("denial", "زار")))
LATE = {"article": "late", "trigger": "زيارة", "nth": 1}


@pytest.fixture
def found():
    return conclude([*the_visit(), held_visit("late", "2024-03-19")])


def test_a_perfect_graph_has_perfect_figures(found, tmp_path):
    """One visit in three articles, another apart from it."""
    clusters = write(tmp_path / "c.json", [{"event": "v", "mentions": [PLAN, HELD, DENIED]}, {"event": "w", "mentions": [LATE]}])
    distinct = write(tmp_path / "d.json", [{"a": HELD, "b": LATE}])
    (figures,) = score(found, clusters, distinct)
    assert (figures.f1, figures.joined, figures.kept, figures.apart, figures.errors) == (1.0, 1.0, 1, 1, ())


def test_pieces_and_heaps_cost(found, tmp_path):
    """Gold that says otherwise: what is thrown together costs precision, what is in pieces recall."""
    clusters = write(tmp_path / "c.json", [{"event": "v", "mentions": [PLAN, LATE]}, {"event": "w", "mentions": [HELD, DENIED]}])
    distinct = write(tmp_path / "d.json", [{"a": PLAN, "b": HELD}])
    (figures,) = score(found, clusters, distinct)
    assert figures.precision == pytest.approx((1 / 3 + 2 / 3 + 2 / 3 + 1) / 4)
    assert figures.recall == pytest.approx((1 / 2 + 1 / 2 + 1 + 1) / 4)
    assert (figures.joined, figures.kept, figures.apart) == (0.5, 0, 1)
    assert len(figures.errors) == 3
    assert "thrown together" in figures.errors[0]


def test_actors_are_scored_likewise(found, tmp_path):
    """Names may have letters attached in front."""
    rows = [{"actor": "m", "mentions": [{"article": a, "mention": "سالم الراجحي"} for a in ("plan", "held", "denial")]}]
    (figures,) = score(found, write(tmp_path / "a.json", rows))
    assert (figures.about, figures.found, figures.f1) == ("actor", 3, 1.0)


@pytest.mark.parametrize("rows, says", [
    ([{"event": "v", "mentions": [{"article": "gone", "trigger": "زار"}]}], "cluster 1.*gone"),
    ([{"event": "v", "mentions": [{**HELD, "nth": 7}]}], "not 7"),
    ([{"x": 1}], "no clusters"),
    ({"x": 1}, "list of objects"),
])  # fmt: skip
def test_bad_gold_is_named(rows, says, found, tmp_path):
    """File and entry are named."""
    with pytest.raises(KhabarError, match=says):
        score(found, write(tmp_path / "c.json", rows))


def test_the_command_scores_a_build(tmp_path, monkeypatch, capsys):
    """``khabar evaluate DIR --clusters FILE`` prints B³ and pair figures."""
    from graph import cli

    build_readings([held_visit(), planned_visit()], tmp_path / "out", Options(rdf=False, html=False))
    clusters = write(tmp_path / "c.json", [{"event": "v", "mentions": [PLAN, HELD]}])
    monkeypatch.setattr("sys.argv", ["khabar", "evaluate", str(tmp_path / "out"), "--clusters", str(clusters)])
    with pytest.raises(SystemExit) as done:
        cli.main()
    assert not done.value.code
    assert "F1 1.000" in capsys.readouterr().out
