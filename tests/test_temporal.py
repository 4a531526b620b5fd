"""The graph that can be asked about time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import networkx as nx
import pandas as pd
import pytest
from made import TUNISIA, happens, held_visit, on, person, reading, the_visit, thing

from extract.records import KhabarError, TimeSpan
from graph import TemporalGraph
from graph.slices import lies_in, period


@pytest.fixture(scope="module")
def kg():
    call = reading(
        "call", "أجرى نادر الكيلاني اتصالا هاتفيا بسالم الراجحي في حزيران.", published="2024-07-02", outlet="جريدة السهل",
        actors={"a": person("نادر الكيلاني", state="TN"), "b": person("سالم الراجحي", state="OM", office="foreign-minister"),
                "t": thing("حزيران", "group")},
        events=[happens("call", "اتصالا", source="ab", when=replace(on("2024-06-01", "2024-06-30"), grain="month"))],
    )  # fmt: skip
    undated = reading(
        "undated", "ندد نادر الكيلاني بتونس.", published=None, outlet=None,
        actors={"a": person("نادر الكيلاني", state="TN"), "t": TUNISIA}, events=[happens("accusation", "ندد", source="a", target="t")],
    )  # fmt: skip
    return TemporalGraph.from_readings([*the_visit(), call, undated])


def types(kg):
    return sorted(kg.events["type"])


def test_frames_have_documented_columns_and_types(kg):
    """Days are dates, kinds categories, counts whole numbers, lists tuples."""
    assert kg.events.index.name == "event"
    assert pd.api.types.is_datetime64_any_dtype(kg.events["start"])
    assert isinstance(kg.events["type"].dtype, pd.CategoricalDtype)
    assert kg.events["outlets"].dtype == "Int64"
    assert all(isinstance(v, tuple) for v in kg.events["source"])
    assert set(kg.claims["event"]) == set(kg.events.index)
    assert set(kg.mentions["claim"]) == set(kg.claims.index)
    assert {a for side in kg.events["source"] for a in side} <= set(kg.actors.index)


JUNE = TimeSpan(begin=(date(2024, 6, 1), date(2024, 6, 30)), end=(date(2024, 6, 1), date(2024, 6, 30)), grain="month")
UNTIL = TimeSpan(begin=(None, date(2024, 6, 5)), end=(date(2024, 6, 5), date(2024, 6, 5)))


@pytest.mark.parametrize("when, first, last, certain, possible", [
    (on("2024-03-05"), "2024-03-05", "2024-03-05", True, True),
    (on("2024-03-05"), "2024-03-06", "2024-03-07", False, False),
    (on("2024-03-01", "2024-03-31"), "2024-03-10", "2024-03-11", True, True),
    (JUNE, "2024-06-10", "2024-06-11", False, True),
    (JUNE, "2024-06-01", "2024-06-30", True, True),
    (UNTIL, "2024-05-01", "2024-05-02", False, True),
    (UNTIL, "2024-06-05", "2024-06-09", True, True),
    (on("2024-03-05", basis="document"), "2024-03-05", "2024-03-05", False, True),
    (on("2024-03-05", basis="document"), "2024-03-04", "2024-03-04", False, False),
    (None, "2024-03-05", "2024-03-05", False, False),
])  # fmt: skip
def test_windows_certain_and_possible(when, first, last, certain, possible):
    """Certain means that the bounds leave no doubt; possible that they leave room."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert lies_in(when, *days, mode="certain") is certain
    assert lies_in(when, *days, mode="possible") is possible


@pytest.mark.parametrize("text, first, last", [
    ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("٢٠٢٤-٠٢-٠٣", date(2024, 2, 3), date(2024, 2, 3)),
    (date(2024, 2, 3), date(2024, 2, 3), date(2024, 2, 3)),
])  # fmt: skip
def test_times_as_people_write_them(text, first, last):
    """Years, months and days, in digits of any kind."""
    assert period(text) == (first, last)


@pytest.mark.parametrize("text", ["", "2024-13", "2024-02-30", "yesterday", "24", "0000"])
def test_what_is_no_time_is_refused(text):
    """The error says how to write it."""
    with pytest.raises(KhabarError, match="such as 2024"):
        period(text)


@pytest.mark.parametrize("cut, expected", [
    (lambda kg: kg.at("2024-03-05"), ["visit"]),
    (lambda kg: kg.at("2024-03-06"), []),
    (lambda kg: kg.during("2024"), ["call", "visit"]),
    (lambda kg: kg.window("2024-06-10", "2024-06-12", mode="certain"), ["call"]),
    (lambda kg: kg.about("سالم الراجحي"), ["call", "visit"]),
    (lambda kg: kg.about("تونس"), ["accusation", "visit"]),
    (lambda kg: kg.between("سالم الراجحي", "تونس"), ["call", "visit"]),
    (lambda kg: kg.between("سالم الراجحي", "تونس").during("2024-06"), ["call"]),
    (lambda kg: kg.types("call", "visit"), ["call", "visit"]),
    (lambda kg: kg.status("planned"), ["visit"]),
    (lambda kg: kg.said_by("جريدة السهل"), ["call", "visit"]),
    (lambda kg: kg.said_by("وزارة الخارجية"), ["visit"]),
    (lambda kg: kg.ego("نادر الكيلاني"), ["accusation", "call"]),
    (lambda kg: kg.ego("نادر الكيلاني", hops=2), ["accusation", "call", "visit"]),
    (lambda kg: kg.known_by("2024-03-02"), ["visit"]),
])  # fmt: skip
def test_cuts(cut, expected, kg):
    """Each cut holds the events it says, and the whole stays as it was."""
    before = len(kg)
    assert types(cut(kg)) == expected
    assert len(kg) == before


def test_a_cut_is_whole_in_itself(kg):
    """Claims, actors and articles of a cut are those its events need; what it shows of an event is what is claimed."""
    cut = kg.status("planned").conclusions
    assert {c.status for c in cut.claims} == {"planned"}
    assert cut.events[0].statuses == ("planned",)
    assert {e.article for e in cut.events[0].evidence} == {r.article.id for r in cut.readings} == {"plan"}
    used = {a for e in cut.events for a in (*e.source, *e.target, *e.place)} | {c.holder for c in cut.claims if c.holder_kind == "reported"}
    assert used <= set(cut.actor)


def test_certain_is_part_of_possible(kg):
    """Whatever surely was in a window may have been in it."""
    for month in range(1, 13):
        certain, possible = (set(kg.during(f"2024-{month:02}", mode=m).events.index) for m in ("certain", "possible"))
        assert certain <= possible


@pytest.mark.parametrize("name, found", [("تونس", "Q948"), ("Q948", "Q948"), ("سالم راجحي", "سالم الراجحي"), ("الكيلاني", "نادر الكيلاني")])
def test_names_as_people_type_them(name, found, kg):
    """Ids, spellings and surnames lead to the actor."""
    ident = kg.actor(name)
    assert found in (ident, kg.conclusions.actor[ident].name)


def test_ambiguous_and_unknown_names_say_so():
    """Two who bear the name are listed; a name nobody bears gets its neighbours."""
    def said(ident, state):
        return reading(ident, "قال سالم الراجحي كلاما.", actors={"a": person("سالم الراجحي", state=state)}, events=[happens("statement", "قال", source="a")])

    kg = TemporalGraph.from_readings([said("1", "OM"), said("2", "LY")])
    with pytest.raises(KhabarError, match="may be 2 actors") as caught:
        kg.about("سالم الراجحي")
    assert all(a.id in str(caught.value) for a in kg.conclusions.actors)
    with pytest.raises(KhabarError, match="near it"):
        kg.about("سالم الراجحو")


@pytest.mark.parametrize("ask", [
    lambda kg: kg.types("party"), lambda kg: kg.status("sure"), lambda kg: kg.window("2024", "2023"), lambda kg: kg.evidence("e-none"),
    lambda kg: kg.at("2024", mode="maybe"),
])  # fmt: skip
def test_wrong_questions_are_answered_with_what_is_known(ask, kg):
    """A word that is none of those known is an error, not an empty answer."""
    with pytest.raises(KhabarError):
        ask(kg)


def test_timeline_and_activity(kg):
    """Events in order of time, dated or by their news; counts by period without gaps."""
    lines = kg.timeline()
    assert list(lines["type"]) == ["visit", "call"]
    assert list(lines["dated"]) == [True, True]
    counts = kg.activity("M")
    assert [str(p) for p in counts.index] == ["2024-03", "2024-04", "2024-05", "2024-06"]
    assert counts.loc["2024-03", "visit"] == 1
    assert counts.to_numpy().sum() == 2


def test_evidence_marks_the_trigger(kg):
    """Each sentence that tells of an event, with the word that does."""
    (visit,) = kg.types("visit").events.index
    shown = kg.evidence(visit)
    assert len(shown) == 4
    assert "⟦سيزور⟧" in " ".join(shown["marked"])


def test_networkx_edges_carry_time(kg, tmp_path):
    """A multigraph of actors whose edges know when, writable as GraphML."""
    graph = kg.to_networkx()
    edges = {d["type"]: (u, v, d) for u, v, d in graph.edges(data=True)}
    minister = kg.actor("سالم الراجحي")
    assert edges["visit"][:2] == (minister, "Q948")
    assert edges["visit"][2]["start"] == edges["visit"][2]["end"] == "2024-03-05"
    assert edges["call"][2]["symmetric"] is True
    assert "start" not in edges["accusation"][2]
    (written,) = kg.export(tmp_path / "kg.graphml")
    assert nx.read_graphml(written).number_of_edges() == 3


def test_an_empty_graph_answers_everything():
    """No events, no error."""
    kg = TemporalGraph.from_readings([])
    assert len(kg.events) == len(kg.timeline()) == len(kg.activity()) == 0
    assert kg.to_networkx().number_of_nodes() == 0
    assert "0 events" in repr(kg)


def test_open_needs_a_build(tmp_path):
    """A folder without readings says what to do."""
    with pytest.raises(KhabarError, match="khabar build"):
        TemporalGraph.open(tmp_path)


def test_a_graph_opens_as_it_was_built(tmp_path):
    """What a build wrote is what opens."""
    from graph.build import Options, build_readings

    kg, _ = build_readings(the_visit(), tmp_path, Options(rdf=False, html=False))
    assert TemporalGraph.open(tmp_path).conclusions == kg.conclusions
    assert held_visit() in kg.conclusions.readings


def test_windows_slide_grow_and_step(kg):
    """Rolling, expanding and stepping windows cover the time of all events."""
    rolled = list(kg.rolling(30, step=30))
    assert (rolled[0][0], rolled[-1][1] >= date(2024, 6, 30)) == (date(2024, 3, 5), True)
    assert sum(len(part) for _, _, part in rolled) >= 2
    grown = [len(part) for _, part in kg.expanding("month")]
    assert grown == sorted(grown)
    assert grown[-1] == 2
    months = {str(period): types(part) for period, part in kg.snapshots("month")}
    assert months == {"2024-03": ["visit"], "2024-04": [], "2024-05": [], "2024-06": ["call"]}
    with pytest.raises(KhabarError, match="1 at least"):
        next(kg.rolling(0))
    with pytest.raises(KhabarError, match="periods are"):
        next(kg.snapshots("fortnight"))


def test_degree_counts_others_by_period(kg):
    """How many others someone met in events, by period."""
    found = kg.degree("year")
    minister = kg.actor("سالم الراجحي")
    (row,) = [r for (_, actor), r in found.iterrows() if actor == minister]
    assert (row["degree"], row["events"]) == (2, 2)
    assert found["degree"].dtype == found["events"].dtype == "int64"


def met(ident, left, right, day, published="2024-12-01"):
    text = f"التقى {left} {right} في مقر المرفأ."
    return reading(ident, text, published=published, actors={"a": person(left), "b": person(right)}, events=[happens("meeting", "التقى", source="ab", when=on(day))])


@pytest.fixture(scope="module")
def chain():
    names = ["نادر الكيلاني", "سمير القباني", "باسل العطار", "ماهر الخياط"]
    days = ["2024-01-10", "2024-02-10", "2024-01-20"]
    return TemporalGraph.from_readings([met(str(n), names[n], names[n + 1], day) for n, day in enumerate(days)])


def test_paths_go_on_in_time(chain):
    """From one to another through events none of which comes before the one that leads to it."""
    way = chain.paths("نادر الكيلاني", "باسل العطار")
    assert list(way["day"].dt.strftime("%m-%d")) == ["01-10", "02-10"]
    assert list(way["to_name"]) == ["سمير القباني", "باسل العطار"]
    assert chain.paths("باسل العطار", "نادر الكيلاني").empty  # the other way would go back in time
    assert chain.paths("نادر الكيلاني", "ماهر الخياط").empty  # they met before word can have come
    assert chain.paths("نادر الكيلاني", "باسل العطار", max_wait=10).empty
    assert chain.paths("نادر الكيلاني", "باسل العطار", max_steps=1).empty


def test_diff_reads_the_clock_of_reports():
    """What was known when: first the plan, then that it took place, then a denial; by one clock or the other."""
    kg = TemporalGraph.from_readings(the_visit())
    assert list(kg.diff("2024-02", "2024-03-02")["change"]) == ["new"]
    later = kg.diff("2024-03-02", "2024-03-05")
    assert {(r.what, r.before, r.after) for r in later.itertuples()} >= {("statuses", "planned", "actual | planned"), ("articles", "1", "2")}
    assert kg.diff("2024-03-06", "2024-04-01").empty
    assert kg.during("2023").diff("2024-02", "2024-12").empty
    with pytest.raises(KhabarError, match="earlier day first"):
        kg.diff("2024-03", "2024-02")


@pytest.mark.parametrize("name", ["Tunisia", "tunisia", "TUNISIA", "تونس"])
def test_latin_names_are_names(name, kg):
    """Whoever stands in the gazetteer is found in Latin letters too."""
    assert kg.actor(name) == "Q948"


def test_cuts_by_column_are_cuts_by_record(kg):
    """The quick way to cut finds what the record-by-record way finds, in any order of cuts."""
    for month in range(1, 13):
        first, last = period(f"2024-{month:02}")
        for mode in ("certain", "possible"):
            expected = {e.id for e in kg.conclusions.events if lies_in(e.when, first, last, mode=mode)}
            assert set(kg.window(first, last, mode=mode).events.index) == expected
    one, other = kg.about("تونس").during("2024"), kg.during("2024").about("تونس")
    assert one.conclusions == other.conclusions
    assert one.events.equals(other.events)
    assert one.events.equals(TemporalGraph(one.conclusions).events)
