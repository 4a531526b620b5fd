"""The words of a text as the time grammar sees them: folded, with their classes, their number and what is attached.

Letters that stand alone before a number («و 12», «الـ 20») are joined to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .letters import fold, words
from .numbers import NumberWord
from .times_grammar import ARTICLE, PREFIXES, Grammar, Sense

_TATWEEL = "\u0640"     # a run of them alone is a dash («25 ــ 28 مايو»)
_LETTERS_ALONE = frozenset({*PREFIXES, ARTICLE, *(p + ARTICLE for p in PREFIXES), "لل", "ولل", "فلل"})


@dataclass(slots=True)
class Token:
    """A word of the text on its way through the matcher."""

    start: int
    end: int
    word: str
    raw: str = ""
    mask: int = 0
    senses: tuple[Sense, ...] = ()
    prefix: str = ""
    article: bool = False
    broken: bool = False
    number: NumberWord | None = None


def tokens(grammar: Grammar, letters: str, start: int, end: int) -> list[Token]:
    """The words of a stretch of text with their classes; lone attached letters join the word behind them."""
    out: list[Token] = []
    waiting: tuple[int, int, str] | None = None
    last = start
    for s, e in words(letters, start, end):
        raw = letters[s:e]
        if not (word := fold(raw) or ("-" if _TATWEEL in raw else "")):
            continue
        token = Token(s, e, word, raw)
        token.broken = "\n" in letters[last:s]
        last = e
        if waiting is not None:
            _join(token, waiting, out, letters)
            waiting = None
        if token.word in _LETTERS_ALONE and not token.prefix:
            waiting = (s, e, token.word)
            continue
        _classify(token, grammar)
        out.append(token)
    if waiting is not None:
        out.append(Token(*waiting))
    return out


def _join(token: Token, waiting: tuple[int, int, str], out: list[Token], letters: str) -> None:
    start, end, letter = waiting
    numeric = token.word[:1].isdecimal()
    article = letter.endswith(ARTICLE) or letter in ("لل", "ولل", "فلل")
    if token.broken or not (numeric or letter == "و"):
        out.append(Token(start, end, letter))
        return
    token.article = article
    token.prefix = letter.removesuffix(ARTICLE) if letter.endswith(ARTICLE) else letter.removesuffix("ل") if article else letter


def _classify(token: Token, grammar: Grammar) -> None:
    word = token.word
    if word[0].isdecimal():
        _numeric(token, grammar.bits)
        return
    token.mask = grammar.masks.get(word, 0)
    if token.mask:
        token.senses = grammar.lexicon[word]
    core, joined = word, token.prefix == "و"
    numbers = grammar.numbers
    if core not in numbers.words and core[:1] == numbers.joins and core[1:] in numbers.words:
        core, joined = core[1:], True
    if core not in numbers.words and not joined and core[:1] in ("ب", "ل", "ك") and core[1:] in numbers.words and len(core) > 3:
        core, token.prefix = core[1:], core[0]
    if core in numbers.words:
        token.number = (core, joined)
        token.mask |= grammar.bits.get("number", 0) | grammar.bits.get("day", 0)
    for prefix in ("", "و", "ب", "ل", "ف"):
        if not word.startswith(prefix):
            continue
        inner = word[len(prefix) :]
        inner = "ال" + inner[1:] if prefix == "ل" and inner.startswith("ل") else inner
        if inner.startswith(ARTICLE):
            bare = inner[2:]
            if bare in numbers.ordinals or bare in numbers.joined or bare in numbers.words:
                token.number = (inner, prefix == "و" or joined)
                token.mask |= grammar.bits.get("ordinal", 0) | grammar.bits.get("day", 0) | grammar.bits.get("the_number", 0)
                if prefix and not token.prefix:
                    token.prefix = prefix
                break


def _numeric(token: Token, bits: Mapping[str, int]) -> None:
    """The number classes of a word in digits."""
    word = token.word
    if word.isdecimal():
        mask = bits["the_number"] | bits["number"] | bits["clock"] | bits["numdate"]
        if 1 <= int(word[:9]) <= 31 and len(word) <= 2:
            mask |= bits["day"]
        if len(word) == 4 and 1000 <= int(word) <= 2199:
            mask |= bits["year"]
        token.mask = mask
    else:
        token.mask = bits["numdate"] | bits["shortdate"] | bits["dayrange"] | bits["yearrange"] | bits["number"]
