"""Which mentions of an article are one event: evidence for and against each two of one type, then groups by average link.

The weights are log-odds of a logistic regression over the invented articles (``data/fit_grouping.py``), to one decimal, but for
what counts where news tells series of calls and receptions, of which those articles have few (``also``, ``again``, ``OTHERS``, ``SAME``). The
encoder's log odds that two triggers tell one event are added with a share of their own. Groups
are joined while the mean evidence between all their members is above ``LEAST`` (UPGMA, after Sokal and Michener 1958), so
that one bold likeness does not make one event of two that are told apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from . import attending
from .encoder import Encoder
from .scene import Event, Scene, SentenceView
from .times import apart

LEAST = -0.2
SERIES = frozenset({"call", "meeting", "visit"})    # the same people have one after another, so that other people mean another one
OTHERS = -4.0    # what it counts there that each of two mentions names someone whom the other does not
SAME = 1.5    # what it counts there that two mentions name the same two people and no others
SEEN = 0.4    # the weight of the encoder's log odds
WEIGHTS: Mapping[str, float] = {
    "bias": -2.5, "after": 1.3, "again": -1.0, "also": -2.0, "aside": -0.5, "both": 0.3, "contrast": -0.2, "definite": 1.3, "elsewhere": -1.1, "fulfilled": -1.5,
    "lead": 0.6, "lemma": 1.1, "next": 0.2, "open": -1.2, "other day": -0.8, "others": -0.7, "place": 1.4, "same day": 1.3,
    "sentence": 0.3, "source": 0.7, "status": 0.6, "target": 0.4, "title": 1.0, "verbs": -0.4,
}  # fmt: skip
SPOKEN: Mapping[str, float] = {
    "bias": -4.6, "after": 1.1, "again": -1.0, "both": 0.6, "contrast": -0.7, "definite": 0.9, "fulfilled": -0.8, "lead": 1.2, "lemma": 0.5,
    "next": 1.8, "open": -1.3, "other day": -0.3, "others": -1.1, "place": 0.3, "same day": 0.7, "sentence": 1.8, "source": 2.5,
    "status": 1.4, "target": 0.5, "title": 1.2, "verbs": -0.3,
}  # fmt: skip
FOLLOWING, LEAD = 3, 3  # words after a trigger that say what it is about; sentences that open an article
ADDED = 16  # words within which a trigger follows "likewise"
_OPEN = frozenset({"requested", "possible", "denied"})


def group(scene: Scene, events: Sequence[Event], encoder: Encoder | None = None) -> None:
    """Number the events (``event.group``), in the order in which they are first told."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for n, event in enumerate(events):
        kinds[event.frame.trigger.type].append(n)
    whole: list[list[int]] = []
    for kind, members in kinds.items():
        some = [events[n] for n in members]
        found = matrix(some, scene)
        if kind != "statement" and (odds := attending.same_event(scene, some, encoder)) is not None:
            found += SEEN * odds
        for cluster in linked(found, LEAST):
            whole.append([members[n] for n in cluster])
    for number, cluster in enumerate(sorted(whole)):
        for n in cluster:
            events[n].group = number


def matrix(events: Sequence[Event], scene: Scene) -> npt.NDArray[np.float64]:
    """The evidence for every two of some events of one type."""
    found = np.full((len(events), len(events)), -np.inf)
    behind = [after(scene.sentences[e.sentence], e) for e in events]
    for i, one in enumerate(events):
        weights = SPOKEN if one.frame.trigger.type == "statement" else WEIGHTS
        for j in range(i + 1, len(events)):
            seen = evidence(one, events[j], scene) | {"after": common(behind[i], behind[j])}
            series = _people(one, events[j]) if one.frame.trigger.type in SERIES else 0.0
            found[i, j] = found[j, i] = weights["bias"] + series + sum(weights.get(name, 0.0) * value for name, value in seen.items())
    return found


def evidence(one: Event, other: Event, scene: Scene) -> dict[str, float]:
    """What speaks for and against two mentions of one type being one event, the earlier first; only what holds is listed."""
    first, second = one.frame.trigger, other.frame.trigger
    sides = [(set(one.source), set(other.source)), (set(one.target), set(other.target))]
    ours, theirs = ({*e.source, *e.target} for e in (one, other))
    shared = len(ours & theirs)
    statuses = {one.status, other.status}
    views = [scene.sentences[e.sentence] for e in (one, other)]
    distance = other.sentence - one.sentence
    from_title = views[0].segment == "title" and views[1].segment != "title"
    days = _days(one, other)
    places = set(one.place), set(other.place)
    held = {
        "lemma": first.lemma.id == second.lemma.id,
        "verbs": first.pos == "verb" and second.pos == "verb",
        "definite": second.split.definite,
        "again": first.lemma.id == second.lemma.id and first.pos == second.pos == "verb" and views[0].segment == views[1].segment == "body",
        "also": _added(views[1], other),
        "both": shared > 1,
        "source": bool(sides[0][0] & sides[0][1]),
        "target": bool(sides[1][0] & sides[1][1]),
        "others": any(a and b and not a & b for a, b in sides),
        "contrast": bool(ours and theirs) and shared < min(len(ours), len(theirs)),
        "status": len(statuses) == 1,
        "fulfilled": statuses == {"planned", "actual"},
        "open": (one.status in _OPEN) != (other.status in _OPEN),
        "other day": days == "other",
        "same day": days == "same",
        "sentence": distance == 0,
        "next": distance == 1,
        "title": from_title,
        "lead": from_title and other.sentence <= LEAD,
        "place": bool(places[0] & places[1]),
        "elsewhere": all(places) and not places[0] & places[1],
        "aside": (views[0].segment == "other-headline") != (views[1].segment == "other-headline"),
    }
    return {name: 1.0 for name, true in held.items() if true}


def _people(one: Event, other: Event) -> float:
    """What the people of two calls, meetings or visits count: each names someone whom the other does not, or both name the same."""
    ours, theirs = ({*e.source, *e.target} for e in (one, other))
    if ours - theirs and theirs - ours:
        return OTHERS
    return SAME if ours == theirs and len(ours) > 1 and _days(one, other) != "other" else 0.0


def _added(view: SentenceView, event: Event) -> bool:
    """Whether "likewise" opens what is told: another event than those before, if it is the first of its type from there on."""
    trigger = event.frame.trigger
    told = [e.frame.trigger.i for e in view.events if e.frame.trigger.type == trigger.type]
    return any(trigger.i - ADDED < i < trigger.i and not any(i < t < trigger.i for t in told) for i in view.added)


def _days(one: Event, other: Event) -> str:
    if one.when is None or other.when is None:
        return ""
    if apart(one.when, other.when):
        return "other"
    return "same" if (one.when.begin, one.when.end) == (other.when.begin, other.when.end) else ""


def after(view: SentenceView, event: Event) -> frozenset[str]:
    """The words that follow a trigger and say what it is about."""
    i = event.frame.trigger.i + 1
    return frozenset(w.bare for w in view.words[i : i + FOLLOWING] if len(w.bare) > 2 and w.tag != "preposition")


def common(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """The share of the shorter that both have."""
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


def linked(evidence: npt.NDArray[np.float64], least: float) -> list[list[int]]:
    """Groups by average link: the two nearest become one, as long as the mean between them is ``least`` or more."""
    near, size = evidence.copy(), np.ones(len(evidence))
    groups = {n: [n] for n in range(len(evidence))}
    while len(groups) > 1:
        i, j = sorted(divmod(int(near.argmax()), len(near)))
        if near[i, j] < least:
            break
        mean = (near[i] * size[i] + near[j] * size[j]) / (size[i] + size[j])
        near[i], near[:, i] = mean, mean
        near[j], near[:, j], near[i, i] = -np.inf, -np.inf, -np.inf
        size[i] += size[j]
        groups[i] += groups.pop(j)
    return [sorted(g) for g in groups.values()]
