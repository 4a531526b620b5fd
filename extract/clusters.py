"""Words that are used alike: clusters of stems, fine and coarse, learnt from plain text.

The table is made by ``data/train_clusters.py`` (k-means over word vectors); a stem that it does not list has none.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import lru_cache

from .language import LANG

Clusters = Mapping[str, tuple[str, str]]


@lru_cache(maxsize=4)
def load_clusters(code: str = "ar") -> Clusters:
    """Stem (in spelling form) to its coarse and fine cluster; empty where the language has none."""
    path = LANG / code / "models" / "clusters.txt.gz"
    if not path.is_file():
        return {}
    out: dict[str, tuple[str, str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            coarse, fine, listed = line.rstrip("\n").split("\t")
            out.update(dict.fromkeys(listed.split(" "), (coarse, fine)))
    return out
