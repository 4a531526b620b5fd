"""The shape of a sentence in straight lines: coordinated phrases, their prepositions, clauses, subjects.

No tree is built. Arabic news prose puts the verb before its subject and prepositions before their nouns,
so order, agreement and a few closed classes of words say most of what roles need; a parser may say more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .forms import Form
from .phrase import Phrase
from .words import Word

STOPS = frozenset(".!؟?؛:…")
QUOTES = frozenset('"«»“”')
_PASSIVE_U = "\u064f"
_SUBJECTLESS = frozenset({"تم", "يتم", "جري", "جرت", "يجري", "تجري"})
_BACK = frozenset({"فيه", "فيها", "فيهما", "فيهم", "خلاله", "خلالها", "خلالهما", "خلالهم", "بموجبه", "بموجبها"})    # they speak of the noun that a clause describes
_ATTACHED = frozenset("بلك")
_BESIDE = frozenset({"adverb", "negation", "auxiliary"})
_SKIP = frozenset({"adverb", "negation", "auxiliary", "number", "pronoun", "quantifier", "conjunction"})


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases joined by "and", with the preposition that governs them all.

    ``genitive`` is the word index of the noun they belong to (-1 if none), ``outer`` the preposition
    before that noun ("بجهود المملكة": outer is ب).
    """

    phrases: tuple[int, ...]
    first: int
    last: int
    prep: str = ""
    genitive: int = -1
    outer: str = ""


@dataclass
class Clause:
    """A sentence's words with its groups and what was learnt of its verbs.

    ``subjects[i]`` is the group that is the subject of the verb at word i; ``noun_subject`` holds verbs
    whose subject is a noun that is no actor, ``sent`` those whose subject speaks in what came from him.
    """

    words: Sequence[Word]
    phrases: Sequence[Phrase]
    groups: list[Group]
    starts: Mapping[int, int]
    verbs: Mapping[int, Form]
    times: frozenset[int]
    subjects: dict[int, int | None] = field(default_factory=dict)
    shared: dict[int, int] = field(default_factory=dict)
    noun_subject: set[int] = field(default_factory=set)
    passive: set[int] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    triggers: frozenset[int] = frozenset()
    sayings: frozenset[int] = frozenset()


def clause(words: Sequence[Word], phrases: Sequence[Phrase], verbs: Mapping[int, Form], times: frozenset[int]) -> Clause:
    """The groups, and each verb's subject, left to right."""
    groups = _groups(words, phrases, verbs)
    made = Clause(words, phrases, groups, {g.first: n for n, g in enumerate(groups)}, verbs, times)
    for i in sorted(verbs):
        _subject(made, i)
    return made


def _groups(words: Sequence[Word], phrases: Sequence[Phrase], verbs: Mapping[int, Form]) -> list[Group]:
    out: list[Group] = []
    for n, phrase in enumerate(phrases):
        previous = out[-1] if out else None
        if previous is not None and _joined(words, phrases, previous, phrase):
            out[-1] = Group((*previous.phrases, n), previous.first, phrase.last, previous.prep, previous.genitive, previous.outer)
            continue
        prep = phrase.prep or _preposition(words, phrase.first - 1)
        genitive, outer = (-1, "")
        if not prep and not phrase.conj:
            genitive, outer = _governor(words, phrase.first - 1, verbs)
        out.append(Group((n,), phrase.first, phrase.last, prep, genitive, outer))
    return out


def _joined(words: Sequence[Word], phrases: Sequence[Phrase], group: Group, phrase: Phrase) -> bool:
    between = words[group.last : phrase.first]
    head = phrases[group.phrases[-1]]
    if phrase.prep and phrase.prep != group.prep:
        return False
    if not between:
        return phrase.conj
    if len(between) == 1 and (between[0].fold == "و" or (phrase.conj and _describes(words, group, between[0]))):
        return True
    if len(between) == 1 and between[0].text in "،,":
        return (phrase.conj and phrase.kind == head.kind) or (not phrase.conj and phrase.kind == head.kind and len(group.phrases) > 1) or (
            phrase.kind == head.kind == "state"
        )  # fmt: skip
    return len(between) == 1 and between[0].conj == "و" and between[0].tag == "preposition" and between[0].bare == group.prep


def _describes(words: Sequence[Word], group: Group, word: Word) -> bool:
    """Whether a word is an adjective of the indefinite noun that ends a group ("ميليشيا محلية وعشيرة")."""
    return word.pos == "ADJ" and not (word.tag or word.definite or words[group.last - 1].definite)


def _preposition(words: Sequence[Word], k: int) -> str:
    """The preposition that ends at word k, with quantifiers and an opening quote passed over ("إلى كل من", "لـ«")."""
    if k > 0 and words[k].text in QUOTES and (words[k - 1].tag == "preposition" or words[k - 1].fold in _ATTACHED):
        k -= 1
    if k >= 0 and words[k].fold in _ATTACHED:
        return words[k].fold
    while k > 0 and (words[k].tag == "quantifier" or (words[k].bare == "من" and words[k - 1].tag == "quantifier")):
        k -= 1
    if k > 0 and words[k].bare in ("يد", "ايدي") and words[k - 1].bare == "علي":
        return "علي يد"
    if k >= 0 and words[k].tag == "preposition":
        if words[k].bare == "قبل" and k and words[k - 1].bare == "من":
            return "من قبل"
        return words[k].bare
    return ""


def _governor(words: Sequence[Word], k: int, verbs: Mapping[int, Form]) -> tuple[int, str]:
    """The construct noun that ends at word k and the preposition before it."""
    first = k
    while first >= 0 and k - first < 3:
        word = words[first]
        if word.tag or word.definite or word.sure_verb or first in verbs or (word.fold.endswith("ا") and len(word.fold) > 3):
            break
        first -= 1
        if word.conj:
            break
    first += 1
    if first > k:
        return -1, ""
    prep = _preposition(words, first - 1)
    fold = words[first].fold.removeprefix("و")
    if not prep and fold[:1] in ("ب", "ل") and len(fold) > 4:
        prep = fold[0]
    return k, prep


def is_passive(word: Word, form: Form) -> bool:
    """Whether letters show a passive: an u on the first letter of the verb, or a form of its own."""
    return form.passive or _PASSIVE_U in word.text[:4]


def _subject(made: Clause, i: int) -> None:
    words, form = made.words, made.verbs[i]
    if is_passive(words[i], form):
        made.passive.add(i)
    first = _sender(made, i)
    if first is not None:
        made.sent.add(i)
    if first is None:
        first = _opening(made, i)
    if first is None:
        first = _subject_after(made, i)
    if first is not None:
        made.subjects[i] = first
        return
    made.subjects[i] = _relative(made, i)
    if made.subjects[i] is None and form.number == "d":
        made.subjects[i] = next((n for n in range(len(made.groups) - 1, -1, -1) if made.groups[n].last <= i and len(made.groups[n].phrases) > 1), None)
    if made.subjects[i] is None:
        made.subjects[i] = _subject_before(made, i)


def _opening(made: Clause, i: int) -> int | None:
    """The group right before a verb ("باريس ترفض", "أن الحكومة تدعم"): with the subject first, what follows is the object."""
    words, k, form = made.words, i - 1, made.verbs[i]
    joined = words[i].fold[0] in "وف" and not words[i].fold.startswith(form.text[:2])
    if joined or form.person == 1:
        return None
    while k >= 0 and (words[k].tag in _BESIDE or k in made.times):
        k -= 1
    n = next((n for n, g in enumerate(made.groups) if g.last == k + 1), None)
    if n is None or made.groups[n].prep or made.groups[n].genitive >= 0:
        return None
    head = made.phrases[made.groups[n].phrases[0]]
    return n if agrees(form, head, words[head.first]) else None


def _sender(made: Clause, i: int) -> int | None:
    """Who speaks in a clause about what came from him ("تلقى اتصالا من الوزير أعرب فيه"): the group with "from" after the last verb."""
    words = made.words
    if i + 1 >= len(words) or words[i + 1].fold not in _BACK:
        return None
    verb = max((k for k in made.verbs if k < i), default=-1)
    for n, group in enumerate(made.groups):
        if verb < group.first < i and group.prep == "من" and made.phrases[group.phrases[0]].kind != "place":
            return n
    return None


def _subject_after(made: Clause, i: int) -> int | None:
    words, k, comma = made.words, i + 1, False
    form = made.verbs[i]
    if (form.tense == "past" and form.number in ("p", "d") and form.person == 3) or form.person == 1:
        return None
    while k < len(words) and k - i <= 22:
        word = words[k]
        if k in made.starts:
            group = made.groups[made.starts[k]]
            if not group.prep and group.genitive < 0:
                if comma and made.phrases[group.phrases[0]].conj:
                    return None
                return made.starts[k]
            k = group.last
            continue
        if word.tag == "mark":
            if word.text in STOPS or word.text in QUOTES:
                return None
            comma = True
        elif word.tag in ("complementiser", "relative") and not (word.bare == "من" or word.bare == "ما"):
            return None
        elif word.tag == "preposition":
            k += 1
            while k < len(words) and k not in made.starts and not words[k].tag and not words[k].sure_verb and k not in made.verbs:
                k += 1
            if k in made.starts and (made.groups[made.starts[k]].prep or made.groups[made.starts[k]].genitive >= 0):
                k = made.groups[made.starts[k]].last
            continue
        elif k in made.verbs or word.sure_verb:
            return None
        elif not word.tag and k not in made.times and not word.fold.endswith("ا"):
            made.noun_subject.add(i)
            return None
        k += 1
    return None


def _relative(made: Clause, i: int) -> int | None:
    k = i - 1
    while k >= 0 and made.words[k].tag in ("negation", "auxiliary"):
        k -= 1
    if k >= 0 and made.words[k].tag == "relative" and made.words[k].bare not in ("ما", "من"):
        return next((n for n, g in enumerate(made.groups) if g.last == k or (g.last == k - 1 and made.words[k - 1].tag == "mark")), None)
    return None


def _subject_before(made: Clause, i: int) -> int | None:
    """The group that opens the clause, or the subject of the verb this one is joined to."""
    words, k = made.words, i - 1
    candidate: int | None = None
    ends = {g.last: n for n, g in enumerate(made.groups)}
    while k >= 0 and i - k < 30:
        word = words[k]
        if word.tag == "complementiser" or word.text in STOPS or word.text in QUOTES:
            break
        if (k in made.verbs or word.sure_verb) and k in made.subjects:
            if candidate is None or words[i].conj:
                candidate = made.subjects[k]
            break
        if k + 1 in ends:
            group = made.groups[ends[k + 1]]
            if not group.prep and group.genitive < 0 and not (made.phrases[group.phrases[0]].conj and candidate is not None):
                candidate = ends[k + 1]
            k = group.first - 1
            continue
        if word.tag in ("relative",) and word.bare not in ("ما", "من"):
            break
        k -= 1
    return candidate


def agrees(form: Form, phrase: Phrase, head: Word) -> bool:
    """Whether a verb's gender can be that of a phrase; unknown gender agrees with everything."""
    if phrase.kind == "person" and phrase.name and not phrase.title:
        return True
    if form.gender == "f":
        return phrase.kind != "person" or head.bare.endswith("ه") or phrase.plural
    return True


def clause_end(made: Clause, i: int) -> int:
    """Where the clause of word i ends: at a stop, a complementiser, a relative or the next verb."""
    for k in range(i + 1, len(made.words)):
        word = made.words[k]
        if word.text in STOPS or word.tag == "complementiser":
            return k
        if (k in made.verbs or word.sure_verb) and k > i + 1 and made.words[k - 1].fold != "ان":
            return k
        if word.tag == "relative" and word.bare not in ("ما", "من"):
            return k
    return len(made.words)
