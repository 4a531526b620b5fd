"""Train the encoder: a small transformer (Vaswani et al. 2017) that reads a whole article at once.

It is first trained to guess hidden words of plain text (masked language modelling, Devlin et al. 2019), then on annotated
articles to say, all at once: mentions, triggers and their types, status, who fills which role, whose words they are, which mentions
are one actor and which triggers one event.

    python data/train_encoder.py pretrain build/encoder --seconds 375      # a graphics card helps
    python data/train_encoder.py tune build/encoder --rate 5e-4 --epochs 15 --drop 0.15 --out extract/lang/ar/models/encoder.npz

The folder is what ``prepare_encoder.py`` writes. Needs torch and nothing of khabar, so that it can run on another machine;
``extract/encoder.py`` is the same network in numpy.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

PAD, UNKNOWN, MASK, END = 0, 1, 2, 3
WIDTH, LAYERS, HEADS, INNER, LENGTH = 384, 6, 6, 1024, 512
TYPES = [
    "none", "accusation", "agreement", "aid", "appeal", "appointment", "assault", "call", "coercion", "concession", "conference", "cooperation", "decision",
    "meeting", "mobilization", "negotiation", "protest", "rejection", "sanction", "statement", "support", "threat", "visit",
]  # fmt: skip
KINDS = ["armed-group", "group", "organisation", "person", "place", "state"]
TAGS = ["O", *(f"{x}-{k}" for k in KINDS for x in "BI")]
STATUS = ["actual", "cancelled", "denied", "planned", "possible", "requested"]
NAMES = ["O", "B-LOC", "I-LOC", "B-MISC", "I-MISC", "B-ORG", "I-ORG", "B-PER", "I-PER"]
ROLES = ["source", "target", "place", "speaker"]
PAIR = 128


# The network


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
    def __init__(self, width: int, heads: int, inner: int, drop: float) -> None:
        super().__init__()
        self.heads, self.drop = heads, drop
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 2 * inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)
        self.g1 = nn.Parameter(torch.ones(width))
        self.g2 = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor, mask: Tensor | None, cos: Tensor, sin: Tensor) -> Tensor:
        b, n, w = x.shape
        q, k, v = self.qkv(norm(x) * self.g1).view(b, n, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        q, k = turned(norm(q), cos, sin), turned(norm(k), cos, sin)
        y = F.scaled_dot_product_attention(q.to(v.dtype), k.to(v.dtype), v, attn_mask=mask, scale=12.0 / (w // self.heads))
        x = x + F.dropout(self.o(y.transpose(1, 2).reshape(b, n, w)), self.drop, self.training)
        a, c = self.up(norm(x) * self.g2).chunk(2, dim=-1)
        return x + F.dropout(self.down(F.silu(a) * c), self.drop, self.training)


class Encoder(nn.Module):
    def __init__(self, size: int, drop: float = 0.0) -> None:
        super().__init__()
        self.emb = nn.Embedding(size, WIDTH)
        self.blocks = nn.ModuleList(Block(WIDTH, HEADS, INNER, drop) for _ in range(LAYERS))
        self.g = nn.Parameter(torch.ones(WIDTH))
        nn.init.normal_(self.emb.weight, std=0.5)
        for name, p in self.named_parameters():
            if p.ndim == 2 and "emb" not in name:
                nn.init.normal_(p, std=0.02 if not name.endswith(("o.weight", "down.weight")) else 0.02 / math.sqrt(2 * LAYERS))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        cos, sin = angles(ids.shape[1], WIDTH // HEADS, ids.device)
        x = norm(self.emb(ids))
        for block in self.blocks:
            x = block(x, mask, cos, sin)
        return norm(x) * self.g


# Guessing hidden words


def orthogonal(g: Tensor) -> Tensor:
    """The nearest orthogonal matrix, roughly, by five Newton-Schulz steps (Jordan et al. 2024)."""
    x = g.bfloat16() if g.is_cuda else g
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return (x.T if tall else x).to(g.dtype)


class Muon:
    """Momentum with orthogonal steps for the matrices inside the blocks."""

    def __init__(self, parameters: list[nn.Parameter], decay: float = 0.01) -> None:
        self.parameters, self.decay = parameters, decay
        self.momentum = [torch.zeros_like(p) for p in parameters]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for p, m in zip(self.parameters, self.momentum, strict=True):
            assert p.grad is not None
            m.mul_(0.95).add_(p.grad)
            step = orthogonal(p.grad.add(m, alpha=0.95))
            p.mul_(1 - rate * self.decay)
            p.add_(step, alpha=-rate * max(1.0, p.shape[0] / p.shape[1]) ** 0.5)


def hidden(ids: Tensor, starts: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Text with whole pieces hidden, some with the piece after them; which positions are to be guessed."""
    b, n = ids.shape
    piece = starts.long().cumsum(1).clamp(max=n)
    chosen = torch.rand(b, n + 2, device=ids.device) < share / 1.3
    chosen[:, 1:] |= chosen[:, :-1] & (torch.rand(b, n + 1, device=ids.device) < 0.3)
    asked = chosen.gather(1, piece) & (ids != END)
    how = torch.rand(b, n, device=ids.device)
    seen = torch.where(asked & (how < 0.85), torch.full_like(ids, MASK), ids)
    other = torch.randint_like(ids, 4, 12000)
    return torch.where(asked & (how >= 0.93), other, seen), asked


def pretrain(folder: Path, seconds: float, batch: int, rate: float, share: float) -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    torch.set_float32_matmul_precision("high")
    raw = np.load(folder / "tokens.npy")
    ids = torch.from_numpy((raw & 0x7FFF).astype(np.int32)).to(device).long()
    starts = torch.from_numpy((raw >> 15).astype(bool)).to(device)
    size = sum(1 for _ in (folder / "vocab.txt").open(encoding="utf-8"))
    held = 200 * LENGTH
    net = Encoder(size).to(device)
    bias = nn.Parameter(torch.zeros(size, device=device))
    matrices = [p for n, p in net.named_parameters() if p.ndim == 2 and "emb" not in n]
    rest = [p for n, p in net.named_parameters() if p.ndim != 2 or "emb" in n] + [bias]
    muon = Muon(matrices)
    adam = torch.optim.AdamW(rest, lr=1.0, betas=(0.9, 0.98), weight_decay=0.0)
    torch._dynamo.config.suppress_errors = True  # a slower run is better than none
    forward: Any = torch.compile(net) if device == "cuda" else net

    def loss_of(at: Tensor) -> Tensor:
        where = at[:, None] + torch.arange(LENGTH, device=device)
        text, begin = ids[where], starts[where]
        seen, asked = hidden(text, begin, share)
        with torch.autocast(device, dtype=torch.bfloat16):
            out = forward(seen)[asked]
            scores = out @ net.emb.weight.T.to(out.dtype) / math.sqrt(WIDTH)
        return F.cross_entropy(scores.float() + bias, text[asked])

    began, step = time.time(), 0
    warm = 100
    while True:
        if step == 20:
            started = time.time()
        done = (time.time() - began) / seconds
        if done >= 1:
            break
        factor = min(1.0, (step + 1) / warm) * (1.0 if done < 0.4 else max(0.02, (1 - done) / 0.6))
        loss = loss_of(torch.randint(held, len(ids) - LENGTH, (batch,), device=device))
        loss.backward()
        for group in adam.param_groups:
            group["lr"] = 0.004 * factor * rate
        adam.step()
        muon.step(0.02 * factor * rate)
        net.zero_grad(set_to_none=True)
        bias.grad = None
        step += 1
        if step % 200 == 0 or step in (10, 50, 100):
            speed = (step - 20) * batch * LENGTH / (time.time() - started) if step > 20 else 0
            print(f"{time.time() - began:6.1f} s step {step} loss {loss.item():.3f} {speed / 1e6:.2f} M/s", flush=True)
    net.eval()
    with torch.no_grad():
        torch.manual_seed(2)
        found = [loss_of(torch.arange(k * 20, k * 20 + (20 if device == "cuda" else 4), device=device) * LENGTH).item() for k in range(9 if device == "cuda" else 1)]
    print(f"{step} steps, {step * batch * LENGTH / 1e6:.0f} M pieces; held out: {np.mean(found):.4f}", flush=True)
    store(net.state_dict(), folder / "pretrained.npz")


# Learning from annotated articles


class Heads(nn.Module):
    """What is asked of the encoder's words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags = nn.Linear(WIDTH, len(TAGS))
        self.types = nn.Linear(WIDTH, len(TYPES))
        self.status = nn.Linear(WIDTH, len(STATUS))
        self.names = nn.Linear(WIDTH, len(NAMES))
        self.type_emb = nn.Embedding(len(TYPES), WIDTH)
        self.kind_emb = nn.Embedding(len(KINDS), WIDTH)
        self.event = nn.Linear(WIDTH, PAIR)
        self.span = nn.Linear(2 * WIDTH, PAIR)
        self.roles = nn.Parameter(torch.zeros(len(ROLES), PAIR + 1, PAIR + 1))
        self.far = nn.Embedding(10, len(ROLES))
        self.span2 = nn.Linear(2 * WIDTH, PAIR)
        self.same_actor = nn.Parameter(torch.zeros(1, PAIR + 1, PAIR + 1))
        self.event2 = nn.Linear(WIDTH, PAIR)
        self.same_event = nn.Parameter(torch.zeros(1, PAIR + 1, PAIR + 1))
        for m in (self.type_emb, self.kind_emb):
            nn.init.normal_(m.weight, std=0.1)
        nn.init.zeros_(self.far.weight)
        for p in (self.roles, self.same_actor, self.same_event):
            nn.init.normal_(p, std=0.02)

    @staticmethod
    def biaffine(a: Tensor, u: Tensor, b: Tensor) -> Tensor:
        """Scores [R, A, B] of all pairs (Dozat and Manning 2017)."""
        one = lambda x: torch.cat((x, torch.ones_like(x[:, :1])), dim=1)  # noqa: E731
        return torch.einsum("ai,rij,bj->rab", one(a), u, one(b))

    def events(self, words: Tensor, types: Tensor) -> Tensor:
        return words + self.type_emb(types)

    def spans(self, x: Tensor, first: Tensor, last: Tensor, kinds: Tensor) -> Tensor:
        return torch.cat((x[first] + self.kind_emb(kinds), x[last]), dim=1)

    def role_scores(self, events: Tensor, spans: Tensor, far: Tensor) -> Tensor:
        s = self.biaffine(torch.relu(self.event(events)), self.roles, torch.relu(self.span(spans)))
        return s + self.far(far).permute(2, 0, 1)

    def actor_scores(self, spans: Tensor) -> Tensor:
        h = torch.relu(self.span2(spans))
        s = self.biaffine(h, self.same_actor, h)[0]
        return s + s.T

    def event_scores(self, events: Tensor) -> Tensor:
        h = torch.relu(self.event2(events))
        s = self.biaffine(h, self.same_event, h)[0]
        return s + s.T


def store(state: dict[str, Tensor], path: Path, vocabulary: str = "") -> None:
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
            for n in found.files if not n.endswith("/scale")
        }  # fmt: skip


Window = dict[str, Any]


def windows(article: dict[str, Any], limit: int = LENGTH) -> list[Window]:
    """An article in stretches of whole sentences that fit; each later one sees the title and three sentences again."""
    sizes = [sum(len(w) for w in s["ids"]) + 1 for s in article["sentences"]]
    out: list[Window] = []
    n = 0
    while n < len(sizes):
        back = [] if n == 0 else sorted({0, *range(max(0, n - 3), n)})
        while back and sum(sizes[k] for k in back) + sizes[n] > limit:
            back.pop(0)
        chosen, end = list(back), n
        total = sum(sizes[k] for k in chosen)
        while end < len(sizes) and (end == n or total + sizes[end] <= limit):
            total += sizes[end]
            chosen.append(end)
            end += 1
        ids: list[int] = []
        at: dict[tuple[int, int], int] = {}
        for k in chosen:
            sentence = article["sentences"][k]
            for w, (pieces, stem) in enumerate(zip(sentence["ids"], sentence["stem"], strict=True)):
                at[k, w] = min(len(ids) + stem, limit - 1)
                ids += pieces
            ids.append(END)
        out.append({"ids": ids[:limit], "at": at, "own": set(range(n, end)), "seen": set(chosen)})
        n = end
    return out


def example(article: dict[str, Any]) -> list[dict[str, Any]]:
    """What a network learns from an article, as tensors, a window each."""
    out = []
    for window in windows(article):
        at = window["at"]
        order = sorted(at)
        row: dict[str, Any] = {"ids": window["ids"], "words": torch.tensor([at[k] for k in order])}
        keep = [k[0] in window["own"] for k in order]
        row["tags"] = torch.tensor([TAGS.index(article["sentences"][s]["tags"][w]) if k else -100 for (s, w), k in zip(order, keep, strict=True)])
        row["types"] = torch.tensor([TYPES.index(article["sentences"][s]["types"][w]) if k else -100 for (s, w), k in zip(order, keep, strict=True)])
        events = [e for e in article["events"] if e["at"][0] in window["own"]]
        row["event_at"] = torch.tensor([at[tuple(e["at"])] for e in events], dtype=torch.long)
        row["event_type"] = torch.tensor([TYPES.index(e["type"]) for e in events], dtype=torch.long)
        row["event_status"] = torch.tensor([STATUS.index(e["status"]) for e in events], dtype=torch.long)
        row["same_event"] = torch.tensor([[float(a["event"] == b["event"]) for b in events] for a in events]).view(len(events), len(events))
        row["views"] = []
        for view in article["views"]:
            spans = [(s, c) for c, cluster in enumerate(view) for s in cluster["spans"] if s[0] in window["seen"]]
            if not spans:
                continue
            clusters = sorted({c for _, c in spans})
            index = {c: n for n, c in enumerate(clusters)}
            actors = [view[c]["actor"] for c in clusters]
            roles = torch.tensor([[[float(a is not None and a in e[r]) for a in actors] for e in events] for r in ROLES]).view(len(ROLES), len(events), len(clusters))
            row["views"].append({
                "first": torch.tensor([at[s[0], s[1]] for s, _ in spans]), "last": torch.tensor([at[s[0], s[2] - 1] for s, _ in spans]),
                "kind": torch.tensor([KINDS.index(view[c]["kind"]) for _, c in spans]), "cluster": torch.tensor([index[c] for _, c in spans]),
                "far": torch.tensor([[distance(e["at"], s) for s, _ in spans] for e in events], dtype=torch.long).view(len(events), len(spans)),
                "roles": roles, "actor": [view[c]["actor"] for _, c in spans],
            })  # fmt: skip
        out.append(row)
    return out


def distance(event: tuple[int, int], span: tuple[int, int, int]) -> int:
    """Where a mention stands as seen from a trigger: around it, in its sentence before or after, in sentences before or after."""
    gap = span[0] - event[0]
    if gap == 0:
        if span[1] <= event[1] < span[2]:
            return 0
        return 1 if span[2] <= event[1] else 2
    if span[0] == 0:
        return 3
    return {-1: 4, -2: 5, 1: 6}.get(gap, 7 if gap < 0 else 8)


def pooled(scores: Tensor, cluster: Tensor, count: int) -> Tensor:
    """Scores of actors from those of their mentions: the logarithm of the sum of their powers. [R, E, M] to [R, E, C]."""
    member = F.one_hot(cluster, count).T.bool()
    spread = scores[:, :, None, :].masked_fill(~member[None, None], -1e4)
    return spread.logsumexp(dim=-1)


class Learner(nn.Module):
    def __init__(self, size: int, drop: float) -> None:
        super().__init__()
        self.encoder, self.heads, self.drop = Encoder(size, drop), Heads(), drop

    def states(self, rows: list[list[int]], device: Any) -> Tensor:
        n = max(map(len, rows))
        ids = torch.full((len(rows), n), PAD, dtype=torch.long)
        for k, row in enumerate(rows):
            ids[k, : len(row)] = torch.tensor(row)
        ids = ids.to(device)
        real = ids != PAD
        if self.training:
            ids = torch.where((torch.rand(ids.shape, device=device) < 0.08) & (ids != END) & real, torch.full_like(ids, MASK), ids)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
            out = self.encoder(ids, real[:, None, None, :])
        return F.dropout(out.float(), self.drop, self.training)

    def loss(self, rows: list[dict[str, Any]], device: Any, weights: dict[str, float]) -> Tensor:
        states = self.states([r["ids"] for r in rows], device)
        total = states.new_zeros(())
        h = self.heads
        for x, r in zip(states, rows, strict=True):
            words = x[r["words"]]
            if "names" in r:
                total = total + weights["names"] * F.cross_entropy(h.names(words), r["names"], reduction="sum") / 100
                continue
            total = total + weights["tags"] * F.cross_entropy(h.tags(words), r["tags"], reduction="sum") / 100
            total = total + weights["types"] * F.cross_entropy(h.types(words), r["types"], reduction="sum") / 100
            if not len(r["event_at"]):
                continue
            plain = x[r["event_at"]]
            total = total + weights["status"] * F.cross_entropy(h.status(plain), r["event_status"], reduction="sum") / 100
            events = h.events(plain, r["event_type"])
            target = r["same_event"]
            if len(target) > 1:
                upper = torch.ones_like(target).triu(1).bool()
                total = total + weights["same_event"] * F.binary_cross_entropy_with_logits(h.event_scores(events)[upper], target[upper], reduction="sum") / 100
            for n, view in enumerate(r["views"]):
                spans = h.spans(x, view["first"], view["last"], view["kind"])
                scores = pooled(h.role_scores(events, spans, view["far"]), view["cluster"], view["roles"].shape[2])
                total = total + weights["roles"] * F.binary_cross_entropy_with_logits(scores, view["roles"], reduction="sum") / 100 / len(r["views"])
                if n == 0 and len(view["first"]) > 1:
                    same = view["same"]
                    upper = torch.ones_like(same).triu(1).bool()
                    total = total + weights["same_actor"] * F.binary_cross_entropy_with_logits(h.actor_scores(spans)[upper], same[upper], reduction="sum") / 100
        return total / len(rows)


def moved(row: dict[str, Any], device: Any) -> dict[str, Any]:
    """A window with its tensors where the network is."""
    def to(v: Any) -> Any:
        return v.to(device) if isinstance(v, Tensor) else v
    for view in row.get("views", []):
        names = view.pop("actor", None)
        if names is not None:
            view["same"] = torch.tensor([[float(a is not None and a == b) for b in names] for a in names])
    out = {k: to(v) for k, v in row.items()}
    if "views" in out:
        out["views"] = [{k: to(v) for k, v in view.items()} for view in out["views"]]
    return out


def f1(right: float, found: float, wanted: float) -> float:
    return 2 * right / max(1.0, found + wanted)


@torch.no_grad()
def measure(net: Learner, rows: list[dict[str, Any]], device: Any) -> dict[str, float]:
    """Figures on windows: triggers with types, mention words, and with given triggers and mentions roles, speakers and status."""
    net.eval()
    count: dict[str, list[float]] = {k: [0, 0, 0] for k in ("types", "tags", *ROLES, "sys-source", "sys-target", "sys-speaker", "same_actor", "same_event")}
    status = [0, 0]
    h = net.heads

    def add(name: str, guess: Tensor, truth: Tensor) -> None:
        count[name][0] += float((guess & truth).sum())
        count[name][1] += float(guess.sum())
        count[name][2] += float(truth.sum())

    for r in rows:
        x = net.states([r["ids"]], device)[0]
        words = x[r["words"]]
        own = r["types"] >= 0
        p = h.types(words).softmax(-1)
        kind = p[:, 1:].argmax(-1) + 1
        found = (1 - p[:, 0] > 0.4) & own
        count["types"][0] += float((found & (kind == r["types"])).sum())
        count["types"][1] += float(found.sum())
        count["types"][2] += float(((r["types"] > 0) & own).sum())
        tags = h.tags(words).argmax(-1)
        count["tags"][0] += float(((tags == r["tags"]) & (tags > 0) & own).sum())
        count["tags"][1] += float(((tags > 0) & own).sum())
        count["tags"][2] += float(((r["tags"] > 0) & own).sum())
        if not len(r["event_at"]):
            continue
        plain = x[r["event_at"]]
        status[0] += int((h.status(plain).argmax(-1) == r["event_status"]).sum())
        status[1] += len(r["event_at"])
        events = h.events(plain, r["event_type"])
        upper = torch.ones_like(r["same_event"]).triu(1).bool()
        add("same_event", (h.event_scores(events) > 0) & upper, (r["same_event"] > 0) & upper)
        for n, view in enumerate(r["views"]):
            spans = h.spans(x, view["first"], view["last"], view["kind"])
            scores = pooled(h.role_scores(events, spans, view["far"]), view["cluster"], view["roles"].shape[2])
            for k, role in enumerate(ROLES):
                if n == 0:
                    add(role, scores[k] > -0.5, view["roles"][k] > 0)
                elif f"sys-{role}" in count:
                    add(f"sys-{role}", scores[k] > -0.5, view["roles"][k] > 0)
            if n == 0 and len(view["first"]) > 1:
                upper = torch.ones_like(view["same"]).triu(1).bool()
                add("same_actor", (h.actor_scores(spans) > 0) & upper, (view["same"] > 0) & upper)
    net.train()
    return {**{k: round(f1(*v), 4) for k, v in count.items()}, "status": round(status[0] / max(1, status[1]), 4)}


def tune(folder: Path, out: Path, *, epochs: int, rate: float, drop: float, batch: int, weights: dict[str, float], scratch: bool, seed: int, names: bool, skip: int | None = None) -> None:
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(seed)
    random.seed(seed)
    size = sum(1 for _ in (folder / "vocab.txt").open(encoding="utf-8"))
    net = Learner(size, drop).to(device)
    if not scratch:
        net.encoder.load_state_dict(restore(folder / "pretrained.npz"))
    data = [json.loads(line) for line in (folder / "articles.jsonl").open(encoding="utf-8")]
    rows = [moved(r, device) for a in data if not a["set_aside"] and (skip is None or a["fold"] != skip) for r in example(a)]
    held = [moved(r, device) for a in data if (a["set_aside"] if skip is None else not a["set_aside"] and a["fold"] == skip) for r in example(a)]
    if names:
        for line in (folder / "names.jsonl").open(encoding="utf-8"):
            row = json.loads(line)
            rows.append(moved({"ids": row["ids"], "words": torch.tensor(row["words"]), "names": torch.tensor([NAMES.index(n) for n in row["names"]])}, device))
    groups = [
        {"params": list(net.encoder.parameters()), "lr": rate, "weight_decay": 0.01},
        {"params": list(net.heads.parameters()), "lr": rate * 3, "weight_decay": 0.01},
    ]
    adam = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    steps, step, began = epochs * math.ceil(len(rows) / batch), 0, time.time()
    base = [g["lr"] for g in adam.param_groups]
    for epoch in range(epochs):
        random.shuffle(rows)
        total = 0.0
        for k in range(0, len(rows), batch):
            factor = min(1.0, (step + 1) / (0.08 * steps)) * max(0.0, 1 - step / steps)
            for group, lr in zip(adam.param_groups, base, strict=True):
                group["lr"] = lr * factor
            loss = net.loss(rows[k : k + batch], device, weights)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
            net.zero_grad(set_to_none=True)
            total += loss.item()
            step += 1
        if epoch % 5 == 4 or epoch == epochs - 1:
            print(f"{time.time() - began:6.1f} s epoch {epoch + 1} loss {total / (len(rows) / batch):.3f}", json.dumps(measure(net, held, device)), flush=True)
    shipped = {n: v for n, v in net.state_dict().items() if not n.startswith("heads.names")}
    store(shipped, out, (folder / "vocab.txt").read_text("utf-8").rstrip("\n"))


WEIGHTS = {"tags": 1.0, "types": 2.0, "status": 1.0, "names": 0.5, "roles": 2.0, "same_actor": 0.2, "same_event": 0.3}


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = cli.add_subparsers(dest="command", required=True)
    p = sub.add_parser("pretrain")
    p.add_argument("folder", type=Path)
    p.add_argument("--seconds", type=float, default=400)
    p.add_argument("--batch", type=int, default=256)
    p.add_argument("--rate", type=float, default=1.0)
    p.add_argument("--share", type=float, default=0.2)
    t = sub.add_parser("tune")
    t.add_argument("folder", type=Path)
    t.add_argument("--out", type=Path, required=True)
    t.add_argument("--epochs", type=int, default=20)
    t.add_argument("--rate", type=float, default=2e-4)
    t.add_argument("--drop", type=float, default=0.1)
    t.add_argument("--batch", type=int, default=8)
    t.add_argument("--seed", type=int, default=1)
    t.add_argument("--skip", type=int, help="leave this fold out and measure on it")
    t.add_argument("--scratch", action="store_true", help="without pretraining")
    t.add_argument("--no-names", action="store_true")
    t.add_argument("--weights", default="{}", help="JSON: weights of the tasks")
    given = cli.parse_args()
    if given.command == "pretrain":
        pretrain(given.folder, given.seconds, given.batch, given.rate, given.share)
    else:
        tune(given.folder, given.out, epochs=given.epochs, rate=given.rate, drop=given.drop, batch=given.batch, scratch=given.scratch, seed=given.seed,
             names=not given.no_names, weights={**WEIGHTS, **json.loads(given.weights)}, skip=given.skip)  # fmt: skip


if __name__ == "__main__":
    main()
