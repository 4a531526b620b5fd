"""Of what kind the mistakes are: missed mentions, spurious mentions and wrong roles, by classes that can be worked out.

    python benchmarks/errors.py GOLD …

GOLD is a folder of annotated articles in the form of docs/annotation-guide.md. Articles are taken in the order of their files,
mistakes in the order of the letters. Every mistake is of the first class that fits. Prints Markdown: of each class, how many of the
first hundred mistakes and how many of all.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extract.evaluate import article_of, gold_files
from extract.pipeline import Reader, load
from extract.say import to_json
from extract.scene import Scene, SentenceView
from extract.scoring import Scored, from_gold, overlap, roles, score_article
from extract.stage import scene_of
from extract.triggers import TriggerFinder
from extract.words import Word

Data = dict[str, Any]
FIRST = 100
NEAR = 3  # words between a light verb and its noun
CLASSES: Mapping[str, tuple[str, ...]] = {
    "missed mentions": (
        "read as another type", "in a part that is not read", "found, but left out: nobody takes part", "inside an actor's mention", "inside a time",
        "the lexicon has it so, judged improbable here", "the lexicon has it as another type", "not in the lexicon, judged improbable", "not in the lexicon, never weighed",
    ),
    "spurious mentions": (
        "annotated as another type", "beside an annotated mention of its type", "nobody annotated takes part", "a word of the lexicon that is no event here", "a word of the model that is no event here",
    ),
    "wrong roles": (
        "missing: actor not found in the article", "missing: has another role here", "missing: not named in the sentence", "missing: the mention in the sentence not found", "missing: found in the sentence, without a role",
        "extra: no annotated actor", "extra: has another role here", "extra: nobody annotated in this role", "extra: beside the right one", "extra: instead of the right one",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One article as annotated and as read. ``one`` holds the two against each other."""

    fact: Data
    pred: Data
    scene: Scene
    one: Scored
    finder: TriggerFinder

    @classmethod
    def of(cls, reader: Reader, gold: Data, finder: TriggerFinder) -> Case:
        """Read an article and compare."""
        scene = scene_of(reader.doc(article_of(gold)))
        fact, pred = from_gold(gold), to_json(reader.conclude(scene))
        return cls(fact, pred, scene, score_article(fact, pred), finder)

    def place(self, span: Sequence[int]) -> tuple[SentenceView, Word] | None:
        """The sentence and the word of a trigger, where that part of the article is read."""
        found = ((v, w) for v in self.scene.sentences for w in v.words if overlap((w.start, w.end), (span[0], span[1])) > 0)
        return next(found, None)


def missed(case: Case) -> Iterator[str]:
    """The class of every annotated mention that was not found with its type."""
    for event in sorted(case.one.missed, key=lambda e: e["trigger"]):
        other = any(overlap(event["trigger"], p["trigger"]) > 0 for p in case.pred["events"])
        place = case.place(event["trigger"])
        yield "read as another type" if other else "in a part that is not read" if place is None else _why_missed(case, event["type"], *place)


def _why_missed(case: Case, kind: str, view: SentenceView, word: Word) -> str:
    if any(e.frame.trigger.i == word.i for e in view.events):
        return "found, but left out: nobody takes part"
    if any(p.first <= word.i < p.last for p in view.phrases):
        return "inside an actor's mention"
    if any(t.start <= word.start < t.end for t in case.scene.times):
        return "inside a time"
    known = {lemma.type for lemma, _, _ in case.finder.senses(word)}
    if known:
        return "the lexicon has it so, judged improbable here" if kind in known else "the lexicon has it as another type"
    return "not in the lexicon, judged improbable" if word.i in view.weighed else "not in the lexicon, never weighed"


def spurious(case: Case) -> Iterator[str]:
    """The class of every mention read that is not annotated with its type."""
    for event in sorted(case.one.spurious, key=lambda e: e["trigger"]):
        taking = {case.one.table.get(a, "?") for role in ("source", "target", "place") for a in event[role]}
        if any(overlap(event["trigger"], g["trigger"]) > 0 for g in case.fact["events"]):
            yield "annotated as another type"
        elif _beside(case, event):
            yield "beside an annotated mention of its type"
        elif all(a.startswith("?") for a in taking):
            yield "nobody annotated takes part"
        else:
            yield f"a word of the {'model' if event['by'].startswith('model') else 'lexicon'} that is no event here"


def _beside(case: Case, event: Data) -> bool:
    mine = case.place(event["trigger"])
    for other in case.fact["events"]:
        place = case.place(other["trigger"]) if other["type"] == event["type"] else None
        if mine and place and place[0] is mine[0] and abs(place[1].i - mine[1].i) <= NEAR:
            return True
    return False


def wrong_roles(case: Case) -> Iterator[str]:
    """The class of every filler that is missing or extra at a mention that was found with its type."""
    mentions = {a["id"]: a["mentions"] for a in case.fact["actors"]}
    found = {g: a["mentions"] for a in case.pred["actors"] if not (g := case.one.table[a["id"]]).startswith("?")}
    for answer, event in sorted(case.one.typed, key=lambda pair: pair[0]["trigger"]):
        mine, theirs = roles(answer), roles(event, case.one.table)
        place = case.place(answer["trigger"])
        sentence = (place[0].start, place[0].end) if place else (0, 0)
        here = {a for a, spans in mentions.items() if any(overlap(s, sentence) > 0 for s in spans)}
        seen = {a for a, spans in found.items() if any(overlap(s, sentence) > 0 for s in spans)}
        for role in (r for r in mine if r != "place"):
            others = [r for r in mine if r != role]
            for actor in sorted(mine[role] - theirs[role]):
                misplaced = any(actor in theirs[r] - mine[r] for r in others)
                yield "missing: " + _why_missing(actor, misplaced=misplaced, found=set(found), here=here, seen=seen)
            for actor in sorted(theirs[role] - mine[role]):
                if not any(actor in mine[r] - theirs[r] for r in others if r != "place"):  # else told as missing there
                    yield "extra: " + _why_extra(actor, mine[role], theirs[role], elsewhere=any(actor in mine[r] for r in others))


def _why_missing(actor: str, *, misplaced: bool, found: set[str], here: set[str], seen: set[str]) -> str:
    if actor not in found:
        return "actor not found in the article"
    if misplaced:
        return "has another role here"
    if actor not in here:
        return "not named in the sentence"
    return "found in the sentence, without a role" if actor in seen else "the mention in the sentence not found"


def _why_extra(actor: str, mine: set[str], theirs: set[str], *, elsewhere: bool) -> str:
    if actor.startswith("?"):
        return "no annotated actor"
    if elsewhere:
        return "has another role here"
    if not mine:
        return "nobody annotated in this role"
    return "beside the right one" if mine & theirs else "instead of the right one"


def classify(reader: Reader, golds: Iterable[Data]) -> dict[str, list[str]]:
    """The classes of all mistakes, in a fixed order, by what they are mistakes of."""
    out: dict[str, list[str]] = {name: [] for name in CLASSES}
    finder = TriggerFinder(reader.language)
    for gold in golds:
        case = Case.of(reader, gold, finder)
        for name, ask in (("missed mentions", missed), ("spurious mentions", spurious), ("wrong roles", wrong_roles)):
            out[name] += ask(case)
    return out


def tables(found: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[str]:
    """The counts as Markdown: a table a kind of mistake, two columns a set."""
    for kind, classes in CLASSES.items():
        counts = {name: (Counter(told[kind][:FIRST]), Counter(told[kind])) for name, told in found.items()}
        yield f"| {kind} | {' | '.join(f'{name}: first {min(FIRST, c.total())} | all {c.total()}' for name, (_, c) in counts.items())} |"
        yield "|---" + "|---|---" * len(counts) + "|"
        for each in classes:
            if any(every[each] for _, every in counts.values()):
                yield f"| {each} | {' | '.join(f'{first[each]} | {every[each]}' for first, every in counts.values())} |"
        yield ""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    reader = load("ar")
    print("\n".join(tables({path.name: classify(reader, gold_files(path)) for path in given.gold})), end="")


if __name__ == "__main__":
    main()
