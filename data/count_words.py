"""Count the words of plain text into the list that ``extract.vocabulary`` reads.

    python data/count_words.py --text arwiki.txt.xz --out extract/lang/ar/models/words.txt.gz --top 60000

One line for each binary logarithm of a count: the number, a tab, the words in order.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
from collections import Counter
from pathlib import Path

from extract.vocabulary import ARABIC_RUN, spell


def counts(path: Path) -> Counter[str]:
    """How often each word stands in a text file (plain, .gz or .xz)."""
    opener = {".xz": lzma.open, ".gz": gzip.open}.get(path.suffix, open)
    found: Counter[str] = Counter()
    with opener(path, "rt", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found.update(ARABIC_RUN.findall(line))
    spelled: Counter[str] = Counter()
    for word, number in found.items():
        spelled[spell(word)] += number
    del spelled[""]
    return spelled


def write(found: Counter[str], path: Path, *, top: int) -> None:
    """Write the most frequent words, the same bytes every time."""
    kept = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:top]
    rows: dict[int, list[str]] = {}
    for word, number in kept:
        rows.setdefault(number.bit_length() - 1, []).append(word)
    text = "".join(f"{log}\t{' '.join(sorted(listed))}\n" for log, listed in sorted(rows.items(), reverse=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--top", type=int, default=60_000)
    args = parser.parse_args()
    write(counts(args.text), args.out, top=args.top)
