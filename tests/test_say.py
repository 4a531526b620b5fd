"""What ``khabar read`` prints: every key of the form, spans that hold, values a scorer can take, the same bytes twice."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from datetime import date
from itertools import pairwise

import pytest

from extract.language import LANG
from extract.records import Article, KhabarError, Reading, Segment, Source, TimeSpan, Written, digest
from extract.say import event_dates, to_json

ONTOLOGY = json.loads((LANG / "ontology.json").read_text("utf-8"))
TITLE = "وزارة الخارجية التونسية: الوفد الليبي يزور صفاقس الأسبوع المقبل"
TEXT = (
    "أعلنت وزارة الخارجية التونسية أن الوفد الليبي سيزور صفاقس الأسبوع المقبل.\n"
    "وقال المتحدث باسم الوزارة نبيل الشواربي: \"نرحب بالوفد الليبي في مدينتنا ونأمل أن تكون الزيارة ناجحة\"، ودعا إلى الحوار.\n\n"
    "اقرأ أيضاً: الرئيس المصري يزور تونس الشهر المقبل\n\n"
    "وكان الرئيس التونسي قد التقى الرئيس الجزائري أمس.\n\n"
    "كلمات دلالية: صفاقس تونس ليبيا\n"
)
KEYS = {
    "id", "kind", "title", "text", "published", "outlet", "url", "source", "language", "written", "segments", "actors", "events", "times",
}  # fmt: skip


@pytest.fixture(scope="module")
def reading(reader) -> Reading:
    article = Article(
        id="n-1", title=TITLE, text=TEXT, published=date(2026, 3, 5), published_basis="given", outlet="صحيفة المرفأ", url="https://example.org/1",
        source=Source(path="a.txt", start=0, end=len(TEXT)),
    )  # fmt: skip
    return next(reader.read([article]))


def test_every_key_is_there(reading):
    """One object an article, with all that the form names, and nothing that JSON cannot hold."""
    said = to_json(reading)
    assert set(said) >= KEYS
    assert json.loads(json.dumps(said, ensure_ascii=False)) == said
    assert (said["id"], said["kind"], said["published"], said["outlet"], said["url"], said["language"]) == (
        "n-1", "article", "2026-03-05", "صحيفة المرفأ", "https://example.org/1", "ar",
    )  # fmt: skip
    assert said["source"] == {"path": "a.txt", "span": [0, len(TEXT)]}
    assert set(said["written"]) == {"earliest", "latest", "basis", "reasons"}
    assert said["written"]["basis"] == "given"
    for event in said["events"]:
        assert set(event) >= {"id", "event", "segment", "type", "trigger", "source", "target", "place", "start", "end", "status", "reported_by", "score", "by"}
    for actor in said["actors"]:
        assert set(actor) >= {"id", "name", "kind", "wikidata", "mentions"}
    for time in said["times"]:
        assert set(time) >= {"span", "begin", "end", "grain", "basis"}


def test_spans_hold(reading):
    """All spans lie in the letters, in order where order is promised, and triggers are whole words."""
    said, letters = to_json(reading), reading.article.letters
    assert letters == TITLE + "\n" + TEXT
    outer = [s["span"] for s in said["segments"] if s["kind"] != "quote"]
    assert outer == sorted(outer)
    assert all(a[1] <= b[0] for a, b in pairwise(outer))
    assert all(0 <= start < end <= len(letters) for start, end in outer)
    spans = [t["span"] for t in said["times"]] + [e["trigger"] for e in said["events"]]
    spans += [m for a in said["actors"] for m in a["mentions"]]
    assert len(spans) > 15
    for start, end in spans:
        assert 0 <= start < end <= len(letters)
        assert letters[start:end] == letters[start:end].strip()
    for event in said["events"]:
        start, end = event["trigger"]
        assert not letters[max(0, start - 1) : start].isalpha()
        assert not letters[end : end + 1].isalpha()


def test_segments_are_told(reading):
    """Title, body, quotation, another story's headline and keywords each have their kind."""
    kinds = {s.kind for s in reading.segments}
    assert {"title", "body", "quote", "other-headline", "keywords"} <= kinds
    asides = [e for e in reading.events if e.segment == "other-headline"]
    assert [reading.article.letters[slice(*e.trigger)] for e in asides] == ["يزور"]


def test_values_are_those_of_the_guide(reading):
    """Types, statuses and kinds are the ontology's; roles and speakers are actors of the article; scores are probabilities."""
    said = to_json(reading)
    actors = {a["id"] for a in said["actors"]}
    assert len(actors) == len(said["actors"])
    for event in said["events"]:
        assert event["type"] in ONTOLOGY["types"]
        assert event["status"] in ONTOLOGY["status"]
        assert {*event["source"], *event["target"], *event["place"], *([event["reported_by"]] if event["reported_by"] else [])} <= actors
        assert 0 <= event["score"] <= 1
        assert not (event["type"] in ONTOLOGY["symmetric"] and event["target"])
    assert {a["kind"] for a in said["actors"]} <= set(ONTOLOGY["kinds"])


def test_dates_are_inclusive_and_only_what_words_say(reading):
    """Next week is its Monday and its Sunday; an event that no word dates has none."""
    said = {reading.article.letters[slice(*e["trigger"])]: e for e in to_json(reading)["events"]}
    assert (said["سيزور"]["start"], said["سيزور"]["end"]) == ("2026-03-09", "2026-03-15")
    assert (said["التقى"]["start"], said["التقى"]["end"]) == ("2026-03-04", "2026-03-04")
    assert (said["أعلنت"]["start"], said["أعلنت"]["end"]) == (None, None)
    assert event_dates(None) == event_dates(TimeSpan(begin=(date(2026, 3, 5),) * 2, end=(date(2026, 3, 5),) * 2, basis="document")) == (None, None)


def test_two_readers_agree_byte_for_byte(reading, reader):
    """Ids and scores are of content: reading the article again prints the same."""
    again = next(reader.read([reading.article]))
    assert json.dumps(to_json(again)) == json.dumps(to_json(reading))
    assert len({e.id for e in reading.events}) == len(reading.events)


def test_scores_can_be_cut(reading, reader):
    """A reader that must be sure leaves out what is less probable, and changes nothing else."""
    from extract.assemble import assemble

    scene = reader.doc(reading.article).user_data["khabar"]
    sure = assemble(scene, min_score=0.9)
    assert all(e.score >= 0.9 for e in sure.events)
    assert {e.id for e in sure.events} <= {e.id for e in reading.events}


def test_a_headline_has_no_text(reader):
    """A record of kind headline is read by its title alone."""
    (found,) = reader.read([Article(id="h", title="الرئيس المصري يزور تونس", text="", kind="headline")])
    said = to_json(found)
    assert (said["kind"], said["text"], said["published"]) == ("headline", "", None)
    assert [(e["type"], e["segment"]) for e in said["events"]] == [("visit", "title")]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "نعم", "123", "؟!", "abc", "ـــ", "\u200f", "«", "و", "ا" * 3000, "قال " * 400])
def test_nothing_much_is_read_without_trouble(text, reader):
    """Empty, odd and endless texts give readings."""
    (found,) = reader.read([Article(id="x", title="", text=text)])
    to_json(found)


def test_records_are_frozen_and_keys_are_of_content(reading):
    """A record cannot change; an article's key changes with what it says and where, not with its id."""
    with pytest.raises(FrozenInstanceError):
        reading.article.title = "آخر"
    same = replace(reading.article, id="other")
    assert same.key == reading.article.key
    for change in ({"title": "آخر"}, {"text": "آخر"}, {"outlet": None}, {"url": None}, {"published": None}):
        assert replace(reading.article, **change).key != reading.article.key
    assert digest("a", None) != digest("a", "") != digest("a")
    assert digest("ab", "c") != digest("a", "bc")


def test_evidence_is_the_letters(reading):
    """Evidence quotes the letters of its span, and a span outside the article is refused."""
    found = reading.article.evidence(0, 5)
    assert found.quote == reading.article.letters[0:5]
    for start, end in ((-1, 3), (3, 3), (0, 10**6)):
        with pytest.raises(KhabarError, match="no letters at"):
            reading.article.evidence(start, end)
    assert reading.actor(reading.actors[0].id) is reading.actors[0]
    with pytest.raises(KeyError):
        reading.actor("nobody")
    assert Written().basis == "unknown"
    assert Segment(kind="body", start=0, end=1) == Segment(kind="body", start=0, end=1)
