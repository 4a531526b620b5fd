"""What is one event across articles, and what stays apart."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from made import TUNISIA, happens, held_visit, on, person, planned_visit, reading, the_visit, thing

from extract.records import KhabarError, TimeSpan
from graph.conclude import conclude
from graph.tables import tables, to_csv
from graph.windows import tightest


def visits(*readings):
    return [e for e in conclude(readings).events if e.type == "visit"]


def test_one_visit_many_claims():
    """Announced, held and denied are claims about one event, side by side, each with its holder and day."""
    found = conclude(the_visit())
    (visit,) = found.events
    assert set(visit.statuses) == {"planned", "actual", "denied"}
    assert visit.when == on("2024-03-05")
    assert visit.outlets == 3
    claims = {(c.status, c.holder_kind, c.reported_on) for c in found.claims}
    assert claims == {
        ("planned", "reported", date(2024, 3, 1)),
        ("actual", "narrator", date(2024, 3, 5)),
        ("denied", "reported", date(2024, 3, 6)),
    }


def test_the_label_names_who_and_where():
    """A short label without marks of direction."""
    (visit,) = visits(held_visit())
    assert visit.label == "زيارة: سالم الراجحي ← تونس"


def put_off_visit(ident="off", published="2024-03-04", until="2024-03-20"):
    """The visit of the fifth is put off."""
    text = "تأجلت زيارة سالم الراجحي إلى تونس كما أعلنت الحكومة حتى العشرين من الشهر."
    actors = {"m": person("سالم الراجحي", state="OM", office="foreign-minister"), "t": TUNISIA}
    visit = happens("visit", "زيارة", source="m", target="t", status="cancelled", when=on(until, basis="explicit"))
    return reading(ident, text, published=published, outlet="موقع الجسر", actors=actors, events=[visit])


def test_what_is_put_off_is_one_event():
    """Planned for one day, put off, held on another: one visit with three claims; without the news between, two visits."""
    planned, held = planned_visit(), held_visit("late", "2024-03-20")
    assert len(visits(planned, held)) == 2
    found = conclude([planned, put_off_visit(), held])
    (visit,) = found.events
    assert set(visit.statuses) == {"planned", "cancelled", "actual"}
    assert {c.when.begin[0].day for c in found.claims if c.when} == {5, 20}
    assert visit.when == on("2024-03-20")


def test_events_that_recur_stay_apart():
    """The same minister in the same place on other days is another visit."""
    assert len(visits(held_visit("1", "2024-03-05"), held_visit("2", "2024-03-19"))) == 2


def test_what_one_article_tells_apart_stays_apart():
    """No chain of likenesses joins two events of one article."""
    def calls(ident):
        text = "أجرى نادر الكيلاني اتصالا بسمير القباني. ثم أجرى نادر الكيلاني اتصالا بسمير القباني مساء."
        actors = {"a": person("نادر الكيلاني"), "b": person("سمير القباني")}
        return reading(ident, text, actors=actors, events=[happens("call", "اتصالا", source="ab"), happens("call", "اتصالا", nth=2, source="ab")])

    found = conclude([calls("1"), calls("2"), calls("3")])
    assert len(found.events) == 2
    assert all(len({x.article for x in e.evidence}) == len(e.evidence) for e in found.events)


def speech(ident, text, *, published="2024-03-05", outlet="صحيفة المرفأ", name="سالم الراجحي"):
    return reading(
        ident, f"قال {name} {text}.", published=published, outlet=outlet, actors={"a": person(name)},
        events=[happens("statement", "قال", source="a")],
    )  # fmt: skip


@pytest.mark.parametrize("text, published, one", [
    ("إن ميناء الصيد الجديد سيستقبل السفن الكبيرة مطلع الصيف", "2024-03-05", True),
    ("إن السفن الكبيرة ستدخل ميناء الصيد الجديد مطلع الصيف", "2024-03-06", True),
    ("إن ميزانية التعليم ارتفعت بنسبة ملحوظة خلال الأعوام الأخيرة", "2024-03-05", False),
    ("إن ميناء الصيد الجديد سيستقبل السفن الكبيرة مطلع الصيف", "2024-03-15", False),
])  # fmt: skip
def test_sayings_need_speaker_day_and_words(text, published, one):
    """A saying is another only by the same speaker, at the same time, in overlapping words."""
    first = speech("1", "إن ميناء الصيد الجديد سيستقبل السفن الكبيرة مطلع الصيف")
    found = conclude([first, speech("2", text, published=published, outlet="جريدة السهل")])
    assert len(found.events) == (1 if one else 2)


def test_copies_of_a_wire_text_are_one_source_and_all_listed():
    """Three papers that print one text count as one; each stays in the evidence."""
    tail = " ".join(f"جملة {w} من تقرير طويل عن أحوال الموانئ" for w in "أولى ثانية ثالثة رابعة خامسة سادسة سابعة".split())
    texts = [held_visit(f"w{i}", outlet=f"صحيفة {i}") for i in range(3)]
    copied = [replace(r, article=replace(r.article, text=r.article.text + " " + tail)) for r in texts]
    (visit,) = visits(*copied)
    assert visit.outlets == 1
    assert {e.article for e in visit.evidence} == {"w0", "w1", "w2"}
    assert visits(*texts, planned_visit())[0].outlets == 4  # too short to tell: each paper counts


def test_a_discussion_is_part_of_its_call():
    """What two people discuss during their call is linked to the call, not merged with it."""
    text = "ناقش نادر الكيلاني وسمير القباني خلال اتصال هاتفي ملف الكهرباء."
    actors = {"a": person("نادر الكيلاني"), "b": person("سمير القباني")}
    events = [happens("negotiation", "ناقش", source="ab"), happens("call", "اتصال", source="ab")]
    found = conclude([reading("1", text, actors=actors, events=events)])
    part, whole = (next(e for e in found.events if e.type == t) for t in ("negotiation", "call"))
    assert part.part_of == whole.id
    assert whole.part_of is None


@pytest.mark.parametrize("text, one", [("اتفاق الصيد البحري مهدد كما ترى تونس", True), ("اتفاق تبادل الطلاب عادل كما ترى تونس", False)])
def test_a_treaty_is_known_by_its_name(text, one):
    """Where one participant is all that two articles share, what the event is called decides."""
    def told(ident, words):
        return reading(ident, words, outlet=ident, actors={"t": TUNISIA}, events=[happens("agreement", "اتفاق", source="t")])

    found = conclude([told("1", "ما زال اتفاق الصيد البحري ساريا في رأي تونس"), told("2", text)])
    assert len(found.events) == (1 if one else 2)


def test_a_city_stands_for_its_state():
    """A visit to a city and a visit to its state on one day are one."""
    capital = thing("تونس العاصمة", "place", state="TN")
    text = "حل سالم الراجحي ضيفا على تونس العاصمة ظهر الثلاثاء."
    other = reading("2", text, outlet="جريدة السهل", actors={"m": person("سالم الراجحي", state="OM"), "t": capital},
                    events=[happens("visit", "حل", source="m", target="t", when=on("2024-03-05"))])  # fmt: skip
    assert len(visits(held_visit("1"), other)) == 1


def test_undated_events_get_no_date():
    """Where no text gives a time, the event has none."""
    text = "زار سالم الراجحي تونس."
    found = reading("1", text, published="2024-03-05", actors={"m": person("سالم الراجحي"), "t": TUNISIA},
                    events=[happens("visit", "زار", source="m", target="t")])  # fmt: skip
    assert visits(found)[0].when is None


MARCH = TimeSpan(begin=(date(2024, 3, 1),) * 2, end=(date(2024, 3, 31),) * 2, grain="month")
BY_PAPER = TimeSpan(begin=(None, date(2024, 3, 5)), end=(None, date(2024, 3, 5)), basis="document")
UNTIL = TimeSpan(begin=(None, date(2024, 3, 6)), end=(date(2024, 3, 6),) * 2)


@pytest.mark.parametrize("spans, expected", [
    ([MARCH, on("2024-03-05")], on("2024-03-05")),
    ([BY_PAPER, MARCH], MARCH),
    ([BY_PAPER], BY_PAPER),
    ([on("2024-03-05"), on("2024-03-07"), on("2024-03-07")], on("2024-03-07")),
    ([], None),
])  # fmt: skip
def test_the_tightest_consistent_time(spans, expected):
    """A day beats its month, a text beats the document's date, most mentions beat one."""
    assert tightest(spans) == expected
    assert tightest(reversed(spans)) == expected


def test_order_and_repetition_change_nothing():
    """Any order of readings, any one of them twice: the same conclusions and the same bytes."""
    readings = [*the_visit(), held_visit("late", "2024-03-19"), speech("s", "إن الأسواق مستقرة تماما هذا الأسبوع"), speech("t", "كلاما آخر")]
    expected = conclude(readings)
    data = {name: to_csv(t) for name, t in tables(expected).items()}
    chance = random.Random(7)
    for _ in range(8):
        shuffled = [*readings, chance.choice(readings)]
        chance.shuffle(shuffled)
        again = conclude(shuffled)
        assert again == expected
        assert {name: to_csv(t) for name, t in tables(again).items()} == data


def test_evidence_leads_back_to_letters():
    """Every quote is the letters at its place."""
    found = conclude(the_visit())
    for event in found.events:
        for e in event.evidence:
            assert found.articles[e.article].letters[e.start : e.end] == e.quote
    for actor in found.actors:
        for m in actor.mentions:
            assert found.articles[m.article].letters[m.start : m.end] == m.quote


def test_two_articles_with_one_id_are_refused():
    """Nothing is overwritten in silence."""
    with pytest.raises(KhabarError, match="its own id"):
        conclude([held_visit("same"), held_visit("same", "2024-03-19")])


def test_improbable_mentions_can_be_left_out():
    """``min_score`` drops mentions, and events that have no other."""
    sure = held_visit("1")
    doubtful = replace(sure, events=tuple(replace(e, score=0.2) for e in sure.events))
    assert conclude([doubtful], min_score=0.5).events == ()
    assert conclude([doubtful]).events


def test_nothing_gives_nothing():
    """No readings, or readings without events, are no error."""
    assert conclude([]).events == ()


@pytest.mark.parametrize("text, one", [
    ("استقبل سالم الراجحي سمير القباني وبحثا تطوير ميناء الصيد وتمويل مشروعاته الجديدة.", True),
    ("استقبل سالم الراجحي سمير القباني وتناولا أوضاع المدارس وبرامج تدريب المعلمين.", False),
])  # fmt: skip
def test_the_same_guest_on_another_day(text, one):
    """A host receives one guest twice: undated news of two days is of one meeting only where the words agree."""
    def told(ident, words, day):
        actors = {"a": person("سالم الراجحي"), "b": person("سمير القباني")}
        return reading(ident, words, published=day, outlet=ident, actors=actors, events=[happens("meeting", "استقبل", source="ab")])

    first = told("1", "استقبل سالم الراجحي سمير القباني وبحثا تطوير ميناء الصيد وتمويل مشروعاته.", "2024-03-05")
    assert len(conclude([first, told("2", text, "2024-03-06")]).events) == (1 if one else 2)


def test_a_host_alone_does_not_make_one_call_of_two():
    """Calls that a reader threw together are told guest by guest, and join those of other articles by their guest."""
    actors = {"h": person("سالم الراجحي"), "a": person("سمير القباني"), "b": person("نادر الكيلاني")}
    text = "تلقى سالم الراجحي اتصالا من سمير القباني. وتلقى سالم الراجحي اتصالا من نادر الكيلاني."
    both = [happens("call", "اتصالا", event="e", source="ha"), happens("call", "اتصالا", nth=2, event="e", source="hb")]
    alone = reading("2", "تلقى سالم الراجحي اتصالا من نادر الكيلاني.", outlet="جريدة السهل", actors={"h": actors["h"], "b": actors["b"]},
                    events=[happens("call", "اتصالا", source="hb")])  # fmt: skip
    found = conclude([reading("1", text, actors=actors, events=both), alone])
    assert sorted(len(e.evidence) for e in found.events) == [1, 2]
    (told,) = (d for d in found.decisions if d.about == "event" and d.verdict == "different" and "another guest" in d.why)
    assert told.left != told.right


@pytest.mark.parametrize("guest, one", [("سمير القباني", True), ("نادر الكيلاني", False)])
def test_a_guest_may_be_named_where_the_reader_missed_him(guest, one):
    """Whoever takes part in one telling may merely be named in the sentence of the other; other people make another event."""
    def told(ident, name, source, day="2024-03-05"):
        actors = {"h": person("سالم الراجحي"), "g": person(name), "x": person("وفد الميناء")}
        text = f"التقى سالم الراجحي في الميناء {name} وبحثا تمويل مشروعات الصيد مع وفد الميناء."
        return reading(ident, text, published=day, outlet=ident, actors=actors, events=[happens("meeting", "التقى", source=source)])

    others = [told(f"o{n}", name, "x", day) for n, (name, day) in enumerate((("سمير القباني", "2023-01-05"), ("نادر الكيلاني", "2022-01-05")))]
    found = conclude([told("1", "سمير القباني", "hg"), told("2", guest, "hx" if one else "g"), *others])
    assert any({e.article for e in x.evidence} == {"1", "2"} for x in found.events) is one
