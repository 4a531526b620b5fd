"""Which day a bare weekday is, once it is known whether the event was planned or took place."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from extract.dating import Dating, share
from extract.language import load_language
from extract.records import Evidence, TimeSpan, Written

DATING = Dating(load_language("ar"))
TUESDAY = date(2024, 3, 5)


@pytest.mark.parametrize("words, told, status, meant", [
    ("الخميس", date(2024, 3, 7), "actual", date(2024, 2, 29)),            # what took place lies behind
    ("الخميس", date(2024, 3, 7), "planned", date(2024, 3, 7)),
    ("الخميس", date(2024, 2, 29), "planned", date(2024, 3, 7)),           # what is planned lies ahead
    ("الخميس", date(2024, 2, 29), "actual", date(2024, 2, 29)),
    ("الخميس المقبل", date(2024, 3, 7), "actual", date(2024, 3, 7)),      # a word turned it
    ("الخميس", date(2024, 3, 7), "possible", date(2024, 3, 7)),
])  # fmt: skip
def test_a_bare_weekday_lies_where_the_event_does(words, told, status, meant):
    """Behind the writing what took place, ahead of it what is planned."""
    when = TimeSpan(begin=(told, told), end=(told, told), basis="relative", evidence=Evidence(article="a", start=0, end=len(words), quote=words))
    event = SimpleNamespace(status=status)
    turned = DATING._turned(event, when, Written(earliest=TUESDAY, latest=TUESDAY))
    assert turned.begin[0] == turned.end[1] == meant


def mention(type_: str, when: TimeSpan | None) -> SimpleNamespace:
    """A mention as dating sees it, alone in its group and sentence."""
    trigger = SimpleNamespace(type=type_, lemma=SimpleNamespace(id=type_), split=SimpleNamespace(definite=False))
    return SimpleNamespace(frame=SimpleNamespace(trigger=trigger), when=when, group=0, sentence=0, source=[], target=[], status="actual")


@pytest.mark.parametrize("type_, odds, dated", [
    ("visit", 2.6, True),
    ("visit", 2.4, False),
    ("assault", 2.6, True),
    ("call", 2.6, False),    # nobody of its type but one that is surely another
])  # fmt: skip
def test_a_mention_is_dated_like_the_one_that_likely_tells_its_event(type_, odds, dated):
    """The likeliest of its type lends its day where the encoder is sure enough; one of another type never does."""
    one, two = (TimeSpan(begin=(day, day), end=(day, day), basis="explicit") for day in (TUESDAY, date(2024, 1, 1)))
    events = [mention("assault" if type_ == "assault" else "visit", one), mention("visit", two), mention(type_, None), mention("call", two)]
    for n, event in enumerate(events):
        event.group = n
    table = np.full((4, 4), -5.0)
    table[2, 0], table[2, 3] = odds, 9.0 if type_ != "call" else -9.0
    share(events, Written(), odds=table)
    assert events[2].when == (one if dated else None)
