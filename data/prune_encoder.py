"""Make a taught encoder smaller: cut away the heads and units that matter least, then let what is left imitate the whole.

    python data/prune_encoder.py build/encoder --start build/encoder/whole.npz --heads 24 --units 4096 --seconds 3600 --out build/encoder/pruned.npz

How much a head, or a unit between the last two products of a layer, matters is the mean square of the derivative of the loss by a factor that it is
multiplied with (Michel et al. 2019; Fisher's information, as Kwon et al. 2022 use it), over annotated windows. What is left learns to give each
position of a text the vector that the whole encoder gives it, in every layer (Romero et al. 2015; Jiao et al. 2020), and to answer as it does (Hinton et
al. 2015); annotation is not needed for that, and what is asked of the vectors stays as it is. The folder is what ``prepare_encoder.py`` writes. Needs torch.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from encoder_examples import NOTHING, PAD, Row, Stream, collate, drawn, read_articles
from encoder_network import SIZE, Learner, learner, likely, picked, restore, shapes, store
from torch import Tensor, nn
from train_encoder import WEIGHTS, report

GRAIN = 32    # a layer has a multiple of so many units: what processors multiply at once
LEAST = 2    # heads of a layer


def importance(net: Learner, rows: Sequence[Row], device: Any) -> tuple[list[Tensor], list[Tensor]]:
    """How much each head and each unit of each layer matters: the mean over the windows of the squared derivative of the loss by its factor."""
    net.eval()
    blocks: Any = net.encoder.blocks
    heads = [torch.ones(b.heads, device=device, requires_grad=True) for b in blocks]
    units = [torch.ones(b.down.weight.shape[1], device=device, requires_grad=True) for b in blocks]
    hooks = []
    for block, head, unit in zip(blocks, heads, units, strict=True):
        hooks.append(block.o.register_forward_pre_hook(lambda _, x, head=head: (x[0] * head.repeat_interleave(SIZE),)))
        hooks.append(block.down.register_forward_pre_hook(lambda _, x, unit=unit: (x[0] * unit,)))
    sums = [torch.zeros_like(f) for f in (*heads, *units)]
    for row in rows:
        found = torch.autograd.grad(net.loss(collate([row]).to(device), WEIGHTS), (*heads, *units))
        for total, one in zip(sums, found, strict=True):
            total += one**2 / len(rows)
    for hook in hooks:
        hook.remove()
    return sums[: len(heads)], sums[len(heads) :]


def kept(scores: Sequence[Tensor], total: int, least: int, grain: int) -> list[Tensor]:
    """Which places of each layer stay, ``total`` in all: each layer keeps its ``least`` best, then the best groups of ``grain`` of all layers go on."""
    order = [s.argsort(descending=True) for s in scores]
    count = [least] * len(scores)
    groups = sorted(
        ((float(s[o[k : k + grain]].sum()), n) for n, (s, o) in enumerate(zip(scores, order, strict=True)) for k in range(least, len(s) - grain + 1, grain)), reverse=True
    )
    for _, n in groups[: (total - sum(count)) // grain]:
        count[n] += grain
    return [o[:c].sort().values for o, c in zip(order, count, strict=True)]


def pruned(weights: dict[str, Tensor], heads: Sequence[Tensor], units: Sequence[Tensor]) -> dict[str, Tensor]:
    """The weights without those of other heads and units."""
    out = dict(weights)
    for n, (some, inner) in enumerate(zip(heads, units, strict=True)):
        name = f"encoder.blocks.{n}."
        columns = (some.cpu()[:, None] * SIZE + torch.arange(SIZE)).flatten()
        out[name + "qkv.weight"] = torch.cat([part[columns] for part in weights[name + "qkv.weight"].chunk(3)])
        out[name + "o.weight"] = weights[name + "o.weight"][:, columns]
        out[name + "up.weight"] = torch.cat([part[inner.cpu()] for part in weights[name + "up.weight"].chunk(2)])
        out[name + "down.weight"] = weights[name + "down.weight"][:, inner.cpu()]
    return out


def apart(seen: Tensor, wanted: Tensor) -> Tensor:
    """How far some vectors are from others, by squares, as a share of those of the others."""
    return ((seen - wanted) ** 2).sum() / (wanted**2).sum()


def imitate(net: Learner, whole: Learner, stream: Stream, *, rate: float, seconds: float, device: Any) -> None:
    """Let a network come near in every layer to what the whole one says."""
    for p in (net.encoder.emb.weight, *net.heads.parameters()):
        p.requires_grad_(False)
    parameters = [p for p in net.parameters() if p.requires_grad]
    adam = torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.98), weight_decay=0.0)
    began, told, total, count = time.time(), 0, 0.0, 0
    for batch, _, _ in stream:
        done = (time.time() - began) / seconds
        if done >= 1:
            break
        for group in adam.param_groups:
            group["lr"] = rate * min(1.0, (done + 1e-3) / 0.03) * (1 - done)
        some = batch.to(device)
        real = some.ids != PAD
        mask = real[:, None, None, :]
        with torch.no_grad():
            wanted = whole.encoder.layers(some.ids, mask)
            taught = likely([whole.answers(wanted[-1], some)], some)
        seen = net.encoder.layers(some.ids, mask)
        words = [(picked(x, some.words) * (some.types != NOTHING)[:, :, None]) for x in (seen[-1], wanted[-1])]
        far = apart(*words)
        loss = far + 0.5 * torch.stack([apart(a[real], b[real]) for a, b in zip(seen[:-1], wanted[:-1], strict=True)]).mean()
        loss = loss + net.wrong(net.answers(seen[-1], some), some, WEIGHTS, taught, 1.0)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()
        adam.zero_grad(set_to_none=True)
        total, count = total + float(far.detach()), count + 1
        if int(done * 20) > told:
            told = int(done * 20)
            print(f"{time.time() - began:6.0f} s {count} batches more, {total / count:.4f} of the vectors' squares away", flush=True)
            total, count = 0.0, 0


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("--start", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--student", type=Path, help="a network that was cut before, to go on with")
    cli.add_argument("--heads", type=int, default=24, help="heads that stay, of all layers together")
    cli.add_argument("--units", type=int, default=4096, help="units that stay, of all layers together")
    cli.add_argument("--windows", type=int, default=300, help="so many windows say what matters")
    cli.add_argument("--older", type=float, default=0.3, help="the share of the articles of earlier campaigns of writing that is drawn for an epoch")
    cli.add_argument("--plain", type=float, default=0.0, help="the share of articles without annotation (plain.jsonl) that is drawn for an epoch")
    cli.add_argument("--cut", type=float, default=0.1, help="the share of articles that are read in stretches of one to three sentences")
    cli.add_argument("--batch", type=int, default=4)
    cli.add_argument("--rate", type=float, default=5e-4)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--seconds", type=float, default=3600)
    given = cli.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(given.seed)
    vocabulary = (given.folder / "vocab.txt").read_text("utf-8").rstrip("\n")
    size = len(vocabulary.split("\n"))
    articles, held = read_articles(given.folder)
    weights = restore(given.start)
    whole = learner(weights, size).to(device).eval()
    report(whole, held, device)
    if given.student is not None:
        smaller = restore(given.student)
    else:
        some = drawn(articles, random.Random(given.seed), 0.0, 0.1)[: given.windows]
        heads, units = importance(whole, some, device)
        smaller = pruned(weights, kept(heads, given.heads, LEAST, 1), kept(units, given.units, GRAIN, GRAIN))
    print("heads and units by layer", shapes(smaller), flush=True)
    net = learner(smaller, size).to(device)
    report(net, held, device)
    unread: list[dict[str, Any]] = []
    if given.plain:
        with (given.folder / "plain.jsonl").open(encoding="utf-8") as lines:
            unread = list(map(json.loads, lines))

    def drawing(chance: random.Random, part: int, of: int) -> list[Row]:
        rows = drawn(articles, chance, given.cut, given.older) + drawn(chance.sample(unread, round(given.plain * len(unread))), chance, given.cut)
        return chance.sample(rows, len(rows))

    imitate(net, whole, Stream(drawing, None, given.batch, given.seed), rate=given.rate, seconds=given.seconds, device=device)
    report(net, held, device)
    found = net.state_dict()
    store({n: found[n] for n in smaller}, given.out, vocabulary)


if __name__ == "__main__":
    main()
