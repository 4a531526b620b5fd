"""Capitals that stand for their governments: in "واشنطن رفضت" a state speaks, in "في واشنطن" it is a place.

Each capital means one thing in an article, the one that most of its places in the text point to (annotation guide, Actors).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .language import Entry, Language, folded
from .phrase import Phrase
from .words import Word

Sentence = tuple[Sequence[Word], Sequence[Phrase], bool]
_LISTS = ("at", "to", "from", "with", "on")
_ATTACHED = {"ب": "by", "ك": "by", "ل": "for"}
_MOST = 3


class Metonymy:
    """Decides for the capitals of one article at a time."""

    def __init__(self, language: Language, capitals: Mapping[str, Entry]) -> None:
        self.capitals = capitals
        table = language.table("metonymy")
        self.before = {word: kind for kind in reversed(_LISTS) for word in folded(table.get(kind))}
        self.heads, self.occasions = folded(table.get("head")), folded(table.get("occasion"))
        self.capital = folded(table.get("capital"))
        self.weights: Mapping[str, float] = table.get("weights", {})

    def resolve(self, sentences: Sequence[Sentence]) -> list[list[Phrase]]:
        """The phrases of all sentences (words, phrases, whether a title), with capitals that mean a government as its state."""
        places: dict[str, Counter[str]] = {}
        for words, phrases, is_title in sentences:
            for n, phrase in enumerate(phrases):
                if (entry := self._capital(phrase)) is not None:
                    joined = phrase.conj and n > 0 and phrase.first == phrases[n - 1].last
                    places.setdefault(entry.id, Counter()).update(self._kinds(words, phrase, is_title=is_title, joined=joined))
        states = {i: self.capitals[i] for i, found in places.items() if self._weight(found) > 0}
        return [[self._as_state(p, states) for p in phrases] for _, phrases, _ in sentences]

    def _weight(self, found: Mapping[str, int]) -> float:
        """How much the places of a capital in an article speak for its government."""
        return self.weights.get("bias", 0.0) + sum(self.weights.get(kind, 0.0) * min(n, _MOST) for kind, n in found.items())

    def _as_state(self, phrase: Phrase, states: Mapping[str, Entry]) -> Phrase:
        entry = self._capital(phrase)
        if entry is None or entry.id not in states:
            return phrase
        return replace(phrase, entries=(states[entry.id],), kind="state", state=states[entry.id])

    def _capital(self, phrase: Phrase) -> Entry | None:
        if phrase.kind != "place":
            return None
        return next((e for e in phrase.entries if e.id in self.capitals), None)

    def _kinds(self, words: Sequence[Word], phrase: Phrase, *, is_title: bool, joined: bool) -> Iterator[str]:
        """What kind of place in a sentence a name has, by the words beside it."""
        before = words[phrase.first - 1] if phrase.first else None
        after = words[phrase.last] if phrase.last < len(words) else None
        if words[phrase.first].bare in self.capital:
            yield "capital"
        elif phrase.last > phrase.first + 1:
            yield "long"
        yield self._beside(before, after, phrase, is_title=is_title, joined=joined)
        if after is not None and after.verb is not None and not phrase.prep and (before is None or before.tag != "preposition"):
            yield "then_verb"

    def _beside(self, before: Word | None, after: Word | None, phrase: Phrase, *, is_title: bool, joined: bool) -> str:
        if phrase.prep:
            return _ATTACHED.get(phrase.prep, "other")
        if before is None:
            dateline = after is not None and after.tag == "mark" and after.text not in "،,\"«"
            return "headline" if is_title else "dateline" if dateline else "opening"
        if before.bare in self.heads:
            return "head"
        if before.tag == "preposition":
            return self.before.get(before.bare, "other")
        if before.tag:
            return {"complementiser": "that", "mark": "mark" if before.text in "،:,\"«“" else "dash"}.get(before.tag, "particle")
        if joined:
            return "joined"
        if before.verb is not None:
            return "verb"
        return "occasion" if before.bare in self.occasions else "genitive"
