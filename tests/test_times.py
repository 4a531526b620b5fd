"""Time expressions, what they mean, and whose time they are. Texts are invented; most were published on Tuesday 5 March 2024."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.language import load_language
from extract.records import Article, TimeMention, TimeSpan
from extract.say import event_dates
from extract.scene import Scene, SentenceView
from extract.sentences import sentences
from extract.times import (
    OPEN,
    apart,
    date_fields,
    hull,
    ordered,
    possibly_inside,
    relations,
    shifted,
    surely_inside,
    whole,
    within,
)
from extract.timing import Timing
from extract.when import Datable, When, bounds
from extract.words import Analyser

LANGUAGE = load_language("ar")
TIMING, WHEN, ANALYSER = Timing(LANGUAGE), When(LANGUAGE), Analyser(LANGUAGE)
TODAY = date(2024, 3, 5)
SHARED = Path(os.environ.get("KHABAR_SHARED", "../shared"))
DAYS = st.dates(date(1995, 1, 1), date(2035, 12, 31))


def only(text: str, published: date | None = TODAY) -> TimeMention:
    """The one time of a text."""
    found = TIMING.read(text, published=published)
    assert len(found) == 1, [text[t.start : t.end] for t in found]
    return found[0]


def span(text: str, published: date | None = TODAY) -> tuple[str | None, str | None]:
    """Earliest begin and latest end of the one time of a text."""
    when = only(text, published).when
    return str(when.begin[0]) if when.begin[0] else None, str(when.end[1]) if when.end[1] else None


@pytest.mark.parametrize("phrase, first, last", [
    ("أمس", "2024-03-04", "2024-03-04"),
    ("أول من أمس", "2024-03-03", "2024-03-03"),
    ("بعد غد", "2024-03-07", "2024-03-07"),
    ("مساء اليوم الثلاثاء", "2024-03-05", "2024-03-05"),
    ("الأسبوع الجاري", "2024-03-04", "2024-03-10"),
    ("الشهر الفائت", "2024-02-01", "2024-02-29"),
    ("العام المنصرم", "2023-01-01", "2023-12-31"),
    ("هذا الأسبوع", "2024-03-04", "2024-03-10"),
    ("العقد الماضي", "2010-01-01", "2019-12-31"),
    ("مطلع العام المقبل", "2025-01-01", "2025-12-31"),
    ("أواخر شباط", "2024-02-01", "2024-02-29"),
    ("حزيران/يونيو 2019", "2019-06-01", "2019-06-30"),
    ("كانون الثاني (يناير) الماضي", "2024-01-01", "2024-01-31"),
    ("12 غشت 2020", "2020-08-12", "2020-08-12"),
    ("الثاني والعشرين من جانفي 2021", "2021-01-22", "2021-01-22"),
    ("٢٨ أبريل ٢٠٢١", "2021-04-28", "2021-04-28"),
    ("۲۸/۴/۲۰۲۱", "2021-04-28", "2021-04-28"),
    ("2021/4/28", "2021-04-28", "2021-04-28"),
    ("5 رمضان 1445", "2024-03-15", "2024-03-15"),
    ("ثلاثينيات القرن الماضي", "1930-01-01", "1939-12-31"),
    ("قبل ثلاثة أسابيع", "2024-02-12", "2024-02-18"),
    ("منذ أحد عشر عاما", "2013-01-01", "2013-12-31"),
    ("قبل خمس وعشرين سنة", "1999-01-01", "1999-12-31"),
    ("خلال اليومين المقبلين", "2024-03-05", "2024-03-07"),
    ("عيد الأضحى 1444 هـ", "2023-06-28", "2023-07-01"),
    ("ليلة رأس السنة", "2023-12-31", "2023-12-31"),
    ("خريف العام الماضي", "2023-09-01", "2023-11-30"),
    ("الربع الأخير من العام الماضي", "2023-10-01", "2023-12-31"),
    ("الأسبوع ما قبل الماضي", "2024-02-19", "2024-02-25"),
    ("بين عامي 2011 و2014", "2011-01-01", "2014-12-31"),
    ("من الأحد إلى الثلاثاء", "2024-03-03", "2024-03-05"),
])  # fmt: skip
def test_phrases_follow_the_day_of_writing(phrase, first, last):
    """A relative phrase is counted from the day the article was published."""
    assert span(f"عمل البستاني في الحقل {phrase} وحده") == (first, last)


@pytest.mark.parametrize("text, day", [
    ("سيزور البستاني الحقل الجمعة", "2024-03-08"),
    ("زار البستاني الحقل الجمعة", "2024-03-01"),
    ("من المقرر أن يعود البستاني الثلاثاء", "2024-03-05"),
    ("كان البستاني قد عاد الثلاثاء", "2024-03-05"),
    ("وقال البستاني إنه سيعود الاثنين", "2024-03-11"),
    ("يعود البستاني الثلاثاء المقبل", "2024-03-12"),
    ("عاد البستاني الثلاثاء الماضي", "2024-02-27"),
    ("في مهلة تستمر حتى الأربعاء", "2024-03-06"),
    ("سيعود البستاني في 3 مارس", "2024-03-03"),
    ("سيعود البستاني في 2 يناير", "2025-01-02"),
    ("عاد البستاني في 2 نوفمبر", "2023-11-02"),
])  # fmt: skip
def test_the_verb_says_which_way(text, day):
    """A weekday or a date without a year lies where the verb looks, and near."""
    assert span(text) == (day, day)


@pytest.mark.parametrize("text, grain, basis", [
    ("في 2019", "year", "explicit"), ("الشهر الماضي", "month", "relative"), ("أمس", "day", "relative"), ("الأسبوع الماضي", "week", "relative"),
    ("صيف 2019", "season", "explicit"), ("12 مايو 2019", "day", "explicit"), ("12 مايو", "day", "relative"),
])  # fmt: skip
def test_grain_and_basis(text, grain, basis):
    """The grain is the unit named; explicit is what needs no date of writing."""
    when = only(f"جرى ذلك {text}").when
    assert (when.grain, when.basis) == (grain, basis)


@pytest.mark.parametrize("text", ["كل يوم جمعة", "كل عامين", "سنويا", "أيام الأحد"])
def test_sets_are_marked(text):
    """What comes again and again has no bounds and says that it does."""
    when = only(f"تفتح السوق {text}").when
    assert when.recurring
    assert when.begin == when.end == (None, None)


@pytest.mark.parametrize("text, expected", [
    ("استمر البناء لمدة ثلاثة أيام", (None, None)),
    ("يقام المعرض لمدة ثلاثة أيام تبدأ يوم الأحد المقبل", ("2024-03-10", "2024-03-12")),
])  # fmt: skip
def test_lengths_need_an_anchor(text, expected):
    """A length alone has no bounds; with its first day it has."""
    assert span(text) == expected


@pytest.mark.parametrize("text", [
    "قرأ الخبر في صحيفة المصري اليوم", "أب الطفل نجار", "مارس الطبيب مهنته", "صفر المتفرجون", "شارك في صلاة الجمعة", "خلال عقد الاجتماع", "في باب الدار",
])  # fmt: skip
def test_what_only_looks_like_a_time(text):
    """Names and homographs are none."""
    assert TIMING.read(text, published=TODAY) == ()


@pytest.mark.parametrize("text, first, last, note", [
    ("وقع الحريق في 31 فبراير 2024", "2024-02-01", "2024-03-02", "no day 31"),
    ("وقع الحريق في عام 5", "0005-01-01", "2005-12-31", "year 5 is not likely"),
    ("وقع الحريق في 14 رجب 1441 هـ الموافق 10 مارس 2020", "2020-03-09", "2020-03-10", "other calendar"),
    ("وقع الحريق يوم الاثنين 5 مارس 2024", "2024-03-04", "2024-03-05", "weekday"),
    ("وقع الحريق يوم الأحد 3/3/2024 الموافق 4/3/2024", "2024-03-03", "2024-03-04", "other calendar"),
])  # fmt: skip
def test_what_disagrees_keeps_both_readings(text, first, last, note):
    """Nothing is silently corrected: the bounds hold both readings and a note says so."""
    found = only(text)
    assert (str(found.when.begin[0]), str(found.when.end[1])) == (first, last)
    assert any(note in n for n in found.notes)
    assert ordered(found.when)


def test_what_a_paper_calls_today():
    """A paper printed on Thursday that says «today, Wednesday» is reckoned from Wednesday, and says so."""
    text = "وصل الوفد اليوم (الأربعاء) بعد أن التقى الحرفيين أمس"
    today, yesterday = TIMING.read(text, published=date(2024, 3, 7))
    assert today.when.begin == (date(2024, 3, 6), date(2024, 3, 6))
    assert yesterday.when.begin == (date(2024, 3, 5), date(2024, 3, 5))
    assert any("2024-03-07" in note for note in today.notes)


def test_without_any_date_only_the_explicit_has_bounds():
    """Relative words of an undated text stay open."""
    text = "وصل الوفد أمس بعد أن غادر في 12 مايو 2019"
    yesterday, named = TIMING.read(text)
    assert yesterday.when.begin == (None, None)
    assert named.when.begin == (date(2019, 5, 12), date(2019, 5, 12))


PHRASES = (
    "أمس", "غدا", "أول من أمس", "بعد غد", "قبل يومين", "قبل ثلاثة أسابيع", "الأسبوع الماضي", "الأسبوع المقبل", "الأحد الماضي", "الخميس المقبل", "خلال عشرة أيام",
    "الأيام الثلاثة الماضية", "مساء أمس", "الليلة الماضية", "يوم الاثنين من الأسبوع المقبل", "يومي الأربعاء والخميس المقبلين", "مؤخرا", "قبل أيام",
)  # fmt: skip


@given(st.sampled_from(PHRASES), DAYS)
def test_a_week_later_is_a_week_later(phrase, published):
    """Shifting the publication by seven days shifts days and weeks by seven."""
    now, then = (only(f"عاد البستاني {phrase}", d).when for d in (published, published + timedelta(7)))
    assert shifted(now, 7) == replace(then, evidence=now.evidence)


EXAMPLES = tuple(row["text"] for row in LANGUAGE.table("times")["examples"])


@given(st.sampled_from(EXAMPLES), st.one_of(st.none(), DAYS, st.dates()))
def test_bounds_are_in_order(text, published):
    """Earliest before latest, begin before end, on whatever day it is read."""
    assert all(ordered(t.when) for t in TIMING.read(text, published=published))


@given(st.text(alphabet="اليوم أمس 0123456789٣/-.،:()م هـ\nبعد قبل من في إلى", max_size=80), st.dates())
def test_no_text_is_too_odd(text, published):
    """Any letters are read; spans lie inside them and do not overlap."""
    found = TIMING.read(text, published=published)
    assert all(0 <= t.start < t.end <= len(text) and ordered(t.when) for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


# ── spans ──

A_SPAN = st.builds(
    lambda first, length, loose: (within if loose else whole)(first, first + timedelta(length)), DAYS, st.integers(0, 40), st.booleans(),
)  # fmt: skip


@given(A_SPAN, A_SPAN)
def test_relations_turn_round(a, b):
    """What a may be to b, b may be to a the other way; equal bounds may always be equal."""
    turned = {
        "before": "after", "meets": "met-by", "overlaps": "overlapped-by", "starts": "started-by", "during": "contains", "finishes": "finished-by", "equals": "equals",
    }  # fmt: skip
    turned |= {b: a for a, b in turned.items()}
    assert {turned[r] for r in relations(a, b)} == relations(b, a)
    assert "equals" in relations(a, a)


@given(A_SPAN, DAYS, st.integers(0, 60))
def test_sure_is_possible(when, first, length):
    """What surely lies in a window possibly does; what surely lies outside does not."""
    last = first + timedelta(length)
    if surely_inside(when, first, last):
        assert possibly_inside(when, first, last)
    if relations(when, whole(first, last)) <= {"before", "after", "meets", "met-by"}:
        assert not possibly_inside(when, first, last)


def day(text: str) -> TimeSpan:
    return within(date.fromisoformat(text), date.fromisoformat(text))


@pytest.mark.parametrize("a, b, expected", [
    (day("2024-03-01"), day("2024-03-03"), {"before"}),
    (day("2024-03-01"), day("2024-03-02"), {"meets"}),
    (day("2024-03-01"), day("2024-03-01"), {"equals"}),
    (day("2024-03-01"), whole(date(2024, 3, 1), date(2024, 3, 9)), {"starts"}),
    (day("2024-03-05"), whole(date(2024, 3, 1), date(2024, 3, 9)), {"during"}),
    (whole(date(2024, 3, 1), date(2024, 3, 9)), day("2024-03-09"), {"finished-by"}),
    (whole(date(2024, 3, 1), date(2024, 3, 5)), whole(date(2024, 3, 3), date(2024, 3, 9)), {"overlaps"}),
    (within(date(2024, 3, 1), date(2024, 3, 2)), day("2024-03-03"), {"before", "meets"}),
])  # fmt: skip
def test_allen_relations(a, b, expected):
    """One relation where all is known, several where the bounds leave room."""
    assert relations(a, b) == expected


@pytest.mark.parametrize("a, b, expected", [
    (day("2024-03-01"), day("2024-03-02"), True),
    (day("2024-03-01"), within(date(2024, 1, 1), date(2024, 12, 31), "year"), False),
    (day("2024-03-01"), OPEN, False),
    (whole(date(2024, 3, 1), None), day("2024-02-01"), True),
])  # fmt: skip
def test_spans_apart(a, b, expected):
    """What shares no day cannot be one event; a day and its year can."""
    assert apart(a, b) is expected
    assert apart(b, a) is expected


def test_an_open_span_may_be_anything():
    """Without bounds every relation is possible, and nothing is sure."""
    assert len(relations(OPEN, day("2024-03-01"))) > 4
    assert possibly_inside(OPEN, TODAY, TODAY)
    assert not surely_inside(OPEN, date.min, date.max)


@pytest.mark.parametrize("when, expected", [
    (day("2024-03-01"), ("2024-03-01", "2024-03-01")),
    (within(date(2024, 6, 1), date(2024, 6, 30), "month"), ("2024-06", "2024-06")),
    (within(date(2024, 1, 1), date(2024, 12, 31), "year"), ("2024", "2024")),
    (within(date(2024, 3, 4), date(2024, 3, 10), "week"), ("2024-03-04", "2024-03-10")),
    (within(date(2024, 1, 1), date(2024, 3, 31), "quarter"), ("2024-01", "2024-03")),
    (TimeSpan(begin=(None, None), end=(date(2024, 3, 6), date(2024, 3, 6))), (None, "2024-03-06")),
    (within(date(2024, 3, 1), date(2024, 3, 9)), (None, None)),
    (hull([day("2024-03-01"), day("2024-03-02")]), (None, None)),
    (OPEN, (None, None)), (None, (None, None)),
])  # fmt: skip
def test_dates_as_printed(when, expected):
    """Inclusive days, months or years; null where a bound is not known to its unit."""
    assert date_fields(when) == expected


def test_the_document_alone_dates_nothing_in_print():
    """Where the basis is only the document's date, start and end are null."""
    assert event_dates(replace(day("2024-03-01"), basis="document")) == (None, None)


# ── whose time it is ──


def dated(text: str, *triggers: str, verbs: tuple[str, ...] = ()) -> dict[str, tuple[str | None, str | None]]:
    """For triggers by their letters, the dates that they get. ``verbs`` are those of them that are verbs."""
    article = Article(id="t", title="", text=text, published=TODAY)
    scene = Scene(article, article.letters)
    scene.sentences = [SentenceView(n, s, e, "body", ANALYSER.words(scene.letters, s, e)) for n, (s, e) in enumerate(sentences(scene.letters, 1))]
    times, _ = TIMING.find(scene)
    out = {}
    for view in scene.sentences:
        here = [(w.i, w.text) for w in view.words if w.text in triggers]
        placed = WHEN.placed(view.words, [t for t in times if view.start <= t.start < view.end])
        found = WHEN.attach(view.words, placed, [Datable(i, t in verbs) for i, t in here])
        out |= {text: date_fields(bounds(placed[found[n]])) if n in found else (None, None) for n, (_, text) in enumerate(here)}
    return out


@pytest.mark.parametrize("score", [0.3, 0.9])
def test_a_verb_shares_the_time_of_the_noun_right_behind_it(score):
    """What is put off last week is put off then, however unsure the verb is."""
    article = Article(id="t", title="", text="أرجئ المهرجان الأسبوع الماضي", published=TODAY)
    scene = Scene(article, article.letters)
    words = ANALYSER.words(scene.letters, 1, len(scene.letters))
    scene.sentences = [SentenceView(0, 1, len(scene.letters), "body", words)]
    times, _ = TIMING.find(scene)
    verb, noun = (next(w.i for w in words if w.text == text) for text in ("أرجئ", "المهرجان"))
    found = WHEN.attach(words, WHEN.placed(words, times), [Datable(verb, True, score), Datable(noun, False, 0.9)])
    assert found.get(0) == 0


@pytest.mark.parametrize("text, expected", [
    ("أعلن المجلس أمس أن الوفد سيزور الميناء الخميس", {"+أعلن": "2024-03-04", "+سيزور": "2024-03-07"}),
    ("أعلن المجلس أن الوفد وصل أمس", {"+أعلن": None, "+وصل": "2024-03-04"}),
    ("قال المزارع في تصريح له أمس إن الحصاد بدأ", {"+قال": "2024-03-04", "تصريح": "2024-03-04"}),
    ("وفي الشهر الماضي زار المزارع القرية", {"+زار": "2024-02"}),
    ("عقد الحرفيون مساء أمس في الدار اجتماعا عاما", {"اجتماعا": "2024-03-04"}),
    ("قام المزارع بجولة لم يعلن عنها للميناء أمس", {"بجولة": "2024-03-04", "+يعلن": None}),    # a clause that describes the tour
    ("وصل الوفد الذي التقى المزارعين الأسبوع الماضي إلى الميناء أمس", {"+وصل": "2024-03-04", "+التقى": "2024-02-26..2024-03-03"}),
    ("زار المزارع القرية لعقد اجتماع مع الصيادين", {"+زار": None, "اجتماع": None}),
    ("يقوم المزارع بجولة تستمر حتى الأربعاء", {"بجولة": "..2024-03-06"}),
    ("يقاطع الصيادون السوق منذ عام 2019", {"+يقاطع": "2019.."}),
])  # fmt: skip
def test_times_go_to_their_events(text, expected):
    """By clause and distance; what is reported does not take the time of the saying, what an occasion frames does."""
    names = {name.lstrip("+"): value for name, value in expected.items()}
    got = dated(text, *names, verbs=tuple(n[1:] for n in expected if n[0] == "+"))
    wanted = {n: (None, None) if v is None else tuple(p or None for p in v.split("..")) if ".." in v else (v, v) for n, v in names.items()}
    assert got == wanted


# ── figures ──


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "data" / "temporal").is_dir(), reason="KHABAR_SHARED is not there")
def test_values_of_real_expressions():
    """At least 22 of 23 values in context, read as ``score_times.py`` reads them."""
    gold = json.loads((SHARED / "data" / "temporal" / "values.json").read_text("utf-8"))
    right = 0
    for row in gold:
        at = row["sentence"].find(row["expression"])
        near = [t for t in TIMING.read(row["sentence"], published=date.fromisoformat(row["dct"])) if t.start < at + len(row["expression"]) and t.end > at]
        right += any((t.when.begin[0], t.when.end[1]) == _days(row["gold"]) for t in near)
    assert right >= 22


def _days(value: str) -> tuple[date, date]:
    if week := re.fullmatch(r"(\d{4})-W(\d\d)", value):
        first = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return first, first + timedelta(6)
    parts = [int(p) for p in value.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    first = date(parts[0], parts[1] if len(parts) > 1 else 1, 1)
    after = date(first.year + (first.month == 12 or len(parts) == 1), first.month % 12 + 1 if len(parts) > 1 else 1, 1)
    return first, after - timedelta(1)


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "data" / "temporal").is_dir(), reason="KHABAR_SHARED is not there")
def test_extents_of_real_expressions():
    """Expressions of 50 documents are found with an overlap F1 of 0.80 or more."""
    hits = found = wanted = 0
    for path in sorted((SHARED / "data" / "temporal" / "timeml_dahmri").glob("*.tml")):
        text, gold = extents(path.read_text("utf-8"))
        seen = [(t.start, t.end) for t in TIMING.read(text)]
        left = list(gold)
        for start, end in seen:
            if match := next((g for g in left if g[0] < end and g[1] > start), None):
                left.remove(match)
                hits += 1
        found, wanted = found + len(seen), wanted + len(gold)
    assert 2 * hits / (found + wanted) >= 0.80


def extents(markup: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of a TimeML document and the spans of its TIMEX3."""
    text, spans, opened = "", [], 0
    for part in re.split(r"(<[^>]*>)", re.sub(r"<\?.*?\?>|<!.*?>", "", markup)):
        if part.startswith("<TIMEX3"):
            opened = len(text)
        elif part == "</TIMEX3>":
            spans.append((opened, len(text)))
        elif not part.startswith("<"):
            text += part
    return text, spans
