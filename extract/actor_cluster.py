"""An actor in the making: what the phrases of one article that mean the same have told of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .language import Entry
from .records import ActorKind

Words = tuple[str, ...]
_PARTS = frozenset({"ابو", "ابي", "ابا", "عبد"})    # no name without the word after them


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
    short, long = sorted((_glued(a), _glued(b)), key=len)
    if len(short) == 1:
        return short[0] in (long[-1], *long[1:-1]) or short == long
    rest = iter(long)
    return all(any(word == other for other in rest) for word in short)


def given_alone(short: Words, long: Words) -> bool:
    """Whether a name is no more than the given name of a longer one."""
    return len(short) == 1 and len(long) > 1 and short[0] == long[0] and long[0] not in _PARTS


def _glued(name: Words) -> Words:
    """A folded name with what belongs together in one word, as it is often written: "ابو زيد" as "ابوزيد"."""
    out: list[str] = []
    for word in name:
        if out and out[-1] in _PARTS:
            out[-1] += word
        else:
            out.append(word)
    return tuple(out)
