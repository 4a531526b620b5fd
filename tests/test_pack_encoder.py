"""The encoder as it ships: layers in whole numbers that say what they said in floating point."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from onnxruntime import InferenceSession

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "data"))

from pack_encoder import SIZE, body, pack, unpack, whole_numbers

from extract.encoder import read_encoder

WIDTH, PIECES, SHAPES = 128, 40, ((2, 64), (1, 32))    # of each layer the heads and units


def weights() -> dict[str, np.ndarray]:
    """A small network with single numbers that stand out and a smaller second layer, as in the real one."""
    draw = np.random.default_rng(3)
    shapes = {"encoder.emb.weight": (PIECES, WIDTH), "encoder.g": (WIDTH,)}
    for k, (heads, inner) in enumerate(SHAPES):
        name = f"encoder.blocks.{k}."
        shapes |= {name + "g1": (WIDTH,), name + "g2": (WIDTH,), name + "qkv.weight": (3 * heads * SIZE, WIDTH), name + "o.weight": (WIDTH, heads * SIZE),
                   name + "up.weight": (2 * inner, WIDTH), name + "down.weight": (WIDTH, inner)}  # fmt: skip
    found = {n: (draw.normal(size=s) * (0.12 if len(s) == 2 else 1)).astype(np.float32) for n, s in shapes.items()}
    found["encoder.blocks.1.up.weight"][:3] *= 6
    return found


def plain(w: dict[str, np.ndarray], ids: list[int], before: list[int] | None = None) -> np.ndarray:
    """The same layers in floating point. What was read before has the keys and values that it had alone."""
    return _plain(w, ids, _plain(w, before, [])[1] if before else [])[0]


def _plain(w: dict[str, np.ndarray], ids: list[int], memory: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
    def norm(x):
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-7)
    def turned(x, first):
        at = np.outer(np.arange(first, first + x.shape[1]), 1.0 / 10000.0 ** (np.arange(0, SIZE, 2) / SIZE))
        a, b = np.split(x, 2, axis=-1)
        return np.concatenate((a * np.cos(at) - b * np.sin(at), a * np.sin(at) + b * np.cos(at)), axis=-1)
    x, kept = norm(w["encoder.emb.weight"][ids]), []
    for k, (heads, _) in enumerate(SHAPES):
        b = f"encoder.blocks.{k}."
        q, key, v = ((norm(x) * w[b + "g1"]) @ w[b + "qkv.weight"].T).reshape(len(ids), 3, heads, SIZE).transpose(1, 2, 0, 3)
        q, key = norm(q), norm(key)
        kept.append((key, v))
        first = memory[k][0].shape[1] if memory else 0
        if memory:
            key, v = (np.concatenate(two, axis=1) for two in zip(memory[k], (key, v), strict=True))
        scores = np.exp(turned(q, first) @ turned(key, 0).transpose(0, 2, 1) * 12 / SIZE)
        x = x + ((scores / scores.sum(axis=2, keepdims=True)) @ v).transpose(1, 0, 2).reshape(len(ids), -1) @ w[b + "o.weight"].T
        a, c = np.split((norm(x) * w[b + "g2"]) @ w[b + "up.weight"].T, 2, axis=1)
        x = x + (a / (1 + np.exp(-a)) * c) @ w[b + "down.weight"].T
    return norm(x) * w["encoder.g"], kept


def asked(graph: bytes, ids: list[int], words: list[int], before: list[int] | None = None) -> np.ndarray:
    session = InferenceSession(graph, providers=["CPUExecutionProvider"])
    layers = {o.name: np.zeros((1, 0, o.shape[2]), dtype=np.float32) for o in session.get_outputs()[1:]}
    feed = lambda ids, words, layers: {"ids": np.array(ids), "words": np.array(words), **{f"before.{n}": x for n, x in layers.items()}}  # noqa: E731
    if before:
        layers = dict(zip(layers, session.run(list(layers), feed(before, [0], layers)), strict=True))
    (found,) = session.run(["states"], feed(ids, words, layers))
    return found


@pytest.mark.parametrize(("ids", "words"), [([5], [0]), (list(range(30)), list(range(30))), (list(range(30)), [3, 4, 29]), ([7, 7, 2, 39], [2, 2, 0])])
@pytest.mark.parametrize("before", [None, [31, 4, 4, 8]])
def test_the_graph_says_what_the_layers_say(ids, words, before):
    """Every vector that is asked for within a few hundredths of the one in floating point, whichever others are, and whatever was read before."""
    w = weights()
    found, expected = asked(body(w), ids, words, before), plain(w, ids, before)[words]
    assert found.shape == expected.shape
    assert np.linalg.norm(found - expected) < 0.06 * np.linalg.norm(expected)
    if before and len(ids) > 1:
        assert np.linalg.norm(plain(w, ids)[words] - expected) > 0.1 * np.linalg.norm(expected)    # it does have a say


@given(arrays.arrays(np.float32, (3, 8), elements=st.floats(-9, 9, width=32)))
def test_two_neighbours_never_pass_what_sixteen_bits_hold(weight):
    """255 · (a + b) stays below 2¹⁵, and no weight moves by more than half a step."""
    scale, rows = whole_numbers(weight)
    size = np.abs(rows.astype(int))
    assert ((size[:, 0::2] + size[:, 1::2]) * 255 < 1 << 15).all()
    assert (np.abs(rows * scale[:, None] - weight) <= scale[:, None] * 0.501 + 1e-6).all()


def test_a_packed_file_holds_graph_heads_and_vocabulary(tmp_path):
    """What ``train_encoder.py`` writes becomes what the reader loads; the layers' own weights are gone."""
    heads = {"heads.tags.weight": np.ones((13, WIDTH), dtype=np.float16), "vocabulary": np.frombuffer("a\nب".encode(), dtype=np.uint8)}
    np.savez(tmp_path / "taught.npz", **weights(), **heads)
    pack(tmp_path / "taught.npz", tmp_path / "encoder.npz")
    vocabulary, graph, kept = read_encoder(tmp_path / "encoder.npz")
    assert vocabulary == ["a", "ب"]
    assert list(kept) == ["heads.tags.weight"]
    assert graph == body(weights())


def test_a_packed_file_can_be_gone_on_from(tmp_path):
    """Unpacked, it has the names and shapes that training knows, and says nearly what it said."""
    heads = {"heads.tags.weight": np.ones((13, WIDTH), dtype=np.float16), "vocabulary": np.frombuffer(b"a", dtype=np.uint8)}
    np.savez(tmp_path / "taught.npz", **weights(), **heads)
    pack(tmp_path / "taught.npz", tmp_path / "encoder.npz")
    unpack(tmp_path / "encoder.npz", tmp_path / "again.npz")
    with np.load(tmp_path / "again.npz") as found:
        again = {n: found[n] for n in found.files}
    assert {n: v.shape for n, v in again.items() if n.startswith("encoder.")} == {n: v.shape for n, v in weights().items()}
    assert set(heads) < set(again)
    ids = list(range(20))
    assert np.linalg.norm(plain(again, ids) - plain(weights(), ids)) < 0.06 * np.linalg.norm(plain(weights(), ids))
