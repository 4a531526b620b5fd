"""What is a trigger: models and lexicon pooled, or mixed where nothing can be pooled."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from extract import load
from extract.choosing import SURE, TAKE, TAKE_ALONE, TAKE_MIXED, needed, odds, pooled
from extract.evaluate import article_of
from extract.scene import Scene
from extract.stage import scene_of
from extract.triggers import Trigger

CHANCE = st.floats(0, 1)
READER = load("ar")
TEXT = "زار وزير الخارجية القاهرة أمس. وبحث الوزير مع نظيره المصري التعاون."


def scene(text: str, **of_reader: object) -> Scene:
    reader = load("ar", **of_reader) if of_reader else READER  # type: ignore[arg-type]
    return scene_of(reader.doc(article_of({"id": "a", "title": "", "text": text, "published": "2015-07-01"})))


def known(score: float) -> Trigger:
    """A trigger that the lexicon proposes, with so much trust."""
    found = next(e.frame.trigger for e in scene(TEXT).events)
    return replace(found, score=score)


@given(CHANCE, CHANCE, CHANCE)
def test_whoever_is_surer_makes_a_trigger_likelier(chain: float, encoder: float, surer: float) -> None:
    """More from the chain or the encoder never takes away, and no model is believed without limit."""
    now = pooled(chain, encoder, None, False)
    assert 0 < now < 1
    assert pooled(max(chain, surer), encoder, None, False) >= now
    assert pooled(chain, max(encoder, surer), None, False) >= now
    assert abs(odds(chain)) <= odds(1 - SURE) + 1e-9


def test_a_word_of_the_lexicon_needs_less() -> None:
    """What the lexicon proposes is likelier than what it does not know, and likelier still where it trusts the word."""
    assert pooled(0.3, 0.3, None, False) < pooled(0.3, 0.3, known(0.4), False) < pooled(0.3, 0.3, known(0.9), False)


def test_nothing_is_pooled_in_a_lone_sentence_or_without_an_encoder() -> None:
    """Each way of judging has its own limit."""
    assert needed(scene(TEXT)) == TAKE
    assert needed(scene("زار وزير الخارجية القاهرة أمس.")) == TAKE_ALONE
    assert needed(scene(TEXT, learned=["triggers", "mentions"])) == TAKE_MIXED
