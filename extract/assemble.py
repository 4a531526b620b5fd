"""From the workbench to the record: a Scene becomes a Reading.

Mentions without any actor are dropped (the guide counts only events with one), mentions of the same
event are given one event id, and only actors that are named stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .accord import agree
from .attending import same_event
from .coref import actor_records
from .dating import share
from .deciding import concur
from .encoder import Encoder
from .grouping import group
from .records import ArticleActor, EventMention, Reading, digest
from .scene import Event, Scene, SentenceView

ALONE = 0.7    # a mention as sure as this stays although its actors were not found


def assemble(scene: Scene, *, min_score: float = 0.0, encoder: Encoder | None = None, symmetric: Collection[str] = ()) -> Reading:
    """All that the article says, as frozen records; with an ``encoder`` its sight helps to say which mentions are one event.
    ``symmetric`` are the types of events between equals."""
    kept = [e for e in scene.events if (e.source or e.target or _speaks(e) or _agentless(scene, e) or e.score >= ALONE) and e.score >= min_score]
    actors = actor_records(scene.clusters, scene.letters, article=scene.article.id)
    group(scene, kept, encoder)
    agree(scene, kept, symmetric)
    concur(kept)
    _inherit(kept)
    asides = frozenset(v.index for v in scene.sentences if v.segment == "other-headline")
    share(kept, scene.written, asides=asides, odds=same_event(scene, kept, encoder))
    return Reading(
        article=scene.article, written=scene.written, segments=scene.segments, actors=tuple(_unique(actors)),
        events=tuple(_mention(scene, event, actors) for event in kept), times=tuple(scene.times),
    )  # fmt: skip


def _speaks(event: Event) -> bool:
    """A verb of saying always has someone who says it, also where the reader does not find out who."""
    return event.frame.trigger.type == "statement" and event.frame.trigger.pos == "verb" and event.frame.trigger.score >= 0.6


def _agentless(scene: Scene, event: Event) -> bool:
    """A passive verb need not say who did it, nor to whom it happened if that is no actor ("the conference was put off")."""
    made = scene.sentences[event.sentence].clause
    return made is not None and event.frame.trigger.pos == "verb" and event.frame.trigger.i in made.passive


def _unique(actors: dict[int, ArticleActor]) -> list[ArticleActor]:
    return sorted(actors.values(), key=lambda a: (a.mentions[0].start if a.mentions else 0, a.id))


def _inherit(events: list[Event]) -> None:
    """A noun that only names the occasion of a planned deed in its sentence ("visits … on a tour") is planned like it."""
    for event in events:
        if event.status != "actual" or event.frame.trigger.pos == "verb" or event.frame.trigger.type == "statement":
            continue
        earlier = (e for e in events if e.group == event.group and e.sentence == event.sentence and e.frame.trigger.i < event.frame.trigger.i)
        if (first := next(earlier, None)) is not None and first.status == "planned":
            event.status, event.why_status = "planned", "one event with what is planned before it"


def _by(view: SentenceView, event: Event) -> str:
    """Who said that the word is a trigger: the lexicon, the model, or both."""
    lemma = event.frame.trigger.lemma.id
    if lemma.endswith(":?"):
        return f"model:{event.frame.trigger.type}"
    return f"{'lexicon+model' if view.weighed else 'lexicon'}:{lemma}"


def _mention(scene: Scene, event: Event, actors: dict[int, ArticleActor]) -> EventMention:
    view = scene.sentences[event.sentence]
    word = view.words[event.frame.trigger.i]
    trigger = event.frame.trigger

    def names(indexes: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actors[i].id for i in indexes))

    article = scene.article.id
    return EventMention(
        id="m" + digest(article, trigger.type, word.start, word.end, length=10),
        event="e" + digest(article, trigger.type, event.group, length=10), type=trigger.type, trigger=(word.start, word.end),
        segment=view.segment, source=names(event.source), target=names(event.target), place=names(event.place),
        when=event.when, status=event.status, reported_by=actors[event.speaker].id if event.speaker is not None else None,
        cue=event.cue, sentence=(view.start, view.end), asserted=event.asserted and event.status == "actual", score=round(event.score, 4), by=_by(view, event),
    )  # fmt: skip
