"""The day that an article names at its head, set off from the story: datelines of agencies, lines of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .letters import fold
from .scene import Scene
from .sightings import OUTSIDE, Sighting

_REACH = 30         # letters between the begin of a story and its dateline, and between a label and its date
_FIRST = 3          # sentences in which a dateline may stand
_MARKS = (" -", "- ", "–", "—", ":")


def datelines(scene: Scene, seen: Sequence[Sighting], labels: frozenset[str]) -> Iterator[Sighting]:
    """The days with a month that stand where datelines do, in order; ``labels`` are folded words like «published on»."""
    body = next((part.start for part in scene.segments if part.kind == "body"), len(scene.letters))
    for sighting in seen:
        if {"day", "month"} <= set(sighting.fields) and (_in_line(scene, sighting, body, labels) if sighting.sentence == OUTSIDE else _heads(scene, sighting)):
            yield sighting


def _in_line(scene: Scene, sighting: Sighting, body: int, labels: frozenset[str]) -> bool:
    """Whether a date stands in a line above the story, or behind a label."""
    ahead = fold(scene.letters[max(0, sighting.start - _REACH) : sighting.start])
    return sighting.start < body or any(label in ahead for label in labels)


def _heads(scene: Scene, sighting: Sighting) -> bool:
    """Whether a date stands in the first letters of a story and a mark sets it off."""
    letters, view = scene.letters, scene.sentences[sighting.sentence]
    ahead, behind = letters[view.start : sighting.start], letters[sighting.end : sighting.end + _REACH]
    if view.index >= _FIRST or len(ahead) > _REACH or view.is_title:
        return False
    return sighting.end >= view.end or "\n" in behind or any(mark in behind for mark in _MARKS) or ("(" in ahead and ")" in behind)
