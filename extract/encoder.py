"""The encoder: a small transformer (Vaswani et al. 2017) that reads a whole article at once.

It was trained to guess hidden words of Arabic Wikipedia and then, on annotated articles, to say all at once which words are
mentions, which are triggers and of which type, with what status, who fills which role, whose words an event is in, and
which triggers tell one event (``data/train_encoder.py``). Rotary positions (Su et al. 2021),
gated feed-forward layers (Shazeer 2020), pairs by biaffine attention (Dozat and Manning 2017); what a long article has told before
is seen as it was read then (Dai et al. 2019). Its layers are an ONNX graph that
multiplies whole numbers of one byte (``data/pack_encoder.py``), what is asked of them is in numpy, and the answer for an article
depends on that article alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions

from .backbone import norm
from .records import KhabarError
from .segmenter import PRONOUNS, Segmenter, load_segmenter

Floats = NDArray[np.float32]
UNKNOWN, END = 1, 3
MIXER_HEADS, LENGTH = 4, 512
TYPES = (
    "none", "accusation", "agreement", "aid", "appeal", "appointment", "assault", "call", "coercion", "concession", "conference", "cooperation", "decision",
    "meeting", "mobilization", "negotiation", "protest", "rejection", "sanction", "statement", "support", "threat", "visit",
)  # fmt: skip
KINDS = ("armed-group", "group", "organisation", "person", "place", "state")
TAGS = ("O", *(f"{x}-{k}" for k in KINDS for x in "BI"))
NAMES = ("O", *(f"{x}-{k}" for k in ("LOC", "MISC", "ORG", "PER") for x in "BI"))
STATUS = ("actual", "cancelled", "denied", "planned", "possible", "requested")
ROLES = ("source", "target", "place", "speaker")
_BEFORE = frozenset("وفبلكسا")


def pieces(segmenter: Segmenter, text: str, start: int, end: int) -> tuple[list[str], int]:
    """A word as the encoder's text has it, clitics marked with + on the side of the stem, and which piece is the stem.

    >>> pieces(load_segmenter("ar"), "وبالعمل", 0, 7)
    (['و+', 'ب+', 'العمل'], 2)
    """
    spans = segmenter.spans(text, start, end)
    last, stem = len(spans) - 1, max(range(len(spans)), key=lambda n: (spans[n][1] - spans[n][0], -n))
    out = []
    for n, (s, e) in enumerate(spans):
        piece = norm(text[s:e])
        out.append(piece + "+" if n < last and piece in _BEFORE else "+" + piece if 0 < n == last and piece in PRONOUNS else piece)
    return out, stem


def cut(piece: str, numbers: Mapping[str, int], *, longest: int = 20) -> list[int]:
    """The numbers of the longest known parts of a piece, left to right (Schuster and Nakajima 2012)."""
    if (whole := numbers.get(piece)) is not None:
        return [whole]
    out: list[int] = []
    at = 0
    while at < len(piece):
        for end in range(min(len(piece), at + longest), at, -1):
            if (found := numbers.get(("##" if at else "") + piece[at:end])) is not None:
                out.append(found)
                at = end
                break
        else:
            return [UNKNOWN]
    return out


@dataclass
class Encoding:
    """What the encoder sees of an article: for every word its vector; ``tags``, ``types``, ``status`` and ``names`` by sentence
    hold the probability of each label at each word (``names`` only where it was taught names). ``told[s]`` is the window in which
    sentence s was read, ``vectors`` are those of the words by window."""

    vectors: list[dict[tuple[int, int], Floats]] = field(default_factory=list)
    told: dict[int, int] = field(default_factory=dict)
    tags: list[Floats] = field(default_factory=list)
    types: list[Floats] = field(default_factory=list)
    status: list[Floats] = field(default_factory=list)
    names: list[Floats] = field(default_factory=list)


Mention = tuple[int, int, int, str]
Layers = dict[str, Floats]    # the keys and values of every layer, [1, pieces, those of its heads]


@dataclass
class Window:
    """A stretch of an article: the sentences ``back`` that it sees again as they were read before, the numbers of the pieces of its
    own, where each word (sentence, word) stands among them, and the pieces of each sentence."""

    back: list[int]
    ids: list[int] = field(default_factory=list)
    at: dict[tuple[int, int], int] = field(default_factory=dict)
    new: dict[int, slice] = field(default_factory=dict)


class Encoder:
    """The network at work: ``body`` gives one vector a position, ``weights`` are those of the heads by name, as the training script writes them."""

    def __init__(self, vocabulary: Sequence[str], body: InferenceSession, weights: Mapping[str, Floats], segmenter: Segmenter) -> None:
        self.numbers = {piece: n for n, piece in enumerate(vocabulary)}
        self.body = body
        self.weights = weights
        self.segmenter = segmenter
        self.mixers = sum(name.startswith("heads.mixers.") and name.endswith("qkv.weight") for name in weights)
        self.names = "heads.names.weight" in weights
        self.layers = {o.name: np.zeros((1, 0, o.shape[2]), dtype=np.float32) for o in body.get_outputs()[1:]}    # as they are where nothing was read before
        self._words: dict[str, tuple[list[int], int]] = {}

    # Words to numbers

    def word(self, text: str) -> tuple[list[int], int]:
        """The numbers of a word's parts, and which of them begins its stem."""
        known = self._words.get(text)
        if known is None:
            parts, stem = pieces(self.segmenter, text, 0, len(text))
            cuts = [cut(p, self.numbers) for p in parts]
            known = [n for c in cuts for n in c], sum(map(len, cuts[:stem]))
            if len(self._words) < 200_000:
                self._words[text] = known
        return known

    def windows(self, sentences: Sequence[Sequence[str]]) -> Iterator[Window]:
        """An article in stretches of whole sentences that fit; every later one sees again the first sentence and the three before it, as they were read then."""
        cuts = [[self.word(w) for w in s] for s in sentences]
        sizes = [min(sum(len(ids) for ids, _ in s) + 1, LENGTH) for s in cuts]
        n = 0
        while n < len(sizes):
            back = [] if n == 0 else sorted({0, *range(max(0, n - 3), n)})
            while back and sum(sizes[k] for k in back) + sizes[n] > LENGTH:
                back.pop(0)
            end, total = n, sum(sizes[k] for k in back)
            while end < len(sizes) and (end == n or total + sizes[end] <= LENGTH):
                total += sizes[end]
                end += 1
            window = Window(back)
            for k in range(n, end):
                begun = len(window.ids)
                for w, (parts, stem) in enumerate(cuts[k]):
                    window.at[k, w] = min(len(window.ids) + stem, LENGTH - 1)
                    window.ids += parts
                window.ids.append(END)
                del window.ids[LENGTH:]
                window.new[k] = slice(begun, len(window.ids))
            yield window
            n = end

    # The network

    def states(self, window: Window, words: Sequence[int], before: Sequence[Layers], *, keep: bool) -> tuple[Floats, Layers]:
        """One vector for each of the words, given by their places among the pieces, each once; with ``keep`` also the keys and values
        of all pieces. ``before`` are those of the sentences that the window sees again."""
        feed = {f"before.{name}": np.concatenate([nothing, *(layers[name] for layers in before)], axis=1) for name, nothing in self.layers.items()}
        feed |= {"ids": np.array(window.ids, dtype=np.int64), "words": np.array(words or [0], dtype=np.int64)}    # a graph must be asked for something
        found, *layers = self.body.run(["states", *(self.layers if keep else ())], feed)
        return np.asarray(found[: len(words)], dtype=np.float32), dict(zip(self.layers, layers, strict=keep))

    def _linear(self, name: str, x: Floats) -> Floats:
        return x @ self.weights[f"heads.{name}.weight"].T + self.weights[f"heads.{name}.bias"]

    def see(self, sentences: Sequence[Sequence[str]]) -> Encoding:
        """Read an article, given as the words of its sentences."""
        found = Encoding()
        kept: dict[int, Layers] = {}
        windows = list(self.windows(sentences))
        for n, window in enumerate(windows):
            row = {p: k for k, p in enumerate(dict.fromkeys(window.at.values()))}    # words beyond the window share its last place
            states, layers = self.states(window, list(row), [kept[s] for s in window.back], keep=n + 1 < len(windows))
            last = max(window.new)
            kept |= {s: {name: x[:, places] for name, x in layers.items()} for s, places in window.new.items()}
            kept = {s: x for s, x in kept.items() if s == 0 or s > last - 3}    # those that may be seen again
            again = {(s, w): found.vectors[found.told[s]][s, w] for s in window.back for w in range(len(sentences[s]))}
            found.vectors.append(again | {k: states[row[p]] for k, p in window.at.items()})
            found.told |= dict.fromkeys(window.new, n)
            rows = states[[row[p] for p in window.at.values()]]
            ends = list(accumulate(len(sentences[s]) for s in window.new))[:-1]
            for name, tables in (("tags", found.tags), ("types", found.types), ("status", found.status), ("names", found.names)):
                if name != "names" or self.names:
                    tables += np.split(_softmax(self._linear(name, rows)), ends)
        return found

    def roles(self, seen: Encoding, triggers: Sequence[tuple[int, int, str]], mentions: Sequence[Mention], actors: Sequence[int]) -> Floats:
        """The score of every role (source, target, place, speaker) for the triggers (sentence, word, type) and mentions (sentence,
        first, last, kind) of an article: [roles, triggers, mentions], as log odds; mentions out of sight get -10.
        ``actors`` says which actor each mention names."""
        out = np.full((len(ROLES), len(triggers), len(mentions)), -10, dtype=np.float32)
        owners = np.array(actors, dtype=np.int64)
        for window in sorted({seen.told[s] for s, _, _ in triggers}):
            vectors = seen.vectors[window]
            own = [n for n, t in enumerate(triggers) if seen.told[t[0]] == window]
            near = [n for n, m in enumerate(mentions) if (m[0], m[1]) in vectors]
            if near:
                told, named = [triggers[n] for n in own], [mentions[n] for n in near]
                far = _distances(told, named)
                nodes = np.concatenate((self._linear("event", self._events(vectors, told)), self._linear("span", self._spans(vectors, named))))
                how = _relations(told, named, owners[near], far)
                for k in range(self.mixers):
                    nodes = self._mixed(nodes, how, f"heads.mixers.{k}.")
                nodes = _relu(nodes)
                scores = _biaffine(nodes[: len(told)], self.weights["heads.roles"], nodes[len(told) :])
                out[np.ix_(range(len(ROLES)), own, near)] = scores + self.weights["heads.far.weight"][far].transpose(2, 0, 1)
        return out

    def _mixed(self, x: Floats, how: NDArray[np.int64], block: str) -> Floats:
        """A layer of attention among triggers and mentions, which know how they stand to each other."""
        w, (n, width) = self.weights, x.shape
        qkv = np.asarray((_norm(x) * w[block + "g1"]) @ w[block + "qkv.weight"].T, dtype=np.float32)
        q, k, v = qkv.reshape(n, 3, MIXER_HEADS, -1).transpose(1, 2, 0, 3)
        scale = np.float32((width // MIXER_HEADS) ** -0.5)
        scores = np.asarray((q @ k.transpose(0, 2, 1)) * scale + w[block + "bias.weight"][how].transpose(2, 0, 1), dtype=np.float32)
        y = np.asarray(x + (_softmax(scores) @ v).transpose(1, 0, 2).reshape(n, width) @ w[block + "o.weight"].T, dtype=np.float32)
        up = np.asarray((_norm(y) * w[block + "g2"]) @ w[block + "up.weight"].T, dtype=np.float32)
        return np.asarray(y + _gated(up) @ w[block + "down.weight"].T)

    def same_events(self, seen: Encoding, triggers: Sequence[tuple[int, int, str]]) -> Floats:
        """The log odds of each two of the triggers (sentence, word, type) to tell one event; -10 where no window holds both."""
        out = np.full((len(triggers), len(triggers)), -10, dtype=np.float32)
        told = [seen.told[s] for s, _, _ in triggers]
        for window in sorted(set(told)):
            vectors = seen.vectors[window]
            near = [n for n, (s, i, _) in enumerate(triggers) if told[n] <= window and (s, i) in vectors]
            h = _relu(self._linear("event2", self._events(vectors, [triggers[n] for n in near])))
            scores = _biaffine(h, self.weights["heads.same_event"], h)[0]
            new = np.array([told[n] == window for n in near])
            out[np.ix_(near, near)] = np.where(new[:, None] | new[None, :], scores + scores.T, out[np.ix_(near, near)])
        return out

    def _events(self, vectors: Mapping[tuple[int, int], Floats], triggers: Sequence[tuple[int, int, str]]) -> Floats:
        kinds = self.weights["heads.type_emb.weight"]
        return np.array([vectors[s, i] + kinds[TYPES.index(t)] for s, i, t in triggers], dtype=np.float32)

    def _spans(self, vectors: Mapping[tuple[int, int], Floats], mentions: Sequence[Mention]) -> Floats:
        kinds = self.weights["heads.kind_emb.weight"]
        rows = [np.concatenate((vectors[s, a] + kinds[KINDS.index(kind)], vectors[s, b - 1])) for s, a, b, kind in mentions]
        return np.array(rows, dtype=np.float32).reshape(len(mentions), -1)


def names(table: Floats) -> list[tuple[int, int, str]]:
    """The names of a sentence as first and last (exclusive) word and label, from the probability of each of ``NAMES`` at each word.

    >>> names(np.eye(len(NAMES), dtype=np.float32)[[7, 8, 0, 1, 2, 1]])
    [(0, 2, 'PER'), (3, 5, 'LOC'), (5, 6, 'LOC')]
    """
    found: list[tuple[int, int, str]] = []
    for i, label in enumerate(NAMES[k] for k in table.argmax(axis=1).tolist()):
        if label == "O":
            continue
        if found and label[0] == "I" and found[-1][1:] == (i, label[2:]):
            found[-1] = (found[-1][0], i + 1, label[2:])
        else:
            found.append((i, i + 1, label[2:]))
    return found


def _norm(x: Floats) -> Floats:
    return np.asarray(x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(1e-7)))


def _gated(x: Floats) -> Floats:
    """Half of the columns, each let through as the other half says (Shazeer 2020)."""
    a, c = np.split(x, 2, axis=1)
    return np.asarray(a / (1 + np.exp(-a)) * c)


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0)


def _softmax(x: Floats) -> Floats:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _biaffine(a: Floats, u: Floats, b: Floats) -> Floats:
    """Scores [R, A, B] of all pairs of rows of ``a`` and ``b``, each with a 1 behind it."""
    one_a, one_b = (np.concatenate((x, np.ones((len(x), 1), dtype=np.float32)), axis=1) for x in (a, b))
    return np.asarray(one_a @ u @ one_b.T)


def _distances(triggers: Sequence[tuple[int, int, str]], mentions: Sequence[Mention]) -> NDArray[np.int64]:
    """Where mentions (sentence, first, last) stand as seen from triggers (sentence, word), [triggers, mentions]: 0 around it, 1 and 2 in
    its sentence before and after, 3 in the title, 4 and 5 one and two sentences back, 6 in the next, 7 and 8 further back and on."""
    at, first, last = np.array([m[:3] for m in mentions], dtype=np.int64).T
    sentence, i = np.array([t[:2] for t in triggers], dtype=np.int64).T[:, :, None]
    gap = at - sentence
    beyond = np.select([np.broadcast_to(at == 0, gap.shape), gap == -1, gap == -2, gap == 1, gap < 0], [3, 4, 5, 6, 7], 8)
    here = np.select([(first <= i) & (i < last), last <= i], [0, 1], 2)
    return np.where(gap == 0, here, beyond)


def _relations(triggers: Sequence[tuple[int, int, str]], mentions: Sequence[Mention], actors: NDArray[np.int64], far: NDArray[np.int64]) -> NDArray[np.int64]:
    """How every two of some triggers and mentions stand to each other: as in ``_distances``, and back (from 9 on); mentions of one
    actor 18, in one sentence 19, others 20; triggers in one sentence 21, of one type 22, others 23; each to itself 24."""
    def equal(x: Sequence[int] | NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.asarray(np.equal.outer(np.asarray(x), np.asarray(x)))
    events = np.where(equal([t[0] for t in triggers]), 21, np.where(equal([TYPES.index(t[2]) for t in triggers]), 22, 23))
    named = np.where(equal(actors), 18, np.where(equal([m[0] for m in mentions]), 19, 20))
    out = np.block([[events, far], [far.T + 9, named]])
    np.fill_diagonal(out, 24)
    return out


def read_encoder(path: Path) -> tuple[list[str], bytes, dict[str, Floats]]:
    """The vocabulary, the graph of the layers and the weights of the heads. Raises KhabarError where the file is no packed encoder."""
    try:
        with np.load(path, allow_pickle=False) as found:
            names = [n for n in found.files if n.startswith("heads.") and not n.endswith("/scale")]
            vocabulary = bytes(found["vocabulary"]).decode().split("\n")
            weights = {n: found[n].astype(np.float32) * (found[n + "/scale"] if n + "/scale" in found else np.float32(1)) for n in names}
            return vocabulary, bytes(found["body"]), weights
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise KhabarError(f"{path}: not an encoder ({error}); reinstall the package or train it again") from error


@lru_cache(maxsize=2)
def load_encoder(path: Path, code: str = "ar") -> Encoder:
    """The encoder of a file, at work on one core. Raises KhabarError where it cannot be read."""
    vocabulary, body, weights = read_encoder(path)
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        session = InferenceSession(body, options, providers=["CPUExecutionProvider"])
    except Exception as error:    # onnxruntime raises kinds of its own that share no base
        raise KhabarError(f"{path}: not an encoder ({error}); reinstall the package or train it again") from error
    return Encoder(vocabulary, session, weights, load_segmenter(code))
