"""Join things pair by pair, surest pair first, where nothing forbids it.

The outcome depends on the pairs alone, not on their order; every union and every refusal is a Decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .decided import Held, decision
from .records import Decision

Conflict = Callable[[frozenset[str], frozenset[str]], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two ids that may be one, how sure that is, and why."""

    left: str
    right: str
    score: float
    why: str
    sure: bool = True


def link(left: str, right: str, score: float, why: str, *, sure: bool = True) -> Link:
    """A Link with its ends in order, so that equal links are equal."""
    left, right = sorted((left, right))
    return Link(left=left, right=right, score=round(score, 4), why=why, sure=sure)


def join(
    ids: Iterable[str],
    links: Iterable[Link],
    *,
    about: Literal["actor", "event"],
    by: str,
    conflict: Conflict | None = None,
    word: Held | None = None,
    joined: Iterable[frozenset[str]] = (),
) -> tuple[dict[str, frozenset[str]], tuple[Decision, ...]]:
    """The clusters (by each of their members) and the decisions, in the order taken.

    Links that are not ``sure`` become decisions "unsure". ``conflict`` looks at two clusters and says
    why they must stay apart, or None. ``word`` is an analyst's, which goes first and before all conflicts;
    ``joined`` are clusters that are as they are.
    """
    cluster = {i: frozenset((i,)) for i in ids} | {i: held for held in joined for i in held}
    word = word or Held()
    decisions = [decision(w, *sorted((a, b))) for a, b, w in (*word.together, *word.apart)]
    for a, b, _ in word.together:
        union = cluster[a] | cluster[b]
        cluster.update(dict.fromkeys(union, union))
    for each in sorted(_strongest(links), key=lambda k: (not k.sure, -k.score, k.left, k.right)):
        left, right = cluster[each.left], cluster[each.right]
        if left is right:
            continue
        against = _by_hand(word, left, right) or (conflict(left, right) if conflict else None)
        verdict: Literal["same", "different", "unsure"] = "different" if against else "same" if each.sure else "unsure"
        why = f"{each.why}, but {against}" if against else each.why
        decisions.append(
            Decision(about=about, left=each.left, right=each.right, verdict=verdict, score=each.score, why=why, by=by)
        )
        if verdict == "same":
            union = left | right
            cluster.update(dict.fromkeys(union, union))
    return cluster, tuple(decisions)


def _by_hand(word: Held, left: frozenset[str], right: frozenset[str]) -> str | None:
    parted = any((a in left and b in right) or (a in right and b in left) for a, b, _ in word.apart)
    return "an analyst keeps them apart" if parted else None


def _strongest(links: Iterable[Link]) -> Iterable[Link]:
    best: dict[tuple[str, str], Link] = {}
    for each in links:
        pair = (each.left, each.right)
        held = best.get(pair)
        if each.left != each.right and (
            held is None or (each.sure, each.score, each.why) > (held.sure, held.score, held.why)
        ):
            best[pair] = each
    return best.values()


def groups(cluster: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    """Each cluster once, by its smallest member."""
    return [c for i, c in sorted(cluster.items()) if i == min(c)]
