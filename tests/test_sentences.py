"""Sentences end where a reader would end them: marks, quotations, numbers, abbreviations, initials."""

from __future__ import annotations

import pytest

from extract.quotes import quotations
from extract.sentences import sentences


@pytest.mark.parametrize("text, count", [
    ("وصل الوفد إلى عمان. وغادر في المساء.", 2),
    ("هل تنجح الوساطة؟ لا أحد يعلم!", 2),
    ("بلغ النمو 3.5 في المئة. وتراجع العجز إلى 2٫1 في المئة.", 2),
    ("التقى د. سالم البلوشي أ. هدى المنصوري في مسقط.", 1),
    ("قال ج. ر. هارلو إن القرار نهائي. وغادر القاعة.", 2),
    ("ذكرت وكالة أ.ف.ب أن الاجتماع تأجل.", 1),
    ("وقال: «لن نقبل. هذا قرارنا. لا رجعة فيه» ثم غادر القاعة.", 1),
    ('وأضاف: "سنرد. قريبا".', 1),
    ("وقال: «سنرد قريبا.» وغادر الوزير القاعة.", 2),
    ("قال... ثم سكت.", 1),
    ("انتهى الاجتماع من دون بيان ختامي… وغادرت الوفود القاعة سريعا.", 2),
    ("السطر الأول بلا نقطة\nالسطر الثاني بلا نقطة", 2),
    ("وصل الوفد.وغادر في المساء.", 2),
    ("زوروا موقع www.example.org لمزيد من المعلومات.", 1),
    ("وقعت الحادثة في عام 2024. ولم تعلن أي جهة مسؤوليتها.", 2),
    ("بند أول، وبند ثان، وبند ثالث، وبند رابع، وبند خامس.", 1),
    ("كيف؟! لا أعلم.", 2),
    ("", 0),
    ("   \n \n", 0),
    ("...", 1),
])  # fmt: skip
def test_how_many_sentences(text: str, count: int) -> None:
    """The number of sentences of a line is the one a reader counts."""
    assert len(sentences(text)) == count


def test_spans_are_letters_without_outer_space() -> None:
    """Spans are offsets into the text that was given, also between two offsets."""
    text = "مقدمة. وصل الوفد.  وغادر في المساء. خاتمة."
    assert [text[a:b] for a, b in sentences(text, 7, 36)] == ["وصل الوفد.", "وغادر في المساء."]


def test_a_long_quotation_is_split() -> None:
    """A quotation of more than a hundred words is split at its own full stops."""
    long = "«" + "لن نقبل أي تدخل خارجي في شؤوننا الداخلية أبدا. " * 15 + "»"
    assert len(sentences(long)) > 10


def test_text_wrapped_at_a_width_is_read_as_paragraphs() -> None:
    """A line break where the line was full ends no sentence."""
    text = (
        "أعلنت وزارة الخارجية في بيان صدر صباح اليوم أن الوزير سيقوم بزيارة\n"
        "رسمية إلى العاصمة التونسية مطلع الأسبوع المقبل على رأس وفد يضم عددا\n"
        "من المسؤولين ورجال الأعمال. ولم يذكر البيان تفاصيل أخرى."
    )
    assert len(sentences(text)) == 2


@pytest.mark.parametrize("text, wanted", [
    ("قال: «نعم للسلام»", ["«نعم للسلام»"]),
    ("قال: “نعم للسلام” ثم سكت", ["“نعم للسلام”"]),
    ('قال: "نعم" و"لا"', ['"نعم"', '"لا"']),
    ("قال: »نعم للسلام« ثم سكت", ["»نعم للسلام«"]),
    ("قال: «نعم للسلام وغادر\nفقرة ثانية", ["«نعم للسلام وغادر"]),
    ("قال: «نعم للسلام\nونرحب بالجميع» ثم غادر", ["«نعم للسلام", "ونرحب بالجميع»"]),
    ("قال: «نحن مع «أهل السلام» دائما»", ["«نحن مع «أهل السلام» دائما»"]),
    ('قال: «نحن مع "أهل السلام" دائما»', ['«نحن مع "أهل السلام" دائما»']),
    ('شاشة قياس 12" جديدة', []),
    ("لا شيء هنا", []),
])  # fmt: skip
def test_quotations(text: str, wanted: list[str]) -> None:
    """The outermost quotations, whatever marks they use; an open one ends with its paragraph."""
    assert [text[a:b] for a, b in quotations(text)] == wanted
