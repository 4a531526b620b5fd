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

from pack_encoder import HEADS, body, pack, unpack, whole_numbers

from extract.encoder import read_encoder

WIDTH, INNER, SIZE, LAYERS = 48, 64, 40, 2


def weights() -> dict[str, np.ndarray]:
    """A small network with single numbers that stand out, as in the real one."""
    draw = np.random.default_rng(3)
    shapes = {"encoder.emb.weight": (SIZE, WIDTH), "encoder.g": (WIDTH,)}
    for k in range(LAYERS):
        name = f"encoder.blocks.{k}."
        shapes |= {name + "g1": (WIDTH,), name + "g2": (WIDTH,), name + "qkv.weight": (3 * WIDTH, WIDTH), name + "o.weight": (WIDTH, WIDTH),
                   name + "up.weight": (2 * INNER, WIDTH), name + "down.weight": (WIDTH, INNER)}  # fmt: skip
    found = {n: (draw.normal(size=s) * (0.12 if len(s) == 2 else 1)).astype(np.float32) for n, s in shapes.items()}
    found["encoder.blocks.1.up.weight"][:3] *= 6
    return found


def plain(w: dict[str, np.ndarray], ids: list[int]) -> np.ndarray:
    """The same layers in floating point."""
    def norm(x):
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-7)
    size, n = WIDTH // HEADS, len(ids)
    at = np.outer(np.arange(n), 1.0 / 10000.0 ** (np.arange(0, size, 2) / size))
    def turned(x):
        a, b = np.split(x, 2, axis=-1)
        return np.concatenate((a * np.cos(at) - b * np.sin(at), a * np.sin(at) + b * np.cos(at)), axis=-1)
    x = norm(w["encoder.emb.weight"][ids])
    for k in range(LAYERS):
        b = f"encoder.blocks.{k}."
        q, key, v = ((norm(x) * w[b + "g1"]) @ w[b + "qkv.weight"].T).reshape(n, 3, HEADS, size).transpose(1, 2, 0, 3)
        scores = np.exp(turned(norm(q)) @ turned(norm(key)).transpose(0, 2, 1) * 12 / size)
        x = x + ((scores / scores.sum(axis=2, keepdims=True)) @ v).transpose(1, 0, 2).reshape(n, WIDTH) @ w[b + "o.weight"].T
        a, c = np.split((norm(x) * w[b + "g2"]) @ w[b + "up.weight"].T, 2, axis=1)
        x = x + (a / (1 + np.exp(-a)) * c) @ w[b + "down.weight"].T
    return norm(x) * w["encoder.g"]


def asked(graph: bytes, ids: list[int], words: list[int]) -> np.ndarray:
    (found,) = InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, {"ids": np.array(ids), "words": np.array(words)})
    return found


@pytest.mark.parametrize(("ids", "words"), [([5], [0]), (list(range(30)), list(range(30))), (list(range(30)), [3, 4, 29]), ([7, 7, 2, 39], [2, 2, 0])])
def test_the_graph_says_what_the_layers_say(ids, words):
    """Every vector that is asked for within a few hundredths of the one in floating point, whichever others are."""
    w = weights()
    found, expected = asked(body(w), ids, words), plain(w, ids)[words]
    assert found.shape == expected.shape
    assert np.linalg.norm(found - expected) < 0.06 * np.linalg.norm(expected)


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
