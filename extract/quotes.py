"""Find quotations: « », “ ”, " ", and »…« typed the other way round.

A quotation that is not closed ends with its paragraph; if the next paragraph closes one that it does
not open, the quotation goes on there.
"""

from __future__ import annotations

import re

from .lines import spans
from .records import Span

_MARK = re.compile("[«»“”„‟\"]|''|‹|›")
_PAIRS = {"«": "»", "“": "”", "„": "“", "‹": "›", '"': '"', "''": "''", "»": "«", "”": "“", "‟": "”"}


def quotations(letters: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the outermost quotations with their marks, in order.

    >>> text = 'قال: "نعم" ثم «لا»'
    >>> [text[a:b] for a, b in quotations(text)]
    ['"نعم"', '«لا»']
    """
    out: list[Span] = []
    left_open = ""
    for first, last, _ in spans(letters, start, end):
        found, left_open = _paragraph(letters, first, last, left_open)
        out += found
    return out


def _paragraph(letters: str, start: int, end: int, carried: str) -> tuple[list[Span], str]:
    """The quotations of one paragraph, and the mark that would close one left open at its end."""
    marks = [(m.start(), m.end(), m.group()) for m in _MARK.finditer(letters, start, end) if not _measure(letters, m.start())]
    out: list[Span] = []
    opened, closer = -1, ""
    if carried and (first := next((m for m in marks if m[2] in _PAIRS), None)) and first[2] == carried and not _opening(letters, first[0]):
        out.append((start, first[1]))
        marks = [m for m in marks if m[0] > first[0]]
    depth = 0
    for at, stop, mark in marks:
        if opened < 0:
            if mark in ("»", "”") and not _opening(letters, at):
                continue
            opened, closer, depth = at, _PAIRS[mark], 0
        elif mark == closer or (closer == "”" and mark == '"') or (closer == "“" and mark == "”"):
            if depth and mark not in ('"', "''"):
                depth -= 1
                continue
            out.append((opened, stop))
            opened = -1
        elif closer != mark and mark != '"' and _PAIRS.get(mark) == closer:
            depth += 1
    if opened >= 0:
        last = end
        while last > opened and letters[last - 1].isspace():
            last -= 1
        if last - opened > 1:
            out.append((opened, last))
        return out, closer
    return out, ""


def _measure(letters: str, at: int) -> bool:
    """Whether a straight mark stands for inches, right behind a number."""
    return letters[at] == '"' and at > 0 and letters[at - 1].isdecimal() and letters[at + 1 : at + 2].isspace() and '"' not in letters[max(0, at - 40) : at]


def _opening(letters: str, at: int) -> bool:
    """Whether a mark stands as an opening one: after a space or a colon, before a letter."""
    before = letters[at - 1] if at else " "
    after = letters[at + 1] if at + 1 < len(letters) else " "
    return (before.isspace() or before in ":(،" or at == 0) and not after.isspace()
