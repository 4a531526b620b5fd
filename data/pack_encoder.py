"""Write the encoder as it ships: its layers as an ONNX graph that multiplies whole numbers, its heads as they are.

    python data/pack_encoder.py build/encoder/taught.npz extract/lang/ar/models/encoder.npz
    python data/pack_encoder.py --back extract/lang/ar/models/encoder.npz build/encoder/again.npz

Takes what ``train_encoder.py`` writes. Products of matrices are of one byte by one byte: the weights with a scale a row, what they
meet with one scale for a window (Jacob et al. 2018), before the last product of a layer with one a position, since there single
numbers stand out (Dettmers et al. 2022). Two neighbouring weights of a row are never above 128 together, so that processors
that add products in sixteen bits come to the same sums as those that do not. ``--back`` makes of a packed encoder what ``train_encoder.py``
goes on from, to the accuracy of its whole numbers. Needs onnx.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, load_from_string, numpy_helper

Array = NDArray[Any]
SIZE, LENGTH, OPSET = 64, 512, 18    # SIZE: of a head
FUSED = "com.microsoft"


class Graph:
    """Nodes and constants of an ONNX graph; each method gives the name of what it computes."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, Array] = {}

    def constant(self, name: str, value: Array) -> str:
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def all_of(self, op: str, *inputs: str, outputs: int, **attributes: Any) -> list[str]:
        names = [f"{op}.{len(self.nodes)}.{n}" for n in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        return names

    def do(self, op: str, *inputs: str, **attributes: Any) -> str:
        return self.all_of(op, *inputs, outputs=1, **attributes)[0]

    def number(self, value: float) -> str:
        return self.constant(f"number {value}", np.array(value, dtype=np.float32))

    def whole(self, *values: int) -> str:
        return self.constant(f"whole {values}", np.array(values, dtype=np.int64))

    def fused(self, op: str, *inputs: str, **attributes: Any) -> str:
        """An operator that ONNX Runtime adds to those of ONNX."""
        return self.do(op, *inputs, domain=FUSED, **attributes)

    def norm(self, x: str, name: str, scale: Array) -> str:
        return self.do("SimplifiedLayerNormalization", x, self.constant(name, scale.astype(np.float32)), axis=-1, epsilon=1e-7, stash_type=1)

    def product(self, x: str, name: str, weight: Array, *, by_position: bool = False) -> str:
        """``x @ weight.T`` in whole numbers of one byte."""
        scale, rows = whole_numbers(weight)
        matrix, scales = self.constant(name, rows.T), self.constant(f"{name}/scale", scale)
        if by_position:
            most = self.do("ReduceMax", self.do("Abs", x), self.whole(-1), keepdims=1)
            step = self.do("Add", self.do("Mul", most, self.number(1 / 127)), self.number(1e-9))
            seen = self.do("Cast", self.do("Add", self.do("Round", self.do("Div", x, step)), self.number(128)), to=TensorProto.UINT8)
            middle = self.constant("middle", np.array(128, dtype=np.uint8))
        else:
            seen, step, middle = self.all_of("DynamicQuantizeLinear", x, outputs=3)
        sums = self.do("Cast", self.do("MatMulInteger", seen, matrix, middle), to=TensorProto.FLOAT)
        return self.do("Mul", self.do("Mul", sums, step), scales) if by_position else self.do("Mul", sums, self.do("Mul", step, scales))


def whole_numbers(weight: Array) -> tuple[Array, Array]:
    """The scale of each row and the row in whole numbers of at most 127, two neighbours of at most 128 together."""
    size = np.abs(weight)
    scale = np.maximum((size[:, 0::2] + size[:, 1::2]).max(axis=1) / 127, 1e-9)
    return scale.astype(np.float32), np.round(weight / scale[:, None]).astype(np.int8)


def body(weights: Mapping[str, Array]) -> bytes:
    """The layers as a graph from the numbers of pieces [N] and the places of words among them [W] to the words' vectors [W, width]. What
    was read before stands in front of the pieces: of every layer its ``keys`` and ``values`` [1, M, those of its heads], which also come out, of the pieces [1, N, those of its heads]."""
    g = Graph()
    emb = weights["encoder.emb.weight"]
    width = emb.shape[1]
    largest = np.maximum(np.abs(emb).max(axis=1, keepdims=True), 1e-9)
    rows = np.round(emb / largest * 127)
    scale = 1 / np.sqrt((rows * rows).mean(axis=1, keepdims=True) + 1e-7)    # each row as the norm leaves it
    turns = np.outer(np.arange(LENGTH), 1.0 / 10000.0 ** (np.arange(0, SIZE, 2) / SIZE))
    cos, sin = (g.constant(name, f(turns).astype(np.float32)) for name, f in (("cos", np.cos), ("sin", np.sin)))
    nought, one = (g.constant(str(n), np.array(n, dtype=np.int64)) for n in (0, 1))
    before = g.do("Squeeze", g.do("Gather", g.do("Shape", "before.keys.0"), g.whole(1)))
    everywhere = g.do("Unsqueeze", g.do("Range", nought, g.do("Add", before, g.do("Squeeze", g.do("Shape", "ids"))), one), g.whole(0))
    places = g.do("Unsqueeze", g.do("Range", before, g.do("Add", before, g.do("Squeeze", g.do("Shape", "ids"))), one), g.whole(0))

    def even(x: str, heads: int) -> str:
        """The vectors of all heads, each as long as the others."""
        x = g.norm(g.do("Reshape", x, g.whole(1, -1, heads, SIZE)), "even", np.ones(SIZE))
        return g.do("Reshape", x, g.whole(1, -1, heads * SIZE))

    x = g.do("Cast", g.do("Gather", g.constant("emb", rows.astype(np.int8)), "ids"), to=TensorProto.FLOAT)
    x = g.do("Unsqueeze", g.do("Mul", x, g.do("Gather", g.constant("emb/scale", scale.astype(np.float32)), "ids")), g.whole(0))
    layers = sum(name.startswith("encoder.") and name.endswith("qkv.weight") for name in weights)
    for k in range(layers):
        name = f"encoder.blocks.{k}."
        seen = g.norm(x, name + "g1", weights[name + "g1"])
        asking, at = seen, places
        if k == layers - 1:    # of the last layer only the words are asked, which are fewer than their pieces
            x, asking, at = (g.do("Gather", v, "words", axis=1) for v in (x, seen, places))
        q, key, v = (g.product(y, name + part, w) for y, part, w in zip((asking, seen, seen), "qkv", np.split(weights[name + "qkv.weight"], 3), strict=True))
        heads = weights[name + "o.weight"].shape[1] // SIZE
        q, key = even(q, heads), even(key, heads)
        g.nodes += [helper.make_node("Identity", [own], [f"{part}.{k}"]) for part, own in (("keys", key), ("values", v))]
        key, v = (g.do("Concat", f"before.{part}.{k}", own, axis=1) for part, own in (("keys", key), ("values", v)))
        q, key = (g.fused("RotaryEmbedding", y, p, cos, sin, num_heads=heads) for y, p in ((q, at), (key, everywhere)))
        y = g.fused("MultiHeadAttention", q, key, v, num_heads=heads, scale=12.0 / SIZE)
        x = g.do("Add", x, g.product(y, name + "o", weights[name + "o.weight"]))
        seen = g.norm(x, name + "g2", weights[name + "g2"])
        a, c = (g.product(seen, name + part, w) for part, w in zip(("a", "c"), np.split(weights[name + "up.weight"], 2), strict=True))
        y = g.do("Mul", g.fused("QuickGelu", a, alpha=1.0), c)
        x = g.do("Add", x, g.product(y, name + "down", weights[name + "down.weight"], by_position=True))
    g.nodes.append(helper.make_node("Squeeze", [g.norm(x, "encoder.g", weights["encoder.g"]), g.whole(0)], ["states"]))
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["pieces"]), helper.make_tensor_value_info("words", TensorProto.INT64, ["words"])]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["words", width])]
    for part in (f"{part}.{k}" for part in ("keys", "values") for k in range(layers)):
        own = weights[f"encoder.blocks.{part.rpartition('.')[2]}.o.weight"].shape[1]
        inputs.append(helper.make_tensor_value_info(f"before.{part}", TensorProto.FLOAT, [1, "before", own]))
        outputs.append(helper.make_tensor_value_info(part, TensorProto.FLOAT, [1, "pieces", own]))
    constants = [numpy_helper.from_array(value, name) for name, value in g.constants.items()]
    graph = helper.make_graph(g.nodes, "encoder", inputs, outputs, constants)
    return bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)], ir_version=8).SerializeToString())


def pack(source: Path, out: Path) -> None:
    """Write a taught encoder as it ships."""
    with np.load(source) as found:
        kept = {n: found[n] for n in found.files if n == "vocabulary" or n.startswith("heads.")}
        plain = [n for n in found.files if n.startswith("encoder.") and not n.endswith("/scale")]
        weights = {n: found[n].astype(np.float32) * (found[n + "/scale"] if n + "/scale" in found else np.float32(1)) for n in plain}
    np.savez_compressed(out, body=np.frombuffer(body(weights), dtype=np.uint8), **kept)


def unpack(source: Path, out: Path) -> None:
    """Write a packed encoder as ``train_encoder.py`` reads it."""
    with np.load(source) as found:
        rest = {n: found[n] for n in found.files if n != "body"}
        graph = load_from_string(bytes(found["body"])).graph
    constants = {c.name: numpy_helper.to_array(c) for c in graph.initializer}
    plain = {n: (v.astype(np.float32) * constants[n + "/scale"] if n == "emb" else v.T * constants[n + "/scale"].reshape(-1, 1)) for n, v in constants.items() if v.dtype == np.int8}
    norms = {n: v for n, v in constants.items() if n.startswith("encoder.") and n.rpartition(".")[2] in ("g", "g1", "g2")}
    layers: dict[str, Array] = {"encoder.emb.weight": plain["emb"], **norms}
    for block in sorted({n.rpartition(".")[0] for n in plain if n != "emb"}):
        for whole, parts in (("qkv", "qkv"), ("up", "ac")):
            layers[f"{block}.{whole}.weight"] = np.concatenate([plain[f"{block}.{part}"] for part in parts])
        layers |= {f"{block}.{name}.weight": plain[f"{block}.{name}"] for name in ("o", "down")}
    np.savez_compressed(out, **rest, **layers)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("source", type=Path)
    cli.add_argument("out", type=Path)
    cli.add_argument("--back", action="store_true", help="the other way")
    given = cli.parse_args()
    (unpack if given.back else pack)(given.source, given.out)
    print(given.out, given.out.stat().st_size)


if __name__ == "__main__":
    main()
