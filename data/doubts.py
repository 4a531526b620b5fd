"""Where a trained network is sure and an annotation says otherwise: one of the two is wrong, and somebody should look (Northcutt et al. 2021).

    python data/doubts.py build/encoder NETWORK.npz > doubts.jsonl

The folder is what ``prepare_encoder.py`` writes; the articles that are set aside are left alone. Every line holds the article, sentence
and word (counted from 0), the kind of doubt, what is annotated, and what the network would have with its chance. Of some 6,100 doubts of nearly
these kinds in the articles of three campaigns 79 in a hundred left the annotation as it was, once readers who had not written it had looked.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from encoder_examples import ROLES, STATUS, TYPES, Row, article_rows, collate, read_articles, windows
from encoder_network import Learner, learner, picked, restore

TYPE, DENIED = 0.75, 0.08    # how sure the network is of a type or of no event, and how little it gives what is annotated
CERTAIN, UNCERTAIN = 0.85, 0.1    # the same of a status
FILLS, IDLE = 0.8, 0.06    # who surely fills a role, and who surely does not
Doubt = dict[str, Any]


def type_doubts(article: Row, at: list[tuple[int, int]], chances: torch.Tensor) -> Iterator[Doubt]:
    """Words that surely are an event of another type than annotated, or none. ``at`` are the words (sentence, word) of the rows of ``chances``."""
    for (sentence, word), row in zip(at, chances, strict=True):
        given, best = TYPES.index(article["sentences"][sentence]["types"][word]), int(row.argmax())
        if best != given and row[given] < DENIED and row[best] > TYPE:
            yield {"sentence": sentence, "word": word, "kind": "type", "annotated": TYPES[given], "network": {TYPES[best]: round(float(row[best]), 2)}}


def status_doubts(events: list[Row], chances: torch.Tensor) -> Iterator[Doubt]:
    """Events of surely another status."""
    for event, row in zip(events, chances, strict=True):
        given, best = STATUS.index(event["status"]), int(row.argmax())
        if best != given and row[best] > CERTAIN and row[given] < UNCERTAIN:
            yield {"sentence": event["at"][0], "word": event["at"][1], "kind": "status", "annotated": event["status"], "network": {STATUS[best]: round(float(row[best]), 2)}}


def role_doubts(events: list[Row], actors: list[str], chances: torch.Tensor) -> Iterator[Doubt]:
    """Roles that somebody surely fills who is not annotated, or that nobody annotated fills. ``chances`` [roles, events, actors]."""
    for k, event in enumerate(events):
        for r, role in enumerate(ROLES):
            found = dict(zip(actors, chances[r, k].tolist(), strict=False))
            more = {a for a, p in found.items() if p > FILLS and a not in event[role]}
            lost = {a for a, p in found.items() if p < IDLE and a in event[role]}
            if more or (lost and lost == {a for a in event[role] if a in found}):
                yield {
                    "sentence": event["at"][0], "word": event["at"][1], "kind": role, "annotated": event[role],
                    "network": {a: round(found[a], 2) for a in sorted(more | lost)},
                }  # fmt: skip


@torch.no_grad()
def doubts(net: Learner, article: Row) -> Iterator[Doubt]:
    """All doubts of an article, window by window."""
    for window, row in zip(windows(article), article_rows(article), strict=True):
        batch = collate([row])
        x = net.states(batch)
        types = net.heads.types(picked(x, batch.words)).softmax(-1)[0]
        own = [(n, place) for n, place in enumerate(sorted(window["at"])) if place[0] in window["own"]]
        yield from type_doubts(article, [place for _, place in own], types[[n for n, _ in own]])
        if events := [e for e in article["events"] if e["at"][0] in window["own"]]:
            yield from status_doubts(events, net.heads.status(picked(x, batch.event_at)).softmax(-1)[0])
            view = article["views"][0]
            actors = [c["actor"] for c in view if any(span[0] in window["seen"] for span in c["spans"])]
            scores = net.heads.role_scores(net.heads.events(x, batch), net.heads.spans(x, batch.views[0]), batch, batch.views[0])
            yield from role_doubts(events, actors, scores.sigmoid()[0])


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("network", type=Path)
    given = cli.parse_args()
    size = len((given.folder / "vocab.txt").read_text("utf-8").rstrip("\n").split("\n"))
    net = learner(restore(given.network), size)
    net.eval()
    for article in read_articles(given.folder)[0]:
        for doubt in doubts(net, article):
            print(json.dumps({"id": article["id"], **doubt}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
