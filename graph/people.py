"""Which people may be one: names compared inside blocks, then weighed by state and office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from extract.language import Entry
from extract.records import ActorKind, ArticleActor

from .cluster import Conflict, Link, link
from .names import Name, NameRules, Score, compare_names, skeleton

SURE, SAME_STATE, SAME_OFFICE, LEAST = 0.85, 0.1, 0.5, 0.35
BLOCK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One actor of one article, with the forms it has there and the article's date."""

    article: str
    actor: ArticleActor
    forms: tuple[str, ...]
    day: date | None

    @property
    def key(self) -> tuple[str, str]:
        return (self.article, self.actor.id)

    @property
    def order(self) -> tuple[date, str, int, str]:
        """Earliest news first: what later articles add does not change who gave the id."""
        first = self.actor.mentions[0].start if self.actor.mentions else 0
        return (self.day or date.max, self.article, first, self.actor.id)


@dataclass(slots=True, kw_only=True)
class Class:
    """All that bear one key: surely one actor, unless the name is shared."""

    key: str
    kind: ActorKind
    entry: Entry | None = None
    ident: str | None = None
    names: set[Name] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    seen: list[Seen] = field(default_factory=list)

    @property
    def hard(self) -> str | None:
        """The identifier that settles who this is."""
        return self.entry.id if self.entry else self.ident


def links(people: list[Class], rules: NameRules) -> list[Link]:
    """Pairs of people whose names are alike, from inside blocks."""
    blocks: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for i, each in enumerate(people):
        for block in blocks_of(each, rules):
            blocks[block].add(i)
    pairs = {p for members in blocks.values() if len(members) <= BLOCK for p in combinations(sorted(members), 2)}
    found = (likeness(people[i], people[j], rules) for i, j in sorted(pairs))
    return without_ambiguous([x for x in found if x is not None], {p.key: p for p in people})


def likeness(left: Class, right: Class, rules: NameRules) -> Link | None:
    """The link between two people; None where their names are not alike."""
    told = score(left, right, rules)
    return link(left.key, right.key, told.value, told.why, sure=told.value >= SURE) if told.value >= LEAST else None


def blocks_of(person: Class, rules: NameRules) -> set[tuple[str, ...]]:
    """The blocks in which a person is held against others; none for what is no person or has no name."""
    if person.kind != "person":
        return set()
    return {b for name in person.names if name.parts for b in _blocks(name, person.offices, rules)}


def _blocks(name: Name, offices: Iterable[str], rules: NameRules) -> Iterable[tuple[str, ...]]:
    bones = [skeleton(p, rules) for p in name.parts]
    if len(bones) > 1:
        yield ("ends", bones[0], bones[-1])
        yield ("begin", bones[0], bones[1])
    for office in offices:
        for bone in bones:
            yield ("office", office, bone)


def score(left: Class, right: Class, rules: NameRules) -> Score:
    """How sure it is that two classes of people are one: their names, then state and office."""
    best = max((compare_names(a, b, rules) for a in left.names for b in right.names), key=lambda s: (s.value, s.why))
    if best.value < LEAST:
        return best
    value, why = best.value, [best.why]
    if left.offices & right.offices:
        value, why = value + SAME_OFFICE, [*why, f"same office {min(left.offices & right.offices)}"]
    elif left.states & right.states:
        value, why = value + SAME_STATE, [*why, "same state"]
    return Score(min(round(value, 4), 1.0), "; ".join(why))


def conflict_of(classes: Mapping[str, Class]) -> Conflict:
    def conflict(left: frozenset[str], right: frozenset[str]) -> str | None:
        hard = {classes[k].hard for k in left | right} - {None}
        if len(hard) > 1:
            return f"they are {' and '.join(sorted(str(h) for h in hard))}"
        if any(classes[a].offices & classes[b].offices for a in left for b in right):
            return None  # who holds one office is not told apart by the state a text puts beside it
        ours, theirs = ({s for k in side for s in classes[k].states} for side in (left, right))
        return f"one is of {min(ours)}, the other of {min(theirs)}" if ours and theirs and not ours & theirs else None

    return conflict


def without_ambiguous(links: list[Link], classes: Mapping[str, Class]) -> list[Link]:
    """A short or stateless name that fits several people who are not each other is a link to none of them."""
    conflict = conflict_of(classes)
    around: dict[str, list[Link]] = defaultdict(list)
    for each in links:
        if each.sure:
            around[each.left].append(each)
            around[each.right].append(each)
    joined = {(k.left, k.right) for k in links if k.sure}
    weak: set[Link] = set()
    for key, near in around.items():
        others = sorted({k.left if k.right == key else k.right for k in near})
        known = [o for o in others if classes[o].hard]
        if classes[key].hard is None and len(known) == 1:  # a known bearer of the name goes before unknown ones
            weak.update(k for k in near if known[0] not in (k.left, k.right) and conflict(frozenset((known[0],)), frozenset((k.left if k.right == key else k.right,))))
            continue
        unlike = any(
            conflict(frozenset((a,)), frozenset((b,)))
            or ((a, b) not in joined and not _chained(classes[a], classes[b]))
            for a, b in combinations(others[:20], 2)
        )
        if unlike:
            weak.update(k for k in near if _says_less(classes[key], classes[k.left if k.right == key else k.right]))
    return [
        link(k.left, k.right, k.score, f"{k.why}; it fits several people", sure=False) if k in weak else k
        for k in links
    ]


def _chained(left: Class, right: Class) -> bool:
    return any(set(a.parts) <= set(b.parts) or set(b.parts) <= set(a.parts) for a in left.names for b in right.names)


def _says_less(left: Class, right: Class) -> bool:
    """Whether the first class knows less about whom it names than the second."""
    longest = [max(len(n.parts) for n in c.names) for c in (left, right)]
    return left.hard is None and (longest[0] < longest[1] or bool(not left.states and right.states))
