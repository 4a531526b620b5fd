"""What is known of the words that name or describe someone: the lists of ``titles.toml`` and ``heads.toml``, and what they say of one word.

Nothing here looks further than a word and what directly follows from it; phrases are built elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .language import Entry, Language, Table, folded, listed
from .letters import fold
from .names import Gazetteer, NameHit, name_words, openings
from .records import ActorKind
from .vocabulary import load_vocabulary
from .words import Word


@dataclass(frozen=True, slots=True)
class Start:
    """How a word begins a phrase: the list entry it matched and what is attached to it; ``owned`` says that a pronoun is."""

    key: str
    cut: int
    prep: str
    definite: bool
    conj: bool
    owned: bool = False


def _rows(table: Table, key: str) -> Iterable[Mapping[str, Any]]:
    return (r for r in table.get(key, ()) if isinstance(r, Mapping))


_NO_NAMES = frozenset({"NOUN", "ADJ", "VERB", "NUM", "ADP", "ADV", "PRON", "DET", "PART", "SCONJ", "AUX"})
_USUAL = 4    # binary logarithm of the count from which on an unlisted word that the pipeline takes for no name is none
_OFTEN = 5    # … and from which on a word counts as well known


class ActorWords:
    """The word lists of one language, with its gazetteer."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        titles, heads = language.table("titles"), language.table("heads")
        self.titles: dict[str, bool] = {}
        for row in _rows(titles, "titles"):
            for form in folded(row.get("forms")):
                self.titles.setdefault(form, False)
            for form in folded(row.get("plural")):
                self.titles.setdefault(form, True)
        self.honorifics = folded([w for h in values_of(titles.get("honorifics")) for w in h.split()])
        papers: dict[tuple[str, ...], list[Entry]] = {}
        for entry in language.entries:
            for words in map(name_words, (entry.name, *entry.names)):
                if entry.kind == "organisation" and words:
                    papers.setdefault(words, []).append(entry)
        outlets = {name_words(n) for n in values_of(language.table("outlets").get("outlets"))}
        media = folded(values_of(heads.get("media")))
        self.outlets = {n: tuple(next((papers[m, *n] for m in sorted(media) if (m, *n) in papers), papers.get(n, ()))) for n in outlets}
        self.media = {n[1:]: tuple(found) for n, found in papers.items() if n[0] in media and len(n) > 1}
        self.addresses = dict.fromkeys(self.honorifics, False)
        self.particles = folded(values_of(titles.get("name_particles")))
        self.given = folded(values_of(titles.get("given_names")))
        self.given_titles = self.given & frozenset(self.titles)
        self.given -= self.given_titles
        self.modifiers = folded(values_of(titles.get("modifiers")))
        self.after_verbs = folded(values_of(titles.get("respects_of_subjects")))
        self.respects = {form: _base(form, self.honorifics) for form in folded(values_of(titles.get("respects"))) | self.after_verbs}
        self.ranks = folded(values_of(titles.get("ranks")))
        self.posted = folded(values_of(titles.get("posted")))
        self.no_construct = folded(values_of(titles.get("no_construct")))
        self.on_behalf = folded(values_of(titles.get("on_behalf")))
        self.office_prepositions = folded(values_of(titles.get("office_prepositions")))
        self.construct_adjectives = folded(values_of(titles.get("construct_adjectives")))
        self.fields = folded(values_of(titles.get("fields")))
        self.portfolios = folded(values_of(titles.get("portfolios")))
        self.heads: dict[str, ActorKind] = {}
        kinds: tuple[tuple[str, ActorKind], ...] = (
            ("organisation", "organisation"), ("state", "state"), ("armed_group", "armed-group"), ("group", "group"), ("place", "place"),
        )  # fmt: skip
        for key, kind in kinds:
            for form in folded(values_of(heads.get(key))):
                self.heads.setdefault(form, kind)
        self.governments = folded(values_of(heads.get("governments")))
        self.epithets = folded(values_of(heads.get("epithets")))
        self.both = {form: kind for kind in ("sides", "states", "people") for form in folded(values_of(heads.get(f"both_{kind}")))}
        self.sayings = frozenset(t for t, found in language.forms.items() for n, f in found if f.pos == "verb" and language.lemmas[n].type == "statement")
        self.common = _common(language) | self.modifiers
        self.vocabulary = load_vocabulary(language.code)
        self.person_words = frozenset(
            fold(w) for e in language.entries if e.kind == "person" for n in (e.name, *e.names, *e.short) for w in n.split() if len(w) > 2
        ) - self.common

    def start(self, word: Word, table: Mapping[str, object]) -> Start | None:
        if word.definite:
            key = word.bare
            if key in table:
                cut = len(word.conj) + (1 if word.prep and not word.fold[len(word.conj) :].startswith("لل") else 0)
                return Start(key, 0 if word.prep == "ل" else cut, word.prep, True, bool(word.conj))
        for opening, cut, prep in openings(word.fold):
            if opening in table:
                return Start(opening, cut, prep, opening == "ال" + word.bare, cut > (1 if prep else 0))
        for opening, cut, prep in openings(word.fold):
            for enclitic in ("ه", "ها", "هم", "هما", "نا"):
                stem = opening.removesuffix(enclitic)
                if len(opening) - len(enclitic) < 4 or stem == opening or (word.ta and enclitic == "ه"):
                    continue
                for key in (stem, stem.removesuffix("ت") + "ه"):
                    if key in table:
                        return Start(key, cut, prep, True, cut > (1 if prep else 0), owned=True)
        return None

    def plain(self, word: Word) -> str:
        """A word as titles hold it: without article and what is attached, but whole where it is a title ("ولي")."""
        return word.fold if word.conj and word.fold in self.titles else word.bare

    def address(self, word: Word) -> Start | None:
        """How a word begins with a form of address ("لمعالي"), without a pronoun."""
        start = self.start(word, self.addresses)
        return start if start is not None and (word.fold.endswith(start.key) or word.bare == start.key) else None

    def tag(self, word: Word) -> str:
        """The kind of particle that a word is; none where it is a title and only looks like "و" and a particle (ولي)."""
        return "" if word.conj and word.fold in self.titles else word.tag

    def honours(self, word: Word) -> bool:
        """Whether a word is a form of address, or part of one."""
        return word.fold in self.honorifics or (word.definite and word.bare in self.honorifics)

    def modifies(self, word: Word) -> bool:
        """Whether a word is an adjective of titles ("السابق", "رفيع")."""
        return word.bare in self.modifiers or "ال" + word.bare in self.modifiers

    def qualifies(self, word: Word, *, titled: bool) -> bool:
        """Whether a definite word can go on with a phrase that is already definite: an adjective, not a noun of its own."""
        if word.bare in self.titles and not titled:
            return False
        if self.modifies(word) or word.bare in self.epithets:
            return True
        if word.pos:
            return word.pos == "ADJ" and not (word.bare in self.titles or word.bare in self.heads)
        return word.bare.endswith(("ي", "يه")) and not self.listed(word)

    def chain(self, sentence: Sequence[Word], j: int) -> bool:
        """Whether an indefinite word goes on with a construct that ends in something definite."""
        for k in range(j + 1, min(j + 4, len(sentence))):
            word = sentence[k]
            if self.tag(word) or word.sure_verb:
                return False
            if word.definite and not word.conj and not word.prep:
                return True
            if (hit := self.gazetteer.at(sentence, k)) is not None and hit.cut == 0 and not hit.prep and hit.entries[0].kind != "person":
                return True
            if self.gazetteer.state_of(word):
                return True
        return False

    def listed(self, word: Word) -> bool:
        return word.bare in self.titles or word.bare in self.heads or self.start(word, self.heads) is not None

    def usual(self, word: Word) -> bool:
        """Whether a word is often seen and, says the pipeline, no name."""
        return word.pos in _NO_NAMES and not word.ent and self.vocabulary.log(word.text) >= _USUAL

    def named_by_pipeline(self, word: Word) -> bool:
        """Whether a word may be a name for all that the pipeline says; true where it did not run."""
        return not word.pos or bool(word.ent) or word.pos not in _NO_NAMES

    def namelike(self, word: Word) -> bool:
        if no_name(word) or word.fold in self.titles:
            return False
        if word.fold in self.given or word.fold in self.particles or word.fold in self.person_words:
            return True
        if word.tag or word.definite or word.verb is not None or len(word.fold) < 3 or word.conj:
            return word.tag == "foreign"
        if self.usual(word) or self.start(word, self.titles) is not None:
            return False
        if self.address(word) is not None or self._joined(word):
            return False
        return word.fold not in self.common and word.bare not in self.common and not self.gazetteer.state_of(word) and not self.listed(word)

    def familylike(self, word: Word) -> bool:
        """Whether a word with its article may be a family name."""
        if not word.definite or word.conj or word.prep or word.tag or self.usual(word):
            return False
        return not (self.gazetteer.state_of(word) or self.listed(word) or self.modifies(word) or self.honours(word))

    def other_than(self, sentence: Sequence[Word], hit: NameHit) -> bool:
        """Whether a short name of the gazetteer is only the given name of somebody else, whose family name follows."""
        known = hit.short and hit.last == hit.first + 1 and sentence[hit.first].fold in self.given
        return known and hit.last < len(sentence) and self.familylike(sentence[hit.last])

    def _joined(self, word: Word) -> bool:
        """Whether a word that looks like a name is a particle and a word that is seen far more often without it ("وتحيات")."""
        if word.ent or word.fold[:1] not in "وبلفك" or len(word.fold) < 4:
            return False
        rest = word.text[1:]
        if word.fold[:1] == "و" and (word.fold[1:] in self.given or word.fold[1:] in self.person_words):
            return True
        often = self.vocabulary.log(rest)
        return often >= _OFTEN and self.vocabulary.log(word.text) + _OFTEN <= often + 1

    def name_begins(self, sentence: Sequence[Word], j: int, *, strict: bool) -> bool:
        if j >= len(sentence):
            return False
        word = sentence[j]
        if no_name(word) or word.fold in self.titles:
            return False
        if word.fold in self.given or word.fold in self.particles:
            return True
        hit = self.gazetteer.at(sentence, j)
        if hit is not None:
            return hit.entries[0].kind == "person" and hit.cut == 0
        if strict:
            return (word.fold in self.person_words and not word.definite) or word.tag == "foreign"
        return self.namelike(word)


def _base(form: str, honorifics: frozenset[str]) -> str:
    """The form of address that a pronoun was joined to: سمو of سموه, جلالة of جلالته."""
    stem = form.removesuffix("ها").removesuffix("ه")
    return stem[:-1] + "ه" if stem[-1:] == "ت" and stem[:-1] + "ه" in honorifics else stem


def no_name(word: Word) -> bool:
    """A particle that folds like a name: على is not علي, بأن not بان."""
    if word.tag == "preposition":
        return not word.text.endswith("ي")
    return word.tag == "complementiser" and "أ" in word.text


def values_of(value: object) -> list[str]:
    """All strings of a list or of a table of lists, however nested."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [s for v in value.values() for s in values_of(v)]
    if isinstance(value, list):
        return [s for v in value for s in values_of(v)]
    return []


def _common(language: Language) -> frozenset[str]:
    """Words that are no names: every form of the lexicon and the particles."""
    particles = [w for values in language.table("particles").values() for w in listed(values)]
    times = [w for key in ("calendar", "times", "numbers") for w in values_of(language.table(key)) if w and " " not in w]
    return frozenset(language.forms) | folded(particles) | folded(times) | folded(values_of(language.table("common")))
