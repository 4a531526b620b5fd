"""Match compiled forms against the words of a text: the longest expression at each word, left to right.

What matched comes back as fields: a mapping that the words and forms filled. A phrase is read once at each word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .letters import MARKS
from .times_grammar import ARTICLE, Fields, Form, Grammar, Item
from .times_numbers import number_ends
from .times_tokens import Token

_ANY = "*"      # no matter what is attached
_REACH = 40     # words of the longest expression
_DEFINITE = ARTICLE + "+"
_Ends = list[tuple[int, Fields]]


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``first`` to ``last`` (half open) as one form reads them; rule "" means: no time."""

    first: int
    last: int
    rule: str
    fields: Fields


def scan(grammar: Grammar, tokens: Sequence[Token]) -> Iterator[Match]:
    """The longest match from each word on, left to right, without overlaps."""
    matcher, i = _Matcher(grammar, tokens), 0
    while i < len(tokens):
        found = matcher.best(i) if tokens[i].mask else None
        if found is None:
            i += 1
            continue
        if found.rule:
            yield found
        i = found.last


@dataclass(slots=True)
class _Matcher:
    """The forms of a grammar held against one stretch of words; what was read is remembered."""

    grammar: Grammar
    tokens: Sequence[Token]
    known: dict[tuple[str | int, int, str], _Ends] = field(default_factory=dict)
    ahead: dict[int, int] = field(default_factory=dict)

    def best(self, i: int) -> Match | None:
        """The longest form at a word, the earlier one where two are as long."""
        chosen: Match | None = None
        tokens = self.tokens
        for form in self.grammar.candidates(tokens[i].mask, self._ahead(i)):
            if form.after or form.not_after:
                before = _bare(tokens[i - 1].word) if i and not tokens[i].broken else set()
                if (form.after and not before & form.after) or before & form.not_after:
                    continue
            for end, fields in self._ends(form, i, _ANY):
                if end == i or (chosen is not None and end <= chosen.last):
                    continue
                if form.not_before and end < len(tokens) and not tokens[end].broken and _stopped(tokens[end], form.not_before):
                    continue
                chosen = Match(i, end, form.rule, _overridden(fields, form))
        return chosen

    def _ahead(self, i: int) -> int:
        """The classes of the words that one expression could reach from a word."""
        if (known := self.ahead.get(i)) is not None:
            return known
        out = self.tokens[i].mask
        for token in self.tokens[i + 1 : i + _REACH]:
            if token.broken:
                break
            out |= token.mask
        self.ahead[i] = out
        return out

    def _ends(self, form: Form, i: int, prefix: str) -> _Ends:
        out: _Ends = []
        self._follow(form.items, 0, i, prefix, {}, out)
        return out

    def _follow(self, items: Sequence[Item], k: int, i: int, prefix: str, fields: Fields, out: _Ends) -> None:
        """Put the ends of all ways through some items into ``out``, those that skip nothing first."""
        tokens, grammar = self.tokens, self.grammar
        while k < len(items):
            item = items[k]
            k += 1
            if i < len(tokens) and tokens[i].mask & grammar.starts(item) and not (prefix != _ANY and tokens[i].broken):
                for end, said in self._item(item, i, item.prefix or prefix):
                    both = merged(fields, {item.label: said} if item.label else said)
                    if both is not None:
                        self._follow(items, k, end, "", both, out)
            if not item.optional:
                return
        out.append((i, fields))

    def _item(self, item: Item, i: int, wanted: str) -> Iterator[tuple[int, Fields]]:
        mask = self.tokens[i].mask
        for bit in item.cores:
            if bit & mask:
                yield from self._class(bit, i, wanted)
        for name in item.phrases:
            if self.grammar.may_begin(name, mask):
                yield from self._phrase(name, i, wanted)

    def _phrase(self, name: str, i: int, wanted: str) -> _Ends:
        """The ends of a phrase that begins at a word, with its fields, each once."""
        if (known := self.known.get((name, i, wanted))) is not None:
            return known
        out: _Ends = []
        ahead = self._ahead(i)
        for form in self.grammar.phrases[name]:
            if not self.grammar.possible(form, ahead):
                continue
            for end, fields in self._ends(form, i, wanted):
                said = _overridden(fields, form)
                found = end, {**said, "at_" + name: (i, end)} if form.mark else said
                if end > i and found not in out:
                    out.append(found)
        self.known[name, i, wanted] = out
        return out

    def _class(self, bit: int, i: int, wanted: str) -> _Ends:
        """The ends of a word or name of a class, or of a number, at a word."""
        if (known := self.known.get((bit, i, wanted))) is not None:
            return known
        tokens, token = self.tokens, self.tokens[i]
        out: _Ends = []
        for sense in token.senses:
            if sense.bit != bit or not _fits((token.prefix if token.prefix == "و" else "") + sense.prefix, wanted):
                continue
            if sense.exact and not MARKS.sub("", token.raw).endswith(sense.exact):
                continue
            end = i + 1 + len(sense.rest)
            if sense.rest and (end > len(tokens) or any(tokens[i + 1 + n].word != w or tokens[i + 1 + n].broken for n, w in enumerate(sense.rest))):
                continue
            out.append((end, sense.fields))
        builtin = self.grammar.builtins.get(bit)
        if builtin and _fits(token.prefix if token.number is None or token.prefix else "و" if token.number[1] else "", wanted):
            out += number_ends(builtin, tokens, i, self.grammar.numbers)
        self.known[bit, i, wanted] = out
        return out


def merged(one: Fields, other: Fields) -> Fields | None:
    """Both together; None where they disagree."""
    if not one or not other:
        return one or other
    for key, value in other.items():
        if key in one and one[key] != value:
            return None
    return {**one, **other}


def _overridden(fields: Fields, form: Form) -> Fields:
    if not form.sets and not form.rename:
        return fields
    out = {form.rename.get(key, key): value for key, value in fields.items()}
    out |= form.sets
    return {key: value for key, value in out.items() if value != "none"}


def _stopped(token: Token, words_: frozenset[str]) -> bool:
    """Whether a word is one of some that must not stand behind; the article with "+" stands for any word with the article that is in no class."""
    return token.word in words_ or (_DEFINITE in words_ and token.word.startswith(ARTICLE) and not token.mask)


def _fits(prefix: str, wanted: str) -> bool:
    return wanted == _ANY or prefix == wanted or (wanted == "و" and prefix.startswith("و"))


def _bare(word: str) -> set[str]:
    """A word and what remains of it without attached letters."""
    return {word, *(word[1:] for p in ("و", "ف", "ب", "ل", "ك") if word.startswith(p) and len(word) > 2), *((ARTICLE + word[2:],) if word.startswith("لل") else ())}
