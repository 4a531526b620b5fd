"""What a stage of reading is: a spaCy component that looks at the scene so far and adds to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc, Span

from .scene import Scene


def scene_of(doc: Doc) -> Scene:
    """The workbench of a doc. Raises KeyError where the doc was not made by a Reader."""
    scene: Scene = doc.user_data["khabar"]
    return scene


class Stage:
    """A component: ``match`` looks at the doc and returns; ``set_annotations`` is the only place that writes."""

    def __call__(self, doc: Doc) -> Doc:
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> Any:
        raise NotImplementedError

    def set_annotations(self, doc: Doc, found: Any) -> None:
        raise NotImplementedError


def spans(doc: Doc, found: Iterable[tuple[int, int, str]]) -> list[Span]:
    """Stretches of letters as spaCy spans with labels."""
    return [s for start, end, label in found if (s := doc.char_span(start, end, label=label, alignment_mode="expand")) is not None]
