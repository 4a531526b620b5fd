"""Mentions of one event agree on who took part: parties that grammar names once ("اتفاق بين …") are those of the same event told again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .casting import complete
from .scene import Event, Scene


def agree(scene: Scene, events: Sequence[Event], symmetric: Collection[str]) -> None:
    """Give mentions of an event between equals the parties of the first that names them all, unless they name their own."""
    groups: dict[int, list[Event]] = {}
    for event in events:
        if event.frame.trigger.type in symmetric:
            groups.setdefault(event.group, []).append(event)
    for group in groups.values():
        named = [complete(scene, event) for event in group]
        told = next((parties for parties in named if parties), ())
        for event, own in zip(group, named, strict=True):
            if told and not own:
                event.source = list(told)
                event.place = [p for p in event.place if p not in told]
