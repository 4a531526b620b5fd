"""Clues from what is known of the world: facts that have a day, and who held which office when.

Facts are data of written.toml; terms of office those of the gazetteer. A fact speaks where the words of one of its
forms stand in order, close together, in a sentence, compared folded and without article.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .clues import FACT, OFFICE, Clue
from .language import Language
from .letters import fold, quote
from .names import name_words
from .records import KhabarError
from .words import strip_article

_TITLE_REACH = 10   # words before a name in which its office may stand …
_TITLE_GAP = 3      # … and so many at most between the two («الأمريكي السابق»)
_FORMER = "former-"
_MARKS = frozenset("،,؛:«»\"()-–.")
_WORD_GAP = 2       # words that may stand between two words of a fact


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that first was on a day, or that was no more after it."""

    gloss: str
    forms: tuple[tuple[str, ...], ...]
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office; ``name`` in folded words."""

    name: tuple[str, ...]
    office: str
    who: str
    since: date | None
    until: date | None


def day_of(text: str | None, *, last: bool) -> date | None:
    """The first or last day of an ISO day, month or year; None for nothing. Raises KhabarError for what is no date."""
    if not text:
        return None
    try:
        parts = [int(p) for p in text.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
        return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1] if last else 1)
    except (ValueError, IndexError) as error:
        raise KhabarError(f"{text!r} is no date; write 2025, 2025-06 or 2025-06-13") from error


def bare(word: str) -> str:
    """A folded word as facts compare it: without article, conjunction and what is attached to the article."""
    cut = strip_article(word)[3]
    return cut if cut != word else word[1:] if word[:1] == "و" and len(word) > 4 else word


class Known:
    """All facts and terms of a language."""

    def __init__(self, language: Language) -> None:
        table = language.table("written")
        self.facts = tuple(_fact(row) for row in table.get("facts", ()))
        self.former = frozenset(bare(fold(w)) for w in table.get("former", ()))
        self.deputies = frozenset(bare(fold(w)) for w in table.get("deputies", ()))
        self.not_yet = frozenset(bare(fold(w)) for w in table.get("not_yet", ()))
        self.offices = {tuple(bare(w) for w in name_words(name)): row["id"] for row in language.table("offices").get("offices", ()) for name in row["names"]}
        self.longest = max(map(len, self.offices), default=0)
        self.terms: dict[str, list[Term]] = {}
        for term in _terms(language):
            self.terms.setdefault(bare(term.name[0]), []).append(term)

    def clues(self, sentence: Sequence[str]) -> Iterator[Clue]:
        """What one sentence, as folded words, tells of the day of writing."""
        words = [b for w in sentence if (b := bare(w)) not in _MARKS]
        here = frozenset(words)
        for fact in self.facts:
            if any(form[0] in here and _stands(form, words) for form in fact.forms):
                day = f"not written before {fact.since}" if fact.since else f"written by {fact.until}"
                yield Clue(rank=FACT, reason=f"{fact.gloss}: {day}", days=((fact.since, fact.until),))
        i = 0
        while i < len(words):
            terms, size = self._named(words, i)
            if terms:
                yield from self._holding(words, i, size, terms)
            i += size

    def _named(self, words: Sequence[str], i: int) -> tuple[list[Term], int]:
        """The terms of those whose name begins at a word, the longest name first, and its length."""
        best: list[Term] = []
        size = 1
        for term in self.terms.get(words[i], ()):
            n = len(term.name)
            if n >= size and tuple(words[i : i + n]) == tuple(bare(w) for w in term.name):
                best, size = ([*best, term] if n == size else [term]), n
        return best, size

    def _holding(self, words: Sequence[str], i: int, size: int, terms: list[Term]) -> Iterator[Clue]:
        """The terms of the office that stands before a name at ``words[i : i + size]``."""
        office, between = self._office(words, i)
        if office is None:
            return
        was = office.startswith(_FORMER)
        held = [t for t in terms if t.office == office.removeprefix(_FORMER)]
        if not held or self.not_yet & {*between, *words[i + size : i + size + 2]}:
            return
        who = quote(held[0].who)
        if was or self.former & {*between, *words[i + size : i + size + 1]}:
            if ends := [t.until for t in held if t.until]:
                yield Clue(rank=FACT, reason=f"{who}, formerly {office}, left it by {min(ends)}", days=((min(ends), None),))
            return
        spans = tuple(sorted({(t.since, t.until) for t in held}, key=lambda s: s[0] or date.min))
        said = ", ".join(f"{a or '…'} to {b or 'now'}" for a, b in spans)
        yield Clue(rank=OFFICE, reason=f"{who} is named as {office}, and was that {said}", days=spans)

    def _office(self, words: Sequence[str], i: int) -> tuple[str | None, Sequence[str]]:
        """The last office named before a name, the longest words of it, and the words between; none where it is only
        a deputy's or where another is joined on."""
        found: tuple[str | None, int] = (None, 0)
        k = max(0, i - _TITLE_REACH)
        while k < i:
            size = next((n for n in range(min(self.longest, i - k), 0, -1) if tuple(words[k : k + n]) in self.offices), 0)
            if size:
                found = (self.offices[tuple(words[k : k + size])] if not k or words[k - 1] not in self.deputies else None), k + size
            k += max(size, 1)
        office, end = found
        return (office, words[end:i]) if i - end <= _TITLE_GAP else (None, ())


def _stands(form: tuple[str, ...], words: Sequence[str]) -> bool:
    """Whether the words of a form stand in order with few words between."""
    for start in (n for n, w in enumerate(words) if w == form[0]):
        at = start
        for word in form[1:]:
            at = next((n for n in range(at + 1, min(at + 2 + _WORD_GAP, len(words))) if words[n] == word), -1)
            if at < 0:
                break
        else:
            return True
    return False


def _fact(row: Mapping[str, Any]) -> Fact:
    forms = tuple(tuple(bare(fold(w)) for w in form.split()) for form in row["forms"])
    since, until = day_of(row.get("since"), last=False), day_of(row.get("until"), last=True)
    if since is None and until is None:
        raise KhabarError(f"written.toml: fact {row.get('gloss')!r} has no day; give since or until")
    return Fact(row["gloss"], forms, since, until)


def _terms(language: Language) -> Iterator[Term]:
    """The terms of office of the gazetteer's people, under each of their names."""
    for entry in language.entries:
        for term in entry.offices:
            since, until = day_of(term.get("from"), last=False), day_of(term.get("to"), last=True)
            if since or until:
                for name in dict.fromkeys((entry.name, *entry.names, *entry.short)):
                    if words := name_words(name):
                        yield Term(words, str(term.get("office")), entry.name, since, until)
