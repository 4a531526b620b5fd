"""Find whom a sentence speaks of: names, titles with and without names, institutions and groups.

A phrase begins at a name of the gazetteer, a title ("وزير"), an honorific, a given name or a head noun
("وزارة", "متظاهرون"), and runs over what belongs to it: a construct chain up to its definite end, then
adjectives, then, after a title, the person's name. The word lists are ``titles.toml`` and ``heads.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .language import Entry, Language, Table, folded, listed
from .letters import fold
from .names import Gazetteer, NameHit, openings
from .records import ActorKind
from .words import Word


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a sentence that names or describes someone.

    ``first`` and ``last`` (exclusive) are word indexes, ``start`` and ``end`` letters (without what attaches
    in front). ``name`` holds the folded words of a person's name, ``title`` the folded title phrase,
    ``head`` the folded head noun; ``anaphor`` marks a bare definite head ("الوزير") that needs an
    antecedent; ``prep`` is a preposition attached to the first word.
    """

    first: int
    last: int
    start: int
    end: int
    kind: ActorKind
    rule: str
    entries: tuple[Entry, ...] = ()
    name: tuple[str, ...] = ()
    name_start: int = -1
    title: tuple[str, ...] = ()
    head: str = ""
    state: Entry | None = None
    anaphor: bool = False
    plural: bool = False
    prep: str = ""
    conj: bool = False
    short: bool = False


@dataclass(frozen=True, slots=True)
class _Start:
    """How a word begins a phrase: the list entry it matched and what is attached to it."""

    key: str
    cut: int
    prep: str
    definite: bool
    conj: bool


def _rows(table: Table, key: str) -> Iterable[Mapping[str, Any]]:
    return (r for r in table.get(key, ()) if isinstance(r, Mapping))


class PhraseFinder:
    """Finds the phrases of a sentence. Holds the word lists of one language."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        titles, heads = language.table("titles"), language.table("heads")
        self.titles: dict[str, bool] = {}
        for row in _rows(titles, "titles"):
            for form in folded(row.get("forms")):
                self.titles.setdefault(form, False)
            for form in folded(row.get("plural")):
                self.titles.setdefault(form, True)
        self.honorifics = folded([w for h in _values(titles.get("honorifics")) for w in h.split()])
        self.particles = folded(_values(titles.get("name_particles")))
        self.given = folded(_values(titles.get("given_names")))
        self.given -= frozenset(self.titles)
        self.modifiers = folded(_values(titles.get("modifiers")))
        self.heads: dict[str, ActorKind] = {}
        kinds: tuple[tuple[str, ActorKind], ...] = (
            ("organisation", "organisation"), ("state", "state"), ("armed_group", "armed-group"), ("group", "group"), ("place", "place"),
        )  # fmt: skip
        for key, kind in kinds:
            for form in folded(_values(heads.get(key))):
                self.heads.setdefault(form, kind)
        self.sayings = frozenset(t for t, found in language.forms.items() for n, f in found if f.pos == "verb" and language.lemmas[n].type == "statement")
        self.common = _common(language) | self.modifiers
        self.person_words = frozenset(
            fold(w) for e in language.entries if e.kind == "person" for n in (e.name, *e.names, *e.short) for w in n.split() if len(w) > 2
        ) - self.common

    def find(self, sentence: Sequence[Word], *, surnames: frozenset[str] = frozenset()) -> list[Phrase]:
        """All phrases, left to right, none inside another. ``surnames`` are folded family names met elsewhere in the article."""
        out: list[Phrase] = []
        i = 0
        while i < len(sentence):
            phrase = self._at(sentence, i) or self._surname(sentence, i, surnames) or self._speaker(sentence, i)
            if phrase is None:
                i += 1
            else:
                out.append(phrase)
                i = phrase.last
        return out

    def _at(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        if word.tag and word.tag not in ("foreign", "number", "preposition", "conjunction", "quantifier", "adverb", "relative"):
            return None
        if word.tag == "preposition" and not word.text.endswith("ي"):
            return None
        hit = self.gazetteer.at(sentence, i)
        if hit is not None and all(e.common for e in hit.entries):
            before = sentence[i - 1].bare if i else ""
            hit = hit if self.heads.get(before) == "place" else None
        built = self._titled(sentence, i) or self._headed(sentence, i)
        if hit is not None and (built is None or hit.last >= built.last or built.anaphor):
            return self._named(sentence, hit)
        if built is not None and hit is not None and not built.entries:
            rest = sentence[hit.last : built.last]
            if all((w.definite and not self.gazetteer.state_of(w)) or w.bare in self.modifiers for w in rest) and built.kind == hit.entries[0].kind:
                return replace(built, entries=hit.entries)
        return built or self._given(sentence, i) or self._people(sentence, i)

    def _start(self, word: Word, table: Mapping[str, object]) -> _Start | None:
        if word.definite:
            key = word.bare
            if key in table:
                cut = len(word.conj) + (1 if word.prep and not word.fold[len(word.conj) :].startswith("لل") else 0)
                return _Start(key, 0 if word.prep == "ل" else cut, word.prep, True, bool(word.conj))
        for opening, cut, prep in openings(word.fold):
            if opening in table:
                return _Start(opening, cut, prep, False, cut > (1 if prep else 0))
        for opening, cut, prep in openings(word.fold):
            for enclitic in ("ه", "ها", "هم", "هما", "نا"):
                stem = opening.removesuffix(enclitic)
                if len(opening) - len(enclitic) < 4 or stem == opening:
                    continue
                for key in (stem, stem.removesuffix("ت") + "ه"):
                    if key in table:
                        return _Start(key, cut, prep, True, cut > (1 if prep else 0))
        return None

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
            hit.first, last, _cut(first, hit.cut), sentence[last - 1].end, entry.kind, "gazetteer", hit.entries, name,
            hit.first if name else -1, prep=hit.prep, conj=conj, short=hit.short, state=entry if entry.kind == "state" else None,
        )  # fmt: skip

    def described(self, sentence: Sequence[Word], first: int, last: int, kind: ActorKind) -> Phrase:
        """Words ``first`` to ``last`` (exclusive) as a phrase of a kind, however it was found."""
        word = sentence[first]
        inside = sentence[first:last]
        start = self._start(word, self.titles) or self._start(word, self.heads)
        hit = self.gazetteer.at(sentence, first)
        cut = start.cut if start else hit.cut if hit and hit.last <= last else len(word.conj) + (1 if word.prep and word.definite and word.prep != "ل" else 0)
        prep = start.prep if start else hit.prep if hit and hit.last <= last else word.prep if word.definite else ""
        key = start.key if start else word.bare
        state = next((s for w in inside if (s := self.gazetteer.state_of(w)) is not None), None)
        name_start = -1
        if kind == "person":
            name_start = next((k for k in range(first, last) if self._name_begins(sentence, k, strict=k == first or sentence[k - 1].tag == "preposition")), -1)
            if start is None and name_start < 0 and not word.definite and last - first > 1:
                name_start = first
        name = tuple(w.fold for w in sentence[name_start:last]) if name_start >= 0 else ()
        if name and name_start == first and cut:
            name = (name[0][cut:], *name[1:])
        title = tuple(w.bare for w in (sentence[first:name_start] if name_start >= 0 else inside))
        bare = last == first + 1 and not name
        return Phrase(
            first, last, _cut(word, cut), sentence[last - 1].end, kind, "model", (), name, name_start, title, key, state,
            anaphor=bare and word.definite and kind != "place", plural=kind == "group", prep=prep, conj=bool(word.conj) or cut > (1 if prep else 0),
        )  # fmt: skip

    # Titles

    def _titled(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        start = self._start(word, self.titles)
        honorific = start is None and (word.fold in self.honorifics or word.bare in self.honorifics)
        if start is None:
            if not honorific:
                return None
            start = self._start(word, dict.fromkeys(self.honorifics, 0)) or _Start(word.fold, 0, "", word.definite, False)
        if word.sure_verb:
            return None
        plural = self.titles.get(start.key, False)
        last, closed, state, name_start = self._extend(sentence, i, definite=start.definite, titled=True)
        name: tuple[str, ...] = ()
        entries: tuple[Entry, ...] = ()
        title_end = last
        if name_start >= 0 and not plural:
            name_end, entries = self._name(sentence, name_start)
            if name_end > name_start:
                name = tuple(w.fold for w in sentence[name_start:name_end])
                last = name_end
        if not name and not closed:
            return None
        title = tuple(w.bare for w in sentence[i:title_end])
        bare = title_end == i + 1 and not name
        if bare and (not start.definite or honorific):
            return None
        kind: ActorKind = "group" if plural else "person"
        return Phrase(
            i, last, _cut(word, start.cut), sentence[last - 1].end, kind, "title+name" if name else "title", entries, name,
            name_start if name else -1, title, start.key, state, anaphor=bare and not plural, plural=plural, prep=start.prep, conj=start.conj,
        )  # fmt: skip

    def _extend(self, sentence: Sequence[Word], i: int, *, definite: bool, titled: bool) -> tuple[int, bool, Entry | None, int]:
        """From a head at i: (end of phrase, whether it is closed by something definite, state, where a name starts)."""
        j, closed, state = i + 1, definite, None
        while j < len(sentence) and j - i < 10:
            word = sentence[j]
            if word.tag == "mark":
                if titled and closed and word.text in "،,-–" and self._name_begins(sentence, j + 1, strict=True):
                    return j, closed, state, j + 1
                break
            hit = self.gazetteer.at(sentence, j)
            nation = self.gazetteer.state_of(word)
            adjective = closed and nation is not None and word.definite and hit is not None and hit.last == j + 1
            if hit is not None and not adjective and not hit.prep and hit.cut == 0 and not all(e.common for e in hit.entries):
                if hit.entries[0].kind == "person":
                    return (j, closed, state, j) if titled else (j, closed, state, -1)
                if closed and hit.entries[0].kind != "state" and not titled:
                    break
                if not closed or (titled and sentence[j - 1].fold in self.modifiers) or (j > i + 1 and sentence[j - 1].tag == "preposition"):
                    state = state or (hit.entries[0] if hit.entries[0].kind == "state" else None)
                    j, closed = hit.last, True
                    continue
                break
            if word.tag == "preposition":
                if titled and word.fold in ("باسم", "لدي") and j + 1 < len(sentence):
                    j, closed = j + 1, False
                    continue
                break
            if word.tag and word.tag != "foreign":
                break
            if word.fold in self.honorifics or (word.definite and word.bare in self.honorifics):
                j += 1
                continue
            if word.definite:
                if word.prep:
                    inner = self.gazetteer.at(sentence, j)
                    if word.prep == "ل" and closed and inner is not None and titled:
                        state = state or (inner.entries[0] if inner.entries[0].kind == "state" else None)
                        j = inner.last
                        continue
                    if word.prep == "ل" and closed and titled and sentence[j - 1].bare in self.modifiers:
                        j += 1
                        continue
                    break
                if word.conj:
                    plain = not (nation or word.bare in self.titles or word.bare in self.heads or inner_name(self.gazetteer, sentence, j))
                    if closed and plain and j > i + 1 and sentence[i].bare in ("وزير", "وزيره", "وزاره", "لجنه", "هييه", "مجلس") and sentence[j - 1].definite and not self.gazetteer.state_of(sentence[j - 1]):
                        j += 1
                        continue
                    break
                if closed and not nation and not self._qualifies(word, titled=titled):
                    break
                state = state or nation
                j, closed = j + 1, True
                continue
            if word.conj or word.sure_verb:
                break
            if titled and closed and word.fold[:1] == "ل" and (word.fold[1:] in self.titles or word.fold[1:] in self.heads) and j + 1 < len(sentence):
                j, closed = j + 1, False
                continue
            if closed:
                if titled and self._name_begins(sentence, j, strict=False):
                    return j, closed, state, j
                break
            if nation:
                state = state or nation
                j, closed = j + 1, True
                continue
            if word.fold in self.modifiers or not self._chain(sentence, j):
                if titled and self._name_begins(sentence, j, strict=True):
                    return j, closed, state, j
                break
            j += 1
        return j, closed, state, -1

    def goes_on(self, sentence: Sequence[Word], k: int, *, named: bool) -> bool:
        """Whether word k can belong to the phrase before it: an adjective, or a further name of a person."""
        word = sentence[k]
        if word.conj or word.prep or word.tag not in ("", "foreign") or word.sure_verb:
            return False
        if word.definite and self.gazetteer.state_of(word):
            return True
        hit = self.gazetteer.at(sentence, k)
        if hit is not None and hit.entries[0].kind != "person" and not all(e.common for e in hit.entries):
            return False
        return (word.definite and self._qualifies(word, titled=False)) or (named and not self._listed(word) and self._namelike(word))

    def _qualifies(self, word: Word, *, titled: bool) -> bool:
        """Whether a definite word can go on with a phrase that is already definite: an adjective, not a noun of its own."""
        if word.bare in self.titles and not titled:
            return False
        if word.bare in self.modifiers:
            return True
        if word.pos:
            return word.pos == "ADJ" and not (word.bare in self.titles or word.bare in self.heads)
        return word.bare.endswith(("ي", "يه")) and not self._listed(word)

    def _chain(self, sentence: Sequence[Word], j: int) -> bool:
        """Whether an indefinite word goes on with a construct that ends in something definite."""
        for k in range(j + 1, min(j + 4, len(sentence))):
            word = sentence[k]
            if word.tag or word.sure_verb:
                return False
            if word.definite and not word.conj and not word.prep:
                return True
            if (hit := self.gazetteer.at(sentence, k)) is not None and hit.cut == 0 and not hit.prep and hit.entries[0].kind != "person":
                return True
            if self.gazetteer.state_of(word):
                return True
        return False

    # Names of people

    def _namelike(self, word: Word) -> bool:
        if _no_name(word) or word.fold in self.titles:
            return False
        if word.fold in self.given or word.fold in self.particles or word.fold in self.person_words:
            return True
        if word.tag or word.definite or word.verb is not None or len(word.fold) < 3 or word.conj:
            return word.tag == "foreign"
        return word.fold not in self.common and word.bare not in self.common and not self.gazetteer.state_of(word) and not self._listed(word)

    def _listed(self, word: Word) -> bool:
        return word.bare in self.titles or word.bare in self.heads or self._start(word, self.heads) is not None

    def _name_begins(self, sentence: Sequence[Word], j: int, *, strict: bool) -> bool:
        if j >= len(sentence):
            return False
        word = sentence[j]
        if _no_name(word) or word.fold in self.titles:
            return False
        if word.fold in self.given or word.fold in self.particles:
            return True
        hit = self.gazetteer.at(sentence, j)
        if hit is not None:
            return hit.entries[0].kind == "person" and hit.cut == 0
        if strict:
            return word.fold in self.person_words or word.tag == "foreign"
        return self._namelike(word)

    def _name(self, sentence: Sequence[Word], j: int) -> tuple[int, tuple[Entry, ...]]:
        """Where the name that begins at j ends, and the gazetteer entries it is."""
        hit = self.gazetteer.at(sentence, j)
        entries: tuple[Entry, ...] = ()
        k = j
        if hit is not None and hit.entries[0].kind == "person" and hit.cut == 0:
            k, entries = hit.last, hit.entries
        while k < len(sentence) and k - j < 8:
            word = sentence[k]
            previous = sentence[k - 1].fold if k > j else ""
            if _no_name(word):
                break
            if word.fold in self.particles or (previous in self.particles and not word.tag):
                k += 1
                continue
            if entries and k >= hit.last and word.fold not in self.given:  # type: ignore[union-attr]
                break
            if word.definite:
                family = previous and not word.conj and not word.prep and not self.gazetteer.state_of(word) and not self._listed(word)
                if not family or word.bare in self.modifiers or (word.fold in self.common and word.bare in self.common):
                    break
                k += 1
                if k < len(sentence) and sentence[k].fold in self.particles:
                    continue
                break
            if not self._namelike(word):
                break
            k += 1
        return k, entries

    def _given(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        if _no_name(word):
            return None
        for opening, cut, prep in openings(word.fold):
            if opening in self.given and (cut == 0 or opening not in self.common):
                end, entries = self._name(sentence, i) if cut == 0 else self._name_after(sentence, i)
                known = all(w.fold in self.given or w.fold in self.particles or w.definite or w.fold in self.person_words for w in sentence[i + 1 : end])
                if end - i >= 2 and (known or end - i >= 3) and not word.sure_verb:
                    name = (opening, *(w.fold for w in sentence[i + 1 : end]))
                    return Phrase(i, end, _cut(word, cut), sentence[end - 1].end, "person", "given name", entries, name, i, prep=prep, conj=cut > (1 if prep else 0))
        return None

    def _surname(self, sentence: Sequence[Word], i: int, surnames: frozenset[str]) -> Phrase | None:
        """A family name alone, of someone named in full elsewhere in the article."""
        word = sentence[i]
        if word.tag or word.sure_verb:
            return None
        for opening, cut, prep in openings(word.fold):
            if opening in surnames:
                return Phrase(i, i + 1, _cut(word, cut), word.end, "person", "surname", (), (opening,), i, prep=prep, conj=cut > (1 if prep else 0), short=True)
        return None

    def _speaker(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """An unknown name right after a verb of saying: "قال راجح بادي"."""
        word = sentence[i]
        said = sentence[i - 1].verb if i else None
        if said is None or word.definite or said.text not in self.sayings or not self._namelike(word):
            return None
        end, entries = self._name(sentence, i)
        if end - i < 2 and word.fold not in self.given:
            return None
        return Phrase(i, end, word.start, sentence[end - 1].end, "person", "speaker", entries, tuple(w.fold for w in sentence[i:end]), i)

    def _name_after(self, sentence: Sequence[Word], i: int) -> tuple[int, tuple[Entry, ...]]:
        end, _ = self._name(sentence, i + 1) if i + 1 < len(sentence) else (i + 1, ())
        return max(end, i + 1), ()

    # Institutions, groups, peoples

    def _headed(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        word = sentence[i]
        start = self._start(word, self.heads)
        if start is None or word.sure_verb:
            return None
        kind = self.heads[start.key]
        last, closed, state, _ = self._extend(sentence, i, definite=start.definite, titled=False)
        bare = last == i + 1
        if (kind == "place" and bare) or (kind in ("organisation", "state") and not closed):
            return None
        entries: tuple[Entry, ...] = ()
        if kind in ("state", "place"):
            for k in range(i + 1, last):
                hit = self.gazetteer.at(sentence, k)
                if hit is not None and hit.entries[0].kind in ("state", "place"):
                    entries = hit.entries
                    break
            if kind == "state" and not entries and state is not None:
                entries = (state,)
            if kind == "state" and not entries:
                kind = "organisation"
        title = tuple(w.bare for w in sentence[i:last])
        return Phrase(
            i, last, _cut(word, start.cut), sentence[last - 1].end, kind, "head", entries, (), -1, title, start.key, state,
            anaphor=bare and start.definite, plural=kind == "group", prep=start.prep, conj=start.conj,
        )  # fmt: skip

    def _people(self, sentence: Sequence[Word], i: int) -> Phrase | None:
        """A people by its nisba alone: الفلسطينيون."""
        word = sentence[i]
        if not word.definite or not word.bare.endswith(("يين", "يون")) or (state := self.gazetteer.state_of(word)) is None:
            return None
        cut = 0 if word.prep == "ل" else len(word.conj) + len(word.prep)
        return Phrase(i, i + 1, _cut(word, cut), word.end, "state", "people", (state,), state=state, head=word.bare, prep=word.prep, conj=bool(word.conj))


def _no_name(word: Word) -> bool:
    """A particle that folds like a name: على is not علي, بأن not بان."""
    if word.tag == "preposition":
        return not word.text.endswith("ي")
    return word.tag == "complementiser" and "أ" in word.text


def surnames_of(phrases: Iterable[Phrase]) -> frozenset[str]:
    """The family names of all who are named in full."""
    return frozenset(p.name[-1].removeprefix("و") if len(p.name[-1]) > 9 else p.name[-1] for p in phrases if len(p.name) > 1 and len(p.name[-1]) > 3)


def inner_name(gazetteer: Gazetteer, sentence: Sequence[Word], j: int) -> bool:
    """Whether a gazetteer name begins at word j."""
    return gazetteer.at(sentence, j) is not None


def _cut(word: Word, cut: int) -> int:
    """The letter at which a word goes on after ``cut`` folded letters (marks in between are passed over)."""
    position, left = word.start, cut
    for letter in word.text:
        if left == 0:
            break
        position += 1
        left -= bool(fold(letter))
    return position


def _values(value: object) -> list[str]:
    """All strings of a list or of a table of lists, however nested."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in _values(v)]
    if isinstance(value, list):
        return [s for v in value for s in _values(v)]
    return []


def _common(language: Language) -> frozenset[str]:
    """Words that are no names: every form of the lexicon and the particles."""
    particles = [w for values in language.table("particles").values() for w in listed(values)]
    times = [w for key in ("calendar", "times", "numbers") for w in _values(language.table(key)) if w and " " not in w]
    return frozenset(language.forms) | folded(particles) | folded(times) | folded(_values(language.table("common")))
