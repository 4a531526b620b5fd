"""Evaluation: the measures of the annotation guide, counted by hand on small cases."""

from __future__ import annotations

import copy
import json

import pytest

from extract.evaluate import Evaluation, article_of, evaluate, gold_files, report
from extract.records import Article, KhabarError, Reading
from extract.scoring import MEASURES, GoldError, Tally, align, from_gold, mention_spans, score_article, words

GOLD = {
    "id": "g-1", "title": "الوفد الليبي يزور صفاقس", "published": "2026-03-05",
    "text": "أعلنت وزارة الخارجية التونسية أن الوفد الليبي سيزور صفاقس غدا. ودعت تونس ليبيا للحوار.",
    "actors": [
        {"id": "mfa", "name": "وزارة الخارجية التونسية", "kind": "organisation", "wikidata": None, "mentions": ["وزارة الخارجية التونسية"]},
        {"id": "wafd", "name": "الوفد الليبي", "kind": "group", "wikidata": None, "mentions": ["الوفد الليبي"]},
        {"id": "sfax", "name": "صفاقس", "kind": "place", "wikidata": "Q46276", "mentions": ["صفاقس"]},
        {"id": "tunisia", "name": "تونس", "kind": "state", "wikidata": "Q948", "mentions": ["تونس"]},
        {"id": "libya", "name": "ليبيا", "kind": "state", "wikidata": "Q1016", "mentions": ["ليبيا"]},
    ],
    "events": [
        {"event": "v", "type": "visit", "trigger": "يزور", "nth": 1, "source": ["wafd"], "target": ["sfax"], "place": [], "start": "2026-03-06", "end": "2026-03-06", "time_text": None, "status": "actual", "reported_by": None},
        {"event": "s", "type": "statement", "trigger": "أعلنت", "nth": 1, "source": ["mfa"], "target": [], "place": [], "start": None, "end": None, "time_text": None, "status": "actual", "reported_by": None},
        {"event": "v", "type": "visit", "trigger": "سيزور", "nth": 1, "source": ["wafd"], "target": ["sfax"], "place": [], "start": "2026-03-06", "end": "2026-03-06", "time_text": "غدا", "status": "planned", "reported_by": "mfa"},
        {"event": "n", "type": "negotiation", "trigger": "للحوار", "nth": 1, "source": ["tunisia", "libya"], "target": [], "place": [], "start": None, "end": None, "time_text": None, "status": "requested", "reported_by": None},
    ],
}  # fmt: skip


def changed(**more: object) -> dict:
    """The gold as a prediction, with its second visit changed."""
    found = copy.deepcopy(from_gold(GOLD))
    found["events"][2].update(more)
    return found


def figures(pred: dict) -> dict[str, Tally]:
    return dict(score_article(from_gold(GOLD), pred).total)


def test_the_gold_itself_is_right_in_all():
    """Held against itself, everything annotated is hit."""
    for name, tally in figures(from_gold(GOLD)).items():
        assert tally.gold == tally.pred == tally.hit, name
    assert figures(from_gold(GOLD))["role"].gold == 7


@pytest.mark.parametrize("change, hits", [
    ({"status": "actual"}, {"status": 3, "full": 3, "role": 7}),
    ({"type": "meeting"}, {"trigger": 4, "trigger+type": 3, "full": 3, "role": 5}),
    ({"target": []}, {"role": 6, "full": 3, "trigger+type": 4}),
    ({"target": ["wafd"], "source": ["sfax"]}, {"role": 5, "full": 3}),
    ({"reported_by": None}, {"attribution": 0, "full": 4}),
    ({"start": "2026-03-07"}, {"time": 1}),
    ({"target": [], "place": ["sfax"]}, {"full": 4}),                     # of a visit, place and target are one
])  # fmt: skip
def test_each_error_costs_its_measures(change, hits):
    """A wrong status, type, role, speaker or date takes away what it spoils, and nothing else."""
    found = figures(changed(**change))
    assert {name: found[name].hit for name in hits} == hits


def test_symmetric_types_have_participants():
    """Source and target of a negotiation are one set."""
    pred = from_gold(GOLD)
    pred["events"][3] = {**pred["events"][3], "source": ["libya"], "target": ["tunisia"]}
    assert figures(pred)["role"].hit == 7


def test_actors_are_paired_by_shared_mentions():
    """A predicted actor stands for the one whose mentions it shares most, each for one only."""
    gold, pred = from_gold(GOLD), from_gold(GOLD)
    for actor in pred["actors"]:
        actor["id"] = "p-" + actor["id"]
    assert align(gold, pred) == {"p-" + a["id"]: a["id"] for a in gold["actors"]}
    pred["actors"][4]["mentions"] = pred["actors"][3]["mentions"]
    assert sorted(align(gold, pred).values())[1:] == ["mfa", "sfax", "tunisia", "wafd"]


def test_words_are_whole_and_mentions_may_have_letters_before():
    """A trigger is a whole word; a name may carry و, ل or ب."""
    assert words("زار", "زار وزار زاره زار") == [(0, 3), (14, 17)]
    assert mention_spans("تونس", "وتونس لتونس فبتونس والتونس") == [(1, 5), (7, 11), (14, 18)]


@pytest.mark.parametrize("path, value, told", [
    (("events", 0, "type"), "holiday", "unknown type"),
    (("events", 0, "status"), "sure", "unknown status"),
    (("events", 0, "nth"), 5, "number 5 is not in the text"),
    (("events", 0, "source"), ["nobody"], "unknown actors"),
    (("actors", 0, "mentions"), ["لا أحد"], "is nowhere in the text"),
    (("actors", 0, "kind"), "alien", "unknown kind"),
])  # fmt: skip
def test_gold_that_breaks_the_guide_is_told(path, value, told):
    """What was annotated wrongly is named with its article."""
    gold = copy.deepcopy(GOLD)
    gold[path[0]][path[1]][path[2]] = value  # type: ignore[index]
    with pytest.raises(GoldError, match=f"g-1: .*{told}"):
        from_gold(gold)


def test_tallies_add_up():
    """Precision, recall and their harmonic mean over all articles."""
    tally = Tally(4, 5, 3) + Tally(6, 5, 4)
    assert tally.figures() == {"p": 0.7, "r": 0.7, "f1": 0.7, "gold": 10, "pred": 10}
    assert Tally().f1 == 0.0


class Parrot:
    """A reader that finds nothing."""

    def read(self, articles):
        return [Reading(article=a) for a in articles]


def test_a_reader_is_held_against_the_gold(reader):
    """All measures with intervals, errors by what they cost, figures by type, lines for people."""
    found = evaluate(reader, [GOLD], samples=10)
    assert isinstance(found, Evaluation)
    assert found.total["trigger+type"].hit >= 3
    nothing = evaluate(Parrot(), [GOLD, {**GOLD, "id": "g-2"}], samples=50)  # type: ignore[arg-type]  # all that is asked of a reader
    assert all(nothing.total[name].hit == 0 for name in MEASURES)
    assert [p.what for p in nothing.problems] == ["missed"] * 8
    assert nothing.problems[0].cost >= nothing.problems[-1].cost
    assert nothing.by_type["visit"]["trigger"] == Tally(4, 0, 0)
    assert any(line.startswith("trigger+type") for line in report(found))
    assert set(found.as_json()) >= {*MEASURES, "articles", "by_type", "reliability"}
    assert evaluate(reader, [GOLD], samples=10).as_json() == found.as_json()


def test_gold_comes_from_files(tmp_path):
    """A folder or a file of annotated articles; what is none is named."""
    (tmp_path / "a.json").write_text(json.dumps(GOLD, ensure_ascii=False), "utf-8")
    assert [g["id"] for g in gold_files(tmp_path)] == [g["id"] for g in gold_files(tmp_path / "a.json")] == ["g-1"]
    article = article_of(GOLD)
    assert isinstance(article, Article)
    assert (article.id, str(article.published), article.letters) == ("g-1", "2026-03-05", GOLD["title"] + "\n" + GOLD["text"])
    (tmp_path / "b.json").write_text("{", "utf-8")
    with pytest.raises(KhabarError, match=r"b\.json: not JSON"):
        list(gold_files(tmp_path))
    with pytest.raises(KhabarError, match="no annotated articles"):
        list(gold_files(tmp_path / "nothing"))
