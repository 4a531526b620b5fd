"""Who took part where a sentence speaks of an occasion again. All texts are invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.records import Reading

Read = Callable[..., Reading]


def names(reading: Reading, kind: str, nth: int = -1) -> set[str]:
    event = [e for e in reading.events if e.type == kind][nth]
    by_id = {a.id: a.name for a in reading.actors}
    return {by_id[i] for i in (*event.source, *event.target)}


@pytest.mark.parametrize(
    "second",
    [
        "وجرى خلال الاتصال استعراض العلاقات الثنائية.",
        "وتم خلال الاتصال بحث سبل التعاون.",
        "كما جرى بحث المستجدات.",
    ],
)
def test_what_took_place_during_a_call_was_done_by_both(read: Read, second: str) -> None:
    reading = read("تلقى وزير الخارجية المغربي اتصالا هاتفيا من وزير الخارجية العماني. " + second)
    both = names(reading, "call", 0)
    assert len(both) == 2
    assert names(reading, "negotiation") == both


def test_the_last_occasion_is_meant(read: Read) -> None:
    reading = read(
        "التقى رئيس الوزراء الأردني نظيره الجزائري أمس. وتلقى وزير الخارجية المغربي اتصالا هاتفيا من وزير الخارجية العماني. وجرى خلال الاتصال استعراض العلاقات بين البلدين."
    )
    assert names(reading, "negotiation") == names(reading, "call", 0)


def test_a_verb_with_its_own_subject_is_left_alone(read: Read) -> None:
    reading = read("التقى رئيس الوزراء الأردني نظيره الجزائري أمس. وبحث وزير الداخلية التونسي مع السفير الليبي ملف الحدود.")
    assert not names(reading, "negotiation") & names(reading, "meeting")
