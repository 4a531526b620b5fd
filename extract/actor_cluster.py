"""An actor in the making: what the phrases of one article that mean the same have told of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .language import Entry
from .records import ActorKind

Words = tuple[str, ...]
_COMPOUND = frozenset({"ابو", "ابا", "ابي", "بو", "ام", "عبد"})    # the first halves of names of two words, folded


@dataclass
class Cluster:
    """Phrases that mean one actor. ``both`` says of a word for two others what they are: sides, states or people."""

    kind: ActorKind
    entry: Entry | None = None
    name: Words = ()
    titles: set[Words] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    honours: set[str] = field(default_factory=set)
    state: str | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    name_spans: list[tuple[int, int]] = field(default_factory=list)
    plural: bool = False
    both: str = ""

    @property
    def described(self) -> bool:
        """Whether it is described and never named."""
        return self.entry is None and not self.name

    def absorb(self, other: Cluster) -> None:
        """Take over what another has that turned out to be this one."""
        self.spans += other.spans
        self.titles |= other.titles
        self.offices |= other.offices
        self.heads |= other.heads
        self.honours |= other.honours
        if self.entry is None and other.entry is not None:
            self.entry, self.kind = other.entry, other.kind
        if len(other.name) > len(self.name):
            self.name = other.name
        self.state = self.state or other.state


def same_person(a: Words, b: Words) -> bool:
    """Whether two folded names within one article are one person's: the shorter is the end of the longer,
    or its beginning with the same family name, or the longer holds all its words in order."""
    if not a or not b:
        return False
    short, long = sorted((_whole(a), _whole(b)), key=len)
    if len(short) == 1:
        return short[0] in (long[-1], *long[1:-1]) or short == long
    rest = iter(long)
    return all(any(word == other for other in rest) for word in short)


def _whole(name: Words) -> Words:
    """A name with its compounds written as one word, as some papers write them ("أبوزيد")."""
    out: list[str] = []
    for word in name:
        if out and out[-1] in _COMPOUND:
            out[-1] += word
        else:
            out.append(word)
    return tuple(out)
