"""Short names for events in the language of the news, such as «زيارة: أنتوني بلينكن ← تل أبيب، الأردن».

No marks of direction are written into them: whoever draws them sets them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.language import Language

from .records import Actor

NAMED = 3


class Labels:
    """Names events by their type and whoever takes part, three a side at most."""

    def __init__(self, language: Language, actors: Mapping[str, Actor]) -> None:
        table = language.table("labels")
        self.types: Mapping[str, str] = table.get("types", {})
        marks = table.get("marks", {})
        self.separator, self.towards = str(marks.get("separator", ", ")), str(marks.get("towards", "→"))
        self.actors = actors

    def __call__(self, type: str, source: Sequence[str], target: Sequence[str], place: Sequence[str]) -> str:
        """ "زيارة: أنتوني بلينكن ← تل أبيب، الأردن"."""
        given, taken = self._names(source), self._names(target) or self._names(place)
        sides = (
            f"{given} {self.towards} {taken}"
            if given and taken
            else given or (f"{self.towards} {taken}" if taken else "")
        )
        return f"{self.types.get(type, type)}: {sides}" if sides else self.types.get(type, type)

    def _names(self, ids: Sequence[str]) -> str:
        shown = [self.actors[i].name for i in ids[:NAMED]] + (["…"] if len(ids) > NAMED else [])
        return self.separator.join(shown)
