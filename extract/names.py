"""Find gazetteer names in a sentence: the longest first, with the letters that attach to them.

The trie is keyed by folded words. A name may carry a conjunction and a preposition on its first word
("وبغداد"), and "لل" hides the article of a name that begins with it ("للسعودية" is "ل" + "السعودية").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .language import Entry, Language
from .letters import fold, words
from .words import Word


@dataclass(frozen=True, slots=True)
class NameHit:
    """Words first..last (exclusive) are a name of these entries; ``cut`` letters before it are attached,
    0 where joining changed the name. ``short`` says that only a surname or local name stands there."""

    first: int
    last: int
    entries: tuple[Entry, ...]
    cut: int
    prep: str
    short: bool


def name_words(name: str) -> tuple[str, ...]:
    """A name as folded words."""
    return tuple(fold(name[s:e]) for s, e in words(name))


@lru_cache(maxsize=100_000)
def openings(word: str) -> tuple[tuple[str, int, str], ...]:
    """The ways a name may begin in a folded word; words are remembered."""
    return tuple(_openings(word))


def _openings(word: str) -> Iterator[tuple[str, int, str]]:
    """The ways a name may begin in a folded word: (name's first word, letters cut, preposition)."""
    yield word, 0, ""
    for conj in ("", "و", "ف"):
        if not word.startswith(conj):
            continue
        rest = word[len(conj) :]
        if conj and len(rest) > 2:
            yield rest, len(conj), ""
        if rest.startswith("لل") and len(rest) > 4:
            yield "ال" + rest[2:], 0, "ل"
        for prep in "بلك":
            if rest.startswith(prep) and len(rest) > 3:
                yield rest[1:], len(conj) + 1, prep


class Gazetteer:
    """All names of a language's entries, and nisba adjectives by state."""

    def __init__(self, language: Language) -> None:
        self.entries = {e.id: e for e in language.entries}
        self.nisba: dict[str, Entry] = {}
        self.nisba_pairs: dict[tuple[str, str], Entry] = {}
        self.capitals: dict[str, Entry] = {}
        self._names: dict[str, dict[str, list[tuple[tuple[str, ...], Entry, bool]]]] = {}    # by first and second word, the longest first
        self._known: dict[str, tuple[tuple[str, int, str], ...]] = {}
        for entry in language.entries:
            for name in (entry.name, *entry.names):
                self._add(name, entry, short=False)
            for name in (*entry.short, *entry.local):
                self._add(name, entry, short=True)
            for adjective in entry.nisba:
                first, *second = fold(adjective).split()
                if second:
                    self.nisba_pairs.setdefault((first, second[0]), entry)
                else:
                    self.nisba.setdefault(first, entry)
            if entry.capital and entry.capital in self.entries:
                self.capitals[entry.capital] = entry
        self.by_iso = {e.state: e for e in language.entries if e.kind == "state" and e.state}
        for names in (names for by_second in self._names.values() for names in by_second.values()):
            names.sort(key=lambda n: -len(n[0]))

    def _add(self, name: str, entry: Entry, *, short: bool) -> None:
        if parts := name_words(name):
            self._names.setdefault(parts[0], {}).setdefault("".join(parts[1:2]), []).append((parts, entry, short))

    def _ways(self, word: str) -> tuple[tuple[str, int, str], ...]:
        """The ways in which a name of the gazetteer may begin in a folded word; words are remembered."""
        if (known := self._known.get(word)) is None:
            known = tuple(way for way in openings(word) if way[0] in self._names)
            if len(self._known) < 200_000:
                self._known[word] = known
        return known

    def at(self, sentence: Sequence[Word], i: int) -> NameHit | None:
        """The longest name that begins at word i."""
        best: NameHit | None = None
        following = sentence[i + 1].fold if i + 1 < len(sentence) else ""
        for opening, cut, prep in self._ways(sentence[i].fold):
            names = self._names[opening]
            for parts, entry, short in (*(names.get(following, ()) if following else ()), *names.get("", ())):
                last = i + len(parts)
                if best is not None and (last - i) < best.last - best.first:
                    break
                if len(parts) == 1 and cut and (len(opening) < 4 and sentence[i].fold in _PLAIN):
                    continue
                if last > len(sentence) or (last > i + 2 and any(sentence[i + k].fold != part for k, part in enumerate(parts[2:], 2))):
                    continue
                if best is None or last - i > best.last - best.first:
                    best = NameHit(i, last, (entry,), cut, prep, short)
                elif best.cut == cut and entry not in best.entries:
                    best = NameHit(i, last, (*best.entries, entry), cut, prep, best.short and short)
            if best is not None and cut == 0 and not prep:
                return best
        return best

    def state_of(self, word: Word) -> Entry | None:
        """The state whose nisba adjective a word is, with or without article."""
        return self.nisba.get(word.bare) or self.nisba.get(word.fold)

    def state_at(self, sentence: Sequence[Word], i: int) -> tuple[Entry | None, int]:
        """The state of the nisba adjective that begins at word i, of one word or two ("الكوري الجنوبي"), and where it ends."""
        if i + 1 < len(sentence) and (pair := self.nisba_pairs.get((sentence[i].bare, sentence[i + 1].bare))) is not None:
            return pair, i + 2
        return self.state_of(sentence[i]), i + 1


_PLAIN: frozenset[str] = frozenset()
