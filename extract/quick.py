"""The trained pipeline at work: the components of spaCy, each asked in the way in which it answers soonest.

Nothing that they say depends on other articles: a piece has one embedding, however many stand beside it, and the sentences
that the parser reads side by side are those of one article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language as Nlp
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from .stage import Stage

Floats = NDArray[np.float32]
TOGETHER = 32    # so many pieces are embedded at a time, always, since sums may differ in their last bit with the size of a matrix
REMEMBERED = 50_000    # embeddings kept, 19 MB
EMBEDDER, PARSER = "tok2vec", "parser"


def quicker(nlp: Nlp) -> Nlp:
    """The same pipeline with the products of its matrices in numpy, which does them thrice as fast as the library that thinc
    brings, the embeddings of pieces remembered, and the parser in ``Trees``."""
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk() if hasattr(pipe, "model") else ():
            node.ops = NumpyOps(use_blis=False)
    if EMBEDDER in nlp.pipe_names:
        layers: Any = nlp.get_pipe(EMBEDDER).model.layers    # type: ignore[attr-defined]  # a component with a model
        layers[0] = remembering(nlp, layers[0])
    if PARSER in nlp.pipe_names:
        at, parser = nlp.pipe_names.index(PARSER), nlp.get_pipe(PARSER)
        nlp.remove_pipe(PARSER)
        trees: Any = nlp.add_pipe("khabar_trees", name=PARSER, before=at if at < len(nlp.pipe_names) else None)
        trees.parser = parser
    return nlp


def remembering(nlp: Nlp, embed: Model[list[Doc], list[Floats]]) -> Model[list[Doc], list[Floats]]:
    """A layer that embeds each kind of piece once."""
    known: dict[int, Floats] = {}

    def learn(kinds: Sequence[int]) -> None:
        for at in range(0, len(kinds), TOGETHER):
            some = kinds[at : at + TOGETHER]
            filled: Any = [*some, *[some[0]] * (TOGETHER - len(some))]
            (rows,) = embed.predict([Doc(nlp.vocab, words=filled)])
            known.update(zip(some, rows, strict=False))

    def forward(_: Model[list[Doc], list[Floats]], docs: list[Doc], is_train: bool) -> tuple[list[Floats], Callable[[Any], Any]]:
        if is_train:
            return embed(docs, is_train)
        kinds = [doc.to_array("ORTH").tolist() for doc in docs]
        if len(known) > REMEMBERED:
            known.clear()
        learn([kind for kind in dict.fromkeys(k for row in kinds for k in row) if kind not in known])
        return [np.array([known[k] for k in row], dtype=np.float32).reshape(len(row), -1) for row in kinds], lambda x: x

    return Model("khabar_remembering", forward, layers=[embed], dims={"nO": embed.get_dim("nO") if embed.has_dim("nO") else None})


class Trees(Stage):
    """The parser, with all sentences of an article side by side in place of one after another."""

    parser: Any    # spaCy's, as trained

    def match(self, doc: Doc) -> NDArray[np.uint64] | None:
        kinds = doc.to_array("ORTH").tolist()
        edges = [*(t.i for t in doc if t.is_sent_start), len(doc)]
        parts = []
        for start, end in pairwise(edges):
            part = Doc(doc.vocab, words=kinds[start:end], sent_starts=[True, *[False] * (end - start - 1)])
            part.tensor = doc.tensor[start:end]
            parts.append(part)
        if not parts:
            return None
        self.parser.set_annotations(parts, self.parser.predict(parts))
        return np.concatenate([part.to_array(["HEAD", "DEP"]) for part in parts])

    def set_annotations(self, doc: Doc, found: NDArray[np.uint64] | None) -> None:
        if found is not None:
            doc.from_array(["HEAD", "DEP"], found)  # type: ignore[arg-type]  # spaCy names the type for thinc's checks alone


@Nlp.factory("khabar_trees")
def make_trees(nlp: Nlp, name: str) -> Trees:
    return Trees()
