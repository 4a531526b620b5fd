"""Offices by their words, and who held them when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from .alike import Alike
from .language import Entry, Language, folded
from .names import name_words

NEAR = timedelta(days=3 * 365)


class Offices:
    """The offices of a language's data and the terms of the people of its gazetteer."""

    def __init__(self, language: Language) -> None:
        self.alike = Alike(language)
        self.names: dict[tuple[str, ...], str] = {}
        self.unique: set[str] = set()
        for row in language.table("offices").get("offices", ()):
            if row.get("unique"):
                self.unique.add(row["id"])
            for name in row.get("names", ()):
                self.names[self.alike.words([bare(w) for w in name_words(name)])] = row["id"]
        self.longest = max(map(len, self.names), default=0)
        self.former = folded(language.table("titles").get("former", ()))
        self.holders: dict[tuple[str, str], list[tuple[str, str, Entry]]] = {}
        for entry in language.entries:
            for term in entry.offices:
                key = (str(term.get("office")), str(term.get("state") or ""))
                self.holders.setdefault(key, []).append((str(term.get("from") or ""), str(term.get("to") or "9999"), entry))
        self._terms: dict[str, list[tuple[str, str, str]]] = {}

    def of(self, title: Sequence[str]) -> str | None:
        """The office that a title phrase begins with, the longest match; None for a former holder's."""
        plain = self.alike.words([bare(w) for w in title])
        for size in range(min(self.longest, len(plain)), 0, -1):
            if office := self.names.get(plain[:size]):
                return office if office.startswith("former-") or not any(w in self.former for w in plain) else None
        return None

    def holder(self, office: str, state: str, when: date | None) -> Entry | None:
        """Who held an office at a date, where one person did and the office has one holder at a time."""
        if when is None or office not in self.unique:
            return None
        day = when.isoformat()
        found = {e.id: e for start, end, e in self.holders.get((office, state), ()) if start <= day and day[: len(end)] <= end}
        return next(iter(found.values())) if len(found) == 1 else None

    def held(self, entry: Entry, when: date | None) -> frozenset[str]:
        """The offices that a person held on a day."""
        if when is None:
            return frozenset()
        if (terms := self._terms.get(entry.id)) is None:
            terms = self._terms[entry.id] = [(str(t.get("office")), str(t.get("from") or ""), str(t.get("to") or "9999")) for t in entry.offices]
        day = when.isoformat()
        return frozenset(office for office, start, end in terms if start <= day and day[: len(end)] <= end)

    def in_office(self, entry: Entry, when: date | None) -> bool:
        """Whether a person held any office on a day."""
        return bool(self.held(entry, when))

    def near(self, entry: Entry, when: date | None) -> bool:
        """Whether a day lies within three years of a person's terms; true where nothing is known."""
        if when is None or not entry.offices:
            return True
        for term in entry.offices:
            start, end = str(term.get("from") or "0001"), str(term.get("to") or "9999")
            if (when + NEAR).isoformat() >= start and (when - NEAR).isoformat()[: len(end)] <= end:
                return True
        return False


def bare(word: str) -> str:
    """A folded word without its article."""
    for shape in ("ال", "لل"):
        if word.startswith(shape) and len(word) > 4:
            return word[2:]
    return word
