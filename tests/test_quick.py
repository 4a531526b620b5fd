"""spaCy's components asked in the quickest way say what they say when asked one after another."""

from __future__ import annotations

import random

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from extract import Article, load
from extract.language import LANG
from extract.learned import BACKBONE
from extract.pipeline import NAMER
from extract.quick import EMBEDDER, PARSER, REMEMBERED, Trees, quicker, remembering

TEXT = "زار وزير الخارجية العماني سالم الراشدي القاهرة أمس. والتقى نظيره المصري في مقر الوزارة. وبحث الجانبان التعاون التجاري بين البلدين، وقال الراشدي إن بلاده تدعم الحوار."


@pytest.fixture(scope="module")
def plain():
    return spacy.load(LANG / "ar" / "models" / BACKBONE, exclude=[NAMER])


@pytest.fixture(scope="module")
def quick():
    return quicker(spacy.load(LANG / "ar" / "models" / BACKBONE, exclude=[NAMER]))


def test_the_pipeline_keeps_its_components_in_order(plain, quick):
    assert quick.pipe_names == plain.pipe_names
    assert isinstance(quick.get_pipe(PARSER), Trees)


def test_a_sentence_has_the_tree_tags_and_lemmas_that_spacy_gives_it(plain, quick):
    """Of a text of one sentence nothing differs."""
    for sentence in TEXT.split(". "):
        docs = []
        for nlp in (plain, quick):
            doc = nlp.make_doc(sentence)
            doc.from_array(["SENT_START"], np.array([[1], *[[-1]] * (len(doc) - 1)], dtype=np.int64).astype(np.uint64))
            for _, pipe in nlp.pipeline:
                doc = pipe(doc)
            docs.append([(t.text, t.pos_, t.lemma_, t.dep_, t.head.i) for t in doc])
        assert docs[0] == docs[1]


def test_no_arc_leaves_its_sentence_and_no_sentence_is_cut():
    doc = load("ar").doc(Article(id="1", title="زيارة إلى القاهرة", text=TEXT))
    for sentence in doc.sents:
        assert all(t.head in sentence for t in sentence)
        assert sum(t.head.i == t.i and not t.is_space for t in sentence) >= 1
    starts = [t.idx for t in doc if t.is_sent_start]
    assert starts == [sentence.start_char for sentence in doc.sents]
    assert len(starts) >= 4


def test_a_doc_without_letters_stays_as_it_is(quick):
    assert len(quick.get_pipe(PARSER)(quick.make_doc(""))) == 0


def test_a_piece_has_one_embedding_whatever_was_asked_before(plain):
    """The same to the last bit, in whichever order and company pieces come, and what spaCy's layer says of them."""
    inner = plain.get_pipe(EMBEDDER).model.layers[0]
    pieces = list(dict.fromkeys(t.text for t in plain.make_doc(TEXT * 3)))
    found = []
    for seed in range(3):
        layer, order = remembering(plain, inner), pieces[:]
        random.Random(seed).shuffle(order)
        for k in range(0, len(order), 7):
            layer.predict([Doc(plain.vocab, words=order[k : k + 7])])
        found.append(layer.predict([Doc(plain.vocab, words=pieces)])[0])
    assert all((rows == found[0]).all() for rows in found)
    assert np.allclose(found[0], inner.predict([Doc(plain.vocab, words=pieces)])[0], atol=1e-5)
    assert len(pieces) < REMEMBERED
