"""The cue words of ``pages.toml``, ready to be looked up: what the words of a line say about the line.

Compared folded and with single spaces; ``Folded`` keeps the way back to the letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .language import LANG, listed, read_toml
from .letters import fold


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded line: its letters as compared, and for each the offset of the letter that it stands for."""

    text: str
    at: tuple[int, ...]

    def offset(self, position: int) -> int:
        """The offset in the original line of a position in the folded one (its end for the end)."""
        return self.at[position] if position < len(self.text) else self.at[-1]


def folded_line(line: str) -> Folded:
    """A line folded letter by letter, white space and tatweel runs as one space, with offsets kept.

    >>> folded_line("إقرأ  أيضاً:").text == "اقرا ايضا:"
    True
    """
    out: list[str] = []
    at: list[int] = []
    for offset, letter in enumerate(line):
        same = " " if letter.isspace() else fold(letter)
        if same == " " and (not out or out[-1] == " "):
            continue
        out += same
        at += [offset] * len(same)
    while out and out[-1] == " ":
        out.pop()
        at.pop()
    return Folded("".join(out), (*at, len(line)))


class Starts:
    """Cues that may stand at the start of a line, longest first."""

    def __init__(self, cues: Iterable[str]) -> None:
        self.cues = sorted({" ".join(fold(c).split()) for c in cues}, key=lambda c: (-len(c), c))
        self._by_letters: dict[str, list[str]] = {}
        for cue in self.cues:
            self._by_letters.setdefault(cue[:2], []).append(cue)

    def match(self, folded: str) -> str | None:
        """The longest cue that the folded line starts with, if a word ends there.

        A cue of several words may also run into the next word (a scraper lost the line break).
        """
        for cue in self._by_letters.get(folded[:2], ()):
            if folded.startswith(cue):
                after = folded[len(cue) : len(cue) + 1]
                if not after.isalnum() or (" " in cue and len(cue) > 10):
                    return cue
        return None


@dataclass(frozen=True, slots=True)
class Cues:
    """All cue words of a language: line starts by kind, words inside lines, section names, fields, months."""

    starts: Mapping[str, Starts]
    holds: Mapping[str, tuple[str, ...]]
    words: Mapping[str, frozenset[str]]
    months: Mapping[str, int]
    fields: Mapping[str, tuple[str, ...]]

    def has(self, group: str, folded: str) -> bool:
        """Whether a folded line holds one of a group's phrases."""
        return any(phrase in folded for phrase in self.holds.get(group, ()))


    def goes_on(self, folded: str) -> bool:
        """Whether a folded paragraph begins like one that continues a text."""
        text = folded.lstrip("\"'«“”.( ")
        joined = text.startswith(tuple(self.words["conjunctions"])) and not text.startswith(tuple(self.words["not_conjunction"]))
        return joined or self.starts["goes_on"].match(text) is not None


def _starts(data: Mapping[str, Any]) -> dict[str, Starts]:
    groups = {name: Starts(listed(table["starts"])) for name, table in data.items() if "starts" in table}
    groups["bare"] = Starts(listed(data.get("keywords", {}).get("bare")))
    groups["sentences"] = Starts(listed(data.get("chrome", {}).get("sentences")))
    groups["outlet"] = Starts(listed(data.get("source", {}).get("names")))
    return groups


def _words(data: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    found = {
        "share": ("share", "words"), "sure": ("share", "sure"), "dated": ("dated", "words"), "ends": ("chrome", "ends"),
        "home": ("menu", "home"), "conjunctions": ("goes_on", "conjunctions"), "not_conjunction": ("goes_on", "not_conjunction"), "sections": ("menu", "sections"), "abbreviations": ("abbreviations", "words"),
    }  # fmt: skip
    return {name: frozenset(fold(w) for w in listed(data.get(table, {}).get(key))) for name, (table, key) in found.items()}


def plain_name(name: str) -> str:
    """A field name as compared: folded, without spaces and marks (``publishedAt`` and ``published_at`` are one)."""
    return "".join(c for c in fold(name) if c.isalnum())


@lru_cache(maxsize=8)
def load_cues(code: str = "ar", *, overlay: Path | None = None) -> Cues:
    """The cue words of a language; a private folder's ``pages.toml`` replaces whole groups."""
    data: dict[str, Any] = {}
    for folder in (LANG / code, overlay):
        if folder is not None and (folder / "pages.toml").is_file():
            data |= read_toml(folder / "pages.toml")
    months = {fold(name): int(n) for n, names in data.get("months", {}).items() for name in listed(names)}
    return Cues(
        starts=_starts(data),
        holds={name: tuple(fold(p) for p in listed(table["holds"])) for name, table in data.items() if "holds" in table},
        words=_words(data), months=months,
        fields={field: tuple(plain_name(n) for n in listed(names)) for field, names in data.get("fields", {}).items()},
    )  # fmt: skip
