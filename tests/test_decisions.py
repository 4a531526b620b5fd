"""The analyst's word: it goes first, outlives every build, is shown everywhere, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from made import TUNISIA, denied_visit, happens, held_visit, on, person, planned_visit, reading, the_visit

from extract.records import KhabarError
from graph import TemporalGraph
from graph.build import Options, build_readings, rewrite
from graph.conclude import conclude
from graph.decisions import Word, anchor, append, load, undo

BARE = Options(rdf=False, html=False)


def said(ident, name, *, published="2024-03-05", **more):
    return reading(
        ident, f"قال {name} إن المرفأ سيفتح أبوابه قريبا.", published=published, actors={"a": person(name, **more)},
        events=[happens("statement", "قال", source="a")],
    )  # fmt: skip


def people(kg):
    return sorted(sorted({m.article for m in a.mentions}) for a in kg.conclusions.actors)


def trigger(made, n=0):
    return anchor(made.article.id, *made.events[n].trigger)


def visits(kg):
    return [e for e in kg.conclusions.events if e.type == "visit"]


def test_two_actors_are_one_because_an_analyst_says_so():
    """Names that khabar would never join are joined, with reason and name; undone, they part again."""
    kg = TemporalGraph.from_readings([said("1", "سالم الراجحي"), said("2", "أبو ماجد")])
    assert people(kg) == [["1"], ["2"]]
    one = kg.decide("same", "سالم الراجحي", "أبو ماجد", why="his kunya", by="layla")
    assert people(one) == [["1", "2"]]
    (actor,) = one.conclusions.actors
    assert "his kunya (layla, d-" in actor.decided[0]
    assert one.actors.loc[actor.id, "decided"] == actor.decided
    (made,) = [d for d in one.conclusions.decisions if d.about == "actor"]
    assert (made.verdict, made.by.split(" (")[0]) == ("same", "analyst layla")
    assert people(one.undo(one.decided.index[0])) == [["1"], ["2"]]


@pytest.mark.parametrize("more", [{}, {"wikidata": "Q1000001"}])
def test_two_of_one_name_are_parted(more):
    """Letters of an article name someone whom khabar takes for another, even one with an identifier."""
    kg = TemporalGraph.from_readings([said(str(n), "سالم الراجحي", **more) for n in (1, 2, 3)])
    assert people(kg) == [["1", "2", "3"]]
    at = kg.conclusions.readings[1].actors[0].mentions[0]
    parted = kg.decide("different", "سالم الراجحي", anchor("2", at.start, at.end))
    assert people(parted) == [["1", "3"], ["2"]]


def test_two_events_are_one():
    """Days that differ do not keep apart what an analyst knows to be one."""
    first, second = held_visit("1", "2024-03-05"), held_visit("2", "2024-03-19")
    kg = TemporalGraph.from_readings([first, second])
    left, right = (e.id for e in visits(kg))
    assert len(visits(kg.decide("same", left, right))) == 1


def test_two_events_are_two():
    """What khabar joins is parted; the rest goes with the event it is likest to."""
    kg = TemporalGraph.from_readings(the_visit())
    assert len(visits(kg)) == 1
    parted = kg.decide("different", trigger(held_visit()), trigger(denied_visit()), why="another day")
    assert len(visits(parted)) == 2
    assert all(any("another day" in d for d in e.decided) for e in visits(parted))


def test_two_mentions_of_one_article_are_parted():
    """Also what one article's reading took for one event."""
    made = held_visit()
    kg = TemporalGraph.from_readings([made])
    assert len(visits(kg)) == 1
    assert len(visits(kg.decide("different", trigger(made, 0), trigger(made, 1)))) == 2


def test_a_mention_is_wrong():
    """It leaves every table, and decisions.jsonl says why."""
    made = denied_visit()
    kg = TemporalGraph.from_readings([held_visit(), made]).decide("wrong", trigger(made), why="irony")
    assert [e.statuses for e in visits(kg)] == [("actual",)]
    assert not (kg.mentions["article"] == "denial").any()
    assert [(d.about, d.verdict, d.why) for d in kg.conclusions.decisions if d.by.startswith("analyst")] == [("mention", "wrong", "irony")]


def test_type_roles_status_and_date_are_set():
    """All mentions of an event are set at once; what is set is told as by the analyst."""
    kg = TemporalGraph.from_readings([held_visit()])
    (visit,) = visits(kg)
    new = kg.decide("set", visit.id, type="meeting", status="planned", start="2024-03-07", target="تونس", source=["سالم الراجحي"])
    (event,) = new.conclusions.events
    assert (event.type, event.statuses, event.target) == ("meeting", ("planned",), ("Q948",))
    assert event.when == replace(on("2024-03-07"), basis="explicit")
    assert {e.by for e in event.evidence} == {"analyst"}
    assert all("status = planned" in row for (row,) in new.mentions["decided"])
    assert len(new.decided) == 2
    assert new.conclusions.readings == kg.conclusions.readings  # what was read stays as it was


def test_decisions_outlive_builds_and_are_shown_in_every_file(tmp_path):
    """They stand in analyst.toml, and a build of more articles heeds them; undone, every byte is as before."""
    build_readings([held_visit(), denied_visit()], tmp_path, Options())
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file() and p.suffix in (".csv", ".trig", ".html")}
    kg = TemporalGraph.open(tmp_path).decide("different", trigger(held_visit()), trigger(denied_visit()), why="not that trip", by="layla")
    ident = kg.decided.index[0]
    build_readings([planned_visit()], tmp_path, Options())
    assert len(visits(TemporalGraph.open(tmp_path))) == 2
    for name in ("events.csv", "decisions.jsonl", "graph.trig", "graph.ttl", "graph.html"):
        assert "not that trip" in (tmp_path / name).read_text("utf-8"), name
    undo(tmp_path, ident)
    assert ident not in TemporalGraph.open(tmp_path).decided.index
    assert "not that trip" in (tmp_path / "analyst.toml").read_text("utf-8")
    fresh = tmp_path / "fresh"
    build_readings([held_visit(), denied_visit()], fresh, Options())
    assert {name: (fresh / name).read_bytes() for name in before} == before


def test_decisions_replay_in_any_order():
    """The same decisions in any order give the same conclusions, and twice is once."""
    made = [*the_visit(), held_visit("late", "2024-03-19")]
    words = [
        Word(about="event", verdict="different", left=trigger(held_visit()), right=trigger(denied_visit())),
        Word(about="event", verdict="same", left=trigger(held_visit()), right=trigger(held_visit("late"))),
        Word(about="mention", verdict="set", left=trigger(planned_visit()), status="possible"),
    ]
    expected = conclude(made, words=words)
    assert conclude(reversed(made), words=[*reversed(words)]) == expected


@pytest.mark.parametrize("lines, says", [
    (["about = 'actor'", "verdict = 'same'", "left = 'Q1'"], "left and right"),
    (["about = 'actor'", "verdict = 'same'", "left = 'Q948'", "right = 'Q5'"], "no actor .«Q5»"),
    (["about = 'event'", "verdict = 'same'", "left = 'e-1'", "right = 'e-2'"], "no event .«e-1»"),
    (["about = 'event'", "verdict = 'set'", "left = 'e-1'"], "same or different"),
    (["about = 'actor'", "verdict = 'maybe'", "left = 'Q1'", "right = 'Q2'"], "verdicts are"),
    (["mention = 'held@0-3'", "verdict = 'set'", "status = 'sure'"], "no status 'sure'"),
    (["mention = 'held@0-3'", "verdict = 'set'", "type = 'party'"], "no event type 'party'"),
    (["mention = 'held@0-1'", "verdict = 'wrong'"], "no event mention at held@0-1"),
    (["mention = 'gone@0-3'", "verdict = 'wrong'"], "no article .«gone»"),
    (["mention = 'held'", "verdict = 'wrong'"], "ARTICLE@START-END"),
    (["mention = 'held@0-3'", "verdict = 'set'"], "set what?"),
    (["mention = 'held@0-3'", "verdict = 'set'", "start = '2024'"], "without quotation marks"),
    (["mention = 'held@0-3'", "verdict = 'set'", "start = 2024-03-05", "end = 2024-03-04"], "ends"),
    (["about = 'actor'", "verdict = 'same'", "left = 'Q1'", "right = 'Q2'", "rigth = 'x'"], "'rigth'"),
])  # fmt: skip
def test_bad_decisions_are_named_by_file_and_line(lines, says, tmp_path):
    """The error names the file and the line of the decision; nothing is overwritten."""
    build_readings([held_visit()], tmp_path, BARE)
    text = "\n".join(["# by hand", "", "[[decisions]]", *lines, ""])
    (tmp_path / "analyst.toml").write_text(text, encoding="utf-8")
    before = (tmp_path / "events.csv").read_bytes()
    with pytest.raises(KhabarError, match=says) as caught:
        rewrite(tmp_path)
    assert "analyst.toml, line 3" in str(caught.value)
    assert (tmp_path / "events.csv").read_bytes() == before
    assert (tmp_path / "analyst.toml").read_text("utf-8") == text


def test_what_is_no_toml_is_named(tmp_path):
    """A slip of the pen says where."""
    (tmp_path / "analyst.toml").write_text("[[decisions]]\nabout = actor\n", encoding="utf-8")
    with pytest.raises(KhabarError, match=r"analyst\.toml: not TOML .*line 2"):
        load(tmp_path)


def test_contradictions_name_both_lines(tmp_path):
    """Same, same, different in a ring; wrong and right at once; two statuses for one mention."""
    at = trigger(held_visit())
    rings = [
        [Word(about="actor", verdict="same", left="Q948", right="Q842"), Word(about="actor", verdict="different", left="Q842", right="Q948")],
        [Word(about="mention", verdict="wrong", left=at), Word(about="mention", verdict="set", left=at, status="denied")],
        [Word(about="mention", verdict="set", left=at, status="planned"), Word(about="mention", verdict="set", left=at, status="denied")],
    ]  # fmt: skip
    made = reading("x", "زارت عمان تونس.", actors={"o": {**TUNISIA, "name": "عمان", "forms": ("عمان",), "wikidata": "Q842", "state": "OM"}, "t": TUNISIA},
                   events=[happens("visit", "زارت", source="o", target="t")])  # fmt: skip
    for n, ring in enumerate(rings):
        folder = tmp_path / str(n)
        build_readings([held_visit(), made], folder, BARE)
        append(folder, ring)
        with pytest.raises(KhabarError, match=r"analyst\.toml, line \d+.*analyst\.toml, line \d+"):
            TemporalGraph.open(folder)


def test_events_of_two_types_are_not_one():
    """The type is set first."""
    kg = TemporalGraph.from_readings([held_visit(), said("s", "سالم الراجحي")])
    with pytest.raises(KhabarError, match="set the type"):
        kg.decide("same", visits(kg)[0].id, next(e.id for e in kg.conclusions.events if e.type == "statement"))


def test_a_refused_decision_is_not_kept(tmp_path):
    """Only what can be applied is written down; a part of a graph takes none."""
    build_readings([held_visit()], tmp_path, BARE)
    kg = TemporalGraph.open(tmp_path)
    with pytest.raises(KhabarError, match="no status"):
        kg.decide("set", visits(kg)[0].id, status="sure")
    assert not (tmp_path / "analyst.toml").exists()
    with pytest.raises(KhabarError, match="whole"):
        kg.types("visit").decide("wrong", visits(kg)[0].id)


def test_an_analysts_own_lines_stay(tmp_path):
    """Comments and order of the file are kept when khabar adds to it or marks what was undone."""
    build_readings([held_visit()], tmp_path, BARE)
    first = "# notes of mine\n\n[[decisions]]\nmention = 'held@5-8' # here\nverdict = 'wrong'\n"
    (tmp_path / "analyst.toml").write_text(first.replace("held@5-8", trigger(held_visit())), encoding="utf-8")
    append(tmp_path, [Word(about="mention", verdict="set", left=trigger(held_visit(), 1), start=date(2024, 3, 5), why='"so"')])
    undo(tmp_path, load(tmp_path)[0].id)
    text = (tmp_path / "analyst.toml").read_text("utf-8")
    assert text.startswith("# notes of mine\n\n[[decisions]]\nundone = true\nmention")
    assert [w.values for w in load(tmp_path)] == [{"start": date(2024, 3, 5)}]
    with pytest.raises(KhabarError, match="no decision"):
        undo(tmp_path, "d-nothing")


def test_the_command_decides_lists_and_undoes(tmp_path, monkeypatch, capsys):
    """What the command prints is the id by which a decision is undone."""
    from graph import cli

    build_readings([held_visit(), denied_visit()], tmp_path, BARE)

    def run(*words):
        monkeypatch.setattr("sys.argv", ["khabar", "decide", str(tmp_path), *words])
        with pytest.raises(SystemExit) as done:
            cli.main()
        out = capsys.readouterr()
        return int(done.value.code or 0), out.out, out.err

    code, out, _ = run("wrong", trigger(denied_visit()), "--why", "irony", "--by", "layla")
    ident = out.split("\t")[0]
    assert code == 0
    assert "denied" not in (tmp_path / "claims.csv").read_text("utf-8")
    assert ident in run("list")[1]
    assert run("undo", ident)[0] == 0
    assert "denied" in (tmp_path / "claims.csv").read_text("utf-8")
    code, _, err = run("same", "Q948")
    assert code == 2
    assert "Traceback" not in err

