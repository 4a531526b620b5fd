"""How far a phrase runs from its title or head: a construct chain up to its definite end, then adjectives, then, after a title, a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .actor_words import ActorWords
from .language import Entry
from .names import Gazetteer, NameHit
from .words import Word

Sentence = Sequence[Word]
_LONGEST = 10
OPENING, CLOSING = frozenset("«\"“"), frozenset("»\"”")
_FEMININE = ("ى", "ا", "اء", "ات")
_NUN = ("ون", "ين", "تان", "تين")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a phrase has come: its end (exclusive), whether something definite closes it, the state that it names, and where
    a person's name begins, -1 for nowhere."""

    end: int
    closed: bool
    state: Entry | None = None
    name: int = -1

    def over(self, end: int, *, state: Entry | None = None, closed: bool = True) -> Reach:
        """The same phrase, grown up to a word."""
        return Reach(end, closed, self.state or state)


class Extent:
    """Measures phrases by the word lists of one language."""

    def __init__(self, words: ActorWords) -> None:
        self.words = words

    def __call__(self, sentence: Sentence, i: int, *, definite: bool, titled: bool) -> Reach:
        """How far the phrase runs whose title or head is word i."""
        reach = Reach(i + 1, definite)
        while reach.name < 0 and reach.end < min(len(sentence), i + _LONGEST):
            further = self._title_step(sentence, i, reach) if titled else None
            further = further or self._step(sentence, i, reach, titled=titled)
            if further is None:
                break
            reach = further
        return reach

    # After a title

    def _title_step(self, sentence: Sentence, i: int, reach: Reach) -> Reach | None:
        """What only a title goes on with: honorifics and ranks before a name, whom one speaks for, to where one is sent."""
        j, lists = reach.end, self.words
        word, before = sentence[j], sentence[j - 1]
        if lists.honours(before) and not (word.definite or word.conj or word.prep) and lists.name_begins(sentence, j, strict=True):
            return replace(reach, name=j)
        if word.tag == "mark":
            goes_on = reach.closed and word.text in "،,-–" and lists.name_begins(sentence, j + 1, strict=True)
            return replace(reach, name=j + 1) if goes_on else None
        if reach.closed and (name := self._name_after_ranks(sentence, j)) >= 0:
            return Reach(name, True, reach.state, name)
        stands_for = word.fold in lists.on_behalf or (word.fold in lists.delegated and before.bare in lists.delegates)
        if stands_for and j + 1 < len(sentence):
            return reach.over(j + 1, closed=False)
        if reach.closed and any(word.fold == stem + end for stem in lists.on_behalf for end in ("ه", "ها", "هم", "نا")):
            return reach.over(j + 1)
        if reach.closed and (name := self._name_after_place(sentence, i, j)) >= 0:
            return Reach(name, True, reach.state, name)
        return None

    def _name_after_ranks(self, sentence: Sentence, j: int) -> int:
        """Where a name begins after one or more ranks from word j on ("العقيد الركن فلان"); -1 for nowhere."""
        k = j
        while k < len(sentence) and sentence[k].definite and not (sentence[k].conj or sentence[k].prep):
            if not (sentence[k].bare in self.words.ranks or self.words.honours(sentence[k]) or (k > j and self.words.modifies(sentence[k]))):
                break
            k += 1
        if k == j or k >= len(sentence):
            return -1
        return k if self.words.name_begins(sentence, k, strict=False) else -1

    def _name_after_place(self, sentence: Sentence, i: int, j: int) -> int:
        """Where a name begins after the place or body of an office that a preposition joins to it ("المبعوث الخاص إلى اليمن فلان")."""
        word, gazetteer = sentence[j], self.words.gazetteer
        k = j + 1 if word.fold in self.words.office_prepositions else j
        if k >= len(sentence):
            return -1
        hit = gazetteer.at(sentence, k)
        if k == j and not (hit is not None and hit.prep):
            start = self.words.start(word, self.words.heads)
            if start is None or not start.prep or k + 1 >= len(sentence):
                return -1
            k, hit = k + 1, gazetteer.at(sentence, k + 1)
        inner = self.words.start(sentence[k], self.words.heads)
        own = hit is not None and hit.last > k + 1 and hit.prep == "ب" and hit.entries[0].kind == "state"    # "وزير الخارجية بدولة قطر"
        if hit is not None and hit.entries[0].kind in ("place", "state") and sentence[i].bare not in self.words.posted and not own:
            return -1    # "استقبل الرئيس في العاصمة فلانا": the name is another's
        if hit is not None and hit.entries[0].kind != "person":
            k = hit.last
        elif inner is not None and not inner.conj:
            k = self(sentence, k, definite=inner.definite, titled=False).end
        elif sentence[k].definite and not sentence[k].conj:
            k += 1
        else:
            return -1
        while k < len(sentence) and sentence[k].definite and not (sentence[k].conj or sentence[k].prep) and self.words.qualifies(sentence[k], titled=False):
            k += 1
        if k < len(sentence) and (self.words.name_begins(sentence, k, strict=True) and not sentence[k].conj):
            return k
        return self._name_after_ranks(sentence, k) if k < len(sentence) else -1

    # After a title or a head

    def _step(self, sentence: Sentence, i: int, reach: Reach, *, titled: bool) -> Reach | None:
        """One more word or name that belongs to the phrase; None where it ends."""
        j, lists = reach.end, self.words
        word, before, hit, nation = sentence[j], sentence[j - 1], lists.gazetteer.at(sentence, j), lists.gazetteer.state_of(sentence[j])
        if word.tag == "mark":
            return self._quoted_nation(sentence, reach)
        pair, last = lists.gazetteer.state_at(sentence, j)
        if last > j + 1 and not word.prep and not word.conj:
            return reach.over(last, state=pair)
        adjective = reach.closed and nation is not None and word.definite and hit is not None and hit.last == j + 1
        named = hit is not None and (not all(e.common for e in hit.entries) or (j == i + 1 and lists.heads.get(sentence[i].bare) == "place"))
        if hit is not None and named and not adjective and not hit.prep and hit.cut == 0:
            return self._over_name(sentence, i, reach, hit, titled=titled)
        if lists.tag(word) not in ("", "foreign"):
            return None
        if titled and lists.honours(word):
            return replace(reach, end=j + 1)
        if word.definite:
            return self._over_definite(sentence, i, reach, titled=titled)
        if not reach.closed and (before.fold, word.fold) in lists.compounds:
            return replace(reach, end=j + 1)
        if (word.conj and word.fold not in lists.titles) or (word.sure_verb and not (titled and lists.named_like_a_verb(sentence, j))):
            return None
        if not reach.closed and not (word.conj or word.prep) and (lists.owned(word) or ((inner := lists.start(word, lists.heads)) is not None and inner.owned)):
            return reach.over(j + 1)
        if reach.closed and word.fold[:1] == "و" and self._has_fields(sentence, i, j) and self._field(sentence, j):
            return reach.over(j + 2)
        if titled and reach.closed and word.fold[:1] == "ل" and (word.fold[1:] in lists.titles or word.fold[1:] in lists.heads) and j + 1 < len(sentence):
            return reach.over(j + 1, closed=False)
        if titled and word.fold in lists.construct_adjectives and not sentence[i].definite and lists.chain(sentence, j):
            return replace(reach, end=j + 1)
        if titled and not sentence[i].definite and (nation or lists.modifies(word)) and sentence[j - 1].fold not in lists.on_behalf:
            return reach.over(j + 1, state=nation)
        if reach.closed:
            return replace(reach, name=j) if titled and lists.name_begins(sentence, j, strict=False) else None
        if nation:
            return reach.over(j + 1, state=nation)
        if not titled and self._no_genitive(sentence[i], word):
            return None
        if lists.modifies(word) or not lists.chain(sentence, j):
            return replace(reach, name=j) if titled and lists.name_begins(sentence, j, strict=True) else None
        return replace(reach, end=j + 1)

    def _quoted_nation(self, sentence: Sentence, reach: Reach) -> Reach | None:
        """Over an adjective of origin in quotation marks, as the press writes that does not recognise a state: "الحكومة «…ية»"."""
        j = reach.end
        if not reach.closed or sentence[j].text not in OPENING or j + 2 >= len(sentence) or sentence[j + 2].text not in CLOSING:
            return None
        nation = self.words.gazetteer.state_of(sentence[j + 1])
        return reach.over(j + 3, state=nation) if nation is not None and sentence[j + 1].definite and not sentence[j + 1].prep else None

    def _no_genitive(self, head: Word, word: Word) -> bool:
        """Whether a word cannot be the genitive of a head: the head has its nun ("مواطنون"), or the word its tanwin ("شموعا")."""
        if head.bare.endswith("ات") and word.pos == "ADJ" and word.bare.endswith("يه"):
            return True
        return head.bare.endswith(_NUN) or (word.text.removesuffix("\u064b").endswith("ا") and word.pos in ("NOUN", "ADJ") and not word.ent)

    def agrees(self, sentence: Sentence, i: int, j: int, *, titled: bool) -> bool:
        """Whether an adjective can belong to one of the words i to j: none in the feminine singular to a sound plural of
        people ("المستوطنين المتواصلة"), none in the masculine to nouns that are all feminine ("القيادة الطارئ")."""
        nouns = [w for w in sentence[i:j] if w.tag != "mark"]
        if sentence[j].ta:
            return not all(w.bare.endswith(("ون", "ين")) and (self.words.titles.get(w.bare) or w.bare in self.words.heads) for w in nouns)
        return titled or sentence[j].text.endswith(_FEMININE) or not all(w.ta for w in nouns)

    def _has_fields(self, sentence: Sentence, i: int, j: int) -> bool:
        """Whether words i to j name a ministry, committee or the like, whose name may go on after "and"."""
        return any(w.bare in self.words.portfolios for w in sentence[i:j])

    def _field(self, sentence: Sentence, j: int) -> bool:
        """Whether word j joins a further field to the name of a ministry ("وشؤون المغتربين")."""
        noun, after = sentence[j].fold[1:], sentence[j + 1] if j + 1 < len(sentence) else None
        if after is None or not after.definite or after.conj or after.prep:
            return False
        return noun in self.words.fields

    def _over_name(self, sentence: Sentence, i: int, reach: Reach, hit: NameHit, *, titled: bool) -> Reach | None:
        """Over a name of the gazetteer: it closes a construct, or it is the name of the person whose title stands before."""
        j, kind = reach.end, hit.entries[0].kind
        if kind == "person":
            return replace(reach, name=j) if titled else None
        if (reach.closed and kind != "state" and not titled) or (not reach.closed and self.words.with_nun(sentence[j - 1])):
            return None
        before = sentence[j - 1]
        if not reach.closed or (titled and self.words.modifies(before)) or (j > i + 1 and before.tag == "preposition"):
            return reach.over(hit.last, state=hit.entries[0] if kind == "state" else None)
        return None

    def _over_definite(self, sentence: Sentence, i: int, reach: Reach, *, titled: bool) -> Reach | None:
        """Over a word with its article: the end of a construct, an adjective, or what is joined to either."""
        j, lists = reach.end, self.words
        word, before, nation = sentence[j], sentence[j - 1], lists.gazetteer.state_of(sentence[j])
        if word.prep:
            inner = lists.gazetteer.at(sentence, j)
            if word.prep != "ل" or not reach.closed or not titled:
                return None
            if inner is not None:
                return replace(reach, end=inner.last, state=reach.state or (inner.entries[0] if inner.entries[0].kind == "state" else None))
            return replace(reach, end=j + 1) if lists.modifies(before) else None
        if word.conj:
            plain = not (nation or word.bare in lists.titles or word.bare in lists.heads or inner_name(lists.gazetteer, sentence, j))
            joins = reach.closed and plain and j > i + 1 and before.definite and self._has_fields(sentence, i, j)
            return replace(reach, end=j + 1) if joins and not lists.gazetteer.state_of(before) else None
        if reach.closed and not nation and not (lists.qualifies(word, titled=titled) and self.agrees(sentence, i, j, titled=titled)):
            return None
        if not reach.closed and not nation and lists.with_nun(before):
            return None
        if j == i + 1 and not nation and sentence[i].bare in lists.no_construct:
            return None
        return reach.over(j + 1, state=nation)

    def goes_on(self, sentence: Sentence, k: int, *, named: bool) -> bool:
        """Whether word k can belong to the phrase before it: an adjective, or a further name of a person."""
        word = sentence[k]
        if named and _within_name(sentence, k):
            return True
        if word.conj or word.prep or word.tag not in ("", "foreign") or word.sure_verb:
            return False
        if word.definite and self.words.gazetteer.state_of(word):
            return True
        hit = self.words.gazetteer.at(sentence, k)
        if hit is not None and hit.entries[0].kind != "person" and not all(e.common for e in hit.entries):
            return False
        return (word.definite and self.words.qualifies(word, titled=False)) or (named and not self.words.listed(word) and self.words.namelike(word))


def _within_name(sentence: Sentence, k: int) -> bool:
    """Whether a word is seen as a part of the name of a person that goes on from the word before, though its first letter might be attached to it ("فليمنغر")."""
    word, before = sentence[k], sentence[k - 1]
    return k > 0 and word.ent == before.ent == "PER" and not word.tag and not word.definite and word.conj != "و"


def inner_name(gazetteer: Gazetteer, sentence: Sentence, j: int) -> bool:
    """Whether a gazetteer name begins at word j."""
    return gazetteer.at(sentence, j) is not None
