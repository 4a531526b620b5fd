"""When was it written? Articles are invented; people and facts are those of the language data, or made here."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.clues import FACT, OFFICE, PAST, SIDE, STATED, WEAK, Clue
from extract.known import Known, day_of
from extract.language import Entry, load_language
from extract.letters import fold
from extract.records import Article, KhabarError, Written
from extract.scene import Scene, SentenceView
from extract.segments import segment
from extract.sentences import sentences
from extract.timing import Timing
from extract.words import Analyser
from extract.written import lay, spoken_day

MADE = (
    Entry(id="x1", name="نادر الكيلاني", names=("نادر بن سالم الكيلاني",), kind="person", offices=(
        {"office": "foreign-minister", "state": "TN", "from": "2017-03-01", "to": "2019-05-31"},)),
    Entry(id="x2", name="ليلى الهاشمي", names=(), kind="person", offices=({"office": "head-of-state", "state": "OM", "from": "2018-09", "to": None},)),
    Entry(id="x3", name="سعد القاضي", names=(), kind="person", offices=(
        {"office": "head-of-government", "state": "TN", "from": "2001", "to": "2004"}, {"office": "head-of-government", "state": "TN", "from": "2018", "to": "2020"})),
)  # fmt: skip
OFFICES = {"offices": [
    {"id": "foreign-minister", "names": ["وزير الخارجية"]}, {"id": "head-of-state", "names": ["رئيس", "رئيسة"]},
    {"id": "head-of-government", "names": ["رئيس الوزراء"]}, {"id": "deputy-foreign-minister", "names": ["نائب وزير الخارجية"]},
]}  # fmt: skip
REAL = load_language("ar")
LANGUAGE = replace(REAL, entries=MADE, tables={**REAL.tables, "offices": OFFICES})
ANALYSER = Analyser(REAL)
MADE_TIMING, TIMING = Timing(LANGUAGE), Timing(REAL)


def written(text: str, *, title: str = "", timing: Timing = MADE_TIMING, published: date | None = None) -> Written:
    """When the reader says that an article was written."""
    article = Article(id="w", title=title, text=text, published=published, published_basis="given" if published else "unknown")
    scene = Scene(article, article.letters, segment(article))
    for part in scene.segments:
        if part.kind in ("title", "body", "other-headline"):
            for start, end in sentences(scene.letters, part.start, part.end):
                scene.sentences.append(SentenceView(len(scene.sentences), start, end, part.kind, ANALYSER.words(scene.letters, start, end)))
    return timing.find(scene)[1]


def between(found: Written) -> tuple[str | None, str | None]:
    return str(found.earliest) if found.earliest else None, str(found.latest) if found.latest else None


@pytest.mark.parametrize("text, earliest, latest, basis", [
    ("المرفأ، 12 أيار/مايو 2019 - افتتح العمدة سوق السمك الجديدة صباحا.", "2019-05-12", "2019-05-12", "dateline"),
    ("افتتح العمدة اليوم الأحد 12 مايو 2019 سوق السمك.", "2019-05-12", "2019-05-12", "inferred"),
    ("افتتح العمدة أمس الأحد 12 مايو 2019 سوق السمك.", "2019-05-13", "2019-05-13", "inferred"),
    ("ارتفع الإنتاج هذا العام 2019 وانخفضت الأسعار.", "2019-01-01", "2019-12-31", "inferred"),
    ("ارتفع الإنتاج عن العام الماضي 2018 وانخفضت الأسعار.", "2019-01-01", "2019-12-31", "inferred"),
    ("التقى وزير الخارجية التونسي نادر الكيلاني الرئيسة ليلى الهاشمي.", "2018-09-01", "2019-05-31", "inferred"),
    ("استقبل رئيس الوزراء سعد القاضي وزير الخارجية نادر الكيلاني.", "2018-01-01", "2019-05-31", "inferred"),
    ("قال وزير الخارجية نادر الكيلاني إن الموسم جيد.", "2017-03-01", None, "inferred"),
    ("قال وزير الخارجية السابق نادر الكيلاني إن الموسم جيد.", "2019-05-31", None, "inferred"),
    ("قال نائب وزير الخارجية نادر الكيلاني إن الموسم جيد.", None, None, "unknown"),
    ("قال نادر الكيلاني إن الموسم جيد.", None, None, "unknown"),
    ("أغلقت المدارس أبوابها بسبب جائحة كورونا.", "2020-01-07", None, "inferred"),
    ("عاد البحارة إلى الميناء بعد رحلة طويلة.", None, None, "unknown"),
    ("افتتحت السوق عام 1967 في المدينة القديمة.", "1967-01-01", None, "inferred"),
])  # fmt: skip
def test_what_an_article_tells_of_its_day(text, earliest, latest, basis):
    """Datelines, days and years named, offices and facts; what tells nothing leaves it unknown."""
    found = written(text)
    assert (*between(found), found.basis) == (earliest, latest, basis)
    assert bool(found.reasons) == (basis != "unknown")


def test_a_weekday_narrows_an_interval():
    """«Today, Monday» leaves the Mondays of an interval."""
    found = written("التقى وزير الخارجية نادر الكيلاني اليوم الاثنين الرئيسة ليلى الهاشمي.")
    assert between(found) == ("2018-09-03", "2019-05-27")
    assert any("Monday" in r for r in found.reasons)


def test_a_weekday_with_a_date_names_the_year():
    """12 May was a Sunday in 2019, not in the years beside it."""
    found = written("التقى وزير الخارجية نادر الكيلاني الرئيسة ليلى الهاشمي يوم الأحد 12 مايو في الميناء.")
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest >= date(2018, 10, 24)
    assert found.latest == date(2019, 5, 31)


def test_a_given_day_stands():
    """Where the publication is known it is the answer, and its basis is kept."""
    found = written("ارتفع الإنتاج هذا العام 2019.", published=date(2024, 3, 5))
    assert (*between(found), found.basis) == ("2024-03-05", "2024-03-05", "given")


def test_times_are_reckoned_from_the_interval():
    """A relative day of an article of unknown date is bounded by the interval, and marked as inferred."""
    article = Article(id="w", title="", text="التقى وزير الخارجية نادر الكيلاني الرئيسة ليلى الهاشمي أمس، وكان وصل في عام 2016.")
    scene = Scene(article, article.letters, segment(article))
    scene.sentences = [SentenceView(0, 1, len(article.letters), "body", ANALYSER.words(article.letters, 1, len(article.letters)))]
    (yesterday, year), found = MADE_TIMING.find(scene)
    assert found.earliest is not None
    assert found.latest is not None
    assert yesterday.when.begin == (found.earliest - timedelta(1), found.latest - timedelta(1))
    assert yesterday.when.basis == "inferred"
    assert year.when.basis == "explicit"


def clue(rank: int, first: str | None, last: str | None, reason: str = "") -> Clue:
    return Clue(rank=rank, reason=reason or f"{rank} {first} {last}", days=((day_of(first, last=False), day_of(last, last=True)),))


@pytest.mark.parametrize("clues, expected", [
    ([clue(STATED, "2019", "2019"), clue(FACT, "2019-03", None)], ("2019-03-01", "2019-12-31")),
    ([clue(STATED, "2019", "2019"), clue(FACT, "2021-03", None)], ("2019-01-01", "2019-12-31")),
    ([clue(PAST, "2018-02-03", None), clue(WEAK, "2025", None)], ("2018-02-03", None)),
    ([clue(WEAK, "2016", None)], ("2016-01-01", None)),
    ([clue(OFFICE, "2013", "2016", "a"), clue(OFFICE, "2015", "2018", "b"), clue(OFFICE, "1990", "1991", "c")], ("2015-01-01", "2016-12-31")),
    ([clue(OFFICE, "1990", "1991", "a"), clue(OFFICE, "2015", "2018", "b")], ("2015-01-01", None)),
    ([clue(FACT, "2019", None), clue(SIDE, None, "2018")], ("2019-01-01", None)),
    ([], (None, None)),
])  # fmt: skip
def test_clues_are_laid_down_best_first(clues, expected):
    """A clue that contradicts better ones is passed over; terms of office count by how many share them."""
    assert between(lay(clues)) == expected
    assert between(lay(clues[::-1])) == expected


def test_what_is_passed_over_is_said():
    """Reasons hold what was used and what was not."""
    found = lay([clue(STATED, "2019", "2019", "the year is named"), clue(FACT, "2021", None, "a later fact")])
    assert found.reasons == ("the year is named", "passed over, for it contradicts the rest: a later fact")


@given(st.lists(st.builds(
    lambda rank, first, length, weekday: Clue(rank=rank, reason=f"{rank} {first} {length} {weekday}", days=((first, first + timedelta(length)),), weekday=weekday),
    st.sampled_from((STATED, PAST, FACT, OFFICE, SIDE, WEAK)), st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.none() | st.integers(0, 6),
), max_size=8))  # fmt: skip
def test_an_interval_is_in_order(clues):
    """Whatever the clues say, the earliest day is not after the latest."""
    found = lay(clues)
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest


@pytest.mark.parametrize("published, weekday, expected", [
    ("2024-03-05", 1, "2024-03-05"), ("2024-03-05", 0, "2024-03-04"), ("2024-03-05", 6, "2024-03-03"), ("2024-03-05", 2, "2024-03-06"), ("2024-03-05", 4, None),
])  # fmt: skip
def test_the_day_a_paper_speaks_on(published, weekday, expected):
    """Up to two days before it is printed, or one after."""
    found = spoken_day(date.fromisoformat(published), weekday)
    assert (str(found) if found else None) == expected


@pytest.mark.parametrize("text, first, last", [
    ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2024-02-03", "2024-02-03", "2024-02-03"), ("", None, None), (None, None, None),
])  # fmt: skip
def test_days_of_the_data(text, first, last):
    """Years and months of the data run from their first day to their last."""
    got = day_of(text, last=False), day_of(text, last=True)
    assert tuple(str(d) if d else None for d in got) == (first, last)


@pytest.mark.parametrize("text", ["2024-13", "yesterday", "2024-02-31"])
def test_a_bad_day_of_the_data_is_an_error(text):
    """The message says how days are written."""
    with pytest.raises(KhabarError, match="write 2025"):
        day_of(text, last=False)


def test_a_fact_without_a_day_is_an_error():
    """The message names the fact."""
    with pytest.raises(KhabarError, match="the flood"):
        Known(replace(LANGUAGE, tables={**LANGUAGE.tables, "written": {"facts": [{"gloss": "the flood", "forms": ["الطوفان"]}]}}))


def test_facts_stand_in_order():
    """The words of a fact must stand close and in order: facts are not guessed from a bag of words."""
    known = Known(LANGUAGE)
    there = [fold(w) for w in "انتهت محاولة الانقلاب الفاشلة في تركيا".split()]
    assert any(c.rank == FACT for c in known.clues(there))
    assert not list(known.clues(there[::-1]))


@pytest.mark.shared
@pytest.mark.skipif(not (Path(os.environ.get("KHABAR_SHARED", "../shared")) / "seed").is_dir(), reason="KHABAR_SHARED is not there")
def test_the_second_article_of_the_seed():
    """Read without metadata it was written in the summer of 2025, on a day like Monday 28 July."""
    from extract import read_articles

    articles = [a for a in read_articles(Path(os.environ.get("KHABAR_SHARED", "../shared")) / "seed") if a.kind == "article"]
    found = written(articles[1].text, title=articles[1].title, timing=TIMING)
    assert found.basis == "inferred"
    assert found.earliest is not None
    assert found.latest is not None
    assert date(2025, 6, 1) <= found.earliest <= date(2025, 7, 28) <= found.latest <= date(2025, 9, 22)
    assert len(found.reasons) >= 3
