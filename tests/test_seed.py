"""The seed page, the whole way: the facts that a graph of it must hold, with the letters they stand in."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from extract import Article, read_articles
from extract.pipeline import Reader
from graph import TemporalGraph, build

pytestmark = pytest.mark.shared

US, STATE_DEPARTMENT, UN, ASSEMBLY = "Q30", "Q789915", "Q1065", "Q47423"
BIDEN, NETANYAHU, BLINKEN = "Q6279", "Q43723", "Q7821917"
FRANCE, SAUDI_ARABIA, PALESTINE, IRAN = "Q142", "Q851", "Q219060", "Q794"
TEL_AVIV, JORDAN = "Q33935", "Q810"


@pytest.fixture(scope="module")
def articles(shared: Path) -> list[Article]:
    return list(read_articles(sorted((shared / "seed").glob("*.txt")), published=date(2024, 4, 28), today=date(2026, 1, 1)))


@pytest.fixture(scope="module")
def kg(articles: list[Article], reader: Reader) -> TemporalGraph:
    return build(reader.read(articles))


def mentions(kg: TemporalGraph, kind: str, *words: str) -> pd.DataFrame:
    """Mentions of a type whose trigger, attached letters left off, ends in one of the words."""
    found = kg.mentions[kg.mentions.type == kind]
    return found[[any(q.endswith(w) for w in words) for q in found.quote]]


def event_of(kg: TemporalGraph, found: pd.DataFrame) -> pd.Series:
    """The one event that all these mentions tell of."""
    assert len(found), "no such mention"
    assert len(set(found.event)) == 1, f"mentions of one event stand under several: {found[['event', 'quote', 'sentence']].values.tolist()}"
    return kg.events.loc[found.event.iloc[0]]


def ids(value: object) -> set[str]:
    """A cell of the tables as a set of ids."""
    return {v.strip() for v in value.split("|")} if isinstance(value, str) else set(value) if value is not None else set()  # type: ignore[call-overload]  # lists or joined strings


def day(value: object) -> str:
    """A cell's day as a text."""
    return str(value)[:10]


def test_the_page_is_two_articles_and_ten_headlines(articles, reader):
    """Two articles, seven headlines of other stories inside them, ten records of kind headline."""
    assert Counter(a.kind for a in articles) == {"article": 2, "headline": 10}
    inside = [s for r in reader.read(a for a in articles if a.kind == "article") for s in r.segments if s.kind == "other-headline"]
    assert len(inside) == 7


def test_every_quotation_stands_in_its_article(articles, kg):
    """Evidence leads back to the letters: trigger and sentence are found at their offsets."""
    letters = {a.id: a.letters for a in articles}
    assert len(kg.mentions) > 40
    for row in kg.mentions.itertuples():
        assert letters[row.article][row.span_start : row.span_end] == row.quote
        assert row.sentence_start <= row.span_start < row.span_end <= row.sentence_end


def test_blinken_plans_to_visit_tel_aviv_and_jordan(kg):
    """Both words for the journey are one planned visit, to two places, as the State Department says, until Wednesday."""
    found = kg.mentions[(kg.mentions.segment == "body") & kg.mentions.quote.isin(["زيارة", "جولة"])]
    visit = event_of(kg, found)
    assert sorted(found.quote) == ["جولة", "زيارة"]
    assert ids(visit.source) == {BLINKEN}
    assert ids(visit.target) == {TEL_AVIV, JORDAN}
    assert set(found.status) == {"planned"}
    assert set(found.reported_by) == {STATE_DEPARTMENT}
    assert day(visit.end) == "2024-05-01"


def test_biden_and_netanyahu_spoke_once(kg):
    """The call and the conversation by phone are one event of two people; no other call is in the graph."""
    found = kg.mentions[kg.mentions.type == "call"]
    call = event_of(kg, found)
    assert sorted(found.quote) == ["اتصال", "مكالمة"]
    assert ids(call.source) == {BIDEN, NETANYAHU}
    assert set(found.status) == {"actual"}


def test_what_they_discussed_is_theirs(kg):
    """Discussing is done by the two who spoke, twice in the words of the White House or the department."""
    found = mentions(kg, "negotiation", "ناقشا", "ناقش", "بحث")
    assert len(found) == 4
    for event in set(found.event):
        assert ids(kg.events.loc[event].source) == {BIDEN, NETANYAHU}


def test_the_united_states_rejects_the_conference(kg):
    """Title, body and a headline elsewhere are one rejection: by the United States, of the United Nations."""
    found = kg.mentions[kg.mentions.type == "rejection"]
    rejection = event_of(kg, found)
    assert sorted(found.quote) == ["ترفض", "ترفض", "رفضت"]
    assert ids(rejection.source) == {US}
    assert ids(rejection.target) == {UN}
    assert set(found.status) == {"actual"}
    assert day(rejection.begin_earliest) <= "2025-07-28" <= day(rejection.begin_latest)


def test_the_conference_was_decided_on_and_postponed(kg):
    """The Assembly decided in September 2024 to hold it in 2025; in June it was put off; France and Saudi Arabia host it."""
    decision = event_of(kg, mentions(kg, "decision", "قررت"))
    assert ids(decision.source) == {ASSEMBLY}
    assert (str(decision.start)[:7], str(decision.end)[:7]) == ("2024-09", "2024-09")
    found = mentions(kg, "conference", "مؤتمر")
    conferences = kg.events.loc[sorted(set(found.event))]
    postponed = found[found.status == "cancelled"]
    assert len(postponed), f"no mention says that it was postponed: {found[['quote', 'status', 'span_start']].values.tolist()}"
    assert any({FRANCE, SAUDI_ARABIA} <= ids(e.source) for e in conferences.itertuples())


def test_the_conference_was_planned_for_2025(kg):
    """What the Assembly decided on was to come."""
    found = mentions(kg, "conference", "مؤتمر")
    planned = found[found.status == "planned"]
    assert any(str(kg.events.loc[e].begin_earliest).startswith("2025") for e in planned.event), "no mention plans it for 2025"


def test_putting_it_off_was_a_decision(kg):
    """Postponing is a decision of its own."""
    assert event_of(kg, mentions(kg, "decision", "أُجّل")) is not None


def test_it_was_put_off_in_june(kg):
    """The decision to postpone was taken in June 2025."""
    put_off = event_of(kg, mentions(kg, "decision", "أُجّل"))
    assert str(put_off.start)[:7] == str(put_off.end)[:7] == "2025-06"


def test_the_conference_is_one_event(kg):
    """What is rejected, decided on and put off is one conference: the United Nations', with its two hosts."""
    found = mentions(kg, "conference", "مؤتمر")
    found = found[~found.sentence.str.contains("كلمته")]  # the words before which speeches are given name it in passing
    conference = event_of(kg, found)
    assert {UN, FRANCE, SAUDI_ARABIA} <= ids(conference.source)


def test_france_plans_to_recognise_palestine(kg):
    """In the words of its minister, France will recognise the state in September; it has not done so."""
    found = mentions(kg, "support", "اعترافنا")
    recognition = event_of(kg, found)
    assert ids(recognition.source) == {FRANCE}
    assert ids(recognition.target) == {PALESTINE}
    assert list(found.status) == ["planned"]
    assert (day(recognition.start), day(recognition.end)) == ("2025-09-01", "2025-09-30")
    speaker = kg.actors.loc[found.reported_by.iloc[0]]
    assert "بارو" in speaker["name"]


def test_the_treasury_imposed_sanctions(kg, articles):
    """A related story's headline is a record of its own, with its sanctions: by the Treasury, on Iran."""
    found = kg.mentions[kg.mentions.type == "sanction"]
    found = found[found.quote == "عقوبات"]
    sanctions = event_of(kg, found)
    assert {a.kind for a in articles if a.id in set(found.article)} == {"headline"}
    (source,) = ids(sanctions.source)
    assert "الخزانة" in kg.actors.loc[source, "name"]
    assert ids(sanctions.target) == {IRAN}
    assert set(found.status) == {"actual"}
