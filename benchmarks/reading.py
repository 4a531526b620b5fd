"""How fast articles are read and merged, and in how much memory, against a yardstick that runs beside it.

    python benchmarks/reading.py [FOLDER …] [--copies 20] [--without all]

Without a folder the samples are read, ``--copies`` times over. Seconds depend on the machine; the ratio does not much:
the yardstick is a blank spaCy pipeline with simplemma on the same letters, measured in turns with khabar in one run
(the median of three turns each).
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import simplemma
import spacy

from extract import Article, read_articles
from extract.learned import MODELS
from extract.letters import words
from extract.pipeline import load
from graph import build

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
TURNS = 3


def copies(articles: Sequence[Article], times: int) -> list[Article]:
    """The articles so many times, each with an id of its own."""
    return [replace(a, id=f"{a.id}-{n}") for n in range(times) for a in articles]


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def megabytes() -> float:
    """The most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def yardstick(articles: Sequence[Article]) -> None:
    nlp = spacy.blank("ar")
    for article in articles:
        for token in nlp(article.letters):
            simplemma.lemmatize(token.text, lang="ar") if token.is_alpha else token.text


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folders", nargs="*", type=Path)
    cli.add_argument("--copies", type=int, default=20)
    cli.add_argument("--without", nargs="*", default=[], metavar="MODEL", help="trained models to leave out; all: rules alone")
    given = cli.parse_args()
    found = list(read_articles(given.folders or [SAMPLES]))
    articles = found if given.folders else copies(found, given.copies)
    total = sum(len(words(a.letters)) for a in articles)
    learned = [] if "all" in given.without else [m for m in MODELS if m not in given.without]
    empty = megabytes()
    loading = seconds(lambda: list(load("ar", learned=learned).read(found[:1])))
    reader = load("ar", learned=learned)
    for article in found:  # first sight of each word costs more than the next
        list(reader.read([article]))
    ours, theirs = [], []
    for _ in range(TURNS):
        theirs.append(seconds(lambda: yardstick(articles)))
        ours.append(seconds(lambda: sum(1 for _ in reader.read(articles))))
    reading, standard = statistics.median(ours), statistics.median(theirs)
    after = megabytes()
    readings = list(reader.read(articles))
    merging = seconds(lambda: build(readings))
    print(f"{len(articles)} articles, {total} words and marks")
    print(f"loading      {loading:6.2f} s")
    print(f"reading      {reading:6.2f} s  {total / reading:8.0f} words/s  {len(articles) / reading:6.1f} articles/s")
    print(f"yardstick    {standard:6.2f} s  {total / standard:8.0f} words/s  (blank spaCy and simplemma)")
    print(f"ratio        {reading / standard:6.2f}   reading to yardstick")
    print(f"merging      {merging:6.2f} s  {merging / reading:6.2f} of reading")
    print(f"memory       {after:6.0f} MB at most, {after - empty:.0f} MB of it since the start; with the graph {megabytes():.0f} MB")


if __name__ == "__main__":
    main()
