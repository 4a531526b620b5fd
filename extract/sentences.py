"""Split letters into sentences, with respect for quotations, numbers, abbreviations and initials.

A sentence ends at a full stop, a question or exclamation mark, an ellipsis that is followed by a new
start, or a line break. A mark inside an open quotation ends none, unless the quotation runs on for long.
"""

from __future__ import annotations

import re

from .cues import Cues, load_cues
from .letters import fold
from .lines import spans
from .quotes import quotations
from .records import Span

LONGEST_QUOTE = 100  # words: a longer quotation is split at its own full stops
_END = re.compile(r"[.!?؟…。]+[\"'”»’)\]}“]*")
_WORD = re.compile(r"\S+")
_LAST = re.compile(r"[^\s.«»\"“”()\[\]،؛:]+(?:\.[^\s.«»\"“”()\[\]،؛:]+)*$")


def sentences(letters: str, start: int = 0, end: int | None = None, *, cues: Cues | None = None) -> list[Span]:
    """Spans of the sentences between two offsets, outer white space cut off.

    >>> text = "وصل د. سالم. وقال: «نعم. لا»."
    >>> [text[a:b] for a, b in sentences(text)]
    ['وصل د. سالم.', 'وقال: «نعم. لا».']
    """
    stop = len(letters) if end is None else end
    abbreviations = (cues or load_cues()).words["abbreviations"]
    return [found for first, last, _ in spans(letters, start, stop) for found in _line(letters, first, last, abbreviations)]


def _line(letters: str, start: int, end: int, abbreviations: frozenset[str]) -> list[Span]:
    quoted = [
        (a, b) for a, b in quotations(letters, start, end) if len(_WORD.findall(letters, a, b)) <= LONGEST_QUOTE
    ]  # fmt: skip
    out: list[Span] = []
    first = start
    for mark in _END.finditer(letters, start, end):
        if _ends(letters, mark.start(), mark.end(), start, end, quoted, abbreviations):
            _keep(out, letters, first, mark.end())
            first = mark.end()
    _keep(out, letters, first, end)
    return out


def _ends(
    letters: str, at: int, after: int, start: int, end: int, quoted: list[Span], abbreviations: frozenset[str]
) -> bool:  # fmt: skip
    """Whether the mark at an offset ends a sentence."""
    around = next(((a, b) for a, b in quoted if a < at < b), None)
    if around is not None and not (after >= around[1] and _new_start(letters, after, end)):
        return False
    following = letters[after : after + 1]
    marks = letters[at:after].rstrip("\"'”»’)]}“")
    if marks == "." and not _full_stop(letters, at, after, start, abbreviations):
        return False
    if (len(marks) > 1 and set(marks) <= {"."}) or marks == "…":
        return after >= end or (following.isspace() and _new_start(letters, after, end) and around is None and _enough(letters, start, at))
    return after >= end or following.isspace() or following.isalpha() or following in "\"«“("


def _full_stop(letters: str, at: int, after: int, start: int, abbreviations: frozenset[str]) -> bool:
    """Whether a single dot is a full stop, not part of a number, an abbreviation, an initial or an address."""
    before, following = letters[at - 1 : at], letters[at + 1 : at + 2]
    if before.isdecimal() and following.isdecimal():
        return False
    if following.isascii() and following.isalnum() and before.isascii() and before.isalnum():
        return False
    last = _LAST.search(letters, max(start, at - 20), at)
    if last is None:
        return True
    word = last.group()
    if word.isdecimal():
        return after >= len(letters) or at - start > 3
    if (len(word) == 1 and word.isalpha()) or ("." in word and all(len(p) <= 2 for p in word.split("."))):
        return not following or following in "\n\r" or False
    return fold(word) not in abbreviations or following in "\n\r" or not following


def _new_start(letters: str, after: int, end: int) -> bool:
    """Whether what follows can begin a sentence: letters, a number or an opening mark."""
    rest = letters[after:end].lstrip()
    return not rest or rest[0].isalnum() or rest[0] in "«\"“("


def _enough(letters: str, start: int, at: int) -> bool:
    return len(_WORD.findall(letters, start, at)) >= 4


def _keep(out: list[Span], letters: str, start: int, end: int) -> None:
    while start < end and letters[start].isspace():
        start += 1
    while end > start and letters[end - 1].isspace():
        end -= 1
    if start < end:
        if out and not any(c.isalnum() for c in letters[start:end]):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
