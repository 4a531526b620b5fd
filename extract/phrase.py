"""A phrase: a stretch of a sentence that names or describes someone."""

from __future__ import annotations

from dataclasses import dataclass

from .language import Entry
from .letters import fold
from .records import ActorKind
from .words import Word


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of a sentence that names or describes someone.

    ``first`` and ``last`` (exclusive) are word indexes, ``start`` and ``end`` letters (without what attaches
    in front). ``name`` holds the folded words of a person's name, ``title`` the folded title phrase,
    ``head`` the folded head noun; ``anaphor`` marks a bare definite head ("الوزير") that needs an
    antecedent; ``prep`` is a preposition attached to the first word; ``also`` holds the title phrases that follow the
    name, ``honours`` the forms of address before it; ``definite`` says of a title without a name that it is definite ("المسؤول الإيراني").
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
    also: tuple[tuple[str, ...], ...] = ()
    honours: tuple[str, ...] = ()
    definite: bool = False


def letter_at(word: Word, cut: int) -> int:
    """The letter at which a word goes on after ``cut`` folded letters (marks in between are passed over)."""
    position, left = word.start, cut
    for letter in word.text:
        if left == 0:
            break
        position += 1
        left -= bool(fold(letter))
    return position
