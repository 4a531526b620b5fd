"""Trained models as tables of weights: probabilities that sum to one, files that come back, clear errors."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.util import load_config

from extract import load
from extract.chain import Chain
from extract.language import LANG
from extract.learned import ASSERTION, CHAINS, COREFERENCE, LINEARS, MODELS, Learned
from extract.linear import Linear
from extract.records import KhabarError

RNG = np.random.default_rng(7)
FEATURES = tuple("abcdef")
LINEAR = Linear("status", ("actual", "planned", "denied"), np.array([0.5, -0.25, 0.0]), {f: i for i, f in enumerate(FEATURES)}, RNG.normal(size=(6, 3)).round(3))
CHAIN = Chain("triggers", ("O", "visit", "call"), RNG.normal(size=(3, 3)).round(3), {f: i for i, f in enumerate(FEATURES)}, RNG.normal(size=(6, 3)).round(3))
ROWS = st.lists(st.lists(st.sampled_from([*FEATURES, "unseen"]), max_size=5), max_size=7)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_probabilities_sum_to_one(rows):
    """A word's labels share one, alone, in a table and in a row, also where nothing is known of it."""
    assert np.allclose(CHAIN.marginals([rows])[0].sum(axis=1), 1)
    if rows:
        table = LINEAR.table(rows)
        assert np.allclose(table.sum(axis=1), 1)
        assert np.allclose(table[0], list(LINEAR.probabilities(rows[0]).values()))


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_marginals_are_sums_over_all_rows_of_labels(rows):
    """Forward-backward gives what adding up every sequence gives."""
    rows = rows[:4]
    if not rows:
        return
    scores = CHAIN.scores(rows)
    table = np.zeros((len(rows), 3))
    for path in np.ndindex(*(3,) * len(rows)):
        weight = np.exp(sum(scores[n, k] for n, k in enumerate(path)) + sum(CHAIN.moves[a, b] for a, b in pairwise(path)))
        for n, k in enumerate(path):
            table[n, k] += weight
    assert np.allclose(CHAIN.marginals([rows])[0], table / table.sum(axis=1, keepdims=True))


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sets(st.integers(0, 3)))
def test_words_whose_label_is_known_leave_the_others_what_they_are(rows, known):
    """What is said of the words that are asked is what adding up every sequence with the known labels gives."""
    rows = rows[:4]
    scores = CHAIN.scores(rows) if rows else np.zeros((0, 3))
    table = np.zeros((len(rows), 3))
    for path in np.ndindex(*(3,) * len(rows)):
        if all(path[n] == 0 for n in known if n < len(rows)):
            weight = np.exp(sum(scores[n, k] for n, k in enumerate(path) if n not in known) + sum(CHAIN.moves[a, b] for a, b in pairwise(path)))
            for n, k in enumerate(path):
                table[n, k] += weight
    found = CHAIN.marginals([[None if n in known else row for n, row in enumerate(rows)]], known="O")[0]
    assert np.allclose(found, table / table.sum(axis=1, keepdims=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ROWS, st.sets(st.integers(0, 6))), max_size=4))
def test_sentences_side_by_side_say_what_each_says_alone(sentences):
    """Many sequences at once, of any lengths and with words that are not asked anywhere, have the marginals of each."""
    rows = [[None if n in known else row for n, row in enumerate(some)] for some, known in sentences]
    together = CHAIN.marginals(rows, known="O")
    assert len(together) == len(rows)
    assert all(np.allclose(found, CHAIN.marginals([some], known="O")[0]) for found, some in zip(together, rows, strict=True))


@pytest.mark.parametrize("model", [LINEAR, CHAIN], ids=["linear", "chain"])
def test_weights_go_to_a_file_and_come_back(model, tmp_path):
    """What is saved is loaded, and saved again it is the same bytes."""
    model.save(tmp_path / "one.gz")
    again = type(model).load(tmp_path / "one.gz")
    again.save(tmp_path / "two.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()
    assert (again.name, again.labels) == (model.name, model.labels)
    rows = [["a", "c"], ["f"], []]
    assert np.allclose(again.marginals([rows])[0] if isinstance(again, Chain) else again.table(rows), model.marginals([rows])[0] if isinstance(model, Chain) else model.table(rows))


@pytest.mark.parametrize("kind", [Linear, Chain])
@pytest.mark.parametrize("data", [b"", b"no gzip", gzip.compress(b"{}"), gzip.compress(b"no json")])
def test_a_spoilt_file_is_named(kind, data, tmp_path):
    """What is no model says which file, and what to do."""
    (tmp_path / "model.gz").write_bytes(data)
    with pytest.raises(KhabarError, match=r"model\.gz: not a khabar model .*train it again"):
        kind.load(tmp_path / "model.gz")


def test_the_loudest_features_are_told():
    """A judgement can be explained by the features that spoke for or against it."""
    found = LINEAR.strongest(["a", "b", "unseen"], "planned", top=1)
    assert [f for f, _ in found] == [max("ab", key=lambda f: abs(LINEAR.weights[LINEAR.rows[f], 1]))]


def test_the_models_that_ship_load():
    """Every model is in the package, and can be left out by name."""
    learned, none = Learned.load(LANG / "ar" / "models", only=MODELS), Learned.load(LANG / "ar" / "models", only=[])
    for name in (*CHAINS, COREFERENCE, *LINEARS, ASSERTION):
        assert getattr(learned, name) is not None
        assert getattr(none, name) is None


def test_the_pipeline_knows_no_folder_of_the_machine_that_taught_it():
    """Its configuration names no file outside the package."""
    config = load_config(LANG / "ar" / "models" / "backbone" / "config.cfg", interpolate=False)
    assert set(config["paths"].values()) == {None}


def test_an_unknown_model_is_named():
    """A model that there is not is told, with those that there are."""
    with pytest.raises(KhabarError, match=r"no models .*there are"):
        Learned.load(LANG / "ar" / "models", only=["weather"])


def test_labels_are_those_of_the_ontology():
    """Triggers are of the 22 types, statuses of the six."""
    ontology = json.loads((LANG / "ontology.json").read_text("utf-8"))
    learned = Learned.load(LANG / "ar" / "models", only=MODELS)
    assert set(learned.triggers.labels) - {"O", "none"} <= set(ontology["types"])
    assert set(learned.status.labels) <= set(ontology["status"])


def test_a_reader_is_another_with_other_words_or_options(tmp_path):
    """What was read is read again when a private folder, its words or an option changes."""
    private = tmp_path / "private"
    private.mkdir()
    (private / "common.toml").write_text('words = ["مثال"]\n', "utf-8")
    plain = load("ar", learned=False)
    with_private = load("ar", learned=False, overlay=private)
    keys = [plain.key, load("ar", learned=False, min_score=0.5).key, with_private.key]
    (private / "common.toml").write_text('words = ["مثال", "آخر"]\n', "utf-8")
    keys.append(with_private.key)
    assert len(set(keys)) == 4
    assert load("ar", learned=False).key == plain.key


def test_all_models_together_take_at_most_forty_megabytes():
    """What a user downloads stays small."""
    assert sum(p.stat().st_size for p in (LANG / "ar" / "models").rglob("*") if p.is_file()) <= 40_000_000
