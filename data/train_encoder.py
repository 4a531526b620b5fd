"""Train the encoder: a small transformer (Vaswani et al. 2017) that reads a whole article at once.

It is first trained to guess hidden words of plain text (masked language modelling, Devlin et al. 2019), then on annotated
articles to say, all at once: mentions, triggers and their types, status, who fills which role, whose words they are, and which
triggers tell one event; beside the annotation, or without one, what other networks hold likely can be what is right (``--teachers``).

    python data/train_encoder.py pretrain build/encoder --seconds 375      # a graphics card helps
    for n in 1 2 3; do python data/train_encoder.py tune build/encoder --seed $n --out build/encoder/$n.npz; done
    python data/train_encoder.py mean build/encoder build/encoder/[123].npz --out build/encoder/mean.npz
    python data/pack_encoder.py build/encoder/mean.npz extract/lang/ar/models/encoder.npz

The folder is what ``prepare_encoder.py`` writes. Needs torch and nothing of khabar, so that it can run on another machine;
khabar reads what ``pack_encoder.py`` makes of it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from encoder_examples import END, LENGTH, MASK, ROLES, Batch, Row, Stream, collate, drawn, name_row, read_articles
from encoder_network import WHOLE, WIDTH, Encoder, Learner, asked, learner, opinion, restore, shapes, store
from torch import Tensor, nn
from torch.utils.data import DataLoader

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


def batches(rows: Sequence[Row], size: int, device: Any) -> Iterator[Batch]:
    """Windows, so many at a time."""
    for k in range(0, len(rows), size):
        yield collate(rows[k : k + size]).to(device)


def f1(right: float, found: float, wanted: float) -> float:
    return 2 * right / max(1.0, found + wanted)


@torch.no_grad()
def measure(net: Learner, rows: Sequence[Row], device: Any) -> dict[str, float]:
    """Figures on windows: triggers with types, mention words, and with given triggers and mentions roles, speakers and status; ``sys-``: with the actors of the rules."""
    net.eval()
    names = ("types", "tags", *ROLES, *(f"sys-{r}" for r in ROLES), "same_event")
    count = {k: torch.zeros(3, device=device) for k in names}
    status = torch.zeros(2, device=device)

    def add(name: str, right: Tensor, guess: Tensor, truth: Tensor) -> None:
        count[name] += torch.stack((right.sum(), guess.sum(), truth.sum()))

    for batch in batches(rows, 16, device):
        found = net.scores(batch)
        p, own = found["types"].softmax(-1), batch.types >= 0
        kind, taken = p[..., 1:].argmax(-1) + 1, (1 - p[..., 0] > 0.4) & own
        add("types", taken & (kind == batch.types), taken, batch.types > 0)
        tags = found["tags"].argmax(-1)
        add("tags", (tags == batch.tags) & (tags > 0) & own, (tags > 0) & own, batch.tags > 0)
        status += torch.stack(((found["status"].argmax(-1) == batch.event_status).sum(), batch.event_real.sum()))
        truth, where = asked(batch, "same_event")
        guess = (found["same_event"] > 0) & where
        add("same_event", guess & (truth > 0), guess, (truth > 0) & where)
        for n in range(len(batch.views)):
            truth, where = asked(batch, f"roles{n}")
            guess = (found[f"roles{n}"] > -0.5) & where
            for k, role in enumerate(ROLES):
                add(role if n == 0 else f"sys-{role}", (guess & (truth > 0))[:, k], guess[:, k], ((truth > 0) & where)[:, k])
    net.train()
    return {**{k: round(f1(*v.tolist()), 4) for k, v in count.items()}, "status": round(float(status[0] / status[1].clamp(min=1)), 4)}


def learnt(net: Learner, stream: Stream, *, teachers: Sequence[Learner], trust: float, epochs: float, rate: float, weights: dict[str, float], seed: int, seconds: float, workers: int, device: Any) -> None:
    """Teach a network so many epochs, or fewer where they would take more than ``seconds``."""
    torch.manual_seed(seed)
    groups = [
        {"params": list(net.encoder.parameters()), "lr": rate, "weight_decay": 0.01},
        {"params": list(net.heads.parameters()), "lr": rate * 3, "weight_decay": 0.01},
    ]
    adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=device == "cuda")
    base = [g["lr"] for g in adam.param_groups]
    total, count, passed, told = torch.zeros((), device=device), 0, 0.0, 0
    loader = DataLoader(stream, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None)
    began = time.time()
    for batch, plain, part in loader:
        done = max(passed / epochs, (time.time() - began) / seconds)
        if done >= 1 - 1e-9:
            break
        factor = min(1.0, (done + 1e-3) / 0.08) * (1 - done)
        for group, lr in zip(adam.param_groups, base, strict=True):
            group["lr"] = lr * factor
        some = batch.to(device)
        taught = opinion(teachers, some) if teachers else None
        loss = net.loss(some, weights, taught, 1.0 if plain else trust)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        net.zero_grad(set_to_none=True)
        total, count, passed = total + loss.detach(), count + 1, passed + part
        if int(passed) > told:
            print(f"{time.time() - began:6.1f} s epoch {int(passed)} loss {float(total) / count:.3f}, {count} batches", flush=True)
            total, count, told = torch.zeros((), device=device), 0, int(passed)


def tune(
    folder: Path, out: Path, *, drop: float, mixers: int, hide: float, scratch: bool, start: Path | None, named_share: float, skip: int | None, of: int, share: float, cut: float,
    older: float, teachers: Sequence[Path], plain: float, batch: int, seed: int, **how: Any,
) -> None:  # fmt: skip
    """Teach the encoder from annotated articles. Every seed starts from the same weights, so that ``mean`` makes sense."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high")
    vocabulary = (folder / "vocab.txt").read_text("utf-8").rstrip("\n")
    size = len(vocabulary.split("\n"))
    articles, held = read_articles(folder, skip=skip, of=of, share=share)
    named: list[Row] = []
    if named_share:
        with (folder / "names.jsonl").open(encoding="utf-8") as lines:
            named = list(map(name_row, lines))
    unread: list[dict[str, Any]] = []
    if plain:
        with (folder / "plain.jsonl").open(encoding="utf-8") as lines:
            unread = list(map(json.loads, lines))
    torch.manual_seed(1)
    begun = restore(start) if start is not None else {}
    net = Learner(size, drop, mixers, hide, shapes(begun) if begun else WHOLE).to(device)
    if not scratch and start is None:
        net.encoder.load_state_dict(restore(folder / "pretrained.npz"))
    net.load_state_dict(begun, strict=False)
    taught_names = bool(named) or "heads.names.weight" in begun

    def drawing(chance: random.Random, part: int, of: int) -> list[Row]:
        names = named[part::of]
        rows = drawn(articles[part::of], chance, cut, older) + chance.sample(names, round(named_share * len(names)))
        return chance.sample(rows, len(rows))

    def drawing_plain(chance: random.Random, part: int, of: int) -> list[Row]:
        some = unread[part::of]
        return drawn(chance.sample(some, round(plain * len(some))), chance, cut)

    stream = Stream(drawing, drawing_plain if plain else None, batch, seed)
    learnt(net, stream, teachers=[learner(restore(t), size).to(device).eval() for t in teachers], seed=seed, device=device, **how)
    store({n: v for n, v in net.state_dict().items() if taught_names or not n.startswith("heads.names")}, out, vocabulary)
    report(net, held, device)


def report(net: Learner, held: dict[str, list[Row]], device: Any) -> None:
    for name, some in held.items():
        print(f"{name:5}", json.dumps(measure(net, some, device)), flush=True)


def mean(folder: Path, networks: Sequence[Path], out: Path) -> None:
    """The mean of the weights of networks that were taught from one start in different orders (Wortsman et al. 2022)."""
    vocabulary = (folder / "vocab.txt").read_text("utf-8").rstrip("\n")
    found = [restore(path) for path in networks]
    weights = {k: torch.stack([f[k] for f in found]).mean(0) for k in found[0]}
    store(weights, out, vocabulary)
    report(learner(weights, len(vocabulary.split("\n"))), read_articles(folder)[1], "cpu")


WEIGHTS = {"tags": 1.0, "types": 2.0, "status": 1.0, "names": 0.5, "roles": 2.0, "same_event": 0.3}


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
    t.add_argument("--epochs", type=float, default=20)
    t.add_argument("--rate", type=float, default=5e-4)
    t.add_argument("--drop", type=float, default=0.15)
    t.add_argument("--batch", type=int, default=8)
    t.add_argument("--seed", type=int, default=1)
    t.add_argument("--seconds", type=float, default=float("inf"), help="fewer epochs where they would take longer")
    t.add_argument("--mixers", type=int, default=2, help="layers of attention among events and mentions")
    t.add_argument("--hide", type=float, default=0.1, help="the share of actors whose names are hidden")
    t.add_argument("--share", type=float, default=1.0, help="the part of the articles that is learnt from")
    t.add_argument("--cut", type=float, default=0.15, help="the share of articles that are learnt in stretches of one to three sentences")
    t.add_argument("--older", type=float, default=1.0, help="the share of the articles of earlier campaigns of writing that is drawn for an epoch")
    t.add_argument("--skip", type=int, help="leave out the articles whose fold gives this rest when divided by --of, and measure on them")
    t.add_argument("--of", type=int, default=2)
    t.add_argument("--scratch", action="store_true", help="without pretraining")
    t.add_argument("--start", type=Path, help="a network to go on from")
    t.add_argument("--named", type=float, default=1.0, help="the share of the newswire with names that is drawn for an epoch")
    t.add_argument("--no-names", dest="named", action="store_const", const=0.0)
    t.add_argument("--teachers", type=Path, nargs="*", default=[], help="networks whose opinion is learnt beside the annotation")
    t.add_argument("--trust", type=float, default=0.5, help="what share of what is learnt is the teachers' opinion")
    t.add_argument("--plain", type=float, default=0.0, help="the share of articles without annotation (plain.jsonl) that is drawn for an epoch, learnt from teachers alone")
    t.add_argument("--workers", type=int, default=0, help="processes that draw and lay out what is learnt")
    t.add_argument("--weights", default="{}", help="JSON: weights of the tasks")
    m = sub.add_parser("mean")
    m.add_argument("folder", type=Path)
    m.add_argument("networks", type=Path, nargs="+")
    m.add_argument("--out", type=Path, required=True)
    given = cli.parse_args()
    if given.command == "tune" and given.plain and not given.teachers:
        cli.error("--plain needs --teachers: nobody else says what is right there")
    if given.command == "pretrain":
        pretrain(given.folder, given.seconds, given.batch, given.rate, given.share)
    elif given.command == "mean":
        mean(given.folder, given.networks, given.out)
    else:
        tune(given.folder, given.out, drop=given.drop, mixers=given.mixers, hide=given.hide, scratch=given.scratch, start=given.start, named_share=given.named, skip=given.skip, of=given.of,
             share=given.share, cut=given.cut, older=given.older, teachers=given.teachers, trust=given.trust if given.teachers else 0.0, plain=given.plain, workers=given.workers, epochs=given.epochs, rate=given.rate, batch=given.batch, seed=given.seed, seconds=given.seconds, weights={**WEIGHTS, **json.loads(given.weights)})  # fmt: skip


if __name__ == "__main__":
    main()
