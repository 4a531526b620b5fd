"""Find whom a sentence speaks of: names, titles with and without names, institutions and groups.

A phrase begins at a name of the gazetteer, a title ("وزير"), an honorific, a given name or a head noun
("وزارة", "متظاهرون"), and runs over what belongs to it: a construct chain up to its definite end, then
adjectives, then, after a title, the person's name. The word lists are ``titles.toml`` and ``heads.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .actor_words import ActorWords
from .apposition import joined
from .counted import Counted
from .extent import Extent
from .language import Entry, Language
from .names import Gazetteer, NameHit
from .person_names import PersonNames, surnames_of
from .phrase import Phrase, letter_at
from .records import ActorKind
from .short_phrases import ShortPhrases
from .words import Word


class PhraseFinder:
    """Finds the phrases of a sentence."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.words = ActorWords(language, gazetteer)
        self.extent = Extent(self.words)
        self.names = PersonNames(self.words)
        self.counted = Counted(language)
        self.short = ShortPhrases(self.words, self.extent)

    def find_all(self, sentences: Sequence[Sequence[Word]]) -> list[list[Phrase]]:
        """The phrases of an article's sentences. Family names met in one are then looked for alone in all."""
        out = [self.find(words) for words in sentences]
        if surnames := surnames_of(p for phrases in out for p in phrases) - self.words.common:
            for n, words in enumerate(sentences):
                if any(s in w.fold for w in words for s in surnames):
                    out[n] = self.find(words, surnames=surnames)
        return out

    def find(self, sentence: Sequence[Word], *, surnames: frozenset[str] = frozenset()) -> list[Phrase]:
        """All phrases, left to right, none inside another. ``surnames`` are folded family names met elsewhere in the article."""
        out: list[Phrase] = []
        i = 0
        while i < len(sentence):
            phrase = self._at(sentence, i) or self.names.surname(sentence, i, surnames) or self.names.speaker(sentence, i)
            if phrase is None:
                i += 1
            else:
                out.append(self._surnamed(sentence, out.pop(), phrase) if out and self._adjoins(sentence, out[-1], phrase) else self._called(sentence, phrase, surnames))
                i = phrase.last
        return joined(sentence, out)

    def _adjoins(self, sentence: Sequence[Word], title: Phrase, phrase: Phrase) -> bool:
        """Whether a family name stands right after a title that still needs a name ("الوزير الجبير")."""
        open_title = title.kind == "person" and title.anaphor and not title.plural and title.rule == "title" and sentence[title.last - 1].definite
        return open_title and phrase.rule == "surname" and phrase.first == title.last and not (phrase.prep or phrase.conj)

    def _surnamed(self, sentence: Sequence[Word], title: Phrase, surname: Phrase) -> Phrase:
        """A title and the family name after it as one phrase."""
        return replace(title, last=surname.last, end=surname.end, rule="title+name", name=surname.name, name_start=surname.first, anaphor=False, short=True)

    def _called(self, sentence: Sequence[Word], phrase: Phrase, surnames: frozenset[str]) -> Phrase:
        """A form of address or title with a family name met elsewhere, which looks like its adjective ("الدكتور الربيعة"), as a name."""
        word, title = sentence[phrase.last - 1], phrase.title[:-1]
        if phrase.rule != "title" or phrase.plural or phrase.state is not None or word.fold not in surnames or len(title) > 1 or not (title or phrase.honours):
            return phrase
        head = phrase.head if title else ""
        return replace(phrase, rule="title+name", name=(word.fold,), name_start=phrase.last - 1, title=title, head=head, anaphor=False, short=True)

    def _at(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        if (tag := self.words.tag(word)) and tag not in ("foreign", "number", "preposition", "conjunction", "quantifier", "adverb", "relative"):
            return None
        hit = self.words.gazetteer.at(sentence, i)
        if tag == "preposition" and not word.text.endswith("ي"):
            return self._named(sentence, hit) if hit is not None and hit.last > i + 1 and not hit.cut and not all(e.common for e in hit.entries) else None
        if hit is not None and self.words.other_than(sentence, hit):
            hit = None
        if hit is not None and all(e.common for e in hit.entries):
            before = sentence[i - 1].bare if i else ""
            hit = hit if self.words.heads.get(before) == "place" else None
        if (outlet := self.short.outlet(sentence, i)) is not None:
            return outlet
        if (counted := self._counted(sentence, i)) is not None:
            return counted
        if self.words.no_two(sentence, i):
            return None
        built = self.short.respect(sentence, i) or self.short.both(sentence, i) or self._titled(sentence, i) or self._headed(sentence, i)
        if hit is not None and (built is None or hit.last >= built.last or built.anaphor):
            return self._named(sentence, hit)
        if built is not None and hit is not None and not built.entries:
            rest = sentence[hit.last : built.last]
            if all((w.definite and not self.words.gazetteer.state_of(w)) or self.words.modifies(w) for w in rest) and built.kind == hit.entries[0].kind:
                return replace(built, entries=hit.entries)
        return built or self.names.given(sentence, i) or self.short.people(sentence, i)

    def _named(self, sentence: Sequence[Word], hit: NameHit) -> Phrase:
        entry = hit.entries[0]
        last = hit.last
        name: tuple[str, ...] = ()
        if entry.kind == "person":
            while last + 1 < len(sentence) and sentence[last].fold in ("بن", "ابن", "ال") and not sentence[last + 1].tag:
                last += 2
            name = tuple(w.fold for w in sentence[hit.first : last])
            if hit.cut and name:
                name = (name[0][hit.cut :], *name[1:])
        first = sentence[hit.first]
        conj = hit.cut > (1 if hit.prep else 0) or bool(first.conj)
        return Phrase(
            hit.first, last, letter_at(first, hit.cut), sentence[last - 1].end, entry.kind, "gazetteer", hit.entries, name,
            hit.first if name else -1, prep=hit.prep, conj=conj, short=hit.short, state=entry if entry.kind == "state" else None,
        )  # fmt: skip

    def _counted(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """People with the number that stands before them."""
        k, single = self.counted.head(sentence, i)
        if k < 0:
            return None
        word, counted = sentence[i], sentence[k]
        conj = self.counted.opening(word) or ""
        start = letter_at(word, len(conj))
        if single:
            last = k + 1
            while last < len(sentence) and not sentence[last].definite and (self.words.gazetteer.state_of(sentence[last]) or self.words.modifies(sentence[last])):
                last += 1
            state = next((s for w in sentence[k:last] if (s := self.words.gazetteer.state_of(w)) is not None), None)
            title = tuple(w.bare for w in sentence[k:last])
            return Phrase(i, last, start, sentence[last - 1].end, "group", "counted", title=title, head=counted.bare, state=state, plural=True, conj=bool(conj))
        built = self._titled(sentence, k) or self._headed(sentence, k)
        if built is None or built.prep or built.conj or built.kind not in ("group", "armed-group") or (counted.definite and k == i + 1 and word.fold not in self.counted.many):
            return None
        return replace(built, first=i, start=start, rule="counted", entries=(), anaphor=False, plural=True, conj=bool(conj))

    def _titled(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        start = self.words.start(word, self.words.titles)
        honorific = start is None
        start = start or self.words.address(word)
        if start is None or word.sure_verb:
            return None
        plural = self.words.titles.get(start.key, False)
        reach = self.extent(sentence, i, definite=start.definite, titled=True)
        last, name_start = reach.end, reach.name
        name: tuple[str, ...] = ()
        entries: tuple[Entry, ...] = ()
        title_end = last
        if name_start >= 0 and not plural:
            name_end, entries = self.names.name(sentence, name_start)
            if name_end > name_start:
                name = tuple(w.fold for w in sentence[name_start:name_end])
                last = name_end
        if not name and not reach.closed:
            return None
        if title_end == i + 1 and not name and (not start.definite or honorific):
            return None
        while name and title_end > i + 2 and self.words.ranked(sentence[title_end - 1]):
            title_end -= 1
        office = next((k for k in range(i, title_end) if not (self.words.honours(sentence[k]) or (k == i and honorific))), title_end)
        title = (*([start.key] if office == i else []), *(self.words.plain(w) for w in sentence[max(office, i + 1) : title_end]))
        head = title[0] if title else ""
        if start.owned and len(title) == 1:
            title, head = (word.fold[start.cut :],), ""    # "رئيسها" is another than "الرئيس"
        kind: ActorKind = "group" if plural else "person"
        return Phrase(
            i, last, letter_at(word, start.cut), sentence[last - 1].end, kind, "title+name" if name else "title", entries, name,
            name_start if name else -1, title, head, reach.state, anaphor=len(title) == 1 and not name and not plural and not start.owned, plural=plural,
            prep=start.prep, conj=start.conj, honours=tuple(w.bare for w in sentence[i:office]), definite=start.definite and not name,
        )  # fmt: skip

    def _headed(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        start = self.words.start(word, self.words.heads)
        if start is None or word.sure_verb:
            return None
        kind = self.words.heads[start.key]
        reach = self.extent(sentence, i, definite=start.definite, titled=False)
        last, state = reach.end, reach.state
        bare = last == i + 1
        if (kind == "place" and bare) or (kind in ("organisation", "state") and not reach.closed):
            return None
        entries: tuple[Entry, ...] = ()
        if kind in ("state", "place"):
            for k in range(i + 1, last):
                hit = self.words.gazetteer.at(sentence, k)
                if hit is not None and hit.entries[0].kind in ("state", "place"):
                    capital = self.words.gazetteer.capitals.get(hit.entries[0].id) if kind == "state" else None
                    entries = (capital,) if capital is not None else hit.entries
                    break
            if kind == "state" and not entries and state is not None:
                entries = (state,)
            if kind == "state" and not entries:
                kind = "organisation"
        if kind == "armed-group":
            entries = self._armed(sentence, i + 1, last, state)
        head = start.key.removeprefix("ال") if start.definite else start.key
        title = (head, *(w.bare for w in sentence[i + 1 : last]))
        if start.owned and bare and head in self.words.governments:
            title, head = (word.fold[start.cut :],), ""
        return Phrase(
            i, last, letter_at(word, start.cut), sentence[last - 1].end, kind, "head", entries, (), -1, title, head, state,
            anaphor=bare and start.definite and bool(head), plural=kind == "group", prep=start.prep, conj=start.conj,
        )  # fmt: skip

    def _armed(self, sentence: Sequence[Word], first: int, last: int, state: Entry | None) -> tuple[Entry, ...]:
        """The group under arms whose fighters a phrase speaks of, by its nisba or its name: they are the group."""
        if state is not None and state.kind == "armed-group":
            return (state,)
        hits = (hit for k in range(first, last) if (hit := self.words.gazetteer.at(sentence, k)) is not None and hit.last == last)
        return next((hit.entries for hit in hits if hit.entries[0].kind == "armed-group"), ())

    def described(self, sentence: Sequence[Word], first: int, last: int, kind: ActorKind) -> Phrase:
        """Words ``first`` to ``last`` (exclusive) as a phrase of a kind, however it was found; marks at its ends do not belong to it."""
        while last - first > 1 and sentence[first].tag == "mark":
            first += 1
        while last - first > 1 and sentence[last - 1].tag == "mark":
            last -= 1
        word = sentence[first]
        inside = sentence[first:last]
        start = self.words.start(word, self.words.titles) or self.words.start(word, self.words.heads)
        hit = self.words.gazetteer.at(sentence, first)
        cut = start.cut if start else hit.cut if hit and hit.last <= last else len(word.conj) + (1 if word.prep and word.definite and word.prep != "ل" else 0)
        prep = start.prep if start else hit.prep if hit and hit.last <= last else word.prep if word.definite else ""
        key = start.key if start else word.bare
        state = next((s for w in inside if (s := self.words.gazetteer.state_of(w)) is not None), None)
        name_start = -1
        if kind == "person":
            name_start = next((k for k in range(first, last) if self.words.name_begins(sentence, k, strict=k == first or sentence[k - 1].tag == "preposition")), -1)
            before = sentence[first : max(name_start, first + 1)]
            if start is None and not word.definite and ((name_start < 0 and last - first > 1) or all(map(self.words.namelike, before))):
                name_start = first
        name = tuple(w.fold for w in sentence[name_start:last]) if name_start >= 0 else ()
        if name and name_start == first and cut:
            name = (name[0][cut:], *name[1:])
        title = tuple(w.bare for w in (sentence[first:name_start] if name_start >= 0 else inside))
        title = (key, *title[1:]) if title else ()
        bare = last == first + 1 and not name
        entries = (state,) if state is not None and kind == state.kind and kind in ("state", "armed-group") else ()
        return Phrase(
            first, last, letter_at(word, cut), sentence[last - 1].end, kind, "model", entries, name, name_start, title, key, state,
            anaphor=bare and word.definite and kind != "place", plural=kind == "group", prep=prep, conj=bool(word.conj) or cut > (1 if prep else 0),
        )  # fmt: skip
