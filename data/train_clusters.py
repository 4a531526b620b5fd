"""Cluster the stems of plain text by their vectors, coarse and fine, into the table that ``extract.clusters`` reads.

    python data/train_clusters.py --work /tmp/vectors --out extract/lang/ar/models/clusters.txt.gz --top 40000

Needs floret and scikit-learn, and the text and vectors that ``train_vectors.py`` leaves in its working folder.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.cluster import MiniBatchKMeans

from extract.letters import ARABIC


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--work", type=Path, required=True)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--top", type=int, default=40_000)
    cli.add_argument("--coarse", type=int, default=64)
    cli.add_argument("--fine", type=int, default=500)
    given = cli.parse_args()
    import floret

    model = floret.load_model(str(given.work / "vectors.bin"))
    counts: Counter[str] = Counter()
    with (given.work / "text.txt").open(encoding="utf-8") as lines:
        for line in lines:
            counts.update(line.split())
    words = [w for w, n in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if ARABIC.search(w) and len(w) > 1][: given.top]
    vectors = np.array([model.get_word_vector(w) for w in words])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    labels = [
        MiniBatchKMeans(size, random_state=5, n_init=3, batch_size=4096, max_iter=60).fit_predict(vectors)
        for size in (given.coarse, given.fine)
    ]
    groups: dict[tuple[int, int], list[str]] = {}
    for word, coarse, fine in zip(words, *labels, strict=True):
        groups.setdefault((int(coarse), int(fine)), []).append(word)
    text = "".join(f"{c}\t{f}\t{' '.join(sorted(listed))}\n" for (c, f), listed in sorted(groups.items()))
    given.out.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(len(words), "stems", len(groups), "groups", given.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
