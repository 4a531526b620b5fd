"""An article falls into title, body, quotes, other stories' headlines, source line, keywords and boilerplate."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extract.records import Article
from extract.segments import segment

P1 = "عقد وزراء خارجية الدول الأربع اجتماعا طارئا في أبوظبي مساء السبت."
P2 = "وقال الوزير الأردني إن الاجتماع أقر خطة من ثلاث مراحل."


def kinds(text: str, *, title: str = "اجتماع رباعي طارئ في أبوظبي") -> list[tuple[str, str]]:
    article = Article(id="1", title=title, text=text)
    return [(s.kind, article.letters[s.start : s.end]) for s in segment(article) if s.kind not in ("title", "body")]


@pytest.mark.parametrize("line, wanted", [
    ("المصدر: وكالة الصحراء", [("source", "المصدر: وكالة الصحراء")]),
    ("كلمات دلالية: أبوظبي الأردن اجتماع", [("keywords", "كلمات دلالية: أبوظبي الأردن اجتماع")]),
    ("سمات أبوظبي الأردن اجتماع", [("keywords", "سمات أبوظبي الأردن اجتماع")]),
    ("طباعة شارك أبوظبي الأردن", [("boilerplate", "طباعة شارك "), ("keywords", "أبوظبي الأردن")]),
    ("شارك عبر فيسبوك واتساب تويتر", [("boilerplate", "شارك عبر فيسبوك واتساب تويتر")]),
    ("جميع الحقوق محفوظة لصحيفة الصحراء 2024 ©", [("boilerplate", "جميع الحقوق محفوظة لصحيفة الصحراء 2024 ©")]),
    ("...المزيد", [("boilerplate", "...المزيد")]),
    ("// انتهى //", [("boilerplate", "// انتهى //")]),
    ("حمّل تطبيق الصحراء الآن", [("boilerplate", "حمّل تطبيق الصحراء الآن")]),
    ("تابعونا على قناتنا في تلغرام", [("boilerplate", "تابعونا على قناتنا في تلغرام")]),
    ("رابط الخبر بصحيفة الصحراء: اجتماع رباعي طارئ", [("source", "رابط الخبر بصحيفة الصحراء: اجتماع رباعي طارئ")]),
    ("***", [("boilerplate", "***")]),
    ("اقرأ أيضا: قمة مرتقبة في المنامة", [("boilerplate", "اقرأ أيضا: "), ("other-headline", "قمة مرتقبة في المنامة")]),
    ("إقرأ أيضاً | قمة مرتقبة في المنامة", [("boilerplate", "إقرأ أيضاً | "), ("other-headline", "قمة مرتقبة في المنامة")]),
    (
        "مقالات أخرى للكاتبقمة مرتقبة في المنامةاليمن يرحب بالمبادرة الجديدة",
        [("boilerplate", "مقالات أخرى للكاتب"), ("other-headline", "قمة مرتقبة في المنامة"), ("other-headline", "اليمن يرحب بالمبادرة الجديدة")],
    ),
])  # fmt: skip
def test_lines_behind_the_body(line: str, wanted: list[tuple[str, str]]) -> None:
    """A line after the last paragraph is what its cue words say."""
    assert kinds(f"{P1}\n{P2}\n{line}") == wanted


@pytest.mark.parametrize("tail, wanted", [
    (" سمات أبوظبي الأردن اجتماع", ("keywords", "سمات أبوظبي الأردن اجتماع")),
    (" رابط الخبر بصحيفة الصحراء: اجتماع رباعي", ("source", "رابط الخبر بصحيفة الصحراء: اجتماع رباعي")),
    (" كلمات مفتاحية: أبوظبي، الأردن", ("keywords", "كلمات مفتاحية: أبوظبي، الأردن")),
])  # fmt: skip
def test_what_stands_behind_the_last_sentence_of_a_line(tail: str, wanted: tuple[str, str]) -> None:
    """A portal's words in the same line as the last sentence are cut off it."""
    assert kinds(f"{P1}\n{P2}{tail}") == [wanted]


@pytest.mark.parametrize("line", [
    "أخبار - سالم البلوشي", "صحيفة الصحراء – أبوظبي", "الأحد 5 مايو 2024", "كتب: سالم البلوشي", "آخر تحديث: 14:20 بتوقيت غرينتش", "منذ ساعتين",
])  # fmt: skip
def test_lines_above_the_body(line: str) -> None:
    """Who wrote it, where and when is no part of the story."""
    assert kinds(f"{line}\n{P1}\n{P2}") == [("boilerplate", line)]


@pytest.mark.parametrize("line", [
    "مشاركة وزير الدفاع في الاجتماع أثارت جدلا في الأوساط السياسية.",
    "نشر الجيش الأردني تعزيزات على الحدود الشمالية فجر اليوم.",
    "كتب الرئيس على حسابه أن بلاده لن تتراجع عن موقفها.",
    "المصدر قال إن الاجتماع انتهى من دون بيان ختامي.",
    "نقلا عن مصادر دبلوماسية، ذكرت الصحيفة أن الاتفاق جاهز للتوقيع.",
    "صورة المشهد السياسي في البلاد تزداد تعقيدا بعد استقالة الحكومة.",
    "منذ عامين تخوض الحكومة مفاوضات شاقة مع الدائنين.",
    "قبل الاجتماع التقى الوزير نظيره المصري في جلسة مغلقة.",
    "المزيد من القوات وصل إلى المدينة صباح اليوم بحسب شهود.",
    "السابق لأوانه الحديث عن اتفاق، كما قال الوزير للصحافيين.",
    "طباعة أوراق الاقتراع ستبدأ الأسبوع المقبل، وفق لجنة الانتخابات.",
    "تعزيز التعاون بين البلدين",
    "انضم إلى الحلف ثلاثة أعضاء جدد منذ مطلع العام.",
    "مواضيع كثيرة طرحت على طاولة القمة ولم تحسم.",
    "عاجل ما صدر عن القمة كان بيان الإدانة.",
])  # fmt: skip
def test_body_lines_that_only_look_like_furniture(line: str) -> None:
    """A sentence that begins with a cue word is a sentence, and a subheading belongs to the story."""
    assert kinds(f"{P1}\n{line}\n{P2}") == []


def test_headlines_run_together_inside_a_body_are_two() -> None:
    """A line of two headlines with no space between is two other stories; the next lone one is a third."""
    glued = "الرئيس اللبناني يلتقي وفد صندوق النقد في بيروتمصر تعلن موعد الانتخابات الرئاسية المقبلة"
    alone = "العراق يوقع عقودا جديدة لتطوير حقول الغاز"
    assert kinds(f"{P1}\n\n{glued}\n\n{P2}\n\n{alone}\n\n{P1}") == [
        ("other-headline", "الرئيس اللبناني يلتقي وفد صندوق النقد في بيروت"),
        ("other-headline", "مصر تعلن موعد الانتخابات الرئاسية المقبلة"),
        ("other-headline", alone),
    ]


def test_quotes_lie_inside_bodies() -> None:
    """Quotations of three words and more are segments within the body; a name in marks is none."""
    text = 'وقال الوزير: «لن نقبل أي تدخل خارجي». وأضاف أن تنظيم «النجم» "لا يمثل أحدا من السكان".'
    assert kinds(text) == [("quote", "«لن نقبل أي تدخل خارجي»"), ("quote", '"لا يمثل أحدا من السكان"')]


@pytest.mark.parametrize("title, text", [("", P1), ("عنوان", ""), ("", ""), ("عنوان وحيد", "\n\n"), ("", "كلمة"), ("قمة", "***\n---\n•")])
def test_empty_parts(title: str, text: str) -> None:
    """Nothing is needed: no title, no text, only marks."""
    article = Article(id="1", title=title, text=text)
    found = segment(article)
    assert all(0 <= s.start < s.end <= len(article.letters) for s in found)
    assert [s.kind for s in found if s.kind == "title"] == (["title"] if title else [])


def test_every_letter_is_in_one_segment_at_most() -> None:
    """Segments but quotes come in order and never overlap, and leave only white space and marks uncovered."""
    text = f"{P1}\nاقرأ أيضا: قمة مرتقبة في المنامة\n{P2} سمات أبوظبي\n• بند أول من البيان\nالمصدر: الوكالة"
    article = Article(id="1", title="عنوان الخبر", text=text)
    found = [s for s in segment(article) if s.kind != "quote"]
    assert all(a.end <= b.start for a, b in pairwise(found))
    covered = {i for s in found for i in range(s.start, s.end)}
    assert [c for i, c in enumerate(article.letters) if i not in covered and c.isalnum()] == []
