"""Capitals that stand for their governments: in "واشنطن رفضت" a state speaks, in "في واشنطن" it is a place.

Each capital means one thing in an article, the one that most of its places in the text point to (annotation guide, Actors).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .language import Entry, Language, folded
from .phrase import Phrase
from .words import Word

Sentence = tuple[Sequence[Word], Sequence[Phrase], bool]


class Metonymy:
    """Decides for the capitals of one article at a time."""

    def __init__(self, language: Language, capitals: Mapping[str, Entry]) -> None:
        self.capitals = capitals
        table = language.table("metonymy")
        self.at = folded(table.get("at"))
        self.either = folded(table.get("either"))
        self.heads = folded(table.get("heads"))

    def resolve(self, sentences: Sequence[Sentence]) -> list[list[Phrase]]:
        """The phrases of all sentences (words, phrases, whether a title), with capitals that mean a government as its state."""
        votes: dict[str, list[int]] = {}
        for words, phrases, is_title in sentences:
            before = 0
            for n, phrase in enumerate(phrases):
                if (entry := self._capital(phrase)) is not None:
                    joined = phrase.conj and n > 0 and phrase.first == phrases[n - 1].last
                    before = before if joined and before else self._vote(words, phrase, is_title)
                    votes.setdefault(entry.id, []).append(before)
                else:
                    before = 0
        states = {i: self.capitals[i] for i, found in votes.items() if sum(found) > 0}
        out = []
        for _, phrases, _ in sentences:
            out.append([self._as_state(p, states) for p in phrases])
        return out

    def _as_state(self, phrase: Phrase, states: Mapping[str, Entry]) -> Phrase:
        entry = self._capital(phrase)
        if entry is None or entry.id not in states:
            return phrase
        return replace(phrase, entries=(states[entry.id],), kind="state", state=states[entry.id])

    def _capital(self, phrase: Phrase) -> Entry | None:
        if phrase.kind != "place":
            return None
        return next((e for e in phrase.entries if e.id in self.capitals), None)

    def _vote(self, words: Sequence[Word], phrase: Phrase, is_title: bool) -> int:
        """+1 where the words around point to a government, -1 to a place, 0 where they do not tell."""
        if phrase.prep in ("ب", "ك") or words[phrase.first].bare in self.heads:
            return -1
        if phrase.prep:
            return 1
        before = words[phrase.first - 1] if phrase.first else None
        after = words[phrase.last] if phrase.last < len(words) else None
        if before is None:
            opens = after is not None and after.tag == "mark" and after.text not in "،,\"«"
            return 1 if is_title or not opens else -1
        if before.bare in self.heads or (before.tag == "preposition" and before.bare in self.at):
            return -1
        if before.tag == "preposition" and before.bare in self.either:
            return 0
        return 1 if before.tag in ("preposition", "complementiser", "conjunction") or before.verb is not None or before.tag == "mark" else 0
