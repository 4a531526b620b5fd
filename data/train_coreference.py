"""Train the model that says which actors of an article are one after all, where the rules of coreference keep them apart.

    python data/train_coreference.py data/train build/newswire build/encyclopaedia --out extract/lang/ar/models

Articles in the gold format are read as khabar reads them, with the models that ship; two clusters are one if most of what either names is one
annotated actor. Prints how well five folds of the articles are told apart. Needs the extra ``train``.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from train_events import Row, fit, once

from extract import load
from extract.clusters import load_clusters
from extract.evaluate import article_of, gold_files
from extract.learned import COREFERENCE, MODELS
from extract.names import Gazetteer
from extract.occurrences import occurrences
from extract.pipeline import Reader
from extract.same_actor import Pairs
from extract.scene import Scene
from extract.scoring import from_gold, overlap
from extract.stage import scene_of

FOLDS, STRENGTH, TOLERANCE = 5, 0.1, 1e-6
Spans = Sequence[tuple[int, int, str]]


def owner(start: int, end: int, spans: Spans) -> str | None:
    """The annotated actor of a mention: the one that shares more than half of what the two cover together."""
    share, actor = max(((overlap((start, end), (s, e)) / (max(end, e) - min(start, s)), ident) for s, e, ident in spans), default=(0.0, ""))
    return actor if share > 0.5 else None


def rows_of(scene: Scene, gold: Mapping[str, Any], gazetteer: Gazetteer) -> Iterator[Row]:
    """A row for every two clusters that both name an annotated actor."""
    placed = sorted(((view.index, n) for view in scene.sentences for n in range(len(view.phrases))), key=lambda x: scene.sentences[x[0]].phrases[x[1]].start)
    chosen = [scene.sentences[s].chosen[n] for s, n in placed]
    spans = [(s, e, actor["id"]) for actor in gold["actors"] for s, e in actor["mentions"]]
    named: list[Counter[str]] = [Counter() for _ in scene.clusters]
    for (s, n), cluster in zip(placed, chosen, strict=True):
        phrase = scene.sentences[s].phrases[n]
        if (actor := owner(phrase.start, phrase.end, spans)) is not None:
            named[cluster][actor] += 1
    found = occurrences(scene, [(s, scene.sentences[s].phrases[n]) for s, n in placed], gazetteer)
    for pair in Pairs(scene.clusters, chosen, found, load_clusters("ar")):
        if named[pair.one] and named[pair.other]:
            same = named[pair.one].most_common(1)[0][0] == named[pair.other].most_common(1)[0][0]
            yield once(pair.features), "yes" if same else "no"


def scenes(reader: Reader, golds: Sequence[Mapping[str, Any]]) -> Iterator[Scene]:
    """The articles up to the stage that groups their actors."""
    for name in ("khabar_events", "khabar_claims", "khabar_dates"):
        reader.nlp.remove_pipe(name)
    for gold in golds:
        yield scene_of(reader.doc(article_of(gold)))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    golds = [g for folder in given.folders for g in gold_files(folder) if not g.get("set_aside")]
    if not golds:
        sys.exit(f"{', '.join(map(str, given.folders))}: no articles to train on")
    reader = load("ar", learned=[m for m in MODELS if m != COREFERENCE])
    gazetteer = Gazetteer(reader.language)
    rows = [list(rows_of(scene, from_gold(gold), gazetteer)) for scene, gold in zip(scenes(reader, golds), golds, strict=True)]
    order = list(range(len(rows)))
    random.Random(1).shuffle(order)
    chances: list[tuple[float, bool]] = []
    for k in range(FOLDS):
        held = set(order[k::FOLDS])
        model = fit(COREFERENCE, [row for n, some in enumerate(rows) if n not in held for row in some], strength=STRENGTH, tolerance=TOLERANCE)
        tested = [row for n in sorted(held) for row in rows[n]]
        table = model.table([features for features, _ in tested])[:, model.labels.index("yes")].tolist()
        chances += [(chance, label == "yes") for chance, (_, label) in zip(table, tested, strict=True)]
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        taken, right, there = sum(c >= least for c, _ in chances), sum(c >= least and same for c, same in chances), sum(same for _, same in chances)
        print(f"from {least}: p {right / (taken or 1):.3f} r {right / there:.3f} f1 {2 * right / (taken + there):.3f}")
    model = fit(COREFERENCE, [row for some in rows for row in some], strength=STRENGTH, tolerance=TOLERANCE)
    model.save(given.out / f"{COREFERENCE}.json.gz")
    print(f"{len(golds)} articles, {len(chances)} pairs, {sum(same for _, same in chances)} of one actor, {len(model.rows)} features")


if __name__ == "__main__":
    main()
