"""The encoder in torch, and all that is asked of it. ``pack_encoder.py`` writes its layers and heads as ``extract/encoder.py`` reads them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from encoder_examples import END, KINDS, MASK, NAMES, NOTHING, PAD, ROLES, STATUS, TAGS, TYPES, Actors, Batch
from torch import Tensor, nn

WIDTH, LAYERS, HEADS, INNER = 384, 6, 6, 1024
SIZE = WIDTH // HEADS    # of a head
Shapes = Sequence[tuple[int, int]]
WHOLE: Shapes = ((HEADS, INNER),) * LAYERS    # of each layer the heads and the units between its last two products
PAIR, RELATIONS = 128, 25


def norm(x: Tensor) -> Tensor:
    return F.rms_norm(x, (x.shape[-1],))


def turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, a * sin + b * cos), dim=-1)


def angles(length: int, size: int, device: Any) -> tuple[Tensor, Tensor]:
    speed = 1.0 / (10000.0 ** (torch.arange(0, size, 2, device=device, dtype=torch.float32) / size))
    at = torch.outer(torch.arange(length, device=device, dtype=torch.float32), speed)
    return at.cos(), at.sin()


class Block(nn.Module):
    """A layer: attention with rotary positions, then a gated feed-forward part."""

    def __init__(self, width: int, heads: int, inner: int, drop: float) -> None:
        super().__init__()
        self.heads, self.drop = heads, drop
        self.qkv = nn.Linear(width, 3 * heads * SIZE, bias=False)
        self.o = nn.Linear(heads * SIZE, width, bias=False)
        self.up = nn.Linear(width, 2 * inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)
        self.g1 = nn.Parameter(torch.ones(width))
        self.g2 = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor, mask: Tensor | None, cos: Tensor, sin: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(norm(x) * self.g1).view(b, n, 3, self.heads, SIZE).permute(2, 0, 3, 1, 4)
        q, k = turned(norm(q), cos, sin), turned(norm(k), cos, sin)
        y = F.scaled_dot_product_attention(q.to(v.dtype), k.to(v.dtype), v, attn_mask=mask, scale=12.0 / SIZE)
        x = x + F.dropout(self.o(y.transpose(1, 2).reshape(b, n, self.heads * SIZE)), self.drop, self.training)
        a, c = self.up(norm(x) * self.g2).chunk(2, dim=-1)
        return x + F.dropout(self.down(F.silu(a) * c), self.drop, self.training)


class Encoder(nn.Module):
    """Numbers of pieces [B, N] to vectors [B, N, WIDTH]."""

    def __init__(self, size: int, drop: float = 0.0, shapes: Shapes = WHOLE) -> None:
        super().__init__()
        self.emb = nn.Embedding(size, WIDTH)
        self.blocks = nn.ModuleList(Block(WIDTH, heads, inner, drop) for heads, inner in shapes)
        self.g = nn.Parameter(torch.ones(WIDTH))
        nn.init.normal_(self.emb.weight, std=0.5)
        for name, p in self.named_parameters():
            if p.ndim == 2 and "emb" not in name:
                nn.init.normal_(p, std=0.02 if not name.endswith(("o.weight", "down.weight")) else 0.02 / math.sqrt(2 * LAYERS))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        return self.layers(ids, mask)[-1]

    def layers(self, ids: Tensor, mask: Tensor | None = None) -> list[Tensor]:
        """What every layer makes of the pieces, and in the end their vectors."""
        cos, sin = angles(ids.shape[1], SIZE, ids.device)
        out = [norm(self.emb(ids))]
        for block in self.blocks:
            out.append(block(out[-1], mask, cos, sin))
        return [*out[1:], norm(out[-1]) * self.g]


def relations(batch: Batch, view: Actors) -> Tensor:
    """How every two of the events and mentions of a window stand to each other, [B, E + M, E + M]: a mention as seen from a trigger
    (``distance``) and back, two mentions (of one actor, in one sentence), two triggers (in one sentence, of one type)."""
    def equal(x: Tensor) -> Tensor:
        return x[:, :, None] == x[:, None]
    events = torch.where(equal(batch.event_sentence), 21, torch.where(equal(batch.event_type), 22, 23))
    mentions = torch.where(equal(view.actor), 18, torch.where(equal(view.sentence), 19, 20))
    out = torch.cat((torch.cat((events, view.far), dim=2), torch.cat((view.far.transpose(1, 2) + 9, mentions), dim=2)), dim=1)
    own = torch.eye(out.shape[1], dtype=torch.bool, device=out.device)
    return out.masked_fill(own, 24)


class Mixer(nn.Module):
    """A layer of attention among the events and mentions of a window, which know how they stand to each other."""

    def __init__(self, drop: float, heads: int = 4) -> None:
        super().__init__()
        self.heads, self.drop = heads, drop
        self.qkv = nn.Linear(PAIR, 3 * PAIR, bias=False)
        self.o = nn.Linear(PAIR, PAIR, bias=False)
        self.up = nn.Linear(PAIR, 4 * PAIR, bias=False)
        self.down = nn.Linear(2 * PAIR, PAIR, bias=False)
        self.bias = nn.Embedding(RELATIONS, heads)
        self.g1 = nn.Parameter(torch.ones(PAIR))
        self.g2 = nn.Parameter(torch.ones(PAIR))
        nn.init.zeros_(self.bias.weight)
        for p in (self.o.weight, self.down.weight):
            nn.init.normal_(p, std=0.01)

    def forward(self, x: Tensor, how: Tensor, real: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(norm(x) * self.g1).view(b, n, 3, self.heads, PAIR // self.heads).permute(2, 0, 3, 1, 4)
        a = (q @ k.transpose(2, 3)) / math.sqrt(PAIR // self.heads) + self.bias(how).permute(0, 3, 1, 2)
        a = a.masked_fill(~real[:, None, None], -1e4).softmax(-1)
        x = x + F.dropout(self.o((a @ v).transpose(1, 2).reshape(b, n, PAIR)), self.drop, self.training)
        u, c = self.up(norm(x) * self.g2).chunk(2, dim=-1)
        return x + F.dropout(self.down(F.silu(u) * c), self.drop, self.training)


def biaffine(a: Tensor, u: Tensor, b: Tensor) -> Tensor:
    """Scores [B, R, X, Y] of all pairs of rows of [B, X, P] and [B, Y, P] (Dozat and Manning 2017)."""
    one = lambda x: torch.cat((x, torch.ones_like(x[..., :1])), dim=-1)  # noqa: E731
    return torch.einsum("bxi,rij,byj->brxy", one(a), u, one(b))


def picked(x: Tensor, at: Tensor) -> Tensor:
    """The rows [B, K, W] of [B, N, W] at [B, K]."""
    return x.gather(1, at[:, :, None].expand(-1, -1, x.shape[2]))


class Heads(nn.Module):
    """What is asked of the encoder's words."""

    def __init__(self, mixers: int, drop: float) -> None:
        super().__init__()
        self.tags = nn.Linear(WIDTH, len(TAGS))
        self.types = nn.Linear(WIDTH, len(TYPES))
        self.status = nn.Linear(WIDTH, len(STATUS))
        self.names = nn.Linear(WIDTH, len(NAMES))
        self.type_emb = nn.Embedding(len(TYPES), WIDTH)
        self.kind_emb = nn.Embedding(len(KINDS), WIDTH)
        self.event = nn.Linear(WIDTH, PAIR)
        self.span = nn.Linear(2 * WIDTH, PAIR)
        self.mixers = nn.ModuleList(Mixer(drop) for _ in range(mixers))
        self.roles = nn.Parameter(torch.zeros(len(ROLES), PAIR + 1, PAIR + 1))
        self.far = nn.Embedding(10, len(ROLES))
        self.event2 = nn.Linear(WIDTH, PAIR)
        self.same_event = nn.Parameter(torch.zeros(1, PAIR + 1, PAIR + 1))
        for m in (self.type_emb, self.kind_emb):
            nn.init.normal_(m.weight, std=0.1)
        nn.init.zeros_(self.far.weight)
        for p in (self.roles, self.same_event):
            nn.init.normal_(p, std=0.02)

    def events(self, x: Tensor, batch: Batch) -> Tensor:
        """Vectors [B, E, W] of the events."""
        return picked(x, batch.event_at) + self.type_emb(batch.event_type)

    def spans(self, x: Tensor, view: Actors) -> Tensor:
        """Vectors [B, M, 2 W] of the mentions."""
        return torch.cat((picked(x, view.first) + self.kind_emb(view.kind), picked(x, view.last)), dim=2)

    def role_scores(self, events: Tensor, spans: Tensor, batch: Batch, view: Actors) -> Tensor:
        """Scores [B, R, E, A] of the actors: the logarithm of the sum of the powers of those of their mentions."""
        x = torch.cat((self.event(events), self.span(spans)), dim=1)
        if len(self.mixers):
            how, real = relations(batch, view), torch.cat((batch.event_real, view.real), dim=1)
            for mixer in self.mixers:
                x = mixer(x, how, real)
        e, m = torch.relu(x).split((events.shape[1], spans.shape[1]), dim=1)
        scores = biaffine(e, self.roles, m) + self.far(view.far).permute(0, 3, 1, 2)
        member = F.one_hot(view.actor, view.actors.shape[1]).bool() & view.real[:, :, None]
        return scores[:, :, :, None].masked_fill(~member.transpose(1, 2)[:, None, None], -1e4).logsumexp(dim=-1)

    def event_scores(self, events: Tensor) -> Tensor:
        """Scores [B, E, E] of each two triggers to tell one event."""
        h = torch.relu(self.event2(events))
        s = biaffine(h, self.same_event, h)[:, 0]
        return s + s.transpose(1, 2)


def pairs(real: Tensor) -> Tensor:
    """Which cells [B, X, X] hold two different real things, each two once."""
    return (real[:, :, None] & real[:, None]).triu(1)


class Learner(nn.Module):
    """The encoder with its questions. ``hide`` is the share of actors whose names it does not get to see while it learns."""

    def __init__(self, size: int, drop: float, mixers: int = 0, hide: float = 0.0, shapes: Shapes = WHOLE) -> None:
        super().__init__()
        self.encoder, self.heads, self.drop, self.hide = Encoder(size, drop, shapes), Heads(mixers, drop), drop, hide

    def states(self, batch: Batch) -> Tensor:
        """Vectors [B, N, W]."""
        ids, real = batch.ids, batch.ids != PAD
        if self.training:
            lost = torch.rand(len(ids), int(batch.views[0].actors.shape[1]) + 1, device=ids.device) < self.hide
            lost[:, 0] = False
            chance = torch.rand(ids.shape, device=ids.device)
            ids = torch.where(((chance < 0.08) | (lost.gather(1, batch.whose) & (chance < 0.9))) & (ids != END) & real, MASK, ids)
        with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=ids.is_cuda):
            out = self.encoder(ids, real[:, None, None, :])
        return F.dropout(out.float(), self.drop, self.training)

    def scores(self, batch: Batch) -> dict[str, Tensor]:
        """All answers before they are made probabilities: of words [B, W, *], of events [B, E, *], ``same_event`` [B, E, E], and who fills which role, ``roles0`` and on [B, R, E, A]."""
        return self.answers(self.states(batch), batch)

    def answers(self, x: Tensor, batch: Batch) -> dict[str, Tensor]:
        """The same from the vectors [B, N, W] of the pieces."""
        h = self.heads
        words, events = picked(x, batch.words), h.events(x, batch)
        roles = {f"roles{n}": h.role_scores(events, h.spans(x, view), batch, view) for n, view in enumerate(batch.views)}
        plain = h.status(picked(x, batch.event_at))
        return {"tags": h.tags(words), "types": h.types(words), "names": h.names(words), "status": plain, "same_event": h.event_scores(events), **roles}

    def loss(self, batch: Batch, weights: Mapping[str, float], taught: Mapping[str, Tensor] | None = None, trust: float = 0.0) -> Tensor:
        """What is wrong in all answers, a window on the average; a share ``trust`` of it is measured against what teachers say (``opinion``) and not against the annotation."""
        return self.wrong(self.scores(batch), batch, weights, taught, trust)

    def wrong(self, found: Mapping[str, Tensor], batch: Batch, weights: Mapping[str, float], taught: Mapping[str, Tensor] | None = None, trust: float = 0.0) -> Tensor:
        """The same of given answers."""
        parts = []
        for name, scores in found.items():
            answers, where = asked(batch, name)
            wrong = scores.new_zeros(())
            if trust < 1:
                wrong = (1 - trust) * _wrong(scores, answers, where)
            if taught is not None:
                # teachers see all words, so that names are asked wherever anything is
                seen = where | (batch.types != NOTHING) if name == "names" else where
                wrong = wrong + trust * _wrong(scores, taught[name], seen)
            parts.append(weights["roles"] / len(batch.views) * wrong if name.startswith("roles") else weights[name] * wrong)
        return torch.stack(parts).sum() / 100 / len(batch.ids)


def asked(batch: Batch, name: str) -> tuple[Tensor, Tensor]:
    """The right answers to a question, and where it is asked."""
    if name in ("tags", "types", "names", "status"):
        answers: Tensor = batch.event_status if name == "status" else getattr(batch, name)
        return answers, answers != NOTHING
    if name == "same_event":
        return batch.same_event, pairs(batch.event_real)
    view = batch.views[int(name[-1])]
    return view.roles, (batch.event_real[:, None, :, None] & view.actors[:, None, None, :]).expand_as(view.roles)


@torch.no_grad()
def opinion(teachers: Sequence[Learner], batch: Batch) -> dict[str, Tensor]:
    """What several networks hold likely, on the average (as ``scores``, but probabilities)."""
    return likely([teacher.scores(batch) for teacher in teachers], batch)


def likely(found: Sequence[Mapping[str, Tensor]], batch: Batch) -> dict[str, Tensor]:
    """Answers as probabilities, on the average."""
    chances = lambda name, x: x.sigmoid() if asked(batch, name)[0].is_floating_point() else x.softmax(-1)  # noqa: E731
    return {name: torch.stack([chances(name, f[name]) for f in found]).mean(0) for name in found[0]}


def shapes(weights: Mapping[str, Tensor]) -> Shapes:
    """Of each layer of an encoder the heads and the units."""
    layers = sum(k.startswith("encoder.") and k.endswith("qkv.weight") for k in weights)
    width = lambda name: weights[f"encoder.blocks.{name}.weight"].shape[1]  # noqa: E731
    return [(width(f"{n}.o") // SIZE, width(f"{n}.down")) for n in range(layers)]


def learner(weights: Mapping[str, Tensor], size: int) -> Learner:
    """The network of weights that ``restore`` read, for a vocabulary of so many pieces."""
    net = Learner(size, 0.0, mixers=sum(k.startswith("heads.mixers.") and k.endswith("qkv.weight") for k in weights), shapes=shapes(weights))
    net.load_state_dict(weights, strict=False)
    return net


def _wrong(scores: Tensor, truth: Tensor, where: Tensor) -> Tensor:
    """How far scores are from the truth, in sum: yes or no in every place, one class of several, or a chance for each class (Hinton et al. 2015)."""
    if scores.shape == where.shape:
        return (F.binary_cross_entropy_with_logits(scores, truth, reduction="none") * where).sum()
    if truth.is_floating_point():
        return -((truth * scores.log_softmax(-1)).sum(-1) * where).sum()
    return F.cross_entropy(scores.flatten(0, 1), truth.flatten(), ignore_index=NOTHING, reduction="sum")


def store(state: Mapping[str, Tensor], path: Path, vocabulary: str = "") -> None:
    """Write weights: matrices as whole numbers of one byte with a scale a row, the rest in half precision."""
    out: dict[str, Any] = {}
    for name, value in state.items():
        x = value.detach().float().cpu().numpy()
        if x.ndim == 2 and min(x.shape) >= 64:
            scale = np.maximum(np.abs(x).max(axis=1, keepdims=True), 1e-8) / 127
            out[name], out[name + "/scale"] = np.round(x / scale).astype(np.int8), scale.astype(np.float32)
        else:
            out[name] = x.astype(np.float16)
    np.savez_compressed(path, **out, **({"vocabulary": np.frombuffer(vocabulary.encode(), dtype=np.uint8)} if vocabulary else {}))


def restore(path: Path) -> dict[str, Tensor]:
    """Weights as ``store`` wrote them."""
    with np.load(path) as found:
        return {
            n: torch.from_numpy(found[n].astype(np.float32) * (found[n + "/scale"] if n + "/scale" in found else np.float32(1)))
            for n in found.files if not n.endswith("/scale") and n != "vocabulary"
        }  # fmt: skip
