"""Fit the weights of ``extract/grouping.py``: what speaks for and against two mentions of an article being one event.

    python data/fit_grouping.py data/train

Every article is read with the annotators' triggers; each two mentions of one type are a row, whose answer is whether the annotators
call them one event. Prints the log-odds, to one decimal, for statements and for all other types. The models that read have
seen these articles, so roles and dates are a little better here than on new ones. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from train_events import given_of

from extract import load
from extract.evaluate import article_of, gold_files
from extract.grouping import after, common, evidence
from extract.scoring import from_gold
from extract.stage import scene_of


def rows(folder: Path) -> Iterator[tuple[bool, dict[str, float], bool]]:
    """Whether two mentions are statements, what can be seen of them, and whether they are one event."""
    reader = load("ar")
    for gold in gold_files(folder):
        if gold.get("set_aside"):
            continue
        fact = from_gold(gold)
        name = {e["trigger"][0]: e["event"] for e in fact["events"]}
        scene = scene_of(reader.doc(article_of(gold), given=given_of(fact)))
        told = [(e, name[start]) for e in scene.events if (start := scene.sentences[e.sentence].words[e.frame.trigger.i].start) in name]
        for n, (one, ours) in enumerate(told):
            for other, theirs in told[n + 1 :]:
                kind = one.frame.trigger.type
                if kind == other.frame.trigger.type:
                    seen = evidence(one, other, scene) | {"after": common(*(after(scene.sentences[e.sentence], e) for e in (one, other)))}
                    yield kind == "statement", seen, ours == theirs


def fitted(found: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """The weights, the bias first."""
    names = sorted({n for seen, _ in found for n in seen})
    table = np.array([[seen.get(n, 0.0) for n in names] for seen, _ in found])
    learner = LogisticRegression(C=0.5, max_iter=2000).fit(table, [same for _, same in found])
    return {"bias": round(float(learner.intercept_[0]), 1)} | {n: round(float(w), 1) for n, w in zip(names, learner.coef_[0], strict=True)}


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    found = list(rows(cli.parse_args().folder))
    for spoken, title in ((False, "WEIGHTS"), (True, "SPOKEN")):
        own = [(seen, same) for said, seen, same in found if said == spoken]
        print(title, f"{len(own)} pairs, {sum(same for _, same in own)} of them one event", fitted(own), sep="\n")


if __name__ == "__main__":
    main()
