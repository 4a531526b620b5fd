"""The invented articles that khabar learns from keep to the annotation guide and to their licence."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from extract.scoring import ONTOLOGY, from_gold

FILES = sorted((Path(__file__).parent.parent / "data" / "train").glob("*.json"))
ARTICLES = {f: json.loads(f.read_text("utf-8")) for f in FILES}


def test_every_article_keeps_to_the_guide():
    """Triggers and mentions are in the text, types, kinds and statuses are known, roles name actors of the article."""
    for article in ARTICLES.values():
        from_gold(article)


def test_every_article_says_what_it_is():
    """Invented, under the licence of the language data, named like its file; ids and texts stand once."""
    for file, article in ARTICLES.items():
        assert article["id"] == file.stem
        assert article.get("invented") is True, file.name
        assert article.get("licence") == "CC BY-SA 4.0", file.name
        assert bool(article.get("set_aside")) == file.name.startswith("inv-h-"), file.name
    texts = Counter(a["title"] + a["text"] for a in ARTICLES.values())
    assert [t for t, n in texts.items() if n > 1] == []


def test_there_is_something_of_each_kind():
    """All types and statuses are there to be learnt, and to be measured among the articles set aside."""
    for some in (lambda a: not a.get("set_aside"), lambda a: a.get("set_aside")):
        events = [e for a in ARTICLES.values() if some(a) for e in a["events"]]
        if events:
            assert {e["type"] for e in events} == set(ONTOLOGY["types"])
            assert {e["status"] for e in events} == set(ONTOLOGY["status"])


def test_articles_set_aside_share_nothing_with_the_others():
    """No row of eight words of a set-aside article stands in one that trains (datelines and formulas are shorter)."""

    def rows(article: dict, size: int = 8) -> set[tuple[str, ...]]:
        words = article["text"].split()
        return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}

    training = {row for a in ARTICLES.values() if not a.get("set_aside") for row in rows(a)}
    shared = {a["id"]: len(rows(a) & training) for a in ARTICLES.values() if a.get("set_aside")}
    assert {i: n for i, n in shared.items() if n > 2} == {}


def test_judged_sentences_are_of_the_articles_and_their_marks_are_words():
    """Each sentence stands in the article that it names, none of them set aside; each mark is a whole word with a known type and judgement."""
    lines = (Path(__file__).parent.parent / "data" / "assertion" / "judged.jsonl").read_text("utf-8").splitlines()
    bodies = {a["id"]: a["title"] + "\n" + a["text"] for a in ARTICLES.values() if not a.get("set_aside")}
    for row in map(json.loads, lines):
        text = row["text"]
        assert text in bodies[row["from"]]
        for start, end, kind, judgement in row["mentions"]:
            assert kind in ONTOLOGY["types"]
            assert judgement in (0, 1, 2)
            assert text[start:end] == text[start:end].strip() != ""
            assert start == 0 or not text[start - 1].isalpha()
