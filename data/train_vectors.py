"""Train floret vectors (Bojanowski et al. 2017, compressed as floret does) on plain text cut into clitics and stems.

    python data/train_vectors.py arwiki.txt.xz --work /tmp/vectors --dim 96 --bucket 30000

Writes ``text.txt`` (pieces in spelling form) and ``vectors.floret`` into the working folder. Needs floret.
"""

from __future__ import annotations

import argparse
import lzma
from pathlib import Path

from extract.letters import words
from extract.segmenter import load_segmenter
from extract.vocabulary import spell


def cut_text(source: Path, target: Path) -> int:
    """Write the text as pieces, a line each; returns how many."""
    segmenter = load_segmenter("ar")
    known: dict[str, str] = {}
    count = 0
    with lzma.open(source, "rt", encoding="utf-8", errors="replace") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            pieces = []
            for start, end in words(line):
                word = line[start:end]
                if (cut := known.get(word)) is None:
                    cut = known[word] = " ".join(spell(word[s - start : e - start]) for s, e in segmenter.spans(line, start, end))
                pieces.append("0" if cut[:1].isdigit() else cut)
            count += len(pieces)
            if pieces:
                out.write(" ".join(pieces) + "\n")
    return count




def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("text", type=Path)
    cli.add_argument("--work", type=Path, required=True)
    cli.add_argument("--dim", type=int, default=96)
    cli.add_argument("--bucket", type=int, default=30_000)
    cli.add_argument("--epochs", type=int, default=5)
    cli.add_argument("--threads", type=int, default=1)
    given = cli.parse_args()
    import floret

    given.work.mkdir(parents=True, exist_ok=True)
    text = given.work / "text.txt"
    if not text.exists():
        print(cut_text(given.text, text), "words")
    model = floret.train_unsupervised(
        str(text), model="skipgram", mode="floret", hashCount=2, dim=given.dim, bucket=given.bucket, minn=3, maxn=5, minCount=5,
        epoch=given.epochs, thread=given.threads, neg=5, ws=5, lr=0.05,
    )  # fmt: skip
    model.save_floret_vectors(str(given.work / "vectors.floret"))
    model.save_model(str(given.work / "vectors.bin"))


if __name__ == "__main__":
    main()
