"""What an analyst decided stands on the page as such: marked, filtered, in both languages, beside what khabar had read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, found
from made import OMAN, TUNISIA, denied_visit, happens, held_visit, person, planned_visit, reading, the_visit

from graph import TemporalGraph
from graph.decisions import anchor
from graph.page import render
from graph.records import Conclusions

needs_browser = pytest.mark.skipif(found() is None, reason="no chromium on this machine")
GIFT = reading(
    "gift", "أرسلت عمان مساعدات إلى تونس. وانسحب الحضور من القاعة.", actors={"o": OMAN, "t": TUNISIA},
    events=[happens("aid", "أرسلت", source="t", target="o"), happens("concession", "وانسحب", source="o")],
)  # fmt: skip
LATER = reading("later", "قال أبو ماجد إن المرفأ سيفتح أبوابه قريبا.", actors={"a": person("أبو ماجد")}, events=[happens("statement", "قال", source="a")])


def trigger(made: Any, n: int = 0) -> str:
    return anchor(made.article.id, *made.events[n].trigger)


@pytest.fixture(scope="module")
def kg() -> TemporalGraph:
    """One of every kind of decision: joined and parted, corrected in each field, found wrong."""
    graph = TemporalGraph.from_readings([*the_visit(), GIFT, LATER])
    graph = graph.decide("same", "سالم الراجحي", "أبو ماجد", why="كنيته", by="ليلى")
    graph = graph.decide("different", trigger(held_visit()), trigger(denied_visit()), why="رحلة أخرى", by="ليلى")
    graph = graph.decide("set", trigger(planned_visit()), status="possible", why="<b>لم يتأكد</b>", by="ليلى")
    graph = graph.decide("set", trigger(GIFT), source=["عمان"], target=["تونس"], start="2024-03-02", by="ليلى")
    return graph.decide("wrong", trigger(GIFT, 1), why="الحضور ليس طرفا", by="ليلى")


def data_of(conclusions: Conclusions, **options: Any) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', render(conclusions, **options), re.DOTALL)
    assert block
    return json.loads(block[1])


def test_the_page_holds_every_decision_with_what_was_read(kg):
    """By fields: what was set, and what khabar had read there; names of those joined or parted."""
    data = data_of(kg.conclusions)
    told = {(d["verdict"], d["about"], *d["names"]): d for d in data["decisions"]}
    assert len(told) == len(kg.decided) == 5
    by = {d["verdict"]: d for d in data["decisions"] if d["verdict"] != "set"}
    names = {a["name"]: n for n, a in enumerate(data["actors"])}
    assert set(by["same"]["names"]) == {"سالم الراجحي", "أبو ماجد"}
    assert set(by["different"]["names"]) == {"وصل", "زار"}
    score, why = by["different"]["weighed"]
    assert 0 < score <= 1
    assert "an analyst keeps them apart" in why
    assert "weighed" not in by["wrong"]
    assert by["wrong"]["own"]["type"] == "concession"
    assert by["wrong"]["own"]["source"] == [names["سلطنة عمان"]]
    [sentence, *_] = by["wrong"]["says"]
    assert "وانسحب الحضور" in data["sentences"][sentence[0]][1]
    sets = {d["names"][0]: d for d in data["decisions"] if d["verdict"] == "set"}
    assert (sets["سيزور"]["set"], sets["سيزور"]["own"]) == ({"status": "possible"}, {"status": "planned"})
    gift = sets["أرسلت"]
    assert (gift["set"]["source"], gift["own"]["source"]) == ([names["سلطنة عمان"]], [names["تونس"]])
    assert gift["own"]["when"] is None
    assert gift["set"]["when"][0] == gift["set"]["when"][3]


def test_decisions_are_called_where_they_show(kg):
    """Actors, events and claims call theirs by number; what nobody decided calls none."""
    data = data_of(kg.conclusions)
    ids = [d["id"] for d in data["decisions"]]
    for shown, actor in zip(data["actors"], kg.conclusions.actors, strict=True):
        assert len(shown.get("decided", [])) == len(actor.decided)
    for shown, event in zip(data["events"], kg.conclusions.events, strict=True):
        told = {*event.decided, *(d for e in event.evidence for d in e.decided)}
        assert sorted(ids[n] for n in shown.get("decided", [])) == sorted(re.search(r"d-\w+", t)[0] for t in told)  # type: ignore[index]  # each has one
        for claim in shown["claims"]:
            assert all(data["decisions"][n]["about"] == "mention" for n in claim.get("decided", []))
    assert any("decided" in c for e in data["events"] for c in e["claims"])
    assert not all("decided" in e for e in data["events"])


def test_nothing_decided_leaves_nothing():
    """Without a decision the page has none, and with one undone it is as it was."""
    before = TemporalGraph.from_readings([*the_visit(), GIFT])
    assert data_of(before.conclusions)["decisions"] == []
    after = before.decide("set", trigger(GIFT), status="denied")
    assert render(after.conclusions) != render(before.conclusions)
    assert render(after.undo(after.decided.index[0]).conclusions) == render(before.conclusions)


def test_a_part_has_its_own_decisions(kg):
    """A cut shows what concerns it; letters of articles stay out where no text is wanted."""
    part = data_of(kg.types("aid").conclusions)
    assert {d["verdict"] for d in part["decisions"]} == {"set", "wrong"}
    bare = render(kg.conclusions, quotes="none")
    assert "وانسحب" not in bare
    assert trigger(GIFT) in bare


# What follows needs a browser.


@pytest.fixture(scope="module")
def saved(kg, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    path.write_text(render(kg.conclusions), "utf-8")
    return path


def texts(browser: Browser, selector: str) -> list[str]:
    return browser.ask(f"[...document.querySelectorAll({selector!r})].map(e => e.textContent)")


def event_of(kg: TemporalGraph, kind: str, article: str) -> str:
    return next(e.id for e in kg.conclusions.events if e.type == kind and any(x.article == article for x in e.evidence))


@needs_browser
def test_an_event_says_what_was_decided(browser, saved, kg):
    """Mark, decision, reason and name; what khabar had read; the reason is text."""
    browser.open(saved, f"event={event_of(kg, 'visit', 'held')}")
    assert "قرّره محلّل" in texts(browser, "#panel .over .hand-badge")[0]
    assert any("حدثان مختلفان" in r and "رحلة أخرى" in r and "ليلى" in r for r in texts(browser, "#panel .ruling"))
    browser.open(saved, f"event={event_of(kg, 'visit', 'plan')}")
    rulings = texts(browser, "#panel .ruling")
    assert any("محتمل" in r and "قراءة البرنامج" in r and "مقرر" in r for r in rulings)
    assert "<b>لم يتأكد</b>" in "".join(rulings)
    assert browser.ask("document.querySelectorAll('#panel .ruling b').length") == 0
    claims = texts(browser, "#panel .claim:has(.hand-badge)")
    assert len(claims) == 1
    assert "مقرر" in claims[0]
    assert browser.complaints == []


@needs_browser
def test_an_actor_says_what_was_decided(browser, saved, kg):
    """Who was joined carries the mark wherever named, with a name for those who cannot see it."""
    actor = next(a.id for a in kg.conclusions.actors if a.decided)
    browser.open(saved, f"actor={actor}&view=table")
    assert any("فاعل واحد" in r and "كنيته" in r for r in texts(browser, "#panel .ruling"))
    marks = browser.ask("[...document.querySelectorAll('.actor .hand')].map(e => [e.getAttribute('role'), e.getAttribute('aria-label')])")
    assert marks
    assert all(m == ["img", "قرّره محلّل"] for m in marks)
    assert browser.ask("[...document.querySelectorAll('.actor:has(.hand) bdi')].every(e => e.textContent.includes('الراجحي'))")


@needs_browser
def test_decisions_are_filtered(browser, saved, kg):
    """By what was decided; counts beside them; kept in the address; taken away with the other filters."""
    shown = "[...document.querySelectorAll('tr[data-event]')].map(r => r.dataset.event).sort()"
    browser.open(saved, "view=table")
    everything = browser.ask(shown)
    for key, wanted in {
        "mention": {e.id for e in kg.conclusions.events if any(x.decided for x in e.evidence)},
        "event": {e.id for e in kg.conclusions.events if e.decided},
        "actor": {e.id for e in kg.conclusions.events if any(kg.conclusions.actor[a].decided for a in (*e.source, *e.target, *e.place))},
    }.items():
        browser.ask(f"document.querySelector('[data-facet=decided] [data-key={key}]').closest('li').querySelector('.only').click()")
        assert browser.ask(shown) == sorted(wanted), key
        assert browser.ask(f"document.querySelector('[data-facet=decided] [data-key={key}]').closest('li').querySelector('.count').textContent") == str(len(wanted))
        browser.wait(f"location.hash.includes('decided={key}')")
    browser.ask("document.getElementById('reset').click()")
    assert browser.ask(shown) == everything
    browser.open(saved, "view=table&decided=none")
    assert set(browser.ask(shown)) == {e.id for e in kg.conclusions.events} - {
        e.id for e in kg.conclusions.events if e.decided or any(x.decided for x in e.evidence) or any(kg.conclusions.actor[a].decided for a in (*e.source, *e.target, *e.place))
    }


@needs_browser
def test_all_decisions_stand_together(browser, saved):
    """What was found wrong is in no event, and stands here with its sentence."""
    browser.open(saved)
    browser.click("#all-decided > summary")
    rulings = texts(browser, "#all-decided .ruling")
    assert len(rulings) == 5
    assert any("لا حدث هنا" in r and "وانسحب الحضور" in r and "الحضور ليس طرفا" in r for r in rulings)
    assert browser.complaints == []


@needs_browser
def test_decisions_in_english(browser, saved, kg):
    """The other language says the same; names and reasons stay as they are."""
    browser.open(saved, f"lang=en&event={event_of(kg, 'aid', 'gift')}")
    [ruling] = texts(browser, "#panel .ruling")
    assert "Who: سلطنة عمان" in ruling
    assert "khabar had read: When: unknown date" in ruling
    assert "decided by ليلى" in ruling
    assert "Decided by an analyst" in texts(browser, "[data-facet=decided] summary")[0]
    assert not re.search(r"\b(hand|one|two|no)_\w+", browser.ask("document.body.innerText"))


@needs_browser
def test_the_table_taken_away_says_so(browser, saved, tmp_path):
    """The spreadsheet has a column for it."""
    browser.open(saved, "types=aid")
    browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.ask("document.getElementById('save-csv').click()")
    for _ in range(100):
        if files := [p for p in tmp_path.glob("*.csv") if p.stat().st_size]:
            break
        browser.ask("new Promise(r => setTimeout(r, 50))")
    head, row, *_ = files[0].read_text("utf-8-sig").splitlines()
    assert head.endswith(",decided")
    assert re.search(r"عمان.*\(ليلى، d-\w+\)|\(ليلى, d-\w+\)", row)
