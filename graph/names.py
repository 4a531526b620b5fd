"""Hold names of people against each other as Arabic writes them.

Titles fall away, "al-" is loose, a kunya is one name, chains of fathers may be cut short, and foreign
names are spelled by ear ("بلينكن", "بلينكين"); Arabic names are not: "حسن" is never "حسين".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from extract.language import Language, Table, listed
from extract.letters import fold, words

ARTICLE = "ال"
SPELLING, CUT_SHORT, ENDS_ONLY, COMMON_CHAIN, ONE_SHARED = 0.93, 0.9, 0.86, 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Score:
    """How sure it is that two things are one, from 0 to 1, and why."""

    value: float
    why: str


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in comparable parts. ``chain`` says that it names a father."""

    parts: tuple[str, ...]
    chain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRules:
    """What a language says about names; every word folded.

    ``native`` names have one spelling; ``given`` are all first names known, foreign ones too.
    """

    titles: frozenset[str]
    child_of: frozenset[str]
    opens: frozenset[str]
    closes: frozenset[str]
    silent: frozenset[str]
    native: frozenset[str]
    given: frozenset[str]
    native_letters: frozenset[str]
    vowels: frozenset[str]
    sounds: Mapping[str, str]
    digraphs: tuple[tuple[str, str], ...]


def name_rules(language: Language) -> NameRules:
    """The rules of ``identity.toml``, with the titles and given names of ``titles.toml``."""
    own, titles = language.table("identity"), language.table("titles")
    sounds = {fold(letter): fold(group[0]) for group in own.get("same_sound", ()) for letter in group}
    return NameRules(
        titles=frozenset(_title_words(titles)),
        child_of=_folded(own.get("child_of")),
        opens=_folded(own.get("opens")) | _folded(own.get("kunya")),
        closes=_folded(own.get("closes")),
        silent=_folded(own.get("silent")),
        native=_folded(own.get("native")),
        given=_folded(own.get("native")) | _folded(titles.get("given_names")),
        native_letters=frozenset(listed(own.get("native_letters"))),
        vowels=frozenset(listed(own.get("vowels"))),
        sounds=sounds,
        digraphs=tuple((fold(a), fold(b)) for a, b in own.get("digraphs", ())),
    )


def _folded(value: object) -> frozenset[str]:
    return frozenset(fold(v) for v in listed(value))


def _title_words(titles: Table) -> Iterable[str]:
    """Titles of one word and honorifics, which are no part of anyone's name."""
    for row in titles.get("titles", ()):
        for form in (*listed(row.get("forms")), *listed(row.get("plural"))):
            if " " not in form:
                yield bare(fold(form))
    honorifics = titles.get("honorifics", ())
    for phrase in listed(honorifics) if isinstance(honorifics, list) else ():
        yield from (bare(fold(w)) for w in phrase.split())


def bare(word: str) -> str:
    """A folded word without its article."""
    return word[2:] if word.startswith(ARTICLE) and len(word) > 4 else word


def parse_name(text: str, rules: NameRules) -> Name:
    """The comparable parts of a name: ``("محمد", "سلمان")`` for "الأمير محمد بن سلمان"."""
    found = [fold(text[s:e]) for s, e in words(text)]
    found = [w for w in found if any(c.isalpha() for c in w)]
    while len(found) > 1 and bare(found[0]) in rules.titles and found[0] not in rules.given:
        found = found[1:]
    parts: list[str] = []
    chain, pending = False, ""
    for place, word in enumerate(found):
        last = place == len(found) - 1
        if word in rules.child_of and not last:
            chain = chain or bool(parts)
        elif word in rules.silent and not last:
            continue
        elif word in rules.opens and not last:
            pending += word
        elif word in rules.closes and parts and not pending:
            parts[-1] += word
        else:
            parts.append(pending + (word if pending else bare(word)))
            pending = ""
    return Name(tuple(parts), chain)


@lru_cache(maxsize=100_000)
def _skeleton(
    part: str, digraphs: tuple[tuple[str, str], ...], sounds: tuple[tuple[str, str], ...], vowels: frozenset[str]
) -> str:
    for written, read in digraphs:
        part = part.replace(written, read)
    table = dict(sounds)
    heard = [table.get(c, c) for c in part]
    kept = heard[:1] + [c for c in heard[1:] if c not in vowels]
    while len(kept) > 2 and kept[-1] == "ه":
        kept.pop()
    return "".join(c for i, c in enumerate(kept) if not i or c != kept[i - 1])


def skeleton(part: str, rules: NameRules) -> str:
    """What of a part every transliteration keeps: its first letter and its consonants by sound."""
    if not foreign(part, rules):
        return part
    return _skeleton(part, rules.digraphs, tuple(sorted(rules.sounds.items())), rules.vowels)


def foreign(part: str, rules: NameRules) -> bool:
    """Whether a part may be a name written by ear, whose vowels may vary."""
    return len(part) >= 4 and part not in rules.native and not rules.native_letters.intersection(part)


def same_part(left: str, right: str, rules: NameRules) -> float:
    """1 for the same part, less for another spelling of it, 0 for another name."""
    if left == right:
        return 1.0
    if not (foreign(left, rules) and foreign(right, rules)):
        return 0.0
    if left in rules.given and right in rules.given and (left[-1] in rules.vowels) != (right[-1] in rules.vowels):
        return 0.0  # "كريستين" and "كريستينا", "مارك" and "ماركو" are two first names
    bones = skeleton(left, rules)
    return SPELLING if len(bones) >= 3 and bones == skeleton(right, rules) else 0.0


def compare_names(left: Name, right: Name, rules: NameRules) -> Score:
    """How sure it is that two names mean one person, by the names alone.

    Two names of one part say too little to be sure, however alike; who calls may know more.
    """
    short, long = sorted((left, right), key=lambda n: (len(n.parts), n.parts))
    if not short.parts:
        return Score(0.0, "no name")
    if len(short.parts) == len(long.parts):
        return _same_length(short, long, rules)
    if len(short.parts) == 1:
        shared = any(same_part(short.parts[0], p, rules) for p in long.parts)
        return Score(ONE_SHARED, "one name in common") if shared else Score(0.0, "no name in common")
    return _cut_short(short, long, rules)


def _same_length(left: Name, right: Name, rules: NameRules) -> Score:
    scores = [same_part(a, b, rules) for a, b in zip(left.parts, right.parts, strict=True)]
    if min(scores) == 0.0:
        shared = any(scores) or set(left.parts) & set(right.parts)
        return Score(0.3 if shared else 0.0, "some names differ" if shared else "no name in common")
    if len(scores) == 1:
        return Score(ONE_SHARED, "one name in common")
    return Score(1.0, "the same name") if min(scores) == 1.0 else Score(SPELLING, "the same name in another spelling")


def _cut_short(short: Name, long: Name, rules: NameRules) -> Score:
    """A name against a longer one: first names must agree, the others stand in order."""
    if not same_part(short.parts[0], long.parts[0], rules):
        return Score(0.0, "first names differ")
    place = 0
    for part in short.parts[1:]:
        place = next((i for i in range(place + 1, len(long.parts)) if same_part(part, long.parts[i], rules)), 0)
        if not place:
            return Score(0.3, "some names differ")
    if all(p in rules.given for p in short.parts) and not (short.chain and long.chain):
        return Score(COMMON_CHAIN, "a common name, part of a longer one")
    if place == len(short.parts) - 1:
        return Score(CUT_SHORT, "the beginning of the longer name")
    return Score(ENDS_ONLY, "the longer name without its middle")
