"""Which mentions of an article are one event. All texts are invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.assemble import assemble
from extract.pipeline import Reader
from extract.records import Article, Reading
from extract.stage import scene_of

Read = Callable[..., Reading]
FIRST = "تلقى وزير الخارجية المغربي اتصالا هاتفيا من نظيره العماني. "


def calls(reading: Reading) -> list[str]:
    return [e.event for e in reading.events if e.type == "call"]


def test_a_call_with_another_guest_is_another_call(read: Read) -> None:
    """Each of the two names someone whom the other does not."""
    told = calls(read(FIRST + "كما تلقى وزير الخارجية المغربي اتصالا هاتفيا من نظيره الجزائري."))
    assert len(told) == len(set(told)) == 2


def test_a_call_that_is_spoken_of_again_is_one_call(reader: Reader) -> None:
    """By the evidence alone; what the encoder adds depends on its training."""
    article = Article(id="1", title="", text=FIRST + "وجرى خلال الاتصال بحث العلاقات بين البلدين.")
    told = calls(assemble(scene_of(reader.doc(article))))
    assert len(told) == 2
    assert len(set(told)) == 1


@pytest.mark.parametrize("text, places", [
    ("كما استقبل الوزير وفد الغرفة.", [0]),
    ("وكما جرت العادة استقبل الوزير وفد الغرفة.", [0]),
    ("استقبل الوزير وفد الغرفة، كما التقى سفير بلاده.", [5]),
    ("استقبل الوزير وفد الغرفة.", []),
])  # fmt: skip
def test_words_that_add_are_marked(reader: Reader, text: str, places: list[int]) -> None:
    view = next(v for v in scene_of(reader.doc(Article(id="1", title="", text=text))).sentences if v.words)
    assert list(view.added) == places
