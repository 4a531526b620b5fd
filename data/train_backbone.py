"""Train the Arabic pipeline: parts of speech, lemmas, dependency tree and names over one shared tok2vec.

    python data/train_backbone.py prepare --pud ar_pud.conllu --ner anercorp_train.conll wojood.conll … --work DIR
    python data/train_backbone.py train --work DIR --vectors vectors.floret --out extract/lang/ar/models/backbone --seed 1
    python data/train_backbone.py measure MODEL --pud held.conllu | --ner anercorp_test.conll [--encoder ENCODER] [--gazetteer]

Documents of the treebank have no names annotated and those of the name corpora no tree: spaCy takes what is
missing as missing. Names keep their label on the stem; clitics in front of a name are outside it.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.cli.train import train as spacy_train
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.util import filter_spans, load_config

from extract.backbone import Khabar, norm
from extract.encoder import load_encoder, names
from extract.language import load_language
from extract.letters import MARKS
from extract.names import Gazetteer
from extract.words import Analyser

KEPT = {"Aspect", "Gender", "Number", "Person", "Voice", "VerbForm", "Definite", "Polarity"}
LABELS = {"PER": "PER", "PERS": "PER", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC", "ORG": "ORG"}


def plain(text: str) -> str:
    return MARKS.sub("", text).replace("ٱ", "ا")


def trees(path: Path) -> Iterator[list[list[str]]]:
    """The rows of each sentence of a CoNLL-U file."""
    rows: list[list[str]] = []
    for line in path.read_text("utf-8").splitlines():
        if not line.strip():
            if rows:
                yield rows
            rows = []
        elif line[0].isdigit() and line.split("\t")[0].isdigit():
            rows.append(line.split("\t"))
    if rows:
        yield rows


def tree_doc(nlp: Any, rows: list[list[str]], *, trim: bool = False) -> Doc:
    if trim and rows[-1][3] == "PUNCT" and not any(int(r[6]) == len(rows) for r in rows):
        rows = rows[:-1]
    words = [r[1] for r in rows]
    spaces = ["SpaceAfter=No" not in r[9] for r in rows]
    heads = [int(r[6]) - 1 if r[6] != "0" else i for i, r in enumerate(rows)]
    deps = ["ROOT" if r[6] == "0" else (r[7] if r[7] == "nsubj:pass" else r[7].split(":")[0]) for r in rows]
    morphs = ["|".join(f for f in r[5].split("|") if f.split("=")[0] in KEPT) if r[5] != "_" else "" for r in rows]
    return Doc(nlp.vocab, words=words, spaces=spaces, pos=[r[3] for r in rows], morphs=morphs, lemmas=[plain(r[2]) or r[1] for r in rows],
               heads=heads, deps=deps)  # fmt: skip


def tagged(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Sentences of (word, BIO label) of a two- or three-column file."""
    rows: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) < 2:
            if rows:
                yield rows
            rows = []
        elif parts[0] not in ("$#$",):
            rows.append((parts[0], parts[1]))
    if rows:
        yield rows


def name_doc(nlp: Any, rows: list[tuple[str, str]]) -> Doc:
    """Words cut into pieces; a name begins at its first stem."""
    words: list[str] = []
    spaces: list[bool] = []
    labels: list[str] = []
    for word, label in rows:
        pieces = nlp.tokenizer(word)
        kind = LABELS.get(label[2:], "") if label != "O" else ""
        for n, piece in enumerate(pieces):
            words.append(piece.text)
            spaces.append(n == len(pieces) - 1)
            stem = max(range(len(pieces)), key=lambda i: len(pieces[i].text))
            inside = kind and (label[0] == "I" or n >= stem)
            first = inside and label[0] == "B" and n == stem
            labels.append(f"B-{kind}" if first else f"I-{kind}" if inside else "O")
    for n, label in enumerate(labels):
        before = labels[n - 1] if n else "O"
        if label[0] == "I" and before[2:] != label[2:]:
            labels[n] = "B" + label[1:]
    return Doc(nlp.vocab, words=words, spaces=spaces, ents=labels)


def prepare(given: argparse.Namespace) -> None:
    nlp = Khabar()
    rng = random.Random(7)
    given.work.mkdir(parents=True, exist_ok=True)
    sentences = list(trees(given.pud))
    rng.shuffle(sentences)
    held = [r for n, r in enumerate(sentences) if given.fold >= 0 and n % 10 == given.fold]
    train = [r for n, r in enumerate(sentences) if not (given.fold >= 0 and n % 10 == given.fold)]
    dev_trees = held or sentences[:60]
    docs = [tree_doc(nlp, r) for r in train] + [tree_doc(nlp, r, trim=True) for r in train[::4]]
    dev = [tree_doc(nlp, r) for r in dev_trees]
    for path in given.ner or ():
        named = [name_doc(nlp, r) for r in tagged(path)]
        cut = int(len(named) * 0.95) if "anercorp" in path.name else len(named)
        docs += named[:cut]
        dev += named[cut:]
    rng.shuffle(docs)
    for name, part in (("train", docs), ("dev", dev)):
        box = DocBin(attrs=["ORTH", "SPACY", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE"], store_user_data=False)
        for doc in part:
            doc.has_unknown_spaces = True
            box.add(doc)
        box.to_disk(given.work / f"{name}.spacy")
        print(name, len(part), "documents", sum(map(len, part)), "pieces")


CONFIG = """
[paths]
train = null
dev = null
vectors = null

[system]
seed = 1
gpu_allocator = null

[nlp]
lang = "khabar"
pipeline = ["tok2vec","morphologizer","lemmatizer","parser","ner"]
batch_size = 200
tokenizer = {"@tokenizers":"khabar_pieces.v1","lang":"ar"}

[components]

[components.tok2vec]
factory = "tok2vec"

[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"

[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM","LOWER","PREFIX","SUFFIX"]
rows = [6000,3000,1000,3000]
include_static_vectors = true

[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3

[components.morphologizer]
factory = "morphologizer"

[components.morphologizer.model]
@architectures = "spacy.Tagger.v2"
nO = null
normalize = false

[components.morphologizer.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96

[components.lemmatizer]
factory = "trainable_lemmatizer"
top_k = 3
min_tree_freq = 2

[components.lemmatizer.model]
@architectures = "spacy.Tagger.v2"
nO = null
normalize = false

[components.lemmatizer.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96

[components.parser]
factory = "parser"
min_action_freq = 10

[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 96
maxout_pieces = 2
use_upper = true

[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96

[components.ner]
factory = "ner"

[components.ner.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "ner"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true

[components.ner.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96

[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = ${paths.train}
max_length = 0

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = ${paths.dev}
max_length = 0

[training]
train_corpus = "corpora.train"
dev_corpus = "corpora.dev"
seed = ${system.seed}
gpu_allocator = null
dropout = 0.15
accumulate_gradient = 1
patience = 3000
max_steps = 9000
eval_frequency = 400

[training.optimizer]
@optimizers = "Adam.v1"
learn_rate = 0.001

[training.batcher]
@batchers = "spacy.batch_by_words.v1"
size = 900
tolerance = 0.2
discard_oversize = false

[training.score_weights]
pos_acc = 0.2
lemma_acc = 0.1
dep_las = 0.35
ents_f = 0.35

[initialize]
vectors = ${paths.vectors}
"""


def train(given: argparse.Namespace) -> None:
    vectors = given.work / "vectors"
    if given.vectors and not vectors.exists():
        import numpy as np
        from spacy.vectors import Vectors

        nlp = Khabar()
        with given.vectors.open(encoding="utf-8") as lines:
            _bucket, _dim, minn, maxn, hashes, seed, bow, eow = next(lines).split()
            data = np.array([[float(x) for x in line.split()[1:]] for line in lines], dtype=np.float32)
        nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, mode="floret", minn=int(minn), maxn=int(maxn), hash_count=int(hashes),
                                    hash_seed=int(seed), bow=bow, eow=eow, attr="NORM")  # fmt: skip
        nlp.to_disk(vectors)
        print(f"vectors: {data.shape}, sample {nlp.vocab['كتاب'].vector[:3]}")
    config = given.work / "config.cfg"
    config.write_text(CONFIG)
    overrides = {"paths.train": str(given.work / "train.spacy"), "paths.dev": str(given.work / "dev.spacy"), "paths.vectors": str(vectors),
                 "system.seed": given.seed, "training.max_steps": given.steps}  # fmt: skip
    spacy_train(config, given.work / f"out-{given.seed}", overrides=overrides)
    for file in (given.work / f"out-{given.seed}").glob("model-*/config.cfg"):    # a pipeline that ships knows no folder of this machine
        taught = load_config(file, interpolate=False)
        taught["paths"] = dict.fromkeys(taught["paths"])
        taught.to_disk(file)


TOGETHER = 10
LISTED = {"state": "LOC", "place": "LOC", "person": "PER", "organisation": "ORG", "armed-group": "ORG"}


def first_of(surer: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Names, and of others those that share no token with them."""
    return sorted([*surer, *(o for o in others if not any(o.start < s.end and s.start < o.end for s in surer))], key=lambda s: s.start)


def with_listed(doc: Doc, lists: tuple[Analyser, Gazetteer]) -> list[Span]:
    """The doc's names, and those of the gazetteer where it sees none."""
    analyser, gazetteer = lists
    words = analyser.words(doc.text, 0, len(doc.text))
    found: list[Span] = []
    i = 0
    while i < len(words):
        hit = gazetteer.at(words, i)
        if hit is None or hit.short or all(e.common for e in hit.entries) or hit.entries[0].kind not in LISTED:
            i += 1
            continue
        span = doc.char_span(words[hit.first].start + hit.cut, words[hit.last - 1].end, label=LISTED[hit.entries[0].kind], alignment_mode="expand")
        if span is not None:
            found.append(span)
        i = hit.last
    return first_of(doc.ents, filter_spans(found))


def encoder_names(path: Path, sentences: list[list[str]]) -> list[list[str]]:
    """The BIO labels that an encoder gives the words of sentences, ten neighbouring ones read together."""
    encoder = load_encoder(path)
    out = [["O"] * len(words) for words in sentences]
    for start in range(0, len(sentences), TOGETHER):
        for labels, table in zip(out[start:], encoder.see(sentences[start : start + TOGETHER]).names, strict=False):
            for first, last, kind in names(table):
                labels[first:last] = [f"{'B' if i == first else 'I'}-{kind}" for i in range(first, last)]
    return out


def measure(given: argparse.Namespace) -> None:
    nlp = spacy.load(given.model)
    language = load_language("ar")
    lists = Analyser(language), Gazetteer(language)
    if given.ner:
        for path in given.ner:
            examples = []
            sentences = list(tagged(path))
            seen = encoder_names(given.encoder, [[w for w, _ in rows] for rows in sentences]) if given.encoder else []
            for n, rows in enumerate(sentences):
                gold = name_doc(nlp, rows)
                predicted = Doc(nlp.vocab, words=[t.text for t in gold], spaces=[bool(t.whitespace_) for t in gold])
                for _, pipe in nlp.pipeline:
                    predicted = pipe(predicted)
                if given.encoder:
                    named = name_doc(nlp, list(zip((w for w, _ in rows), seen[n], strict=True)))
                    predicted.ents = [Span(predicted, e.start, e.end, e.label_) for e in named.ents]
                if given.gazetteer:
                    predicted.ents = with_listed(predicted, lists)
                examples.append(Example(predicted, gold))
            found = spacy.scorer.get_ner_prf(examples)
            print(path.name, {k: round(v, 4) if isinstance(v, float) else {a: round(b["f"], 4) for a, b in v.items()} for k, v in found.items()})
    if given.pud:
        sentences = list(trees(given.pud))
        rng = random.Random(7)
        rng.shuffle(sentences)
        if given.fold >= 0:
            sentences = [r for n, r in enumerate(sentences) if n % 10 == given.fold]
        right = dict.fromkeys(("tok", "upos", "lemma", "uas", "las"), 0)
        gold_n = pred_n = 0
        for rows in sentences:
            gold = tree_doc(nlp, rows)
            doc = nlp(gold.text)
            spans = {(t.idx, t.idx + len(t.text)): t for t in doc}
            gold_n, pred_n = gold_n + len(gold), pred_n + len(doc)
            for t in gold:
                p = spans.get((t.idx, t.idx + len(t.text)))
                if p is None:
                    continue
                right["tok"] += 1
                right["upos"] += p.pos_ == t.pos_
                right["lemma"] += norm(p.lemma_) == norm(t.lemma_)
                same = (p.head.idx, p.head.idx + len(p.head.text)) == (t.head.idx, t.head.idx + len(t.head.text))
                right["uas"] += same
                right["las"] += same and p.dep_ == t.dep_
        print({k: round(2 * v / (gold_n + pred_n), 4) for k, v in right.items()}, len(sentences), "sentences")


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    deeds = cli.add_subparsers(dest="deed", required=True)
    p = deeds.add_parser("prepare")
    p.add_argument("--pud", type=Path, required=True)
    p.add_argument("--ner", type=Path, nargs="*")
    p.add_argument("--work", type=Path, required=True)
    p.add_argument("--fold", type=int, default=-1)
    t = deeds.add_parser("train")
    t.add_argument("--work", type=Path, required=True)
    t.add_argument("--vectors", type=Path)
    t.add_argument("--seed", type=int, default=1)
    t.add_argument("--steps", type=int, default=9000)
    m = deeds.add_parser("measure")
    m.add_argument("model", type=Path)
    m.add_argument("--pud", type=Path)
    m.add_argument("--ner", type=Path, nargs="*")
    m.add_argument("--fold", type=int, default=-1)
    m.add_argument("--encoder", type=Path, help="an encoder that was taught names: its names in place of the model's, as the reader has them")
    m.add_argument("--gazetteer", action="store_true", help="names of the gazetteer where the model sees none")
    given = cli.parse_args()
    {"prepare": prepare, "train": train, "measure": measure}[given.deed](given)


if __name__ == "__main__":
    sys.exit(main())
