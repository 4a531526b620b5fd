"""A name and the office that follows it are one phrase: "الأمير فلان بن فلان وزير الداخلية".

Where a verb stands before the name, the office may be its object's ("استقبل الملك وزير خارجية …"): what belongs to another state is no apposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .phrase import Phrase
from .words import Word


def joined(sentence: Sequence[Word], phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases of a sentence, left to right, with offices joined to the names that they follow."""
    out: list[Phrase] = []
    for phrase in phrases:
        if out and phrase.first == out[-1].last and belongs(sentence, out[-1], phrase):
            before = out[-1]
            out[-1] = replace(before, last=phrase.last, end=phrase.end, also=(*before.also, phrase.title), state=before.state or phrase.state)
        else:
            out.append(phrase)
    return out


def belongs(sentence: Sequence[Word], named: Phrase, office: Phrase) -> bool:
    """Whether an office that stands right after a name is held by the named."""
    if named.kind != "person" or not named.name or named.plural or named.short:
        return False
    if office.kind != "person" or office.name or office.plural or office.prep or office.conj or office.rule == "respect" or len(office.title) < 2:
        return False
    mine, theirs = state_of(named), office.state.state if office.state else None
    if mine and theirs:
        return mine == theirs
    return not (theirs and named.first and sentence[named.first - 1].verb is not None)


def state_of(phrase: Phrase) -> str | None:
    """The state of whoever a phrase names."""
    known = {e.state for e in phrase.entries}
    return phrase.state.state if phrase.state else next(iter(known)) if len(known) == 1 else None
