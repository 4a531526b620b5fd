"""Write annotated articles as people like to write them, and turn them into the gold format and back.

An article in markup is a text file: a head of ``key: value`` lines, then the text with its triggers
marked where they stand::

    invented: yes
    id: inv-a-001
    outlet: …
    published: 2015-03-02
    actor: fm | person | - | وزير الخارجية سالم الراشدي ; سالم الراشدي ; الراشدي
    actor: cairo | place | Q85 | القاهرة
    title: الراشدي في القاهرة غدا
    text:
    يزور[visit e=v1 s=fm t=cairo when=2015-03-03 st=planned] وزير الخارجية سالم الراشدي القاهرة غدا.

A bracket belongs to the one word before it: type, then ``e`` (name of the event, shared by mentions of
one event; left out: an event of its own), ``s`` source, ``t`` target, ``p`` place (actor ids, commas
between), ``when`` (a day, month or year, or ``a..b``), ``st`` status (left out: actual), ``by`` reported_by.

    corpus.py check FILES…         say what is wrong with markup files
    corpus.py convert FILES… --out DIR   write gold JSON, one file an article
    corpus.py show FILES.json…     gold JSON back to markup
    corpus.py count FILES…         articles, words, event mentions, types, repeated six-word sequences
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from extract.scoring import ONTOLOGY, WORD, mention_spans, words

MARK = re.compile(rf"({WORD}+)\[([^\]]*)\]")
KEYS = {"e", "s", "t", "p", "when", "st", "by"}
Gold = dict[str, Any]


class MarkupError(ValueError):
    """A file that does not keep to the markup; says which and what to do."""


def _when(value: str | None, where: str) -> tuple[str | None, str | None]:
    if not value:
        return None, None
    start, _, end = value.partition("..")
    for part in (start, end):
        if part and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", part):
            raise MarkupError(f"{where}: when={value} is no day, month or year")
        if len(part) == 10:
            date.fromisoformat(part)
    return (start or None), ((end or None) if ".." in value else start)


def _ids(value: str | None) -> list[str]:
    return [v for v in (value or "").split(",") if v]


def _plain(marked: str) -> str:
    return MARK.sub(r"\1", marked)


def _nth(word: str, position: int, letters: str) -> int:
    return 1 + sum(start < position for start, _ in words(word, letters))


def _event(words: str, number: int, where: str) -> dict[str, Any]:
    kind, *pairs = words.split()
    if kind not in ONTOLOGY["types"]:
        raise MarkupError(f"{where}: unknown type {kind!r}")
    fields = {}
    for pair in pairs:
        key, eq, value = pair.partition("=")
        if not eq or key not in KEYS:
            raise MarkupError(f"{where}: {pair!r} is none of {sorted(KEYS)}")
        fields[key] = value
    status = fields.get("st", "actual")
    if status not in ONTOLOGY["status"]:
        raise MarkupError(f"{where}: unknown status {status!r}")
    start, end = _when(fields.get("when"), where)
    if kind in ONTOLOGY["symmetric"] and fields.get("t"):
        raise MarkupError(f"{where}: {kind} is symmetric; all participants go in s=")
    return {
        "event": fields.get("e", f"x{number}"), "type": kind, "trigger": "", "nth": 1, "source": _ids(fields.get("s")),
        "target": _ids(fields.get("t")), "place": _ids(fields.get("p")), "start": start, "end": end, "time_text": None,
        "status": status, "reported_by": fields.get("by") or None,
    }  # fmt: skip


def parse(marked: str, name: str = "?") -> Gold:
    """One article of markup in the gold format. Raises MarkupError."""
    head, found, body = marked.partition("\ntext:\n")
    if not found:
        raise MarkupError(f"{name}: no line 'text:'")
    meta: dict[str, str] = {}
    actors = []
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon:
            raise MarkupError(f"{name}: {line!r} is no 'key: value'")
        if key == "actor":
            parts = [p.strip() for p in value.split("|")]
            if len(parts) != 4:
                raise MarkupError(f"{name}: actor needs id | kind | Q-id or - | mentions: {line!r}")
            mentions = [m.strip() for m in parts[3].split(";") if m.strip()]
            if parts[1] not in ONTOLOGY["kinds"] or not mentions:
                raise MarkupError(f"{name}: actor {parts[0]}: kind {parts[1]!r} or mentions are wrong")
            actors.append({"id": parts[0], "name": mentions[0], "kind": parts[1],
                           "wikidata": None if parts[2] in ("-", "") else parts[2], "mentions": mentions})  # fmt: skip
        else:
            meta[key.strip()] = value.strip()
    for key in ("id", "published", "title", "invented"):
        if not meta.get(key):
            raise MarkupError(f"{name}: no {key}")
    date.fromisoformat(meta["published"])
    title, body = meta["title"], body.strip("\n")
    letters = _plain(title) + "\n" + _plain(body)
    known = {a["id"] for a in actors}
    if len(known) != len(actors):
        raise MarkupError(f"{name}: an actor id twice")
    events: list[dict[str, Any]] = []
    shift = 0
    whole = title + "\n" + body
    for match in MARK.finditer(whole):
        where = f"{name}, {match.group(0)}"
        event = _event(match.group(2), len(events), where)
        used = {*event["source"], *event["target"], *event["place"], *([event["reported_by"]] if event["reported_by"] else [])}
        if used - known:
            raise MarkupError(f"{where}: unknown actors {sorted(used - known)}")
        event["trigger"] = match.group(1)
        event["nth"] = _nth(match.group(1), match.start() - shift, letters)
        shift += len(match.group(0)) - len(match.group(1))
        events.append(event)
    if "[" in letters or "]" in letters:
        raise MarkupError(f"{name}: a bracket that follows no word: …{letters[max(0, letters.find('[') - 20):][:50]}…")
    for actor in actors:
        for mention in actor["mentions"]:
            if not mention_spans(mention, letters):
                raise MarkupError(f"{name}: actor {actor['id']}: «{mention}» is not in the text")
    return {
        "id": meta["id"], "outlet": meta.get("outlet") or None, "url": None, "licence": "CC BY-SA 4.0", "invented": True,
        **({"set_aside": True} if meta.get("set_aside") else {}),
        "published": meta["published"], "title": _plain(title), "text": _plain(body), "actors": actors, "events": events,
    }  # fmt: skip


def markup(gold: Gold) -> str:
    """A gold article as markup, to read and to correct."""
    letters = gold["title"] + "\n" + gold["text"]
    marks = []
    for e in gold["events"]:
        end = words(e["trigger"], letters)[(e.get("nth") or 1) - 1][1]
        parts = [e["type"], f"e={e['event']}"]
        parts += [f"{k}={','.join(e[r])}" for k, r in (("s", "source"), ("t", "target"), ("p", "place")) if e.get(r)]
        if e.get("start") or e.get("end"):
            parts.append(f"when={e['start']}" if e["start"] == e["end"] else f"when={e['start'] or ''}..{e['end'] or ''}")
        parts += [f"st={e['status']}"] if e["status"] != "actual" else []
        parts += [f"by={e['reported_by']}"] if e.get("reported_by") else []
        marks.append((end, "[" + " ".join(parts) + "]"))
    for end, mark in sorted(marks, reverse=True):
        letters = letters[:end] + mark + letters[end:]
    title, _, text = letters.partition("\n")
    lines = ["invented: " + ("yes" if gold.get("invented") else "no"), *(["set_aside: yes"] if gold.get("set_aside") else []), f"id: {gold['id']}", f"outlet: {gold.get('outlet') or ''}",
             f"published: {gold['published']}"]  # fmt: skip
    lines += [f"actor: {a['id']} | {a['kind']} | {a.get('wikidata') or '-'} | {' ; '.join(a['mentions'])}" for a in gold["actors"]]
    return "\n".join([*lines, f"title: {title}", "text:", text]) + "\n"


def articles(paths: Iterable[str]) -> Iterable[tuple[str, str]]:
    """(name, markup) of every article in the files; a line of ``=====`` stands between two."""
    for path in paths:
        for number, part in enumerate(re.split(r"\n=====+\n", Path(path).read_text("utf-8")), 1):
            if part.strip():
                yield f"{path} article {number}", part.lstrip("\n")


def read(paths: Iterable[str]) -> tuple[list[Gold], list[str]]:
    """Articles of markup and gold JSON files, and what is wrong."""
    good, wrong = [], []
    paths = list(paths)
    good += [json.loads(Path(p).read_text("utf-8")) for p in paths if p.endswith(".json")]
    for name, text in articles(p for p in paths if not p.endswith(".json")):
        try:
            good.append(parse(text, name))
        except (MarkupError, ValueError) as error:
            wrong.append(str(error) if isinstance(error, MarkupError) else f"{name}: {error}")
    return good, wrong


def repeated(golds: Iterable[Gold], size: int = 6) -> float:
    """The share of sequences of six words that stand in more than one article."""
    where: dict[tuple[str, ...], set[int]] = {}
    for n, gold in enumerate(golds):
        tokens = re.findall(rf"{WORD}+", gold["title"] + "\n" + gold["text"])
        for i in range(len(tokens) - size + 1):
            where.setdefault(tuple(tokens[i : i + size]), set()).add(n)
    return sum(len(v) > 1 for v in where.values()) / max(1, len(where))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("deed", choices=["check", "convert", "show", "count"])
    cli.add_argument("files", nargs="+")
    cli.add_argument("--out", type=Path)
    given = cli.parse_args()
    good, wrong = read(given.files)
    for line in wrong:
        print(line)
    if given.deed == "show":
        print("=====\n".join(map(markup, good)))
    if given.deed == "convert":
        given.out.mkdir(parents=True, exist_ok=True)
        for gold in good:
            (given.out / f"{gold['id']}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", "utf-8")
    words = sum(len(re.findall(rf"{WORD}+", g["title"] + " " + g["text"])) for g in good)
    events = [e for g in good for e in g["events"]]
    if given.deed == "count":
        print(Counter(e["type"] for e in events).most_common(), Counter(e["status"] for e in events).most_common())
        print(f"reported {sum(bool(e['reported_by']) for e in events)}; six-word sequences in more than one article: {repeated(good):.2%}")
    if given.deed != "show":
        ids = Counter(g["id"] for g in good)
        print(f"{len(good)} articles, {words} words, {len(events)} event mentions; wrong: {len(wrong)}; ids twice: {[i for i, n in ids.items() if n > 1]}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
