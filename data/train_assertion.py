"""Train the model that says whether a sentence asserts an event or only mentions it.

    python data/train_assertion.py data/assertion --out extract/lang/ar/models

Learns from single sentences whose mentions a reader has judged (``data/assertion/README.md``): would every reader say that the
sentence tells that such an event took place? What is seen of them is what the shipped models make of each sentence alone.
Prints how well five folds are told apart. Needs the extra ``train``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from train_events import Row, fit

from extract import Article, load
from extract.assertion import AssertionFinder
from extract.deciding import assertion_rows
from extract.learned import ASSERTION, MODELS
from extract.pipeline import Reader
from extract.scene import Scene
from extract.sight import SceneSight
from extract.stage import scene_of

FOLDS, STRENGTH = 5, 0.06
ALL = 2    # the judgement that every reader would say yes


def judged(folder: Path) -> list[dict[str, Any]]:
    """All judged sentences of a folder: ``text`` and ``mentions`` as start, end, type and judgement."""
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def scenes(reader: Reader, sentences: Sequence[dict[str, Any]]) -> Iterator[Scene]:
    for n, sentence in enumerate(sentences):
        yield scene_of(reader.doc(Article(id=str(n), title="", text=sentence["text"])))


def rows_of(scene: Scene, finder: AssertionFinder, sentence: dict[str, Any]) -> list[tuple[Row, str]]:
    """A row for every judged mention that the reader finds, with its type."""
    shift = len(scene.letters) - len(scene.letters.lstrip("\n"))
    answers = {start + shift: judgement for start, _, _, judgement in sentence["mentions"]}
    ruled = [judgement for view in scene.sentences for judgement in finder.judge(view)]
    out: list[tuple[Row, str]] = []
    for event, row in zip(scene.events, assertion_rows(scene, SceneSight(scene), ruled), strict=True):
        start = scene.sentences[event.sentence].words[event.frame.trigger.i].start
        if start in answers and event.status == "actual":
            out.append(((row, "yes" if answers[start] == ALL else "no"), event.frame.trigger.type))
    return out


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    sentences = judged(given.folder)
    if not sentences:
        sys.exit(f"{given.folder}: no judged sentences (*.jsonl)")
    reader = load("ar", learned=[m for m in MODELS if m != ASSERTION])
    finder = AssertionFinder(reader.language)
    found = [rows_of(scene, finder, sentence) for scene, sentence in zip(scenes(reader, sentences), sentences, strict=True)]
    order = list(range(len(found)))
    random.Random(1).shuffle(order)
    chances: list[tuple[float, bool, bool, str]] = []    # the model's, what the rules say, the answer, the type
    for k in range(FOLDS):
        held = set(order[k::FOLDS])
        model = fit(ASSERTION, [row for n, rows in enumerate(found) if n not in held for row, _ in rows], strength=STRENGTH)
        for (features, label), kind in (row for n in sorted(held) for row in found[n]):
            chances.append((model.probabilities(features)["yes"], "a:rule=1" in features, label == "yes", kind))
    steps = (0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.82)
    judges = {"rules": [r for _, r, _, _ in chances]} | {f"model from {t}": [p >= t for p, _, _, _ in chances] for t in steps} | {f"both from {t}": [r and p >= t for p, r, _, _ in chances] for t in steps}
    for name, said in judges.items():
        hit = sum(s and c[2] for s, c in zip(said, chances, strict=True))
        print(f"{name:15} p {hit / (sum(said) or 1):.3f} r {hit / sum(c[2] for c in chances):.3f} f1 {2 * hit / (sum(said) + sum(c[2] for c in chances)):.3f}")
    model = fit(ASSERTION, [row for rows in found for row, _ in rows], strength=STRENGTH)
    model.save(given.out / f"{ASSERTION}.json.gz")
    print(f"{len(sentences)} sentences, {len(chances)} mentions, {sum(c[2] for c in chances)} asserted, {len(model.rows)} features")


if __name__ == "__main__":
    main()
