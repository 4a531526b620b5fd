"""The stages that need no model of events: segments and sentences, the tree, the encoder, times, and in the end dates."""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.tokens import Doc, Span, Token
from spacy.util import filter_spans

from .dating import Dating
from .encoder import Encoding, names
from .language import Language, folded
from .learned import Learned
from .records import TimeSpan
from .scene import Event, Leaf, Scene, SentenceView
from .segments import segment
from .sentences import sentences
from .stage import Stage, scene_of, spans
from .timing import Timing
from .words import Analyser


class Segments(Stage):
    """Segments of the article and the sentences of those that tell something."""

    def __init__(self, language: Language) -> None:
        self.analyser = Analyser(language)
        self.additive = folded(language.table("particles").get("additive"))

    def match(self, doc: Doc) -> tuple[Any, list[SentenceView]]:
        scene = scene_of(doc)
        found = segment(scene.article)
        quotes = [(s.start, s.end) for s in found if s.kind == "quote"]
        views: list[SentenceView] = []
        for part in found:
            if part.kind not in ("title", "body", "other-headline"):
                continue
            for start, end in sentences(scene.letters, part.start, part.end):
                view = SentenceView(len(views), start, end, part.kind, self.analyser.words(scene.letters, start, end))
                view.added = tuple(w.i for w in view.words if w.bare in self.additive)
                view.in_quote = any(a < start < b for a, b in quotes)
                views.append(view)
        return found, views

    def set_annotations(self, doc: Doc, found: tuple[Any, list[SentenceView]]) -> None:
        scene = scene_of(doc)
        scene.segments, scene.sentences = found
        starts = {v.start for v in scene.sentences} | {s.start for s in scene.segments if s.kind != "quote"}
        begins = np.array([[1 if token.i == 0 or token.idx in starts else -1] for token in doc], dtype=np.int64)
        if len(begins):
            doc.from_array(["SENT_START"], begins.astype(np.uint64))  # type: ignore[arg-type]  # spaCy names the type for thinc's checks alone
        doc.spans["segments"] = spans(doc, ((s.start, s.end, s.kind) for s in scene.segments))


class Parsed(Stage):
    """What the trained pipeline says of each word's stem: part of speech, lemma, place in the tree, name."""

    def match(self, doc: Doc) -> list[list[tuple[int, Token]]]:
        tokens = iter(doc)
        token = next(tokens, None)
        out: list[list[tuple[int, Token]]] = []
        for view in scene_of(doc).sentences:
            row: list[tuple[int, Token]] = []
            for word in view.words:
                stem: Token | None = None
                while token is not None and token.idx < word.end:
                    if token.idx >= word.start and (stem is None or len(token) > len(stem)):
                        stem = token
                    token = next(tokens, None)
                if stem is not None:
                    row.append((word.i, stem))
            out.append(row)
        return out

    def set_annotations(self, doc: Doc, found: list[list[tuple[int, Token]]]) -> None:
        for view, row in zip(scene_of(doc).sentences, found, strict=True):
            word_of = {piece.i: i for i, stem in row for piece in (stem,)}
            view.tree = {i: Leaf(t.pos_, t.lemma_, t.dep_, self._head(t, word_of), t.ent_type_, t.ent_iob_) for i, t in row}
            for i, leaf in view.tree.items():
                view.words[i].pos, view.words[i].ent = leaf.pos, leaf.ent

    def _head(self, token: Token, word_of: dict[int, int]) -> int:
        """The word that a token hangs on, passing over pieces that are no stems; -1 for the root."""
        head = token.head
        for _ in range(4):
            if head.i in word_of and head.i != token.i:
                return word_of[head.i]
            if head.head.i == head.i:
                return -1
            head = head.head
        return -1


class Encoded(Stage):
    """The whole article as the encoder sees it. An encoder that was taught names gives the doc its names."""

    def __init__(self, learned: Learned) -> None:
        self.encoder = learned.encoder

    def match(self, doc: Doc) -> Encoding | None:
        scene = scene_of(doc)
        return self.encoder.see([[scene.letters[w.start : w.end] for w in view.words] for view in scene.sentences]) if self.encoder else None

    def set_annotations(self, doc: Doc, found: Encoding | None) -> None:
        scene = scene_of(doc)
        scene.encoding = found
        if found is not None and found.names:
            doc.ents = self._named(doc, scene, found)

    def _named(self, doc: Doc, scene: Scene, found: Encoding) -> list[Span]:
        """The encoder's names as spans, from the stem of the first word on."""
        where: list[tuple[int, int, str]] = []
        for view, table in zip(scene.sentences, found.names, strict=True):
            for first, last, label in names(table):
                word = doc.char_span(view.words[first].start, view.words[first].end, alignment_mode="expand")
                start = max(word, key=len).idx if word is not None else view.words[first].start
                where.append((start, view.words[last - 1].end, label))
        return filter_spans(spans(doc, where))


class Times(Stage):
    """Time expressions and the interval in which the article was written."""

    def __init__(self, timing: Timing) -> None:
        self.timing = timing

    def match(self, doc: Doc) -> Any:
        return self.timing.find(scene_of(doc))

    def set_annotations(self, doc: Doc, found: Any) -> None:
        scene = scene_of(doc)
        scene.times, scene.written = found
        doc.spans["times"] = spans(doc, ((t.start, t.end, t.when.grain) for t in scene.times))


class Dates(Stage):
    """Which of the times are those of which events; what no sentence dates is dated when all is assembled."""

    def __init__(self, language: Language, timing: Timing) -> None:
        self.dating = Dating(language, timing)

    def match(self, doc: Doc) -> list[tuple[Event, TimeSpan]]:
        return self.dating.times(scene_of(doc))

    def set_annotations(self, doc: Doc, found: list[tuple[Event, TimeSpan]]) -> None:
        for event, when in found:
            event.when = when
