"""Turn texts and annotated articles into the numbers that ``train_encoder.py`` learns from.

    python data/prepare_encoder.py text build/encoder --wiki arwiki.txt.xz --names anercorp_train.conll --articles data/train
    python data/prepare_encoder.py articles build/encoder --names anercorp_train.conll --articles data/train build/newswire build/encyclopaedia
    python data/prepare_encoder.py plain build/encoder --articles readings.jsonl

``text`` cuts plain text into clitics and stems, learns a vocabulary of word parts from it (Schuster and Nakajima 2012; needs
tokenizers) and writes ``vocab.txt`` and ``tokens.npy`` (the top bit marks the first part of a piece). ``articles`` writes every
annotated article as numbers with its answers (``articles.jsonl``), seen twice: with the actors of the annotators and with those
that the rules find, and the named words of the newswire (``names.jsonl``). ``plain`` writes what ``khabar read`` printed in the same
form (``plain.jsonl``): articles that nobody annotated, of which teachers say what is right.
"""

from __future__ import annotations

import argparse
import json
import lzma
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from standoff import named_words
from train_events import CAMPAIGNS, Workshop, actors_of, folds_of, mention_labels

from extract.encoder import END, LENGTH, cut, pieces
from extract.evaluate import gold_files
from extract.learned import NONE, Learned
from extract.letters import words
from extract.scene import Scene
from extract.scoring import from_gold, overlap
from extract.segmenter import load_segmenter

SIZE, SPECIAL = 12_288, ["[PAD]", "[UNK]", "[MASK]", "[SEP]"]
CLITIC, TOGETHER = 6, 330


def lines(wiki: Path, names: Path, golds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """All plain text: the encyclopedia, then newswire and our own articles twice."""
    with lzma.open(wiki, "rt", encoding="utf-8", errors="replace") as text:
        yield from text
    for _ in range(2):
        yield from (" ".join(w for w, _ in sentence) for sentence in named_words(names))
        for gold in golds:
            yield from (gold["title"], *gold["text"].split("\n"))


def write_text(folder: Path, texts: Iterable[str]) -> None:
    """The vocabulary, and the text as its numbers."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    segmenter = load_segmenter("ar")
    known: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    plain = folder / "text.txt"
    with plain.open("w", encoding="utf-8") as out:
        for line in texts:
            row: list[str] = []
            for start, end in words(line):
                word = line[start:end]
                if word not in known:
                    known[word] = pieces(segmenter, word, 0, len(word))[0]
                row += known[word]
            if row:
                counts.update(row)
                out.write(" ".join(row) + "\n")
    learner = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=40))
    learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(vocab_size=SIZE - 40, special_tokens=SPECIAL, limit_alphabet=200, show_progress=False)
    with plain.open(encoding="utf-8") as text:
        learner.train_from_iterator((" ".join(p for p in line.split() if "+" not in p) for line in text), trainer)
    vocabulary = [w for w, _ in sorted(learner.get_vocab().items(), key=lambda x: x[1])]
    clitics = sorted(p for p, n in counts.items() if "+" in p and n > 50 and len(p) <= CLITIC)
    vocabulary += [c for c in clitics if c not in set(vocabulary)]
    vocabulary += [f"[{n}]" for n in range(len(vocabulary), SIZE)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    numbers = {w: n for n, w in enumerate(vocabulary)}
    cuts = {p: cut(p, numbers) for p in counts}
    found, first = array("H"), array("H")
    with plain.open(encoding="utf-8") as text:
        for line in text:
            for piece in line.split():
                found.extend(cuts[piece])
                first.extend([1] + [0] * (len(cuts[piece]) - 1))
            found.append(END)
            first.append(1)
    np.save(folder / "tokens.npy", np.frombuffer(found, dtype=np.uint16) | (np.frombuffer(first, dtype=np.uint16) << 15))
    print(f"{sum(counts.values())} pieces, {len(found)} numbers")


class Numbers:
    """Words as numbers, with the place of the stem."""

    def __init__(self, folder: Path) -> None:
        listed = (folder / "vocab.txt").read_text("utf-8").split("\n")
        self.known = {w: n for n, w in enumerate(listed)}
        self.segmenter = load_segmenter("ar")

    def __call__(self, word: str) -> tuple[list[int], int]:
        parts, stem = pieces(self.segmenter, word, 0, len(word))
        cuts = [cut(p, self.known) for p in parts]
        return [n for c in cuts for n in c], sum(map(len, cuts[:stem]))


def _words_of(scene: Scene, start: int, end: int) -> list[int] | None:
    """A stretch of letters as sentence, first and last (exclusive) word."""
    for view in scene.sentences:
        if view.start <= start < view.end:
            inside = [w.i for w in view.words if w.start < end and start < w.end]
            return [view.index, inside[0], inside[-1] + 1] if inside else None
    return None


def article_row(gold: Mapping[str, Any], scene: Scene, numbers: Numbers) -> dict[str, Any]:
    """One annotated article, or one as khabar read it, as numbers and answers."""
    fact = gold if "segments" in gold else from_gold(gold)
    spans = [(s, e, a["kind"]) for a in fact["actors"] for s, e in a["mentions"]]
    triggers = {tuple(e["trigger"]): e["type"] for e in fact["events"]}
    sentences = []
    for view in scene.sentences:
        rows = [numbers(scene.letters[w.start : w.end]) for w in view.words]
        types = [next((t for s, t in triggers.items() if overlap(s, (w.start, w.end)) > 0), NONE) for w in view.words]
        tags = mention_labels(view, [s for s in spans if view.start <= s[0] < view.end])
        sentences.append({"ids": [ids for ids, _ in rows], "stem": [stem for _, stem in rows], "tags": tags, "types": types})
    given = [{"actor": a["id"], "kind": a["kind"], "spans": [w for s, e in a["mentions"] if (w := _words_of(scene, s, e))]} for a in fact["actors"]]
    table = actors_of(scene, fact)
    ruled: list[dict[str, Any]] = [{"actor": table.get(n), "kind": c.kind, "spans": []} for n, c in enumerate(scene.clusters)]
    for view in scene.sentences:
        for phrase, cluster in zip(view.phrases, view.chosen, strict=True):
            ruled[cluster]["spans"].append([view.index, phrase.first, phrase.last])
    events = []
    for event in fact["events"]:
        if (at := _words_of(scene, *event["trigger"])) is not None:
            target = [*event["target"], *(p for p in event["place"] if event["type"] == "visit" and p not in event["target"])]
            events.append({
                "at": at[:2], "type": event["type"], "status": event["status"], "event": event["event"], "source": list(event["source"]), "target": target,
                "place": [p for p in event["place"] if p not in target], "speaker": [event["reported_by"]] if event.get("reported_by") else [],
            })  # fmt: skip
    return {"id": gold["id"], "set_aside": bool(gold.get("set_aside")), "sentences": sentences, "events": events, "views": [given, ruled]}


def write_articles(folder: Path, golds: Sequence[dict[str, Any]], ours: int) -> None:
    """All annotated articles; those behind the first ``ours`` that train are one campaign, the last."""
    numbers, shop = Numbers(folder), Workshop(backbone=False)
    shop.use(Learned())
    trained = [g["id"] for g in golds if not g.get("set_aside")]
    fold = dict(zip(trained, folds_of([g for g in golds if not g.get("set_aside")]), strict=True))
    campaign = {ident: bisect_right(CAMPAIGNS, n) if n < ours else len(CAMPAIGNS) + 1 for n, ident in enumerate(trained)}
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as out:
        for gold in golds:
            row = article_row(gold, shop.scene(gold), numbers)
            out.write(json.dumps({**row, "fold": fold.get(gold["id"], -1), "campaign": campaign.get(gold["id"], 0)}, ensure_ascii=False) + "\n")


def write_plain(folder: Path, files: Iterable[Path]) -> None:
    """Articles as khabar read them; what it took for events and actors is only what teachers are asked about."""
    numbers, shop = Numbers(folder), Workshop(backbone=False)
    shop.use(Learned())
    with (folder / "plain.jsonl").open("w", encoding="utf-8") as out:
        for path in files:
            with path.open(encoding="utf-8") as found:
                for reading in map(json.loads, found):
                    row = article_row(reading, shop.scene(reading), numbers)
                    shop.kept.clear()
                    out.write(json.dumps({**row, "fold": 0, "campaign": 0}, ensure_ascii=False) + "\n")


def write_names(folder: Path, path: Path) -> None:
    """The newswire with its names, neighbouring sentences together."""
    numbers = Numbers(folder)
    rows: list[tuple[list[int], list[int], list[str]]] = [([], [], [])]
    for sentence in named_words(path):
        cuts = [numbers(word) for word, _ in sentence]
        if len(rows[-1][0]) + sum(len(ids) for ids, _ in cuts) >= TOGETHER:
            rows.append(([], [], []))
        ids, at, labels = rows[-1]
        for (parts, stem), (_, label) in zip(cuts, sentence, strict=True):
            at.append(min(len(ids) + stem, LENGTH - 1))
            ids += parts
            labels.append(label)
        ids.append(END)
    with (folder / "names.jsonl").open("w", encoding="utf-8") as out:
        for ids, at, labels in rows:
            out.write(json.dumps({"ids": ids[:LENGTH], "words": at, "names": labels}) + "\n")


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("what", choices=["text", "articles", "plain"])
    cli.add_argument("folder", type=Path)
    cli.add_argument("--wiki", type=Path)
    cli.add_argument("--names", type=Path)
    cli.add_argument("--articles", type=Path, nargs="+", required=True, help="folders, those written later behind (``data/standoff.py`` makes some); for plain, files of readings")
    given = cli.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.what == "plain":
        write_plain(given.folder, given.articles)
        return
    if given.names is None:
        cli.error(f"{given.what} needs --names")
    parts = [list(gold_files(folder)) for folder in given.articles]
    golds = [gold for part in parts for gold in part]
    if given.what == "text":
        if given.wiki is None:
            cli.error("text needs --wiki")
        write_text(given.folder, lines(given.wiki, given.names, [g for g in golds if not g.get("set_aside")]))
    else:
        write_articles(given.folder, golds, sum(not g.get("set_aside") for g in parts[0]))
        write_names(given.folder, given.names)


if __name__ == "__main__":
    main()
