"""What each kind of mistake costs: one thing at a time is taken from the annotation, the rest is read as always.

    python benchmarks/oracle.py GOLD …

GOLD is a folder of annotated articles in the form of docs/annotation-guide.md. Prints a table of F1 (of status, accuracy) for each.
What is given is given where it arises, so that all that follows from it is read anew: who speaks follows from sources, sources
from actors, actors from mentions. Roles and speakers are given as far as their actors were found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extract.actor_stage import Actors
from extract.coref import Cluster, Coreference
from extract.evaluate import article_of, gold_files
from extract.phrase import Phrase
from extract.phrases import PhraseFinder
from extract.pipeline import Reader, load
from extract.say import to_json
from extract.scene import Scene
from extract.scoring import SYMMETRIC, Scored, Tally, add_up, align, from_gold, match, overlap, score_article
from extract.words import Word

Data = dict[str, Any]
ROLES = ("source", "target", "place")
COLUMNS = ("trigger+type", "role", "full", "argument", "dyad", "actor", "attribution", "status")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is taken from the annotation. ``triggers``: all, or the predicted ones with what was missed added, what is
    spurious removed, or types corrected."""

    triggers: str = ""
    mentions: bool = False
    coreference: bool = False
    roles: tuple[str, ...] = ()
    speakers: bool = False
    status: bool = False


ROWS: Mapping[str, Given] = {
    "nothing": Given(),
    "triggers and types": Given(triggers="all"),
    "– missed triggers added": Given(triggers="missed"),
    "– spurious triggers removed": Given(triggers="spurious"),
    "– types of found triggers": Given(triggers="types"),
    "mentions of actors": Given(mentions=True),
    "coreference of found mentions": Given(coreference=True),
    "actors (mentions and coreference)": Given(mentions=True, coreference=True),
    "roles of found events": Given(roles=ROLES),
    "– sources": Given(roles=("source",)),
    "– targets and places": Given(roles=("target", "place")),
    "attribution": Given(speakers=True),
    "status": Given(status=True),
    "triggers and actors": Given(triggers="all", mentions=True, coreference=True),
    "triggers, actors and roles": Given(triggers="all", mentions=True, coreference=True, roles=ROLES),
    "everything": Given(triggers="all", mentions=True, coreference=True, roles=ROLES, speakers=True, status=True),
}


class Oracle:
    """A reader that is told some of the answers."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.read: dict[str, Data] = {}

    def score(self, gold: Data, given: Given) -> Scored:
        """One article, read with what is given, held against its annotation."""
        fact = from_gold(gold)
        return score_article(fact, self.prediction(gold, fact, given))

    def prediction(self, gold: Data, fact: Data, given: Given) -> Data:
        """What is read of an article with what is given."""
        triggers = self._triggers(gold, fact, given.triggers) if given.triggers else None
        article = article_of(gold)
        scene = Scene(article, article.letters, given=triggers)
        doc = self.reader.nlp.make_doc(article.letters)
        doc.user_data["khabar"] = scene
        with _actors(self.reader, fact, given):
            for name, stage in self.reader.nlp.pipeline:
                doc = stage(doc)
                if name == "khabar_events" and given.roles:
                    _fill(scene, fact, given.roles)
        return _corrected(to_json(self.reader.conclude(scene)), fact, given)

    def _triggers(self, gold: Data, fact: Data, which: str) -> dict[int, str]:
        """Types of triggers by their first letter."""
        if which == "all":
            return {e["trigger"][0]: e["type"] for e in fact["events"]}
        if gold["id"] not in self.read:
            self.read[gold["id"]] = self.prediction(gold, fact, Given())
        read = self.read[gold["id"]]["events"]
        pairs = list(match(fact["events"], read))
        told = {e["trigger"][0]: e["type"] for e in read}
        if which == "missed":
            found = [id(g) for g, _ in pairs]
            told |= {g["trigger"][0]: g["type"] for g in fact["events"] if id(g) not in found}
        elif which == "spurious":
            told = {p["trigger"][0]: p["type"] for _, p in pairs}
        else:
            told |= {p["trigger"][0]: g["type"] for g, p in pairs}
        return told


# Actors


@contextmanager
def _actors(reader: Reader, fact: Data, given: Given) -> Iterator[None]:
    """The annotated mentions in place of the mention model, the annotated actors in place of coreference."""
    stage = dict(reader.nlp.pipeline)["khabar_actors"]
    assert isinstance(stage, Actors)
    tagger, coref, model = stage.tagger, stage.coref, stage.model
    if given.mentions:
        stage.tagger = GivenMentions(stage.finder, fact)  # type: ignore[assignment]  # does all that is asked of a tagger
    if given.coreference:
        stage.coref = GivenCoreference(coref, fact, every=given.mentions)  # type: ignore[assignment]  # likewise
        stage.model = None    # nobody is left to be judged
    try:
        yield
    finally:
        stage.tagger, stage.coref, stage.model = tagger, coref, model


class GivenMentions:
    """Finds the annotated mentions, the outermost where one holds another. What lists know of a phrase stays known."""

    labels: tuple[str, ...] = ()

    def __init__(self, finder: PhraseFinder, fact: Data) -> None:
        self.finder = finder
        self.spans = sorted(((s, e, a["kind"]) for a in fact["actors"] for s, e in a["mentions"]), key=lambda s: (s[0] - s[1], s))

    def chances(self, views: Sequence[object], also: Sequence[object]) -> list[None]:
        """Nothing is weighed."""
        return [None] * len(views)

    def phrases(self, words: Sequence[Word], ruled: Sequence[Phrase], found: object) -> list[Phrase]:
        """The phrases of one sentence, left to right."""
        free = {w.i for w in words}
        out = []
        for start, end, kind in self.spans:
            inside = [w.i for w in words if w.start < end and start < w.end]
            if inside and free.issuperset(inside):
                free.difference_update(inside)
                phrase = self._known(words, inside[0], inside[-1] + 1, kind, ruled)
                out.append(replace(phrase, first=inside[0], last=inside[-1] + 1, start=start, end=end))
        return sorted(out, key=lambda p: p.first)

    def _known(self, words: Sequence[Word], first: int, last: int, kind: Any, ruled: Sequence[Phrase]) -> Phrase:
        made = self.finder.described(words, first, last, kind)
        for phrase in ruled:
            if phrase.first == first and (phrase.last == last or phrase.kind == kind):
                return replace(phrase, name=phrase.name or made.name, title=phrase.title or made.title)
            if first < phrase.first and phrase.last <= last and phrase.kind == kind == "person":
                return replace(made, entries=phrase.entries, name=phrase.name or made.name)
        return made


class GivenCoreference:
    """Groups phrases by the annotated actor that each names; those that name none, as always. ``every`` adds the
    actors that no phrase names."""

    def __init__(self, coref: Coreference, fact: Data, *, every: bool) -> None:
        self.coref, self.fact, self.every = coref, fact, every

    def clusters(self, phrases: Sequence[Phrase], *, published: date | None, home: str | None = None) -> tuple[list[Cluster], list[int]]:
        """Clusters and, for each phrase, the index of its cluster."""
        groups: dict[str | None, list[int]] = {}
        for n, phrase in enumerate(phrases):
            groups.setdefault(self._named(phrase), []).append(n)
        made: list[tuple[int, Cluster]] = []
        chosen = [-1] * len(phrases)
        for actor, own in groups.items():
            found, where = self.coref.clusters([phrases[n] for n in own], published=published, home=home)
            if actor is not None:
                found, where = [_one(found)], [0] * len(own)
            for n, at in zip(own, where, strict=True):
                chosen[n] = len(made) + at
            made += [(min(n for n, at in zip(own, where, strict=True) if at == k), c) for k, c in enumerate(found)]
        order = sorted(range(len(made)), key=lambda k: made[k][0])
        place = {k: n for n, k in enumerate(order)}
        unseen = [a for a in self.fact["actors"] if a["id"] not in groups] if self.every else []
        return [made[k][1] for k in order] + [Cluster(a["kind"], spans=list(a["mentions"])) for a in unseen], [place[k] for k in chosen]

    def _named(self, phrase: Phrase) -> str | None:
        """The annotated actor whose mention a phrase is, by the scorer's rule."""
        mine, best = (phrase.start, phrase.end), (0.0, "")
        for actor in self.fact["actors"]:
            for span in actor["mentions"]:
                common = overlap(mine, span)
                if common > 0 and common * 2 >= min(mine[1] - mine[0], span[1] - span[0]):
                    best = max(best, (common / (max(mine[1], span[1]) - min(mine[0], span[0])), actor["id"]))
        return best[1] or None


def _one(clusters: Sequence[Cluster]) -> Cluster:
    """One cluster of several: what most of its phrases say."""
    head, *others = sorted(clusters, key=lambda c: (c.entry is None, -len(c.spans)))
    for other in others:
        head.spans += other.spans
        head.name_spans += other.name_spans
        for mine, theirs in ((head.titles, other.titles), (head.offices, other.offices), (head.heads, other.heads)):
            mine |= theirs  # type: ignore[operator]  # sets of words with sets of words
        head.name = max(head.name, other.name, key=len)
        head.state = head.state or other.state
    return head


# Roles, speakers, status


def _answers(fact: Data, pred: Data) -> Iterator[tuple[Data, Data]]:
    """Every event that was found, and what is annotated of it, in the actors that were found."""
    mine = {g: p for p, g in align(fact, pred).items()}
    for answer, event in match(fact["events"], pred["events"]):
        if answer["type"] == event["type"]:
            roles = {role: [mine[a] for a in answer[role] if a in mine] for role in ROLES}
            if answer["type"] in SYMMETRIC:
                roles |= {"source": list(dict.fromkeys(roles["source"] + roles["target"])), "target": []}
            yield event, {**roles, "reported_by": mine.get(answer.get("reported_by") or ""), "status": answer["status"]}


def _fill(scene: Scene, fact: Data, roles: Sequence[str]) -> None:
    """Give roles to the events of a scene, for the stages to come."""
    spans = [(scene.sentences[e.sentence].words[e.frame.trigger.i], e) for e in scene.events]
    pred = {
        "actors": [{"id": str(n), "mentions": sorted({*c.spans, *c.name_spans})} for n, c in enumerate(scene.clusters)],
        "events": [{"type": e.frame.trigger.type, "trigger": (w.start, w.end), "event": e} for w, e in spans],
    }
    for event, answer in _answers(fact, pred):
        for role in roles:
            setattr(event["event"], role, [int(n) for n in answer[role]])


def _corrected(pred: Data, fact: Data, given: Given) -> Data:
    """A prediction with the roles, speakers and statuses that are given."""
    names = [*given.roles, *(["reported_by"] if given.speakers else []), *(["status"] if given.status else [])]
    for event, answer in _answers(fact, pred) if names else ():
        event.update({name: answer[name] for name in names})
    return pred


# Tables


def oracle(reader: Reader, golds: Sequence[Data], rows: Mapping[str, Given] = ROWS) -> dict[str, dict[str, Tally]]:
    """Tallies by measure, for every row."""
    out = {}
    told = Oracle(reader)
    for name, given in rows.items():
        out[name], _ = add_up(told.score(gold, given) for gold in golds)
    return out


def table(name: str, found: Mapping[str, Mapping[str, Tally]]) -> Iterator[str]:
    """The figures of one set as Markdown."""
    yield f"| {name}, given | {' | '.join(COLUMNS)} |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for row, tallies in found.items():
        yield f"| {row} | {' | '.join(f'{tallies[c].f1:.3f}' for c in COLUMNS)} |"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    reader = load("ar")
    for path in given.gold:
        golds = list(gold_files(path))
        print("\n".join(table(f"{path.name} ({len(golds)} articles)", oracle(reader, golds))) + "\n", flush=True)


if __name__ == "__main__":
    main()
