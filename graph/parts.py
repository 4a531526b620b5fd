"""Which events are part of which: the discussion during a call, the meeting during a visit.

Looked for inside one article, where the text sets them side by side, and then counted over all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .alike import Scene, same_party
from .local import Local

# A type may be part of those that stand above it.
RANK: Mapping[str, int] = {"visit": 4, "conference": 4, "meeting": 3, "call": 3, "negotiation": 2, "agreement": 1}


def parts(clusters: Sequence[tuple[str, Sequence[Local]]], scene: Scene) -> dict[str, str]:
    """For the id of a part, the id of the whole; wholes always rank higher, so there are no circles."""
    event_of = {local.id: ident for ident, members in clusters for local in members}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    by_article: dict[str, list[Local]] = defaultdict(list)
    for _, members in clusters:
        for local in members:
            if local.type in RANK:
                by_article[local.article].append(local)
    for inside in by_article.values():
        for part, whole in _inside(sorted(inside, key=lambda e: e.order), scene):
            votes[event_of[part.id]][event_of[whole.id]] += 1
    return {part: max(sorted(wholes), key=lambda w: wholes[w]) for part, wholes in votes.items()}


def _inside(events: Sequence[Local], scene: Scene) -> Iterable[tuple[Local, Local]]:
    for part in events:
        wholes = [w for w in events if RANK[w.type] > RANK[part.type] and _holds(w, part, scene)]
        near = [w for w in wholes if w.sentences & part.sentences] or wholes
        lowest = [w for w in near if RANK[w.type] == min(RANK[n.type] for n in near)]
        if len(lowest) == 1:
            yield part, lowest[0]


def _holds(whole: Local, part: Local, scene: Scene) -> bool:
    """Whether everyone in the part, two at least, takes part in the whole, in the same sentence or at the same time."""
    if whole.window and part.window and not whole.window.meets(part.window):
        return False
    if not whole.sentences & part.sentences and not (whole.window and part.window):
        return False
    inner, outer = {*part.source, *part.target}, {*whole.source, *whole.target, *whole.place}
    if whole.type in ("call", "meeting", "conference"):
        return len(inner) > 1 and all(_stands(a, outer, scene) for a in inner)
    travels = any(_stands(a, set(whole.source), scene, least=1.0) for a in inner)
    met = any(_stands(a, {*whole.target, *whole.place}, scene, least=0.5) for a in {*inner, *part.place})
    return travels and met


def _stands(actor: str, among: Iterable[str], scene: Scene, *, least: float = 0.9) -> bool:
    return any(same_party(scene.parties[actor], scene.parties[other]) >= least for other in among)
