"""What each mistake costs: with all given the reader makes none, and every mistake has one class."""

from __future__ import annotations

import copy
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extract.evaluate import article_of
from extract.say import to_json
from extract.scoring import from_gold, roles, score_article
from extract.stage import scene_of
from extract.triggers import TriggerFinder


def benchmark(name: str) -> ModuleType:
    """A script of benchmarks/ as a module."""
    path = Path(__file__).parent.parent / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", path)
    assert spec
    assert spec.loader
    made = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


oracle, errors = benchmark("oracle"), benchmark("errors")


def told(type: str, trigger: str, source: tuple[str, ...], target: tuple[str, ...] = (), *, nth: int = 1, status: str = "actual", by: str | None = None) -> dict[str, Any]:
    return {"event": trigger, "type": type, "trigger": trigger, "nth": nth, "source": [*source], "target": [*target], "place": [], "start": None, "end": None, "time_text": None, "status": status, "reported_by": by}  # fmt: skip


def actor(ident: str, kind: str, *mentions: str) -> dict[str, Any]:
    return {"id": ident, "name": mentions[0], "kind": kind, "wikidata": None, "mentions": list(mentions)}


GOLD = {
    "id": "g-1", "title": "وفد الاتحاد الزراعي في صفاقس", "published": "2026-03-05",
    "text": "أعلن رئيس الاتحاد الزراعي منذر القابوسي أن وفدا من الاتحاد سيزور صفاقس الأحد المقبل. ونفى المتحدث باسم بلدية صفاقس أن تكون البلدية "
            "قد رفضت استقبال الوفد. ودعا القابوسي إلى الحوار مع البلدية، قائلا إن التعاون بينهما لم ينقطع.\n\nشارك على فيسبوك زيارة",
    "actors": [
        actor("head", "person", "رئيس الاتحاد الزراعي منذر القابوسي", "القابوسي"), actor("union", "organisation", "الاتحاد الزراعي", "الاتحاد"),
        actor("guests", "group", "وفد الاتحاد الزراعي", "وفدا من الاتحاد", "الوفد"), actor("speaker", "person", "المتحدث باسم بلدية صفاقس"),
        actor("town", "organisation", "بلدية صفاقس", "البلدية"), actor("sfax", "place", "صفاقس"),
    ],
    "events": [
        told("statement", "أعلن", ("head",)), told("visit", "سيزور", ("guests",), ("sfax",), status="planned", by="head"), told("rejection", "ونفى", ("speaker",)),
        told("rejection", "رفضت", ("town",), ("guests",), status="denied", by="speaker"), told("visit", "استقبال", ("guests",), ("town",), status="denied", by="speaker"),
        told("appeal", "ودعا", ("head",), ("town",)), told("negotiation", "الحوار", ("head", "town"), status="requested", by="head"), told("statement", "قائلا", ("head",)),
        told("cooperation", "التعاون", ("union",), ("town",), by="head"),
    ],
}  # fmt: skip


def test_with_all_given_nothing_is_wrong(reader):
    """Everything given scores 1; what is given alone is right, and the rest is read as always."""
    found = oracle.oracle(reader, [GOLD])
    assert {name: found["everything"][name].f1 for name in oracle.COLUMNS} == dict.fromkeys(oracle.COLUMNS, 1.0)
    assert found["triggers and types"]["trigger+type"].f1 == found["status"]["status"].f1 == found["triggers, actors and roles"]["role"].f1 == 1
    assert found["nothing"]["role"].f1 < found["roles of found events"]["role"].f1 <= 1
    assert found["– missed triggers added"]["trigger+type"].gold == found["– missed triggers added"]["trigger"].hit
    assert found["– spurious triggers removed"]["trigger"].pred == found["– spurious triggers removed"]["trigger"].hit
    lines = list(oracle.table("made up", found))
    assert len(lines) == len(oracle.ROWS) + 2
    assert all(line.count("|") == len(oracle.COLUMNS) + 2 for line in lines)


def test_nothing_given_is_the_reader_itself(reader):
    """The reader that was told answers reads as before, and so does the oracle that is told none."""
    before = to_json(next(reader.read([article_of(GOLD)])))
    told_all = oracle.Oracle(reader)
    told_all.score(GOLD, oracle.ROWS["everything"])
    assert told_all.prediction(GOLD, from_gold(GOLD), oracle.Given()) == before
    assert to_json(next(reader.read([article_of(GOLD)]))) == before


@pytest.fixture(scope="module")
def finder(reader) -> TriggerFinder:
    return TriggerFinder(reader.language)


def case(reader: Any, finder: TriggerFinder, pred: dict[str, Any]) -> Any:
    """The article above, read so."""
    fact = from_gold(GOLD)
    return errors.Case(fact, pred, scene_of(reader.doc(article_of(GOLD))), score_article(fact, pred), finder)


def changed(event: int, **more: object) -> dict[str, Any]:
    """The annotation as a prediction, one event changed."""
    pred = copy.deepcopy(from_gold(GOLD))
    for each in pred["events"]:
        each["by"] = "lexicon:x"
    pred["events"][event].update(more)
    return pred


def test_every_mistake_has_one_class(reader):
    """The classes add up to what the scorer counts; a swap of two roles is one mistake."""
    found = errors.classify(reader, [GOLD])
    finder = TriggerFinder(reader.language)
    read = errors.Case.of(reader, GOLD, finder)
    assert len(found["missed mentions"]) == len(read.one.missed)
    assert len(found["spurious mentions"]) == len(read.one.spurious)
    pairs = [(roles(g), roles(p, read.one.table)) for g, p in read.one.typed]
    missing = sum(len(mine[r] - theirs[r]) for mine, theirs in pairs for r in mine if r != "place")
    assert missing == sum(c.startswith("missing") for c in found["wrong roles"])
    assert len(found["wrong roles"]) > 0
    for kind, classes in found.items():
        assert set(classes) <= set(errors.CLASSES[kind])
    lines = list(errors.tables({"a": found, "b": found}))
    counted = [[int(x) for x in line.split("|")[2:-1]] for line in lines if line and line.split("|")[1].strip() in sum(errors.CLASSES.values(), ())]
    totals = [sum(column) for column in zip(*counted, strict=True)]
    assert totals == [sum(map(len, found.values()))] * 4


def test_the_annotation_itself_has_no_mistake(reader, finder):
    """Nothing missed, nothing spurious, no wrong role."""
    right = case(reader, finder, changed(0))
    assert [*errors.missed(right), *errors.spurious(right), *errors.wrong_roles(right)] == []


@pytest.mark.parametrize("event, change, classes", [
    (1, {"type": "meeting"}, {"read as another type", "annotated as another type"}),
    (1, {"target": []}, {"missing: found in the sentence, without a role"}),
    (5, {"target": []}, {"missing: found in the sentence, without a role"}),
    (8, {"source": []}, {"missing: not named in the sentence"}),
    (3, {"source": ["guests"], "target": ["town"]}, {"missing: has another role here"}),
    (1, {"source": ["guests", "head"]}, {"extra: beside the right one"}),
    (0, {"source": ["union"]}, {"missing: found in the sentence, without a role", "extra: instead of the right one"}),
    (0, {"target": ["union"]}, {"extra: nobody annotated in this role"}),
    (0, {"source": ["head", "ghost"]}, {"extra: no annotated actor"}),
    (3, {"target": ["guests", "town"]}, {"extra: has another role here"}),
])  # fmt: skip
def test_classes_say_what_is_wrong(reader, finder, event, change, classes):
    """One thing changed in the annotation is one mistake of its class."""
    made = case(reader, finder, changed(event, **change))
    assert {*errors.missed(made), *errors.spurious(made), *errors.wrong_roles(made)} == classes


def test_actors_that_were_not_found(reader, finder):
    """Nowhere in the article, or only in another sentence."""
    pred = changed(0)
    pred["actors"] = [a for a in pred["actors"] if a["id"] != "sfax"]
    pred["events"][1]["target"] = []
    assert list(errors.wrong_roles(case(reader, finder, pred))) == ["missing: actor not found in the article"]
    pred = changed(5, target=[])
    town = next(a for a in pred["actors"] if a["id"] == "town")
    town["mentions"] = town["mentions"][:1]
    assert list(errors.wrong_roles(case(reader, finder, pred))) == ["missing: the mention in the sentence not found"]


@pytest.mark.parametrize("word, by, says", [
    ("فيسبوك", "lexicon:x", "nobody annotated takes part"),
    ("ينقطع", "lexicon:x", "a word of the lexicon that is no event here"),
    ("ينقطع", "model:visit", "a word of the model that is no event here"),
    ("تكون", "lexicon:x", "beside an annotated mention of its type"),
])  # fmt: skip
def test_classes_of_spurious_mentions(reader, finder, word, by, says):
    """Far from any event, beside one, or of nobody."""
    pred = changed(0)
    at = pred["text"].index(word)
    taking = [] if word == "فيسبوك" else ["head"]
    kind = "rejection" if word == "تكون" else "protest"
    pred["events"].append({"type": kind, "trigger": (at, at + len(word)), "source": taking, "target": [], "place": [], "status": "actual", "by": by})
    assert list(errors.spurious(case(reader, finder, pred))) == [says]


@pytest.mark.parametrize("event, says", [
    (0, "the lexicon has it so, judged improbable here"),
    (5, "the lexicon has it so, judged improbable here"),
])  # fmt: skip
def test_classes_of_missed_mentions(reader, finder, event, says):
    """What the lexicon knows, and where nothing is read."""
    pred = changed(0)
    del pred["events"][event]
    made = case(reader, finder, pred)
    for view in made.scene.sentences:
        view.events = []
    assert list(errors.missed(made)) == [says]
    made.scene.sentences.clear()
    assert list(errors.missed(made)) == ["in a part that is not read"]
