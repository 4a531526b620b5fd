"""Tell the name in a phrase from the words that describe: titles, offices, nations, common nouns.

"وزير الخارجية الأمريكي أنتوني بلينكن" names him by its last two words; "مسؤول أمريكي" names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract.language import Language, listed
from extract.letters import fold, words

from .names import ARTICLE, Name, NameRules, bare, name_rules, parse_name

LONG = 5  # words from which on a phrase is more than a title and a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The words that describe, folded and without article, and the nations that adjectives mean."""

    names: NameRules
    titles: frozenset[str]
    heads: frozenset[str]
    particles: frozenset[str]
    nations: Mapping[str, str]
    known: frozenset[str]


def lexicon(language: Language) -> Lexicon:
    """The describing words of a language, from its titles, offices, heads, particles and gazetteer."""
    offices = [n for row in language.table("offices").get("offices", ()) for n in listed(row.get("names"))]
    titles = language.table("titles")
    forms = [f for row in titles.get("titles", ()) for key in ("forms", "plural") for f in listed(row.get(key))]
    nations = {bare(fold(form)): e.state or e.id for e in language.entries if e.kind == "state" for form in e.nisba}
    states = [
        n
        for e in language.entries
        if e.kind in ("state", "place") and not e.common
        for n in (e.name, *e.names, *e.local)
    ]
    return Lexicon(
        names=name_rules(language),
        titles=_words(forms) | _words(offices),
        heads=_words(_strings(language.table("heads"))) | _words(listed(titles.get("modifiers"))),
        particles=_words(_strings(language.table("particles"))),
        nations=nations,
        known=frozenset(bare(fold(n)) for n in states if " " not in n),
    )


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(bare(fold(w)) for p in phrases for w in p.split())


def person_name(surfaces: Iterable[str], lexicon: Lexicon) -> Name:
    """The fullest name that any of an actor's forms holds; no parts where all of them only describe."""
    found = [named_part(s, lexicon) for s in surfaces]
    plain = [n for n, titled in found if not titled]
    names = plain if any(n.parts for n in plain) else [n for n, _ in found]
    return max(names, key=lambda n: (min(len(n.parts), 6), sum(map(len, n.parts)), n.parts), default=Name(()))


def named_part(phrase: str, lexicon: Lexicon) -> tuple[Name, bool]:
    """The name at the end of a phrase, and whether a title led to it."""
    spans = [(s, e) for s, e in words(phrase) if any(c.isalpha() for c in phrase[s:e])]
    folded = [fold(phrase[s:e]) for s, e in spans]
    begin = _title(folded, lexicon)
    if begin is None:
        return _parse(phrase, lexicon), False
    at, construct = begin + 1, not folded[begin].startswith(ARTICLE)
    while at < len(folded) and (describing := _describes(folded[at], lexicon, construct=construct)):
        construct = construct or describing == "construct"
        at += 1
    return (_parse(phrase[spans[at][0] :], lexicon) if at < len(spans) else Name(())), True


def _title(folded: Sequence[str], lexicon: Lexicon) -> int | None:
    """Where the title stands that leads to a name: at the beginning, or, in a long string of them, the last with a name
    of two words after it."""
    closing = lexicon.names.closes  # "عبد الله" is a name, though "آية الله" is a title
    described = [w not in closing and (bare(w) in lexicon.titles or bare(w) in lexicon.heads) for w in folded]
    if len(folded) >= LONG:
        titled = [d or (w not in closing and bare(w) in lexicon.names.titles) for d, w in zip(described, folded, strict=True)]
        late = [n for n in range(1, len(folded) - 2) if titled[n] and folded[n].startswith(ARTICLE)]
        if late and not any(described[late[-1] + 1 :]) and not folded[late[-1] + 1].startswith(ARTICLE):
            return late[-1]
    return 0 if described and described[0] else None


def plain_form(forms: Mapping[str, int], lexicon: Lexicon) -> str | None:
    """Of a person's forms the fullest that is a name without a title, the commonest spelling of it."""
    found = {
        form: name
        for form in forms
        for name, titled in [named_part(form, lexicon)]
        if len(name.parts) > 1 and not titled
    }
    return min(found, key=lambda f: (-len(found[f].parts), -forms[f], f), default=None)


def _parse(phrase: str, lexicon: Lexicon) -> Name:
    name = parse_name(phrase, lexicon.names)
    only_nations = all(p in lexicon.nations or p in lexicon.heads for p in name.parts)
    return Name(()) if only_nations else name


def _describes(word: str, lexicon: Lexicon, *, construct: bool) -> str:
    """Whether a word after a title still belongs to it: "construct" where more definite nouns may follow."""
    plain = bare(word)
    if word in lexicon.names.given:
        return ""
    if word in lexicon.particles or plain in lexicon.heads or plain in lexicon.titles:
        return "construct"
    if plain in lexicon.nations or plain in lexicon.known:
        return "word"
    attached = (word[:1] in "بلو" and word[1:3] == ARTICLE) or word[:2] == "لل"
    return "word" if attached or (construct and word.startswith(ARTICLE)) else ""


def is_definite(phrase: str, lexicon: Lexicon) -> bool:
    """Whether a description means one in particular: "وزير الصناعة العماني", not "مسؤول في الوزارة"."""
    folded = [fold(phrase[s:e]) for s, e in words(phrase)]
    if not folded:
        return False
    if folded[0].startswith(ARTICLE):
        return True
    after = folded[1] if len(folded) > 1 else ""
    attached = (after[:1] in "بل" and after[1:3] == ARTICLE) or after in lexicon.particles
    nation = after in lexicon.nations
    return not attached and not nation and any(w.startswith(ARTICLE) or bare(w) in lexicon.known for w in folded[1:])


def described_key(phrase: str, lexicon: Lexicon) -> tuple[str, ...]:
    """A description or a name of an institution in comparable words: nations by id, plurals by one case."""
    out = []
    for start, end in words(phrase):
        word = bare(fold(phrase[start:end]))
        if any(c.isalnum() for c in word):
            out.append(
                "=" + lexicon.nations[word]
                if word in lexicon.nations
                else word[:-2] + "ين"
                if word.endswith("ون")
                else word
            )
    return tuple(out)
