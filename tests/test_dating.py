"""Which day a bare weekday is, once it is known whether the event was planned or took place."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from extract.dating import Dating
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
