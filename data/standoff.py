"""Annotations of texts that are not ours: kept without their letters, put together again with the text where somebody has it.

    python data/standoff.py join data/standoff/newswire.jsonl anercorp_train.conll --out build/newswire
    python data/standoff.py join data/standoff/encyclopaedia.jsonl arwiki_sample_2017.txt.xz --out build/encyclopaedia
    python data/standoff.py part build/newswire anercorp_train.conll --out data/standoff/newswire.jsonl

A record of a file in ``data/standoff`` says of which lines of the collection a text is made (a sentence of a two-column file is a
line; counted from 0), whether the first is its title, how many lines make a paragraph (0 where a line is a whole article, as in JSON
Lines), and has a sum of the letters so that another edition of the collection is noticed. Offsets are characters of the title, a line break and the text. ``join`` writes articles in the
gold format, from which models learn (``data/prepare_encoder.py``); ``part`` makes records of such articles, whose ids end with
the numbers of their lines (``x-8..29`` or ``x-8,9,11``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.evaluate import gold_files
from extract.scoring import from_gold, words

Record = dict[str, Any]
CLOSING, OPENING = frozenset("،.؛:؟!,;?)]»%”") | {"...", ".."}, frozenset("([«“")


class TextError(ValueError):
    """A record whose text cannot be made of the collection; says which and what to do."""


def records(path: Path) -> Iterator[Record]:
    """The rows of a file of JSON Lines."""
    with path.open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def named_words(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Sentences of a two-column file: words with their labels."""
    sentence: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        if columns := line.split():
            sentence.append((columns[0], columns[-1]))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def spaced(tokens: Sequence[str]) -> str:
    """A sentence whose marks stand apart, as it was printed.

    >>> spaced(["قال", "(", "أمس", ")", ":", '"', "نعم", '"', "."])
    'قال (أمس): "نعم".'
    """
    out, quoted, joined = "", False, True
    for token in tokens:
        quote = token == '"'
        quoted ^= quote
        opens = token in OPENING or (quote and quoted)
        out += ("" if joined or token in CLOSING or (quote and not quoted) else " ") + token
        joined = opens
    return out


def lines_of(path: Path) -> list[str]:
    """The lines of a collection: of JSON Lines title and text of each article, of a two-column file its sentences, else of a plain file that may be packed by xz."""
    if path.suffix == ".jsonl":
        return [f"{row['title']}\n{row['text']}".rstrip("\n") for row in records(path)]
    if path.suffix == ".conll":
        lines = [spaced([word for word, _ in sentence]) for sentence in named_words(path)]
    else:
        with lzma.open(path, "rt", encoding="utf-8", errors="replace") if path.suffix == ".xz" else path.open(encoding="utf-8") as text:
            lines = [" ".join(line.split()) for line in text]
    return [" ".join(re.sub(r"\[[^\]\[]*\]", "", line).split()) for line in lines]


def numbers(written: str) -> list[int]:
    """The numbers of lines that an id ends with.

    >>> numbers("8..10,12")
    [8, 9, 10, 12]
    """
    parts = [part.partition("..") for part in written.split(",")]
    return [n for first, _, last in parts for n in range(int(first), int(last or first) + 1)]


def letters(record: Mapping[str, Any], lines: Sequence[str]) -> tuple[str, str]:
    """Title and text of a record. Raises TextError where the collection has other lines."""
    where = numbers(record["lines"])
    if where[-1] >= len(lines):
        raise TextError(f"{record['id']}: line {where[-1]} of {len(lines)}; is this the collection that was annotated?")
    chosen = [lines[n] for n in where]
    if step := record["paragraph"]:
        title, body = (chosen[0], chosen[1:]) if record["title"] else ("", chosen)
        text = "\n".join(" ".join(body[k : k + step]) for k in range(0, len(body), step))
    else:
        title, _, text = chosen[0].partition("\n")
    if hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:16] != record["sum"]:
        raise TextError(f"{record['id']}: the lines are others than those that were annotated; take the edition named in data/standoff/README.md")
    return title, text


def joined(record: Mapping[str, Any], lines: Sequence[str]) -> Record:
    """A record with its text, in the gold format. Raises TextError."""
    title, text = letters(record, lines)
    whole = f"{title}\n{text}"
    names = {a["id"]: sorted({whole[s:e] for s, e in a["mentions"]}) for a in record["actors"]}
    events = []
    for event in record["events"]:
        start, end = event["trigger"]
        found = [s for s, _ in words(whole[start:end], whole)]
        if start not in found:
            raise TextError(f"{record['id']}: {start} begins no word")
        events.append({**event, "trigger": whole[start:end], "nth": 1 + found.index(start), "time_text": None})
    return {
        "id": record["id"], "outlet": None, "url": None, "published": record["published"], "title": title, "text": text,
        "actors": [{"id": i, "name": m[0], "kind": a["kind"], "wikidata": None, "mentions": m} for a in record["actors"] for i, m in [(a["id"], names[a["id"]])]], "events": events,
    }  # fmt: skip


def parted(gold: Mapping[str, Any], paragraph: int) -> Record:
    """An annotated article without its letters; actors and events go by numbers."""
    fact = from_gold(gold)
    actor = {a["id"]: f"a{n}" for n, a in enumerate(fact["actors"], 1)}
    same = {name: f"e{n}" for n, name in enumerate(dict.fromkeys(e["event"] for e in fact["events"]), 1)}
    return {
        "id": gold["id"], "lines": gold["id"].rpartition("-")[2], "title": bool(gold["title"]), "paragraph": paragraph, "published": gold["published"],
        "sum": hashlib.sha256(f"{gold['title']}\n{gold['text']}".encode()).hexdigest()[:16],
        "actors": [{"id": actor[a["id"]], "kind": a["kind"], "mentions": a["mentions"]} for a in fact["actors"]],
        "events": [
            {"event": same[e["event"]], "type": e["type"], "trigger": e["trigger"], **{r: [actor[x] for x in e[r]] for r in ("source", "target", "place")},
             "start": e["start"], "end": e["end"], "status": e["status"], "reported_by": actor.get(e["reported_by"])}
            for e in fact["events"]
        ],
    }  # fmt: skip


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("deed", choices=["join", "part"])
    cli.add_argument("annotations", type=Path)
    cli.add_argument("collection", type=Path)
    cli.add_argument("--out", type=Path, required=True)
    cli.add_argument("--paragraph", type=int, default=1, help="how many lines make a paragraph")
    given = cli.parse_args()
    lines = lines_of(given.collection)
    if given.deed == "join":
        given.out.mkdir(parents=True, exist_ok=True)
        for record in records(given.annotations):
            (given.out / f"{record['id']}.json").write_text(json.dumps(joined(record, lines), ensure_ascii=False, indent=1) + "\n", "utf-8")
        return
    made = [parted(gold, given.paragraph) for gold in gold_files(given.annotations)]
    for record in made:
        letters(record, lines)
    given.out.write_text("".join(json.dumps(r, separators=(",", ":")) + "\n" for r in made), "utf-8")
    print(f"{len(made)} texts, {sum(len(r['events']) for r in made)} event mentions", file=sys.stderr)


if __name__ == "__main__":
    main()
