"""Annotations of texts that are not ours come and go without their letters."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "data"))

import standoff

from extract.scoring import ONTOLOGY, from_gold

DATA = Path(__file__).resolve().parent.parent / "data"
TOKENS = [
    ["قال", "وزير", "الخارجية", "سالم", "الراشدي", "(", "أمس", ")", ":", '"', "نرفض", "العقوبات", '"', "."],
    ["وأضاف", "[", "1", "]", "الراشدي", "أن", "بلاده", "ستزور", "المنطقة", "،", "ونفى", "الراشدي", "ذلك", "."],
]
GOLD = {
    "id": "x-0..1", "published": "2006-08-01", "title": "", "text": 'قال وزير الخارجية سالم الراشدي (أمس): "نرفض العقوبات". وأضاف الراشدي أن بلاده ستزور المنطقة، ونفى الراشدي ذلك.',
    "actors": [{"id": "fm", "name": "سالم الراشدي", "kind": "person", "wikidata": None, "mentions": ["وزير الخارجية سالم الراشدي", "الراشدي"]}],
    "events": [
        {"event": "s1", "type": "statement", "trigger": "قال", "nth": 1, "source": ["fm"], "target": [], "place": [], "start": "2006-07-31", "end": "2006-07-31", "status": "actual", "reported_by": None},
        {"event": "r1", "type": "rejection", "trigger": "نرفض", "nth": 1, "source": ["fm"], "target": [], "place": [], "start": None, "end": None, "status": "actual", "reported_by": "fm"},
    ],
}  # fmt: skip


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A two-column file of two sentences."""
    path = tmp_path / "names.conll"
    path.write_text("\n\n".join("\n".join(f"{t} O" for t in s) for s in TOKENS) + "\n", "utf-8")
    return path


def plain(gold: dict) -> list:
    """What is annotated, without the names of actors and events."""
    fact = from_gold(gold)
    actors = {a["id"]: n for n, a in enumerate(fact["actors"])}
    return [[(a["kind"], a["mentions"]) for a in fact["actors"]],
            [(e["type"], e["trigger"], [actors[a] for a in e["source"]], e["start"], e["status"], actors.get(e["reported_by"])) for e in fact["events"]]]  # fmt: skip


def test_an_article_parted_and_joined_is_as_it_was(collection: Path):
    """The record has no letter of the text, and with the collection it is the article again; bracketed notes are left out."""
    lines = standoff.lines_of(collection)
    record = standoff.parted(GOLD, 2)
    assert not re.search("[ء-ي]", json.dumps(record, ensure_ascii=False))
    assert " ".join(lines) == GOLD["text"]
    again = standoff.joined(json.loads(json.dumps(record)), lines)
    assert again["text"] == GOLD["text"]
    assert plain(again) == plain(GOLD)


def test_a_line_can_be_an_article(tmp_path: Path):
    """Of JSON Lines a row is a text with its title, line breaks and brackets as they are."""
    path = tmp_path / "news.jsonl"
    gold = {**GOLD, "id": "x-1", "title": "الراشدي", "text": "[خاص]\n" + GOLD["text"]}
    path.write_text("".join(json.dumps(row) + "\n" for row in ({"title": "", "text": "-"}, {"title": gold["title"], "text": gold["text"] + "\n"})), "utf-8")
    again = standoff.joined(standoff.parted(gold, 0), standoff.lines_of(path))
    assert (again["title"], again["text"]) == (gold["title"], gold["text"])
    assert plain(again) == plain(gold)


def test_another_edition_is_noticed(collection: Path):
    """Lines that are missing or changed are named, not read on from."""
    record, lines = standoff.parted(GOLD, 2), standoff.lines_of(collection)
    with pytest.raises(standoff.TextError, match=r"x-0\.\.1: line 1 of 1"):
        standoff.joined(record, lines[:1])
    with pytest.raises(standoff.TextError, match="other"):
        standoff.joined(record, [lines[0], lines[1] + " "])


@pytest.mark.parametrize("path", sorted((DATA / "standoff").glob("*.jsonl")), ids=lambda p: p.stem)
def test_no_letter_of_another_text_is_kept(path: Path):
    """The records hold numbers and the names of types, kinds and statuses, and their roles name their own actors."""
    for record in standoff.records(path):
        assert not re.search("[؀-ۿ]", json.dumps(record, ensure_ascii=False))
        known = {a["id"] for a in record["actors"]}
        for event in record["events"]:
            assert event["type"] in ONTOLOGY["types"]
            assert event["status"] in ONTOLOGY["status"]
            assert {*event["source"], *event["target"], *event["place"]} <= known


@pytest.mark.shared
@pytest.mark.parametrize(("name", "file"), [("newswire", "ner/anercorp_train.conll"), ("encyclopaedia", "text/arwiki_sample_2017.txt.xz"), ("press", "news/saudinewsnet_political.jsonl")])
def test_every_record_finds_its_text(shared: Path, name: str, file: str):
    """With the collections at hand every text can be put together, its triggers and mentions being words of it."""
    lines = standoff.lines_of(shared / "data" / file)
    for record in standoff.records(DATA / "standoff" / f"{name}.jsonl"):
        from_gold(standoff.joined(record, lines))
